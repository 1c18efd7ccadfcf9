//! How far uncertain inputs leave the answer uncertain.
//!
//! Uncertain means are independent of each other: log-normal with the given 5 % and 95 % quantiles, or, from n failures seen in a time T,
//! a failure rate that is gamma distributed with shape n + ½ and rate T (Jeffreys' prior; its interval lies between the two of \[garwood1936\]).
//! They are moved together through a low-discrepancy sequence, so that no seed is needed.

use serde::{Deserialize, Serialize};

use super::again::Again;
use super::inputs::{Input, Owner, Which};
use super::rank::owner_id;
use crate::analysis::error::AnalysisError;
use crate::analysis::law::TimeLaw;
use crate::analysis::solve::{self, Options, SECONDS_PER_YEAR};
use crate::model::{Failure, Project, with_demand};

/// Points of the sequence.
const SAMPLES: usize = 500;
/// Share of the cases that an interval holds.
const CONFIDENCE: f64 = 0.9;
/// Relative step of the differences.
const STEP: f64 = 1e-3;
/// 95 % quantile of the standard normal law.
const Z95: f64 = 1.644_853_626_951_472_2;

/// What uncertain inputs leave of a journey's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneyUncertainty {
    /// The journey's id.
    pub id: String,
    /// Share of the cases between `low` and `high`.
    pub confidence: f64,
    /// How many sets of inputs were solved.
    pub samples: usize,
    /// Unavailability: 5 %, 50 % and 95 % quantile.
    pub unavailability: Spread,
    /// The same as expected downtime in 8,760 h.
    pub downtime_seconds_per_year: Spread,
    /// Unavailability with every input at its better and at its worse end.
    pub bounds: Bounds,
    /// Chance that the long-run availability reaches the promise; none where nothing is promised.
    pub met: Option<f64>,
    /// The uncertain inputs, those first that leave most of the uncertainty.
    pub inputs: Vec<UncertainInput>,
}

/// Three quantiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// 5 %.
    pub low: f64,
    /// 50 %.
    pub median: f64,
    /// 95 %.
    pub high: f64,
}

/// The best and the worst case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Best.
    pub low: f64,
    /// Worst.
    pub high: f64,
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UncertainInput {
    /// Component or zone id.
    pub id: String,
    /// Where it stands below it.
    pub input: String,
    /// 5 % quantile: mean in hours, or availability.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
    /// Its share of the variance of the logarithm of the unavailability, to first order; the shares sum to 1.
    pub share: f64,
}

/// An input and what is known of it.
struct Unknown {
    input: Input,
    law: Law,
}

#[derive(Clone, Copy)]
enum Law {
    /// 5 % and 95 % quantile.
    LogNormal(f64, f64),
    /// Mean time between failures from a failure rate with this shape and this many hours.
    FromCount(f64, f64),
}

impl Law {
    /// The value that is exceeded with chance 1 − p.
    fn quantile(self, p: f64) -> f64 {
        match self {
            Self::LogNormal(low, high) => {
                let z = bisect((-9.0, 9.0), |z| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2) < p);
                libm::sqrt(low * high) * libm::exp(z / (2.0 * Z95) * libm::log(high / low))
            }
            Self::FromCount(shape, hours) => {
                // The time is long where the rate is low: the rate's quantile at 1 − p.
                let rate = TimeLaw { mean: shape / hours, shape };
                let ln = bisect((-60.0, 60.0), |ln| {
                    let rate_now = libm::exp(ln) * rate.mean;
                    rate.survival(rate_now) > p
                });
                1.0 / (libm::exp(ln) * rate.mean)
            }
        }
    }
}

/// Where `is_below` ends.
fn bisect((mut low, mut high): (f64, f64), is_below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = low.midpoint(high);
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low.midpoint(high)
}

/// What the uncertain inputs of a project leave of each journey's answer; empty where no input is uncertain.
///
/// # Errors
/// As [`super::super::analyze`].
pub fn uncertainty(project: &Project, options: &Options) -> Result<Vec<JourneyUncertainty>, AnalysisError> {
    let Some(mut doubt) = Doubt::new(project, options)? else { return Ok(Vec::new()) };
    while doubt.step()? {}
    doubt.finish()
}

/// The same in the making: one set of inputs at a time, for those who must not wait long for any.
pub struct Doubt {
    project: Project,
    unknowns: Vec<Unknown>,
    owners: Vec<Owner>,
    again: Again,
    /// By set: the unavailability of each journey.
    samples: Vec<Vec<f64>>,
}

impl Doubt {
    /// Nothing done yet; none where no input is uncertain.
    ///
    /// # Errors
    /// As [`super::super::analyze`].
    pub fn new(project: &Project, options: &Options) -> Result<Option<Self>, AnalysisError> {
        let project = &*with_demand(project, 0.0);
        let off = solve::prepare(project, options)?;
        let unknowns = unknowns(project);
        if unknowns.is_empty() {
            return Ok(None);
        }
        let again = Again::new(project, off, options.node_limit)?;
        let mut owners: Vec<Owner> = unknowns.iter().map(|unknown| unknown.input.owner).collect();
        owners.dedup();
        Ok(Some(Self { project: project.clone(), unknowns, owners, again, samples: Vec::new() }))
    }

    /// Solves one more set; whether there are more.
    ///
    /// # Errors
    /// As [`super::super::analyze`].
    pub fn step(&mut self) -> Result<bool, AnalysisError> {
        let point = point(self.unknowns.len(), self.samples.len());
        let values: Vec<f64> =
            self.unknowns.iter().zip(point).map(|(unknown, p)| unknown.law.quantile(p)).collect();
        let sample = self.solve(&values)?;
        self.samples.push(sample);
        Ok(self.samples.len() < SAMPLES)
    }

    /// The unavailability of each journey for these values of the unknowns.
    fn solve(&mut self, values: &[f64]) -> Result<Vec<f64>, AnalysisError> {
        let mut changed = self.project.clone();
        for (unknown, value) in self.unknowns.iter().zip(values) {
            unknown.input.set(&mut changed, *value);
        }
        self.again.change(&changed, &self.owners)?;
        Ok(self.again.down(&changed).into_iter().map(|down| down.all).collect())
    }

    /// Every input at its quantile `p` of what is bad: a long up time is good, everything else that is scaled is bad.
    fn end(&self, p: f64) -> Vec<f64> {
        let good = |unknown: &Unknown| matches!(unknown.input.which, Which::Mtbf(_));
        let value = |unknown: &Unknown| unknown.law.quantile(if good(unknown) { 1.0 - p } else { p });
        self.unknowns.iter().map(value).collect()
    }

    /// What the sets solved so far say.
    ///
    /// # Errors
    /// As [`super::super::analyze`].
    pub fn finish(mut self) -> Result<Vec<JourneyUncertainty>, AnalysisError> {
        let (best, worst) = (self.solve(&self.end(0.05))?, self.solve(&self.end(0.95))?);
        let shares = self.shares()?;
        let count = self.samples.len();
        let answer = |journey: usize, id: &str| {
            let mut down: Vec<f64> = self.samples.iter().map(|sample| sample[journey]).collect();
            crate::order::sort_by(&mut down, f64::total_cmp);
            let quantile = |p: f64| down[((p * count as f64) as usize).min(count - 1)];
            let (low, median, high) = (quantile(0.05), quantile(0.5), quantile(0.95));
            let spread =
                |factor: f64| Spread { low: low * factor, median: median * factor, high: high * factor };
            let promise = self.project.promise(&self.project.journeys()[journey]);
            let kept =
                |allowed: f64| down.iter().filter(|down| **down <= allowed).count() as f64 / count as f64;
            JourneyUncertainty {
                id: id.to_owned(),
                confidence: CONFIDENCE,
                samples: count,
                unavailability: spread(1.0),
                downtime_seconds_per_year: spread(SECONDS_PER_YEAR),
                bounds: Bounds { low: best[journey], high: worst[journey] },
                met: promise.map(|promise| kept(promise.unavailability())),
                inputs: named(&self.project, &self.unknowns, &shares[journey]),
            }
        };
        let journeys = self.project.journeys().iter().enumerate();
        Ok(journeys.filter(|_| count > 0).map(|(at, journey)| answer(at, &journey.id)).collect())
    }

    /// By journey: each input's share of the variance of ln U to first order, (∂ ln U ÷ ∂ ln x · σ of ln x)² over their sum.
    fn shares(&mut self) -> Result<Vec<Vec<f64>>, AnalysisError> {
        let medians: Vec<f64> = self.unknowns.iter().map(|unknown| unknown.law.quantile(0.5)).collect();
        let mut variances: Vec<Vec<f64>> = Vec::new();
        for at in 0..medians.len() {
            let mut values = medians.clone();
            values[at] = medians[at] * (1.0 + STEP);
            let above = self.solve(&values)?;
            values[at] = medians[at] * (1.0 - STEP);
            let below = self.solve(&values)?;
            let law = self.unknowns[at].law;
            let sigma = libm::log(law.quantile(0.95) / law.quantile(0.05)) / (2.0 * Z95);
            let variance = |(above, below): (&f64, &f64)| {
                let elasticity = if *below > 0.0 { libm::log(above / below) / (2.0 * STEP) } else { 0.0 };
                elasticity * elasticity * sigma * sigma
            };
            variances.push(above.iter().zip(&below).map(variance).collect());
        }
        let journeys = variances.first().map_or(0, Vec::len);
        let of_journey = |journey: usize| {
            let total: f64 = variances.iter().map(|variance| variance[journey]).sum();
            let share = |variance: &Vec<f64>| if total > 0.0 { variance[journey] / total } else { 0.0 };
            variances.iter().map(share).collect()
        };
        Ok((0..journeys).map(of_journey).collect())
    }
}

fn unknowns(project: &Project) -> Vec<Unknown> {
    let mut list = Vec::new();
    let mut add = |owner: Owner, failures: &[Failure]| {
        for (at, mode) in failures.iter().enumerate() {
            let Some(known) = &mode.uncertainty else { continue };
            let mut push = |which: Which, law: Law| list.push(Unknown { input: Input { owner, which }, law });
            let range =
                |range: &crate::model::TimeRange| Law::LogNormal(range.low.hours(), range.high.hours());
            if let Some(mtbf) = known.mtbf.as_ref() {
                push(Which::Mtbf(at), range(mtbf));
            }
            if let Some(observed) = known.observed.as_ref() {
                let law = Law::FromCount(f64::from(observed.failures) + 0.5, observed.period.hours());
                push(Which::Mtbf(at), law);
            }
            if let Some(mttr) = known.mttr.as_ref() {
                push(Which::Mttr(at), range(mttr));
            }
            if let Some(share) = known.availability.as_ref() {
                push(Which::Availability(at), Law::LogNormal(1.0 - share.high, 1.0 - share.low));
            }
        }
    };
    for (number, zone) in project.zones().iter().enumerate() {
        add(Owner::Zone(number), zone.failures());
    }
    for (number, component) in project.components().iter().enumerate() {
        add(Owner::Component(number), component.failures());
    }
    list
}

/// Point `number` in the unit cube: the fractional parts of multiples of the square roots of primes (Richtmyer's sequence).
/// Source: \[niederreiter1992\].
fn point(dimensions: usize, number: usize) -> Vec<f64> {
    let is_prime =
        |number: &u32| (2..*number).take_while(|d| d * d <= *number).all(|d| !number.is_multiple_of(d));
    let at = |prime: u32| {
        let x = 0.5 + number as f64 * libm::sqrt(f64::from(prime));
        (x - libm::floor(x)).clamp(1e-9, 1.0 - 1e-9)
    };
    (2..).filter(is_prime).take(dimensions).map(at).collect()
}

fn named(project: &Project, unknowns: &[Unknown], shares: &[f64]) -> Vec<UncertainInput> {
    let one = |(unknown, share): (&Unknown, &f64)| {
        let (low, high) = (unknown.law.quantile(0.05), unknown.law.quantile(0.95));
        let fraction = unknown.input.is_fraction();
        UncertainInput {
            id: owner_id(project, unknown.input.owner),
            input: unknown.input.path(),
            low: if fraction { 1.0 - high } else { low },
            high: if fraction { 1.0 - low } else { high },
            share: *share,
        }
    };
    let mut list: Vec<UncertainInput> = unknowns.iter().zip(shares).map(one).collect();
    crate::order::sort_by(&mut list, |a, b| b.share.total_cmp(&a.share));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of n = 3 failures in 1,000 h: χ²₇ quantiles 2.167 and 14.067 (tables), so a mean between 2·1000/14.067 and 2·1000/2.167.
    #[test]
    fn counted_failures_by_the_table_of_chi_squared() {
        let law = Law::FromCount(3.5, 1_000.0);
        assert!((law.quantile(0.05) / (2_000.0 / 14.067) - 1.0).abs() < 1e-4, "{}", law.quantile(0.05));
        assert!((law.quantile(0.95) / (2_000.0 / 2.167) - 1.0).abs() < 3e-4, "{}", law.quantile(0.95));
    }

    #[test]
    fn a_range_is_met_at_its_ends() {
        let law = Law::LogNormal(20.0, 80.0);
        for (p, value) in [(0.05, 20.0), (0.5, 40.0), (0.95, 80.0)] {
            assert!((law.quantile(p) / value - 1.0).abs() < 1e-9, "{p}");
        }
    }
}
