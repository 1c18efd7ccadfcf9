//! Several quantities along one: how full components get month by month, how long requests wait by load.

use plotters::element::{Circle, PathElement};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::units;

/// How wide a letter of a mark's words is, about.
const LETTER: f64 = 6.5;
/// How far from a point a pointer still means it: a finger's width from side to side.
const NEAR: f64 = 22.0;

/// How the values of an axis are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers.
    Count,
    /// Seconds.
    Duration,
    /// Fractions.
    Share,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is of.
    pub name: String,
    /// From the left.
    pub points: Vec<(f64, f64)>,
    /// Whether it is the one that matters.
    pub strong: bool,
}

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// In the order of the legend.
    pub series: Vec<Series>,
    /// What the values are, and how they are written.
    pub what: (String, Scale),
    /// What they go along.
    pub along: (String, Scale),
    /// A value that matters, with its words.
    pub level: Option<(f64, String)>,
    /// Places along the axis that matter, with their words.
    pub marks: Vec<(f64, String)>,
    /// Where the values end; their own where absent.
    pub most: Option<f64>,
    /// Whether each point of a line is marked.
    pub dots: bool,
    /// Points of their own, on no line: what was measured.
    pub apart: Vec<(f64, f64)>,
}

/// A value in words.
fn write(scale: Scale, value: f64) -> String {
    match scale {
        Scale::Count => units::format_count(value),
        Scale::Duration if value == 0.0 => "0".to_owned(),
        Scale::Duration => units::format_duration(value),
        Scale::Share => units::format_share(value),
    }
}

impl Lines {
    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words = format!("{} by {}.", self.what.0, self.along.0);
        if !self.apart.is_empty() {
            words += &format!(" Points measured: {}.", units::format_count(self.apart.len() as f64));
        }
        for series in &self.series {
            if let (Some(first), Some(last)) = (series.points.first(), series.points.last()) {
                let value = |value: f64| write(self.what.1, value);
                words += &format!(" {}: from {} to {}.", series.name, value(first.1), value(last.1));
            }
        }
        let marks = self.marks.iter().map(|mark| &mark.1);
        for said in self.level.iter().map(|level| &level.1).chain(marks) {
            words += &format!(" {said}.");
        }
        words
    }
}

/// The number of the point of the first line that lies nearest to a place of a drawing of this size, and near enough to be meant; both in device
/// pixels.
#[must_use]
pub fn nearest(data: &Lines, look: &Look, size: (u32, u32), (x, y): (f64, f64)) -> Option<usize> {
    let layout = layout(data, look, size);
    let points = data.series.first()?.points.iter();
    let far =
        points.map(|&(along, value)| libm::hypot(layout.across.place(along) - x, layout.up.place(value) - y));
    let (number, far) = far.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (far <= look.pixels(NEAR)).then_some(number)
}

struct Layout {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    across: Axis,
    up: Axis,
}

/// Draws the lines over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Lines, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let layout = layout(data, look, area.dim_in_pixel());
    axes(area, data, look, &layout)?;
    for &(x, y) in data.apart.iter().filter(|point| point.1 <= layout.up.high) {
        let place = at((layout.across.place(x), layout.up.place(y)));
        area.draw(&Circle::new(place, look.pixels(2.5).round() as i32, look.palette.muted.filled()))?;
    }
    for series in &data.series {
        one(area, data, series, look, &layout)?;
    }
    marks(area, data, look, &layout)
}

fn layout(data: &Lines, look: &Look, (width, height): (u32, u32)) -> Layout {
    let (left, right) = (look.pixels(60.0), f64::from(width) - look.pixels(18.0));
    let (top, bottom) = (look.pixels(34.0), f64::from(height) - look.pixels(42.0));
    let points = || data.series.iter().flat_map(|series| &series.points).chain(&data.apart);
    let reach = |fold: fn(f64, f64) -> f64| points().map(|point| point.0).fold(0.0, fold);
    let level = data.level.as_ref().map_or(0.0, |level| level.0);
    let most = data.most.unwrap_or_else(|| points().map(|point| point.1).fold(level, f64::max) * 1.08);
    Layout {
        left,
        right,
        top,
        bottom,
        across: Axis::between((reach(f64::min), reach(f64::max)), (left, right)),
        up: Axis::new(most, (bottom, top)),
    }
}

fn axes<B: DrawingBackend>(area: &Area<B>, data: &Lines, look: &Look, layout: &Layout) -> Outcome<B> {
    let (muted, grid) = (look.palette.muted, look.palette.grid.to_rgba());
    let values = look.text(11.0, muted, Anchor::End);
    let ticks = match data.what.1 {
        Scale::Duration => layout.up.duration_ticks(4),
        _ => layout.up.ticks(4),
    };
    for value in ticks {
        let y = layout.up.place(value);
        line(area, [(layout.left, y), (layout.right, y)], look, grid)?;
        area.draw_text(&write(data.what.1, value), &values, at((layout.left - look.pixels(8.0), y)))?;
    }
    let heading = look.text(11.0, muted, Anchor::Start);
    area.draw_text(&data.what.0, &heading, at((look.pixels(8.0), look.pixels(12.0))))?;
    let places = look.text(11.0, muted, Anchor::Middle);
    let most = ((layout.right - layout.left) / look.pixels(84.0)).max(2.0) as usize;
    for value in layout.across.ticks(most) {
        let x = layout.across.place(value);
        line(area, [(x, layout.bottom), (x, layout.bottom + look.pixels(4.0))], look, muted.to_rgba())?;
        area.draw_text(&write(data.along.1, value), &places, at((x, layout.bottom + look.pixels(14.0))))?;
    }
    line(area, [(layout.left, layout.bottom), (layout.right, layout.bottom)], look, muted.to_rgba())?;
    let title = look.text(11.0, muted, Anchor::End);
    area.draw_text(&data.along.0, &title, at((layout.right, layout.bottom + look.pixels(31.0))))
}

fn one<B: DrawingBackend>(
    area: &Area<B>,
    data: &Lines,
    series: &Series,
    look: &Look,
    layout: &Layout,
) -> Outcome<B> {
    let color = if series.strong { look.palette.bar } else { look.palette.muted };
    let inside = |point: &&(f64, f64)| point.1 <= layout.up.high;
    let place = |&(x, y): &(f64, f64)| at((layout.across.place(x), layout.up.place(y)));
    if data.dots {
        for point in series.points.iter().filter(inside) {
            area.draw(&Circle::new(place(point), look.pixels(4.0).round() as i32, color.filled()))?;
        }
    }
    let width = if series.strong { 2.0 } else { 1.4 };
    let mut last = None;
    for part in parts(&series.points, layout.up.high) {
        let path: Vec<(i32, i32)> = part.iter().map(place).collect();
        last = path.last().copied();
        area.draw(&PathElement::new(path, look.line(width, color.to_rgba())))?;
    }
    let Some(last) = last.filter(|_| !series.name.is_empty()) else { return Ok(()) };
    let words = look.text(11.0, color, Anchor::End);
    let y = f64::from(last.1) - look.pixels(9.0);
    area.draw_text(&series.name, &words, at((f64::from(last.0), y.max(layout.top))))
}

/// What of a line lies in the chart: cut where it leaves, not drawn along the edge, and gone on with where it comes back.
fn parts(points: &[(f64, f64)], high: f64) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for &(x, y) in points {
        let (inside, was_inside) = (y <= high, before.is_some_and(|before| before.1 <= high));
        // What grows beyond all bounds is cut at the last point that is known.
        let crossing = before.filter(|before| inside != was_inside && before.1.is_finite() && y.is_finite());
        let crossing = crossing.map(|(left, from)| (left + (x - left) * (high - from) / (y - from), high));
        if inside && !was_inside {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| inside || was_inside) {
            part.extend(crossing);
            part.extend(inside.then_some((x, y)));
        }
        before = Some((x, y));
    }
    parts
}

/// For each mark (where its words begin and end) the first row in which they stand beside those of the marks before.
fn rows(spans: &[(f64, f64)]) -> Vec<usize> {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let row = |&(from, to): &(f64, f64)| {
        let beside = |row: &Vec<(f64, f64)>| row.iter().all(|other| to < other.0 || other.1 < from);
        let row = taken.iter().position(beside).unwrap_or(taken.len());
        if row == taken.len() {
            taken.push(Vec::new());
        }
        taken[row].push((from, to));
        row
    };
    spans.iter().map(row).collect()
}

fn marks<B: DrawingBackend>(area: &Area<B>, data: &Lines, look: &Look, layout: &Layout) -> Outcome<B> {
    let over = look.palette.over;
    if let Some((value, words)) = data.level.as_ref().filter(|level| level.0 <= layout.up.high) {
        let y = layout.up.place(*value);
        line(area, [(layout.left, y), (layout.right, y)], look, over)?;
        let style = look.text(11.0, over, Anchor::Start);
        area.draw_text(words, &style, at((layout.left + look.pixels(6.0), y - look.pixels(9.0))))?;
    }
    let middle = f64::midpoint(layout.left, layout.right);
    let place = |(value, words): &(f64, String)| {
        let x = layout.across.place(*value);
        let width = look.pixels(LETTER * words.chars().count() as f64 + 6.0);
        if x > middle { (x - width, x) } else { (x, x + width) }
    };
    let spans: Vec<(f64, f64)> = data.marks.iter().map(place).collect();
    for (number, ((value, words), row)) in data.marks.iter().zip(rows(&spans)).enumerate() {
        let x = layout.across.place(*value);
        if data.marks[..number].iter().all(|before| before.0 != *value) {
            line(area, [(x, layout.top), (x, layout.bottom)], look, over)?;
        }
        let (anchor, shift) = if x > middle { (Anchor::End, -6.0) } else { (Anchor::Start, 6.0) };
        // One below the other, so that near ones can be read, and all below the names of lines that leave the chart.
        let y = layout.top + look.pixels(14.0) * (row + 1) as f64;
        area.draw_text(words, &look.text(11.0, over, anchor), at((x + look.pixels(shift), y)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    #[test]
    fn lines_marks_and_words() {
        let data = Lines {
            series: vec![Series {
                name: "API".to_owned(),
                points: vec![(0.0, 0.5), (12.0, 1.2)],
                strong: true,
            }],
            what: ("used of what is planned".to_owned(), Scale::Share),
            along: ("months from now".to_owned(), Scale::Count),
            level: Some((1.0, "all of it".to_owned())),
            marks: vec![(9.0, "API runs out".to_owned())],
            most: None,
            dots: false,
            apart: vec![(3.0, 0.4)],
        };
        let svg = to_svg((680, 240), |area| draw(area, &data, &Look::default())).unwrap();
        assert!(svg.contains("API runs out") && svg.contains("all of it") && svg.contains("100 %"));
        assert_eq!(
            data.in_words(),
            "used of what is planned by months from now. Points measured: 1. API: from 50 % to 120 %. all of it. API runs out."
        );
    }

    #[test]
    fn a_point_is_meant_within_a_finger() {
        let series = |points| Series { name: String::new(), points, strong: true };
        let data = Lines {
            series: vec![series(vec![(-40.0, 9.0), (0.0, 5.0), (100.0, 1.0)])],
            what: ("downtime".to_owned(), Scale::Count),
            along: ("more a month".to_owned(), Scale::Count),
            level: None,
            marks: Vec::new(),
            most: None,
            dots: true,
            apart: Vec::new(),
        };
        // Twice as sharp: 60 units left of the drawing, 18 right of it, 34 above and 42 below.
        let look = Look { scale: 2.0, ..Look::default() };
        let at = |x, y| nearest(&data, &look, (1_400, 600), (x, y));
        assert_eq!(at(120.0, 68.0), Some(0), "the cheapest at the left end");
        assert_eq!(at(1_364.0, 470.0), Some(2), "the dearest at the right end");
        assert_eq!(at(700.0, 68.0), None, "nothing there");
    }

    /// A season of one month leaves the chart: the line is cut at its edge, and goes on in the month after.
    #[test]
    fn lines_go_on_where_they_come_back() {
        let points = [(0.0, 0.5), (1.0, 1.5), (2.0, 0.5), (3.0, 0.6)];
        assert_eq!(
            parts(&points, 1.0),
            [vec![(0.0, 0.5), (0.5, 1.0)], vec![(1.5, 1.0), (2.0, 0.5), (3.0, 0.6)]]
        );
        assert_eq!(parts(&points, 2.0), [points.to_vec()]);
        assert!(parts(&points, 0.1).is_empty());
        let endless = [(0.0, 0.5), (1.0, f64::INFINITY), (2.0, 0.5)];
        assert_eq!(parts(&endless, 1.0), [vec![(0.0, 0.5)], vec![(2.0, 0.5)]]);
    }

    #[test]
    fn marks_of_one_month_stand_below_each_other() {
        let same = [(10.0, 50.0); 6];
        assert_eq!(rows(&same), [0, 1, 2, 3, 4, 5]);
        assert_eq!(rows(&[(10.0, 50.0), (60.0, 90.0), (40.0, 70.0)]), [0, 0, 1]);
    }
}
