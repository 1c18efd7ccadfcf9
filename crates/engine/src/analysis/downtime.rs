//! How the downtime of one window is distributed: a compound Poisson law, by numerical inversion of its transform.

use super::law::{Complex, TimeLaw};

/// Terms before, and steps of, Euler's summation. Source: \[abate-whitt1995\].
const TERMS: u32 = 60;
const EULER: [f64; 12] = [1.0, 11.0, 55.0, 165.0, 330.0, 462.0, 462.0, 330.0, 165.0, 55.0, 11.0, 1.0];
/// Sets the discretisation error to e^(−A) ≈ 1e−8.
const ACCURACY: f64 = 18.4;

/// P(downtime in a window of `window` hours exceeds `allowed` hours), when outages begin as Poisson processes with the given rates
/// per hour and have the given lengths.
///
/// Transform of the downtime: exp(−window · Σ rateᵢ(1 − φᵢ(s))); P(exceeds x) by Abate and Whitt's Euler algorithm, absolute
/// error about 1e−8 from the inversion. Assumes that outages are rare enough not to meet each other and short against the window;
/// measured against simulation in docs/methods.md. Source: \[abate-whitt1995\].
///
/// One outage a year of exactly two hours, thirty days, one hour allowed: P = 1 − e^(−720/8760).
/// ```
/// use ninefold_engine::analysis::{downtime::exceeds, law::TimeLaw};
/// let outage = TimeLaw { mean: 2.0, shape: f64::INFINITY };
/// let p = exceeds(720.0, 1.0, &[(1.0 / 8760.0, outage)]);
/// assert!((p - (1.0 - (-720.0_f64 / 8760.0).exp())).abs() < 1e-4);
/// ```
#[must_use]
pub fn exceeds(window: f64, allowed: f64, kinds: &[(f64, TimeLaw)]) -> f64 {
    exceeds_by(TERMS, window, allowed, kinds)
}

/// [`exceeds`] with so many terms of the series.
#[must_use]
pub(super) fn exceeds_by(terms: u32, window: f64, allowed: f64, kinds: &[(f64, TimeLaw)]) -> f64 {
    if allowed >= window {
        return 0.0;
    }
    let rate: f64 = kinds.iter().map(|(rate, _)| rate).sum();
    let some_outage = -libm::expm1(-rate * window);
    if allowed <= 0.0 || rate == 0.0 {
        return some_outage;
    }
    let transform = |s: Complex| {
        let mut exponent = Complex { re: 0.0, im: 0.0 };
        for (rate, law) in kinds {
            exponent = exponent.plus(law.transform(s).plus_real(-1.0).times(rate * window));
        }
        let tail = exponent.exp().times(-1.0).plus_real(1.0);
        tail.over(s)
    };
    invert(allowed, terms, &transform).clamp(0.0, some_outage)
}

/// f(t) from its Laplace transform: alternating series of `terms` terms, then Euler summation. Source: \[abate-whitt1995\].
pub(super) fn invert(t: f64, terms: u32, transform: &dyn Fn(Complex) -> Complex) -> f64 {
    let half = ACCURACY / (2.0 * t);
    let step = std::f64::consts::PI / t;
    let scale = libm::exp(ACCURACY / 2.0) / t;
    let mut sum = 0.5 * transform(Complex { re: half, im: 0.0 }).re;
    let mut average = 0.0;
    let mut sign = -1.0;
    for k in 1..=terms + EULER.len() as u32 - 1 {
        sum += sign * transform(Complex { re: half, im: f64::from(k) * step }).re;
        sign = -sign;
        if k >= terms {
            average += EULER[(k - terms) as usize] * sum / 2048.0;
        }
    }
    scale * average
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Poisson many exponential lengths: P(D > x) = Σ_n e^(−L) L^n/n! · P(Erlang_n > x), summed by a second method.
    #[test]
    fn compound_poisson_of_exponentials_by_its_series() {
        let (rate, window, mean, x) = (0.01_f64, 720.0_f64, 0.5_f64, 4.0_f64);
        let load = rate * window;
        let mut expected = 0.0;
        let mut poisson = libm::exp(-load);
        for n in 1..200u32 {
            poisson *= load / f64::from(n);
            let (mut term, mut survival) = (libm::exp(-x / mean), 0.0);
            for i in 0..n {
                survival += term;
                term *= x / mean / f64::from(i + 1);
            }
            expected += poisson * survival;
        }
        let p = exceeds(window, x, &[(rate, TimeLaw::exponential(mean))]);
        assert!((p - expected).abs() < 1e-7, "{p} {expected}");
    }

    #[test]
    fn borders() {
        let kinds = [(0.01, TimeLaw::exponential(1.0))];
        assert_eq!(exceeds(720.0, 720.0, &kinds), 0.0);
        assert!((exceeds(720.0, 0.0, &kinds) + libm::expm1(-7.2)).abs() < 1e-15);
        assert_eq!(exceeds(720.0, 1.0, &[]), 0.0);
    }
}
