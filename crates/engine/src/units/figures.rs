//! Shares, targets and counts as text: only as many digits as matter.

/// A fraction as a percentage with three digits that matter, and never rounded to all or nothing.
///
/// ```
/// use ninefold_engine::units::format_share;
/// assert_eq!(format_share(0.2345), "23.4 %");
/// assert_eq!(format_share(0.00417), "0.417 %");
/// assert_eq!(format_share(0.99987), "99.987 %");
/// assert_eq!(format_share(3e-7), "under 0.001 %");
/// assert_eq!(format_share(1.0 - 1.4e-16), "over 99.9999999 %");
/// assert_eq!(format_share(0.0), "0 %");
/// assert_eq!(format_share(1.0), "100 %");
/// ```
#[must_use]
pub fn format_share(fraction: f64) -> String {
    if fraction > 0.0 && fraction < 1e-5 {
        return "under 0.001 %".to_owned();
    }
    if fraction > 1.0 - 1e-9 && fraction < 1.0 {
        return "over 99.9999999 %".to_owned();
    }
    if fraction > 0.99 && fraction < 1.0 {
        return format!("{} %", trimmed(fraction * 100.0, decimals((1.0 - fraction) * 100.0, 2)));
    }
    format!("{} %", trimmed(fraction * 100.0, decimals(fraction * 100.0, 3)))
}

/// A promise as people write it, all its digits kept: `99.95 %`.
///
/// ```
/// use ninefold_engine::units::format_target;
/// assert_eq!(format_target(0.9995), "99.95 %");
/// assert_eq!(format_target(0.9999999), "99.99999 %");
/// assert_eq!(format_target(1.0), "100 %");
/// ```
#[must_use]
pub fn format_target(availability: f64) -> String {
    format!("{} %", trimmed(availability * 100.0, 9))
}

/// A number with four digits that matter; thousands apart from 10,000 on.
///
/// ```
/// use ninefold_engine::units::format_count;
/// assert_eq!(format_count(3.14159), "3.142");
/// assert_eq!(format_count(0.00123456), "0.001235");
/// assert_eq!(format_count(1_234_567.0), "1,234,567");
/// assert_eq!(format_count(-0.0), "0");
/// ```
#[must_use]
pub fn format_count(value: f64) -> String {
    // Adding nothing turns −0 into 0.
    let value = value + 0.0;
    if value.abs() >= 10_000.0 { thousands(value) } else { trimmed(value, decimals(value, 4)) }
}

/// How many of a thing there are, in the form its name has then.
///
/// ```
/// use ninefold_engine::units::format_number_of;
/// assert_eq!(format_number_of(1.0, "incident", "incidents"), "1 incident");
/// assert_eq!(format_number_of(12_000.0, "incident", "incidents"), "12,000 incidents");
/// assert_eq!(format_number_of(0.0, "row was", "rows were"), "0 rows were");
/// ```
#[must_use]
pub fn format_number_of(value: f64, one: &str, many: &str) -> String {
    let number = format_count(value);
    let name = if number == "1" { one } else { many };
    format!("{number} {name}")
}

/// How many decimals show `digits` significant digits of `value`.
fn decimals(value: f64, digits: i32) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let magnitude = libm::floor(libm::log10(value.abs())) as i32;
    (digits - 1 - magnitude).clamp(0, 17) as usize
}

/// `value` with so many decimals, trailing zeros left out.
pub(super) fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A whole number in groups of three digits.
pub(super) fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value < 0.0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
