//! What a node, a zone and a link show, made afresh only where something changed.

use std::collections::HashMap;
use std::sync::Arc;

use ninefold_engine::model::{Component, CopyMode, Effect, Link, Rule};

use super::{Scene, node_rect};
use crate::document::Document;
use crate::geometry::{Point, Rect, Route};
use crate::layout::{ZoneTree, note_size};
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
    /// Where its copies are, and what they do there; empty for a single copy.
    pub places: Vec<Place>,
    /// How it needs what it needs: "any", "2 of 3", "first that works"; empty where it needs all, or fewer than two.
    pub rule: String,
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

/// The copies of a component in one zone, or in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The zone's name; empty where all copies are in one place.
    pub zone: String,
    /// As much of it as tells it from the others: `1a` of eu-west-1a and eu-west-1b.
    pub short: String,
    /// How many serve there.
    pub serving: u32,
    /// How many stand by there.
    pub standby: u32,
}

/// What a link is among the links of its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// One of those it needs.
    #[default]
    Plain,
    /// The first that a failover tries.
    Primary,
    /// One that a failover falls back on.
    Standby,
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
    /// Drawn as one node.
    pub folded: bool,
    /// While it is folded: ids of the components and zones in it, however deep.
    pub held: Vec<String>,
    /// How many of these are zones.
    pub zones_held: usize,
}

/// A note on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteView {
    /// Of the note.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Where it is.
    pub rect: Rect,
}

/// A link on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    /// The component that needs.
    pub from: String,
    /// The component needed.
    pub to: String,
    /// "API needs PostgreSQL".
    pub name: String,
    /// Never takes its source down.
    pub soft: bool,
    /// Fraction of the requests lost while it is broken.
    pub loss: f64,
    /// Calls per request.
    pub fan_out: f64,
    /// What it is among the links of its source.
    pub role: Role,
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
        return earlier.every.iter().zip(components).map(moved).collect();
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
    let mut hard: HashMap<&str, usize> = HashMap::new();
    for link in project.links().iter().filter(|link| link.is_hard()) {
        *hard.entry(&link.from).or_default() += 1;
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
                places: places(component, &zone_names),
                rule: rule(component, hard.get(component.id.as_str()).copied().unwrap_or(0)),
                journeys: entries.remove(component.id.as_str()).unwrap_or_default(),
            };
            shared(earlier.and_then(|it| it.any_node(&component.id)), view)
        })
        .collect()
}

/// How many copies a component has.
fn copies(component: &Component) -> u32 {
    component.copy_count()
}

/// Its copies dealt to its zones in turn, those that serve first.
fn places(component: &Component, names: &HashMap<&str, &str>) -> Vec<Place> {
    let total = component.copy_count();
    if total < 2 {
        return Vec::new();
    }
    let passive = component.mode() == CopyMode::ActivePassive;
    let serving = if passive { component.required() } else { total };
    let zones = component.zone_ids();
    let count = u32::try_from(zones.len()).unwrap_or(u32::MAX).max(1);
    // Of so many things dealt in turn, those that come to the place with this number.
    let share = |dealt: u32, place: u32| dealt / count + u32::from(place < dealt % count);
    let mut places: Vec<Place> = Vec::new();
    for place in 0..count.min(total) {
        let id = zones.get(place as usize).map_or("", String::as_str);
        let zone = if count == 1 { "" } else { names.get(id).copied().unwrap_or(id) };
        let (here, all) = (share(serving, place), share(total, place));
        match places.iter_mut().find(|it| it.zone == zone) {
            Some(known) => {
                (known.serving, known.standby) = (known.serving + here, known.standby + all - here)
            }
            None => {
                let (zone, short) = (zone.to_owned(), String::new());
                places.push(Place { zone, short, serving: here, standby: all - here });
            }
        }
    }
    shorten(&mut places);
    places
}

/// Leaves out what all names begin with, up to a separator.
fn shorten(places: &mut [Place]) {
    let common =
        |start: &str| places.iter().all(|it| it.zone.starts_with(start) && it.zone.len() > start.len());
    let first = places.first().map_or("", |it| it.zone.as_str());
    let ends = first.char_indices().filter(|(_, it)| matches!(it, '-' | ' ' | '.' | '_' | '/'));
    let mut shared = ends.map(|(at, it)| at + it.len_utf8()).filter(|&at| common(&first[..at]));
    let start = shared.next_back().unwrap_or(0);
    for place in places {
        place.short = place.zone[start..].to_owned();
    }
}

/// How it needs its hard links, where that is not all of them.
fn rule(component: &Component, hard: usize) -> String {
    match &component.needs {
        _ if hard < 2 => String::new(),
        None | Some(Rule::All) => String::new(),
        Some(Rule::Any) => "any".to_owned(),
        Some(Rule::AtLeast(count)) => format!("{count} of {hard}"),
        Some(Rule::Failover(_)) => "failover".to_owned(),
    }
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
    let layout = document.layout();
    let mut order: Vec<usize> = (0..zones.len()).collect();
    ninefold_engine::order::sort_by_key(&mut order, |&zone| tree.depth[zone]);
    order
        .into_iter()
        .filter(|&index| tree.parent[index].is_none_or(|outer| tree.cover(outer, project, layout).is_none()))
        .map(|index| {
            let zone = &zones[index];
            let folded = layout.is_folded(&zone.id);
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
                folded,
                zones_held: if folded { tree.inside(index).len() - 1 } else { 0 },
                held: if folded { held(document, tree, index) } else { Vec::new() },
            };
            shared(earlier.and_then(|it| it.zone(&zone.id)), view)
        })
        .collect()
}

pub(super) fn notes(document: &Document, earlier: Option<&Scene>) -> Vec<Arc<NoteView>> {
    let layout = document.layout();
    layout
        .notes()
        .map(|(id, text)| {
            let rect = Rect::new(layout.position(id).unwrap_or_default(), note_size(text));
            let view = NoteView { id: id.to_owned(), text: text.to_owned(), rect };
            shared(earlier.and_then(|it| it.notes.iter().find(|it| it.id == id)), view)
        })
        .collect()
}

/// Ids of everything in a zone.
fn held(document: &Document, tree: &ZoneTree, zone: usize) -> Vec<String> {
    let (zones, components) = (document.project().zones(), document.project().components());
    let inside = tree.inside(zone);
    let members = inside.iter().flat_map(|&it| &tree.members[it]).map(|&it| components[it].id.clone());
    members.chain(inside[1..].iter().map(|&it| zones[it].id.clone())).collect()
}

/// By component the place among the project's zones of the folded zone it is hidden in; empty where nothing is folded.
pub(super) fn covers(document: &Document, tree: &ZoneTree) -> Vec<Option<usize>> {
    if !document.layout().has_folded() {
        return Vec::new();
    }
    let cover =
        |home: &Option<usize>| home.and_then(|it| tree.cover(it, document.project(), document.layout()));
    tree.home.iter().map(cover).collect()
}

/// The nodes each link joins; a link whose ends are not both there is left out (a valid project has none).
pub(super) fn ends(document: &Document, index: &HashMap<String, usize>) -> Vec<(usize, usize)> {
    let links = document.project().links().iter();
    links.filter_map(|link| Some((*index.get(&link.from)?, *index.get(&link.to)?))).collect()
}

/// The links of the same project with other places: only those of a moved node are made anew.
pub(super) fn moved_links(earlier: &Scene, nodes: &[Arc<NodeView>]) -> Vec<Arc<LinkView>> {
    let stands = |it: usize| Arc::ptr_eq(&earlier.every[it], &nodes[it]);
    let link = |(link, &(from, to)): (&Arc<LinkView>, &(usize, usize))| {
        if stands(from) && stands(to) {
            return Arc::clone(link);
        }
        let route = Route::between(nodes[from].rect, nodes[to].rect);
        if link.route == route { Arc::clone(link) } else { Arc::new(LinkView { route, ..(**link).clone() }) }
    };
    earlier.links.iter().zip(earlier.ends.iter()).map(link).collect()
}

/// By source and target, the place of each link.
pub(super) fn link_index(links: &[Arc<LinkView>]) -> HashMap<String, usize> {
    links.iter().enumerate().map(|(place, link)| (link_key(&link.from, &link.to), place)).collect()
}

/// One text for both ends; ids hold no control characters.
#[must_use]
pub fn link_key(from: &str, to: &str) -> String {
    [from, to].join("\n")
}

/// The role of the next link of a component; `met` is whether it has had a hard one already.
fn role(component: &Component, link: &Link, met: &mut bool) -> Role {
    if !link.is_hard() || !matches!(component.needs, Some(Rule::Failover(_))) {
        Role::Plain
    } else if std::mem::replace(met, true) {
        Role::Standby
    } else {
        Role::Primary
    }
}

pub(super) fn links(
    document: &Document,
    nodes: &[Arc<NodeView>],
    ends: &[(usize, usize)],
    covers: &[Option<usize>],
    rects: &[Rect],
    earlier: Option<&Scene>,
) -> Vec<Arc<LinkView>> {
    let mut orders = vec![0; nodes.len()];
    let links = document.project().links();
    let components = document.project().components();
    let mut met = vec![false; nodes.len()];
    debug_assert_eq!(links.len(), ends.len(), "a valid project's links have both ends");
    let cover = |node: usize| covers.get(node).copied().flatten();
    let rect = |node: usize| cover(node).map_or(nodes[node].rect, |zone| rects[zone]);
    let mut views = Vec::with_capacity(links.len());
    for (link, &(from, to)) in links.iter().zip(ends) {
        let order = orders[from];
        orders[from] += 1;
        let role = role(&components[from], link, &mut met[from]);
        if cover(from).is_some() && cover(from) == cover(to) {
            continue;
        }
        let view = LinkView {
            from: link.from.clone(),
            to: link.to.clone(),
            name: format!("{} needs {}", nodes[from].name, nodes[to].name),
            soft: link.effect == Some(Effect::Soft),
            loss: link.loss(),
            fan_out: link.fan_out(),
            role,
            order,
            route: Route::between(rect(from), rect(to)),
        };
        views.push(shared(earlier.and_then(|it| it.links.get(views.len())), view));
    }
    views
}
