//! What was observed: disks, networks, people, changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

const OWN: &str = include_str!("../../data/failure_stats.json");

/// One observation, with its population and period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// `hdd-afr-2025`.
    pub id: String,
    /// `disk`, `network`, …
    pub topic: String,
    /// What was counted.
    pub metric: String,
    /// The figure.
    #[serde(default)]
    pub value: Option<f64>,
    /// Its unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Lower end.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub high: Option<f64>,
    /// Parts of it.
    #[serde(default)]
    pub breakdown: Option<Value>,
    /// Of what.
    #[serde(default)]
    pub population: Option<String>,
    /// When.
    #[serde(default)]
    pub period: Option<String>,
    /// How to use it in a model.
    #[serde(default)]
    pub model_use: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source_name: Option<String>,
    /// Where.
    pub source_url: String,
    /// How far that was read.
    pub source_url_status: String,
    /// What it says, in few words.
    #[serde(default)]
    pub quote_short: Option<String>,
    /// What else should be known.
    #[serde(default)]
    pub notes: Option<String>,
    /// `high`, `medium` or `low`.
    pub confidence: String,
}

impl Statistic {
    /// Whether the page was read and says so.
    #[must_use]
    pub fn was_read(&self) -> bool {
        self.source_url_status.starts_with("read") && self.confidence != "low"
    }
}

/// The statistics that come along.
#[must_use]
pub fn statistics() -> Vec<Statistic> {
    serde_json::from_str(OWN).unwrap_or_default()
}
