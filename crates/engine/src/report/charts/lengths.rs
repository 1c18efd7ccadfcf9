//! Outages by length, on an axis that grows with the length: a second and a week are both to be seen.

use plotters::element::Rectangle;
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::simulation::HistogramBin;
use crate::units;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Lengths {
    /// Outages, from the shortest; each bin stands as wide as the others.
    pub bins: Vec<HistogramBin>,
}

impl Lengths {
    /// All outages.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.bins.iter().map(|bin| bin.count).sum()
    }

    fn share(&self, count: u64) -> f64 {
        count as f64 / self.total().max(1) as f64
    }

    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words =
            format!("{} by length.", units::format_number_of(self.total() as f64, "outage", "outages"));
        for bin in self.bins.iter().filter(|bin| bin.count > 0) {
            let (from, to) = (units::format_duration(bin.from), units::format_duration(bin.to));
            words += &format!(" {from} to {to}: {}.", units::format_share(self.share(bin.count)));
        }
        words
    }
}

/// Draws the chart over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Lengths, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let (width, height) = area.dim_in_pixel();
    let (left, right) = (look.pixels(52.0), f64::from(width) - look.pixels(26.0));
    let (top, bottom) = (look.pixels(30.0), f64::from(height) - look.pixels(40.0));
    let muted = look.palette.muted;
    let (end, middle) = (look.text(11.0, muted, Anchor::End), look.text(11.0, muted, Anchor::Middle));
    let tallest = data.bins.iter().map(|bin| data.share(bin.count)).fold(0.0, f64::max);
    let up = Axis::new(tallest * 1.1, (bottom, top));
    for share in up.ticks(4) {
        let y = up.place(share);
        line(area, [(left, y), (right, y)], look, look.palette.grid)?;
        area.draw_text(&units::format_share(share), &end, at((left - look.pixels(8.0), y)))?;
    }
    let heading = look.text(11.0, muted, Anchor::Start);
    area.draw_text("share of outages", &heading, at((look.pixels(8.0), look.pixels(12.0))))?;
    area.draw_text("length of the outage", &end, at((right, bottom + look.pixels(30.0))))?;
    let slot = (right - left) / data.bins.len().max(1) as f64;
    let every = (look.pixels(58.0) / slot).ceil().max(1.0) as usize;
    let edges = data.bins.iter().map(|bin| bin.from).chain(data.bins.last().map(|bin| bin.to));
    for (number, seconds) in edges.enumerate() {
        let x = left + slot * number as f64;
        line(area, [(x, bottom), (x, bottom + look.pixels(4.0))], look, muted)?;
        if number % every == 0 {
            area.draw_text(&units::format_duration(seconds), &middle, at((x, bottom + look.pixels(14.0))))?;
        }
    }
    for (number, bin) in data.bins.iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        let x = left + slot * number as f64;
        let y = up.place(data.share(bin.count)).min(bottom - 1.0);
        let corners = [at((x + look.pixels(1.0), y)), at((x + slot - look.pixels(1.0), bottom))];
        area.draw(&Rectangle::new(corners, look.palette.bar.filled()))?;
    }
    line(area, [(left, bottom), (right, bottom)], look, muted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    #[test]
    fn shares_add_up_and_empty_bins_have_no_bar() {
        let bin = |from: f64, to: f64, count: u64| HistogramBin { from, to, count };
        let data = Lengths { bins: vec![bin(60.0, 120.0, 30), bin(120.0, 300.0, 0), bin(300.0, 600.0, 10)] };
        assert_eq!(data.in_words(), "40 outages by length. 1 m to 2 m: 75 %. 5 m to 10 m: 25 %.");
        let svg = to_svg((520, 260), |area| draw(area, &data, &Look::default())).unwrap();
        let none = Lengths { bins: Vec::new() };
        let empty = to_svg((520, 260), |area| draw(area, &none, &Look::default())).unwrap();
        let bars = |svg: &str| svg.matches("<rect").count();
        assert_eq!(bars(&svg) - bars(&empty), 2);
    }
}
