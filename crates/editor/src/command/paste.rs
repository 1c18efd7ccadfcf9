//! Inserting parts: pasting, duplicating, patterns from the palette.

use std::collections::{HashMap, HashSet};

use ninefold_engine::model::Link;

use super::names::{name_for, unique_id};
use super::{Applied, CommandError, add};
use crate::document::Document;
use crate::fragment::Fragment;
use crate::geometry::{Point, Rect};
use crate::layout::{self, Layout, ZoneTree};
use crate::selection::{Item, Selection};

/// How far copies stand from their originals.
pub(super) const BESIDE: Point = Point { x: 32.0, y: 32.0 };

/// Where inserted things lie whose zone is not inserted with them.
#[derive(Clone, Copy)]
enum Home<'a> {
    /// Where their originals lie, but for these.
    Originals(&'a [(Item, Option<String>)]),
    /// Where what was copied lay, which need not be there any more.
    Own,
    /// In this zone, or in none.
    Zone(Option<&'a str>),
}

impl Home<'_> {
    /// The zone, or none, that a copy shall lie in if that is not where its original lies.
    fn elsewhere(self, original: &Item) -> Option<Option<String>> {
        let Self::Originals(list) = self else { return None };
        list.iter().find(|it| it.0 == *original).map(|it| it.1.clone())
    }
}

/// Copies so far from the originals; those of `zones` lie in another zone than these.
pub(super) fn duplicate_at(
    document: &Document,
    items: &Selection,
    by: Point,
    zones: &[(Item, Option<String>)],
) -> Result<Applied, CommandError> {
    let fragment = Fragment::of(document, items).ok_or(CommandError::NothingSelected)?;
    for (_, zone) in zones {
        add::check_zone(document.project(), zone.as_deref())?;
    }
    Ok(insert(document, &fragment, by, Home::Originals(zones)))
}

/// Copies around a place, or beside where the originals were.
pub(super) fn paste(
    document: &Document,
    fragment: &Fragment,
    at: Option<Point>,
    zone: Option<&str>,
) -> Result<Applied, CommandError> {
    add::check_zone(document.project(), zone)?;
    let by = at.map_or(BESIDE, |at| (at - fragment.bounds().center()).snapped());
    let home =
        if at.is_none() && fragment.is_at_home(document.project()) { Home::Own } else { Home::Zone(zone) };
    Ok(insert(document, fragment, clear_of_zones(document, fragment, by), home))
}

/// Copies beside the originals.
pub(super) fn duplicate(document: &Document, items: &Selection) -> Result<Applied, CommandError> {
    let fragment = Fragment::of(document, items).ok_or(CommandError::NothingSelected)?;
    duplicate_at(document, items, clear_of_zones(document, &fragment, BESIDE), &[])
}

/// So far that a zone among the copies stands on nothing else.
fn clear_of_zones(document: &Document, fragment: &Fragment, by: Point) -> Point {
    let (project, places) = (document.project(), document.layout());
    let bounds = fragment.bounds();
    let wanted = bounds.moved(by);
    let tree = ZoneTree::of(project);
    let nodes = project.components().iter();
    let nodes = nodes.filter_map(|it| Some(Rect::new(places.position(&it.id)?, layout::node_size(it))));
    // What is put into a zone lies in its frame.
    let zones = layout::zone_rects(project, places, &tree).into_iter().filter(|it| !it.covers(wanted));
    if !fragment.has_zones() || !nodes.chain(zones).any(|it| it.overlaps(wanted)) {
        return by;
    }
    // What stands beside the free place may have a frame around it.
    let room = wanted.inflated(layout::ZONE_PADDING + layout::ZONE_TITLE);
    let free = layout::free_place(project, &tree, places, room.origin(), room.size());
    (Rect::new(free, room.size()).center() - bounds.center()).snapped()
}

/// The middle of a free place as large as the fragment.
pub(super) fn free_middle(document: &Document, fragment: &Fragment) -> Point {
    let (project, places) = (document.project(), document.layout());
    let tree = ZoneTree::of(project);
    let size = fragment.bounds().size();
    Rect::new(layout::free_place(project, &tree, places, Point::ZERO, size), size).center()
}

fn insert(document: &Document, fragment: &Fragment, by: Point, home: Home<'_>) -> Applied {
    let mut project = (**document.project()).clone();
    let mut places = document.layout().clone();
    let part = fragment.document().project();
    let new_ids = fresh_ids(document, fragment);
    let renewed = |id: &String| new_ids.get(id).cloned().unwrap_or_else(|| id.clone());
    let by = clear_of_others(&places, fragment, by);
    let mut created = Selection::none();
    for old in part.zones.iter().flatten() {
        let mut new = old.clone();
        new.id = renewed(&old.id);
        new.name = old.name.as_deref().map(|name| name_for(&new.id, &old.id, name));
        new.parent = match (home, &old.parent) {
            (_, Some(parent)) => Some(renewed(parent)),
            (Home::Zone(zone), None) => zone.map(str::to_owned),
            (Home::Own, None) => fragment.homes(&old.id).first().map(|&zone| zone.to_owned()),
            (_, None) => {
                home.elsewhere(&Item::zone(&old.id)).unwrap_or_else(|| original_parent(document, &old.id))
            }
        };
        created = created.with(Item::zone(&new.id));
        project.zones.get_or_insert_default().push(new);
    }
    for old in part.components.iter().flatten() {
        let mut new = old.clone();
        new.id = renewed(&old.id);
        new.name = old.name.as_deref().map(|name| name_for(&new.id, &old.id, name));
        let listed = match home {
            Home::Zone(_) => old.zones.clone(),
            Home::Own => {
                let homes = fragment.homes(&old.id).into_iter().map(str::to_owned);
                Some(old.zones.iter().flatten().cloned().chain(homes).collect::<Vec<_>>())
            }
            _ => match home.elsewhere(&Item::component(&old.id)) {
                Some(zone) => zone.map(|zone| vec![zone]),
                None => original_zones(document, &old.id),
            },
        };
        new.zones = match (listed.filter(|list| !list.is_empty()), home) {
            (Some(list), _) => Some(list.iter().map(renewed).collect()),
            (None, Home::Zone(Some(zone))) => Some(vec![zone.to_owned()]),
            (None, _) => None,
        };
        created = created.with(Item::component(&new.id));
        project.components.get_or_insert_default().push(new);
    }
    for old in part.links.iter().flatten() {
        let new = Link { from: renewed(&old.from), to: renewed(&old.to), ..old.clone() };
        project.links.get_or_insert_default().push(new);
    }
    for (old, text) in fragment.document().layout().notes() {
        let new = renewed(&old.to_owned());
        places.write_note(&new, text);
        created = created.with(Item::Note(new));
    }
    for (old, new) in &new_ids {
        if let Some(at) = fragment.document().layout().position(old) {
            places.place(new, at + by);
        }
    }
    Applied { document: document.with(project, places), created }
}

fn original_parent(document: &Document, id: &str) -> Option<String> {
    document.project().zones.iter().flatten().find(|it| it.id == id)?.parent.clone()
}

fn original_zones(document: &Document, id: &str) -> Option<Vec<String>> {
    document.project().components.iter().flatten().find(|it| it.id == id)?.zones.clone()
}

/// Old id to new id of what is inserted.
type NewIds = HashMap<String, String>;

/// New ids where the old are taken, in the fragment's order.
fn fresh_ids(document: &Document, fragment: &Fragment) -> NewIds {
    let (part, notes) = (fragment.document().project(), fragment.document().layout().notes());
    let mut taken: HashSet<String> = add::taken(document.project()).into_iter().map(str::to_owned).collect();
    taken.extend(document.layout().notes().map(|(id, _)| id.to_owned()));
    let zones = part.zones().iter().map(|it| it.id.as_str());
    let components = part.components().iter().map(|it| it.id.as_str());
    let mut new_ids = NewIds::new();
    for id in zones.chain(components).chain(notes.map(|(id, _)| id)) {
        let borrowed = taken.iter().map(String::as_str).collect();
        let new = unique_id(id, &borrowed);
        taken.insert(new.clone());
        new_ids.insert(id.to_owned(), new);
    }
    new_ids
}

/// Further beside, as often as something stands exactly there (pasted twice, say).
fn clear_of_others(layout: &Layout, fragment: &Fragment, by: Point) -> Point {
    let stands = |point: Point| layout.iter().any(|(_, other)| other == point);
    let places: Vec<Point> = fragment.document().layout().iter().map(|(_, point)| point).collect();
    let mut by = by;
    for _ in 0..256 {
        if !places.iter().any(|&place| stands(place + by)) {
            break;
        }
        by = by + BESIDE;
    }
    by
}
