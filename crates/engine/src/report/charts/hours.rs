//! Downtime by hour of the day: a bar an hour with the interval of its estimate, the mean of the day across, and the requests lost where they
//! tell another story.

use plotters::element::{Circle, PathElement, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBAColor};

use super::axis::Axis;
use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::simulation::HourSimulation;
use crate::units;

/// Requests lost are drawn where somewhere they differ from the downtime by this much of it.
const ANOTHER_STORY: f64 = 0.02;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// The hours there are, from midnight.
    pub hours: Vec<HourSimulation>,
    /// The fraction of all time down.
    pub mean: f64,
}

impl Hours {
    /// Whether the requests lost differ from the downtime.
    #[must_use]
    pub fn has_requests(&self) -> bool {
        let apart = |it: &HourSimulation| {
            let (down, lost) = (it.unavailability.mean, it.lost_fraction.mean);
            (lost - down).abs() > ANOTHER_STORY * down.max(lost)
        };
        self.hours.iter().any(apart)
    }

    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let by = |it: &&HourSimulation, other: &&HourSimulation| {
            it.unavailability.mean.total_cmp(&other.unavailability.mean)
        };
        let (Some(worst), Some(best)) = (self.hours.iter().max_by(by), self.hours.iter().min_by(by)) else {
            return "No hour of the day was observed.".to_owned();
        };
        let say = |it: &HourSimulation| {
            format!("{}: {} down", clock(it.hour), units::format_share(it.unavailability.mean))
        };
        let mut words = format!(
            "Downtime by hour of the day. Most at {}; least at {}; over the whole day {}.",
            say(worst),
            say(best),
            units::format_share(self.mean)
        );
        if self.has_requests() {
            let lost = |it: &&HourSimulation, other: &&HourSimulation| {
                it.lost_fraction.mean.total_cmp(&other.lost_fraction.mean)
            };
            if let Some(hour) = self.hours.iter().max_by(lost) {
                let share = units::format_share(hour.lost_fraction.mean);
                words += &format!(" Most requests are lost at {}: {share}.", clock(hour.hour));
            }
        }
        words
    }

    /// The highest value worth showing: the ends of the intervals, as far as they are not many times the highest bar.
    fn most(&self, requests: bool) -> f64 {
        let shown = |it: &HourSimulation| {
            let lost = if requests { it.lost_fraction.mean } else { 0.0 };
            it.unavailability.mean.max(lost)
        };
        let bars = self.hours.iter().map(shown).fold(self.mean, f64::max);
        let ends = self.hours.iter().map(|it| it.unavailability.high).fold(bars, f64::max);
        ends.min(2.5 * bars)
    }
}

/// `06:00`.
#[must_use]
pub fn clock(hour: u32) -> String {
    format!("{hour:02}:00")
}

/// Draws the chart over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Hours, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let (width, height) = area.dim_in_pixel();
    let (left, right) = (look.pixels(66.0), f64::from(width) - look.pixels(20.0));
    let (top, bottom) = (look.pixels(34.0), f64::from(height) - look.pixels(40.0));
    let requests = data.has_requests();
    let up = Axis::new(data.most(requests) * 1.08, (bottom, top));
    let slot = (right - left) / 24.0;
    axes(area, look, (&up, left, right))?;
    for hour in &data.hours {
        let x = left + slot * f64::from(hour.hour.min(23));
        let y = up.place(hour.unavailability.mean);
        let gap = (slot * 0.14).max(1.0);
        if hour.unavailability.mean > 0.0 {
            let corners = [at((x + gap, y.min(bottom - 1.0))), at((x + slot - gap, bottom))];
            area.draw(&Rectangle::new(corners, look.palette.bar.filled()))?;
        }
        let middle = x + slot / 2.0;
        let ends =
            [(middle, up.place(hour.unavailability.low)), (middle, up.place(hour.unavailability.high))];
        area.draw(&PathElement::new(ends.map(at), look.line(1.4, look.palette.text.mix(0.75))))?;
    }
    mean(area, data, look, (&up, left, right))?;
    if requests {
        lost(area, data, look, (&up, left, slot))?;
    }
    line(area, [(left, bottom), (right, bottom)], look, look.palette.muted)
}

fn axes<B: DrawingBackend>(area: &Area<B>, look: &Look, (up, left, right): (&Axis, f64, f64)) -> Outcome<B> {
    let muted = look.palette.muted;
    let (end, middle) = (look.text(11.0, muted, Anchor::End), look.text(11.0, muted, Anchor::Middle));
    for share in up.ticks(4) {
        let y = up.place(share);
        line(area, [(left, y), (right, y)], look, look.palette.grid)?;
        area.draw_text(&units::format_share(share), &end, at((left - look.pixels(8.0), y)))?;
    }
    let every = if right - left < look.pixels(420.0) { 6 } else { 3 };
    for hour in (0..=24).step_by(every) {
        let x = left + (right - left) * f64::from(hour) / 24.0;
        line(area, [(x, up.start), (x, up.start + look.pixels(4.0))], look, muted)?;
        area.draw_text(&clock(hour), &middle, at((x, up.start + look.pixels(14.0))))?;
    }
    let heading = look.text(11.0, muted, Anchor::Start);
    area.draw_text("share of the hour down", &heading, at((look.pixels(8.0), look.pixels(12.0))))?;
    area.draw_text("hour of the day", &end, at((right, up.start + look.pixels(30.0))))
}

/// The whole day's, dashed.
fn mean<B: DrawingBackend>(
    area: &Area<B>,
    data: &Hours,
    look: &Look,
    (up, left, right): (&Axis, f64, f64),
) -> Outcome<B> {
    let (y, dash) = (up.place(data.mean), look.pixels(6.0));
    let mut x = left;
    while x < right {
        line(area, [(x, y), ((x + dash).min(right), y)], look, look.palette.text)?;
        x += 1.7 * dash;
    }
    let style = look.text(12.0, look.palette.text, Anchor::End);
    area.draw_text(
        &format!("- - whole day {}", units::format_share(data.mean)),
        &style,
        at((right, look.pixels(12.0))),
    )
}

/// The share of each hour's requests that are lost: dots joined by a line.
fn lost<B: DrawingBackend>(
    area: &Area<B>,
    data: &Hours,
    look: &Look,
    (up, left, slot): (&Axis, f64, f64),
) -> Outcome<B> {
    let color: RGBAColor = look.palette.over.to_rgba();
    let place = |hour: &HourSimulation| {
        (left + slot * (f64::from(hour.hour.min(23)) + 0.5), up.place(hour.lost_fraction.mean))
    };
    let points: Vec<(i32, i32)> = data.hours.iter().map(place).map(at).collect();
    area.draw(&PathElement::new(points.clone(), look.line(1.6, color)))?;
    for point in points {
        area.draw(&Circle::new(point, look.pixels(2.6) as i32, color.filled()))?;
    }
    let style = look.text(12.0, look.palette.over, Anchor::End);
    let words = "● requests lost";
    let x = area.dim_in_pixel().0;
    area.draw_text(words, &style, at((f64::from(x) - look.pixels(20.0), look.pixels(27.0))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;
    use crate::simulation::Interval;

    fn data(lost: f64) -> Hours {
        let interval = |mean: f64| Interval { mean, low: mean * 0.9, high: mean * 1.1 };
        let hour = |hour: u32| HourSimulation {
            hour,
            unavailability: interval(if hour == 3 { 0.02 } else { 0.001 }),
            lost_fraction: interval(if hour == 3 { 0.02 } else { 0.001 } * lost),
        };
        Hours { hours: (0..24).map(hour).collect(), mean: 0.0018 }
    }

    #[test]
    fn the_worst_hour_is_named_and_drawn_tallest() {
        let words = data(1.0).in_words();
        assert!(words.contains("Most at 03:00: 2 % down"), "{words}");
        assert!(!words.contains("requests"), "{words}");
        let svg = to_svg((680, 260), |area| draw(area, &data(1.0), &Look::default())).unwrap();
        let empty = Hours { hours: Vec::new(), mean: 0.0 };
        let none = to_svg((680, 260), |area| draw(area, &empty, &Look::default())).unwrap();
        let bars = |svg: &str| svg.matches("<rect").count();
        assert_eq!(bars(&svg) - bars(&none), 24);
        assert_eq!(empty.in_words(), "No hour of the day was observed.");
    }

    #[test]
    fn requests_are_drawn_where_they_differ() {
        assert!(!data(1.0).has_requests() && data(3.0).has_requests());
        assert!(data(3.0).in_words().contains("Most requests are lost at 03:00: 6 %"));
        let svg = to_svg((680, 260), |area| draw(area, &data(3.0), &Look::default())).unwrap();
        assert!(svg.matches("<circle").count() == 24, "a dot an hour");
    }
}
