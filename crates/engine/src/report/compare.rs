//! Exact and simulated, measure by measure: agree, disagree, or why the two cannot be compared.

use super::agreement::{Agreement, agreement};
use super::types::{Comparison, Measured};
use crate::analysis::{JourneyAnswer, WindowAnswer};
use crate::simulation::{self, Interval, JourneySimulation, QuantileInterval, Simulation};
use crate::units::{Window, format_share};

/// How far a quantile may be off by how it is found: simulated ones stand in the middle of buckets 0.8 % wide, exact ones are searched to 0.2 %.
const QUANTILE: f64 = 0.006;
/// The same where the exact law takes outages as independent of each other (docs/methods.md, section 7).
const INDEPENDENT: f64 = 0.016;

/// Every measure of one journey, both ways. `exact` is its long run, with the law of one window in it where that was asked for.
#[must_use]
pub fn comparisons(
    exact: Option<&JourneyAnswer>,
    simulation: &Simulation,
    seen: &JourneySimulation,
    promised: bool,
) -> Vec<Comparison> {
    // Where only bounds are known there is nothing exact to stand beside.
    let exact = exact.filter(|answer| answer.bounds.is_none());
    let beside = Beside { exact, simulation, seen };
    let mut rows = beside.means(promised);
    rows.extend(beside.window());
    rows.extend(beside.outages());
    rows
}

/// One journey both ways.
struct Beside<'a> {
    exact: Option<&'a JourneyAnswer>,
    simulation: &'a Simulation,
    seen: &'a JourneySimulation,
}

impl Beside<'_> {
    /// Why nothing can be compared; `requests` where the measure is about them, `promise` where it is about what counts against the promise, of which planned
    /// work is part.
    fn obstacle(&self, requests: bool, promise: bool) -> Option<String> {
        if self.simulation.scenario.is_some() {
            return Some("A scenario is scripted: there is no long run of it.".to_owned());
        }
        let left_out = &self.simulation.not_in_exact;
        let matters =
            |words: &&str| (requests || *words != "load") && !(promise && *words == "planned maintenance");
        let matter: Vec<&str> = left_out.iter().map(String::as_str).filter(matters).collect();
        if !matter.is_empty() {
            return Some(format!("The exact answer leaves out: {}.", matter.join(", ")));
        }
        self.exact
            .is_none()
            .then(|| "There is no exact answer for the design as it was simulated.".to_owned())
    }

    /// A figure with an interval; `exact` is asked for only where the two mean the same.
    fn row(
        &self,
        measure: Measured,
        exact: impl FnOnce(&JourneyAnswer) -> Option<f64>,
        simulated: Interval,
    ) -> Comparison {
        let (requests, promise) =
            (measure == Measured::ServedFraction, measure == Measured::BreachProbability);
        let obstacle = self.obstacle(requests, promise);
        let exact = self.exact.filter(|_| obstacle.is_none()).and_then(exact);
        let verdict = agreement(exact, &simulated);
        let reason = obstacle.or_else(|| match (verdict, exact) {
            (Agreement::NotComparable, Some(_)) => Some(
                "All samples were alike, so that the simulation cannot say how far off it may be.".to_owned(),
            ),
            (Agreement::NotComparable, None) => Some("The exact answer does not have it here.".to_owned()),
            _ => None,
        });
        let (low, high) = (Some(simulated.low), Some(simulated.high).filter(|high| high.is_finite()));
        Comparison { measure, exact, simulated: simulated.mean, low, high, agreement: verdict, reason }
    }

    /// A figure that only the simulation has.
    fn alone(
        &self,
        measure: Measured,
        simulated: f64,
        between: Option<&QuantileInterval>,
        why: &str,
    ) -> Comparison {
        Comparison {
            measure,
            exact: None,
            simulated,
            low: between.map(|it| it.low),
            high: between.and_then(|it| it.high),
            agreement: Agreement::NotComparable,
            reason: Some(why.to_owned()),
        }
    }

    fn means(&self, promised: bool) -> Vec<Comparison> {
        let seen = self.seen;
        let mut rows = vec![
            self.row(Measured::Unavailability, |exact| Some(exact.unavailability), seen.unavailability),
            self.row(Measured::OutagesPerYear, |exact| Some(exact.outages_per_year), seen.outages_per_year),
            self.row(
                Measured::MeanOutage,
                |exact| exact.mean_outage_hours.map(|hours| hours * 3_600.0),
                mean_outage(seen),
            ),
            self.row(Measured::ServedFraction, |exact| Some(exact.served_fraction), seen.served_fraction),
        ];
        if promised {
            let breach = |exact: &JourneyAnswer| Some(exact.objective.as_ref()?.breach_probability);
            rows.push(self.row(Measured::BreachProbability, breach, seen.window.breach_probability));
        }
        rows
    }

    /// A quantile, beside the exact law of one window where there is one.
    fn quantile(
        &self,
        measure: Measured,
        exact: impl FnOnce(&WindowAnswer) -> f64,
        simulated: f64,
        (list, quantile): (&[QuantileInterval], f64),
    ) -> Comparison {
        let Some(between) = list.iter().find(|it| it.quantile == quantile) else {
            return self.alone(measure, simulated, None, "Too few were seen to say where it lies.");
        };
        if let Some(why) = self.obstacle(false, false) {
            return self.alone(measure, simulated, Some(between), &why);
        }
        let Some(law) = self.exact.and_then(|exact| exact.window.as_ref()) else {
            let why = "The exact law of one window's downtime was not asked for.";
            return self.alone(measure, simulated, Some(between), why);
        };
        let slack = if law.exact { QUANTILE } else { INDEPENDENT };
        let high = between.high.unwrap_or(f64::INFINITY);
        let widened =
            Interval { mean: simulated, low: between.low * (1.0 - slack), high: high * (1.0 + slack) };
        let exact = exact(law);
        let verdict = agreement(Some(exact), &widened);
        let reason = match verdict {
            Agreement::NotComparable => Some("Nothing of it was seen.".to_owned()),
            Agreement::Disagree if !law.exact => Some(format!(
                "The exact law takes outages as independent of each other here; {} beyond the interval is allowed for that.",
                format_share(slack)
            )),
            _ => None,
        };
        let (low, high) = (Some(between.low), between.high);
        Comparison { measure, exact: Some(exact), simulated, low, high, agreement: verdict, reason }
    }

    fn window(&self) -> Vec<Comparison> {
        let window = &self.seen.window;
        let (seen, list) = (&window.downtime_seconds, self.seen.quantile_intervals.window.as_slice());
        let mut rows = Vec::new();
        if let Some(none) = window.histogram.first().filter(|bin| bin.to <= 0.0) {
            let share = simulation::share_of(none.count, window.samples, self.seen.availability.confidence);
            let mut row =
                self.row(Measured::NoDowntime, |exact| Some(exact.window.as_ref()?.no_downtime), share);
            if row.exact.is_none() && self.obstacle(false, false).is_none() {
                row.reason = Some("The exact law of one window's downtime was not asked for.".to_owned());
            }
            rows.push(row);
        }
        rows.push(self.quantile(Measured::WindowP50, |it| it.downtime_seconds.p50, seen.p50, (list, 0.5)));
        rows.push(self.quantile(Measured::WindowP90, |it| it.downtime_seconds.p90, seen.p90, (list, 0.9)));
        rows.push(self.quantile(Measured::WindowP95, |it| it.downtime_seconds.p95, seen.p95, (list, 0.95)));
        rows.push(self.quantile(Measured::WindowP99, |it| it.downtime_seconds.p99, seen.p99, (list, 0.99)));
        rows.push(self.alone(Measured::WindowMax, seen.max, None, NO_LIMIT));
        rows
    }

    fn outages(&self) -> Vec<Comparison> {
        let (seen, list) = (&self.seen.outage_seconds, &self.seen.quantile_intervals.outage);
        let of = |quantile: f64| list.iter().find(|it| it.quantile == quantile);
        let why = "Only the mean length is known exactly.";
        let (longest, years) =
            (&self.seen.longest_outage_seconds_per_year, self.seen.quantile_intervals.longest.as_slice());
        let exact = |of: fn(&crate::analysis::Percentiles) -> f64| {
            move |law: &WindowAnswer| of(&law.longest_outage_seconds_per_year)
        };
        let mut rows = vec![
            self.alone(Measured::OutageP50, seen.p50, of(0.5), why),
            self.alone(Measured::OutageP90, seen.p90, of(0.9), why),
            self.alone(Measured::OutageP99, seen.p99, of(0.99), why),
            self.alone(Measured::OutageMax, seen.max, None, NO_LIMIT),
            self.quantile(Measured::LongestP50, exact(|it| it.p50), longest.p50, (years, 0.5)),
            self.quantile(Measured::LongestP90, exact(|it| it.p90), longest.p90, (years, 0.9)),
            self.quantile(Measured::LongestP99, exact(|it| it.p99), longest.p99, (years, 0.99)),
        ];
        if self.seen.excluded_seconds_per_year > 0.0 {
            let why = "The exact answer says only what counts.";
            rows.push(self.alone(Measured::ExcludedDowntime, self.seen.excluded_seconds_per_year, None, why));
        }
        rows
    }
}

const NO_LIMIT: &str = "It grows with the years: the long run has no such figure.";

/// Downtime over outages; its interval from the far ends of theirs, so wider than it need be. Where no outage was seen there is none.
fn mean_outage(seen: &JourneySimulation) -> Interval {
    let (down, outages) = (seen.unavailability, seen.outages_per_year);
    let over =
        |down: f64, outages: f64| if outages > 0.0 { down * Window::Year.seconds() / outages } else { 0.0 };
    let high = if outages.low > 0.0 { over(down.high, outages.low) } else { f64::INFINITY };
    Interval { mean: over(down.mean, outages.mean), low: over(down.low, outages.high), high }
}
