//! What differs in the drawing: parts that came, went, moved or changed, with the fields that did.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{FieldChange, changes};
use crate::model::Project;

/// What happened to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Only the design compared has it.
    Added,
    /// Only the design compared with has it.
    Removed,
    /// Both have it, with other values.
    Changed,
    /// Both have it, at other places of the drawing.
    Moved,
}

/// A part that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its id in the design that has it, the one compared where both have; of a link, `from → to`.
    pub id: String,
    /// Its id in the design compared with, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_before: Option<String>,
    /// What people call it.
    pub name: String,
    /// What happened to it.
    pub difference: Difference,
    /// Whether it stands at another place of the drawing.
    pub moved: bool,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

/// What differs, each list in the order of the files, what was added last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// Components: found by id, otherwise by a name and kind that only one in each design has.
    pub components: Vec<Part>,
    /// Links, by what they join.
    pub links: Vec<Part>,
    /// Zones, as components.
    pub zones: Vec<Part>,
    /// Journeys, by id.
    pub journeys: Vec<Part>,
    /// Scenarios, by name.
    pub scenarios: Vec<Part>,
    /// What belongs to the project as a whole: its name, promise and demand.
    pub project: Vec<FieldChange>,
}

impl Drawing {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts().all(|(_, parts)| parts.is_empty()) && self.project.is_empty()
    }

    /// The lists of parts, each with the word for one of them.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &[Part])> {
        let lists = [
            ("component", &self.components),
            ("link", &self.links),
            ("zone", &self.zones),
            ("journey", &self.journeys),
            ("scenario", &self.scenarios),
        ];
        lists.into_iter().map(|(word, parts)| (word, parts.as_slice()))
    }
}

/// A part of one design, ready to be matched.
struct Thing {
    id: String,
    name: String,
    kind: String,
    place: Option<(f64, f64)>,
    value: Value,
}

pub(super) fn compare(before: &Project, after: &Project) -> Drawing {
    let (one, two) = (components(before), components(after));
    let twins = twins(&one, &two);
    let renamed: BTreeMap<&str, &str> =
        twins.iter().map(|&(old, new)| (one[old].id.as_str(), two[new].id.as_str())).collect();
    let (old_links, new_links) = (links(before, &renamed), links(after, &BTreeMap::new()));
    let (old_zones, new_zones) = (zones(before), zones(after));
    Drawing {
        components: parts(&one, &two, &twins),
        links: parts(&old_links, &new_links, &by_id(&old_links, &new_links)),
        zones: parts(&old_zones, &new_zones, &self::twins(&old_zones, &new_zones)),
        journeys: by_ids(&journeys(before), &journeys(after)),
        scenarios: by_ids(&scenarios(before), &scenarios(after)),
        project: changes(&whole(before), &whole(after)),
    }
}

fn by_ids(before: &[Thing], after: &[Thing]) -> Vec<Part> {
    parts(before, after, &by_id(before, after))
}

fn thing(id: &str, name: &str, kind: Option<&str>, value: Option<Value>) -> Thing {
    let kind = kind.unwrap_or_default().to_owned();
    Thing { id: id.to_owned(), name: name.to_owned(), kind, place: None, value: value.unwrap_or_default() }
}

fn components(project: &Project) -> Vec<Thing> {
    let positions = project.canvas.as_ref().and_then(|canvas| canvas.get("positions"));
    let place = |id: &str| {
        let at = positions?.get(id)?.as_array()?;
        Some((at.first()?.as_f64()?, at.get(1)?.as_f64()?))
    };
    let all = project.components().iter().map(|it| {
        let own = thing(&it.id, it.display_name(), it.kind.as_deref(), serde_json::to_value(it).ok());
        Thing { place: place(&it.id), ..own }
    });
    all.collect()
}

fn zones(project: &Project) -> Vec<Thing> {
    let all = project.zones().iter();
    all.map(|it| thing(&it.id, it.display_name(), it.kind.as_deref(), serde_json::to_value(it).ok()))
        .collect()
}

fn journeys(project: &Project) -> Vec<Thing> {
    let all = project.journeys().iter();
    all.map(|it| thing(&it.id, it.display_name(), None, serde_json::to_value(it).ok())).collect()
}

fn scenarios(project: &Project) -> Vec<Thing> {
    let all = project.scenarios().iter();
    all.map(|it| thing(&it.name, &it.name, None, serde_json::to_value(it).ok())).collect()
}

/// Links by the ends they have in the design compared; several between the same two are told apart by their number.
fn links(project: &Project, renamed: &BTreeMap<&str, &str>) -> Vec<Thing> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let names: BTreeMap<&str, &str> =
        project.components().iter().map(|it| (it.id.as_str(), it.display_name())).collect();
    let all = project.links().iter().map(|link| {
        let now = |id: &str| renamed.get(id).map_or_else(|| id.to_owned(), |new| (*new).to_owned());
        let mut id = format!("{} → {}", now(&link.from), now(&link.to));
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            id = format!("{id} ({count})");
        }
        let name = |id: &str| names.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned());
        let name = format!("{} → {}", name(&link.from), name(&link.to));
        thing(&id, &name, None, serde_json::to_value(link).ok())
    });
    all.collect()
}

/// What belongs to no part.
fn whole(project: &Project) -> Value {
    let mut value = serde_json::to_value(Project {
        zones: None,
        components: None,
        links: None,
        journeys: None,
        scenarios: None,
        canvas: None,
        ..project.clone()
    })
    .unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.remove("format");
    }
    value
}

/// Which are the same: places in both lists, by id.
fn by_id(before: &[Thing], after: &[Thing]) -> Vec<(usize, usize)> {
    let places: BTreeMap<&str, usize> =
        after.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let found = |(at, it): (usize, &Thing)| Some((at, *places.get(it.id.as_str())?));
    before.iter().enumerate().filter_map(found).collect()
}

/// As [`by_id`], and of the rest those whose name and kind only one in each list has.
fn twins(before: &[Thing], after: &[Thing]) -> Vec<(usize, usize)> {
    let mut list = by_id(before, after);
    let (old, new): (BTreeSet<usize>, BTreeSet<usize>) = list.iter().copied().unzip();
    let alone = |things: &[Thing], taken: &BTreeSet<usize>| {
        let mut found: BTreeMap<(String, String), Option<usize>> = BTreeMap::new();
        for (at, it) in things.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            let key = (it.name.clone(), it.kind.clone());
            found.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
        }
        found
    };
    let (old, new) = (alone(before, &old), alone(after, &new));
    list.extend(old.into_iter().filter_map(|(key, at)| Some((at?, (*new.get(&key)?)?))));
    list
}

fn parts(before: &[Thing], after: &[Thing], pairs: &[(usize, usize)]) -> Vec<Part> {
    let matched: BTreeMap<usize, usize> = pairs.iter().copied().collect();
    let known: BTreeSet<usize> = pairs.iter().map(|pair| pair.1).collect();
    let old = before.iter().enumerate().filter_map(|(at, it)| match matched.get(&at) {
        Some(&now) => changed(it, &after[now]),
        None => Some(whole_part(it, Difference::Removed)),
    });
    let new = after.iter().enumerate().filter(|(at, _)| !known.contains(at));
    old.chain(new.map(|(_, it)| whole_part(it, Difference::Added))).collect()
}

fn whole_part(thing: &Thing, difference: Difference) -> Part {
    let (id, name) = (thing.id.clone(), thing.name.clone());
    Part { id, id_before: None, name, difference, moved: false, fields: Vec::new() }
}

/// The part, where anything about it differs. What names it, and links' ends, are not fields of it.
fn changed(before: &Thing, after: &Thing) -> Option<Part> {
    let mut fields = changes(&before.value, &after.value);
    fields.retain(|it| !matches!(it.field.as_str(), "id" | "from" | "to"));
    let moved = before.place.zip(after.place).is_some_and(|(one, two)| one != two);
    let id_before = (before.id != after.id).then(|| before.id.clone());
    let difference = match (fields.is_empty() && id_before.is_none(), moved) {
        (true, false) => return None,
        (true, true) => Difference::Moved,
        (false, _) => Difference::Changed,
    };
    Some(Part { id: after.id.clone(), id_before, name: after.name.clone(), difference, moved, fields })
}
