//! Which component sits in which zone on the canvas, and the rectangles that follow from it.

use std::collections::HashMap;

use ninefold_engine::model::{Component, Project};

use super::Layout;
use crate::geometry::{Point, Rect, Size};

/// Room between a zone's border and what is in it.
pub const ZONE_PADDING: f64 = 24.0;
/// Height of the strip with a zone's name.
pub const ZONE_TITLE: f64 = 32.0;
/// A zone with nothing drawn in it; also the least a zone is wide.
pub const EMPTY_ZONE: Size = Size { width: 208.0, height: 96.0 };
/// A zone drawn as one node.
pub const FOLDED_ZONE: Size = Size { width: 208.0, height: 80.0 };
/// A component.
pub const NODE: Size = Size { width: 176.0, height: 72.0 };
/// A junction, which only joins.
pub const JUNCTION: Size = Size { width: 64.0, height: 48.0 };

/// How wide a note is.
pub const NOTE_WIDTH: f64 = 192.0;
/// Room around a note's text, and the height of a line of it.
const NOTE_PADDING: f64 = 12.0;
const NOTE_LINE: f64 = 18.0;
/// Latin letters that surely fit into a line of a note.
const NOTE_LETTERS: usize = 23;

/// How large a note is drawn; long ones stop at 16 lines.
#[must_use]
pub fn note_size(text: &str) -> Size {
    let letters = |line: &str| line.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let lines: usize = text.lines().map(|line| letters(line).div_ceil(NOTE_LETTERS).max(1)).sum();
    let lines = lines.clamp(2, 16) as f64;
    Size { width: NOTE_WIDTH, height: 2.0 * NOTE_PADDING + lines * NOTE_LINE }
}

/// How large a component is drawn.
#[must_use]
pub fn node_size(component: &Component) -> Size {
    if component.kind.as_deref() == Some("junction") { JUNCTION } else { NODE }
}

/// The zones as a tree with the components in it, all by index into the project's lists.
#[derive(Clone, Debug, Default)]
pub struct ZoneTree {
    /// Parent of each zone.
    pub parent: Vec<Option<usize>>,
    /// Zones directly in each zone.
    pub children: Vec<Vec<usize>>,
    /// Components drawn directly in each zone.
    pub members: Vec<Vec<usize>>,
    /// Components with copies in a zone that are drawn further out, because they span several.
    pub guests: Vec<Vec<usize>>,
    /// Where each component is drawn: the smallest zone with all its zones in it.
    pub home: Vec<Option<usize>>,
    /// 0 for a zone in no other.
    pub depth: Vec<usize>,
}

impl ZoneTree {
    /// Of a project. Parents that do not exist or go in circles count as none.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let zones = project.zones.as_deref().unwrap_or_default();
        let components = project.components.as_deref().unwrap_or_default();
        let index: HashMap<&str, usize> =
            zones.iter().enumerate().map(|(i, zone)| (zone.id.as_str(), i)).collect();
        let named: Vec<Option<usize>> =
            zones.iter().map(|zone| zone.parent.as_deref().and_then(|id| index.get(id).copied())).collect();
        let mut tree = Self { parent: without_circles(&named), ..Self::default() };
        tree.depth = (0..zones.len()).map(|zone| tree.ancestors(zone).count() - 1).collect();
        tree.children = vec![Vec::new(); zones.len()];
        tree.members = vec![Vec::new(); zones.len()];
        tree.guests = vec![Vec::new(); zones.len()];
        for (zone, parent) in tree.parent.iter().enumerate() {
            if let Some(parent) = parent {
                tree.children[*parent].push(zone);
            }
        }
        for (number, component) in components.iter().enumerate() {
            let listed: Vec<usize> =
                component.zones.iter().flatten().filter_map(|id| index.get(id.as_str()).copied()).collect();
            let home = tree.common(&listed);
            tree.home.push(home);
            if let Some(home) = home {
                tree.members[home].push(number);
            }
            for zone in listed {
                if Some(zone) != home && !tree.guests[zone].contains(&number) {
                    tree.guests[zone].push(number);
                }
            }
        }
        tree
    }

    /// A zone and the zones it lies in, inside out.
    pub fn ancestors(&self, zone: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(zone), |&inner| self.parent.get(inner).copied().flatten())
    }

    /// The smallest zone with all of these in it.
    #[must_use]
    pub fn common(&self, zones: &[usize]) -> Option<usize> {
        let (first, rest) = zones.split_first()?;
        self.ancestors(*first)
            .find(|candidate| rest.iter().all(|zone| self.ancestors(*zone).any(|it| it == *candidate)))
    }

    /// Whether nothing is drawn in a zone.
    #[must_use]
    pub fn is_empty(&self, zone: usize) -> bool {
        self.members[zone].is_empty() && self.children[zone].is_empty()
    }

    /// A zone and everything in it, as indices of zones.
    #[must_use]
    pub fn inside(&self, zone: usize) -> Vec<usize> {
        let mut found = vec![zone];
        let mut next = 0;
        while next < found.len() {
            found.extend(self.children[found[next]].iter().copied());
            next += 1;
        }
        found
    }

    /// The outermost folded zone among this one and those around it.
    #[must_use]
    pub fn cover(&self, zone: usize, project: &Project, layout: &Layout) -> Option<usize> {
        self.ancestors(zone).filter(|&it| layout.is_folded(&project.zones()[it].id)).last()
    }

    /// Zones with the inner ones before the outer ones.
    #[must_use]
    pub fn inside_out(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.parent.len()).collect();
        ninefold_engine::order::sort_by_key(&mut order, |&zone| std::cmp::Reverse(self.depth[zone]));
        order
    }
}

/// Parents with every circle cut where it closes.
fn without_circles(named: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut parent: Vec<Option<usize>> = vec![None; named.len()];
    for zone in 0..named.len() {
        let Some(wanted) = named[zone] else { continue };
        let closes = std::iter::successors(Some(wanted), |&it| parent[it]).any(|it| it == zone);
        if !closes {
            parent[zone] = Some(wanted);
        }
    }
    parent
}

/// The rectangle of a zone around what is drawn in it.
#[must_use]
pub fn zone_around(content: Rect) -> Rect {
    let mut rect = content.inflated(ZONE_PADDING);
    rect.y -= ZONE_TITLE;
    rect.height += ZONE_TITLE;
    rect.width = rect.width.max(EMPTY_ZONE.width);
    rect
}

/// Rectangles of all zones, in the project's order.
#[must_use]
pub fn zone_rects(project: &Project, layout: &Layout, tree: &ZoneTree) -> Vec<Rect> {
    let zones = project.zones.as_deref().unwrap_or_default();
    let components = project.components.as_deref().unwrap_or_default();
    let mut rects: Vec<Rect> = zones
        .iter()
        .map(|zone| Rect::new(layout.position(&zone.id).unwrap_or(Point::ZERO), EMPTY_ZONE))
        .collect();
    for zone in tree.inside_out() {
        let members = tree.members[zone].iter().map(|&number| {
            let component = &components[number];
            Rect::new(layout.position(&component.id).unwrap_or(Point::ZERO), node_size(component))
        });
        let children = tree.children[zone].iter().map(|&child| rects[child]);
        if let Some(content) = Rect::around(members.chain(children)) {
            rects[zone] = zone_around(content);
            if layout.is_folded(&zones[zone].id) {
                rects[zone] = Rect::new(rects[zone].origin(), FOLDED_ZONE);
            }
        }
    }
    rects
}
