//! Small things every reader needs: durations, names, numbers.

use super::templating;

/// No wait and no count in a configuration is longer or larger: beyond it, what is computed of it would have no digits.
const LARGEST: f64 = 1e15;

/// Seconds of `2s`, `500ms`, `1m30s`, `1h`, `90`; a number alone is in `unit` seconds.
pub(super) fn seconds(text: &str, unit: f64) -> Option<f64> {
    let text = text.trim().trim_matches(['"', '\'']);
    if let Ok(number) = text.parse::<f64>() {
        return Some(number * unit).filter(in_range);
    }
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|at| *at > 0)?;
        let number: f64 = rest[..digits].parse().ok()?;
        let after = rest[digits..].trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        total += number
            * match &after[..letters] {
                "us" => 1e-6,
                "ms" => 1e-3,
                "s" | "sec" | "second" | "seconds" => 1.0,
                "m" | "min" | "minute" | "minutes" => 60.0,
                "h" | "hour" | "hours" => 3_600.0,
                "d" | "day" | "days" => 86_400.0,
                "w" | "week" | "weeks" => 604_800.0,
                "y" => 31_536_000.0,
                _ => return None,
            };
        rest = after[letters..].trim_start();
    }
    Some(total).filter(in_range)
}

/// Whether a wait or a count can be such a number.
pub(super) fn in_range(number: &f64) -> bool {
    (0.0..=LARGEST).contains(number)
}

/// A number, none below 0; `${NAME:-3}` is 3.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_matches(['"', '\'']);
    let text = match text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(inner) => inner.split_once(":-").or_else(|| inner.split_once('-'))?.1,
        None => text,
    };
    text.trim().replace('_', "").parse().ok().filter(in_range)
}

/// An id of small letters, digits and dashes.
pub(super) fn id(text: &str) -> String {
    let mut id = String::new();
    let text = text.replace(templating::VALUE, "");
    for letter in text.trim().chars().take(60) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "part".to_owned() } else { id.to_owned() }
}

/// `26s`, as a project file has it; to the microsecond, where a number can hold that.
pub(super) fn duration(seconds: f64) -> String {
    let rounded = (seconds * 1e6).round() / 1e6;
    format!("{}s", crate::catalogue::formula::plain(if rounded.is_finite() { rounded } else { seconds }))
}

/// A text in one line and not long, for messages.
pub(super) fn short(text: &str) -> String {
    let text = &templating::shown(text);
    let cut: String = text.trim().chars().take(48).collect::<String>().escape_debug().to_string();
    if text.trim().chars().nth(48).is_some() { format!("{cut}…") } else { cut }
}
