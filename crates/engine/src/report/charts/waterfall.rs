//! Where the minutes of a window go, step by step: each bar begins where the one before ended, and the last is all of them.

use plotters::element::Rectangle;
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::budget;
use crate::report::escape::{plain, shorten};

const ROW: f64 = 27.0;
const MARGIN: f64 = 8.0;
/// Room for the names, and characters of one that fit it whatever the font.
const NAMES: f64 = 230.0;
const NAME: usize = 32;
/// Room for the figures behind the bars.
const VALUES: f64 = 90.0;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Name, seconds, figure.
    bars: Vec<(String, f64, String)>,
    total: f64,
    total_shown: String,
}

impl Waterfall {
    /// Of the steps of a budget.
    #[must_use]
    pub fn new(found: &budget::Waterfall) -> Self {
        let figure = |shown: &str| format!("{shown} {}", found.unit);
        Self {
            bars: found.bars.iter().map(|bar| (plain(&bar.name), bar.seconds, figure(&bar.shown))).collect(),
            total: found.total_seconds,
            total_shown: figure(&found.total_shown),
        }
    }

    /// How high the drawing wants to be, in units of the drawing.
    #[must_use]
    pub fn height(&self) -> u32 {
        ((self.bars.len() + 1) as f64 * ROW + 2.0 * MARGIN) as u32
    }

    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let bars: Vec<String> = self.bars.iter().map(|(name, _, shown)| format!("{name}: {shown}")).collect();
        if bars.is_empty() {
            "No downtime.".to_owned()
        } else {
            format!("{}; together {}.", bars.join("; "), self.total_shown)
        }
    }
}

/// Draws the steps over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Waterfall, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let width = f64::from(area.dim_in_pixel().0);
    // On a narrow screen the names leave half of it to the bars.
    let left = look.pixels(NAMES).min(width * 0.42);
    let characters = (NAME as f64 * left / look.pixels(NAMES)) as usize;
    let right = (width - look.pixels(VALUES)).max(left + 1.0);
    let across = Axis::new(data.total.max(f64::MIN_POSITIVE), (left, right));
    let names = look.text(12.0, look.palette.text, Anchor::End);
    let values = look.text(12.0, look.palette.muted, Anchor::Start);
    let total = ("Total".to_owned(), data.total, data.total_shown.clone());
    let mut before = 0.0;
    for (row, (name, seconds, shown)) in data.bars.iter().chain([&total]).enumerate() {
        let last = row == data.bars.len();
        let from = if last { 0.0 } else { before };
        let middle = look.pixels(MARGIN + (row as f64 + 0.5) * ROW);
        let half = look.pixels(ROW * 0.32);
        let (start, end) = (across.place(from), across.place(from + seconds).max(across.place(from) + 1.0));
        let color = if last { look.palette.muted } else { look.palette.bar };
        area.draw(&Rectangle::new([at((start, middle - half)), at((end, middle + half))], color.filled()))?;
        if !last {
            // Down to where the next one begins.
            let next = look.pixels(ROW) - half;
            line(area, [(end, middle + half), (end, middle + next)], look, look.palette.muted)?;
        }
        area.draw_text(&shorten(name, characters.max(8)), &names, at((left - look.pixels(8.0), middle)))?;
        area.draw_text(shown, &values, at((end + look.pixels(8.0), middle)))?;
        before += seconds;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    fn data() -> Waterfall {
        let bars = vec![
            ("DB: failover".to_owned(), 30.0, "0.5 min".to_owned()),
            ("API".to_owned(), 10.0, "0.2 min".to_owned()),
        ];
        Waterfall { bars, total: 40.0, total_shown: "0.7 min".to_owned() }
    }

    /// The second bar begins where the first ends; the last is as long as both.
    #[test]
    fn steps_join() {
        let data = data();
        let svg = to_svg((680, data.height()), |area| draw(area, &data, &Look::default())).unwrap();
        let rectangles: Vec<(f64, f64)> = svg
            .split("<rect ")
            .skip(2)
            .map(|rest| {
                let number = |name: &str| {
                    rest.split(&format!("{name}=\""))
                        .nth(1)
                        .unwrap()
                        .split('"')
                        .next()
                        .unwrap()
                        .parse()
                        .unwrap()
                };
                (number("x"), number("width"))
            })
            .collect();
        assert_eq!(rectangles.len(), 3);
        let end = |(x, width): (f64, f64)| x + width;
        assert!((end(rectangles[0]) - rectangles[1].0).abs() <= 1.0, "{rectangles:?}");
        assert!((end(rectangles[1]) - end(rectangles[2])).abs() <= 1.0 && rectangles[2].0 == rectangles[0].0);
        assert_eq!(data.in_words(), "DB: failover: 0.5 min; API: 0.2 min; together 0.7 min.");
    }
}
