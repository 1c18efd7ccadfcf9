//! Moving about: by a distance, and from zone to zone.

use std::collections::{HashMap, HashSet};

use super::{CommandError, add};
use crate::document::{Document, ZoneTree};
use crate::geometry::Point;
use crate::selection::Selection;

/// Everything moves that is selected or lies in a selected zone, each thing once.
pub(super) fn shifted(document: &Document, items: &Selection, by: Point) -> Document {
    let mut layout = document.layout().clone();
    for id in moving(document, items) {
        if let Some(at) = layout.position(&id) {
            layout.place(&id, at + by);
        }
    }
    document.with_layout(layout)
}

/// Ids of the components and zones that move with these items.
#[must_use]
pub fn moving(document: &Document, items: &Selection) -> HashSet<String> {
    let project = document.project();
    let mut ids: HashSet<String> = items.components().map(str::to_owned).collect();
    if items.zones().next().is_none() {
        return ids;
    }
    let tree = ZoneTree::of(project);
    let zones = project.zones.as_deref().unwrap_or_default();
    let components = project.components.as_deref().unwrap_or_default();
    let selected: HashSet<&str> = items.zones().collect();
    for index in (0..zones.len()).filter(|&it| selected.contains(zones[it].id.as_str())) {
        for inside in tree.inside(index) {
            ids.insert(zones[inside].id.clone());
            ids.extend(tree.members[inside].iter().map(|&it| components[it].id.clone()));
        }
    }
    ids
}

/// Components then lie in that zone alone; zones get it as their parent.
pub(super) fn into(
    document: &Document,
    items: &Selection,
    zone: Option<&str>,
) -> Result<Document, CommandError> {
    let mut project = (**document.project()).clone();
    add::check_zone(&project, zone)?;
    if let Some(gone) = items.iter().find(|item| !item.exists_in(&project)) {
        return Err(CommandError::Unknown(gone.label(&project)));
    }
    let parents: HashMap<String, Option<String>> =
        project.zones.iter().flatten().map(|it| (it.id.clone(), it.parent.clone())).collect();
    let zones: HashSet<&str> = items.zones().collect();
    let mut outer = zone.map(str::to_owned);
    for _ in 0..=parents.len() {
        let Some(id) = outer else { break };
        if zones.contains(id.as_str()) {
            return Err(CommandError::ZoneInItself);
        }
        outer = parents.get(&id).cloned().flatten();
    }
    let components: HashSet<&str> = items.components().collect();
    for component in project.components.iter_mut().flatten().filter(|it| components.contains(it.id.as_str()))
    {
        component.zones = zone.map(|zone| vec![zone.to_owned()]);
    }
    for inner in project.zones.iter_mut().flatten().filter(|it| zones.contains(it.id.as_str())) {
        inner.parent = zone.map(str::to_owned);
    }
    Ok(document.with_project(project))
}
