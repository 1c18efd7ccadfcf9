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
}

impl Duration {
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
            let value: f64 = number.parse().map_err(|_| UnitError::NotANumber(text.to_owned()))?;
            let after = after.trim_start();
            let letters = after.find(|c: char| !(c.is_alphabetic() || c == 'µ')).unwrap_or(after.len());
            let (unit, after) = after.split_at(letters);
            if unit.is_empty() && (parts > 0 || !after.is_empty()) {
                return Err(UnitError::NotANumber(text.to_owned()));
            }
            let factor = hours_per(unit).ok_or_else(|| UnitError::UnknownUnit(unit.to_owned()))?;
            if !value.is_finite() || value < 0.0 {
                return Err(UnitError::OutOfRange(text.to_owned()));
            }
            hours += value * factor;
            parts += 1;
            rest = after.trim_start();
        }
        if !hours.is_finite() {
            return Err(UnitError::OutOfRange(text.to_owned()));
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
