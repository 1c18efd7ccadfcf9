//! Availabilities as people write and read them: `99.95 %`, `0.9995`, "three and a half nines".

use thiserror::Error;

use super::decimal::{complement_of_digits, percent_of_digits};

/// A share up and the share down, each rounded once from the digits typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Fraction up.
    pub availability: f64,
    /// Fraction down: from the digits, not as 1 − availability.
    pub unavailability: f64,
}

/// Why a text is not an availability.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PercentError {
    /// Not a number.
    #[error("'{0}' is not an availability; write for example 99.95, 99.95% or 0.9995")]
    NotANumber(String),
    /// Below nothing or above everything.
    #[error("an availability lies between 0 and 100 %, and '{0}' does not")]
    OutOfRange(String),
}

/// Reads an availability. With `%` it is a percentage; without, a number up to 1 is a fraction and one above 1 a
/// percentage: `99.95%`, `99.95` and `0.9995` are the same, `1` is always up, `1%` is not. A decimal comma is read.
///
/// # Errors
/// When it is no number, or lies outside 0 ..= 100 %.
///
/// ```
/// use ninefold_engine::units::parse_availability;
/// assert_eq!(parse_availability("99.999").unwrap().unavailability, 1e-5);
/// assert_eq!(parse_availability("99.95 %").unwrap().availability, 0.9995);
/// assert_eq!(parse_availability("0.9995").unwrap(), parse_availability("99.95%").unwrap());
/// assert!(parse_availability("100.1").is_err());
/// ```
pub fn parse_availability(text: &str) -> Result<Share, PercentError> {
    let wrong = || PercentError::NotANumber(text.trim().to_owned());
    let trimmed = text.trim();
    let (number, is_percent) = match trimmed.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (trimmed, false),
    };
    if number.strip_prefix('-').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit())) {
        return Err(PercentError::OutOfRange(trimmed.to_owned()));
    }
    let number = number.replacen(',', ".", 1);
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let only_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 400;
    if !only_digits(whole) || !only_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(wrong());
    }
    let value: f64 = format!("0{whole}.{fraction}0").parse().map_err(|_| wrong())?;
    let scale = if is_percent || value > 1.0 { 2 } else { 0 };
    share_of_digits(whole, fraction, scale).ok_or_else(|| PercentError::OutOfRange(trimmed.to_owned()))
}

/// The share `whole.fraction / 10^scale`; none above 1.
fn share_of_digits(whole: &str, fraction: &str, scale: usize) -> Option<Share> {
    let whole = format!("{whole:0>width$}", width = scale + 1);
    let (before, after) = whole.split_at(whole.len() - scale);
    let digits = format!("{after}{fraction}");
    let is_zero = digits.bytes().all(|digit| digit == b'0');
    match before.trim_start_matches('0') {
        "" => {
            let availability = format!("0.{digits}0").parse().ok()?;
            Some(Share { availability, unavailability: complement_of_digits(&digits).parse().ok()? })
        }
        "1" if is_zero => Some(Share { availability: 1.0, unavailability: 0.0 }),
        _ => None,
    }
}

/// Figures after which the rest of a percentage is noise.
const MOST_DECIMALS: usize = 15;

/// An availability as a percentage, with three digits of what is missing to 100 % and no more: never rounded up to
/// 100 %, unless nothing is missing.
///
/// ```
/// use ninefold_engine::units::format_percent;
/// assert_eq!(format_percent(0.9995, 5e-4), "99.95 %");
/// assert_eq!(format_percent(0.999537, 4.63e-4), "99.9537 %");
/// assert_eq!(format_percent(0.9999999, 1e-7), "99.99999 %");
/// assert_eq!(format_percent(1.0, 1e-12), "99.9999999999 %");
/// assert_eq!(format_percent(1.0, 0.0), "100 %");
/// assert_eq!(format_percent(0.00123456, 0.99876544), "0.123 %");
/// ```
#[must_use]
pub fn format_percent(availability: f64, unavailability: f64) -> String {
    if availability.is_nan() || unavailability.is_nan() {
        return "unknown".to_owned();
    }
    if unavailability <= 0.0 || availability <= 0.0 {
        return if unavailability <= 0.0 { "100 %" } else { "0 %" }.to_owned();
    }
    let small = unavailability.min(availability);
    // Fraction digits that show three figures of the smaller share.
    let decimals = (2 - libm::floor(libm::log10(small)) as i32).max(3) as usize;
    if decimals > MOST_DECIMALS + 2 {
        let nearly = percent_of_digits(&"9".repeat(MOST_DECIMALS));
        return if unavailability < availability {
            format!("over {nearly} %")
        } else {
            "under 0.000001 %".to_owned()
        };
    }
    let rounded = format!("{small:.decimals$}");
    let digits = rounded.strip_prefix("0.").unwrap_or_default();
    if availability <= unavailability {
        return format!("{} %", percent_of_digits(digits));
    }
    let complement = complement_of_digits(digits);
    format!("{} %", percent_of_digits(complement.strip_prefix("0.").unwrap_or("1")))
}

/// The number of nines: −log₁₀ of the unavailability; 3.3 for 99.95 %. Infinite when nothing is missing.
///
/// ```
/// use ninefold_engine::units::nines;
/// assert_eq!(nines(1e-4), 4.0);
/// assert!((nines(5e-4) - 3.30103).abs() < 1e-5);
/// assert_eq!(nines(0.0), f64::INFINITY);
/// ```
#[must_use]
pub fn nines(unavailability: f64) -> f64 {
    if unavailability <= 0.0 {
        return f64::INFINITY;
    }
    // The logarithm of 1e-4 is not exactly −4 everywhere; 12 decimals are more than anyone reads.
    let exact = -libm::log10(unavailability);
    libm::round(exact * 1e12) / 1e12 + 0.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn availabilities_are_read_digit_by_digit() {
        for (text, availability, unavailability) in [
            ("99.999", 0.99999, 1e-5),
            ("99.9999999999", 0.999999999999, 1e-12),
            (" 99,95 % ", 0.9995, 5e-4),
            ("1", 1.0, 0.0),
            ("1.0", 1.0, 0.0),
            ("1%", 0.01, 0.99),
            ("100", 1.0, 0.0),
            ("100.000%", 1.0, 0.0),
            ("0.5", 0.5, 0.5),
            (".5", 0.5, 0.5),
            ("0.5%", 0.005, 0.995),
            ("0", 0.0, 1.0),
            ("007", 0.07, 0.93),
        ] {
            let share = parse_availability(text).unwrap();
            assert_eq!((share.availability, share.unavailability), (availability, unavailability), "{text}");
        }
    }

    #[test]
    fn what_is_no_availability_is_refused() {
        for text in ["100.0001", "101", "-1", "1000%", "-0.5%"] {
            assert_eq!(parse_availability(text), Err(PercentError::OutOfRange(text.to_owned())), "{text}");
        }
        for text in ["", "%", ".", "NaN", "inf", "1e3", "99.9.9", "ninety", "--5", "９９"] {
            assert_eq!(parse_availability(text), Err(PercentError::NotANumber(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn percentages_show_what_is_missing() {
        for (unavailability, text) in [
            (1e-1, "90 %"),
            (0.5, "50 %"),
            (0.4996, "50 %"),
            (4.6296e-4, "99.9537 %"),
            (9.9999e-4, "99.9 %"),
            (3e-9, "99.9999997 %"),
            (1.23456e-10, "99.9999999877 %"),
            (1e-30, "over 99.9999999999999 %"),
            (0.999, "0.1 %"),
            (1.0, "0 %"),
        ] {
            assert_eq!(format_percent(1.0 - unavailability, unavailability), text, "{unavailability}");
        }
    }
}
