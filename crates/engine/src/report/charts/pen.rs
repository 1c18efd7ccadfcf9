//! What the charts with axes draw with: pixels for places, and thin straight lines.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::PathElement;
use plotters::prelude::DrawingBackend;
use plotters::style::RGBAColor;

use super::look::Look;

/// What is drawn on.
pub(super) type Area<B> = DrawingArea<B, Shift>;
/// Drawing fails only where the backend does.
pub(super) type Outcome<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// The pixel of a place.
pub(super) fn at((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// A thin line between two places.
pub(super) fn line<B: DrawingBackend>(
    area: &Area<B>,
    ends: [(f64, f64); 2],
    look: &Look,
    color: impl Into<RGBAColor>,
) -> Outcome<B> {
    area.draw(&PathElement::new(ends.map(at), look.line(1.0, color.into())))
}
