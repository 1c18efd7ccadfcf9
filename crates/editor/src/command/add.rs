//! New components, zones and journeys.

use std::collections::HashSet;

use ninefold_engine::model::{Journey, Link, Project};

use super::names::{name_for, unique_id};
use super::{Applied, CommandError, links, paste};
use crate::document::Document;
use crate::geometry::{Point, Size};
use crate::layout::{self, EMPTY_ZONE, ZoneTree, node_size};
use crate::presets;
use crate::selection::{Item, Selection};

/// Ids of components and zones, which share one name space.
pub(super) fn taken(project: &Project) -> HashSet<&str> {
    let zones = project.zones.iter().flatten().map(|zone| zone.id.as_str());
    zones.chain(project.components.iter().flatten().map(|component| component.id.as_str())).collect()
}

/// Refuses a zone that is not there.
pub(super) fn check_zone(project: &Project, zone: Option<&str>) -> Result<(), CommandError> {
    match zone {
        Some(id) if !Item::zone(id).exists_in(project) => Err(CommandError::Unknown(id.to_owned())),
        _ => Ok(()),
    }
}

pub(super) fn component(
    document: &Document,
    preset: &str,
    at: Option<Point>,
    zone: Option<&str>,
    needed_by: Option<&str>,
) -> Result<Applied, CommandError> {
    if let Some(pattern) = presets::pattern(preset) {
        return add_pattern(document, &pattern, at, zone, needed_by);
    }
    let mut new = presets::component(preset)
        .and_then(|it| it.component())
        .ok_or_else(|| CommandError::UnknownPreset(preset.to_owned()))?;
    let mut project = (**document.project()).clone();
    check_zone(&project, zone)?;
    let id = unique_id(preset, &taken(&project));
    new.name = new.name.map(|name| name_for(&id, preset, &name));
    new.id.clone_from(&id);
    new.zones = zone.map(|zone| vec![zone.to_owned()]);
    if let Some(from) = needed_by {
        links::check_component(&project, from)?;
        project.links.get_or_insert_default().push(link(from, &id));
    }
    let size = node_size(&new);
    let first = project.components.iter().flatten().next().is_none();
    project.components.get_or_insert_default().push(new);
    if first && project.journeys.iter().flatten().next().is_none() {
        project.journeys = Some(vec![new_journey("requests", "Requests", &id)]);
    }
    Ok(placed(document, project, &id, at, size, Item::component(&id)))
}

/// A pattern is a small project of its own. In an empty project requests enter where nothing in it needs it.
fn add_pattern(
    document: &Document,
    pattern: &presets::Preset,
    at: Option<Point>,
    zone: Option<&str>,
    needed_by: Option<&str>,
) -> Result<Applied, CommandError> {
    let parts = pattern.fragment().ok_or_else(|| CommandError::UnknownPreset(pattern.id.to_owned()))?;
    let at = at.or_else(|| Some(paste::free_middle(document, &parts)));
    let mut added = paste::paste(document, &parts, at, zone)?;
    let created: HashSet<&str> = added.created.components().collect();
    let links = added.document.project().links.iter().flatten();
    let needed: HashSet<&str> = links.map(|link| link.to.as_str()).collect();
    let head = created.iter().filter(|id| !needed.contains(*id)).min().map(|id| (*id).to_owned());
    let Some(head) = head else { return Ok(added) };
    if let Some(from) = needed_by {
        added.document = links::connect(&added.document, from, &head)?.document;
    }
    let before = document.project();
    if before.components().is_empty() && before.journeys.iter().flatten().next().is_none() {
        let mut project = (**added.document.project()).clone();
        project.journeys = Some(vec![new_journey("requests", "Requests", &head)]);
        added.document = added.document.with_project(project);
    }
    Ok(added)
}

pub(super) fn zone(
    document: &Document,
    preset: &str,
    at: Option<Point>,
    parent: Option<&str>,
) -> Result<Applied, CommandError> {
    let mut new = presets::zone(preset)
        .and_then(|it| it.zone())
        .ok_or_else(|| CommandError::UnknownPreset(preset.to_owned()))?;
    let mut project = (**document.project()).clone();
    check_zone(&project, parent)?;
    let id = unique_id(preset, &taken(&project));
    new.name = new.name.map(|name| name_for(&id, preset, &name));
    new.id.clone_from(&id);
    new.parent = parent.map(str::to_owned);
    project.zones.get_or_insert_default().push(new);
    Ok(placed(document, project, &id, at, EMPTY_ZONE, Item::zone(&id)))
}

/// The new document with `id` standing around `at`, or at a free place.
fn placed(
    document: &Document,
    project: Project,
    id: &str,
    at: Option<Point>,
    size: Size,
    created: Item,
) -> Applied {
    let mut places = document.layout().clone();
    if let Some(at) = at {
        let corner = (at - Point::new(size.width / 2.0, size.height / 2.0)).snapped();
        let tree = ZoneTree::of(document.project());
        let free = |corner| layout::free_place(document.project(), &tree, &places, corner, size);
        // Exactly where it was dropped, unless something else stands exactly there.
        let clash = places.iter().any(|(_, point)| point == corner);
        let corner = if clash { free(corner) } else { corner };
        places.place(id, corner);
    }
    Applied { document: document.with(project, places), created: Selection::one(created) }
}

pub(super) fn journey(document: &Document, entry: &str) -> Result<Applied, CommandError> {
    let mut project = (**document.project()).clone();
    links::check_component(&project, entry)?;
    let name = Item::component(entry).label(&project);
    let taken = project.journeys.iter().flatten().map(|journey| journey.id.as_str()).collect();
    let id = unique_id(entry, &taken);
    let name = name_for(&id, entry, &name);
    project.journeys.get_or_insert_default().push(new_journey(&id, &name, entry));
    Ok(Applied { document: document.with_project(project), created: Selection::one(Item::Journey(id)) })
}

fn new_journey(id: &str, name: &str, entry: &str) -> Journey {
    Journey {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        entry: entry.to_owned(),
        objective: None,
        peak_rps: None,
        source: None,
        notes: None,
        extra: serde_json::Map::new(),
    }
}

/// A plain hard link.
pub(super) fn link(from: &str, to: &str) -> Link {
    Link { from: from.to_owned(), to: to.to_owned(), ..Link::default() }
}
