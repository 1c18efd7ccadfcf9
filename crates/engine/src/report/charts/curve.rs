//! A share that changes along a duration: the chance of more than so much downtime, or of being down some hours after the start.

use plotters::element::{PathElement, Polygon};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::units;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Seconds and shares, from the left.
    pub points: Vec<(f64, f64)>,
    /// What the shares are.
    pub what: String,
    /// What the seconds are.
    pub along: String,
    /// A place along the axis that matters, in seconds, with its words.
    pub mark: Option<(f64, String)>,
    /// A share that matters, with its words.
    pub level: Option<(f64, String)>,
}

impl Curve {
    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words = format!("{} by {}.", self.what, self.along);
        let every = (self.points.len() / 5).max(1);
        for (seconds, share) in self.points.iter().step_by(every) {
            words += &format!(" {}: {}.", units::format_duration(*seconds), units::format_share(*share));
        }
        for (_, said) in self.mark.iter().chain(&self.level) {
            words += &format!(" {said}.");
        }
        words
    }
}

/// Where things go, in device pixels.
struct Layout {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    across: Axis,
    up: Axis,
}

impl Layout {
    fn new(data: &Curve, look: &Look, (width, height): (u32, u32)) -> Self {
        let (left, right) = (look.pixels(60.0), f64::from(width) - look.pixels(18.0));
        let (top, bottom) = (look.pixels(34.0), f64::from(height) - look.pixels(42.0));
        let end = data.points.last().map_or(1.0, |(seconds, _)| *seconds);
        // A mark far beyond the curve would leave nothing of it.
        let reach = data.mark.as_ref().map_or(end, |(seconds, _)| (seconds * 1.08).min(3.0 * end).max(end));
        let level = data.level.as_ref().map_or(0.0, |(share, _)| *share);
        let most = data.points.iter().map(|(_, share)| *share).fold(level, f64::max);
        Self {
            left,
            right,
            top,
            bottom,
            across: Axis::new(reach, (left, right)),
            up: Axis::new(most * 1.1, (bottom, top)),
        }
    }
}

/// Draws the curve over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Curve, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let layout = Layout::new(data, look, area.dim_in_pixel());
    axes(area, data, look, &layout)?;
    let place = |&(seconds, share): &(f64, f64)| (layout.across.place(seconds), layout.up.place(share));
    let path: Vec<(i32, i32)> = data.points.iter().map(place).map(at).collect();
    if let (Some(first), Some(last)) = (path.first(), path.last()) {
        let floor = layout.bottom.round() as i32;
        let mut under = path.clone();
        under.extend([(last.0, floor), (first.0, floor)]);
        area.draw(&Polygon::new(under, look.palette.bar.mix(0.15).filled()))?;
    }
    area.draw(&PathElement::new(path, look.line(2.0, look.palette.bar.to_rgba())))?;
    marks(area, data, look, &layout)
}

fn axes<B: DrawingBackend>(area: &Area<B>, data: &Curve, look: &Look, layout: &Layout) -> Outcome<B> {
    let (muted, grid) = (look.palette.muted, look.palette.grid.to_rgba());
    let shares = look.text(11.0, muted, Anchor::End);
    for share in layout.up.ticks(4) {
        let y = layout.up.place(share);
        line(area, [(layout.left, y), (layout.right, y)], look, grid)?;
        area.draw_text(&units::format_share(share), &shares, at((layout.left - look.pixels(8.0), y)))?;
    }
    let heading = look.text(11.0, muted, Anchor::Start);
    area.draw_text(&data.what, &heading, at((look.pixels(8.0), look.pixels(12.0))))?;
    let times = look.text(11.0, muted, Anchor::Middle);
    let most = ((layout.right - layout.left) / look.pixels(84.0)).max(2.0) as usize;
    for seconds in layout.across.duration_ticks(most) {
        let x = layout.across.place(seconds);
        line(area, [(x, layout.bottom), (x, layout.bottom + look.pixels(4.0))], look, muted.to_rgba())?;
        let words = if seconds > 0.0 { units::format_duration(seconds) } else { "0".to_owned() };
        area.draw_text(&words, &times, at((x, layout.bottom + look.pixels(14.0))))?;
    }
    line(area, [(layout.left, layout.bottom), (layout.right, layout.bottom)], look, muted.to_rgba())?;
    let title = look.text(11.0, muted, Anchor::End);
    area.draw_text(&data.along, &title, at((layout.right, layout.bottom + look.pixels(31.0))))
}

/// The place and the share that matter: dashed lines with their words.
fn marks<B: DrawingBackend>(area: &Area<B>, data: &Curve, look: &Look, layout: &Layout) -> Outcome<B> {
    let over = look.palette.over;
    if let Some((seconds, words)) = &data.mark {
        let inside = *seconds <= layout.across.high;
        let x = layout.across.place(*seconds);
        if inside {
            dashed(area, [(x, layout.top - look.pixels(10.0)), (x, layout.bottom)], look)?;
        }
        let right_half = x > (layout.left + layout.right) / 2.0;
        let (anchor, shift) = if right_half { (Anchor::End, -6.0) } else { (Anchor::Start, 6.0) };
        let words = if inside { words.clone() } else { format!("{words} →") };
        area.draw_text(&words, &look.text(12.0, over, anchor), at((x + look.pixels(shift), layout.top)))?;
    }
    if let Some((share, words)) = &data.level {
        let y = layout.up.place(*share);
        dashed(area, [(layout.left, y), (layout.right, y)], look)?;
        let style = look.text(12.0, over, Anchor::End);
        area.draw_text(words, &style, at((layout.right, y - look.pixels(10.0))))?;
    }
    Ok(())
}

fn dashed<B: DrawingBackend>(area: &Area<B>, [from, to]: [(f64, f64); 2], look: &Look) -> Outcome<B> {
    let length = libm::hypot(to.0 - from.0, to.1 - from.1).max(1.0);
    let dash = look.pixels(5.0);
    let place = |along: f64| {
        let part = (along / length).min(1.0);
        at((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part))
    };
    let mut along = 0.0;
    while along < length {
        let piece = [place(along), place(along + dash)];
        area.draw(&PathElement::new(piece, look.line(1.6, look.palette.over.to_rgba())))?;
        along += dash * 1.7;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    fn falling(mark: f64) -> Curve {
        Curve {
            points: (0..=20).map(|at| (f64::from(at) * 60.0, 0.5 / f64::from(at + 1))).collect(),
            what: "chance of more".to_owned(),
            along: "downtime in one month".to_owned(),
            mark: Some((mark, "objective allows it".to_owned())),
            level: None,
        }
    }

    #[test]
    fn the_mark_is_drawn_in_or_named_at_the_edge() {
        let svg =
            |mark: f64| to_svg((680, 240), |area| draw(area, &falling(mark), &Look::default())).unwrap();
        assert!(svg(600.0).contains("objective allows it") && !svg(600.0).contains('→'));
        assert!(svg(60_000.0).contains("objective allows it →"));
    }

    #[test]
    fn words_say_the_shares() {
        let words = falling(600.0).in_words();
        assert!(words.starts_with("chance of more by downtime in one month. 0 s: 50 %."), "{words}");
        assert!(words.ends_with("objective allows it."), "{words}");
    }
}
