//! The quick calculator, both directions: `99.95` to minutes, `43m/month` to a percentage.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use thiserror::Error;

use super::convention::{Allowed, Convention, conventions, default_convention};
use crate::units::{Duration, PercentError, Share, UnitError, Window, nines, number, parse_availability};

/// A service level and the downtime it allows. Serialises to the document of `ninefold tiers --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tiers {
    /// Fraction up.
    #[serde(with = "number")]
    pub availability: f64,
    /// Fraction down: from the digits typed, never as 1 − availability.
    #[serde(with = "number")]
    pub unavailability: f64,
    /// −log₁₀ of the unavailability; `null` when nothing may be down.
    #[serde(with = "number")]
    pub nines: f64,
    /// Allowed downtime in seconds: 30-day month, 90-day quarter, 365-day year.
    pub allowed_seconds: Allowed,
    /// The same by every convention.
    #[serde(serialize_with = "by_id")]
    pub conventions: Vec<(&'static Convention, Allowed)>,
}

/// Why a text is neither a service level nor an allowance.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TierError {
    /// Not an availability.
    #[error(transparent)]
    Percent(#[from] PercentError),
    /// The part before the slash.
    #[error(transparent)]
    Duration(#[from] UnitError),
    /// The part after the slash.
    #[error("'{0}' is not a window; write day, week, month, quarter, year or days such as 28d")]
    Window(String),
    /// More downtime than there is time.
    #[error("{0} is more than the whole {1}")]
    TooMuch(String, String),
}

/// Reads `99.95`, `99.95%` or `0.9995`, or an allowance such as `43m/month`, `43m-per-month`, `4.38h a year`,
/// `10m/28d` (months of 30 d, quarters of 90 d, years of 365 d).
///
/// # Errors
/// What is wrong, in words for the person who typed it.
///
/// ```
/// use ninefold_engine::budget::tiers;
/// let four_nines = tiers("99.99").unwrap();
/// assert!((four_nines.allowed_seconds.year - 3153.6).abs() < 1e-9); // 52 m 33.6 s
/// let back = tiers("43.2m/month").unwrap();
/// assert!((back.availability - 0.999).abs() < 1e-15);
/// ```
pub fn tiers(text: &str) -> Result<Tiers, TierError> {
    match split_allowance(text) {
        Some((allowed, window)) => allowance(allowed, window),
        None => Ok(Tiers::of(parse_availability(text)?)),
    }
}

/// `43m/month` → (`43m`, `month`).
pub(super) fn split_allowance(text: &str) -> Option<(&str, &str)> {
    let split = ["-per-", " per ", "/", " a ", " in ", " each ", " every "]
        .iter()
        .find_map(|word| text.split_once(word));
    split.map(|(allowed, window)| (allowed.trim(), window.trim()))
}

/// So much downtime in such a window.
fn allowance(allowed: &str, window: &str) -> Result<Tiers, TierError> {
    allowance_of(allowed, window).map(Tiers::of)
}

/// So much time in such a window, as a fraction of it.
pub(super) fn allowance_of(allowed: &str, window: &str) -> Result<Share, TierError> {
    let down = Duration::parse(allowed)?;
    let parsed = Window::parse(window.strip_prefix("a ").unwrap_or(window));
    let window = parsed.ok_or_else(|| TierError::Window(window.to_owned()))?;
    if down.seconds() > window.seconds() {
        return Err(TierError::TooMuch(allowed.to_owned(), window.to_string()));
    }
    let unavailability = down.seconds() / window.seconds();
    Ok(Share { availability: 1.0 - unavailability, unavailability })
}

impl Tiers {
    /// What a service level allows.
    #[must_use]
    pub fn of(share: Share) -> Self {
        let by =
            |convention: &'static Convention| (convention, convention.lengths.times(share.unavailability));
        Self {
            availability: share.availability,
            unavailability: share.unavailability,
            nines: nines(share.unavailability),
            allowed_seconds: default_convention().lengths.times(share.unavailability),
            conventions: conventions().iter().map(by).collect(),
        }
    }

    /// Allowed downtime in seconds in any window, by the default convention.
    #[must_use]
    pub fn allowed_in(&self, window: Window) -> f64 {
        default_convention().seconds(window) * self.unavailability
    }
}

/// One row of `conventions`.
#[derive(Serialize)]
struct Row<'a> {
    description: &'a str,
    #[serde(flatten)]
    allowed_seconds: &'a Allowed,
}

/// The conventions as an object by id, in the order of the data.
fn by_id<S: Serializer>(rows: &[(&'static Convention, Allowed)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(rows.len()))?;
    for (convention, allowed_seconds) in rows {
        map.serialize_entry(&convention.id, &Row { description: &convention.description, allowed_seconds })?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::units::format_duration;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{value} is not {expected}");
    }

    /// Issue's figures: 52 m 33.6 s, 3.65 d, 8.76 h, 5.256 min a year.
    #[test]
    fn the_well_known_allowances() {
        for (text, seconds) in [
            ("99.99", 52.0 * 60.0 + 33.6),
            ("99", 3.65 * 86_400.0),
            ("99.9", 8.76 * 3_600.0),
            ("99.999", 5.256 * 60.0),
        ] {
            near(tiers(text).unwrap().allowed_seconds.year, seconds);
        }
        assert_eq!(format_duration(tiers("99.95").unwrap().allowed_seconds.month), "21 m 36 s");
        assert_eq!(tiers("99.999").unwrap().unavailability, 1e-5);
    }

    #[test]
    fn back_from_minutes() {
        for (text, unavailability) in [
            ("43.2m/month", 1e-3),
            ("43m12s per month", 1e-3),
            ("4.38h/year", 5e-4),
            ("4.38 h a year", 5e-4),
            ("86.4 s / day", 1e-3),
            ("43.2m-per-month", 1e-3),
            ("28m/28d", 28.0 / (28.0 * 1440.0)),
            ("0s/year", 0.0),
            ("1d/day", 1.0),
        ] {
            let found = tiers(text).unwrap();
            near(found.unavailability, unavailability);
            near(found.availability, 1.0 - unavailability);
        }
        near(tiers("43m/month").unwrap().unavailability, 2580.0 / 2_592_000.0);
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (text, says) in [
            ("ninety", "'ninety' is not an availability"),
            ("101", "between 0 and 100 %"),
            ("43 parsecs/month", "unknown unit 'parsecs'"),
            ("43m/fortnight", "'fortnight' is not a window"),
            ("25h/day", "25h is more than the whole day"),
            ("-3m/day", "not negative"),
            ("/", "missing"),
            ("", "is not an availability"),
        ] {
            let error = tiers(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn the_document_has_the_agreed_keys() {
        let document = serde_json::to_value(tiers("99.95").unwrap()).unwrap();
        assert_eq!(document["availability"], 0.9995);
        assert_eq!(document["allowed_seconds"]["month"], 1296.0);
        assert_eq!(document["conventions"]["month31"]["month"], 1339.2);
        assert!((document["nines"].as_f64().unwrap() - 3.301_029_995_664).abs() < 1e-12);
        assert!(serde_json::to_value(tiers("100").unwrap()).unwrap()["nines"].is_null());
    }
}
