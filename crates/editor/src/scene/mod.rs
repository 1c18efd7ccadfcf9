//! The document as it is drawn: nodes, zones and links with their geometry, ready for a view to show.
//!
//! Parts are shared: a scene made from an earlier one reuses every part that did not change, so a view can keep
//! what it drew for the same [`Arc`].

mod hit;
mod parts;

use std::collections::HashMap;
use std::sync::Arc;

pub use hit::{Hit, Side};
pub use parts::{LinkView, NodeView, NoteView, Place, Role, ZoneView, link_key};

use crate::document::Document;
use crate::geometry::{Point, Rect, Route};
use crate::layout::{ZoneTree, node_size, zone_rects};
use crate::selection::{Item, Selection};

/// Everything on the canvas, in the order it is drawn: zones (outer ones first), links, nodes.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Of every component, in the project's order.
    every: Vec<Arc<NodeView>>,
    /// Those in sight, where that is not every one.
    shown: Option<Vec<Arc<NodeView>>>,
    /// By component the folded zone it is hidden in; empty where nothing is folded.
    covers: Vec<Option<usize>>,
    zones: Vec<Arc<ZoneView>>,
    links: Vec<Arc<LinkView>>,
    notes: Vec<Arc<NoteView>>,
    node_index: Arc<HashMap<String, usize>>,
    /// By source and target, the place among the links.
    link_index: Arc<HashMap<String, usize>>,
    /// The nodes each link joins.
    ends: Arc<Vec<(usize, usize)>>,
    tree: Arc<ZoneTree>,
    document: Document,
}

impl Scene {
    /// Of a document. `earlier` makes it cheap where little changed; `frozen` zones keep the rectangles they have there
    /// (while something is dragged, so that it can leave its zone).
    #[must_use]
    pub fn of(document: &Document, earlier: Option<&Self>, frozen: Option<&Frozen<'_>>) -> Self {
        let same = earlier.filter(|it| Arc::ptr_eq(it.document.project(), document.project()));
        let tree = same.map_or_else(|| Arc::new(ZoneTree::of(document.project())), |it| Arc::clone(&it.tree));
        let nodes = parts::nodes(document, &tree, earlier, same.is_some());
        let node_index = match same {
            Some(same) => Arc::clone(&same.node_index),
            None => Arc::new(nodes.iter().enumerate().map(|(i, node)| (node.id.clone(), i)).collect()),
        };
        let covers = parts::covers(document, &tree);
        let mut rects = zone_rects(document.project(), document.layout(), &tree);
        if let Some(frozen) = frozen {
            frozen.apply(document, &mut rects);
        }
        let zones = parts::zones(document, &tree, &rects, earlier);
        let ends = match same {
            Some(same) => Arc::clone(&same.ends),
            None => Arc::new(parts::ends(document, &node_index)),
        };
        let (links, link_index) = match same.filter(|same| covers.is_empty() && same.covers.is_empty()) {
            Some(same) => (parts::moved_links(same, &nodes), Arc::clone(&same.link_index)),
            None => {
                let links = parts::links(document, &nodes, &ends, &covers, &rects, earlier);
                let index = Arc::new(parts::link_index(&links));
                (links, index)
            }
        };
        let in_sight = |at: &usize| covers.get(*at).copied().flatten().is_none();
        let shown = (!covers.is_empty())
            .then(|| (0..nodes.len()).filter(in_sight).map(|at| Arc::clone(&nodes[at])).collect());
        let notes = parts::notes(document, earlier);
        Self {
            every: nodes,
            notes,
            shown,
            covers,
            zones,
            links,
            node_index,
            link_index,
            ends,
            tree,
            document: document.clone(),
        }
    }

    /// The document it shows.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Whether it has the same parts in the same order as another, so that things have only moved.
    #[must_use]
    pub fn only_moved(&self, before: &Self) -> bool {
        let (now, before) = (&self.document, &before.document);
        Arc::ptr_eq(now.project(), before.project()) && now.layout().only_moved(before.layout())
    }

    /// Nodes in the project's order, without those in folded zones.
    #[must_use]
    pub fn nodes(&self) -> &[Arc<NodeView>] {
        self.shown.as_ref().unwrap_or(&self.every)
    }

    /// Zones, outer ones first.
    #[must_use]
    pub fn zones(&self) -> &[Arc<ZoneView>] {
        &self.zones
    }

    /// Notes, by id.
    #[must_use]
    pub fn notes(&self) -> &[Arc<NoteView>] {
        &self.notes
    }

    /// A note.
    #[must_use]
    pub fn note(&self, id: &str) -> Option<&Arc<NoteView>> {
        self.notes.iter().find(|note| note.id == id)
    }

    /// Links in the project's order.
    #[must_use]
    pub fn links(&self) -> &[Arc<LinkView>] {
        &self.links
    }

    /// The node of a component, unless it is in a folded zone.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&Arc<NodeView>> {
        let at = *self.node_index.get(id)?;
        self.every.get(at).filter(|_| self.covers.get(at).copied().flatten().is_none())
    }

    /// The node of a component, in sight or not.
    fn any_node(&self, id: &str) -> Option<&Arc<NodeView>> {
        self.every.get(*self.node_index.get(id)?)
    }

    /// A zone.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Arc<ZoneView>> {
        self.zones.iter().find(|zone| zone.id == id)
    }

    /// A link.
    #[must_use]
    pub fn link(&self, from: &str, to: &str) -> Option<&Arc<LinkView>> {
        self.link_by_key(&link_key(from, to))
    }

    /// A link by its [`link_key`].
    #[must_use]
    pub fn link_by_key(&self, key: &str) -> Option<&Arc<LinkView>> {
        self.links.get(*self.link_index.get(key)?)
    }

    /// Where something is drawn: a node's or zone's rectangle, a link's bounds.
    #[must_use]
    pub fn rect(&self, item: &Item) -> Option<Rect> {
        match item {
            Item::Component(id) => self.node(id).map(|node| node.rect),
            Item::Zone(id) => self.zone(id).map(|zone| zone.rect),
            Item::Link { from, to } => self.link(from, to).map(|link| link.route.bounds()),
            Item::Note(id) => self.note(id).map(|note| note.rect),
            Item::Journey(_) => None,
        }
    }

    /// The rectangle around everything; none if there is nothing.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        let nodes = self.nodes().iter().map(|node| node.rect);
        let links = self.links.iter().map(|link| link.route.bounds());
        let notes = self.notes.iter().map(|note| note.rect);
        Rect::around(nodes.chain(self.zones.iter().map(|zone| zone.rect)).chain(links).chain(notes))
    }

    /// The innermost zone around a place, leaving out some.
    #[must_use]
    pub fn zone_at(&self, at: Point, without: impl Fn(&str) -> bool) -> Option<&Arc<ZoneView>> {
        self.zones.iter().rev().find(|zone| zone.rect.contains(at) && !without(&zone.id))
    }

    /// Components and zones wholly within a rectangle; zones count only as a whole.
    #[must_use]
    pub fn within(&self, area: Rect) -> Selection {
        let nodes = self.nodes().iter().filter(|node| area.overlaps(node.rect));
        let nodes = nodes.map(|node| Item::component(&node.id));
        let caught = |zone: &&Arc<ZoneView>| {
            if zone.folded { area.overlaps(zone.rect) } else { area.covers(zone.rect) }
        };
        let zones = self.zones.iter().filter(caught).map(|zone| Item::zone(&zone.id));
        let notes =
            self.notes.iter().filter(|note| area.overlaps(note.rect)).map(|note| Item::note(&note.id));
        nodes.chain(zones).chain(notes).collect()
    }

    /// The route of a connection being drawn from a component to a place, or onto another component.
    #[must_use]
    pub fn connection(&self, from: &str, to: Option<&str>, at: Point) -> Option<Route> {
        let source = self.node(from)?;
        Some(match to.and_then(|id| self.node(id)) {
            Some(target) => Route::between(source.rect, target.rect),
            None => Route::straight(source.output(), at),
        })
    }
}

/// Zones that keep their rectangles while something else moves.
#[derive(Clone, Debug)]
pub struct Frozen<'a> {
    /// The scene before.
    pub scene: &'a Scene,
    /// Ids of what moves, which does not freeze.
    pub moving: &'a std::collections::HashSet<String>,
}

impl Frozen<'_> {
    fn apply(&self, document: &Document, rects: &mut [Rect]) {
        for (zone, rect) in document.project().zones.iter().flatten().zip(rects) {
            if !self.moving.contains(&zone.id)
                && let Some(before) = self.scene.zone(&zone.id)
            {
                *rect = before.rect;
            }
        }
    }
}

/// The rectangle a component takes.
fn node_rect(document: &Document, component: &ninefold_engine::model::Component) -> Rect {
    Rect::new(document.layout().position(&component.id).unwrap_or_default(), node_size(component))
}
