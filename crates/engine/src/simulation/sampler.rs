//! Random durations in hours, compiled from the laws of the project file.

use crate::model::{Distribution, Law};

use super::rng::Rng;
use super::ziggurat::Ziggurat;

/// No sampled duration is longer: 100 million years.
const LONGEST_HOURS: f64 = 1e12;
/// Weibull and gamma below this shape fail in bursts no run could play out.
const LEAST_SHAPE: f64 = 0.1;
/// Log-normal beyond this is as bad.
const MOST_SIGMA: f64 = 4.0;

/// A law ready to be sampled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sampler {
    Exponential { mean: f64 },
    Fixed { value: f64 },
    Weibull { scale: f64, shape: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Gamma { scale: f64, shape: f64 },
    Uniform { low: f64, high: f64 },
    Empirical { samples: Box<[f64]> },
}

impl Sampler {
    /// Always zero.
    pub(crate) const ZERO: Self = Self::Fixed { value: 0.0 };

    /// Compiles a distribution; the error says what is wrong with it.
    pub(crate) fn new(distribution: &Distribution) -> Result<Self, String> {
        let sampler = match distribution {
            Distribution::Plain(mean) => Self::Exponential { mean: mean.hours() },
            Distribution::Law(law) => Self::from_law(law)?,
        };
        let mean = sampler.mean();
        if mean.is_finite() && mean >= 0.0 {
            return Ok(sampler);
        }
        Err("its mean is not a finite number of hours".to_owned())
    }

    fn from_law(law: &Law) -> Result<Self, String> {
        Ok(match law {
            Law::Exponential { mean } => Self::Exponential { mean: mean.hours() },
            Law::Fixed { value } => Self::Fixed { value: value.hours() },
            Law::Weibull { shape, .. } => {
                let scale = law.weibull_scale_hours().ok_or("a Weibull law needs a mean or a scale")?;
                Self::Weibull { scale, shape: checked_shape(*shape)? }
            }
            Law::Lognormal { .. } => {
                let (mu, sigma) = law
                    .lognormal_parameters()
                    .ok_or("no log-normal law has these parameters; give mean or median, and sigma or p95")?;
                if sigma > MOST_SIGMA {
                    return Err(format!(
                        "a log-normal sigma of {sigma} is too wild to simulate; the most is {MOST_SIGMA}"
                    ));
                }
                Self::Lognormal { mu, sigma }
            }
            Law::Gamma { mean, shape } => {
                let shape = checked_shape(*shape)?;
                Self::Gamma { scale: mean.hours() / shape, shape }
            }
            Law::Uniform { low, high } => Self::Uniform { low: low.hours(), high: high.hours() },
            Law::Empirical { samples } if samples.is_empty() => return Err("it has no samples".to_owned()),
            Law::Empirical { samples } => {
                Self::Empirical { samples: samples.iter().map(crate::units::Duration::hours).collect() }
            }
        })
    }

    /// The mean in hours.
    pub(crate) fn mean(&self) -> f64 {
        match self {
            Self::Exponential { mean } => *mean,
            Self::Fixed { value } => *value,
            Self::Weibull { scale, shape } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Gamma { scale, shape } => scale * shape,
            Self::Uniform { low, high } => low / 2.0 + high / 2.0,
            Self::Empirical { samples } => samples.iter().sum::<f64>() / samples.len() as f64,
        }
    }

    /// A random duration in hours: finite and not negative.
    #[inline]
    pub(crate) fn sample(&self, ziggurat: &Ziggurat, rng: &mut Rng) -> f64 {
        match self {
            Self::Exponential { mean } => mean * ziggurat.exponential(rng),
            Self::Fixed { value } => *value,
            other => {
                // By value: a stream whose address nobody takes stays in registers.
                let (hours, after) = other.sample_general(ziggurat, rng.clone());
                *rng = after;
                hours
            }
        }
    }

    #[inline(never)]
    fn sample_general(&self, ziggurat: &Ziggurat, mut stream: Rng) -> (f64, Rng) {
        let rng = &mut stream;
        let hours = match self {
            Self::Exponential { mean } => mean * ziggurat.exponential(rng),
            Self::Fixed { value } => *value,
            Self::Weibull { scale, shape } => {
                scale * ziggurat.powers.power(ziggurat.exponential(rng), 1.0 / shape)
            }
            Self::Lognormal { mu, sigma } => ziggurat.powers.exp(mu + sigma * ziggurat.normal(rng)),
            Self::Gamma { scale, shape } => scale * ziggurat.gamma(*shape, rng),
            Self::Uniform { low, high } => low + (high - low) * rng.uniform(),
            Self::Empirical { samples } => {
                samples[(rng.uniform() * samples.len() as f64) as usize % samples.len()]
            }
        };
        (hours.clamp(0.0, LONGEST_HOURS), stream)
    }

    /// What is left of a duration found at a random moment of a long-running process: uniform × a length-biased
    /// duration. The law of the forward recurrence time, density P(X > x)/mean \[cox1962\].
    pub(crate) fn sample_residual(&self, ziggurat: &Ziggurat, rng: &mut Rng) -> f64 {
        let biased = match self {
            Self::Exponential { mean } => return mean * ziggurat.exponential(rng),
            Self::Fixed { value } if *value == f64::INFINITY => return *value,
            Self::Fixed { value } => *value,
            Self::Weibull { scale, shape } => {
                scale * libm::pow(ziggurat.gamma(1.0 + 1.0 / shape, rng), 1.0 / shape)
            }
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma + sigma * ziggurat.normal(rng)),
            Self::Gamma { scale, shape } => scale * ziggurat.gamma(shape + 1.0, rng),
            Self::Uniform { low, high } => {
                let (low, high) = (low * low, high * high);
                libm::sqrt(low + (high - low) * rng.uniform())
            }
            Self::Empirical { samples } => length_biased(samples, rng.uniform()),
        };
        (rng.uniform() * biased).clamp(0.0, LONGEST_HOURS)
    }
}

fn checked_shape(shape: f64) -> Result<f64, String> {
    if shape >= LEAST_SHAPE && shape.is_finite() {
        return Ok(shape);
    }
    Err(format!("a shape of {shape} is too wild to simulate; it must be at least {LEAST_SHAPE} and finite"))
}

/// The sample a point dropped on all samples laid end to end would hit.
fn length_biased(samples: &[f64], uniform: f64) -> f64 {
    let mut target = uniform * samples.iter().sum::<f64>();
    for &sample in samples {
        if target < sample {
            return sample;
        }
        target -= sample;
    }
    samples.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::units::Duration;

    fn hours(value: f64) -> Duration {
        Duration::from_hours(value)
    }

    /// Each law, its mean and variance from the textbook formulas: the residual's mean is E[X²]/(2E[X]).
    #[test]
    fn means_and_residuals() {
        let gamma_function = libm::tgamma;
        let weibull_scale = 3.0 / gamma_function(1.5);
        let laws = [
            (Law::Exponential { mean: hours(2.0) }, 2.0, 8.0),
            (Law::Fixed { value: hours(2.0) }, 2.0, 4.0),
            (
                Law::Weibull { mean: Some(hours(3.0)), scale: None, shape: 2.0 },
                3.0,
                weibull_scale * weibull_scale * gamma_function(2.0),
            ),
            (
                Law::Lognormal { mean: Some(hours(1.0)), median: None, sigma: Some(0.8), p95: None },
                1.0,
                libm::exp(0.64),
            ),
            (Law::Gamma { mean: hours(4.0), shape: 0.5 }, 4.0, 16.0 + 32.0),
            (Law::Gamma { mean: hours(4.0), shape: 3.0 }, 4.0, 16.0 + 16.0 / 3.0),
            (Law::Uniform { low: hours(1.0), high: hours(3.0) }, 2.0, 4.0 + 1.0 / 3.0),
            (Law::Empirical { samples: vec![hours(1.0), hours(2.0), hours(6.0)] }, 3.0, 41.0 / 3.0),
        ];
        let (ziggurat, mut rng, n) = (Ziggurat::new(), Rng::stream(5, 0), 200_000);
        for (law, mean, second) in laws {
            let sampler = Sampler::new(&Distribution::Law(law.clone())).unwrap();
            assert!((sampler.mean() / mean - 1.0).abs() < 1e-12, "{law:?}");
            let plain = (0..n).map(|_| sampler.sample(&ziggurat, &mut rng)).sum::<f64>() / f64::from(n);
            assert!((plain / mean - 1.0).abs() < 0.02, "{law:?} {plain}");
            let residual =
                (0..n).map(|_| sampler.sample_residual(&ziggurat, &mut rng)).sum::<f64>() / f64::from(n);
            let expected = second / (2.0 * mean);
            assert!((residual / expected - 1.0).abs() < 0.03, "{law:?} {residual} {expected}");
        }
    }

    /// Half a million of each law against its distribution function from the textbook, by Kolmogorov and Smirnov: √n times the greatest distance
    /// exceeds 2.5 once in 130,000 times.
    #[test]
    fn distributed_as_they_should_be() {
        type Below = fn(f64) -> f64;
        let laws: [(Sampler, Below); 7] = [
            (Sampler::Exponential { mean: 2.0 }, |x| -libm::expm1(-x / 2.0)),
            (Sampler::Weibull { scale: 3.0, shape: 1.5 }, |x| -libm::expm1(-libm::pow(x / 3.0, 1.5))),
            (Sampler::Weibull { scale: 3.0, shape: 0.4 }, |x| -libm::expm1(-libm::pow(x / 3.0, 0.4))),
            (Sampler::Lognormal { mu: 0.5, sigma: 1.2 }, |x| {
                0.5 * libm::erfc(-(libm::log(x) - 0.5) / 1.2 * std::f64::consts::FRAC_1_SQRT_2)
            }),
            (Sampler::Gamma { scale: 1.0, shape: 0.5 }, |x| libm::erf(libm::sqrt(x))),
            (Sampler::Gamma { scale: 1.0, shape: 3.0 }, |x| 1.0 - libm::exp(-x) * (1.0 + x + x * x / 2.0)),
            (Sampler::Uniform { low: 1.0, high: 3.0 }, |x| (x - 1.0) / 2.0),
        ];
        let (ziggurat, mut rng, n) = (Ziggurat::new(), Rng::stream(6, 0), 500_000);
        for (law, below) in laws {
            let mut drawn: Vec<f64> = (0..n).map(|_| law.sample(&ziggurat, &mut rng)).collect();
            drawn.sort_by(f64::total_cmp);
            let distance = |(at, &x): (usize, &f64)| {
                let (expected, count) = (below(x), f64::from(n));
                (expected - at as f64 / count).max((at + 1) as f64 / count - expected)
            };
            let greatest = drawn.iter().enumerate().map(distance).fold(0.0, f64::max);
            assert!(greatest * libm::sqrt(f64::from(n)) < 2.5, "{law:?}: {greatest}");
        }
    }

    #[test]
    fn wild_laws_are_refused() {
        let wild = [
            Law::Weibull { mean: Some(hours(1.0)), scale: None, shape: 0.01 },
            Law::Gamma { mean: hours(1.0), shape: f64::NAN },
            Law::Lognormal { mean: Some(hours(1.0)), median: None, sigma: Some(10.0), p95: None },
            Law::Empirical { samples: vec![] },
        ];
        for law in wild {
            assert!(Sampler::new(&Distribution::Law(law.clone())).is_err(), "{law:?}");
        }
    }
}
