//! What lies under a place.

use std::sync::Arc;

use super::{LinkView, Scene};
use crate::geometry::Point;
use crate::layout::ZONE_TITLE;
use crate::selection::Item;

/// How near a port, link or border counts as on it, in screen pixels.
const REACH: f64 = 8.0;
/// The most a handle of a link reaches, in world units, so that the port beside it stays free.
const HANDLE_REACH: f64 = 12.0;
/// How far from a link's line the middle of something new may be to go into the link, in world units.
const INSERT_REACH: f64 = 20.0;

/// A side of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Where links arrive.
    Input,
    /// Where links leave.
    Output,
}

/// What a pointer points at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hit {
    /// Nothing, not even a zone.
    #[default]
    Canvas,
    /// Inside of a zone, nothing else there.
    ZoneInside(String),
    /// A zone's title or border: a handle on it.
    ZoneHandle(String),
    /// A link.
    Link {
        /// The component that needs.
        from: String,
        /// The component needed.
        to: String,
    },
    /// The handle near one end of a link, which takes that end elsewhere.
    LinkEnd {
        /// The component that needs.
        from: String,
        /// The component needed.
        to: String,
        /// The component's side that end is at: the output of `from`, or the input of `to`.
        side: Side,
    },
    /// A component.
    Node(String),
    /// A note.
    Note(String),
    /// A component's port.
    Port {
        /// Of the component.
        id: String,
        /// Which of the two.
        side: Side,
    },
}

impl Hit {
    /// The thing pointed at.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        match self {
            Self::Canvas => None,
            Self::ZoneInside(id) | Self::ZoneHandle(id) => Some(Item::zone(id)),
            Self::Link { from, to } | Self::LinkEnd { from, to, .. } => Some(Item::link(from, to)),
            Self::Note(id) => Some(Item::note(id)),
            Self::Node(id) | Self::Port { id, .. } => Some(Item::component(id)),
        }
    }

    /// The component pointed at, by body or port.
    #[must_use]
    pub fn component(&self) -> Option<&str> {
        if let Self::Node(id) | Self::Port { id, .. } = self { Some(id) } else { None }
    }
}

impl LinkView {
    /// The handle of one of its ends.
    fn end_at(&self, at: Point, reach: f64) -> Option<Hit> {
        let [first, last] = self.route.handles();
        let near = |handle: Point| at.distance(handle) <= reach.min(HANDLE_REACH);
        let side = if near(last) {
            Side::Input
        } else if near(first) {
            Side::Output
        } else {
            return None;
        };
        Some(Hit::LinkEnd { from: self.from.clone(), to: self.to.clone(), side })
    }
}

impl Scene {
    /// The link whose line passes here, near enough for something new to go into it.
    #[must_use]
    pub fn link_near(&self, at: Point) -> Option<&LinkView> {
        let near = |link: &&Arc<LinkView>| {
            let around = link.route.bounds().inflated(INSERT_REACH);
            around.contains(at) && link.route.distance(at) <= INSERT_REACH
        };
        self.links.iter().rev().find(near).map(|link| &**link)
    }

    /// The handle of this link that lies under a place.
    #[must_use]
    pub fn handle_at(&self, from: &str, to: &str, at: Point, scale: f64) -> Option<Hit> {
        self.link(from, to)?.end_at(at, REACH / scale.max(f64::MIN_POSITIVE))
    }

    /// What lies under a place (world units) at this zoom: notes before ports before nodes before links before zones.
    #[must_use]
    pub fn hit(&self, at: Point, scale: f64) -> Hit {
        let reach = REACH / scale.max(f64::MIN_POSITIVE);
        if let Some(note) = self.notes.iter().rev().find(|note| note.rect.contains(at)) {
            return Hit::Note(note.id.clone());
        }
        // Ports are easy to catch, but never swallow the whole of a small node.
        let port_reach = reach.min(20.0);
        for node in self.nodes().iter().rev() {
            if !node.rect.inflated(port_reach).contains(at) {
                continue;
            }
            let near = |port: Point| at.distance(port) <= port_reach;
            let side = if near(node.output()) {
                Some(Side::Output)
            } else if near(node.input()) {
                Some(Side::Input)
            } else {
                None
            };
            if let Some(side) = side {
                return Hit::Port { id: node.id.clone(), side };
            }
            if node.rect.contains(at) {
                return Hit::Node(node.id.clone());
            }
        }
        let handle = self.zones.iter().rev().find(|zone| {
            let title = zone.folded || at.y <= zone.rect.y + ZONE_TITLE;
            let border = !zone.rect.inflated(-reach).contains(at) || zone.rect.inflated(-reach).width <= 0.0;
            zone.rect.contains(at) && (title || border)
        });
        let link = self.links.iter().rev().find(|link| {
            link.route.bounds().inflated(reach).contains(at) && link.route.distance(at) <= reach
        });
        match (link, handle, self.zone_at(at, |_| false)) {
            (Some(link), ..) => link
                .end_at(at, reach)
                .unwrap_or_else(|| Hit::Link { from: link.from.clone(), to: link.to.clone() }),
            // An inner zone's inside lies over an outer zone's border.
            (_, Some(handle), Some(inner)) if handle.depth >= inner.depth => {
                Hit::ZoneHandle(handle.id.clone())
            }
            (.., Some(inner)) => Hit::ZoneInside(inner.id.clone()),
            (_, Some(handle), None) => Hit::ZoneHandle(handle.id.clone()),
            _ => Hit::Canvas,
        }
    }
}
