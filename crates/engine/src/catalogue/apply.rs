//! A component of a catalogue entry, and one entry in place of another.

use serde_json::{Map, Value, json};

use super::entry::Entry;
use super::mechanism;
use super::source::Source;
use crate::model::Component;

/// How long an outage of a promised service is taken to last, where nobody publishes it.
const ASSUMED_OUTAGE: &str = "30m";
/// How often something fails of which nothing is published.
const ASSUMED_MTBF: &str = "1y";
/// How long its repair takes.
const ASSUMED_MTTR: &str = "1h";

/// Whether an entry is something to put into a design: zones, people and statistics are not.
#[must_use]
pub fn is_component(entry: &Entry) -> bool {
    !matches!(entry.kind.as_str(), "human" | "zone" | "region")
}

/// The `kind` of the palette.
fn kind(entry: &Entry) -> &str {
    match entry.kind.as_str() {
        "load_balancer" => "load-balancer",
        "third_party" => "external",
        "compute" | "kubernetes" => "service",
        other => other,
    }
}

fn cited(entry: &Entry) -> String {
    format!("catalogue:{} {}", entry.id, entry.source.cited())
}

/// The component's fields but for id, zones and place, as the file has them.
///
/// An availability is put down as promised, with an assumed length of outages; failover is filled in where the component's own
/// copies do it, and not where the promise already contains it.
#[must_use]
pub fn component(entry: &Entry) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(entry.name));
    map.insert("kind".to_owned(), json!(kind(entry)));
    map.insert("failures".to_owned(), json!([failure(entry)]));
    if entry.sla_availability.is_none()
        && let Some(copies) = copies(entry)
    {
        map.insert("copies".to_owned(), copies);
    }
    map.insert("source".to_owned(), json!(cited(entry)));
    let notes = [&entry.deployment_condition, &entry.detection_notes, &entry.notes];
    let notes: Vec<&str> = notes.into_iter().flatten().map(String::as_str).collect();
    if !notes.is_empty() {
        map.insert("notes".to_owned(), json!(notes.join(". ").replace("..", ".")));
    }
    Value::Object(map)
}

fn failure(entry: &Entry) -> Value {
    let minutes = entry.mttr_minutes.map(|minutes| format!("{minutes}m"));
    let mttr = |otherwise: &str| minutes.clone().unwrap_or_else(|| otherwise.to_owned());
    let known = |otherwise: &str| match &minutes {
        Some(_) => "mttr published there".to_owned(),
        None => format!("mttr {otherwise} assumed"),
    };
    let from = cited(entry);
    if let Some(availability) = entry.sla_availability {
        let source = format!(
            "availability: the promise of {from}, a contractual floor and not a measurement; {}",
            known(ASSUMED_OUTAGE)
        );
        json!({ "name": "provider outage", "availability": availability, "mttr": mttr(ASSUMED_OUTAGE), "source": source })
    } else if let Some(hours) = entry.mtbf_hours {
        let source = format!("mtbf: {from}; {}", known(ASSUMED_MTTR));
        json!({ "name": "failure", "mtbf": format!("{hours}h"), "mttr": mttr(ASSUMED_MTTR), "source": source })
    } else {
        let source = match &minutes {
            Some(_) => format!("mtbf {ASSUMED_MTBF} assumed; mttr: {from}"),
            None => "assumed: nothing is published".to_owned(),
        };
        json!({ "name": "instance", "mtbf": ASSUMED_MTBF, "mttr": mttr(ASSUMED_MTTR), "source": source })
    }
}

/// A pair that fails over as the entry or its mechanism says.
fn copies(entry: &Entry) -> Option<Value> {
    let found = entry.failover_ref.as_deref().and_then(mechanism::mechanism);
    let worked = found.as_ref().and_then(|it| {
        let first = it.formulas.iter().find(|formula| formula.expected.is_some())?;
        it.work(&first.case, &[])
    });
    let (seconds, why, from) = match (entry.failover_seconds.seconds(), worked) {
        (_, Some(worked)) => {
            (worked.expected_seconds?, format!("{}, {}", worked.case, worked.lines.first()?), worked.source)
        }
        (Some(seconds), None) => (seconds, "as published".to_owned(), cited(entry)),
        (None, None) => return None,
    };
    let source = format!("time: {why}, {from}; success and manual assumed");
    let failover =
        json!({ "time": format!("{seconds}s"), "success": 0.98, "manual": "30m", "source": source });
    Some(
        json!({ "mode": "active-passive", "active": 1, "standby": 1, "standby_state": "hot", "failover": failover }),
    )
}

/// What the entry's provider pays back, as an objective has it; empty where nothing is known.
#[must_use]
pub fn credits(entry: &Entry) -> Value {
    let tiers = entry.sla_credit_tiers.iter();
    json!(
        tiers.map(|tier| json!({ "below": tier.below, "percent": tier.credit_percent })).collect::<Vec<_>>()
    )
}

/// Which fields a component gets when `entry` takes its place: its figures, not its id, place, links or size.
#[must_use]
pub fn swapped(before: &Component, entry: &Entry) -> Vec<(String, Value)> {
    let new = component(entry);
    let field = |key: &str| new.get(key).cloned().unwrap_or(Value::Null);
    let mut list: Vec<(String, Value)> =
        ["failures", "source", "notes"].map(|key| (key.to_owned(), field(key))).into();
    // Copies of one's own stay; those that only stood for the old entry go.
    let own = before.copies.as_ref().is_some_and(|copies| {
        copies
            .failover
            .as_ref()
            .and_then(|it| it.source.as_deref())
            .is_none_or(|it| !it.contains("catalogue:") && !it.contains("failover:"))
    });
    if !own || new.get("copies").is_some() {
        list.push(("copies".to_owned(), field("copies")));
    }
    let named_after = before.source.as_deref().is_some_and(|source| source.contains("catalogue:"));
    if before.name.is_none() || named_after {
        list.push(("name".to_owned(), field("name")));
    }
    list
}

/// What to say about a source before relying on it; nothing where it was read.
impl Source {
    /// "check before relying on it", where that is due.
    #[must_use]
    pub fn caution(&self) -> Option<&'static str> {
        (self.reading() == super::Reading::Check).then_some("check before relying on it")
    }
}
