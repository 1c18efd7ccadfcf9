//! What a report says, as values. The field names are the keys of the JSON form.
//!
//! Durations are in seconds unless the name says otherwise; probabilities are fractions.

use serde::Serialize;

use super::advice::Recommendation;
use super::agreement::Agreement;
use super::budget::BudgetReport;
use super::diagram::Scene;
use crate::analysis::{Between, ContributorKind, ObjectiveAnswer};
use crate::plan::{ComponentPlan, Improvements};
use crate::simulation::{
    BreakerAnswer, CauseSimulation, Estimate, HistogramBin, HourSimulation, LongestOutage, OutageSeconds,
    QuantileIntervals, ScenarioAnswer, WindowSimulation,
};

/// The version of the report's JSON form.
pub const FORMAT: &str = "ninefold-report/1";

/// A downtime budget report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: String,
    /// What stands on top.
    pub title: String,
    /// The system's name.
    pub name: String,
    /// What the project says about itself.
    pub description: Option<String>,
    /// As passed in.
    pub date: String,
    /// Version of the engine that answered.
    pub version: String,
    /// What a manager reads, sentence by sentence.
    pub summary: Vec<String>,
    /// What is promised.
    pub objective: Option<Promise>,
    /// One part a journey, in the file's order.
    pub journeys: Vec<JourneyReport>,
    /// What would help most, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Recommendation>,
    /// Scenarios that were played, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioAnswer>,
    /// Each component by itself.
    pub components: Vec<ComponentReport>,
    /// Where the minutes go, credits, alerts and incidents, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetReport>,
    /// How many copies it takes, where it is known what is sent and answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<CapacityReport>,
    /// What is worth changing, where somebody looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub improvements: Option<Improvements>,
    /// What the simulation saw, where one was run.
    pub simulation: Option<SimulationReport>,
    /// What the answer rests on.
    pub assumptions: Vec<String>,
    /// What to know before relying on it.
    pub warnings: Vec<String>,
    /// Every figure of the model and where it comes from.
    pub sources: Vec<Source>,
    /// How the numbers were computed.
    pub method: Vec<String>,
    /// The picture.
    #[serde(skip)]
    pub diagram: Scene,
}

/// The capacity plan of the components of which it is known what a copy answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityReport {
    /// How many months ahead were looked at.
    pub months: u32,
    /// In the file's order.
    pub components: Vec<ComponentCapacity>,
    /// What makes the plan less than it seems.
    pub warnings: Vec<String>,
}

/// A component of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComponentCapacity {
    /// What people call it.
    pub name: String,
    /// Its plan.
    #[serde(flatten)]
    pub plan: ComponentPlan,
}

/// The promise the design is held against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Promise {
    /// Fraction.
    pub availability: f64,
    /// `month`, `28d`, …
    pub window: String,
    /// The window's length.
    pub window_seconds: f64,
    /// Downtime it allows in one window.
    pub allowed_seconds: f64,
    /// What it counts, beyond all of the time: `in service hours Mon-Fri 8-18`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// Credit table, as in the file.
    pub credits: Vec<CreditRow>,
    /// Money a month.
    pub monthly_fee: Option<f64>,
    /// Of the fee.
    pub currency: Option<String>,
}

/// Below this availability, this percentage of the fee.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CreditRow {
    /// Fraction.
    pub below: f64,
    /// 0 to 100.
    pub percent: f64,
}

/// Whether a promise is kept in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The modelled availability reaches the promise.
    Met,
    /// It does not.
    Missed,
    /// Nothing is promised.
    NoObjective,
    /// The promise lies between the bounds that are known.
    Unknown,
}

/// One journey's part of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JourneyReport {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Kept, missed, or nothing promised.
    pub verdict: Verdict,
    /// The verdict in words.
    pub sentence: String,
    /// Long-run fraction of time up.
    pub availability: f64,
    /// Directly.
    pub unavailability: f64,
    /// What the unavailability is between for certain, where no exact answer can be had; the figures are then those of the upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Between>,
    /// Fraction of time up with no soft link broken.
    pub full_service: f64,
    /// Expected share of requests answered.
    pub served_fraction: f64,
    /// In 8,760 h.
    pub outages_per_year: f64,
    /// Mean length of an outage.
    pub mean_outage_hours: Option<f64>,
    /// Mean time between recovery and the next outage.
    pub mean_uptime_hours: Option<f64>,
    /// Mean time from "everything works" to the first outage.
    pub mttf_hours: Option<f64>,
    /// Against the promise.
    pub objective: Option<ObjectiveAnswer>,
    /// Allowed against expected.
    pub windows: Vec<WindowBudget>,
    /// Expected downtime in 8,760 h: what the contributions sum to.
    pub downtime_seconds_per_year: f64,
    /// Largest first.
    pub contributions: Vec<Share>,
    /// Most minutes first.
    pub cut_sets: Vec<CutSetReport>,
}

/// Allowed and expected downtime in one window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WindowBudget {
    /// `day` … `year`.
    pub window: String,
    /// Its length.
    pub window_seconds: f64,
    /// None where nothing is promised.
    pub allowed_seconds: Option<f64>,
    /// In the long run.
    pub expected_seconds: f64,
}

/// One thing's share of the downtime.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Component or zone id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Which of the two.
    pub kind: ContributorKind,
    /// In 8,760 h.
    pub downtime_seconds_per_year: f64,
    /// Of the journey's downtime, a fraction; 0 where there is none.
    pub share: f64,
}

/// Things that together take a journey down.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutSetReport {
    /// Its events in words.
    pub events: Vec<String>,
    /// All of it in words.
    pub sentence: String,
    /// The product of their probabilities.
    pub probability: f64,
    /// In 8,760 h.
    pub downtime_seconds_per_year: f64,
}

/// One component by itself: its copies, zones and common causes; not its links.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComponentReport {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// As in the file.
    pub kind: Option<String>,
    /// Where it lies, by name.
    pub zones: Vec<String>,
    /// How many copies there are.
    pub copies: u32,
    /// How many must work.
    pub required: u32,
    /// Long-run fraction of time up.
    pub availability: f64,
    /// Directly.
    pub unavailability: f64,
    /// In 8,760 h.
    pub outages_per_year: f64,
}

/// What the simulation saw, beside the exact answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimulationReport {
    /// What the streams were derived from.
    pub seed: u64,
    /// Simulated years.
    pub years: f64,
    /// Independent replications.
    pub replications: u64,
    /// State changes.
    pub events: u64,
    /// What was done and why it stopped.
    pub method: String,
    /// What the scenario came to, where one was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioAnswer>,
    /// How long each circuit breaker was open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breakers: Vec<BreakerAnswer>,
    /// One part a journey.
    pub journeys: Vec<SimulatedJourney>,
    /// What to know before relying on it.
    pub warnings: Vec<String>,
}

/// One journey, simulated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimulatedJourney {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Confidence of the intervals, a fraction.
    pub confidence: f64,
    /// Exact beside simulated.
    pub comparisons: Vec<Comparison>,
    /// Lengths of outages.
    pub outage_seconds: OutageSeconds,
    /// Outages by length.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outage_histogram: Vec<HistogramBin>,
    /// The unavailability as it came to be known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub convergence: Vec<Estimate>,
    /// Downtime in windows of the promise's length.
    pub window: WindowSimulation,
    /// What the promise allows in one; none where nothing is promised.
    pub allowed_seconds: Option<f64>,
    /// In each simulated year.
    pub longest_outage_seconds_per_year: LongestOutage,
    /// Where the true quantiles lie.
    pub quantile_intervals: QuantileIntervals,
    /// What its outages began with, by name; most downtime first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<NamedCause>,
    /// Downtime by hour of the day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hours_of_day: Vec<HourSimulation>,
}

/// What outages began with, and what people call it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedCause {
    /// For people.
    pub label: String,
    /// The figures.
    #[serde(flatten)]
    pub cause: CauseSimulation,
}

/// A measure both ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Which.
    pub measure: Measured,
    /// The exact answer; none where it has none.
    pub exact: Option<f64>,
    /// The simulation's estimate.
    pub simulated: f64,
    /// Lower end of its interval; none where it has none.
    pub low: Option<f64>,
    /// Upper end; none where it has none.
    pub high: Option<f64>,
    /// Whether the exact answer lies within.
    pub agreement: Agreement,
    /// Why the two cannot be compared, or what to know where they disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Fraction of time down.
    Unavailability,
    /// In 8,760 h.
    OutagesPerYear,
    /// In seconds.
    MeanOutage,
    /// Share of requests answered.
    ServedFraction,
    /// Chance that one window misses the promise.
    BreachProbability,
    /// Share of the windows without any downtime.
    NoDowntime,
    /// Seconds of downtime in a window, median.
    WindowP50,
    /// 90 % quantile.
    WindowP90,
    /// 95 % quantile.
    WindowP95,
    /// 99 % quantile.
    WindowP99,
    /// Most seen.
    WindowMax,
    /// Seconds of an outage, median.
    OutageP50,
    /// 90 % quantile.
    OutageP90,
    /// 99 % quantile.
    OutageP99,
    /// Longest seen.
    OutageMax,
    /// Seconds of the longest outage of a year, median.
    LongestP50,
    /// 90 % quantile.
    LongestP90,
    /// 99 % quantile.
    LongestP99,
    /// Seconds a year of planned downtime that the promise leaves out.
    ExcludedDowntime,
}

/// What a measure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedIn {
    /// A fraction.
    Shares,
    /// A number.
    Counts,
    /// Seconds.
    Seconds,
}

impl Measured {
    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Unavailability => "Unavailability",
            Self::OutagesPerYear => "Outages a year",
            Self::MeanOutage => "Mean length of an outage",
            Self::ServedFraction => "Requests answered",
            Self::BreachProbability => "Chance of a miss",
            Self::NoDowntime => "Windows without downtime",
            Self::WindowP50 => "Downtime in a window, half below",
            Self::WindowP90 => "Downtime in a window, 90 % below",
            Self::WindowP95 => "Downtime in a window, 95 % below",
            Self::WindowP99 => "Downtime in a window, 99 % below",
            Self::WindowMax => "Downtime in a window, most seen",
            Self::OutageP50 => "An outage, half shorter",
            Self::OutageP90 => "An outage, 90 % shorter",
            Self::OutageP99 => "An outage, 99 % shorter",
            Self::OutageMax => "An outage, longest seen",
            Self::LongestP50 => "Longest outage of a year, half below",
            Self::LongestP90 => "Longest outage of a year, 90 % below",
            Self::LongestP99 => "Longest outage of a year, 99 % below",
            Self::ExcludedDowntime => "Planned downtime a year, left out of the promise",
        }
    }

    /// What it is counted in.
    #[must_use]
    pub fn counted_in(self) -> CountedIn {
        match self {
            Self::Unavailability | Self::ServedFraction | Self::BreachProbability | Self::NoDowntime => {
                CountedIn::Shares
            }
            Self::OutagesPerYear => CountedIn::Counts,
            _ => CountedIn::Seconds,
        }
    }
}

/// Where one figure of the model comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Whose figure, by name.
    pub subject: String,
    /// Id of the component or zone; of the link's source for a link.
    pub id: String,
    /// The figure in words.
    pub figure: String,
    /// `catalogue:<id>`, a URL, "assumed"; none where the file does not say.
    pub source: Option<String>,
}
