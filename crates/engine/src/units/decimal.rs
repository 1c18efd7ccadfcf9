//! Exact decimal steps on the digits a person typed.

/// `1 − value` from the shortest decimal digits of `value`, rounded once: 0.99999 gives 1e-5, where the subtraction of
/// the two binary numbers would give 1.0000000000065512e-5.
///
/// Outside 0 ..= 1 it is the plain difference.
///
/// ```
/// use ninefold_engine::units::complement;
/// assert_eq!(complement(0.99999), 1e-5);
/// assert_eq!(complement(0.9995), 5e-4);
/// assert_eq!(complement(1.0), 0.0);
/// assert_eq!(complement(1e-5), 0.99999);
/// ```
#[must_use]
pub fn complement(value: f64) -> f64 {
    if !(value > 0.0 && value < 1.0) {
        return 1.0 - value;
    }
    let written = value.to_string();
    let digits = written.strip_prefix("0.").unwrap_or_default();
    complement_of_digits(digits).parse().unwrap_or(1.0 - value)
}

/// `1 − 0.digits`, as decimal text.
pub(super) fn complement_of_digits(digits: &str) -> String {
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return "1".to_owned();
    }
    // Nine's complement of each digit, ten's of the last: no carry is left, as the last is not zero.
    let (init, last) = significant.split_at(significant.len() - 1);
    let flip = |digit: u8, from: u8| char::from(b'0' + from - (digit - b'0'));
    let mut text = String::from("0.");
    text.extend(init.bytes().map(|digit| flip(digit, 9)));
    text.extend(last.bytes().map(|digit| flip(digit, 10)));
    text
}

/// Moves the decimal point of `0.digits` two places to the right: the percentage of a fraction, as decimal text.
pub(super) fn percent_of_digits(digits: &str) -> String {
    let padded = format!("{digits:0<2}");
    let (whole, rest) = padded.split_at(2);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_decimal_is_complemented_exactly() {
        for (availability, expected) in
            [(0.9, 0.1), (0.99, 0.01), (0.999_999_999, 1e-9), (0.123, 0.877), (0.5, 0.5), (0.10, 0.9)]
        {
            assert_eq!(complement(availability), expected);
        }
        assert_eq!(complement(0.0), 1.0);
        assert_eq!(complement_of_digits("000"), "1");
    }

    #[test]
    fn percentages_are_a_shift_of_the_point() {
        for (digits, percent) in
            [("9995", "99.95"), ("5", "50"), ("0001", "0.01"), ("01", "1"), ("100", "10")]
        {
            assert_eq!(percent_of_digits(digits), percent);
        }
    }
}
