//! Small probabilities as text; every other number is formatted by [`crate::units`].

use crate::units::format_count;

/// `0.0123`, `3.21e-7`.
pub(super) fn probability(value: f64) -> String {
    if value == 0.0 || value >= 0.001 { format_count(value) } else { format!("{value:.2e}") }
}

#[cfg(test)]
mod tests {
    use super::probability;

    #[test]
    fn small_probabilities_keep_their_digits() {
        assert_eq!(probability(3.214e-7), "3.21e-7");
        assert_eq!(probability(0.0123), "0.0123");
        assert_eq!(probability(0.0), "0");
    }
}
