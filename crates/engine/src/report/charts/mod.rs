//! Charts as pure functions `data → drawing` over any plotters backend: SVG here, a canvas in the page.
//!
//! Nothing here measures text (a browser and a terminal would measure differently): the same data gives the same
//! SVG everywhere.

mod axis;
pub mod budget;
pub mod contributions;
pub mod convergence;
pub mod curve;
mod downtime;
pub mod histogram;
pub mod hours;
pub mod lengths;
pub mod lines;
mod look;
mod pen;
pub mod timeline;
pub mod waterfall;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::prelude::SVGBackend;

pub use budget::Budget;
pub use contributions::Contributions;
pub use convergence::Convergence;
pub use curve::Curve;
pub use downtime::Downtime;
pub use hours::Hours;
pub use lengths::Lengths;
pub use lines::Lines;
pub use look::{Look, Palette};
pub use waterfall::Waterfall;

/// Draws on an SVG of `size` and gives its text.
///
/// # Errors
/// Only the drawing's own.
pub fn to_svg<F>(size: (u32, u32), draw: F) -> Result<String, DrawingAreaErrorKind<std::io::Error>>
where
    F: FnOnce(&DrawingArea<SVGBackend<'_>, Shift>) -> Result<(), DrawingAreaErrorKind<std::io::Error>>,
{
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    Ok(text)
}
