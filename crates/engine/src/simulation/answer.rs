//! What the simulation says. The field names are the keys of `ninefold simulate --json`: a contract.
//!
//! Durations are in seconds unless the name says otherwise; probabilities are fractions.

use serde::{Deserialize, Serialize};

/// The version of the answer's format.
pub const FORMAT: &str = "ninefold-simulation/1";

/// The answer of a simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Simulation {
    /// [`FORMAT`].
    pub format: String,
    /// What the streams were derived from.
    pub seed: u64,
    /// Independent replications played.
    pub replications: u64,
    /// Simulated years observed, all replications together (warm-up not counted).
    pub years: f64,
    /// Component state changes processed.
    pub events: u64,
    /// Wall time; filled in by whoever holds a clock.
    pub seconds: f64,
    /// Threads or workers; filled in by the caller.
    pub threads: u32,
    /// What was done and why it stopped, in words.
    pub method: String,
    /// One answer a journey, in the file's order.
    pub journeys: Vec<JourneySimulation>,
    /// What the scenario came to; none where none was played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioAnswer>,
    /// How long each circuit breaker was open; empty where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breakers: Vec<BreakerAnswer>,
    /// What the exact answer leaves out and this does not: `planned maintenance`, `service hours`, `overload`, `load`. With `load` alone only
    /// the requests differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_in_exact: Vec<String>,
    /// One run played back; empty unless asked for.
    pub recording: Vec<RecordedEvent>,
    /// What the reader should know before relying on the numbers.
    pub warnings: Vec<String>,
}

/// A mean with its interval and the interval's confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confident {
    /// Estimate.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Confidence of the interval, a fraction.
    pub confidence: f64,
}

/// A mean with its interval (confidence as in `availability`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Estimate.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One journey, simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneySimulation {
    /// The journey's id.
    pub id: String,
    /// Where availability, unavailability and outages come from: `plain` sampling, or `importance sampling` where outages are rare.
    #[serde(default)]
    pub estimator: String,
    /// Fraction of time up.
    pub availability: Confident,
    /// Fraction of time down, accumulated directly.
    pub unavailability: Interval,
    /// Share of requests answered.
    pub served_fraction: Interval,
    /// Up → down transitions in 8,760 h.
    pub outages_per_year: Interval,
    /// Lengths of outages.
    pub outage_seconds: OutageSeconds,
    /// Outages by length, in bins that grow with it: 1, 2, 5, 10 … seconds, minutes, hours, days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outage_histogram: Vec<HistogramBin>,
    /// The unavailability as it came to be known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub convergence: Vec<Estimate>,
    /// Downtime in windows of the objective's length.
    pub window: WindowSimulation,
    /// Longest outage in each simulated year.
    pub longest_outage_seconds_per_year: LongestOutage,
    /// Where the true quantiles lie.
    #[serde(default)]
    pub quantile_intervals: QuantileIntervals,
    /// Downtime in 8,760 h during planned work that the objective leaves out: in no other figure.
    #[serde(default)]
    pub excluded_seconds_per_year: f64,
    /// What its outages began with, most downtime first: each outage is charged whole to what ended service. Adds up to all downtime seen by
    /// plain sampling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<CauseSimulation>,
    /// By hour of the day (time 0 is a Monday, 00:00), hours outside the service hours left out; empty where a scenario was played.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours_of_day: Vec<HourSimulation>,
}

/// One thing that ended service, and what that cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CauseSimulation {
    /// The component or zone; empty for what was down from the start of a run.
    pub id: String,
    /// `failure` (of a copy), `common cause` (of all copies), `zone`, `failback` (service moves home), `maintenance`, `scenario` or `start`.
    pub kind: String,
    /// The failure mode or the work, as the file calls it.
    pub name: String,
    /// Downtime in 8,760 h, in seconds.
    pub downtime_seconds_per_year: Interval,
    /// Outages it began in 8,760 h.
    pub outages_per_year: f64,
    /// Its share of the journey's downtime.
    pub share: f64,
}

/// One hour of the day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourSimulation {
    /// 0 to 23: from this hour to the next.
    pub hour: u32,
    /// Fraction of the hour down.
    pub unavailability: Interval,
    /// Share of the hour's requests lost.
    pub lost_fraction: Interval,
}

/// The unavailability after so many years.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Years observed so far.
    pub years: f64,
    /// Estimate.
    pub mean: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Intervals of the quantiles, with the confidence of `availability`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuantileIntervals {
    /// Of `outage_seconds`.
    pub outage: Vec<QuantileInterval>,
    /// Of the downtime in a window.
    pub window: Vec<QuantileInterval>,
    /// Of the longest outage in a year.
    pub longest: Vec<QuantileInterval>,
}

/// Where a true quantile lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantileInterval {
    /// Which, a fraction.
    pub quantile: f64,
    /// Lower end, in seconds.
    pub low: f64,
    /// Upper end, in seconds; none where too few samples bound it.
    pub high: Option<f64>,
}

/// What a scenario came to, over all runs of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioAnswer {
    /// Its name.
    pub name: String,
    /// How often it was played.
    pub runs: u64,
    /// What the streams were derived from.
    pub seed: u64,
    /// Whether everything else went on failing by itself.
    pub ordinary_failures: bool,
    /// One a journey, in the file's order.
    pub journeys: Vec<ScenarioJourney>,
    /// Data lost by the worst switch-over of a run (recovery point).
    pub data_loss_seconds: DataLoss,
    /// Components that did not serve at the end of a run.
    pub not_recovered: Vec<ScenarioShare>,
    /// Components that a person had to switch over.
    pub needed_person: Vec<ScenarioShare>,
}

/// What a scenario did to one journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioJourney {
    /// The journey's id.
    pub id: String,
    /// The longest outage of a run (recovery time); 0 in a run without.
    pub recovery_seconds: Recovery,
    /// Share of the runs at whose end it was still down.
    pub unrecovered: f64,
    /// Downtime of a run.
    pub downtime_seconds: Interval,
    /// Requests not answered in a run; none where nobody says how many there are.
    pub lost_requests: Option<Interval>,
    /// Fraction of the run's error budget; none where nothing is promised.
    pub budget_spent: Option<Interval>,
}

/// How long until service was back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovery {
    /// Mean over the runs.
    pub mean: f64,
    /// Lower end of the mean's interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Median run.
    pub p50: f64,
    /// 19 runs of 20.
    pub p95: f64,
    /// Longest seen.
    pub max: f64,
}

/// How much data was lost, as time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataLoss {
    /// Mean over the runs.
    pub mean: f64,
    /// Lower end of the mean's interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Most seen.
    pub max: f64,
}

/// In which share of the runs something happened to a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioShare {
    /// The component's id.
    pub id: String,
    /// Fraction of the runs.
    pub share: f64,
}

/// How often and how long a circuit breaker was open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakerAnswer {
    /// Source of the link.
    pub from: String,
    /// Its target.
    pub to: String,
    /// Fraction of time open.
    pub open_share: f64,
    /// Times it opened in 8,760 h.
    pub opened_per_year: f64,
}

/// Lengths of outages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutageSeconds {
    /// Mean; 0 when none was seen.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 99 % quantile.
    pub p99: f64,
    /// Longest seen.
    pub max: f64,
}

/// Downtime in windows of the objective's length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowSimulation {
    /// The window's name as in the file.
    pub name: String,
    /// Its length.
    pub seconds: f64,
    /// Windows seen.
    pub samples: u64,
    /// Share of windows whose downtime exceeds what the objective allows.
    pub breach_probability: Interval,
    /// Downtime in one window.
    pub downtime_seconds: WindowDowntime,
    /// Windows by downtime; `from` included, `to` excluded; the first bin is exactly zero downtime (0 to 0).
    pub histogram: Vec<HistogramBin>,
}

/// Downtime in one window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowDowntime {
    /// Mean.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// 99 % quantile.
    pub p99: f64,
    /// Most seen.
    pub max: f64,
}

/// One bar of the histogram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistogramBin {
    /// Seconds.
    pub from: f64,
    /// Seconds.
    pub to: f64,
    /// Windows.
    pub count: u64,
}

/// Longest outage in each simulated year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LongestOutage {
    /// Median.
    pub p50: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 99 % quantile.
    pub p99: f64,
}

/// One thing that happened in the recorded run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedEvent {
    /// Seconds from the start of the observed run.
    pub at: f64,
    /// Component or zone id.
    pub subject: String,
    /// What changed: `down`, `up`, `copy down`, `copy up`, `failing over`, `failed over`, `failover failed`.
    pub change: String,
    /// Plain words.
    pub why: String,
    /// Each journey's state after it, by id: `up`, `degraded` or `down`.
    pub journeys: std::collections::BTreeMap<String, String>,
    /// Components and zones that stand otherwise after it, by id: `up`, `degraded`, `failing over`, `down` or `maintenance`. Before the
    /// first event everything is up.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub states: std::collections::BTreeMap<String, String>,
}
