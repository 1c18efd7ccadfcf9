//! Field edits: what was typed goes into the JSON form of the thing, and the engine's own reader says yes or no.
//!
//! So every field of the inspector is checked exactly as the file is, with the same words, and a refused text leaves the
//! last good document standing.

use std::collections::HashSet;

use ninefold_engine::model::{self, Project};
use serde_json::{Map, Value, json as value};

use super::{CommandError, json};
use crate::document::Document;
use crate::selection::Item;

/// Whose field is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The project itself: `name`, `objective.availability`, `demand.growth_per_month`.
    Project,
    /// A component, zone, link or journey.
    Item(Item),
}

impl Target {
    /// A component's fields.
    #[must_use]
    pub fn component(id: &str) -> Self {
        Self::Item(Item::component(id))
    }

    /// A zone's fields.
    #[must_use]
    pub fn zone(id: &str) -> Self {
        Self::Item(Item::zone(id))
    }

    /// A link's fields.
    #[must_use]
    pub fn link(from: &str, to: &str) -> Self {
        Self::Item(Item::link(from, to))
    }

    /// A journey's fields.
    #[must_use]
    pub fn journey(id: &str) -> Self {
        Self::Item(Item::Journey(id.to_owned()))
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self, project: &Project) -> String {
        match self {
            Self::Project => project.name.clone().unwrap_or_else(|| "project".to_owned()),
            Self::Item(item) => item.label(project),
        }
    }

    /// The path of its JSON in the file: `components[2]`, empty for the project. The engine's diagnostics start with it.
    #[must_use]
    pub fn path(&self, project: &Project) -> Option<String> {
        let (list, index) = match self {
            Self::Project => return Some(String::new()),
            Self::Item(Item::Component(id)) => {
                ("components", project.components.iter().flatten().position(|it| it.id == *id))
            }
            Self::Item(Item::Zone(id)) => {
                ("zones", project.zones.iter().flatten().position(|it| it.id == *id))
            }
            Self::Item(Item::Journey(id)) => {
                ("journeys", project.journeys.iter().flatten().position(|it| it.id == *id))
            }
            Self::Item(Item::Note(_)) => return None,
            Self::Item(Item::Link { from, to }) => {
                ("links", project.links.iter().flatten().position(|it| it.from == *from && it.to == *to))
            }
        };
        index.map(|index| format!("{list}[{index}]"))
    }
}

/// What goes into a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// As a person typed it: `45s`, `99.95 %`, `3`. Empty takes the field away.
    Text(String),
    /// As the file has it.
    Json(Value),
    /// Takes the field (or list entry) away.
    Clear,
}

impl Input {
    /// What a person typed.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A value of the model; none takes the field away.
    #[must_use]
    pub fn typed(value: Option<&impl serde::Serialize>) -> Self {
        value.map_or(Self::Clear, |value| Self::Json(json(value)))
    }

    /// A list of the model; an empty one takes the field away.
    #[must_use]
    pub fn list(values: &[impl serde::Serialize]) -> Self {
        if values.is_empty() { Self::Clear } else { Self::Json(json(&values)) }
    }

    /// The JSON to put under `key`; none to take it away.
    fn into_json(self, key: &str) -> Option<Value> {
        match self {
            Self::Clear | Self::Json(Value::Null) => None,
            Self::Json(value) => Some(value),
            Self::Text(text) if text.trim().is_empty() => None,
            Self::Text(text) => Some(typed_json(key, &text)),
        }
    }
}

/// JSON for a typed text, by what kind of field it is; what does not fit stays text, for the reader to refuse in its words.
fn typed_json(key: &str, text: &str) -> Value {
    let trimmed = text.trim();
    let as_text = || Value::String(trimmed.to_owned());
    match key {
        "mtbf" | "mttr" | "time" | "manual" | "detection" | "start" | "mean" | "median" | "p95" | "scale"
        | "value" | "low" | "high" | "at" | "for" | "samples" | "every" | "from" | "to" | "period"
        | "timeout" | "reset" | "service_time" | "scale_delay" | "replication_lag" => {
            if trimmed.starts_with(['{', '"']) {
                return serde_json::from_str(trimmed).unwrap_or_else(|_| as_text());
            }
            number(trimmed).unwrap_or_else(as_text)
        }
        "availability"
        | "objective"
        | "below"
        | "success"
        | "loss"
        | "target_utilisation"
        | "factor"
        | "growth_per_month"
        | "change_failure_rate" => fraction(trimmed).unwrap_or_else(as_text),
        "count"
        | "required"
        | "active"
        | "standby"
        | "load_sharing"
        | "repairers"
        | "at_least"
        | "sigma"
        | "shape"
        | "percent"
        | "fan_out"
        | "peak_rps"
        | "per_copy_rps"
        | "per_copy_month"
        | "monthly_fee"
        | "per_zone_month"
        | "fixed_month"
        | "cross_zone_per_million"
        | "downtime_cost_per_hour"
        | "service_variability"
        | "arrival_variability"
        | "multiplier"
        | "overload_failures"
        | "max_copies"
        | "retries"
        | "threshold"
        | "failures" => {
            number(&trimmed.replace([' ', '_', '\u{a0}', '\u{202f}'], "")).unwrap_or_else(as_text)
        }
        "exclude_maintenance" | "locked" => serde_json::from_str(trimmed).unwrap_or_else(|_| as_text()),
        "profile" | "days" => {
            let words = trimmed.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty());
            Value::Array(
                words.map(|word| number(word).unwrap_or_else(|| Value::String(word.to_owned()))).collect(),
            )
        }
        "zones" => {
            let ids = trimmed.split(',').map(str::trim).filter(|id| !id.is_empty());
            Value::Array(ids.map(|id| Value::String(id.to_owned())).collect())
        }
        "description" | "notes" => Value::String(text.to_owned()),
        _ => as_text(),
    }
}

/// A JSON number with no digit lost or added.
fn number(text: &str) -> Option<Value> {
    let value: f64 = text.parse().ok()?;
    value.is_finite().then(|| ninefold_engine::units::number::json(value))
}

/// `99.95 %`, `99.95` and `0.9995` are the same; divided in decimal, so that no digit is lost.
fn fraction(text: &str) -> Option<Value> {
    let bare = text.trim_end_matches('%').trim_end();
    let value: f64 = bare.parse().ok()?;
    let percent = bare.len() < text.len() || value > 1.0;
    if percent && !bare.contains(['e', 'E']) { number(&format!("{bare}e-2")) } else { number(bare) }
}

/// One step of a path.
#[derive(Debug, PartialEq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// `failures[0].mtbf` in steps.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut found = Vec::new();
    for part in path.split('.') {
        let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if !key.is_empty() {
            found.push(Step::Key(key));
        } else if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            found.push(Step::Index(index.parse().ok()?));
            rest = after;
        }
    }
    Some(found)
}

/// Puts a value at a path, making objects and list entries on the way; none takes it away.
fn put(at: &mut Value, steps: &[Step<'_>], value: Option<Value>) -> Option<()> {
    let Some((step, rest)) = steps.split_first() else {
        *at = value.unwrap_or(Value::Null);
        return Some(());
    };
    match step {
        Step::Key(key) => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            put_in_object(at.as_object_mut()?, key, rest, value)
        }
        Step::Index(index) => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            put_in_list(at.as_array_mut()?, *index, rest, value)
        }
    }
}

fn put_in_object(
    map: &mut Map<String, Value>,
    key: &str,
    rest: &[Step<'_>],
    value: Option<Value>,
) -> Option<()> {
    if value.is_none() && (rest.is_empty() || !map.contains_key(key)) {
        map.shift_remove(key);
        return Some(());
    }
    let inner = map.entry(key).or_insert(Value::Null);
    put(inner, rest, value)?;
    // Groups that only hold what is optional vanish with their last field.
    let vanishes = matches!(key, "capacity" | "cost" | "demand");
    if vanishes && inner.as_object().is_some_and(Map::is_empty) {
        map.shift_remove(key);
    }
    Some(())
}

fn put_in_list(list: &mut Vec<Value>, index: usize, rest: &[Step<'_>], value: Option<Value>) -> Option<()> {
    if index > list.len() {
        return None;
    }
    if value.is_none() && (rest.is_empty() || index == list.len()) {
        if index < list.len() {
            list.remove(index);
        }
        return Some(());
    }
    if index == list.len() {
        list.push(Value::Null);
    }
    put(&mut list[index], rest, value)
}

/// Sets fields of one thing, all or none.
pub(super) fn set(
    document: &Document,
    target: &Target,
    values: &[(String, Input)],
) -> Result<Document, CommandError> {
    let project = document.project();
    let unknown = || CommandError::Unknown(target.label(project));
    let base = target.path(project).ok_or_else(unknown)?;
    let mut part = part_of(project, target).ok_or_else(unknown)?;
    for (path, input) in values {
        let bad = || CommandError::BadPath(path.clone());
        let way = if path.is_empty() { Vec::new() } else { steps(path).ok_or_else(bad)? };
        if way.is_empty() && *target == Target::Project {
            return Err(bad());
        }
        let mut keys =
            way.iter().rev().filter_map(|step| if let Step::Key(key) = step { Some(*key) } else { None });
        let key = match (keys.next(), keys.next()) {
            // The ends of a range are figures of the kind the range is of.
            (Some("low" | "high"), Some("availability")) => "availability",
            (key, _) => key.unwrap_or_default(),
        };
        let value = input.clone().into_json(key);
        if let ("name", Some(Value::String(name))) = (path.as_str(), &value) {
            let length = name.chars().count();
            if length > super::MOST_NAME {
                return Err(CommandError::NameTooLong(length));
            }
        }
        put(&mut part, &way, value).ok_or_else(bad)?;
    }
    if let Some(changed) = read_alone(project, target, &part) {
        return Ok(document.with_project(changed));
    }
    // Not readable on its own, or wrong: the reader sees the whole and says so with the file's paths.
    let mut root = part.clone();
    if let Some(way) = steps(&base).filter(|_| !base.is_empty()) {
        root = json(&**project);
        put(&mut root, &way, Some(part)).ok_or_else(unknown)?;
    }
    let loaded = model::read(&root.to_string()).map_err(|faults| CommandError::Refused(faults.0))?;
    Ok(document.with_project(loaded.project))
}

/// Sets the same fields of several things, all or none.
pub(super) fn set_each(
    document: &Document,
    targets: &[Target],
    values: &[(String, Input)],
) -> Result<Document, CommandError> {
    targets.iter().try_fold(document.clone(), |document, target| set(&document, target, values))
}

/// The JSON of one thing.
fn part_of(project: &Project, target: &Target) -> Option<Value> {
    Some(match target {
        Target::Project => json(project),
        Target::Item(Item::Component(id)) => json(project.component(id)?),
        Target::Item(Item::Zone(id)) => json(project.zone(id)?),
        Target::Item(Item::Journey(id)) => json(project.journey(id)?),
        Target::Item(Item::Note(_)) => return None,
        Target::Item(Item::Link { from, to }) => {
            json(project.links().iter().find(|it| it.from == *from && it.to == *to)?)
        }
    })
}

/// The project with one thing read anew from a project of its own, so that a slider on a large project stays quick.
/// None where that does not give a valid project; nothing is decided then.
fn read_alone(project: &Project, target: &Target, part: &Value) -> Option<Project> {
    let Target::Item(item) = target else { return None };
    let text = alone(project, item, part).to_string();
    let read = model::read(&text).ok()?.project;
    let mut next = project.clone();
    match item {
        Item::Component(id) => {
            *next.components.iter_mut().flatten().find(|it| it.id == *id)? =
                read.components?.into_iter().next()?;
        }
        Item::Zone(id) => {
            *next.zones.iter_mut().flatten().find(|it| it.id == *id)? = read.zones?.into_iter().next()?;
        }
        Item::Note(_) => return None,
        Item::Journey(id) => {
            *next.journeys.iter_mut().flatten().find(|it| it.id == *id)? =
                read.journeys?.into_iter().next()?;
        }
        Item::Link { from, to } => {
            let link = next.links.iter_mut().flatten().find(|it| it.from == *from && it.to == *to)?;
            *link = read.links?.into_iter().next()?;
        }
    }
    (!model::validate(&next).iter().any(model::Diagnostic::is_error)).then_some(next)
}

/// A project of one thing and, bare, what it refers to.
fn alone(project: &Project, item: &Item, part: &Value) -> Value {
    let bare = |ids: Vec<&str>| ids.into_iter().map(|id| value!({ "id": id })).collect::<Vec<_>>();
    let named = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default();
    let with = |first: &Value, rest: Vec<Value>| [vec![first.clone()], rest].concat();
    match item {
        Item::Component(id) => {
            let links: Vec<_> = project.links().iter().filter(|link| link.from == *id).collect();
            let needed: HashSet<&str> = links.iter().map(|link| link.to.as_str()).collect();
            let zones = project.zones().iter().map(|it| it.id.as_str()).collect();
            let components = with(part, bare(needed.into_iter().collect()));
            value!({ "format": model::FORMAT, "zones": bare(zones), "components": components, "links": json(&links) })
        }
        Item::Zone(id) => {
            let others = project.zones().iter().map(|it| it.id.as_str()).filter(|it| it != id).collect();
            value!({ "format": model::FORMAT, "zones": with(part, bare(others)) })
        }
        Item::Note(_) => value!({ "format": model::FORMAT }),
        Item::Journey(_) => {
            value!({ "format": model::FORMAT, "components": bare(vec![named("entry")]), "journeys": [part] })
        }
        Item::Link { .. } => {
            let components = bare(vec![named("from"), named("to")]);
            value!({ "format": model::FORMAT, "components": components, "links": [part] })
        }
    }
}

/// Sets or takes away a display name.
pub(super) fn rename(document: &Document, item: &Item, name: &str) -> Result<Document, CommandError> {
    if matches!(item, Item::Link { .. }) {
        return Err(CommandError::BadPath("name".to_owned()));
    }
    set(document, &Target::Item(item.clone()), &[("name".to_owned(), Input::text(name))])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn typed_fractions_lose_no_digit() {
        assert_eq!(typed_json("availability", "99.95 %"), value!(0.9995));
        assert_eq!(typed_json("availability", "99.99999%"), value!(0.9999999));
        assert_eq!(typed_json("availability", "99.95"), value!(0.9995));
        assert_eq!(typed_json("availability", "0.9995"), value!(0.9995));
        assert_eq!(typed_json("availability", "1"), value!(1));
        assert_eq!(typed_json("success", "100%"), value!(1));
        assert_eq!(typed_json("loss", "often"), value!("often"));
    }

    #[test]
    fn typed_durations_and_numbers() {
        assert_eq!(typed_json("mtbf", " 3 months "), value!("3 months"));
        assert_eq!(typed_json("mtbf", "1.5"), value!(1.5));
        assert_eq!(typed_json("mttr", r#"{"fixed":{"value":"2h"}}"#), value!({"fixed": {"value": "2h"}}));
        assert_eq!(typed_json("peak_rps", "12 000"), value!(12000));
        assert_eq!(typed_json("required", "from-demand"), value!("from-demand"));
        assert_eq!(typed_json("mtbf", "NaN"), value!("NaN"));
        assert_eq!(typed_json("zones", "a, b"), value!(["a", "b"]));
        assert_eq!(typed_json("profile", "0.5, 1 2e-1\nx"), value!([0.5, 1, 0.2, "x"]));
        assert_eq!(typed_json("change_failure_rate", "15 %"), value!(0.15));
        assert_eq!(typed_json("every", "12"), value!(12));
    }

    #[test]
    fn paths() {
        assert_eq!(steps("a[2].b"), Some(vec![Step::Key("a"), Step::Index(2), Step::Key("b")]));
        assert_eq!(steps("a[x]"), None);
        assert_eq!(steps("a..b"), None);
        assert_eq!(steps("a[1"), None);
    }

    #[test]
    fn puts_and_takes_away() {
        let mut it = value!({"id": "x", "cost": {"per_copy_month": 3}, "failures": [{"mtbf": "1h"}]});
        put(&mut it, &steps("failures[1].mtbf").unwrap(), Some(value!("2h"))).unwrap();
        put(&mut it, &steps("cost.per_copy_month").unwrap(), None).unwrap();
        put(&mut it, &steps("failures[0]").unwrap(), None).unwrap();
        put(&mut it, &steps("copies.failover.success").unwrap(), None).unwrap();
        assert_eq!(it, value!({"id": "x", "failures": [{"mtbf": "2h"}]}));
        assert_eq!(put(&mut it, &steps("failures[7].mtbf").unwrap(), Some(value!(1))), None);
    }
}
