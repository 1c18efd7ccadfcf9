//! What a node, a zone and a link show, made afresh only where something changed.

use std::collections::HashMap;
use std::sync::Arc;

use ninefold_engine::model::{Component, CopyMode, Effect};

use super::{Scene, node_rect};
use crate::document::Document;
use crate::geometry::{Point, Rect, Route};
use crate::layout::ZoneTree;
use crate::presets;

/// A component on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// Of the component.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `service`, `database`, …; empty where the file says nothing.
    pub kind: String,
    /// Name of a lucide icon.
    pub icon: &'static str,
    /// Where it stands.
    pub rect: Rect,
    /// Only joins links and never fails itself: drawn small.
    pub junction: bool,
    /// "4 copies, 2 needed", "1 + 1 standby"; empty for a single copy.
    pub redundancy: String,
    /// How many copies there are, standbys included.
    pub copies: u32,
    /// Names of the zones its copies lie in.
    pub zones: Vec<String>,
    /// Names of the journeys that enter here.
    pub journeys: Vec<String>,
}

impl NodeView {
    /// Where links arrive: the middle of the left side.
    #[must_use]
    pub fn input(&self) -> Point {
        Point::new(self.rect.x, self.rect.center().y)
    }

    /// Where links leave: the middle of the right side.
    #[must_use]
    pub fn output(&self) -> Point {
        Point::new(self.rect.right(), self.rect.center().y)
    }
}

/// A zone on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneView {
    /// Of the zone.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `region`, `zone`, …; empty where the file says nothing.
    pub kind: String,
    /// Where it is.
    pub rect: Rect,
    /// 0 for a zone in no other.
    pub depth: usize,
    /// Nothing is drawn in it.
    pub empty: bool,
    /// Names of components with copies here that are drawn further out, because they span several zones.
    pub guests: Vec<String>,
}

/// A link on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    /// The component that needs.
    pub from: String,
    /// The component needed.
    pub to: String,
    /// Never takes its source down.
    pub soft: bool,
    /// Fraction of the requests lost while it is broken.
    pub loss: f64,
    /// Place among the links of its source, from 0: the order a failover tries. With `from` it is a key.
    pub order: usize,
    /// Its way.
    pub route: Route,
}

/// The earlier part if it equals the new one, so that sharing goes on.
fn shared<T: PartialEq>(earlier: Option<&Arc<T>>, new: T) -> Arc<T> {
    match earlier {
        Some(part) if **part == new => Arc::clone(part),
        _ => Arc::new(new),
    }
}

pub(super) fn nodes(
    document: &Document,
    tree: &ZoneTree,
    earlier: Option<&Scene>,
    same_project: bool,
) -> Vec<Arc<NodeView>> {
    let project = document.project();
    let components = project.components.as_deref().unwrap_or_default();
    if let (true, Some(earlier)) = (same_project, earlier) {
        let moved = |(node, component): (&Arc<NodeView>, &Component)| {
            let rect = node_rect(document, component);
            if node.rect == rect { Arc::clone(node) } else { Arc::new(NodeView { rect, ..(**node).clone() }) }
        };
        return earlier.nodes.iter().zip(components).map(moved).collect();
    }
    let zone_names: HashMap<&str, &str> = project
        .zones
        .iter()
        .flatten()
        .map(|zone| (zone.id.as_str(), zone.name.as_deref().unwrap_or(&zone.id)))
        .collect();
    let mut entries: HashMap<&str, Vec<String>> = HashMap::new();
    for journey in project.journeys.iter().flatten() {
        let name = journey.name.clone().unwrap_or_else(|| journey.id.clone());
        entries.entry(&journey.entry).or_default().push(name);
    }
    debug_assert_eq!(tree.home.len(), components.len());
    components
        .iter()
        .map(|component| {
            let view = NodeView {
                id: component.id.clone(),
                name: component.name.clone().unwrap_or_else(|| component.id.clone()),
                kind: component.kind.clone().unwrap_or_default(),
                icon: presets::icon(component.kind.as_deref()),
                rect: node_rect(document, component),
                junction: component.kind.as_deref() == Some("junction"),
                redundancy: redundancy(component),
                copies: copies(component),
                zones: component
                    .zones
                    .iter()
                    .flatten()
                    .map(|id| zone_names.get(id.as_str()).copied().unwrap_or(id).to_owned())
                    .collect(),
                journeys: entries.remove(component.id.as_str()).unwrap_or_default(),
            };
            shared(earlier.and_then(|it| it.node(&component.id)), view)
        })
        .collect()
}

/// How many copies a component has.
fn copies(component: &Component) -> u32 {
    component.copy_count()
}

/// Its redundancy in a few words.
fn redundancy(component: &Component) -> String {
    let Some(copies) = &component.copies else { return String::new() };
    match copies.mode {
        CopyMode::Single => String::new(),
        CopyMode::ActiveActive => {
            format!("{} copies, {} needed", component.copy_count(), component.required())
        }
        CopyMode::ActivePassive => format!("{} + {} standby", copies.active(), copies.standby()),
    }
}

pub(super) fn zones(
    document: &Document,
    tree: &ZoneTree,
    rects: &[Rect],
    earlier: Option<&Scene>,
) -> Vec<Arc<ZoneView>> {
    let project = document.project();
    let components = project.components.as_deref().unwrap_or_default();
    let zones = project.zones.as_deref().unwrap_or_default();
    let mut order: Vec<usize> = (0..zones.len()).collect();
    ninefold_engine::order::sort_by_key(&mut order, |&zone| tree.depth[zone]);
    order
        .into_iter()
        .map(|index| {
            let zone = &zones[index];
            let name_of =
                |&it: &usize| components[it].name.clone().unwrap_or_else(|| components[it].id.clone());
            let view = ZoneView {
                id: zone.id.clone(),
                name: zone.name.clone().unwrap_or_else(|| zone.id.clone()),
                kind: zone.kind.clone().unwrap_or_default(),
                rect: rects[index],
                depth: tree.depth[index],
                empty: tree.is_empty(index),
                guests: tree.guests[index].iter().map(name_of).collect(),
            };
            shared(earlier.and_then(|it| it.zone(&zone.id)), view)
        })
        .collect()
}

/// The nodes each link joins; a link whose ends are not both there is left out (a valid project has none).
pub(super) fn ends(document: &Document, index: &HashMap<String, usize>) -> Vec<(usize, usize)> {
    let links = document.project().links().iter();
    links.filter_map(|link| Some((*index.get(&link.from)?, *index.get(&link.to)?))).collect()
}

/// The links of the same project with other places: only those of a moved node are made anew.
pub(super) fn moved_links(earlier: &Scene, nodes: &[Arc<NodeView>]) -> Vec<Arc<LinkView>> {
    let stands = |it: usize| Arc::ptr_eq(&earlier.nodes[it], &nodes[it]);
    let link = |(link, &(from, to)): (&Arc<LinkView>, &(usize, usize))| {
        if stands(from) && stands(to) {
            return Arc::clone(link);
        }
        let route = Route::between(nodes[from].rect, nodes[to].rect);
        if link.route == route { Arc::clone(link) } else { Arc::new(LinkView { route, ..(**link).clone() }) }
    };
    earlier.links.iter().zip(earlier.ends.iter()).map(link).collect()
}

pub(super) fn links(
    document: &Document,
    nodes: &[Arc<NodeView>],
    ends: &[(usize, usize)],
    earlier: Option<&Scene>,
) -> Vec<Arc<LinkView>> {
    let mut orders = vec![0; nodes.len()];
    let links = document.project().links();
    debug_assert_eq!(links.len(), ends.len(), "a valid project's links have both ends");
    links
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(number, (link, &(from, to)))| {
            let order = orders[from];
            orders[from] += 1;
            let view = LinkView {
                from: link.from.clone(),
                to: link.to.clone(),
                soft: link.effect == Some(Effect::Soft),
                loss: link.loss(),
                order,
                route: Route::between(nodes[from].rect, nodes[to].rect),
            };
            shared(earlier.and_then(|it| it.links.get(number)), view)
        })
        .collect()
}
