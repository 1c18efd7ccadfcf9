//! Moving about: by a distance, and from zone to zone.

use std::collections::{HashMap, HashSet};

use super::{CommandError, add};
use crate::document::Document;
use crate::geometry::Point;
use crate::layout::Layout;
use crate::selection::Selection;

/// Everything moves that is selected or lies in a selected zone, each thing once.
pub(super) fn moved(document: &Document, items: &Selection, by: Point) -> Document {
    document.with_layout(shifted(document.layout(), &items.moving(document.project()), by))
}

/// These somewhere else.
pub(super) fn shifted(layout: &Layout, ids: &HashSet<String>, by: Point) -> Layout {
    let mut layout = layout.clone();
    for id in ids {
        if let Some(at) = layout.position(id) {
            layout.place(id, at + by);
        }
    }
    layout
}

/// Zones drawn as one node each, or with what is in them.
pub(super) fn folded(document: &Document, zones: &[String], folded: bool) -> Result<Document, CommandError> {
    let mut layout = document.layout().clone();
    for id in zones {
        if document.project().zone(id).is_none() {
            return Err(CommandError::Unknown(id.clone()));
        }
        layout.fold(id, folded);
    }
    Ok(document.with_layout(layout))
}

/// Components then lie in that zone alone; zones get it as their parent.
pub(super) fn into(
    document: &Document,
    items: &Selection,
    zone: Option<&str>,
) -> Result<Document, CommandError> {
    let mut project = (**document.project()).clone();
    add::check_zone(&project, zone)?;
    if let Some(gone) = items.iter().find(|item| !item.exists_in(document)) {
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
