//! Integrals over the age of an event, whose integrands fall on very different time scales.

use super::law::TimeLaw;
use crate::order;

/// Nodes and weights of the four-point Gauss–Legendre rule on [−1, 1]. Source: \[dlmf\] table 3.5.2.
pub const RULE: [(f64, f64); 4] = [
    (-0.861_136_311_594_052_6, 0.347_854_845_137_453_86),
    (-0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_86),
];
const RATIO: f64 = 2.0;

/// Ages (hours) with weights such that Σ weight · f(age) ≈ ∫₀^∞ f, for any f made of the survival functions of `laws`:
/// panels that double in length from the shortest scale to where every law that ends has ended, with a border at every fixed time.
///
/// Relative error about 1e−6 for exponential laws. The part beyond the last border is left out: f there is below e⁻⁴⁰ of its start, or constant (then the caller must
/// have multiplied by a law that ends).
#[must_use]
pub fn ages(laws: &[TimeLaw]) -> Vec<(f64, f64)> {
    let scales: Vec<TimeLaw> =
        laws.iter().copied().filter(|law| law.mean > 0.0 && law.mean.is_finite()).collect();
    if scales.is_empty() {
        return Vec::new();
    }
    let least = scales.iter().map(|law| law.mean).fold(f64::INFINITY, f64::min);
    let most = scales.iter().map(|law| end_of(*law)).fold(0.0, f64::max);
    let mut borders = vec![0.0];
    let mut border = least / 64.0;
    while border < most && borders.len() < 200 {
        borders.push(border);
        border *= RATIO;
    }
    borders.push(most);
    borders.extend(scales.iter().filter(|law| law.shape > 50.0).map(|law| law.mean));
    order::sort_by(&mut borders, f64::total_cmp);
    borders.dedup();
    let mut points = Vec::with_capacity(borders.len() * RULE.len());
    for pair in borders.windows(2) {
        let (middle, half) = ((pair[0] + pair[1]) / 2.0, (pair[1] - pair[0]) / 2.0);
        points.extend(RULE.iter().map(|&(node, weight)| (middle + half * node, half * weight)));
    }
    points
}

/// ∫₀^∞ f over the scales of `laws`; see [`ages`].
#[must_use]
pub fn integrate(laws: &[TimeLaw], f: impl Fn(f64) -> f64) -> f64 {
    ages(laws).into_iter().map(|(age, weight)| weight * f(age)).sum()
}

fn end_of(law: TimeLaw) -> f64 {
    if law.shape.is_infinite() { law.mean } else { law.mean * (1.0 + 40.0 / law.shape.min(40.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ∫ e^(−t/τ) e^(−t/d) = τd/(τ+d) for τ of seconds and d of hours.
    #[test]
    fn exponentials_of_very_different_scale() {
        let (short, long) = (TimeLaw::exponential(15.0 / 3600.0), TimeLaw::exponential(3.0));
        let value = integrate(&[short, long], |t| short.survival(t) * long.survival(t));
        let expected = short.mean * long.mean / (short.mean + long.mean);
        assert!((value / expected - 1.0).abs() < 3e-6, "{value} {expected}");
        let value = integrate(&[short, long], |t| long.survival(t));
        assert!((value / 3.0 - 1.0).abs() < 3e-6, "{value}");
    }

    #[test]
    fn a_fixed_time_is_a_border() {
        let (fixed, long) = (TimeLaw { mean: 0.1, shape: f64::INFINITY }, TimeLaw::exponential(3.0));
        let value = integrate(&[fixed, long], |t| fixed.survival(t) * long.survival(t));
        let expected = -3.0 * libm::expm1(-0.1 / 3.0);
        assert!((value / expected - 1.0).abs() < 1e-9, "{value} {expected}");
    }
}
