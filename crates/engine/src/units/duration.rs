//! Durations as typed: `45s`, `1h30m`, `3 months`, or a number of hours.

use std::fmt;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// Hours in the year of rates: 365 d.
pub const HOURS_PER_YEAR: f64 = 8_760.0;

/// A duration that remembers how it was written, so that saving gives back what was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration {
    hours: f64,
    written: Option<String>,
}

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnitError {
    /// Nothing there.
    #[error("a duration is missing; write for example 45s, 1h30m or 3 months")]
    Empty,
    /// No number where one belongs.
    #[error("'{0}' is not a duration; write a number and a unit, for example 45s, 1h30m or 3 months")]
    NotANumber(String),
    /// A unit nobody knows.
    #[error("unknown unit '{0}'; units are ms, s, m, h, d, w, mo, y")]
    UnknownUnit(String),
    /// Negative, infinite or not a number.
    #[error("a duration must be finite and not negative, not '{0}'")]
    OutOfRange(String),
    /// Beyond [`Duration::LONGEST_HOURS`].
    #[error("'{0}' is too long: a duration is at most 1e15 hours, a hundred thousand million years")]
    TooLong(String),
}

impl Duration {
    /// Nothing lasts longer, in hours. Squares of durations, and sums over many, still have digits.
    pub const LONGEST_HOURS: f64 = 1e15;

    /// From hours; written back as a number.
    #[must_use]
    pub fn from_hours(hours: f64) -> Self {
        Self { hours, written: None }
    }

    /// Reads `45s`, `1h30m`, `1.5 h`, `3 months`. A bare number is hours.
    ///
    /// # Errors
    /// What is wrong, in words for the person who typed it.
    ///
    /// ```
    /// use ninefold_engine::units::Duration;
    /// assert_eq!(Duration::parse("1h30m").unwrap().hours(), 1.5);
    /// assert_eq!(Duration::parse("3 months").unwrap().hours(), 2190.0);
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(UnitError::Empty);
        }
        let mut hours = 0.0;
        let mut rest = trimmed;
        let mut parts = 0;
        while !rest.is_empty() {
            let digits = rest
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
                .unwrap_or(rest.len());
            let (number, after) = rest.split_at(digits);
            let value: f64 = number.parse().map_err(|_| UnitError::NotANumber(quoted(text)))?;
            let after = after.trim_start();
            let letters = after.find(|c: char| !(c.is_alphabetic() || c == 'µ')).unwrap_or(after.len());
            let (unit, after) = after.split_at(letters);
            if unit.is_empty() && (parts > 0 || !after.is_empty()) {
                return Err(UnitError::NotANumber(quoted(text)));
            }
            let factor = hours_per(unit).ok_or_else(|| UnitError::UnknownUnit(quoted(unit)))?;
            if !value.is_finite() || value < 0.0 {
                return Err(UnitError::OutOfRange(quoted(text)));
            }
            hours += value * factor;
            parts += 1;
            rest = after.trim_start();
        }
        if !hours.is_finite() {
            return Err(UnitError::OutOfRange(quoted(text)));
        }
        if hours > Self::LONGEST_HOURS {
            return Err(UnitError::TooLong(quoted(text)));
        }
        Ok(Self { hours, written: Some(text.to_owned()) })
    }

    /// In hours.
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.hours
    }

    /// In seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.hours * 3_600.0
    }
}

/// What was typed, for a message: one line, and not a novel.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(40).collect::<String>().escape_debug().to_string();
    if text.chars().count() > 40 { format!("{cut}…") } else { cut }
}

/// Hours in one of `unit`; a bare number is hours.
fn hours_per(unit: &str) -> Option<f64> {
    Some(match unit.to_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => 1.0 / 3_600_000.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0 / 3_600.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 1.0 / 60.0,
        "" | "h" | "hr" | "hrs" | "hour" | "hours" => 1.0,
        "d" | "day" | "days" => 24.0,
        "w" | "wk" | "week" | "weeks" => 168.0,
        "mo" | "month" | "months" => 730.0,
        "y" | "yr" | "year" | "years" => HOURS_PER_YEAR,
        _ => return None,
    })
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.written {
            Some(text) => formatter.write_str(text),
            None => write!(formatter, "{}h", self.hours),
        }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.written {
            Some(text) => serializer.serialize_str(text),
            None => super::number::serialize(&self.hours, serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, hours) in [
            ("45s", 0.0125),
            ("90 s", 0.025),
            ("1h30m", 1.5),
            ("1h 30m", 1.5),
            (" 2 d ", 48.0),
            ("1.5h", 1.5),
            (".5h", 0.5),
            ("2w", 336.0),
            ("3 months", 2_190.0),
            ("1mo", 730.0),
            ("10y", 87_600.0),
            ("1Y", 8_760.0),
            ("250ms", 250.0 / 3_600_000.0),
            ("12", 12.0),
            ("0s", 0.0),
        ] {
            let read = Duration::parse(text).unwrap();
            assert_eq!(read.hours(), hours, "{text}");
            assert_eq!(read.to_string(), text, "what was typed is kept");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for (text, says) in [
            ("", "missing"),
            ("  ", "missing"),
            ("soon", "'soon' is not a duration"),
            ("NaN", "'NaN' is not a duration"),
            ("inf", "'inf' is not a duration"),
            ("1h30", "'1h30' is not a duration"),
            ("1 2h", "not a duration"),
            ("1..5h", "not a duration"),
            ("h", "not a duration"),
            ("5 parsecs", "unknown unit 'parsecs'"),
            ("1e3h", "unknown unit 'e'"),
            ("-5h", "not negative"),
            ("1h-30m", "not negative"),
            (&"9".repeat(400), "finite"),
            ("99999999999999999y", "too long"),
        ] {
            let error = Duration::parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(error.chars().count() < 200, "{error}");
        }
    }
}
