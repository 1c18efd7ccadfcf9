//! Redundancy: copies of one component, failover, and the rule between different components.

use serde::Serialize;

use super::law::Distribution;
use super::types::Extra;
use crate::units::{Duration, number};

/// Redundancy of one component: which copies there are and how many must work.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    /// Active-passive: how far the standbys are behind: what a switch-over loses; nothing where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_lag: Option<Duration>,
    /// Active-active: how much faster the working copies fail for each copy that does not work; 1 where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::option")]
    pub load_sharing: Option<f64>,
    /// How many copies can be repaired at once; unlimited where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairers: Option<u32>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unknown keys.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How copies work together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyMode {
    /// One copy.
    #[default]
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
#[derive(Clone, Debug, PartialEq)]
pub enum StandbyState {
    /// Fails at the full rate.
    Hot,
    /// Fails at a fraction of the full rate.
    Warm {
        /// 0 to 1.
        factor: f64,
    },
    /// Does not fail while it waits; starting it adds to the failover.
    Cold {
        /// Added to the failover time.
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
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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
#[allow(
    clippy::large_enum_variant,
    reason = "a project holds few rules, and they are matched more than moved"
)]
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

impl Serialize for Required {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u32(*count),
            Self::FromDemand => serializer.serialize_str("from-demand"),
        }
    }
}

impl Serialize for StandbyState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hot => serializer.serialize_str("hot"),
            Self::Cold { start: None } => serializer.serialize_str("cold"),
            Self::Warm { factor } => tagged(serializer, "warm", "factor", &number::json(*factor)),
            Self::Cold { start: Some(start) } => tagged(serializer, "cold", "start", start),
        }
    }
}

/// `{tag: {key: value}}`.
fn tagged<S: serde::Serializer, T: Serialize>(
    serializer: S,
    tag: &'static str,
    key: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map([(tag, std::collections::BTreeMap::from([(key, value)]))])
}

impl Serialize for Failback {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Automatic { time } => serializer.collect_map([("time", time)]),
        }
    }
}
