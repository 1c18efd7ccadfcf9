//! What the exact answer says. The field names are the keys of `ninefold analyze --json`: a contract.
//!
//! Durations are in seconds unless the name says otherwise; probabilities are fractions.

use serde::{Deserialize, Serialize};

pub use super::course::CoursePoint;
use super::sensitivity::{JourneySensitivity, JourneyUncertainty};

/// The version of the answer's format.
pub const FORMAT: &str = "ninefold-analysis/1";

/// The exact answer for a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// [`FORMAT`].
    pub format: String,
    /// The project's name.
    pub name: String,
    /// One answer a journey, in the file's order.
    pub journeys: Vec<JourneyAnswer>,
    /// Each component by itself (its copies, zones and common causes; not its links), in the file's order.
    pub components: Vec<ComponentAnswer>,
    /// What it took.
    pub solver: Solver,
    /// Which laws were replaced by their means, which piece is approximate and by how much.
    pub assumptions: Vec<String>,
    /// What the reader should know before relying on the numbers.
    pub warnings: Vec<String>,
}

/// What one journey can expect in the long run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneyAnswer {
    /// The journey's id.
    pub id: String,
    /// Long-run fraction of time up.
    pub availability: f64,
    /// Long-run fraction of time down, computed directly (never as 1 − availability).
    pub unavailability: f64,
    /// What the unavailability is between for certain, where no exact answer can be had; `unavailability` and all that follows from it is then the
    /// upper end, and what has no bound is not a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Between>,
    /// Fraction of time up with no soft link broken. Not a number where a [`super::Session`] was not asked for it.
    pub full_service: f64,
    /// Expected share of requests answered. Not a number where a [`super::Session`] was not asked for it.
    pub served_fraction: f64,
    /// Expected up → down transitions in 8,760 h.
    pub outages_per_year: f64,
    /// Mean time from recovery to the next outage; none when there are no outages.
    pub mean_uptime_hours: Option<f64>,
    /// Mean length of an outage; none when there are no outages.
    pub mean_outage_hours: Option<f64>,
    /// Mean time from "everything works" to the first outage; none when there are no outages, and until an outlook was added.
    #[serde(default)]
    pub mttf_hours: Option<f64>,
    /// Whether that is exact, or from the rate of outages at each moment (docs/methods.md, section 7).
    #[serde(default)]
    pub mttf_exact: bool,
    /// The hours after everything worked that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CoursePoint>,
    /// What one window brings, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowAnswer>,
    /// What the downtime depends on, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<JourneySensitivity>,
    /// What uncertain inputs leave of the answer, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<JourneyUncertainty>,
    /// Expected downtime per window.
    pub downtime_seconds: PerWindow,
    /// Against the promise; none where the project makes none.
    pub objective: Option<ObjectiveAnswer>,
    /// Where the minutes go; sums to the total. Largest first.
    pub contributions: Vec<Contribution>,
    /// Smallest sets of events that together take the journey down, most minutes first.
    pub cut_sets: Vec<CutSet>,
}

/// What a fraction of time is between.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
}

/// One figure for each usual window, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerWindow {
    /// 24 h.
    pub day: f64,
    /// 7 d.
    pub week: f64,
    /// 30 d, or as the convention in force says.
    pub month: f64,
    /// 90 d, or as the convention in force says.
    pub quarter: f64,
    /// 365 d, or as the convention in force says.
    pub year: f64,
}

/// A journey against its objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveAnswer {
    /// The promise.
    pub availability: f64,
    /// The window's name as in the file.
    pub window: String,
    /// Whether requests are promised, not time.
    #[serde(default)]
    pub by_requests: bool,
    /// Fraction of the time, or of the requests, that is lost and counts: planned work that counts is part of it.
    #[serde(default)]
    pub lost: f64,
    /// … of which on account of planned work.
    #[serde(default)]
    pub worked: f64,
    /// Share of the time that counts: service hours.
    #[serde(default)]
    pub counted: f64,
    /// Whether that is no more than the promise leaves.
    pub met: bool,
    /// Downtime the promise allows in one window.
    pub allowed_seconds: f64,
    /// Downtime expected in one window: what is lost, as time.
    pub expected_seconds: f64,
    /// Probability that the downtime in one window exceeds what is allowed.
    pub breach_probability: f64,
    /// Whether that chance is from the journey's own chain, and not from outages taken as independent of each other.
    #[serde(default)]
    pub breach_exact: bool,
    /// Expected service credit in percent of the fee; 0 without a credit table.
    pub expected_credit_percent: f64,
    /// The chance of each step of the credit table in one window, the mildest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<CreditChance>,
}

/// One step of the credit table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreditChance {
    /// Availability below which it is due.
    pub below: f64,
    /// Percent of the fee.
    pub percent: f64,
    /// Chance that this step, and no further one, is due for a window.
    pub probability: f64,
}

/// What one window brings of what counts: downtime in service hours where there are any, planned work included unless it is excluded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowAnswer {
    /// The window's name as in the file.
    pub window: String,
    /// Its length.
    pub window_seconds: f64,
    /// Whether the unplanned downtime's law is that of the journey's own chain.
    pub exact: bool,
    /// Chance of no downtime at all.
    pub no_downtime: f64,
    /// Expected downtime.
    pub mean_seconds: f64,
    /// Quantiles of the downtime.
    pub downtime_seconds: Percentiles,
    /// Quantiles of the longest outage that begins within 8,760 h, at any hour and not planned; 0 when there is none.
    pub longest_outage_seconds_per_year: Percentiles,
    /// P(downtime > seconds), from 0 on.
    pub curve: Vec<ExceedPoint>,
}

/// Quantiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Median.
    pub p50: f64,
    /// 90 %.
    pub p90: f64,
    /// 95 %.
    pub p95: f64,
    /// 99 %.
    pub p99: f64,
}

/// The chance of more than so much downtime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceedPoint {
    /// Downtime.
    pub seconds: f64,
    /// Chance of more.
    pub probability: f64,
}

/// What kind of thing contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContributorKind {
    /// A component: its copies, its common causes and its switching.
    Component,
    /// A zone's own failures and the switching they cause.
    Zone,
}

/// One thing's share of the downtime, and its importance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Component or zone id.
    pub id: String,
    /// Which of the two.
    pub kind: ContributorKind,
    /// Its share of the expected downtime in 8,760 h; the shares sum to the total.
    pub downtime_seconds_per_year: f64,
    /// P(up | it never fails) − P(up | it is down). This and what follows is not a number for the parts with the fewest minutes of a model so large that
    /// not all are measured.
    pub birnbaum: f64,
    /// Birnbaum × its own unavailability ÷ system unavailability.
    pub criticality: f64,
    /// P(some failed minimal cut set contains it) ÷ system unavailability.
    pub fussell_vesely: f64,
    /// Risk achievement worth: unavailability when it is down ÷ unavailability.
    pub raw: f64,
    /// Risk reduction worth: unavailability ÷ unavailability when it never fails; none when that is 0.
    pub rrw: Option<f64>,
    /// Of a component whose copies fail one by one and all at once: the two apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartContribution>,
}

/// Which part of a component is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ComponentPart {
    /// Its copies, as the group that they are.
    Copies,
    /// Its common causes: the failures of all copies at once.
    Common,
}

/// A part's share of the downtime, and its importance; see [`Contribution`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartContribution {
    /// Which.
    pub part: ComponentPart,
    /// The parts' shares sum to the component's.
    pub downtime_seconds_per_year: f64,
    /// P(up | it never fails) − P(up | it is down).
    pub birnbaum: f64,
    /// Birnbaum × its own unavailability ÷ system unavailability.
    pub criticality: f64,
    /// P(some failed minimal cut set contains it) ÷ system unavailability.
    pub fussell_vesely: f64,
    /// Risk achievement worth.
    pub raw: f64,
    /// Risk reduction worth; none when the unavailability without it is 0.
    pub rrw: Option<f64>,
}

/// A minimal cut set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CutSet {
    /// Its events in words.
    pub events: Vec<String>,
    /// All of it in words: "both API copies in eu-west-1b while eu-west-1a is out".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
    /// Product of the events' probabilities.
    pub probability: f64,
    /// The same as seconds in 8,760 h.
    pub downtime_seconds_per_year: f64,
}

/// One component by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentAnswer {
    /// Its id.
    pub id: String,
    /// Fraction of time it is up itself, its zones included, its links not.
    pub availability: f64,
    /// Directly.
    pub unavailability: f64,
    /// Expected up → down transitions in 8,760 h.
    pub outages_per_year: f64,
    /// How many copies there are.
    pub copies: u32,
    /// How many must work.
    pub required: u32,
}

/// What solving took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solver {
    /// Boolean variables.
    pub variables: usize,
    /// Independent modules found.
    pub modules: usize,
    /// Nodes of the decision diagram.
    pub bdd_nodes: usize,
    /// Nodes at which the diagram was given up, so that there are bounds and no exact answer; none where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// Wall time, filled in by whoever holds a clock; 0 from the engine, which has none.
    pub milliseconds: f64,
}
