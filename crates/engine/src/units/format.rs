//! Durations and money as text for people.

use super::figures::{thousands, trimmed};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.0 * DAY;

/// A duration in seconds for people: two or three units, as many as matter; a year is 365 d.
///
/// ```
/// use ninefold_engine::units::format_duration;
/// assert_eq!(format_duration(259.2), "4 m 19 s");
/// assert_eq!(format_duration(3153.6), "52 m 34 s");
/// assert_eq!(format_duration(315_360.0), "3 d 15 h 36 m");
/// assert_eq!(format_duration(0.864), "0.86 s");
/// assert_eq!(format_duration(0.0021), "2.1 ms");
/// assert_eq!(format_duration(f64::INFINITY), "for ever");
/// ```
#[must_use]
pub fn format_duration(seconds: f64) -> String {
    if seconds.is_nan() {
        return "unknown".to_owned();
    }
    if seconds.is_infinite() {
        return "for ever".to_owned();
    }
    if seconds < 0.0 {
        return format!("-{}", format_duration(-seconds));
    }
    // Each line: below this length, after rounding, it is written so.
    if seconds < 0.0995 {
        return small(seconds);
    }
    if seconds < 0.995 {
        return format!("{} s", trimmed(seconds, 2));
    }
    if seconds < 59.95 {
        return format!("{} s", trimmed(seconds, if seconds < 9.995 { 2 } else { 1 }));
    }
    if seconds < DAY - 0.5 {
        return parts(seconds, &[(HOUR, "h"), (MINUTE, "m"), (1.0, "s")]);
    }
    if seconds < 100.0 * DAY - MINUTE / 2.0 {
        return parts(seconds, &[(DAY, "d"), (HOUR, "h"), (MINUTE, "m")]);
    }
    if seconds < YEAR - HOUR / 2.0 {
        return parts(seconds, &[(DAY, "d"), (HOUR, "h")]);
    }
    if seconds < 100.0 * YEAR - DAY / 2.0 {
        return parts(seconds, &[(YEAR, "y"), (DAY, "d")]);
    }
    if seconds < 1e15 * YEAR {
        return format!("{} y", thousands(seconds / YEAR));
    }
    format!("{:.1e} y", seconds / YEAR)
}

/// A duration down to tenths of a second, as calculators give it.
///
/// ```
/// use ninefold_engine::units::format_duration_in_full;
/// assert_eq!(format_duration_in_full(3_153.6), "52 m 33.6 s");
/// assert_eq!(format_duration_in_full(315_360.0), "3 d 15 h 36 m");
/// assert_eq!(format_duration_in_full(0.864), "0.86 s");
/// ```
#[must_use]
pub fn format_duration_in_full(seconds: f64) -> String {
    if !(MINUTE..100.0 * YEAR).contains(&seconds) {
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

/// Below a tenth of a second.
fn small(seconds: f64) -> String {
    if seconds == 0.0 {
        return "0 s".to_owned();
    }
    let (value, unit) = if seconds >= 0.000_995 { (seconds * 1e3, "ms") } else { (seconds * 1e6, "µs") };
    if value < 0.095 {
        return format!("under 0.1 {unit}");
    }
    format!("{} {unit}", trimmed(value, usize::from(value < 9.95)))
}

/// `seconds` in the given units, rounded to the last; parts that are zero are left out.
fn parts(seconds: f64, units: &[(f64, &str)]) -> String {
    let last = units.last().map_or(1.0, |(size, _)| *size);
    let mut left = libm::round(seconds / last) * last;
    let mut words = Vec::new();
    for (size, unit) in units {
        let count = libm::floor(left / size);
        left -= count * size;
        if count > 0.0 {
            words.push(format!("{count} {unit}"));
        }
    }
    words.join(" ")
}

/// An amount of money with its ISO 4217 code: cents below a thousand, where there are any.
///
/// ```
/// use ninefold_engine::units::format_money;
/// assert_eq!(format_money(12_000.0, "USD"), "12,000 USD");
/// assert_eq!(format_money(70.5, "EUR"), "70.50 EUR");
/// assert_eq!(format_money(70.0, "EUR"), "70 EUR");
/// assert_eq!(format_money(-1234.4, ""), "-1,234");
/// ```
#[must_use]
pub fn format_money(amount: f64, currency: &str) -> String {
    let cents = libm::round(amount * 100.0) / 100.0;
    let number =
        if cents.abs() < 1_000.0 && cents.fract() != 0.0 { format!("{cents:.2}") } else { thousands(amount) };
    format!("{number} {currency}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The readings of the published tables (uptime.is, SRE book) for the same seconds.
    #[test]
    fn durations_read_as_in_the_published_tables() {
        for (seconds, text) in [
            (864.0, "14 m 24 s"),
            (6048.0, "1 h 40 m 48 s"),
            (31_536.0, "8 h 45 m 36 s"),
            (60.48, "1 m"),
            (8.64, "8.64 s"),
            (30.24, "30.2 s"),
            (31_556.952, "8 h 45 m 57 s"),
            (2_629.746, "43 m 50 s"),
        ] {
            assert_eq!(format_duration(seconds), text);
        }
    }

    #[test]
    fn rounding_never_shows_sixty() {
        for (seconds, text) in [
            (59.94, "59.9 s"),
            (59.96, "1 m"),
            (119.6, "2 m"),
            (3_599.7, "1 h"),
            (86_399.4, "23 h 59 m 59 s"),
            (86_399.6, "1 d"),
            (0.0996, "0.1 s"),
            (0.996, "1 s"),
            (9.996, "10 s"),
            (0.000_995_1, "1 ms"),
            (2e-7, "0.2 µs"),
            (1e-9, "under 0.1 µs"),
            (YEAR - 1.0, "1 y"),
            (YEAR * 2.5, "2 y 183 d"),
            (YEAR * 12_345.0, "12,345 y"),
            (-259.2, "-4 m 19 s"),
            (0.0, "0 s"),
        ] {
            assert_eq!(format_duration(seconds), text, "{seconds}");
        }
    }
}
