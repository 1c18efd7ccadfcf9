//! The architecture as a picture: boxes, frames and curves from the positions in `canvas`, laid out in columns
//! where there are none. Sizes and frames are those of the editor's canvas; links are drawn straight from box to box.

mod note;
mod place;
mod svg;

pub use svg::Ink;

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::model::{Component, Effect, Project, Rule};
use crate::units::{format_percent, nines};

/// A rectangle; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A component's box.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where.
    pub frame: Frame,
    /// Name for people.
    pub name: String,
    /// Under the name: its own availability.
    pub detail: String,
    /// Under that: how many copies, and in which zones where they are several.
    pub place: String,
    /// Only joins; drawn small.
    pub junction: bool,
}

/// A zone's frame.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneFrame {
    /// Where.
    pub frame: Frame,
    /// Name for people.
    pub name: String,
}

/// A link between two boxes, by index into [`Scene::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who needs.
    pub from: usize,
    /// Who is needed.
    pub to: usize,
    /// Never takes its source down.
    pub soft: bool,
    /// Only tried when those before it have failed.
    pub standby: bool,
}

/// A text for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where.
    pub frame: Frame,
    /// What it says, as its lines are drawn.
    pub lines: Vec<String>,
}

/// What is drawn where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// In the file's order.
    pub nodes: Vec<Node>,
    /// Outer frames before the frames in them.
    pub zones: Vec<ZoneFrame>,
    /// In the file's order.
    pub edges: Vec<Edge>,
    /// In the file's order.
    pub notes: Vec<Note>,
}

const NODE: (f64, f64) = (176.0, 72.0);
const JUNCTION: (f64, f64) = (64.0, 48.0);

impl Scene {
    /// Lays out `project`; with `analysis` each box carries its own availability.
    #[must_use]
    pub fn new(project: &Project, analysis: Option<&Analysis>) -> Self {
        let components = project.components();
        let places = place::positions(project);
        let nodes: Vec<Node> = components
            .iter()
            .zip(&places)
            .map(|(component, &(x, y))| {
                let (width, height) = size(component);
                Node {
                    frame: Frame { x, y, width, height },
                    name: component.display_name().to_owned(),
                    detail: detail(component, analysis),
                    place: copies(project, component),
                    junction: is_junction(component),
                }
            })
            .collect();
        let index: BTreeMap<&str, usize> = components
            .iter()
            .enumerate()
            .map(|(number, component)| (component.id.as_str(), number))
            .collect();
        let mut edges: Vec<Edge> = Vec::new();
        for link in project.links() {
            let ends = (index.get(link.from.as_str()), index.get(link.to.as_str()));
            let (Some(&from), Some(&to)) = ends else { continue };
            let soft = link.effect() == Effect::Soft;
            // Of what is tried one after the other the first is in use.
            let in_turn = matches!(components[from].needs, Some(Rule::Failover(_)));
            let standby = in_turn && !soft && edges.iter().any(|edge| edge.from == from && !edge.soft);
            edges.push(Edge { from, to, soft, standby });
        }
        Self { zones: place::zone_frames(project, &nodes), notes: note::all(project), nodes, edges }
    }

    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The picture in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {one}s"),
        };
        let edges: Vec<String> = self.edges.iter().map(|edge| self.edge_in_words(edge)).collect();
        let mut words =
            format!("{} in {}.", count(self.nodes.len(), "component"), count(self.zones.len(), "zone"));
        if !edges.is_empty() {
            words += &format!(" {}.", edges.join("; "));
        }
        for note in &self.notes {
            words += &format!(" Note: {}", note.lines.join(" "));
        }
        words
    }

    fn edge_in_words(&self, edge: &Edge) -> String {
        let name = |index: usize| self.nodes.get(index).map_or("", |node| node.name.as_str());
        let verb = match edge {
            Edge { soft: true, .. } => "uses",
            Edge { standby: true, .. } => "falls back on",
            _ => "needs",
        };
        format!("{} {verb} {}", name(edge.from), name(edge.to))
    }
}

impl Frame {
    fn right(self) -> f64 {
        self.x + self.width
    }

    fn bottom(self) -> f64 {
        self.y + self.height
    }

    fn middle(self) -> f64 {
        self.y + self.height / 2.0
    }

    fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self { x, y, width: right - x, height: bottom - y }
    }

    fn inflated(self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }
}

fn is_junction(component: &Component) -> bool {
    component.kind.as_deref() == Some("junction")
}

fn size(component: &Component) -> (f64, f64) {
    if is_junction(component) { JUNCTION } else { NODE }
}

fn detail(component: &Component, analysis: Option<&Analysis>) -> String {
    let answer = analysis.and_then(|analysis| analysis.components.iter().find(|one| one.id == component.id));
    let Some(answer) = answer else { return String::new() };
    if answer.unavailability == 0.0 {
        return String::new();
    }
    let percent = format_percent(answer.availability, answer.unavailability);
    format!("{percent} · {:.1} nines", nines(answer.unavailability))
}

fn copies(project: &Project, component: &Component) -> String {
    let count = component.copy_count();
    if count < 2 {
        return String::new();
    }
    let zones: Vec<&str> = component
        .zone_ids()
        .iter()
        .map(|id| project.zone(id).map_or(id.as_str(), |zone| zone.display_name()))
        .collect();
    if zones.len() > 1 { format!("{count} in {}", zones.join(", ")) } else { format!("{count} copies") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model;

    const PROJECT: &str = r#"{
      "format": "ninefold/1",
      "zones": [ { "id": "eu", "name": "eu-west-1" }, { "id": "a", "name": "1a", "parent": "eu" }, { "id": "lost" } ],
      "components": [
        { "id": "dns", "name": "DNS", "needs": { "failover": { "time": "1m" } }, "failures": [ { "mtbf": "1y", "mttr": "1h" } ] },
        { "id": "one", "name": "One", "failures": [ { "mtbf": "1y", "mttr": "1h" } ] },
        { "id": "two", "name": "Two", "failures": [ { "mtbf": "1y", "mttr": "1h" } ] }
      ],
      "links": [ { "from": "dns", "to": "one" }, { "from": "dns", "to": "two" } ],
      "canvas": {
        "positions": { "dns": [0, 0], "one": [264, 0], "two": [264, 136], "a": [600, 0], "n": [0, 300] },
        "notes": { "n": "Ask <the network team> first", "nowhere": "lost" }
      }
    }"#;

    #[test]
    fn empty_zones_standbys_and_notes_are_drawn() {
        let scene = Scene::new(&model::read(PROJECT).unwrap().project, None);
        let zones: Vec<(&str, Frame)> = scene.zones.iter().map(|it| (it.name.as_str(), it.frame)).collect();
        let inner = Frame { x: 600.0, y: 0.0, width: 208.0, height: 96.0 };
        let outer = Frame { x: 576.0, y: -56.0, width: 256.0, height: 176.0 };
        assert_eq!(zones, [("eu-west-1", outer), ("1a", inner)], "without a place it is not drawn");
        assert_eq!(scene.edges.iter().map(|edge| edge.standby).collect::<Vec<_>>(), [false, true]);
        let [note] = &scene.notes[..] else { panic!("{:?}", scene.notes) };
        assert_eq!(note.lines, ["Ask <the network team>", "first"]);
        let svg = scene.to_svg(&Ink::light());
        assert!(svg.contains(">1a</text>") && svg.contains("Ask &lt;the network team&gt;</text>"), "{svg}");
        assert_eq!(svg.matches("stroke-dasharray").count(), 1);
        assert_eq!(
            scene.in_words(),
            "3 components in 2 zones. DNS needs One; DNS falls back on Two. Note: Ask <the network team> first"
        );
    }
}
