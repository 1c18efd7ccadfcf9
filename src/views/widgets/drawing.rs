//! A whole design in small: boxes and lines, what differs marked by shape and colour.

use std::collections::BTreeMap;
use std::fmt::Write;

use leptos::prelude::*;
use ninefold_engine::compare::Difference;
use ninefold_engine::model::{Effect, Project};
use ninefold_engine::report::diagram::{Frame, Scene};

/// What is marked, by the ids of components, and by the ends of links.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Components.
    pub components: BTreeMap<String, Difference>,
    /// Links, as `from → to`.
    pub links: BTreeMap<String, Difference>,
    /// Zones, by name.
    pub zones: BTreeMap<String, Difference>,
}

/// Room around everything, in units of the drawing.
const MARGIN: f64 = 24.0;
/// Letters of a name that fit a box.
const LETTERS: usize = 13;
/// More boxes than this are drawn without names: nobody could read them.
const NAMED: usize = 40;

/// The drawing; `named` writes names into the boxes. What it shows is said beside it: it is hidden from screen readers.
#[must_use]
pub fn small_drawing(project: &Project, marks: &Marks, named: bool) -> AnyView {
    let scene = Scene::new(project, None);
    if scene.is_empty() {
        return view! { <svg class="drawing" viewBox="0 0 96 60" aria-hidden="true"></svg> }.into_any();
    }
    let named = named && scene.nodes.len() <= NAMED;
    let zones: Vec<AnyView> = scene
        .zones
        .iter()
        .map(|zone| rectangle("drawing-zone", zone.frame, 14.0, marks.zones.get(&zone.name).copied()))
        .collect();
    let boxes = project.components().iter().zip(&scene.nodes).map(|(component, node)| {
        let mark = marks.components.get(&component.id).copied();
        // A junction is narrower than any name.
        let name = (named && !node.junction).then(|| name(&node.name, node.frame));
        let radius = if node.junction { node.frame.height / 2.0 } else { 10.0 };
        let sign = mark.map(|mark| sign(mark, node.frame));
        let title = node.name.clone();
        view! { <g><title>{title}</title>{rectangle("drawing-node", node.frame, radius, mark)} {name} {sign}</g> }.into_any()
    });
    let boxes: Vec<AnyView> = boxes.collect();
    let lines = lines(project, &scene, marks);
    view! {
        <svg class="drawing" viewBox=view_box(&scene) aria-hidden="true">{zones} {lines} {boxes}</svg>
    }
    .into_any()
}

fn view_box(scene: &Scene) -> String {
    let frames = || scene.nodes.iter().map(|it| it.frame).chain(scene.zones.iter().map(|it| it.frame));
    let least = |read: fn(&Frame) -> f64| frames().map(|it| read(&it)).fold(f64::INFINITY, f64::min) - MARGIN;
    let most =
        |read: fn(&Frame) -> f64| frames().map(|it| read(&it)).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let (x, y) = (least(|it| it.x), least(|it| it.y));
    format!("{x:.0} {y:.0} {:.0} {:.0}", most(|it| it.x + it.width) - x, most(|it| it.y + it.height) - y)
}

fn rectangle(class: &str, frame: Frame, radius: f64, mark: Option<Difference>) -> AnyView {
    let class = format!("{class} {}", mark.map_or("", word));
    view! { <rect class=class x=frame.x y=frame.y width=frame.width height=frame.height rx=radius /> }
        .into_any()
}

fn name(name: &str, frame: Frame) -> AnyView {
    let mut short: String = name.chars().take(LETTERS).collect();
    if name.chars().count() > LETTERS {
        short.pop();
        short.push('…');
    }
    let (x, y) = (frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
    view! { <text class="drawing-name" x=x y=y>{short}</text> }.into_any()
}

/// Tells the kinds of difference apart without colour.
fn sign(mark: Difference, frame: Frame) -> AnyView {
    let sign = match mark {
        Difference::Added => "+",
        Difference::Removed => "−",
        Difference::Changed => "≠",
        Difference::Moved => "↔",
    };
    let (x, y) = (frame.x + frame.width, frame.y);
    let class = format!("drawing-sign {}", word(mark));
    view! { <g class=class><circle cx=x cy=y r="20" /><text x=x y=y>{sign}</text></g> }.into_any()
}

/// The class of a kind of difference.
#[must_use]
pub fn word(mark: Difference) -> &'static str {
    match mark {
        Difference::Added => "is-added",
        Difference::Removed => "is-removed",
        Difference::Changed => "is-changed",
        Difference::Moved => "is-moved",
    }
}

/// One path for the links of each kind and mark.
fn lines(project: &Project, scene: &Scene, marks: &Marks) -> Vec<AnyView> {
    let places: BTreeMap<&str, Frame> = project
        .components()
        .iter()
        .zip(&scene.nodes)
        .map(|(it, node)| (it.id.as_str(), node.frame))
        .collect();
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for link in project.links() {
        let (Some(from), Some(to)) = (places.get(link.from.as_str()), places.get(link.to.as_str())) else {
            continue;
        };
        let mark = marks.links.get(&format!("{} → {}", link.from, link.to)).copied();
        let soft = if link.effect() == Effect::Soft { "is-soft" } else { "" };
        let path = paths.entry(format!("drawing-link {soft} {}", mark.map_or("", word))).or_default();
        // Writing to a text cannot fail.
        let _written = write!(
            path,
            "M{:.0} {:.0}L{:.0} {:.0}",
            from.x + from.width,
            from.y + from.height / 2.0,
            to.x,
            to.y + to.height / 2.0
        );
    }
    paths.into_iter().map(|(class, path)| view! { <path class=class d=path /> }.into_any()).collect()
}
