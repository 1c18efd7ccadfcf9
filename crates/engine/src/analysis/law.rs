//! Lengths of random times by mean and shape, as far as the exact answer needs them.
//!
//! A law is kept by its first two moments, as the gamma law that has them: `shape` = 1/cv², so 1 is exponential and
//! infinity is fixed. For exponential, fixed and gamma laws this loses nothing.

use crate::model::{Distribution, Law};

/// A positive random time by mean (hours) and shape (1/cv²).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeLaw {
    /// Hours; infinite means never.
    pub mean: f64,
    /// 1 exponential, infinite fixed.
    pub shape: f64,
}

/// A complex number: just what a transform needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl TimeLaw {
    /// Memoryless with the given mean in hours.
    #[must_use]
    pub fn exponential(mean: f64) -> Self {
        Self { mean, shape: 1.0 }
    }

    /// The law of a distribution in the file.
    #[must_use]
    pub fn of(distribution: &Distribution) -> Self {
        let mean = distribution.mean_hours();
        let shape = match distribution {
            Distribution::Plain(_) | Distribution::Law(Law::Exponential { .. }) => 1.0,
            Distribution::Law(Law::Fixed { .. }) => f64::INFINITY,
            Distribution::Law(Law::Gamma { shape, .. }) => *shape,
            Distribution::Law(Law::Weibull { shape, .. }) => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                let second = libm::tgamma(1.0 + 2.0 / shape);
                shape_of(second / (first * first) - 1.0)
            }
            Distribution::Law(law @ Law::Lognormal { .. }) => {
                shape_of(law.lognormal_parameters().map_or(0.0, |(_, sigma)| libm::expm1(sigma * sigma)))
            }
            Distribution::Law(Law::Uniform { low, high }) => {
                let width = high.hours() - low.hours();
                shape_of(width * width / 12.0 / (mean * mean))
            }
            Distribution::Law(Law::Empirical { samples }) => {
                let count = samples.len().max(1) as f64;
                let variance =
                    samples.iter().map(|s| (s.hours() - mean) * (s.hours() - mean)).sum::<f64>() / count;
                shape_of(variance / (mean * mean))
            }
        };
        Self { mean, shape }
    }

    /// Whether the law is memoryless.
    #[must_use]
    pub fn is_exponential(self) -> bool {
        self.shape == 1.0
    }

    /// The law of the sum with an independent other.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let mean = self.mean + other.mean;
        let variance = self.variance() + other.variance();
        if other.mean == 0.0 {
            return self;
        }
        Self { mean, shape: shape_of(variance / (mean * mean)) }
    }

    fn variance(self) -> f64 {
        if self.mean == 0.0 { 0.0 } else { self.mean * self.mean / self.shape }
    }

    /// P(longer than `hours`).
    #[must_use]
    pub fn survival(self, hours: f64) -> f64 {
        if self.mean == 0.0 {
            return 0.0;
        }
        if self.mean.is_infinite() || hours <= 0.0 {
            return 1.0;
        }
        if self.shape.is_infinite() {
            return if hours < self.mean { 1.0 } else { 0.0 };
        }
        if self.is_exponential() {
            return libm::exp(-hours / self.mean);
        }
        upper_gamma(self.shape, hours * self.shape / self.mean)
    }

    /// E[e^(−s·time)], the Laplace–Stieltjes transform: (1 + s·mean/shape)^(−shape).
    #[must_use]
    pub fn transform(self, s: Complex) -> Complex {
        if self.mean == 0.0 {
            return Complex { re: 1.0, im: 0.0 };
        }
        let scaled = s.times(self.mean);
        if self.shape.is_infinite() || self.shape > 1e7 {
            return scaled.times(-1.0).exp();
        }
        let base = scaled.times(1.0 / self.shape).plus_real(1.0);
        if self.shape == 1.0 {
            return Complex { re: 1.0, im: 0.0 }.over(base);
        }
        base.ln().times(-self.shape).exp()
    }

    /// E[min(this, other)] in hours, for independent times.
    ///
    /// Closed form where both are exponential (ab/(a + b)), or one of the two (mean · (1 − transform of the other)); otherwise the integral of the
    /// product of the survival functions by Gauss–Legendre panels.
    #[must_use]
    pub fn mean_of_minimum(self, other: Self) -> f64 {
        if self.mean.is_infinite() {
            return other.mean;
        }
        if other.mean.is_infinite() {
            return self.mean;
        }
        if self.mean == 0.0 || other.mean == 0.0 {
            return 0.0;
        }
        if self.is_exponential() && other.is_exponential() {
            return self.mean * (other.mean / (self.mean + other.mean));
        }
        if self.is_exponential() {
            return self.mean * other.one_minus_transform(1.0 / self.mean);
        }
        if other.is_exponential() {
            return other.mean * self.one_minus_transform(1.0 / other.mean);
        }
        if self.shape.is_infinite() && other.shape.is_infinite() {
            return self.mean.min(other.mean);
        }
        super::quadrature::integrate(&[self, other], |hours| self.survival(hours) * other.survival(hours))
    }

    /// The law of min(this, other): its mean exactly; its shape that of the much shorter one, else 1 (exact for two exponentials).
    #[must_use]
    pub fn or_earlier(self, other: Self) -> Self {
        let (shorter, longer) = if self.mean <= other.mean { (self, other) } else { (other, self) };
        let shape = if longer.mean > 4.0 * shorter.mean { shorter.shape } else { 1.0 };
        Self { mean: self.mean_of_minimum(other), shape }
    }

    /// 1 − E[e^(−s·time)] for real s, without cancellation.
    fn one_minus_transform(self, s: f64) -> f64 {
        if self.shape.is_infinite() {
            return -libm::expm1(-s * self.mean);
        }
        -libm::expm1(-self.shape * libm::log1p(s * self.mean / self.shape))
    }
}

fn shape_of(squared_variation: f64) -> f64 {
    if squared_variation > 0.0 { 1.0 / squared_variation } else { f64::INFINITY }
}

impl Complex {
    /// Scaled by a real number.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    /// With a real number added.
    #[must_use]
    pub fn plus_real(self, real: f64) -> Self {
        Self { re: self.re + real, im: self.im }
    }

    /// Sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    /// e to it.
    #[must_use]
    pub fn exp(self) -> Self {
        let size = libm::exp(self.re);
        Self { re: size * libm::cos(self.im), im: size * libm::sin(self.im) }
    }

    /// Principal logarithm.
    #[must_use]
    pub fn ln(self) -> Self {
        Self { re: libm::log(libm::hypot(self.re, self.im)), im: libm::atan2(self.im, self.re) }
    }

    /// Quotient.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let size = other.re * other.re + other.im * other.im;
        Self {
            re: (self.re * other.re + self.im * other.im) / size,
            im: (self.im * other.re - self.re * other.im) / size,
        }
    }
}

/// Regularised upper incomplete gamma function Q(a, x): series for x < a + 1, continued fraction (Lentz) beyond.
/// Source: \[dlmf\] 8.11.4 and 8.9.2.
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return (1.0 - front * sum).max(0.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..10_000 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / nonzero(an * d + b, tiny);
        c = nonzero(b + an / c, tiny);
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

fn nonzero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Erlang-3 survival has a closed form: e^(−x)(1 + x + x²/2) with x = 3t/mean.
    #[test]
    fn erlang_survival() {
        let law = TimeLaw { mean: 2.0, shape: 3.0 };
        for t in [0.01, 0.5, 2.0, 7.0, 20.0] {
            let x: f64 = 3.0 * t / 2.0;
            let expected = libm::exp(-x) * (1.0 + x + x * x / 2.0);
            assert!((law.survival(t) / expected - 1.0).abs() < 1e-12, "{t}");
        }
    }

    /// min of exponentials with means 2 and 3 has mean 6/5; min(exponential 2, fixed 3) = 2(1 − e^(−3/2)).
    #[test]
    fn minimum_by_hand() {
        let (two, three) = (TimeLaw::exponential(2.0), TimeLaw::exponential(3.0));
        assert!((two.mean_of_minimum(three) - 1.2).abs() < 1e-15);
        let fixed = TimeLaw { mean: 3.0, shape: f64::INFINITY };
        assert!((two.mean_of_minimum(fixed) - 2.0 * (1.0 - libm::exp(-1.5))).abs() < 1e-15);
        assert!((fixed.mean_of_minimum(two) - two.mean_of_minimum(fixed)).abs() < 1e-15);
        assert_eq!(two.mean_of_minimum(TimeLaw::exponential(f64::INFINITY)), 2.0);
    }

    /// Two Erlang-2 of mean 1: min has survival e^(−4t)(1 + 2t)², integral = 1/4 + 4/16 + 8/64 = 0.625.
    #[test]
    fn minimum_by_quadrature() {
        let law = TimeLaw { mean: 1.0, shape: 2.0 };
        assert!((law.mean_of_minimum(law) - 0.625).abs() < 1e-6, "{}", law.mean_of_minimum(law));
    }
}
