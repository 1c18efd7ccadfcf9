//! Parts of a project on their own: what the clipboard and the palette's patterns hold.
//!
//! As text a fragment is itself a project file, so whole projects can be pasted too, and the engine's reader guards the door.

use std::collections::{HashMap, HashSet};

use ninefold_engine::model::{self, Link, Project};
use thiserror::Error;

use super::names::{name_for, unique_id};
use super::{Applied, CommandError, add, value, zones};
use crate::arrange;
use crate::document::{Document, ZoneTree, node_size, zone_rects};
use crate::geometry::{Point, Rect};
use crate::selection::{Item, Selection};

/// The longest text that is looked at.
const MAX_TEXT: usize = 8 * 1024 * 1024;
/// How far copies stand from their originals.
const BESIDE: Point = Point { x: 32.0, y: 32.0 };

/// Components, zones and the links among them, with their places.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment(Document);

/// Why a text cannot be pasted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FragmentError {
    /// Too long to look at.
    #[error("this text is too long to paste ({0} MB)")]
    TooLong(usize),
    /// No project, or a faulty one.
    #[error("the clipboard holds no Ninefold components: {0}")]
    NotAProject(String),
    /// A project with nothing to paste.
    #[error("there is nothing in it to paste")]
    Empty,
}

impl Fragment {
    /// The selected components and zones (with all that is in them) and the links among them.
    #[must_use]
    pub fn of(document: &Document, items: &Selection) -> Option<Self> {
        let ids = zones::moving(document, items);
        let project = (**document.project()).clone();
        let mut kept = Project::empty();
        kept.format = project.format;
        kept.zones = project.zones.map(|list| list.into_iter().filter(|it| ids.contains(&it.id)).collect());
        kept.components =
            project.components.map(|list| list.into_iter().filter(|it| ids.contains(&it.id)).collect());
        kept.links = project.links.map(|list| {
            list.into_iter().filter(|it| ids.contains(&it.from) && ids.contains(&it.to)).collect()
        });
        let zones: HashSet<String> = kept.zones.iter().flatten().map(|it| it.id.clone()).collect();
        for zone in kept.zones.iter_mut().flatten() {
            zone.parent = zone.parent.take().filter(|id| zones.contains(id));
        }
        for component in kept.components.iter_mut().flatten() {
            component.zones =
                component.zones.take().map(|list| list.into_iter().filter(|id| zones.contains(id)).collect());
        }
        let sources: Vec<String> = kept.components.iter().flatten().map(|it| it.id.clone()).collect();
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let mut kept = value::relaxed(kept, &sources);
        kept.canvas = document.layout().write(&kept, None);
        let fragment = Self(Document::new(kept));
        (!fragment.is_empty()).then_some(fragment)
    }

    /// From the text of a project file.
    ///
    /// # Errors
    /// A sentence for the person who pasted.
    pub fn read(text: &str) -> Result<Self, FragmentError> {
        if text.len() > MAX_TEXT {
            return Err(FragmentError::TooLong(text.len() / (1024 * 1024)));
        }
        let loaded = model::read(text).map_err(|faults| {
            let first = faults.0.first().map(ToString::to_string).unwrap_or_default();
            FragmentError::NotAProject(first)
        })?;
        let mut project = loaded.project;
        project.journeys = None;
        project.scenarios = None;
        let fragment = Self(Document::new(project));
        if fragment.is_empty() { Err(FragmentError::Empty) } else { Ok(fragment) }
    }

    /// As the text of a project file.
    #[must_use]
    pub fn text(&self) -> String {
        model::write(&self.0.to_project(None))
    }

    /// How many components and zones.
    #[must_use]
    pub fn len(&self) -> usize {
        let project = self.0.project();
        project.components.iter().flatten().count() + project.zones.iter().flatten().count()
    }

    /// Whether there is neither component nor zone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rectangle around all of it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let (project, layout) = (self.0.project(), self.0.layout());
        let nodes = project.components.iter().flatten();
        let nodes = nodes.filter_map(|it| Some(Rect::new(layout.position(&it.id)?, node_size(it))));
        let zones = zone_rects(project, layout, &ZoneTree::of(project));
        Rect::around(nodes.chain(zones)).unwrap_or_default()
    }
}

/// Where inserted things lie whose zone is not inserted with them.
#[derive(Clone, Copy)]
enum Home<'a> {
    /// Where their originals lie.
    Originals,
    /// In this zone, or in none.
    Zone(Option<&'a str>),
}

/// Copies beside the originals, in the same zones.
pub(super) fn duplicate(document: &Document, items: &Selection) -> Result<Applied, CommandError> {
    let fragment = Fragment::of(document, items).ok_or(CommandError::NothingSelected)?;
    Ok(insert(document, &fragment, BESIDE, Home::Originals))
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
    Ok(insert(document, fragment, by, Home::Zone(zone)))
}

/// The middle of a free place as large as the fragment.
pub(super) fn free_middle(document: &Document, fragment: &Fragment) -> Point {
    let (project, layout) = (document.project(), document.layout());
    let tree = ZoneTree::of(project);
    let size = fragment.bounds().size();
    Rect::new(arrange::free_place(project, &tree, layout, Point::ZERO, size), size).center()
}

fn insert(document: &Document, fragment: &Fragment, by: Point, home: Home<'_>) -> Applied {
    let mut project = (**document.project()).clone();
    let mut layout = document.layout().clone();
    let part = fragment.0.project();
    let new_ids = fresh_ids(&project, part);
    let renewed = |id: &String| new_ids.get(id).cloned().unwrap_or_else(|| id.clone());
    let by = clear_of_others(&layout, fragment, by);
    let mut created = Selection::none();
    for old in part.zones.iter().flatten() {
        let mut new = old.clone();
        new.id = renewed(&old.id);
        new.name = old.name.as_deref().map(|name| name_for(&new.id, &old.id, name));
        new.parent = match (home, &old.parent) {
            (_, Some(parent)) => Some(renewed(parent)),
            (Home::Zone(zone), None) => zone.map(str::to_owned),
            (Home::Originals, None) => original_parent(document, &old.id),
        };
        created = created.with(Item::zone(&new.id));
        project.zones.get_or_insert_default().push(new);
    }
    for old in part.components.iter().flatten() {
        let mut new = old.clone();
        new.id = renewed(&old.id);
        new.name = old.name.as_deref().map(|name| name_for(&new.id, &old.id, name));
        let listed = match home {
            Home::Originals => original_zones(document, &old.id),
            Home::Zone(_) => old.zones.clone(),
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
    for (old, new) in &new_ids {
        if let Some(at) = fragment.0.layout().position(old) {
            layout.place(new, at + by);
        }
    }
    Applied { document: document.with(project, layout), created }
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
fn fresh_ids(project: &Project, part: &Project) -> NewIds {
    let mut taken: HashSet<String> = add::taken(project).into_iter().map(str::to_owned).collect();
    let zones = part.zones.iter().flatten().map(|it| &it.id);
    let mut new_ids = NewIds::new();
    for id in zones.chain(part.components.iter().flatten().map(|it| &it.id)) {
        let borrowed = taken.iter().map(String::as_str).collect();
        let new = unique_id(id, &borrowed);
        taken.insert(new.clone());
        new_ids.insert(id.clone(), new);
    }
    new_ids
}

/// Further beside, as often as something stands exactly there (pasted twice, say).
fn clear_of_others(layout: &crate::document::Layout, fragment: &Fragment, by: Point) -> Point {
    let stands = |point: Point| layout.iter().any(|(_, other)| other == point);
    let places: Vec<Point> = fragment.0.layout().iter().map(|(_, point)| point).collect();
    let mut by = by;
    for _ in 0..256 {
        if !places.iter().any(|&place| stands(place + by)) {
            break;
        }
        by = by + BESIDE;
    }
    by
}
