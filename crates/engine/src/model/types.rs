//! The project file `ninefold/1` as typed values, in the words of the problem.
//!
//! Everything optional in the file is an [`Option`] here, and unknown keys are kept in `extra`, so that
//! load → save loses nothing. Methods named after a field answer with the default where the file is silent.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::units::{Duration, Window, is_none_or_empty, number};

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
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub zones: Option<Vec<Zone>>,
    /// Things that fail and are repaired.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub components: Option<Vec<Component>>,
    /// Who needs whom.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub links: Option<Vec<Link>>,
    /// Where requests enter.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub journeys: Option<Vec<Journey>>,
    /// Growth and daily shape of the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// Scripted failures for the simulator.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub scenarios: Option<Vec<Scenario>>,
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
    /// Service credits, each paid in the share of windows whose availability is `below`.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub credits: Option<Vec<Credit>>,
    /// Money a month, in `currency`.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub monthly_fee: Option<f64>,
    /// ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub failures: Option<Vec<Failure>>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One reason to be down, given as `mtbf` + `mttr` or as `availability` + `mttr`.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Where the numbers come from: `catalogue:<id>`, a URL, or "assumed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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

/// A thing that fails and is repaired. Without `failures` it never fails: a junction.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub zones: Option<Vec<String>>,
    /// Independent reasons to be down.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub failures: Option<Vec<Failure>>,
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

/// Redundancy of one component: which copies there are and how many must work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Copies {
    /// How the copies work together.
    pub mode: CopyMode,
    /// Active-active: how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Active-active: how many must work; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Required>,
    /// Active-active: how long requests still go to a failed copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detection: Option<Distribution>,
    /// Active-passive: how many serve; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<u32>,
    /// Active-passive: how many stand by; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby: Option<u32>,
    /// Active-passive: `hot` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby_state: Option<StandbyState>,
    /// Active-passive: how a standby takes over; instantly and surely where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failover: Option<Failover>,
    /// Active-passive: whether the service moves back to the preferred copy, and what that costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failback: Option<Failback>,
    /// How many copies can be repaired at once; unlimited where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairers: Option<u32>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How copies work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyMode {
    /// One copy.
    Single,
    /// All serve; `required` must work.
    ActiveActive,
    /// `active` serve, `standby` wait.
    ActivePassive,
}

/// How many copies must work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// A number.
    Count(u32),
    /// What the demand asks for: `ceil(demand / (per_copy_rps · target_utilisation))`.
    FromDemand,
}

/// How a standby waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandbyState {
    /// Fails at the full rate.
    Hot,
    /// Fails at a fraction of the full rate.
    Warm {
        /// 0 to 1.
        #[serde(with = "number")]
        factor: f64,
    },
    /// Does not fail while it waits; starting it adds to the failover.
    Cold {
        /// Added to the failover time.
        #[serde(skip_serializing_if = "Option::is_none")]
        start: Option<Distribution>,
    },
}

/// Switching over: how long it takes, how often it works, and what happens when it does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failover {
    /// From the failure until service resumes, detection included.
    pub time: Distribution,
    /// Probability that it works, in [0, 1]; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub success: Option<f64>,
    /// When it fails: how long until a person has switched over; never (wait for the repair) where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual: Option<Distribution>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Moving back to the preferred copy after its repair.
#[derive(Clone, Debug, PartialEq)]
pub enum Failback {
    /// Stays where it is.
    None,
    /// Moves back at once; service stops for `time`.
    Automatic {
        /// The second interruption.
        time: Distribution,
    },
}

/// How a component needs its hard links.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Every one.
    All,
    /// At least one.
    Any,
    /// At least so many.
    AtLeast(u32),
    /// The first that works, in the order of the links; switching costs time.
    Failover(Failover),
}

/// Throughput of a component.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Capacity {
    /// Requests a second one copy answers.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub per_copy_rps: Option<f64>,
    /// Share of it to plan with, in (0, 1]; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub target_utilisation: Option<f64>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Money of a component.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// Per copy and month.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub per_copy_month: Option<f64>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// "`from` needs `to`."
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Journey {
    /// Unique among journeys.
    pub id: String,
    /// What people call it; the id where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The component requests reach first.
    pub entry: String,
    /// Requests a second in the busiest hour.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub peak_rps: Option<f64>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Growth and daily shape of the load.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Demand {
    /// Fraction a month, compound.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub growth_per_month: Option<f64>,
    /// 24 hourly multipliers of the peak.
    #[serde(skip_serializing_if = "is_none_or_empty", with = "number::vector")]
    pub profile: Option<Vec<f64>>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A scripted list of failures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// What people call it; unique.
    pub name: String,
    /// In any order; played by time.
    #[serde(skip_serializing_if = "is_none_or_empty")]
    pub events: Option<Vec<ScenarioEvent>>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One scripted failure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioEvent {
    /// From the start of the scenario.
    pub at: Duration,
    /// A component or zone.
    pub fail: String,
    /// How long it is held down.
    #[serde(rename = "for")]
    pub lasts: Duration,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Serialize for Required {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u32(*count),
            Self::FromDemand => serializer.serialize_str("from-demand"),
        }
    }
}

impl Serialize for Failback {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Automatic { time } => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("time", time)?;
                map.end()
            }
        }
    }
}
