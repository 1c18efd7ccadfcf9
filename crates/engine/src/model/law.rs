//! Random durations: the laws a time to failure or to repair may follow.

use serde::Serialize;

use crate::units::{Duration, number};

/// A random duration.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Distribution {
    /// A duration alone: exponential with that mean.
    Plain(Duration),
    /// A named law.
    Law(Law),
}

/// The laws a random duration may follow.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: Duration,
    },
    /// Always the same.
    Fixed {
        /// The value.
        value: Duration,
    },
    /// Weibull by mean or by scale.
    Weibull {
        /// Mean; exactly one of `mean` and `scale`.
        #[serde(skip_serializing_if = "Option::is_none")]
        mean: Option<Duration>,
        /// Scale (63.2 % quantile).
        #[serde(skip_serializing_if = "Option::is_none")]
        scale: Option<Duration>,
        /// Shape: below 1 early failures, above 1 wear-out.
        #[serde(with = "number")]
        shape: f64,
    },
    /// Log-normal by mean or median, and by sigma or 95 % quantile.
    Lognormal {
        /// Mean; exactly one of `mean` and `median`.
        #[serde(skip_serializing_if = "Option::is_none")]
        mean: Option<Duration>,
        /// Median.
        #[serde(skip_serializing_if = "Option::is_none")]
        median: Option<Duration>,
        /// Standard deviation of the logarithm; exactly one of `sigma` and `p95`.
        #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
        sigma: Option<f64>,
        /// 95 % quantile.
        #[serde(skip_serializing_if = "Option::is_none")]
        p95: Option<Duration>,
    },
    /// Gamma by mean and shape.
    Gamma {
        /// Mean.
        mean: Duration,
        /// Shape.
        #[serde(with = "number")]
        shape: f64,
    },
    /// Uniform between two bounds.
    Uniform {
        /// Least.
        low: Duration,
        /// Greatest.
        high: Duration,
    },
    /// One of the samples, each equally likely.
    Empirical {
        /// At least one.
        samples: Vec<Duration>,
    },
}

/// The 95 % quantile of the standard normal distribution.
const Z95: f64 = 1.644_853_626_951_472_2;

impl Distribution {
    /// The mean, in hours; NaN where the parameters contradict each other (validation refuses those).
    #[must_use]
    pub fn mean_hours(&self) -> f64 {
        match self {
            Self::Plain(mean) => mean.hours(),
            Self::Law(law) => law.mean_hours(),
        }
    }

    /// The law of `factor` times the duration.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let times = |time: &Duration| Duration::from_hours(time.hours() * factor);
        let perhaps = |time: &Option<Duration>| time.as_ref().map(times);
        Self::Law(match self {
            Self::Plain(mean) => return Self::Plain(times(mean)),
            Self::Law(Law::Exponential { mean }) => Law::Exponential { mean: times(mean) },
            Self::Law(Law::Fixed { value }) => Law::Fixed { value: times(value) },
            Self::Law(Law::Weibull { mean, scale, shape }) => {
                Law::Weibull { mean: perhaps(mean), scale: perhaps(scale), shape: *shape }
            }
            Self::Law(Law::Lognormal { mean, median, sigma, p95 }) => Law::Lognormal {
                mean: perhaps(mean),
                median: perhaps(median),
                sigma: *sigma,
                p95: perhaps(p95),
            },
            Self::Law(Law::Gamma { mean, shape }) => Law::Gamma { mean: times(mean), shape: *shape },
            Self::Law(Law::Uniform { low, high }) => Law::Uniform { low: times(low), high: times(high) },
            Self::Law(Law::Empirical { samples }) => {
                Law::Empirical { samples: samples.iter().map(times).collect() }
            }
        })
    }

    /// Whether it is memoryless.
    #[must_use]
    pub fn is_exponential(&self) -> bool {
        matches!(self, Self::Plain(_) | Self::Law(Law::Exponential { .. }))
    }
}

impl Law {
    /// Its key in the file.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exponential { .. } => "exponential",
            Self::Fixed { .. } => "fixed",
            Self::Weibull { .. } => "weibull",
            Self::Lognormal { .. } => "lognormal",
            Self::Gamma { .. } => "gamma",
            Self::Uniform { .. } => "uniform",
            Self::Empirical { .. } => "empirical",
        }
    }

    /// The mean, in hours; NaN where the parameters contradict each other.
    #[must_use]
    pub fn mean_hours(&self) -> f64 {
        match self {
            Self::Exponential { mean } | Self::Gamma { mean, .. } => mean.hours(),
            Self::Fixed { value } => value.hours(),
            Self::Weibull { mean: Some(mean), .. } => mean.hours(),
            Self::Weibull { scale: Some(scale), shape, .. } => {
                scale.hours() * libm::tgamma(1.0 + 1.0 / shape)
            }
            Self::Weibull { .. } => f64::NAN,
            Self::Lognormal { mean: Some(mean), .. } => mean.hours(),
            Self::Lognormal { .. } => self
                .lognormal_parameters()
                .map_or(f64::NAN, |(mu, sigma)| libm::exp(mu + sigma * sigma / 2.0)),
            Self::Uniform { low, high } => low.hours() / 2.0 + high.hours() / 2.0,
            Self::Empirical { samples } => {
                samples.iter().map(Duration::hours).sum::<f64>() / samples.len() as f64
            }
        }
    }

    /// Weibull: the scale in hours, from itself or from the mean: `scale = mean / Γ(1 + 1/shape)`.
    #[must_use]
    pub fn weibull_scale_hours(&self) -> Option<f64> {
        match self {
            Self::Weibull { scale: Some(scale), .. } => Some(scale.hours()),
            Self::Weibull { mean: Some(mean), shape, .. } => {
                Some(mean.hours() / libm::tgamma(1.0 + 1.0 / shape))
            }
            _ => None,
        }
    }

    /// Log-normal: mean μ and standard deviation σ of the logarithm of the hours; none where the parameters have no
    /// solution.
    ///
    /// median m: μ = ln m; mean: μ = ln mean − σ²/2. From the 95 % quantile q: with the median,
    /// σ = ln(q/m)/z; with the mean, σ²/2 − zσ + ln(q/mean) = 0, of which the smaller root is meant (it exists for
    /// 1 < q/mean ≤ exp(z²/2) = 3.868); z = 1.6449.
    ///
    /// ```
    /// use ninefold_engine::{model::Law, units::Duration};
    /// let hours = |h| Some(Duration::from_hours(h));
    /// let law = Law::Lognormal { mean: hours(1.0), median: None, sigma: None, p95: hours(3.0) };
    /// let (mu, sigma) = law.lognormal_parameters().unwrap();
    /// assert!(((mu + sigma * sigma / 2.0).exp() - 1.0).abs() < 1e-12);
    /// assert!(((mu + 1.6448536 * sigma).exp() - 3.0).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn lognormal_parameters(&self) -> Option<(f64, f64)> {
        let Self::Lognormal { mean, median, sigma, p95 } = self else { return None };
        let centre = mean.as_ref().or(median.as_ref())?.hours();
        let sigma = match (sigma, p95) {
            (Some(sigma), _) => *sigma,
            (None, Some(p95)) if mean.is_none() => libm::log(p95.hours() / centre) / Z95,
            (None, Some(p95)) => Z95 - libm::sqrt(Z95 * Z95 - 2.0 * libm::log(p95.hours() / centre)),
            (None, None) => return None,
        };
        let mu = libm::log(centre) - if mean.is_some() { sigma * sigma / 2.0 } else { 0.0 };
        (sigma > 0.0 && sigma.is_finite() && mu.is_finite()).then_some((mu, sigma))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hours(hours: f64) -> Duration {
        Duration::from_hours(hours)
    }

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{value} is not {expected}");
    }

    #[test]
    fn means_are_those_of_the_textbooks() {
        // Γ(3/2) = √π/2; shape 1 is the exponential law; shape 1/2: Γ(3) = 2.
        let root_pi = 1.772_453_850_905_516;
        for (shape, mean) in [(2.0, root_pi / 2.0), (1.0, 1.0), (0.5, 2.0)] {
            near(Law::Weibull { mean: None, scale: Some(hours(1.0)), shape }.mean_hours(), mean);
            let by_mean = Law::Weibull { mean: Some(hours(mean)), scale: None, shape };
            near(by_mean.weibull_scale_hours().unwrap(), 1.0);
        }
        // e^(1/2) for median 1 and σ = 1.
        let by_median = Law::Lognormal { mean: None, median: Some(hours(1.0)), sigma: Some(1.0), p95: None };
        near(by_median.mean_hours(), 1.648_721_270_700_128_2);
        near(Law::Uniform { low: hours(1.0), high: hours(4.0) }.mean_hours(), 2.5);
        near(Law::Empirical { samples: vec![hours(1.0), hours(2.0), hours(6.0)] }.mean_hours(), 3.0);
        assert!(Law::Weibull { mean: None, scale: None, shape: 1.0 }.mean_hours().is_nan());
    }

    #[test]
    fn scaling_scales_the_mean() {
        let laws = [
            Law::Weibull { mean: None, scale: Some(hours(3.0)), shape: 0.7 },
            Law::Lognormal { mean: None, median: Some(hours(2.0)), sigma: None, p95: Some(hours(9.0)) },
            Law::Uniform { low: hours(1.0), high: hours(4.0) },
            Law::Empirical { samples: vec![hours(1.0), hours(2.0)] },
        ];
        for law in laws {
            let mean = law.mean_hours();
            near(Distribution::Law(law).scaled(1.7).mean_hours(), 1.7 * mean);
        }
        near(Distribution::Plain(hours(5.0)).scaled(0.2).mean_hours(), 1.0);
    }

    #[test]
    fn a_lognormal_law_hits_its_quantile() {
        for (mean, median, p95) in [(Some(1.0), None, 3.0), (Some(1.0), None, 3.86), (None, Some(2.0), 9.0)] {
            let law = Law::Lognormal {
                mean: mean.map(hours),
                median: median.map(hours),
                sigma: None,
                p95: Some(hours(p95)),
            };
            let (mu, sigma) = law.lognormal_parameters().unwrap();
            near(libm::exp(mu + Z95 * sigma), p95);
            near(law.mean_hours(), libm::exp(mu + sigma * sigma / 2.0));
        }
        let beyond =
            Law::Lognormal { mean: Some(hours(1.0)), median: None, sigma: None, p95: Some(hours(3.87)) };
        assert_eq!(beyond.lognormal_parameters(), None);
    }
}
