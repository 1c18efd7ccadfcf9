//! Components with published figures.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::source::Source;

/// The catalogue that comes along.
const OWN: &str = include_str!("../../data/catalogue.json");

/// A component of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// `aws-rds-multi-az`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who sells it; in brackets where nobody does.
    pub vendor: String,
    /// `database`, `load_balancer`, …
    pub kind: String,
    /// The availability its provider promises.
    #[serde(default)]
    pub sla_availability: Option<f64>,
    /// Over what.
    #[serde(default)]
    pub measurement_period: Option<String>,
    /// What is paid back, the mildest first.
    #[serde(default)]
    pub sla_credit_tiers: Vec<CreditTier>,
    /// How sure those are.
    #[serde(default)]
    pub sla_credit_tiers_confidence: Option<String>,
    /// How a bad minute is counted.
    #[serde(default)]
    pub sla_measurement_method: Option<String>,
    /// Mean time between failures.
    #[serde(default)]
    pub mtbf_hours: Option<f64>,
    /// Mean time to repair.
    #[serde(default)]
    pub mttr_minutes: Option<f64>,
    /// How long its failover takes.
    #[serde(default)]
    pub failover_seconds: Failover,
    /// The mechanism behind that.
    #[serde(default)]
    pub failover_ref: Option<String>,
    /// How a failure is noticed.
    #[serde(default)]
    pub detection_notes: Option<String>,
    /// What the promise is bound to.
    #[serde(default)]
    pub deployment_condition: Option<String>,
    /// Where it was read.
    #[serde(flatten)]
    pub source: Source,
    /// What else should be known.
    #[serde(default)]
    pub notes: Option<String>,
}

/// One row of a credit table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreditTier {
    /// Availability below which it is due.
    pub below: f64,
    /// Percent of the fee.
    pub credit_percent: f64,
}

/// How long a failover takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failover {
    /// Usually.
    #[serde(default)]
    pub typical: Option<f64>,
    /// At least.
    #[serde(default)]
    pub min: Option<f64>,
    /// At most.
    #[serde(default)]
    pub max: Option<f64>,
}

impl Failover {
    /// The usual, or the middle of least and most, or the most.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        match (self.typical, self.min, self.max) {
            (Some(typical), ..) => Some(typical),
            (None, Some(min), Some(max)) => Some(min / 2.0 + max / 2.0),
            (None, None, max) => max,
            (None, min, None) => min,
        }
    }
}

/// What is wrong with a catalogue, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `[3].sla_availability`, or `line 3, column 7`.
    pub path: String,
    /// What is wrong and what was expected.
    pub message: String,
}

/// The entries that come along.
#[must_use]
pub fn entries() -> Vec<Entry> {
    read(OWN).unwrap_or_default()
}

/// Reads a catalogue of one's own: a list of entries, or an object with the list under `entries`.
///
/// # Errors
/// All that is wrong, each with its place.
///
/// ```
/// use ninefold_engine::catalogue;
/// let text = r#"[{"id": "pay", "name": "Payments", "vendor": "us", "kind": "service", "sla_availability": 99.9}]"#;
/// let faults = catalogue::read(text).unwrap_err();
/// assert_eq!(faults[0].path, "[0].sla_availability");
/// ```
pub fn read(text: &str) -> Result<Vec<Entry>, Vec<Fault>> {
    let fault = |path: String, message: String| Fault { path, message };
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line").next().unwrap_or_default().to_owned();
        vec![fault(format!("line {}, column {}", error.line(), error.column()), message)]
    })?;
    let (list, path) = match &value {
        Value::Array(list) => (list, ""),
        Value::Object(map) => match map.get("entries") {
            Some(Value::Array(list)) => (list, "entries"),
            _ => return Err(vec![fault("entries".to_owned(), "a list of entries is missing".to_owned())]),
        },
        _ => return Err(vec![fault(String::new(), "a list of entries was expected".to_owned())]),
    };
    let (mut entries, mut faults): (Vec<Entry>, Vec<Fault>) = (Vec::new(), Vec::new());
    for (index, value) in list.iter().enumerate() {
        let path = format!("{path}[{index}]");
        match one(value, &path, &mut faults) {
            Some(entry) if entries.iter().any(|other| other.id == entry.id) => {
                faults.push(fault(format!("{path}.id"), format!("'{}' is taken by another entry", entry.id)));
            }
            Some(entry) => entries.push(entry),
            None => {}
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

/// One entry; what is missing or out of range is a fault each.
fn one(value: &Value, path: &str, faults: &mut Vec<Fault>) -> Option<Entry> {
    let before = faults.len();
    let Some(map) = value.as_object() else {
        faults.push(Fault { path: path.to_owned(), message: "an object was expected".to_owned() });
        return None;
    };
    let mut map = map.clone();
    for (key, stand_in) in [("source_url", ""), ("source_url_status", "own"), ("confidence", "medium")] {
        map.entry(key).or_insert_with(|| stand_in.into());
    }
    for key in ["id", "name", "vendor", "kind"] {
        if map.get(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
            faults.push(Fault { path: format!("{path}.{key}"), message: "a text is needed".to_owned() });
        }
    }
    let mut number = |holder: &Value, path: String, least: f64, most: f64, says: &str| {
        let wrong = match holder {
            Value::Null => false,
            other => other.as_f64().is_none_or(|it| !(it > least && it <= most)),
        };
        if wrong {
            faults.push(Fault { path, message: says.to_owned() });
        }
    };
    let of = |key: &str| map.get(key).cloned().unwrap_or(Value::Null);
    let share = "a fraction above 0, at most 1, was expected (0.999 for 99.9 %)";
    number(&of("sla_availability"), format!("{path}.sla_availability"), 0.0, 1.0, share);
    number(&of("mtbf_hours"), format!("{path}.mtbf_hours"), 0.0, f64::MAX, "hours above 0 were expected");
    number(
        &of("mttr_minutes"),
        format!("{path}.mttr_minutes"),
        0.0,
        f64::MAX,
        "minutes above 0 were expected",
    );
    for key in ["typical", "min", "max"] {
        let value = of("failover_seconds").get(key).cloned().unwrap_or(Value::Null);
        number(
            &value,
            format!("{path}.failover_seconds.{key}"),
            -1e-300,
            f64::MAX,
            "seconds, not negative, were expected",
        );
    }
    for (row, tier) in of("sla_credit_tiers").as_array().into_iter().flatten().enumerate() {
        let place = |key: &str| format!("{path}.sla_credit_tiers[{row}].{key}");
        let field = |key: &str| tier.get(key).cloned().unwrap_or(Value::Bool(false));
        number(&field("below"), place("below"), 0.0, 1.0, share);
        number(&field("credit_percent"), place("credit_percent"), 0.0, 100.0, "a percentage was expected");
    }
    if faults.len() > before {
        return None;
    }
    match serde_json::from_value(Value::Object(map)) {
        Ok(entry) => Some(entry),
        Err(error) => {
            faults.push(Fault { path: path.to_owned(), message: error.to_string() });
            None
        }
    }
}

/// The entries with all words of a search in id, name, vendor, kind or condition; those whose name begins with it first.
#[must_use]
pub fn search<'a>(entries: &'a [Entry], words: &str) -> Vec<&'a Entry> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let rank = |entry: &Entry| {
        let name = entry.name.to_lowercase();
        let kind = entry.kind.replace('_', " ");
        let condition = entry.deployment_condition.as_deref().unwrap_or_default();
        let all = format!("{} {name} {} {kind} {condition}", entry.id, entry.vendor).to_lowercase();
        if !words.iter().all(|word| all.contains(word.as_str())) {
            return None;
        }
        let first = words.first().map_or("", String::as_str);
        Some(if name.starts_with(first) {
            0
        } else if name.contains(first) {
            1
        } else {
            2
        })
    };
    let mut found: Vec<(u8, &Entry)> =
        entries.iter().filter_map(|entry| Some((rank(entry)?, entry))).collect();
    crate::order::sort_by_key(&mut found, |(rank, _)| *rank);
    found.into_iter().map(|(_, entry)| entry).collect()
}
