//! Quantiles that confidence intervals need: χ², Student's t, Fisher's F, and the normal law's.

use crate::analysis::law::TimeLaw;

/// Halvings until a quantile is as near as its distribution function can tell.
const HALVINGS: u32 = 200;

/// The value that a χ² variable with `freedom` degrees exceeds with the probability `tail`.
///
/// ```
/// # use ninefold_engine::budget::statistics::chi_squared;
/// assert!((chi_squared(10.0, 0.05) - 18.307).abs() < 5e-4); // any table
/// ```
#[must_use]
pub fn chi_squared(freedom: f64, tail: f64) -> f64 {
    // A gamma variable of shape ν/2 and mean ν.
    let law = TimeLaw { mean: freedom, shape: freedom / 2.0 };
    falling_to(tail, freedom.max(1.0), |x| law.survival(x))
}

/// The value that a Student variable with `freedom` degrees exceeds with the probability `tail` (below a half).
///
/// ```
/// # use ninefold_engine::budget::statistics::student;
/// assert!((student(5.0, 0.05) - 2.015).abs() < 5e-4); // any table
/// ```
#[must_use]
pub fn student(freedom: f64, tail: f64) -> f64 {
    falling_to(tail, 1.0, |t| 0.5 * incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5))
}

/// The value that an F variable with these degrees of freedom exceeds with the probability `tail`.
///
/// ```
/// # use ninefold_engine::budget::statistics::fisher;
/// assert!((fisher(6.0, 10.0, 0.05) - 3.2172).abs() < 5e-4); // any table
/// ```
#[must_use]
pub fn fisher(above: f64, below: f64, tail: f64) -> f64 {
    falling_to(tail, 1.0, |x| incomplete_beta(below / (below + above * x), below / 2.0, above / 2.0))
}

/// Where a falling function of positive numbers comes down to `wanted`.
fn falling_to(wanted: f64, start: f64, survival: impl Fn(f64) -> f64) -> f64 {
    let mut high = start;
    while survival(high) > wanted && high < 1e300 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if survival(middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Regularised incomplete beta function I_x(a, b), by its continued fraction (modified Lentz), on the side where it converges quickly.
/// Source: \[dlmf\] 8.17.22.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let logarithm =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let front = libm::exp(logarithm) / a;
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables of the χ², t and F distributions, as printed in any textbook of statistics (NIST/SEMATECH e-Handbook 1.3.6.7).
    #[test]
    fn quantiles_as_in_the_tables() {
        for (freedom, tail, expected) in [
            (1.0, 0.05, 3.841),
            (2.0, 0.95, 0.103),
            (20.0, 0.95, 10.851),
            (22.0, 0.05, 33.924),
            (100.0, 0.05, 124.342),
        ] {
            assert!((chi_squared(freedom, tail) - expected).abs() < 6e-4, "{freedom} {tail}");
        }
        for (freedom, tail, expected) in [(1.0, 0.05, 6.314), (10.0, 0.025, 2.228), (100.0, 0.05, 1.660)] {
            assert!((student(freedom, tail) - expected).abs() < 6e-4, "{freedom} {tail}");
        }
        for (above, below, expected) in [(1.0, 1.0, 161.448), (10.0, 10.0, 2.978), (3.0, 20.0, 3.098)] {
            assert!((fisher(above, below, 0.05) - expected).abs() < 6e-4, "{above} {below}");
        }
    }
}
