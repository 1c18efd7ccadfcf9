//! Downtime per window as a histogram, with what the objective allows and the percentiles drawn in.
//!
//! Windows without any downtime have their own bar on the left. They are usually most of them, so that bar may be
//! drawn cut; its share is then written on it. What lies beyond the even bins has its own bar on the right.

use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBColor};

use super::axis::Axis;
use super::downtime::Downtime;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::units;

/// The bar of windows without downtime is cut when it is so many times the tallest other bar.
const CUT_FROM: f64 = 2.2;
/// An objective this many times beyond the bars is named at the edge, and not drawn in.
const FAR: f64 = 3.0;

/// Where things go, in device pixels.
struct Layout {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Right end of the bar of windows without downtime.
    none_right: f64,
    /// Seconds of downtime, across.
    across: Axis,
    /// Shares of the windows, upwards.
    up: Axis,
    /// Whether the bar of windows without downtime is cut.
    cut: bool,
}

impl Layout {
    fn new(data: &Downtime, look: &Look, (width, height): (f64, f64)) -> Self {
        let (left, right) = (look.pixels(52.0), width - look.pixels(26.0));
        let (top, bottom) = (look.pixels(52.0), height - look.pixels(42.0));
        let slot = look.pixels(44.0).min((right - left) * 0.2);
        let none_right = left + slot;
        let start = none_right + look.pixels(18.0);
        let end = if data.beyond.is_some() { right - slot - look.pixels(14.0) } else { right };
        let tallest = data.tallest();
        let none = data.share(data.none);
        let cut = tallest > 0.0 && none > CUT_FROM * tallest;
        let most = if cut { tallest * 1.25 } else { none.max(tallest) * 1.1 };
        Self {
            left,
            right,
            top,
            bottom,
            none_right,
            across: Axis::new(reach(data), (start, end)),
            up: Axis::new(most, (bottom, top)),
            cut,
        }
    }

    /// The pixel of `seconds`; the middle of the last bar where they are beyond the even ones.
    fn across(&self, seconds: f64) -> f64 {
        if seconds > self.across.high {
            (self.beyond_left() + self.right) / 2.0
        } else {
            self.across.place(seconds)
        }
    }

    fn beyond_left(&self) -> f64 {
        self.right - (self.none_right - self.left)
    }
}

/// The seconds at the end of the axis: all even bins, and the objective unless it is far away.
fn reach(data: &Downtime) -> f64 {
    let bars = data.bins.last().map_or(0.0, |bin| bin.to);
    match data.allowed {
        Some(allowed) if data.beyond.is_none() && (bars == 0.0 || allowed <= FAR * bars) => {
            bars.max(allowed * 1.08)
        }
        _ => bars,
    }
}

/// Draws the histogram over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look) -> Outcome<B> {
    let (width, height) = area.dim_in_pixel();
    let layout = Layout::new(data, look, (f64::from(width), f64::from(height)));
    area.fill(&look.palette.background)?;
    shares(area, data, look, &layout)?;
    durations(area, data, look, &layout)?;
    none_bar(area, data, look, &layout)?;
    bars(area, data, look, &layout)?;
    line(area, [(layout.left, layout.bottom), (layout.right, layout.bottom)], look, look.palette.muted)?;
    percentiles(area, data, look, &layout)?;
    objective(area, data, look, &layout)
}

/// The grid and its shares.
fn shares<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look, layout: &Layout) -> Outcome<B> {
    let style = look.text(11.0, look.palette.muted, Anchor::End);
    for share in layout.up.ticks(4) {
        let y = layout.up.place(share);
        line(area, [(layout.left, y), (layout.right, y)], look, look.palette.grid)?;
        area.draw_text(&units::format_share(share), &style, at((layout.left - look.pixels(8.0), y)))?;
    }
    let heading = look.text(11.0, look.palette.muted, Anchor::Start);
    let words = format!("share of {}", data.windows());
    area.draw_text(&words, &heading, at((look.pixels(8.0), look.pixels(12.0))))
}

/// The ticks below, and what they are.
fn durations<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look, layout: &Layout) -> Outcome<B> {
    let muted = look.palette.muted;
    let style = look.text(11.0, muted, Anchor::Middle);
    let below = layout.bottom + look.pixels(14.0);
    let most = ((layout.across.end - layout.across.start) / look.pixels(84.0)).max(2.0) as usize;
    for seconds in layout.across.duration_ticks(most) {
        let x = layout.across.place(seconds);
        line(area, [(x, layout.bottom), (x, layout.bottom + look.pixels(4.0))], look, muted)?;
        let crowded = data.beyond.is_some() && x > layout.across.end - look.pixels(18.0);
        if seconds > 0.0 && !crowded {
            area.draw_text(&units::format_duration(seconds), &style, at((x, below)))?;
        }
    }
    area.draw_text("none", &style, at(((layout.left + layout.none_right) / 2.0, below)))?;
    if data.beyond.is_some() {
        area.draw_text("more", &style, at(((layout.beyond_left() + layout.right) / 2.0, below)))?;
    }
    let title = look.text(11.0, muted, Anchor::End);
    let words = format!("downtime in {}", data.one_window());
    area.draw_text(&words, &title, at((layout.right, layout.bottom + look.pixels(31.0))))
}

fn none_bar<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look, layout: &Layout) -> Outcome<B> {
    if data.none == 0 {
        return Ok(());
    }
    let share = data.share(data.none);
    let (x0, x1) = (layout.left + look.pixels(4.0), layout.none_right);
    let y = layout.up.place(share);
    area.draw(&Rectangle::new([at((x0, y)), at((x1, layout.bottom))], look.palette.bar.mix(0.55).filled()))?;
    if layout.cut {
        let (tilt, gap, middle) = (look.pixels(5.0), look.pixels(5.0), y + look.pixels(16.0));
        let corners = [
            (x0 - 1.0, middle + tilt),
            (x1 + 1.0, middle - tilt),
            (x1 + 1.0, middle - tilt + gap),
            (x0 - 1.0, middle + tilt + gap),
        ];
        area.draw(&Polygon::new(corners.map(at), look.palette.background.filled()))?;
    }
    let style = look.text(11.0, look.palette.text, Anchor::Middle);
    area.draw_text(&units::format_share(share), &style, at(((x0 + x1) / 2.0, y - look.pixels(9.0))))
}

fn bars<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look, layout: &Layout) -> Outcome<B> {
    let palette = &look.palette;
    let allowed = data.allowed.unwrap_or(f64::INFINITY);
    for bin in data.bins.iter().filter(|bin| bin.count > 0) {
        let y = layout.up.place(data.share(bin.count));
        let [x0, edge, x1] =
            [bin.from, allowed.clamp(bin.from, bin.to), bin.to].map(|value| layout.across.place(value));
        let gap = if x1 - x0 > look.pixels(4.0) { look.pixels(1.0) } else { 0.0 };
        bar(area, (x0, edge.min(x1 - gap)), y, palette.bar, layout)?;
        bar(area, (edge, x1 - gap), y, palette.over, layout)?;
    }
    if let Some(beyond) = &data.beyond {
        let share = data.share(beyond.count);
        let y = layout.up.place(share);
        let (x0, x1) = (layout.beyond_left() + look.pixels(4.0), layout.right);
        let color = if allowed <= layout.across.high { palette.over } else { palette.bar };
        bar(area, (x0, x1), y, color, layout)?;
        let style = look.text(11.0, palette.text, Anchor::Middle);
        area.draw_text(&units::format_share(share), &style, at(((x0 + x1) / 2.0, y - look.pixels(9.0))))?;
    }
    Ok(())
}

/// One bar, at least a pixel high; nothing where it has no width.
fn bar<B: DrawingBackend>(
    area: &Area<B>,
    (x0, x1): (f64, f64),
    y: f64,
    color: RGBColor,
    layout: &Layout,
) -> Outcome<B> {
    if x1 <= x0 {
        return Ok(());
    }
    let y = y.min(layout.bottom - 1.0);
    let corners = [at((x0, y)), at((x1.max(x0 + 1.0), layout.bottom))];
    area.draw(&Rectangle::new(corners, color.filled()))
}

/// A line and a name for each percentile above zero; the rarest first where names would touch.
fn percentiles<B: DrawingBackend>(
    area: &Area<B>,
    data: &Downtime,
    look: &Look,
    layout: &Layout,
) -> Outcome<B> {
    let style = look.text(11.0, look.palette.muted, Anchor::Middle);
    let mut taken: Vec<f64> = Vec::new();
    for &(name, seconds) in data.percentiles.iter().rev().filter(|(_, seconds)| *seconds > 0.0) {
        let x = layout.across(seconds);
        line(
            area,
            [(x, layout.top - look.pixels(4.0)), (x, layout.bottom)],
            look,
            look.palette.muted.mix(0.45),
        )?;
        if taken.iter().all(|other| (other - x).abs() > look.pixels(26.0)) {
            area.draw_text(name, &style, at((x, layout.top - look.pixels(11.0))))?;
            taken.push(x);
        }
    }
    Ok(())
}

/// The objective: a dashed line with its words; only the words where it is far to the right.
fn objective<B: DrawingBackend>(area: &Area<B>, data: &Downtime, look: &Look, layout: &Layout) -> Outcome<B> {
    let Some(allowed) = data.allowed else { return Ok(()) };
    let top = layout.top - look.pixels(34.0);
    let words = format!("objective allows {}", units::format_duration(allowed));
    let height = top + look.pixels(4.0);
    if allowed > layout.across.high {
        let style = look.text(12.0, look.palette.over, Anchor::End);
        return area.draw_text(&format!("{words} →"), &style, at((layout.right, height)));
    }
    let x = layout.across.place(allowed);
    let dash = look.pixels(5.0);
    let mut y = top;
    while y < layout.bottom {
        let piece = [(x, y), (x, (y + dash).min(layout.bottom))].map(at);
        area.draw(&PathElement::new(piece, look.line(1.6, look.palette.over.to_rgba())))?;
        y += dash * 1.7;
    }
    let right_half = x > (layout.left + layout.right) / 2.0;
    let (anchor, shift) = if right_half { (Anchor::End, -6.0) } else { (Anchor::Start, 6.0) };
    let style = look.text(12.0, look.palette.over, anchor);
    area.draw_text(&words, &style, at((x + look.pixels(shift), height)))
}
