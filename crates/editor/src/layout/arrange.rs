//! Automatic layout: everything tidied from left to right, or a free place for what has none.
//!
//! Own code rather than a crate: the layered-layout crates to be had know no containers, and zones must
//! neither overlap nor swallow what is not theirs. Here each zone is laid out on its own, inner ones first,
//! and then stands in the outer one as a single large node.

use std::collections::HashMap;

use ninefold_engine::model::{Component, Project};

use super::{
    EMPTY_ZONE, FOLDED_ZONE, Layout, ZONE_PADDING, ZONE_TITLE, ZoneTree, layered, node_size, zone_around,
    zone_rects,
};
use crate::geometry::{GRID, Point, Rect, Size};

/// Room between two nodes of one column.
pub(crate) const ROW_GAP: f64 = 32.0;
/// Room between two columns.
pub(crate) const COLUMN_GAP: f64 = 80.0;

/// One thing standing on a level: a component or a zone, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Component(usize),
    Zone(usize),
}

/// The inside of a zone (or the canvas): its parts and where they stand within it.
#[derive(Default)]
struct Level {
    parts: Vec<(Part, Point)>,
    size: Size,
}

/// Everything newly placed, from left to right in the order of need, zones apart.
#[must_use]
pub fn tidy(project: &Project, layout: &Layout) -> Layout {
    let tree = ZoneTree::of(project);
    let numbers =
        project.components().iter().enumerate().map(|(number, it)| (it.id.as_str(), number)).collect();
    let mut tidying = Tidying { project, layout, tree: &tree, numbers, home: tree.home.clone() };
    tidying.adopt_junctions();
    let mut levels: Vec<Level> = tree.parent.iter().map(|_| Level::default()).collect();
    for zone in tree.inside_out() {
        levels[zone] = tidying.level(Some(zone), &levels);
    }
    let top = tidying.level(None, &levels);
    let mut next = layout.clone();
    settle(project, &levels, &top, Point::ZERO, &mut next);
    next
}

/// What laying out every level needs to know.
struct Tidying<'a> {
    project: &'a Project,
    layout: &'a Layout,
    tree: &'a ZoneTree,
    /// Index of each component.
    numbers: HashMap<&'a str, usize>,
    /// The zone each component is laid out in.
    home: Vec<Option<usize>>,
}

/// Places what has no position: everything tidied if nothing has one, otherwise near what it belongs to.
pub fn place_missing(project: &Project, tree: &ZoneTree, layout: &mut Layout) {
    let components = project.components.as_deref().unwrap_or_default();
    let zones = project.zones.as_deref().unwrap_or_default();
    let missing: Vec<usize> =
        (0..components.len()).filter(|&it| layout.position(&components[it].id).is_none()).collect();
    if !missing.is_empty() && missing.len() == components.len() {
        *layout = tidy(project, layout);
        return;
    }
    for number in missing {
        let component = &components[number];
        let wanted = wanted_place(project, tree, layout, number);
        let at = free_place(project, tree, layout, wanted, node_size(component));
        layout.place(&component.id, at);
    }
    for zone in (0..zones.len()).filter(|&zone| tree.is_empty(zone)) {
        if layout.position(&zones[zone].id).is_none() {
            let at = zone_place(project, tree, layout, zone);
            layout.place(&zones[zone].id, at);
        }
    }
}

/// The place nearest to `wanted` (below it, then to the right) where nothing stands yet.
#[must_use]
pub fn free_place(project: &Project, tree: &ZoneTree, layout: &Layout, wanted: Point, size: Size) -> Point {
    let taken = occupied(project, tree, layout);
    let step = Point::new(size.width + COLUMN_GAP, size.height + ROW_GAP);
    let start = wanted.snapped();
    for ring in 0..64_u32 {
        for column in 0..=ring {
            let offset = Point::new(f64::from(column) * step.x, f64::from(ring - column) * step.y);
            let candidate = Rect::new(start + offset, size);
            if !taken.iter().any(|rect| rect.overlaps(candidate.inflated(ROW_GAP / 4.0))) {
                return candidate.origin();
            }
        }
    }
    let bottom = taken.iter().fold(start.y, |lowest, rect| lowest.max(rect.bottom()));
    Point::new(start.x, bottom + ROW_GAP).snapped()
}

/// Rectangles of all placed components and of the zones with nothing in them.
fn occupied(project: &Project, tree: &ZoneTree, layout: &Layout) -> Vec<Rect> {
    let components = project.components.iter().flatten();
    let nodes = components.filter_map(|it| layout.position(&it.id).map(|at| Rect::new(at, node_size(it))));
    let zones = project.zones.iter().flatten().enumerate().filter(|(zone, _)| tree.is_empty(*zone));
    let empty = zones.filter_map(|(_, it)| layout.position(&it.id).map(|at| Rect::new(at, EMPTY_ZONE)));
    nodes.chain(empty).collect()
}

/// Where a component without a place would best stand: right of who needs it, or in its zone, or below all.
fn wanted_place(project: &Project, tree: &ZoneTree, layout: &Layout, number: usize) -> Point {
    let components = project.components.as_deref().unwrap_or_default();
    let id = &components[number].id;
    let source = project.links.iter().flatten().filter(|link| link.to == *id);
    let source = source
        .filter_map(|link| components.iter().find(|it| it.id == link.from))
        .find_map(|from| Some(Rect::new(layout.position(&from.id)?, node_size(from))));
    if let Some(source) = source {
        return Point::new(source.right() + COLUMN_GAP, source.y);
    }
    let neighbours = tree.home[number].map(|zone| tree.members[zone].iter());
    let neighbours = neighbours
        .into_iter()
        .flatten()
        .filter_map(|&it| Some(Rect::new(layout.position(&components[it].id)?, node_size(&components[it]))));
    match Rect::around(neighbours) {
        Some(rect) => Point::new(rect.x, rect.bottom() + ROW_GAP),
        None => below_all(project, tree, layout),
    }
}

/// Where a zone with nothing in it stands: in a gap of what its parent holds, or right of it, or below all.
fn zone_place(project: &Project, tree: &ZoneTree, layout: &Layout, zone: usize) -> Point {
    let zones = project.zones();
    let rects = zone_rects(project, layout, tree);
    let stands = |it: usize| !tree.is_empty(it) || layout.position(&zones[it].id).is_some();
    let outer: Vec<usize> = tree.ancestors(zone).collect();
    let others = (0..zones.len()).filter(|it| stands(*it) && !outer.contains(it)).map(|it| rects[it]);
    let taken: Vec<Rect> = occupied(project, tree, layout).into_iter().chain(others).collect();
    let free = |at: Point| {
        let room = Rect::new(at, EMPTY_ZONE).inflated(ROW_GAP / 2.0);
        !taken.iter().any(|rect| rect.overlaps(room))
    };
    let Some(parent) = tree.parent[zone].filter(|&parent| contents(project, tree, layout, parent).is_some())
    else {
        return free_place(project, tree, layout, below_all(project, tree, layout), EMPTY_ZONE);
    };
    let inside = contents(project, tree, layout, parent).unwrap_or_default();
    let steps = |from: f64, to: f64| {
        (0..=((to - from).max(0.0) / GRID) as u32).map(move |it| from + f64::from(it) * GRID)
    };
    let lowest = inside.bottom() - EMPTY_ZONE.height;
    let gaps = steps(inside.y, lowest).collect::<Vec<_>>().into_iter().rev().flat_map(|y| {
        steps(inside.x, inside.right() - EMPTY_ZONE.width).map(move |x| Point::new(x, y).snapped())
    });
    let beside = Point::new(inside.right() + ROW_GAP, inside.y).snapped();
    gaps.into_iter().chain([beside]).find(|&at| free(at)).unwrap_or_else(|| {
        free_place(project, tree, layout, Point::new(inside.x, inside.bottom() + ROW_GAP), EMPTY_ZONE)
    })
}

/// The rectangle around what stands in a zone so far.
fn contents(project: &Project, tree: &ZoneTree, layout: &Layout, zone: usize) -> Option<Rect> {
    let node = |it: &usize| {
        let component = &project.components()[*it];
        Some(Rect::new(layout.position(&component.id)?, node_size(component)))
    };
    let inner = tree.children[zone].iter().filter_map(|&child| {
        let around = contents(project, tree, layout, child).map(zone_around);
        around.or_else(|| Some(Rect::new(layout.position(&project.zones()[child].id)?, EMPTY_ZONE)))
    });
    Rect::around(tree.members[zone].iter().filter_map(node).chain(inner))
}

/// Under everything that stands somewhere.
fn below_all(project: &Project, tree: &ZoneTree, layout: &Layout) -> Point {
    let gap = ROW_GAP + ZONE_PADDING + ZONE_TITLE;
    Rect::around(occupied(project, tree, layout))
        .map_or(Point::ZERO, |all| Point::new(all.x, all.bottom() + gap))
}

impl Tidying<'_> {
    /// What only joins stands with what it joins: it is nowhere, so it need not stand outside.
    fn adopt_junctions(&mut self) {
        let homeless = |it: &&(usize, &Component)| it.1.failures().is_empty() && it.1.zone_ids().is_empty();
        let junctions: Vec<_> = self.project.components().iter().enumerate().collect();
        for (number, junction) in junctions.iter().filter(homeless) {
            let needed = self.project.links().iter().filter(|link| link.from == junction.id);
            let homes: Option<Vec<usize>> =
                needed.map(|link| self.home[*self.numbers.get(link.to.as_str())?]).collect();
            self.home[*number] = homes.and_then(|homes| self.tree.common(&homes));
        }
    }

    /// Lays out what stands directly in one zone, or on the canvas.
    fn level(&self, zone: Option<usize>, inner: &[Level]) -> Level {
        let components = self.project.components();
        let in_zone = (0..components.len()).filter(|&it| self.home[it] == zone).map(Part::Component);
        let zones = (0..self.tree.parent.len()).filter(|&it| self.tree.parent[it] == zone).map(Part::Zone);
        let parts: Vec<Part> = in_zone.chain(zones).collect();
        let size_of = |part: &Part| match part {
            Part::Component(number) => node_size(&components[*number]),
            Part::Zone(zone) if self.layout.is_folded(&self.project.zones()[*zone].id) => FOLDED_ZONE,
            Part::Zone(zone) => framed(inner[*zone].size),
        };
        let sizes: Vec<Size> = parts.iter().map(size_of).collect();
        let places = layered::arrange(&sizes, &self.edges(zone, &parts));
        let around = Rect::around(places.iter().zip(&sizes).map(|(&at, &size)| Rect::new(at, size)));
        let size = around.map_or(Size::default(), |rect| Size::new(rect.right(), rect.bottom()));
        Level { parts: parts.into_iter().zip(places).collect(), size }
    }

    /// The links between parts of one level: each end stands for the part of this level it lies in.
    fn edges(&self, level: Option<usize>, parts: &[Part]) -> Vec<(usize, usize)> {
        let places: HashMap<Part, usize> =
            parts.iter().enumerate().map(|(place, &part)| (part, place)).collect();
        let part_of = |id: &str| {
            let number = *self.numbers.get(id)?;
            let home = self.home[number];
            if home == level {
                return places.get(&Part::Component(number)).copied();
            }
            let outermost = self.tree.ancestors(home?).find(|&zone| self.tree.parent[zone] == level)?;
            places.get(&Part::Zone(outermost)).copied()
        };
        let links = self.project.links().iter();
        links
            .filter_map(|link| Some((part_of(&link.from)?, part_of(&link.to)?)))
            .filter(|(a, b)| a != b)
            .collect()
    }
}

/// The outer size of a zone with content of this size.
fn framed(content: Size) -> Size {
    if content == Size::default() { EMPTY_ZONE } else { zone_around(Rect::new(Point::ZERO, content)).size() }
}

/// Writes the places of a level, and of the levels within it, into the layout.
fn settle(project: &Project, levels: &[Level], level: &Level, origin: Point, layout: &mut Layout) {
    for &(part, at) in &level.parts {
        let at = origin + at;
        match part {
            Part::Component(number) => {
                if let Some(component) = project.components.iter().flatten().nth(number) {
                    layout.place(&component.id, at);
                }
            }
            Part::Zone(zone) => {
                if let Some(it) = project.zones.iter().flatten().nth(zone) {
                    layout.place(&it.id, at);
                }
                let inside = at + Point::new(ZONE_PADDING, ZONE_PADDING + ZONE_TITLE);
                settle(project, levels, &levels[zone], inside, layout);
            }
        }
    }
}
