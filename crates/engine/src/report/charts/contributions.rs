//! Where the minutes go: a bar for each cause, longest first, the small ones together.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::Rectangle;
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::axis::Axis;
use super::look::{Anchor, Look};
use crate::report::escape::{plain, shorten};
use crate::units;

/// Bars shown one by one; what follows is one bar together.
const BARS: usize = 10;
const ROW: f64 = 27.0;
const MARGIN: f64 = 8.0;
/// Room for the names, and characters of one that fit it whatever the font.
const NAMES: f64 = 190.0;
const NAME: usize = 26;
/// Room for the figures behind the bars.
const VALUES: f64 = 150.0;
/// Under this width the names are shorter and the figures go without their shares, so that bars remain.
const NARROW: f64 = 460.0;
const NAMES_NARROW: f64 = 134.0;
const NAME_NARROW: usize = 18;
const VALUES_NARROW: f64 = 84.0;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributions {
    bars: Vec<(String, f64)>,
    total: f64,
}

impl Contributions {
    /// From names and seconds, largest first; those without any downtime are left out.
    #[must_use]
    pub fn new<'a>(parts: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let mut bars: Vec<(String, f64)> = parts
            .into_iter()
            .filter(|(_, seconds)| *seconds > 0.0 && seconds.is_finite())
            .map(|(name, seconds)| (plain(name), seconds))
            .collect();
        let total = bars.iter().map(|(_, seconds)| seconds).sum();
        if bars.len() > BARS + 1 {
            let rest = bars.split_off(BARS);
            bars.push((format!("{} others", rest.len()), rest.iter().map(|(_, seconds)| seconds).sum()));
        }
        Self { bars, total }
    }

    /// How high the drawing wants to be, in units of the drawing.
    #[must_use]
    pub fn height(&self) -> u32 {
        (self.bars.len() as f64 * ROW + 2.0 * MARGIN) as u32
    }

    /// The drawing in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        let bars: Vec<String> =
            self.bars.iter().map(|(name, seconds)| format!("{name}: {}", self.figure(*seconds))).collect();
        if bars.is_empty() { "No downtime.".to_owned() } else { format!("{}.", bars.join("; ")) }
    }

    fn figure(&self, seconds: f64) -> String {
        format!("{} ({})", units::format_duration(seconds), units::format_share(seconds / self.total))
    }
}

/// Draws the bars over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    data: &Contributions,
    look: &Look,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    area.fill(&look.palette.background)?;
    let width = f64::from(area.dim_in_pixel().0);
    let narrow = width < look.pixels(NARROW);
    let (room, letters, behind) =
        if narrow { (NAMES_NARROW, NAME_NARROW, VALUES_NARROW) } else { (NAMES, NAME, VALUES) };
    let (left, right) = (look.pixels(room), width - look.pixels(behind));
    let most = data.bars.iter().map(|(_, seconds)| *seconds).fold(f64::MIN_POSITIVE, f64::max);
    let across = Axis::new(most, (left, right.max(left + 1.0)));
    let names = look.text(12.0, look.palette.text, Anchor::End);
    let values = look.text(12.0, look.palette.muted, Anchor::Start);
    for (row, (name, seconds)) in data.bars.iter().enumerate() {
        let middle = look.pixels(MARGIN + (row as f64 + 0.5) * ROW);
        let half = look.pixels(ROW * 0.32);
        let end = across.place(*seconds).max(left + 1.0);
        let corners = [at(left, middle - half), at(end, middle + half)];
        area.draw(&Rectangle::new(corners, look.palette.bar.filled()))?;
        let figure = if narrow { units::format_duration(*seconds) } else { data.figure(*seconds) };
        area.draw_text(&shorten(name, letters), &names, at(left - look.pixels(8.0), middle))?;
        area.draw_text(&figure, &values, at(end + look.pixels(8.0), middle))?;
    }
    Ok(())
}

fn at(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    fn svg(data: &Contributions) -> String {
        to_svg((680, data.height()), |area| draw(area, data, &Look::default())).unwrap()
    }

    #[test]
    fn bars_are_as_long_as_their_seconds() {
        let data = Contributions::new([("Database", 300.0), ("API", 150.0), ("Spare", 0.0)]);
        let widths: Vec<f64> = svg(&data)
            .split("width=\"")
            .skip(3)
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(widths.len(), 2, "a bar without downtime is not drawn");
        assert!((widths[0] / widths[1] - 2.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn there_are_bars_on_a_phone_too() {
        let data = Contributions::new([("Database of the whole company", 300.0), ("API", 150.0)]);
        let narrow = to_svg((324, data.height()), |area| draw(area, &data, &Look::default())).unwrap();
        let longest = narrow
            .split("width=\"")
            .skip(3)
            .map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap())
            .fold(0.0, f64::max);
        assert!(longest > 100.0, "{longest}");
        assert!(!narrow.contains("66.7") && svg(&data).contains("66.7"), "shares only where there is room");
    }

    #[test]
    fn small_causes_are_summed_and_nothing_is_lost() {
        let names: Vec<String> = (0..20).map(|number| format!("c{number}")).collect();
        let data = Contributions::new(names.iter().map(|name| (name.as_str(), 10.0)));
        assert_eq!(data.bars.len(), 11);
        assert_eq!(data.bars.iter().map(|(_, seconds)| seconds).sum::<f64>(), 200.0);
        assert!(data.in_words().contains("10 others"));
    }

    #[test]
    fn a_name_cannot_break_out_of_the_drawing() {
        let data = Contributions::new([("</text><script>alert(1)</script>", 1.0)]);
        assert!(!svg(&data).contains("<script"));
    }
}
