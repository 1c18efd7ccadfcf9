//! How an estimate came to be known: its mean and interval against the years observed, with the exact answer where there is one.

use plotters::element::{PathElement, Polygon};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::simulation::Estimate;
use crate::units;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Convergence {
    /// Unavailability on the way.
    pub estimates: Vec<Estimate>,
    /// The exact one.
    pub exact: Option<f64>,
}

impl Convergence {
    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Some(last) = self.estimates.last() else { return "Nothing observed yet.".to_owned() };
        let mut words = format!(
            "Unavailability after {}: {}, between {} and {}.",
            units::format_number_of(last.years, "year", "years"),
            units::format_share(last.mean),
            units::format_share(last.low),
            units::format_share(last.high)
        );
        if let Some(exact) = self.exact {
            words += &format!(" The exact answer is {}.", units::format_share(exact));
        }
        words
    }

    /// The values worth showing, from and to: the first intervals are far too wide.
    fn range(&self) -> (f64, f64) {
        let late = || self.estimates.iter().skip(self.estimates.len() / 8);
        let exact = || self.exact.into_iter();
        let high = late().map(|it| it.high).chain(exact()).fold(0.0, f64::max);
        let low = late().map(|it| it.low).chain(exact()).fold(high, f64::min);
        let margin = 0.15 * (high - low);
        // Near zero, zero belongs to the picture.
        let low = if low - margin < 0.3 * high { 0.0 } else { low - margin };
        (low, high + margin)
    }
}

/// Draws the chart over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Convergence, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let (width, height) = area.dim_in_pixel();
    let (left, right) = (look.pixels(72.0), f64::from(width) - look.pixels(30.0));
    let (top, bottom) = (look.pixels(30.0), f64::from(height) - look.pixels(40.0));
    let years = data.estimates.last().map_or(1.0, |it| it.years);
    let across = Axis::new(years, (left, right));
    let (low, high) = data.range();
    let up = Up { low, axis: Axis::new(high - low, (bottom, top)) };
    axes(area, look, (&across, &up))?;
    let place = |years: f64, value: f64| at((across.place(years), up.place(value)));
    let lows = data.estimates.iter().map(|it| place(it.years, it.low));
    let highs = data.estimates.iter().rev().map(|it| place(it.years, it.high));
    let band: Vec<_> = lows.chain(highs).collect();
    if band.len() > 2 {
        area.draw(&Polygon::new(band, look.palette.bar.mix(0.2).filled()))?;
    }
    let line: Vec<_> = data.estimates.iter().map(|it| place(it.years, it.mean)).collect();
    area.draw(&PathElement::new(line, look.line(2.0, look.palette.bar.to_rgba())))?;
    exact(area, data, look, (&across, &up))
}

/// Values upwards, from one that need not be zero.
struct Up {
    low: f64,
    axis: Axis,
}

impl Up {
    fn place(&self, value: f64) -> f64 {
        self.axis.place(value - self.low)
    }

    fn ticks(&self) -> Vec<f64> {
        let steps = self.axis.ticks(4);
        let [first, second, ..] = steps[..] else { return vec![self.low] };
        let step = second - first;
        let start = libm::ceil(self.low / step - 1e-9);
        let all = (0..=steps.len()).map(|number| (start + number as f64) * step);
        all.filter(|value| *value <= (self.low + self.axis.high) * (1.0 + 1e-9)).collect()
    }
}

fn axes<B: DrawingBackend>(area: &Area<B>, look: &Look, (across, up): (&Axis, &Up)) -> Outcome<B> {
    let muted = look.palette.muted;
    let (end, middle) = (look.text(11.0, muted, Anchor::End), look.text(11.0, muted, Anchor::Middle));
    for value in up.ticks() {
        let y = up.place(value);
        line(area, [(across.start, y), (across.end, y)], look, look.palette.grid)?;
        area.draw_text(&units::format_share(value), &end, at((across.start - look.pixels(8.0), y)))?;
    }
    let most = ((across.end - across.start) / look.pixels(90.0)).max(2.0) as usize;
    for years in across.ticks(most) {
        let x = across.place(years);
        line(area, [(x, up.axis.start), (x, up.axis.start + look.pixels(4.0))], look, muted)?;
        area.draw_text(&units::format_count(years), &middle, at((x, up.axis.start + look.pixels(14.0))))?;
    }
    let heading = look.text(11.0, muted, Anchor::Start);
    area.draw_text("unavailability", &heading, at((look.pixels(8.0), look.pixels(12.0))))?;
    area.draw_text("years observed", &end, at((across.end, up.axis.start + look.pixels(30.0))))
}

/// The exact answer, dashed.
fn exact<B: DrawingBackend>(
    area: &Area<B>,
    data: &Convergence,
    look: &Look,
    (across, up): (&Axis, &Up),
) -> Outcome<B> {
    let Some(exact) = data.exact else { return Ok(()) };
    let (y, dash) = (up.place(exact), look.pixels(6.0));
    let mut x = across.start;
    while x < across.end {
        line(area, [(x, y), ((x + dash).min(across.end), y)], look, look.palette.text)?;
        x += 1.7 * dash;
    }
    let style = look.text(12.0, look.palette.text, Anchor::End);
    let words = format!("exact {}", units::format_share(exact));
    area.draw_text(&words, &style, at((across.end, look.pixels(12.0))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    fn data(exact: Option<f64>) -> Convergence {
        let estimate = |number: u32| {
            let half = 0.002 / f64::from(number).sqrt();
            Estimate { years: f64::from(number) * 10.0, mean: 0.01, low: 0.01 - half, high: 0.01 + half }
        };
        Convergence { estimates: (1..=40).map(estimate).collect(), exact }
    }

    #[test]
    fn the_exact_answer_is_named_where_there_is_one() {
        let svg = |exact| to_svg((520, 260), |area| draw(area, &data(exact), &Look::default())).unwrap();
        assert!(svg(Some(0.0101)).contains("exact 1.01 %") && !svg(None).contains("exact"));
        assert!(data(None).in_words().starts_with("Unavailability after 400 years: 1 %, between"));
    }

    #[test]
    fn the_picture_shows_what_differs() {
        let up = |low: f64, high: f64| Up { low, axis: Axis::new(high - low, (200.0, 0.0)) };
        let near = |seen: Vec<f64>, wanted: &[f64]| {
            assert_eq!(seen.len(), wanted.len(), "{seen:?}");
            seen.iter().zip(wanted).for_each(|(seen, wanted)| assert!((seen - wanted).abs() < 1e-12));
        };
        near(up(0.0093, 0.0107).ticks(), &[0.0095, 0.01, 0.0105]);
        near(up(0.0, 0.02).ticks(), &[0.0, 0.005, 0.01, 0.015, 0.02]);
        // By hand: from the sixth on, 0.01 ± 0.002/√6, and 15 % of that to both sides.
        let (low, high) = data(None).range();
        assert!((low - 0.008_938_55).abs() < 1e-8 && (high - 0.011_061_45).abs() < 1e-8, "{low} to {high}");
        let unsure = Convergence {
            estimates: vec![Estimate { years: 1.0, mean: 0.1, low: 0.0, high: 0.4 }],
            exact: None,
        };
        assert_eq!(unsure.range().0, 0.0);
    }

    #[test]
    fn nothing_observed_is_drawn_as_nothing() {
        let empty = Convergence { estimates: Vec::new(), exact: None };
        assert!(to_svg((520, 260), |area| draw(area, &empty, &Look::default())).is_ok());
        assert_eq!(empty.in_words(), "Nothing observed yet.");
    }
}
