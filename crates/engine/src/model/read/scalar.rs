//! Texts, numbers, flags and enumerations. A wrong one is noted and reads as a stand-in that says "faulty here".

use serde_json::Value;

use super::super::path::Path;
use super::notes::Notes;
use super::object::{describe, is_near};
use crate::units::{Duration, UnitError, Window};

/// A text.
pub(super) fn text(value: Value, path: &Path<'_>, notes: &mut Notes) -> String {
    match value {
        Value::String(text) => text,
        other => {
            notes.error(path, format!("expected a text, not {}", describe(&other)));
            String::new()
        }
    }
}

/// A finite number; NaN stands in.
pub(super) fn number(value: Value, path: &Path<'_>, notes: &mut Notes) -> f64 {
    match value.as_f64().filter(|number| number.is_finite()) {
        Some(_) if has_too_many_digits(&value) => {
            notes.error(path, format!("{value} has more digits than can be kept"));
            f64::NAN
        }
        Some(number) => number,
        None => {
            notes.error(path, format!("expected a number, not {}", describe(&value)));
            f64::NAN
        }
    }
}

/// Whether an integer would change on the way through a 64-bit floating-point number.
fn has_too_many_digits(value: &Value) -> bool {
    let exact = |integer: i128| (integer as f64) as i128 == integer;
    let integer = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
    integer.is_some_and(|integer| !exact(integer))
}

/// A whole number from 0; the largest stands in.
pub(super) fn whole(value: Value, path: &Path<'_>, notes: &mut Notes) -> u32 {
    let number = value.as_f64().filter(|number| number.fract() == 0.0);
    match number.filter(|number| (0.0..=f64::from(u32::MAX)).contains(number)) {
        Some(number) => number as u32,
        None => {
            notes.error(path, format!("expected a whole number from 0, not {}", describe(&value)));
            u32::MAX
        }
    }
}

/// True or false.
pub(super) fn flag(value: Value, path: &Path<'_>, notes: &mut Notes) -> bool {
    value.as_bool().unwrap_or_else(|| {
        notes.error(path, format!("expected true or false, not {}", describe(&value)));
        false
    })
}

/// A duration: a text with units, or a number of hours; NaN stands in.
pub(super) fn duration(value: Value, path: &Path<'_>, notes: &mut Notes) -> Duration {
    let fault = match &value {
        Value::String(text) => match Duration::parse(text) {
            Ok(duration) => return duration,
            Err(error) => error.to_string(),
        },
        Value::Number(number) => match number.as_f64() {
            _ if has_too_many_digits(&value) => format!("{number} has more digits than can be kept"),
            Some(hours) if (0.0..=Duration::LONGEST_HOURS).contains(&hours) => {
                return Duration::from_hours(hours);
            }
            Some(hours) if hours > 0.0 => UnitError::TooLong(number.to_string()).to_string(),
            _ => format!("a duration must not be negative, and {number} hours is"),
        },
        other => format!("expected a duration such as \"45s\" or a number of hours, not {}", describe(other)),
    };
    notes.error(path, fault);
    Duration::from_hours(f64::NAN)
}

/// A window. Only the spelling it is saved with is read, so that nothing changes on the way.
pub(super) fn window(value: Value, path: &Path<'_>, notes: &mut Notes) -> Window {
    let parsed = value.as_str().and_then(|text| Window::parse(text).map(|window| (window, text)));
    match parsed {
        Some((window, text)) if window.to_string() == text => return window,
        Some((window, _)) => notes.error(path, format!("write this window as \"{window}\"")),
        None => {
            let message =
                "expected \"day\", \"week\", \"month\", \"quarter\", \"year\" or days such as \"28d\"";
            notes.error(path, format!("{message}, not {}", describe(&value)));
        }
    }
    Window::Month
}

/// One of a few words; the first stands in.
pub(super) fn choice<T: Copy>(
    words: &[(&str, T)],
    stand_in: T,
) -> impl Fn(Value, &Path<'_>, &mut Notes) -> T {
    move |value, path, notes| {
        let found = words.iter().find(|(word, _)| value.as_str() == Some(word));
        if let Some((_, choice)) = found {
            return *choice;
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        unknown_word(&value, &known, path, notes);
        stand_in
    }
}

/// Notes a word that is none of `known`.
pub(super) fn unknown_word(value: &Value, known: &[&str], path: &Path<'_>, notes: &mut Notes) {
    let quoted: Vec<String> = known.iter().map(|word| format!("\"{word}\"")).collect();
    let given = value.as_str().unwrap_or_default();
    let near = known.iter().find(|word| is_near(given, &word.replace('-', "_")));
    let hint = near.map(|word| format!("did you mean \"{word}\"?"));
    notes.error_with(path, format!("expected {}, not {}", quoted.join(" or "), describe(value)), hint);
}
