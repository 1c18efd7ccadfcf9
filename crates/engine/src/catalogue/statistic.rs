//! What was observed: disks, networks, people, changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::formula;

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

    /// The figure with its unit, or its parts, or what is said instead of one: `68 %`, `disk 78, memory 3 %`.
    ///
    /// ```
    /// let found = ninefold_engine::catalogue::statistics_about("human error");
    /// let one = found.iter().find(|it| it.id == "px-human").unwrap();
    /// assert_eq!(one.figure(), "68 %");
    /// assert!(one.cited().ends_with(", 2024)"));
    /// ```
    #[must_use]
    pub fn figure(&self) -> String {
        let parts = self.breakdown.as_ref().and_then(Value::as_object).map(|parts| {
            let part = |(key, value): (&String, &Value)| {
                Some(format!("{} {}", key.replace('_', " "), formula::plain(value.as_f64()?)))
            };
            parts.iter().filter_map(part).collect::<Vec<_>>().join(", ")
        });
        match self.value.map(formula::plain).or(parts).filter(|it| !it.is_empty()) {
            Some(figure) => {
                format!("{figure} {}", self.unit.as_deref().unwrap_or_default()).trim_end().to_owned()
            }
            None => self.quote_short.clone().unwrap_or_default(),
        }
    }

    /// `(address, period)`, with a warning where it was not read.
    #[must_use]
    pub fn cited(&self) -> String {
        let caution = if self.was_read() { "" } else { "; check before relying on it" };
        format!("({}, {}{caution})", self.source_url, self.period.as_deref().unwrap_or("undated"))
    }
}

/// The statistics that come along.
#[must_use]
pub fn statistics() -> Vec<Statistic> {
    serde_json::from_str(OWN).unwrap_or_default()
}

/// The statistics with all words of a search in id, topic or what was counted.
#[must_use]
pub fn statistics_about(words: &str) -> Vec<Statistic> {
    let about = |it: &Statistic| super::has_all(&format!("{} {} {}", it.id, it.topic, it.metric), words);
    statistics().into_iter().filter(about).collect()
}
