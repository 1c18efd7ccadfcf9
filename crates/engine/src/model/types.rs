//! The project file `ninefold/1` as typed values, in the words of the problem.
//!
//! Everything optional in the file is an [`Option`] here, and unknown keys are kept in `extra`, so that
//! load → save loses nothing. Methods named after a field answer with the default where the file is silent.

use serde::Serialize;
use serde_json::{Map, Value};

use super::law::Distribution;
use super::operation::{Breaker, Deploys, Maintenance, ScenarioEvent, ServiceHours};
use super::redundancy::{Copies, Rule};
use crate::units::{Duration, Window, number};

/// Keys of an object in the file that this version does not know; kept and written back.
pub type Extra = Map<String, Value>;

/// A whole project: the architecture, what is promised about it, and the editor's own notes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Project {
    /// Always `ninefold/1` after loading; older formats are migrated, newer ones refused.
    pub format: String,
    /// What people call the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The promise: availability over a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<Objective>,
    /// Things whose failure takes everything inside with them. A tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<Vec<Zone>>,
    /// Things that fail and are repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// Who needs whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
    /// Where requests enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journeys: Option<Vec<Journey>>,
    /// Growth and daily shape of the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// Scripted failures for the simulator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<Vec<Scenario>>,
    /// What really happened, a list that the budget reads; kept as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents: Option<Value>,
    /// Findings of the linter that were looked at and silenced, each with its reason. Only the linter reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lint: Option<Value>,
    /// The editor's own: positions and viewport. The engine never reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canvas: Option<Value>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A promise: `availability` over every `window`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Objective {
    /// Fraction of the window, in (0, 1].
    #[serde(with = "number")]
    pub availability: f64,
    /// Default: month of 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// `time` (default) or `requests`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Whether planned maintenance counts as downtime. Default: it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_maintenance: Option<bool>,
    /// The hours that count; all of them where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_hours: Option<ServiceHours>,
    /// Service credits, each paid in the share of windows whose availability is `below`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits: Option<Vec<Credit>>,
    /// Money a month, in `currency`.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub monthly_fee: Option<f64>,
    /// ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What an hour of downtime of a journey costs, in `currency`.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub downtime_cost_per_hour: Option<f64>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What an objective counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Minutes up ÷ minutes.
    Time,
    /// Requests answered ÷ requests.
    Requests,
}

/// One row of a credit table: below this availability, this percentage of the fee.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Credit {
    /// Fraction.
    #[serde(with = "number")]
    pub below: f64,
    /// 0 to 100.
    #[serde(with = "number")]
    pub percent: f64,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A place whose failure takes everything inside with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Zone {
    /// Unique among zones and components.
    pub id: String,
    /// What people call it; the id where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `region`, `zone`, `rack`, …: free text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The zone this one lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Independent reasons to be down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failures: Option<Vec<Failure>>,
    /// Planned work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintenance: Option<Vec<Maintenance>>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One reason to be down, given as `mtbf` + `mttr`, `availability` + `mttr` or `deploys` + `mttr`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Failure {
    /// What happens: "process", "bad deploy".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it strikes each copy on its own (default) or all at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Mean up time, repair to next failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtbf: Option<Distribution>,
    /// Mean down time, detection included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mttr: Option<Distribution>,
    /// Long-run fraction up, in (0, 1]; stands for `mtbf = mttr · A/(1−A)`.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub availability: Option<f64>,
    /// Changes that fail; stands for `mtbf = every / change_failure_rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploys: Option<Deploys>,
    /// How well these figures are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<super::uncertainty::Uncertainty>,
    /// Where the numbers come from: `catalogue:<id>`, a URL, or "assumed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a failure mode strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One copy at a time, each independently.
    Copy,
    /// The whole component at once: a common cause.
    All,
}

/// A thing that fails and is repaired. Without `failures` it never fails: a junction.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Component {
    /// Unique among zones and components.
    pub id: String,
    /// What people call it; the id where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `service`, `database`, `cache`, `load-balancer`, `dns`, `junction`, …: free text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Copies are dealt to these in turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<Vec<String>>,
    /// Independent reasons to be down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failures: Option<Vec<Failure>>,
    /// Planned work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintenance: Option<Vec<Maintenance>>,
    /// Redundancy of the component itself; a single copy where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<Copies>,
    /// How it needs its hard links; `all` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Rule>,
    /// Throughput.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// What could be used in its place: other products, tiers, instance sizes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// Whether suggestions leave it as it is; no where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// What no number says: where sessions live, how long an address is kept. Only the linter reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<Value>,
    /// Where the numbers come from: `catalogue:<id>`, a URL, or "assumed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Throughput of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Capacity {
    /// Requests a second one copy answers.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub per_copy_rps: Option<f64>,
    /// Share of it to plan with, in (0, 1]; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub target_utilisation: Option<f64>,
    /// How long one request takes; 100 ms where absent. With a slower link a copy answers fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_time: Option<Duration>,
    /// What the copies' failure rate is multiplied by while the demand exceeds their throughput; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub overload_failures: Option<f64>,
    /// Autoscaling: copies are added up to so many; none where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_copies: Option<u32>,
    /// Autoscaling: from the need to the new copies serving, warm-up included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_delay: Option<Distribution>,
    /// Standard deviation ÷ mean of the service time; 1 (exponential) where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub service_variability: Option<f64>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Money of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Per copy and month.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub per_copy_month: Option<f64>,
    /// Per month for each zone that holds copies.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub per_zone_month: Option<f64>,
    /// Per month whatever the number of copies.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub fixed_month: Option<f64>,
    /// For a million requests that reach it from another zone.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub cross_zone_per_million: Option<f64>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// "`from` needs `to`."
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Link {
    /// A component.
    pub from: String,
    /// A component.
    pub to: String,
    /// `hard` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Soft: the fraction of requests lost while `to` is not serving, in [0, 1]; 0 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub loss: Option<f64>,
    /// Calls per request; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub fan_out: Option<f64>,
    /// Hard: further tries after a failed call; 0 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Soft: what keeps the source from calling a target that does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaker: Option<Breaker>,
    /// Whether suggestions leave it as it is; no where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// What no number says: whether the call is waited for. Only the linter reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<Value>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a broken link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Counts in the rule of the source.
    Hard,
    /// Never takes the source down: it serves degraded.
    Soft,
}

/// Where requests enter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Journey {
    /// Unique among journeys.
    pub id: String,
    /// What people call it; the id where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The component requests reach first.
    pub entry: String,
    /// Its own promise in place of the project's: the fraction of the same window, in (0, 1].
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub objective: Option<f64>,
    /// Requests a second in the busiest hour.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub peak_rps: Option<f64>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Growth and daily shape of the load.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Demand {
    /// Fraction a month, of the month before or, linear, of now.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub growth_per_month: Option<f64>,
    /// `compound` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// The month that is now, `2026-11`: what dates are counted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Seasonal peaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peaks: Option<Vec<Peak>>,
    /// Standard deviation ÷ mean of the time between two requests; 1 (Poisson) where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub arrival_variability: Option<f64>,
    /// Hourly multipliers of the peak: 24 of a day, or 168 of a week from Monday.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::vector")]
    pub profile: Option<Vec<f64>>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How demand grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// By a fraction of the month before.
    Compound,
    /// By a fraction of now.
    Linear,
}

/// A season in which the demand is another.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Peak {
    /// What people call it: "Black Friday".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The day: `11-27` every year, `2026-11-27` once.
    pub at: String,
    /// What the demand is multiplied by on that day.
    #[serde(with = "number")]
    pub multiplier: f64,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What could be used in place of a component as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Choice {
    /// What people call it.
    pub name: String,
    /// Its failures; those of the component where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failures: Option<Vec<Failure>>,
    /// Its throughput; that of the component where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Its money; that of the component where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A scripted list of failures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scenario {
    /// What people call it; unique.
    pub name: String,
    /// In any order; played by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<ScenarioEvent>>,
    /// Whether everything else goes on failing by itself; no where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordinary_failures: Option<bool>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}
