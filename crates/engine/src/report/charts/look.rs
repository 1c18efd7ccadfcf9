//! What a chart looks like: its colours, its font and its scale. Given by the caller, so that the same
//! drawing follows the page's theme on a canvas and prints well in a report.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoFont, RGBAColor, RGBColor, ShapeStyle, TextStyle};

/// The colours a chart uses, by what they mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Behind everything.
    pub background: RGBColor,
    /// Words that must be read.
    pub text: RGBColor,
    /// Words beside them: ticks, axis names.
    pub muted: RGBColor,
    /// Lines of the grid.
    pub grid: RGBColor,
    /// Bars within the objective.
    pub bar: RGBColor,
    /// Bars beyond it, and the objective's line.
    pub over: RGBColor,
}

impl Palette {
    /// For paper and for light themes.
    #[must_use]
    pub const fn light() -> Self {
        Self {
            background: RGBColor(255, 255, 255),
            text: RGBColor(24, 32, 43),
            muted: RGBColor(84, 96, 112),
            grid: RGBColor(222, 227, 233),
            bar: RGBColor(74, 120, 176),
            over: RGBColor(178, 48, 42),
        }
    }
}

/// Colours, font and scale together.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The colours.
    pub palette: Palette,
    /// Device pixels in one unit of the drawing: 1 for SVG, the device pixel ratio on a canvas.
    pub scale: f64,
    /// Ratio of a text's nominal size to the size wanted: plotters' SVG backend writes 1/1.24 of it, a canvas all.
    pub text_factor: f64,
    /// A CSS font family list.
    pub font: String,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            palette: Palette::light(),
            scale: 1.0,
            text_factor: 1.24,
            font: "system-ui, sans-serif".to_owned(),
        }
    }
}

/// Which point of a text is put at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Look {
    /// `units` of the drawing in device pixels.
    pub(super) fn pixels(&self, units: f64) -> f64 {
        units * self.scale
    }

    /// A text style of `size` units; the position is the text's vertical middle.
    pub(super) fn text(&self, size: f64, color: RGBColor, anchor: Anchor) -> TextStyle<'_> {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        (FontFamily::Name(&self.font), self.pixels(size) * self.text_factor, FontStyle::Normal)
            .into_font()
            .color(&color)
            .pos(Pos::new(horizontal, VPos::Center))
    }

    /// A line of `width` units.
    pub(super) fn line(&self, width: f64, color: RGBAColor) -> ShapeStyle {
        color.stroke_width(self.pixels(width).round().max(1.0) as u32)
    }
}
