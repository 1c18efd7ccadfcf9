//! The icons of the installed page, drawn from `favicon.svg`: systems want pictures made of pixels, some as a square they cut themselves.

use std::fs;
use std::path::Path;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::{Failure, Result};

/// What the picture is drawn from.
const SOURCE: &str = "favicon.svg";
/// What rounds its ground.
const CORNERS: &str = " rx=\"8\"";

/// Writes the icons that `public/manifest.webmanifest` names.
///
/// # Errors
/// When the source is not as expected or an icon cannot be written.
pub fn draw(dist: &Path) -> Result<()> {
    let source = dist.join(SOURCE);
    let svg = fs::read_to_string(&source).map_err(Failure::io(source.display()))?;
    let square = square(&svg)?;
    for (name, svg, size) in [
        ("icon-192.png", svg.as_str(), 192),
        ("icon-512.png", svg.as_str(), 512),
        ("icon-maskable-512.png", square.as_str(), 512),
    ] {
        let path = dist.join(name);
        fs::write(&path, picture(svg, size)?).map_err(Failure::io(path.display()))?;
    }
    Ok(())
}

/// The same with ground up to the edges. What is on it lies within the circle that no system cuts away.
fn square(svg: &str) -> Result<String> {
    if svg.matches(CORNERS).count() != 1 {
        return Err(Failure::new(format!(
            "public/{SOURCE} must have one ground with `{CORNERS}`, which the icon without corners leaves out"
        )));
    }
    Ok(svg.replace(CORNERS, ""))
}

/// A PNG of that many pixels each way.
fn picture(svg: &str, size: u32) -> Result<Vec<u8>> {
    let failure =
        |error: &dyn std::fmt::Display| Failure::new(format!("public/{SOURCE} cannot be drawn: {error}"));
    let tree = Tree::from_str(svg, &Options::default()).map_err(|error| failure(&error))?;
    let mut pixels = Pixmap::new(size, size).ok_or_else(|| failure(&"no size"))?;
    let scale = size as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = include_str!("../../public/favicon.svg");

    #[test]
    fn the_corners_are_round_or_filled_and_the_squares_white() {
        let draw = |svg: &str| Pixmap::decode_png(&picture(svg, 192).unwrap()).unwrap();
        let color = |pixels: &Pixmap, x, y| {
            let pixel = pixels.pixel(x, y).unwrap().demultiply();
            [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
        };
        let (round, filled) = (draw(SVG), draw(&square(SVG).unwrap()));
        assert_eq!(color(&round, 0, 0)[3], 0);
        assert_eq!(color(&filled, 0, 0), [0x48, 0x54, 0xd4, 0xff]);
        for pixels in [&round, &filled] {
            assert_eq!((pixels.width(), pixels.height()), (192, 192));
            assert_eq!(color(pixels, 57, 57), [0xff; 4], "the middle of the first square");
        }
        assert!(square("<svg/>").is_err());
    }

    /// Four fifths of the width is what every system leaves.
    #[test]
    fn what_counts_lies_in_the_circle_that_is_never_cut() {
        let pixels = Pixmap::decode_png(&picture(&square(SVG).unwrap(), 512).unwrap()).unwrap();
        let ground = pixels.pixel(0, 0).unwrap();
        for (at, pixel) in pixels.pixels().iter().enumerate() {
            let (x, y) = ((at % 512) as f64 - 255.5, (at / 512) as f64 - 255.5);
            assert!(*pixel == ground || x.hypot(y) <= 0.4 * 512.0, "{x} {y}");
        }
    }
}
