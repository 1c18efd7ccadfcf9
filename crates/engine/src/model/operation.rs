//! How a system is run: deploys, maintenance, service hours, breakers, and what a scenario does.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::law::Distribution;
use super::types::{Extra, Scope};
use crate::units::{Duration, number};

/// A failure mode that changes cause: one every so often, of which a fraction fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deploys {
    /// Mean time between two changes.
    pub every: Duration,
    /// Fraction of the changes that fail, in (0, 1].
    #[serde(with = "number")]
    pub change_failure_rate: f64,
}

impl Deploys {
    /// Mean time between changes that fail, in hours.
    #[must_use]
    pub fn mtbf_hours(&self) -> f64 {
        self.every.hours() / self.change_failure_rate
    }
}

/// Planned work that takes something out of service again and again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Maintenance {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// From one start to the next.
    pub every: Duration,
    /// First start, from Monday 00:00; at once where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Duration>,
    /// How long it takes; with `scope: copy` each copy.
    #[serde(rename = "for")]
    pub lasts: Duration,
    /// The whole thing at once (default), or one copy after the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// The hours the objective counts; downtime outside is nobody's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceHours {
    /// Time of day they begin, from midnight.
    pub from: Duration,
    /// Time of day they end, at most 24 h.
    pub to: Duration,
    /// Days of the week, 1 (Monday) to 7; every day where absent.
    #[serde(skip_serializing_if = "Option::is_none", with = "number::vector")]
    pub days: Option<Vec<f64>>,
}

/// A circuit breaker on a soft link.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breaker {
    /// Failed calls in a row that open it.
    pub threshold: u32,
    /// A call that takes longer has failed.
    pub timeout: Duration,
    /// From opening to the next try.
    pub reset: Duration,
}

/// What a scripted event does. The word is its key in the file, and what it holds is the thing it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes a component, some of its copies or a zone down.
    Fail,
    /// A change that fails: takes all copies of a component down.
    Deploy,
    /// A component loses a share of its requests.
    Brownout,
    /// A component's switching takes longer: a stale address, a slow health check.
    Slow,
    /// Calls over a link take longer.
    Latency,
    /// The standbys of a component are behind: what a switch-over loses.
    Lag,
    /// A cache is empty: those who use it put more load on everything else they need.
    Flush,
}

impl Action {
    /// Every action with its key.
    pub const ALL: [(&'static str, Self); 7] = [
        ("fail", Self::Fail),
        ("deploy", Self::Deploy),
        ("brownout", Self::Brownout),
        ("slow", Self::Slow),
        ("latency", Self::Latency),
        ("lag", Self::Lag),
        ("flush", Self::Flush),
    ];

    /// Its key in the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(_, action)| *action == self).map_or("fail", |(key, _)| key)
    }
}

/// One scripted event.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioEvent {
    /// From the start of the scenario; a duration alone is that moment, a law is drawn anew in every run.
    pub at: Distribution,
    /// What is done.
    pub action: Action,
    /// To which component or zone.
    pub target: String,
    /// Latency: the other end of the link.
    pub to: Option<String>,
    /// Fail: how many copies, or (below 1) which fraction of them; all where absent.
    pub copies: Option<f64>,
    /// Brown-out: the share of the requests that is lost.
    pub share: Option<f64>,
    /// Slow, latency, lag: by how much.
    pub by: Option<Duration>,
    /// Flush: what the load is multiplied by.
    pub load: Option<f64>,
    /// How long it lasts, fixed or a law; where absent, what fails is repaired as usual.
    pub lasts: Option<Distribution>,
    /// Unknown keys.
    pub extra: Extra,
}

impl Serialize for ScenarioEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry(self.action.key(), &self.target)?;
        if let Some(to) = &self.to {
            map.serialize_entry("to", to)?;
        }
        for (key, value) in [("copies", self.copies), ("share", self.share), ("load", self.load)] {
            if let Some(value) = value {
                map.serialize_entry(key, &number::json(value))?;
            }
        }
        if let Some(by) = &self.by {
            map.serialize_entry("by", by)?;
        }
        if let Some(lasts) = &self.lasts {
            map.serialize_entry("for", lasts)?;
        }
        for (key, value) in &self.extra {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
