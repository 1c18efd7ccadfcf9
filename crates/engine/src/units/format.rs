//! Durations and availabilities as text: only as many digits as matter.

use super::decimal::complement_of_digits;
use super::figures::{decimals, thousands, trimmed};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 31_536_000.0;

/// A duration in its two leading units, or with three digits that matter below a minute.
///
/// ```
/// use ninefold_engine::units::format_duration;
/// assert_eq!(format_duration(259.2), "4 m 19 s");
/// assert_eq!(format_duration(31_536.0), "8 h 46 m");
/// assert_eq!(format_duration(59.96), "1 m");
/// assert_eq!(format_duration(0.0315), "31.5 ms");
/// assert_eq!(format_duration(0.0), "0 s");
/// ```
#[must_use]
pub fn format_duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "for ever".to_owned();
    }
    if seconds < 0.0 {
        return format!("-{}", format_duration(-seconds));
    }
    if seconds == 0.0 || seconds < 1e-9 {
        return "0 s".to_owned();
    }
    if seconds < 0.999_5 {
        let milliseconds = seconds * 1e3;
        return format!("{} ms", trimmed(milliseconds, decimals(milliseconds, 3)));
    }
    if seconds < 59.95 {
        return format!("{} s", trimmed(seconds, decimals(seconds, 3)));
    }
    if seconds >= 1_000.0 * YEAR {
        return format!("{} y", thousands(seconds / YEAR));
    }
    // Rounded before a unit is chosen, so that 59 m 59.9 s is an hour and not 59 m 60 s.
    let units =
        [(MINUTE, "m", 1.0, "s"), (HOUR, "h", MINUTE, "m"), (DAY, "d", HOUR, "h"), (YEAR, "y", DAY, "d")];
    let tops = [HOUR, DAY, YEAR, f64::INFINITY];
    let fits = |(large, _, small, _): (f64, &str, f64, &str), top: f64| {
        let whole = (seconds / small).round() * small;
        (whole < top).then_some((whole, large, small))
    };
    for (unit, top) in units.into_iter().zip(tops) {
        if let Some((whole, large, small)) = fits(unit, top) {
            let first = (whole / large).floor();
            let second = ((whole - first * large) / small).round();
            let (_, large_name, _, small_name) = unit;
            return match second {
                0.0 => format!("{first} {large_name}"),
                _ => format!("{first} {large_name} {second} {small_name}"),
            };
        }
    }
    "for ever".to_owned()
}

/// A duration with every unit down to tenths of a second, as calculators give it.
///
/// ```
/// use ninefold_engine::units::format_duration_in_full;
/// assert_eq!(format_duration_in_full(3_153.6), "52 m 33.6 s");
/// assert_eq!(format_duration_in_full(315_360.0), "3 d 15 h 36 m");
/// assert_eq!(format_duration_in_full(0.864), "864 ms");
/// ```
#[must_use]
pub fn format_duration_in_full(seconds: f64) -> String {
    if !(MINUTE..1_000.0 * YEAR).contains(&seconds) {
        return format_duration(seconds);
    }
    let mut tenths = (seconds * 10.0).round() as u64;
    let mut parts = Vec::new();
    for (length, name) in [(864_000, "d"), (36_000, "h"), (600, "m")] {
        let count = tenths / length;
        tenths %= length;
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    if tenths > 0 {
        parts.push(format!("{} s", trimmed(tenths as f64 / 10.0, 1)));
    }
    parts.join(" ")
}

/// An availability as a percentage with three digits of its unavailability, taken from the unavailability itself: at
/// 1e-15 the availability has lost them.
///
/// ```
/// use ninefold_engine::units::format_percent;
/// assert_eq!(format_percent(0.999537, 4.63e-4), "99.9537 %");
/// assert_eq!(format_percent(0.9995, 5e-4), "99.95 %");
/// assert_eq!(format_percent(1.0, 1.234e-15), "99.999999999999877 %");
/// assert_eq!(format_percent(0.25, 0.75), "25 %");
/// assert_eq!(format_percent(1.0, 0.0), "100 %");
/// ```
#[must_use]
pub fn format_percent(availability: f64, unavailability: f64) -> String {
    if unavailability <= 0.0 {
        return "100 %".to_owned();
    }
    if unavailability > 0.5 || !unavailability.is_finite() {
        let percent = availability * 100.0;
        return format!("{} %", trimmed(percent, decimals(percent, 3)));
    }
    let places = decimals(unavailability * 100.0, 3) + 2;
    let down = format!("{unavailability:.places$}");
    let digits = complement_of_digits(down.strip_prefix("0.").unwrap_or_default());
    let digits = digits.strip_prefix("0.").unwrap_or_default();
    let (whole, rest) = match digits.len() {
        0..=2 => (format!("{digits:0<2}"), ""),
        _ => (digits[..2].to_owned(), &digits[2..]),
    };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{whole}{point}{rest} %")
}

/// How many nines: −log10 of the unavailability; infinite when there is none.
///
/// ```
/// use ninefold_engine::units::nines;
/// assert_eq!(nines(1e-4), 4.0);
/// assert!((nines(5e-4) - 3.30103).abs() < 1e-5);
/// ```
#[must_use]
pub fn nines(unavailability: f64) -> f64 {
    if unavailability <= 0.0 {
        return f64::INFINITY;
    }
    -libm::log10(unavailability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_carry_over() {
        for (seconds, text) in [
            (1.0, "1 s"),
            (0.9996, "1 s"),
            (35.626, "35.6 s"),
            (60.0, "1 m"),
            (3_599.4, "59 m 59 s"),
            (3_599.6, "1 h"),
            (86_399.0, "1 d"),
            (86_400.0 * 3.5, "3 d 12 h"),
            (31_536_000.0, "1 y"),
            (31_536_000.0 * 2.5, "2 y 183 d"),
            (31_536_000.0 * 123_456.0, "123,456 y"),
            (f64::INFINITY, "for ever"),
            (-90.0, "-1 m 30 s"),
        ] {
            assert_eq!(format_duration(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn percentages_keep_three_digits_of_the_downtime() {
        for (down, text) in [
            (0.5, "50 %"),
            (0.1234, "87.7 %"),
            (0.01, "99 %"),
            (0.09999, "90 %"),
            (1e-5, "99.999 %"),
            (9.999e-4, "99.9 %"),
            (1.5019e-4, "99.985 %"),
            (2.5e-13, "99.999999999975 %"),
        ] {
            assert_eq!(format_percent(1.0 - down, down), text, "{down}");
        }
    }
}
