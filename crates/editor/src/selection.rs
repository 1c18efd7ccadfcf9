//! What is selected: components, zones, links, journeys.

use std::collections::{BTreeSet, HashSet};

use ninefold_engine::model::Project;

use crate::document::Document;
use crate::layout::ZoneTree;

/// One thing of the project that can be selected, moved or removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// By id.
    Component(String),
    /// By id.
    Zone(String),
    /// By both its ends.
    Link {
        /// The component that needs.
        from: String,
        /// The component needed.
        to: String,
    },
    /// By id.
    Journey(String),
    /// A note on the canvas, by id.
    Note(String),
}

impl Item {
    /// A component.
    #[must_use]
    pub fn component(id: &str) -> Self {
        Self::Component(id.to_owned())
    }

    /// A zone.
    #[must_use]
    pub fn zone(id: &str) -> Self {
        Self::Zone(id.to_owned())
    }

    /// A link.
    #[must_use]
    pub fn link(from: &str, to: &str) -> Self {
        Self::Link { from: from.to_owned(), to: to.to_owned() }
    }

    /// One text for each item: its id, or for a link both.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Component(id) | Self::Zone(id) | Self::Journey(id) | Self::Note(id) => id.clone(),
            Self::Link { from, to } => format!("{from} → {to}"),
        }
    }

    /// A note.
    #[must_use]
    pub fn note(id: &str) -> Self {
        Self::Note(id.to_owned())
    }

    /// Whether the document has it.
    #[must_use]
    pub fn exists_in(&self, document: &Document) -> bool {
        let project = document.project();
        match self {
            Self::Note(id) => document.layout().note(id).is_some(),
            Self::Component(id) => project.components.iter().flatten().any(|it| it.id == *id),
            Self::Zone(id) => project.zones.iter().flatten().any(|it| it.id == *id),
            Self::Link { from, to } => {
                project.links.iter().flatten().any(|it| it.from == *from && it.to == *to)
            }
            Self::Journey(id) => project.journeys.iter().flatten().any(|it| it.id == *id),
        }
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self, project: &Project) -> String {
        let named = |name: Option<&String>, id: &str| name.cloned().unwrap_or_else(|| id.to_owned());
        match self {
            Self::Component(id) => named(
                project.components.iter().flatten().find(|it| it.id == *id).and_then(|it| it.name.as_ref()),
                id,
            ),
            Self::Zone(id) => named(
                project.zones.iter().flatten().find(|it| it.id == *id).and_then(|it| it.name.as_ref()),
                id,
            ),
            Self::Journey(id) => named(
                project.journeys.iter().flatten().find(|it| it.id == *id).and_then(|it| it.name.as_ref()),
                id,
            ),
            Self::Note(_) => "note".to_owned(),
            Self::Link { from, to } => {
                let end = |id: &String| Self::Component(id.clone()).label(project);
                format!("{} → {}", end(from), end(to))
            }
        }
    }
}

/// A set of items, in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection(BTreeSet<Item>);

impl Selection {
    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Just one thing.
    #[must_use]
    pub fn one(item: Item) -> Self {
        Self::none().with(item)
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this thing is selected.
    #[must_use]
    pub fn contains(&self, item: &Item) -> bool {
        self.0.contains(item)
    }

    /// The only thing selected, if there is exactly one.
    #[must_use]
    pub fn single(&self) -> Option<&Item> {
        if self.0.len() == 1 { self.0.first() } else { None }
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.0.iter()
    }

    /// With one thing more.
    #[must_use]
    pub fn with(mut self, item: Item) -> Self {
        self.0.insert(item);
        self
    }

    /// In if it was out, out if it was in.
    #[must_use]
    pub fn toggled(mut self, item: Item) -> Self {
        if !self.0.remove(&item) {
            self.0.insert(item);
        }
        self
    }

    /// Both together.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Only what the document has.
    #[must_use]
    pub fn existing(mut self, document: &Document) -> Self {
        self.0.retain(|item| item.exists_in(document));
        self
    }

    /// Only what is drawn; journeys are nowhere.
    #[must_use]
    pub fn in_sight(mut self, is_drawn: impl Fn(&Item) -> bool) -> Self {
        self.0.retain(|item| matches!(item, Item::Journey(_)) || is_drawn(item));
        self
    }

    /// Ids of the selected components.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|item| if let Item::Component(id) = item { Some(id.as_str()) } else { None })
    }

    /// Ids of the selected zones.
    pub fn zones(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|item| if let Item::Zone(id) = item { Some(id.as_str()) } else { None })
    }

    /// Ids of the selected notes.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|item| if let Item::Note(id) = item { Some(id.as_str()) } else { None })
    }

    /// Ids of the components, zones and notes that move with these: a zone takes along what is drawn in it.
    #[must_use]
    pub fn moving(&self, project: &Project) -> HashSet<String> {
        let mut ids: HashSet<String> = self.components().chain(self.notes()).map(str::to_owned).collect();
        if self.zones().next().is_none() {
            return ids;
        }
        let tree = ZoneTree::of(project);
        let (zones, components) = (project.zones(), project.components());
        let selected: HashSet<&str> = self.zones().collect();
        for index in (0..zones.len()).filter(|&it| selected.contains(zones[it].id.as_str())) {
            for inside in tree.inside(index) {
                ids.insert(zones[inside].id.clone());
                ids.extend(tree.members[inside].iter().map(|&it| components[it].id.clone()));
            }
        }
        ids
    }

    /// "API", "3 components", "5 items".
    #[must_use]
    pub fn describe(&self, project: &Project) -> String {
        if let Some(item) = self.single() {
            return item.label(project);
        }
        let count = self.len();
        if self.components().count() == count {
            format!("{count} components")
        } else if self.zones().count() == count {
            format!("{count} zones")
        } else if self.notes().count() == count {
            format!("{count} notes")
        } else if self.0.iter().all(|item| matches!(item, Item::Link { .. })) {
            format!("{count} links")
        } else {
            format!("{count} items")
        }
    }
}

impl FromIterator<Item> for Selection {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        // Collected, the set would be sorted by code of its own.
        let mut set = BTreeSet::new();
        set.extend(items);
        Self(set)
    }
}
