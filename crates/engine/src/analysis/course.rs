//! The answer as time goes on from "everything works": point availability, downtime so far, chance of no outage yet, and the mean time to
//! the first one.

use super::charges::{Cause, Charge};
use super::joint;
use super::motion::Motion;
use super::quadrature::RULE;
use super::transient::Evolution;
use super::uniform::Uniform;
use crate::boolean::diagram::Diagram;

/// A journey some hours after everything worked.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CoursePoint {
    /// Hours since.
    pub hours: f64,
    /// Chance of being up then.
    pub availability: f64,
    /// Chance of being down then, computed directly.
    pub unavailability: f64,
    /// Chance that there has been no outage yet.
    pub reliability: f64,
    /// Chance that there has been one, computed directly.
    pub unreliability: f64,
    /// Expected hours down until then.
    pub downtime_hours: f64,
}

/// When the first outage comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstFailure {
    /// Mean hours from "everything works".
    pub mean_hours: f64,
    /// From the chain of the whole system, not from the rate of outages at each moment.
    pub exact: bool,
}

/// Most panels of the time axis.
const MOST_PANELS: usize = 200;
/// Expected outages after which the chance of none is nothing.
const SURELY_FAILED: f64 = 40.0;
/// A rate this near to its long run has settled.
const SETTLED: f64 = 1e-7;

/// One journey's function, with what it needs to be moved in time.
pub struct Traveller<'a> {
    /// The system at hour 0.
    pub evolution: Evolution<'a>,
    /// The journey's function.
    pub diagram: &'a Diagram,
    /// What makes something switch.
    pub causes: &'a [Cause],
    /// What that costs in the long run.
    pub charges: &'a [Charge],
    /// The long run's outages per hour of up time.
    pub settled_rate: f64,
    /// The chain whose down states are one that is never left, where there is one.
    pub first_failure: Option<Motion>,
}

impl Traveller<'_> {
    /// Mean time to the first outage; none where there are no outages.
    ///
    /// From the chain where there is one. Otherwise from Vesely's rate v(t) = (outages per hour at t) ÷ A(t):
    /// R(t) = exp(−∫₀ᵗ v), mean = ∫₀^∞ R. That is exact for parts in series and takes it elsewhere that the system, while it has been up all the time,
    /// is as it would be if it were merely up now: too short by about one repair time in so many. Source: \[vesely1970\].
    #[must_use]
    pub fn first_failure(mut self) -> Option<FirstFailure> {
        if let Some(motion) = &self.first_failure {
            let mean_hours = joint::mean_time_to_first_failure(motion);
            return mean_hours.is_finite().then_some(FirstFailure { mean_hours, exact: true });
        }
        if self.settled_rate <= 0.0 {
            return None;
        }
        let mut axis = Axis::new(self.evolution.shortest_time() / 4.0, 2.0);
        let (mut mean, mut calm) = (0.0, 0);
        while axis.panels < MOST_PANELS && axis.rate_sum < SURELY_FAILED && calm < 2 {
            let panel = axis.next(f64::INFINITY);
            let readings = self.read(panel);
            let before = axis.rate_sum;
            axis.take(panel, &readings);
            mean += panel.1 * reliable_time(&readings, before, panel.1);
            let near = |reading: &Reading| (reading.rate / self.settled_rate - 1.0).abs() < SETTLED;
            calm = if readings.iter().all(near) { calm + 1 } else { 0 };
        }
        mean += libm::exp(-axis.rate_sum) / self.settled_rate;
        Some(FirstFailure { mean_hours: mean, exact: false })
    }

    /// The journey at each of `hours`, which ascend.
    #[must_use]
    pub fn points(mut self, hours: &[f64]) -> Vec<CoursePoint> {
        let first_failure = self.first_failure.take();
        let mut surviving = first_failure.map(|motion| {
            let mut p = vec![0.0; motion.state_count()];
            p[0] = 1.0;
            (Uniform::new(motion), p)
        });
        let mut axis = Axis::new(self.evolution.shortest_time() / 4.0, 1.4);
        let mut before = 0.0;
        let mut points = Vec::with_capacity(hours.len());
        for &end in hours {
            while axis.at < end {
                let panel = axis.next(end);
                let readings = self.read(panel);
                axis.take(panel, &readings);
            }
            self.evolution.advance_to(end);
            let moment = self.evolution.moment(self.diagram, self.causes, self.charges);
            let mut reliability = libm::exp(-axis.rate_sum);
            let mut unreliability = -libm::expm1(-axis.rate_sum);
            if let Some((uniform, p)) = &mut surviving {
                uniform.advance(p, end - before);
                let motion = uniform.motion();
                let sum = |up: bool| -> f64 {
                    p.iter()
                        .zip(0..)
                        .filter(|(_, state)| motion.is_up(*state) == up)
                        .map(|(share, _)| share)
                        .sum()
                };
                (reliability, unreliability) = (sum(true), sum(false));
            }
            before = end;
            points.push(CoursePoint {
                hours: end,
                availability: 1.0 - moment.down,
                unavailability: moment.down,
                reliability,
                unreliability,
                downtime_hours: axis.down_sum,
            });
        }
        points
    }

    /// The chance of being down at a later hour than any asked for before.
    pub fn down_at(&mut self, hours: f64) -> f64 {
        self.evolution.advance_to(hours);
        self.evolution.moment(self.diagram, self.causes, self.charges).down
    }

    /// The system at the nodes of a panel.
    fn read(&mut self, (from, length): (f64, f64)) -> [Reading; 4] {
        RULE.map(|(node, _)| {
            self.evolution.advance_to(from + length * (1.0 + node) / 2.0);
            let moment = self.evolution.moment(self.diagram, self.causes, self.charges);
            Reading { down: moment.down, rate: moment.frequency / (1.0 - moment.down).max(1e-300) }
        })
    }
}

#[derive(Clone, Copy)]
struct Reading {
    down: f64,
    /// Outages per hour of up time.
    rate: f64,
}

/// Panels that grow, and the integrals so far.
struct Axis {
    at: f64,
    length: f64,
    growth: f64,
    panels: usize,
    rate_sum: f64,
    down_sum: f64,
}

impl Axis {
    fn new(length: f64, growth: f64) -> Self {
        Self { at: 0.0, length, growth, panels: 0, rate_sum: 0.0, down_sum: 0.0 }
    }

    /// The next panel as start and length, up to `end`.
    fn next(&self, end: f64) -> (f64, f64) {
        let length = self.length.max(self.at * (self.growth - 1.0));
        // A sliver at the end is taken along.
        if self.at + 1.1 * length >= end { (self.at, end - self.at) } else { (self.at, length) }
    }

    fn take(&mut self, (from, length): (f64, f64), readings: &[Reading; 4]) {
        for ((_, weight), reading) in RULE.iter().zip(readings) {
            self.rate_sum += length / 2.0 * weight * reading.rate;
            self.down_sum += length / 2.0 * weight * reading.down;
        }
        self.at = from + length;
        self.panels += 1;
    }
}

/// The mean over a panel of exp(−∫ rate), `before` being the integral at its start: the rate is the cubic through its nodes.
fn reliable_time(readings: &[Reading; 4], before: f64, length: f64) -> f64 {
    let mut sum = 0.0;
    for (node, weight) in RULE {
        let mut integral = 0.0;
        for (inner, inner_weight) in RULE {
            let x = (1.0 + node) / 2.0 * (1.0 + inner) - 1.0;
            let rate: f64 = (0..4).map(|at| lagrange(at, x) * readings[at].rate).sum();
            integral += (1.0 + node) / 2.0 * inner_weight * rate;
        }
        sum += weight / 2.0 * libm::exp(-before - length / 2.0 * integral);
    }
    sum
}

/// The polynomial that is 1 at node `at` and 0 at the others.
fn lagrange(at: usize, x: f64) -> f64 {
    let here = RULE[at].0;
    let others = RULE.iter().enumerate().filter(|(other, _)| *other != at);
    others.map(|(_, (node, _))| (x - node) / (here - node)).product()
}
