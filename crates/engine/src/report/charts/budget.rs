//! Allowed against expected downtime: one bar a row as a share of what is allowed, which rows of any window can be
//! compared by.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{PathElement, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use crate::report::escape::{plain, shorten};
use crate::units;

const ROW: f64 = 34.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 8.0;
const NAMES: f64 = 120.0;
const NAME: usize = 16;
/// Bars end here at the latest; the figure says how far they would go.
const MOST: f64 = 4.0;

/// One row.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    expected: f64,
    allowed: f64,
}

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    rows: Vec<Row>,
}

impl Budget {
    /// From names, expected and allowed seconds.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = (String, f64, f64)>) -> Self {
        let row =
            |(name, expected, allowed): (String, f64, f64)| Row { name: plain(&name), expected, allowed };
        Self { rows: rows.into_iter().map(row).collect() }
    }

    /// How high the drawing wants to be, in units of the drawing.
    #[must_use]
    pub fn height(&self) -> u32 {
        (self.rows.len() as f64 * ROW + TOP + BOTTOM) as u32
    }

    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let rows: Vec<String> =
            self.rows.iter().map(|row| format!("Expected {}: {} allowed.", row.name, row.figure())).collect();
        rows.join(" ")
    }
}

impl Row {
    /// Expected ÷ allowed; the cap where nothing is allowed and something is expected.
    fn spent(&self) -> f64 {
        match (self.expected, self.allowed) {
            (expected, allowed) if allowed > 0.0 => (expected / allowed).min(MOST),
            (expected, _) if expected > 0.0 => MOST,
            _ => 0.0,
        }
    }

    fn figure(&self) -> String {
        format!("{} of {}", units::format_duration(self.expected), units::format_duration(self.allowed))
    }
}

/// Draws the rows over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    data: &Budget,
    look: &Look,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    area.fill(&look.palette.background)?;
    let (left, right) = (look.pixels(NAMES), f64::from(area.dim_in_pixel().0) - look.pixels(16.0));
    let most = data.rows.iter().map(Row::spent).fold(1.0, f64::max) * 1.08;
    let across = Axis::new(most, (left, right.max(left + 1.0)));
    let whole = across.place(1.0);
    for (index, row) in data.rows.iter().enumerate() {
        draw_row(area, row, look, &across, look.pixels(TOP + (index as f64 + 0.5) * ROW))?;
    }
    let bottom = look.pixels(TOP + data.rows.len() as f64 * ROW);
    let line = [at(whole, look.pixels(TOP - 6.0)), at(whole, bottom)];
    area.draw(&PathElement::new(line, look.line(1.6, look.palette.over.to_rgba())))?;
    let anchor = if most < 2.0 { Anchor::End } else { Anchor::Middle };
    area.draw_text("allowed", &look.text(11.0, look.palette.over, anchor), at(whole, look.pixels(TOP - 14.0)))
}

fn draw_row<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    row: &Row,
    look: &Look,
    across: &Axis,
    middle: f64,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let (left, whole, end) = (across.place(0.0), across.place(1.0), across.place(row.spent()));
    let half = look.pixels(ROW * 0.36);
    let bar = |from: f64, to: f64| [at(from, middle - half), at(to.max(from + 1.0), middle + half)];
    area.draw(&Rectangle::new(bar(left, whole), look.palette.grid.filled()))?;
    area.draw(&Rectangle::new(bar(left, end.min(whole)), look.palette.bar.filled()))?;
    if end > whole {
        area.draw(&Rectangle::new(bar(whole, end), look.palette.over.filled()))?;
    }
    let names = look.text(12.0, look.palette.text, Anchor::End);
    area.draw_text(&shorten(&row.name, NAME), &names, at(left - look.pixels(8.0), middle))?;
    // Inside the bar where it is long enough, behind it where not.
    let inside = end - left > look.pixels(190.0);
    let color = if inside { look.palette.background } else { look.palette.text };
    let start = if inside { left } else { end };
    let values = look.text(12.0, color, Anchor::Start);
    area.draw_text(&row.figure(), &values, at(start + look.pixels(8.0), middle))
}

fn at(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Palette, to_svg};
    use super::*;

    fn svg(expected: f64, allowed: f64) -> String {
        let data = Budget::new([("in a month".to_owned(), expected, allowed)]);
        to_svg((680, data.height()), |area| draw(area, &data, &Look::default())).unwrap()
    }

    #[test]
    fn only_what_exceeds_the_allowance_is_marked() {
        let over = Palette::light().over;
        let color = format!("fill=\"#{:02X}{:02X}{:02X}\" stroke=\"none\"", over.0, over.1, over.2);
        assert!(!svg(10.0, 20.0).contains(&color));
        assert!(svg(30.0, 20.0).contains(&color));
        assert!(svg(1.0, 0.0).contains(&color), "a promise of 100 % allows nothing");
    }

    #[test]
    fn it_says_both_figures() {
        let data = Budget::new([("in a month".to_owned(), 600.0, 1296.0)]);
        let (expected, allowed) = (units::format_duration(600.0), units::format_duration(1296.0));
        assert_eq!(data.in_words(), format!("Expected in a month: {expected} of {allowed} allowed."));
    }
}
