//! Mechanisms that notice failures and fail over: their settings with defaults, and how long they take.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::formula;
use super::source::Source;
use crate::units::format_duration;

const OWN: &str = include_str!("../../data/failover.json");

/// A mechanism.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mechanism {
    /// `k8s-probe`.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it belongs to.
    pub component: String,
    /// Its settings.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// How long it takes, case by case.
    #[serde(default)]
    pub formulas: Vec<Formula>,
    /// Figures its makers publish.
    #[serde(default)]
    pub published_figures: Vec<Published>,
    /// What it does that people do not expect.
    #[serde(default)]
    pub traps: Vec<String>,
    /// General knowledge without a source.
    #[serde(default)]
    pub unsourced_hints: Vec<String>,
    /// Where it was read.
    #[serde(flatten)]
    pub source: Source,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// As the software calls it.
    pub key: String,
    /// What holds where it is not set.
    pub default: Value,
    /// `s`, `ms`, `count`, …
    #[serde(default)]
    pub unit: String,
    /// What it means.
    #[serde(default)]
    pub meaning: String,
    /// What else should be known.
    #[serde(default)]
    pub note: Option<String>,
}

/// How long something takes, in seconds (or what `basis` says).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formula {
    /// What has happened.
    pub case: String,
    /// On average.
    #[serde(default)]
    pub expected: Option<String>,
    /// At worst.
    #[serde(default)]
    pub worst: Option<String>,
    /// On average, by the defaults.
    #[serde(default)]
    pub expected_seconds: Option<f64>,
    /// At worst, by the defaults.
    #[serde(default)]
    pub worst_seconds: Option<f64>,
    /// Where the formula comes from.
    #[serde(default)]
    pub basis: String,
}

impl Formula {
    /// What it counts where that is no seconds: one formula counts calls, and says so.
    fn unit(&self) -> Option<String> {
        self.basis.contains("value is CALLS").then(|| "calls".to_owned())
    }

    /// A value of it, in its unit.
    fn said(&self, value: f64) -> String {
        match self.unit() {
            Some(unit) => format!("{} {unit}", formula::plain(value)),
            None => format_duration(value),
        }
    }
}

/// A figure its makers publish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// What has happened.
    pub case: String,
    /// At least.
    #[serde(default)]
    pub min_seconds: Option<f64>,
    /// At most.
    #[serde(default)]
    pub max_seconds: Option<f64>,
    /// Usually.
    #[serde(default)]
    pub typical_seconds: Option<f64>,
    /// Usually below.
    #[serde(default)]
    pub typical_seconds_below: Option<f64>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
}

impl Mechanism {
    /// How long it takes, case by case, by its defaults or as published.
    ///
    /// ```
    /// let found = ninefold_engine::catalogue::mechanisms_about("istio");
    /// assert_eq!(found[0].figures(), ["return after first ejection: 35 s"]);
    /// ```
    #[must_use]
    pub fn figures(&self) -> Vec<String> {
        let worked = self.formulas.iter().filter_map(|it| {
            let expected = it.expected_seconds.map(|expected| it.said(expected));
            let worst = it.worst_seconds.map(|worst| format!("at worst {}", it.said(worst)));
            Some(format!("{}: {}", it.case, expected.or(worst)?))
        });
        let published = self.published_figures.iter().filter_map(|it| {
            Some(format!("{}: {}", it.case, it.text.clone().or_else(|| it.seconds().map(format_duration))?))
        });
        worked.chain(published).collect()
    }
}

impl Published {
    /// The usual, or the middle of least and most, or what is usually or at most taken.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        match (self.typical_seconds, self.min_seconds, self.max_seconds) {
            (Some(seconds), ..) => Some(seconds),
            (None, Some(min), Some(max)) => Some(min / 2.0 + max / 2.0),
            (None, _, max) => self.typical_seconds_below.or(max),
        }
    }
}

/// A formula with its arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worked {
    /// The mechanism's id.
    pub mechanism: String,
    /// What has happened.
    pub case: String,
    /// On average, in seconds.
    pub expected_seconds: Option<f64>,
    /// At worst, in seconds.
    pub worst_seconds: Option<f64>,
    /// What the two count where it is no seconds: `calls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The arithmetic, a line each: `expected: 10 / 2 + (3 - 1) * 10 + 1 = 26 s`.
    pub lines: Vec<String>,
    /// Which settings it is worked out from, and which of them are defaults.
    pub settings: Vec<String>,
    /// Where the formula comes from.
    pub basis: String,
    /// The mechanism with its address and date.
    pub source: String,
}

impl Worked {
    /// What is expected, or the worst, in its unit.
    #[must_use]
    pub fn result(&self) -> Option<String> {
        let value = self.expected_seconds.or(self.worst_seconds)?;
        Some(match &self.unit {
            Some(unit) => format!("{} {unit}", formula::plain(value)),
            None => format_duration(value),
        })
    }
}

impl Mechanism {
    /// What the formulas call a setting.
    fn variable(key: &str) -> String {
        key.replace(['.', '-'], "_")
    }

    /// The value of a setting: the one given, else the default, in the unit of [`Key::unit`].
    #[must_use]
    pub fn value(&self, given: &[(&str, f64)], name: &str) -> Option<f64> {
        let found = given.iter().find(|(key, _)| Self::variable(key) == name);
        found
            .map(|(_, value)| *value)
            .or_else(|| self.keys.iter().find(|key| Self::variable(&key.key) == name)?.default.as_f64())
    }

    /// The first formula whose case begins with `case`, with these settings in the units of [`Key::unit`] and defaults for the rest.
    #[must_use]
    pub fn work(&self, case: &str, given: &[(&str, f64)]) -> Option<Worked> {
        let formula = self.formulas.iter().find(|formula| formula.case.starts_with(case))?;
        let value = |name: &str| self.value(given, name);
        // Settings that no such system takes can make a formula say a wait below nothing, which is no answer.
        let evaluate = |text: &Option<String>| {
            let result = text.as_deref().and_then(|text| formula::evaluate(text, &value).ok());
            result.map(formula::whole).filter(|it| it.is_finite() && *it >= 0.0)
        };
        let (expected, worst) = (evaluate(&formula.expected), evaluate(&formula.worst));
        let unit = formula.unit();
        let mut lines = Vec::new();
        for (word, text, result) in
            [("expected", &formula.expected, expected), ("worst", &formula.worst, worst)]
        {
            if let (Some(text), Some(result)) = (text, result) {
                let inserted = formula::inserted(text, &value);
                lines.push(format!(
                    "{word}: {} = {inserted} = {}",
                    formula::spaced(text),
                    match &unit {
                        Some(unit) => format!("{} {unit}", formula::plain(result)),
                        None => formula::seconds(result),
                    }
                ));
            }
        }
        let used = |key: &&Key| {
            let name = Self::variable(&key.key);
            let names = |text: &Option<String>| {
                text.as_deref().is_some_and(|text| formula::names(text).contains(&name))
            };
            names(&formula.expected) || names(&formula.worst)
        };
        let says = |key: &Key| {
            let name = Self::variable(&key.key);
            let own = given.iter().find(|(given, _)| Self::variable(given) == name);
            match own {
                Some((_, value)) => format!("{} = {} {}", key.key, formula::plain(*value), key.unit),
                None => format!("{} = {} {} by default", key.key, key.default, key.unit),
            }
        };
        Some(Worked {
            mechanism: self.id.clone(),
            case: formula.case.clone(),
            expected_seconds: expected,
            worst_seconds: worst,
            unit,
            lines,
            settings: self.keys.iter().filter(used).map(says).collect(),
            basis: formula.basis.clone(),
            source: format!("failover:{} {}", self.id, self.source.cited()),
        })
    }
}

/// The mechanisms that come along.
#[must_use]
pub fn mechanisms() -> Vec<Mechanism> {
    serde_json::from_str(OWN).unwrap_or_default()
}

/// The mechanism of this id.
#[must_use]
pub fn mechanism(id: &str) -> Option<Mechanism> {
    mechanisms().into_iter().find(|mechanism| mechanism.id == id)
}

/// The mechanisms with all words of a search in id or name.
#[must_use]
pub fn mechanisms_about(words: &str) -> Vec<Mechanism> {
    let about = |it: &Mechanism| super::has_all(&format!("{} {}", it.id, it.name), words);
    mechanisms().into_iter().filter(about).collect()
}
