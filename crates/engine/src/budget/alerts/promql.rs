//! As much of PromQL as says how long a condition takes to become true: its parts, their ranges and thresholds.

use crate::units::format_duration;

/// Series that are gone are still answered for so long.
const LOOK_BACK: f64 = 300.0;

/// How long a condition takes once everything fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// In seconds.
    pub seconds: f64,
    /// What it looks back over, in seconds; 0 where the last value decides.
    pub range: f64,
    /// The share of the range that has to fail, where it is compared with one.
    pub share: Option<f64>,
    /// Why.
    pub words: String,
    /// What could not be read.
    pub remarks: Vec<String>,
}

/// Reads a condition: the quickest of its `or` parts, the slowest of their `and` parts.
pub fn condition(expression: &str) -> Condition {
    let expression = without_comments(expression);
    let any = split(&expression, &["or"]).into_iter().map(|part| {
        let all = split(&part, &["and"]).into_iter().map(|part| {
            let inner = unwrapped(&part);
            let compound = split(inner, &["or", "and"]).len() > 1;
            if compound { condition(inner) } else { comparison(&part) }
        });
        all.reduce(slower).unwrap_or_else(|| comparison(&part))
    });
    any.reduce(|a, b| if b.seconds < a.seconds { b } else { a }).unwrap_or_else(|| comparison(&expression))
}

fn slower(a: Condition, b: Condition) -> Condition {
    if b.seconds > a.seconds { b } else { a }
}

/// One comparison of a series with a number.
fn comparison(text: &str) -> Condition {
    let text = &outside_braces(text);
    let text = text.split(" unless ").next().unwrap_or(text);
    let range = range(text);
    if text.contains("absent(") || text.contains("absent_over_time(") {
        let seconds = range.unwrap_or(LOOK_BACK);
        return Condition {
            seconds,
            range: seconds,
            share: None,
            words: format!("until the series is gone for {}", format_duration(seconds)),
            remarks: Vec::new(),
        };
    }
    let Some(range) = range else {
        return Condition {
            seconds: 0.0,
            range: 0.0,
            share: None,
            words: "the last value decides: nothing to fill".to_owned(),
            remarks: Vec::new(),
        };
    };
    let share = threshold(text).and_then(|(below, threshold)| {
        let share = if below { 1.0 - threshold } else { threshold };
        (is_share(text) && (0.0..=1.0).contains(&share)).then_some(share)
    });
    match share {
        Some(share) => Condition {
            seconds: share * range,
            range,
            share: Some(share),
            words: format!("until {} of {} has failed", crate::units::format_share(share), format_duration(range)),
            remarks: Vec::new(),
        },
        None => Condition {
            seconds: range,
            range,
            share: None,
            words: format!("until the range of {} is full", format_duration(range)),
            remarks: vec![
                "The threshold is no share of the requests or the time: the whole range is counted, it may be sooner.".to_owned(),
            ],
        },
    }
}

/// Whether what is compared is a share of requests or of time, as far as its names say: a ratio, a recorded rate or ratio, the mean of a series that is 1 or
/// 0. Not errors a second, a number of them, or a mean of anything else, such as a latency; of a text without labels.
fn is_share(text: &str) -> bool {
    let names =
        || text.split(|c| !is_name(c)).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    let any = |wanted: &dyn Fn(&str) -> bool| names().any(wanted);
    let other = ["histogram_quantile", "quantile_over_time", "max_over_time", "delta", "idelta", "deriv"];
    // A sum by its count is the mean size of what was observed.
    if any(&|name| other.contains(&name) || name.ends_with("_sum")) {
        return false;
    }
    let divides = |divisor: &str| {
        divisor
            .trim_start_matches([' ', '('])
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':'))
    };
    let recorded = |name: &str| name.contains(':') && name.contains("rate");
    if text.split('/').skip(1).any(divides) || any(&|name| name.contains("ratio") || recorded(name)) {
        return true;
    }
    let truth = |name: &str| {
        name == "up"
            || name.ends_with("_up")
            || ["success", "avail", "health", "ready"].iter().any(|it| name.contains(it))
    };
    any(&|name| name == "avg_over_time")
        && any(&truth)
        && !any(&|name| matches!(name, "rate" | "irate" | "increase"))
}

/// The longest range: `[5m]`, of a subquery `[1h:1m]`, or one that a recorded series names (`…rate5m`).
fn range(text: &str) -> Option<f64> {
    let mut longest: Option<f64> = None;
    let mut see = |seconds: Option<f64>| {
        if let Some(seconds) = seconds {
            longest = Some(longest.map_or(seconds, |known| known.max(seconds)));
        }
    };
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('[') {
        let (inner, next) = after.split_once(']').unwrap_or((after, ""));
        see(inner.split(':').next().and_then(duration));
        rest = next;
    }
    for (at, word) in text.match_indices("rate") {
        let name = &text[at + word.len()..];
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            see(duration(&name[..end]));
        }
    }
    longest
}

/// Whether it has to be below, and the number, on whichever side it stands; of a text without labels. What is made a percentage is compared with one.
fn threshold(text: &str) -> Option<(bool, f64)> {
    let at = text.rfind(['<', '>'])?;
    let below = text.as_bytes()[at] == b'<';
    let right = text[at + 1..].trim_start_matches('=').trim().trim_start_matches("bool");
    let (below, number, series) = match product(right) {
        Some(number) => (below, number, &text[..at]),
        None => (!below, product(&text[..at])?, right),
    };
    let series: String = series.chars().filter(|c| !c.is_whitespace()).collect();
    let percent = series.starts_with("100*") || series.ends_with("*100");
    Some((below, if percent { number / 100.0 } else { number }))
}

/// A literal, or a product of some.
fn product(text: &str) -> Option<f64> {
    let factors = text.trim_matches(|c| matches!(c, '(' | ')' | ' ')).split('*');
    factors.map(|factor| factor.trim().parse::<f64>().ok()).product()
}

/// The text with labels and quoted words blanked out.
fn outside_braces(text: &str) -> String {
    let (mut depth, mut quote) = (0_u32, None);
    text.chars()
        .map(|character| {
            match (quote, character) {
                (Some(open), _) if character == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(character),
                (None, '{') => depth += 1,
                (None, '}') => depth = depth.saturating_sub(1),
                (None, _) if depth == 0 => return character,
                (None, _) => {}
            }
            ' '
        })
        .collect()
}

/// Parts at words that stand outside of parentheses, braces and quotes.
fn split(text: &str, words: &[&str]) -> Vec<String> {
    let plain: Vec<char> = outside_braces(text).chars().collect();
    let original: Vec<char> = text.chars().collect();
    let (mut parts, mut part, mut depth) = (Vec::new(), String::new(), 0_i32);
    let mut at = 0;
    while at < original.len() {
        match plain[at] {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        let starts = depth == 0 && (at == 0 || !is_name(plain[at - 1]));
        let word = words.iter().find(|word| {
            let end = at + word.len();
            starts
                && end <= plain.len()
                && plain[at..end].iter().collect::<String>().eq_ignore_ascii_case(word)
                && plain.get(end).is_none_or(|next| !is_name(*next))
        });
        match word {
            Some(word) => {
                parts.push(std::mem::take(&mut part));
                at += word.len();
            }
            None => {
                part.push(original[at]);
                at += 1;
            }
        }
    }
    parts.push(part);
    parts
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | ':')
}

/// Without the parentheses around all of it.
fn unwrapped(text: &str) -> &str {
    let trimmed = text.trim();
    let Some(inner) = trimmed.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return trimmed;
    };
    let mut depth = 0_i32;
    for character in inner.chars() {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return trimmed;
        }
    }
    inner
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split(" #").next().unwrap_or(line)).collect::<Vec<_>>().join(" ")
}

/// `5m`, `1h30m`, `90s`, `1d`, `250ms`, as Prometheus writes them.
pub fn duration(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        let after = &rest[digits..];
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        seconds += number
            * match &after[..letters] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3_600.0,
                "d" => 86_400.0,
                "w" => 604_800.0,
                "y" => 31_536_000.0,
                _ => return None,
            };
        rest = &after[letters..];
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        for (text, seconds) in [
            ("up == 0", 0.0),
            ("up{job=\"a[5m] > 1 or b\"} == 0", 0.0),
            ("rate(x{a=\"b\"}[1h30m]) / rate(y[1h30m]) > 0.1", 540.0),
            ("1 - avg_over_time(probe_success[10m]) > (6 * 0.005)", 18.0),
            ("avg_over_time(up[10m]) <= bool 0.75", 150.0),
            ("absent(up{job=\"x\"})", 300.0),
            ("histogram_quantile(0.99, sum by (le) (rate(latency_bucket[5m]))) > 0.5", 300.0),
            ("max_over_time(x[1h:1m]) > 20", 3_600.0),
            ("(a:ratio_rate5m > 0.1 or (b > 3 and rate(c[1m]) > 0.5))", 30.0),
            ("job:errors:rate5m > 14.4 * 0.001 # comment", 4.32),
        ] {
            assert!((condition(text).seconds - seconds).abs() < 1e-9, "{text}: {:?}", condition(text));
        }
    }

    /// Errors a second, numbers and latencies are no shares: how soon they pass the threshold depends on the traffic, at the latest with the range full.
    #[test]
    fn only_shares_fill_a_share_of_the_range() {
        for (text, seconds) in [
            ("sum(rate(e[10m])) / sum(rate(t[10m])) > 0.05", 30.0),
            ("sum(increase(e[10m])) / ignoring(code) sum(increase(t[10m])) > 0.05", 30.0),
            ("1 - avg_over_time(probe_success{job=\"x\"}[10m]) > 0.05", 30.0),
            ("avg_over_time(up[10m]) < 0.9", 60.0),
            ("0.05 < sum(rate(e[10m])) / sum(rate(t[10m]))", 30.0),
            ("(1 - avg_over_time(up[10m])) * 100 > 5", 30.0),
            ("100 * sum(rate(e[10m])) / sum(rate(t[10m])) >= bool 5", 30.0),
            ("avg_over_time(node_is_ready[10m]) < 0.9", 60.0),
            ("slo:errors:ratio_rate1h{slo=\"x\"} > (14.4 * 0.001)", 51.84),
        ] {
            let found = condition(text);
            assert!((found.seconds - seconds).abs() < 1e-9 && found.remarks.is_empty(), "{text}: {found:?}");
        }
        for (text, seconds) in [
            ("rate(http_errors_total[5m]) > 0.1", 300.0),
            ("sum by (job) (rate(http_errors_total{path=\"a/b\"}[5m])) > 0.1", 300.0),
            ("rate(errors_total[5m]) / 60 > 0.1", 300.0),
            ("rate(success_total[5m]) < 0.1", 300.0),
            ("avg_over_time(latency_seconds[10m]) > 0.5", 600.0),
            ("rate(latency_seconds_sum[10m]) / rate(latency_seconds_count[10m]) > 0.5", 600.0),
            ("increase(failures_total[5m]) > 0.5", 300.0),
            ("max_over_time(up[5m]) < 1", 300.0),
        ] {
            let found = condition(text);
            assert_eq!(found.seconds, seconds, "{text}");
            assert!(found.remarks.len() == 1 && found.remarks[0].contains("no share"), "{text}: {found:?}");
        }
    }

    #[test]
    fn durations_of_prometheus() {
        assert_eq!(duration("1h30m"), Some(5_400.0));
        assert_eq!(duration("250ms"), Some(0.25));
        assert_eq!((duration("5"), duration("m"), duration("5 m"), duration("")), (None, None, None, None));
    }
}
