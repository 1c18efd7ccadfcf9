//! Writes a scene as SVG.

use std::fmt::Write;

use super::note::PADDING;
use super::{Edge, Frame, Node, Note, Scene, ZoneFrame};
use crate::report::escape::{markup, shorten};

/// Colours of the picture, as CSS writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Behind everything.
    pub paper: &'static str,
    /// Names.
    pub text: &'static str,
    /// Details, zone names.
    pub quiet: &'static str,
    /// Borders of boxes.
    pub line: &'static str,
    /// Links.
    pub link: &'static str,
    /// Inside of zones.
    pub zone: &'static str,
    /// Borders of zones.
    pub zone_line: &'static str,
    /// Inside of notes.
    pub note: &'static str,
}

impl Ink {
    /// For paper and for light themes.
    #[must_use]
    pub const fn light() -> Self {
        Self {
            paper: "#ffffff",
            text: "#18202b",
            quiet: "#546070",
            line: "#9aa6b4",
            link: "#6b7889",
            zone: "#f5f7f9",
            zone_line: "#ccd4dc",
            note: "#fdf3dc",
        }
    }
}

impl Ink {
    /// In a page whose style sheet names the roles.
    #[must_use]
    pub const fn themed() -> Self {
        Self {
            paper: "var(--surface)",
            text: "var(--text)",
            quiet: "var(--text-soft)",
            line: "var(--border-strong)",
            link: "var(--link)",
            zone: "var(--surface-sunk)",
            zone_line: "var(--border)",
            note: "var(--warn-soft)",
        }
    }
}

const MARGIN: f64 = 16.0;
/// Width that fits a column of text.
const COLUMN: f64 = 900.0;
/// Characters of a name that fit a box whatever the font.
const NAME: usize = 22;
const PLACE: usize = 30;
const JUNCTION_NAME: usize = 8;
/// From one line of a box to the next.
const LINE: f64 = 18.0;
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif";

impl Scene {
    /// A whole `<svg>` element.
    #[must_use]
    pub fn to_svg(&self, ink: &Ink) -> String {
        let view = self.bounds().inflated(MARGIN);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" \
             font-family=\"{FONT}\">\n",
            x = short(view.x),
            y = short(view.y),
            w = short(view.width),
            h = short(view.height)
        );
        let _ = writeln!(svg, "<rect {} fill=\"{}\"/>", area(view), ink.paper);
        self.zones.iter().for_each(|zone| draw_zone(&mut svg, zone, ink));
        self.edges.iter().for_each(|edge| self.draw_edge(&mut svg, edge, ink));
        self.nodes.iter().for_each(|node| draw_node(&mut svg, node, ink));
        self.notes.iter().for_each(|note| draw_note(&mut svg, note, ink));
        svg.push_str("</svg>\n");
        svg
    }

    /// Whether its words are too small to read in a column of text.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.bounds().width > COLUMN
    }

    fn bounds(&self) -> Frame {
        let frames = self.nodes.iter().map(|node| node.frame).chain(self.zones.iter().map(|zone| zone.frame));
        let frames = frames.chain(self.notes.iter().map(|note| note.frame));
        let detours = self.edges.iter().filter_map(|edge| Some(self.route(edge)?.1));
        frames.chain(detours).reduce(Frame::union).unwrap_or_default()
    }

    /// The path of a link and the room it takes.
    fn route(&self, edge: &Edge) -> Option<(String, Frame)> {
        let (from, to) = (self.nodes.get(edge.from)?.frame, self.nodes.get(edge.to)?.frame);
        Some(route(from, to))
    }

    fn draw_edge(&self, svg: &mut String, edge: &Edge, ink: &Ink) {
        let Some((path, _)) = self.route(edge) else { return };
        let Some(target) = self.nodes.get(edge.to).map(|node| node.frame) else { return };
        let dash = match edge {
            Edge { soft: true, .. } => " stroke-dasharray=\"6 5\"",
            Edge { standby: true, .. } => " stroke-dasharray=\"12 5\"",
            _ => "",
        };
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"{dash}/>",
            ink.link
        );
        let (x, y) = (target.x, target.middle());
        let _ = writeln!(
            svg,
            "<path d=\"M{} {}L{} {}L{} {}Z\" fill=\"{}\"/>",
            short(x),
            short(y),
            short(x - 8.0),
            short(y - 4.5),
            short(x - 8.0),
            short(y + 4.5),
            ink.link
        );
    }
}

/// From the right side of one box to the left side of the other: one curve forwards, around both backwards.
fn route(from: Frame, to: Frame) -> (String, Frame) {
    let (start, end) = ((from.right(), from.middle()), (to.x, to.middle()));
    if end.0 >= start.0 + 24.0 {
        let reach = ((end.0 - start.0) / 2.0).clamp(24.0, 160.0);
        let path = curve(start, &[((start.0 + reach, start.1), (end.0 - reach, end.1), end)]);
        return (path, from.union(to));
    }
    let height = detour(from, to);
    let (far, near, bend) = ((start.0, height), (end.0, height), 56.0);
    let middle = ((far.0 + near.0) / 2.0, height);
    let path = curve(
        start,
        &[
            ((start.0 + bend, start.1), (far.0 + bend, far.1), far),
            (middle, middle, near),
            ((near.0 - bend, near.1), (end.0 - bend, end.1), end),
        ],
    );
    let (left, right) = (start.0.min(end.0) - bend, start.0.max(end.0) + bend);
    (path, from.union(to).union(Frame { x: left, y: height, width: right - left, height: 0.0 }))
}

/// Height of the way back: between the boxes where there is room, otherwise beneath both.
fn detour(from: Frame, to: Frame) -> f64 {
    let (upper, lower) = if from.y <= to.y { (from, to) } else { (to, from) };
    let gap = lower.y - upper.bottom();
    if gap >= 28.0 { upper.bottom() + gap / 2.0 } else { upper.bottom().max(lower.bottom()) + 28.0 }
}

type Point = (f64, f64);

fn curve(start: Point, pieces: &[(Point, Point, Point)]) -> String {
    let pair = |point: Point| format!("{} {}", short(point.0), short(point.1));
    let mut path = format!("M{}", pair(start));
    for &(leave, arrive, end) in pieces {
        let _ = write!(path, "C{} {} {}", pair(leave), pair(arrive), pair(end));
    }
    path
}

fn draw_zone(svg: &mut String, zone: &ZoneFrame, ink: &Ink) {
    let _ = writeln!(
        svg,
        "<rect {} rx=\"12\" fill=\"{}\" stroke=\"{}\"/>",
        area(zone.frame),
        ink.zone,
        ink.zone_line
    );
    let at = (zone.frame.x + 16.0, zone.frame.y + 22.0);
    text(svg, at, "start", 12.0, 600, ink.quiet, &shorten(&zone.name, (zone.frame.width / 8.0) as usize));
}

fn draw_node(svg: &mut String, node: &Node, ink: &Ink) {
    let radius = if node.junction { 24.0 } else { 10.0 };
    let _ = writeln!(
        svg,
        "<g><title>{}</title>\n<rect {} rx=\"{radius}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.2\"/>",
        markup(&node.name),
        area(node.frame),
        ink.paper,
        ink.line
    );
    let center = node.frame.x + node.frame.width / 2.0;
    let (limit, size) = if node.junction { (JUNCTION_NAME, 11.0) } else { (NAME, 13.0) };
    let name = shorten(&node.name, limit);
    let place = shorten(&node.place, PLACE);
    let lines = [
        (name, size, 600, ink.text),
        (node.detail.clone(), 11.5, 400, ink.quiet),
        (place, 10.5, 400, ink.quiet),
    ];
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.0.is_empty()).collect();
    let top = node.frame.middle() + 4.5 - lines.len().saturating_sub(1) as f64 * LINE / 2.0;
    for (index, (words, size, weight, fill)) in lines.iter().enumerate() {
        text(svg, (center, top + index as f64 * LINE), "middle", *size, *weight, fill, words);
    }
    svg.push_str("</g>\n");
}

fn draw_note(svg: &mut String, note: &Note, ink: &Ink) {
    let _ = writeln!(svg, "<rect {} rx=\"4\" fill=\"{}\"/>", area(note.frame), ink.note);
    let (left, top) = (note.frame.x + PADDING, note.frame.y + PADDING + 13.0);
    for (index, line) in note.lines.iter().enumerate() {
        text(svg, (left, top + index as f64 * LINE), "start", 13.0, 400, ink.text, line);
    }
}

fn text(svg: &mut String, at: Point, anchor: &str, size: f64, weight: u32, fill: &str, words: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"{size}\" font-weight=\"{weight}\" \
         fill=\"{fill}\">{}</text>",
        short(at.0),
        short(at.1),
        markup(words)
    );
}

fn area(frame: Frame) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        short(frame.x),
        short(frame.y),
        short(frame.width),
        short(frame.height)
    )
}

/// A coordinate with one decimal at most.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
