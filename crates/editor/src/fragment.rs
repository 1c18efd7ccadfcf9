//! Parts of a project on their own: what the clipboard and the palette's patterns hold.
//!
//! As text a fragment is itself a project file, so whole projects can be pasted too, and the engine's reader guards the door.

use std::collections::HashSet;

use ninefold_engine::model::{self, Project};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::document::{Document, relaxed};
use crate::geometry::Rect;
use crate::layout::{Layout, ZoneTree, node_size, note_size, zone_rects};
use crate::selection::Selection;

/// The longest text that is looked at.
const MAX_TEXT: usize = 8 * 1024 * 1024;

/// Components, zones, the links among them, and notes, with their places.
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

/// The key in the `canvas` block of the zones around what was copied.
const HOMES: &str = "homes";

fn note_home(homes: &mut Map<String, Value>, id: &str, zones: Vec<String>) {
    if !zones.is_empty() {
        homes.insert(id.to_owned(), Value::from(zones));
    }
}

impl Fragment {
    /// The selected components, zones (with all that is in them) and notes, and the links among them.
    #[must_use]
    pub fn of(document: &Document, items: &Selection) -> Option<Self> {
        let ids = items.moving(document.project());
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
        let mut homes = Map::new();
        for zone in kept.zones.iter_mut().flatten() {
            let (inside, outside) = zone.parent.take().into_iter().partition(|id| zones.contains(id));
            zone.parent = Vec::into_iter(inside).next();
            note_home(&mut homes, &zone.id, outside);
        }
        for component in kept.components.iter_mut().flatten() {
            let Some(list) = component.zones.take() else { continue };
            let (inside, outside) = list.into_iter().partition(|id| zones.contains(id));
            component.zones = Some(inside);
            note_home(&mut homes, &component.id, outside);
        }
        let sources: Vec<String> = kept.components.iter().flatten().map(|it| it.id.clone()).collect();
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let mut kept = relaxed(kept, &sources);
        let mut layout = Layout::default();
        for (id, at) in document.layout().iter().filter(|(id, _)| ids.contains(*id)) {
            layout.place(id, at);
        }
        for (id, text) in document.layout().notes().filter(|(id, _)| ids.contains(*id)) {
            layout.write_note(id, text);
        }
        kept.canvas = layout.write(&kept, None);
        if !homes.is_empty() {
            let canvas = kept.canvas.get_or_insert_with(|| Value::Object(Map::new()));
            canvas[HOMES] = Value::Object(homes);
        }
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

    /// The parts as a document of their own.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.0
    }

    /// The zones something lay in that are no part of the fragment.
    #[must_use]
    pub fn homes(&self, id: &str) -> Vec<&str> {
        let list = self.0.layout().extra(HOMES).and_then(|homes| homes.get(id)?.as_array());
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Whether some of it lay in zones that are no part of it, and this project has them all.
    #[must_use]
    pub fn is_at_home(&self, project: &Project) -> bool {
        let part = self.0.project();
        let ids = part.zones().iter().map(|it| &it.id).chain(part.components().iter().map(|it| &it.id));
        let mut homes = ids.flat_map(|id| self.homes(id)).peekable();
        homes.peek().is_some() && homes.all(|id| project.zone(id).is_some())
    }

    /// Whether there are zones in it.
    #[must_use]
    pub fn has_zones(&self) -> bool {
        !self.0.project().zones().is_empty()
    }

    /// As the text of a project file.
    #[must_use]
    pub fn text(&self) -> String {
        model::write(&self.0.to_project(None))
    }

    /// How many components, zones and notes.
    #[must_use]
    pub fn len(&self) -> usize {
        let project = self.0.project();
        project.components().len() + project.zones().len() + self.0.layout().notes().count()
    }

    /// Whether there is neither component nor zone nor note.
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
        let notes =
            layout.notes().filter_map(|(id, text)| Some(Rect::new(layout.position(id)?, note_size(text))));
        Rect::around(nodes.chain(zones).chain(notes)).unwrap_or_default()
    }
}
