//! What part of the world the canvas shows, and how large.

use super::{Point, Rect, Size};

/// Smallest zoom.
pub const MIN_SCALE: f64 = 0.1;
/// Largest zoom.
pub const MAX_SCALE: f64 = 4.0;

/// `screen = world · scale + offset`; in the file `canvas.viewport: [x, y, scale]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    offset: Point,
    scale: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { offset: Point::ZERO, scale: 1.0 }
    }
}

impl Viewport {
    /// From offset and scale, kept within the limits.
    #[must_use]
    pub fn new(offset: Point, scale: f64) -> Self {
        let scale = if scale.is_finite() { scale.clamp(MIN_SCALE, MAX_SCALE) } else { 1.0 };
        Self { offset: Point::new(offset.x, offset.y), scale }
    }

    /// Where the world's origin is on the screen.
    #[must_use]
    pub fn offset(self) -> Point {
        self.offset
    }

    /// Screen pixels for one world unit.
    #[must_use]
    pub fn scale(self) -> f64 {
        self.scale
    }

    /// World place under a screen place.
    #[must_use]
    pub fn to_world(self, screen: Point) -> Point {
        (screen - self.offset).scaled(1.0 / self.scale)
    }

    /// Screen place of a world place.
    #[must_use]
    pub fn to_screen(self, world: Point) -> Point {
        world.scaled(self.scale) + self.offset
    }

    /// Moved by so many screen pixels.
    #[must_use]
    pub fn panned(self, by: Point) -> Self {
        Self::new(self.offset + by, self.scale)
    }

    /// Zoomed by a factor, the world place under `at` (screen) staying where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, at: Point) -> Self {
        let anchor = self.to_world(at);
        let factor = if factor.is_finite() && factor > 0.0 { factor } else { 1.0 };
        let zoomed = Self::new(Point::ZERO, self.scale * factor);
        Self::new(at - anchor.scaled(zoomed.scale), zoomed.scale)
    }

    /// Shows `content` whole and centred on a canvas of this size, never larger than life.
    #[must_use]
    pub fn fitting(content: Rect, canvas: Size, margin: f64) -> Self {
        let room = |length: f64| (length - 2.0 * margin).max(1.0);
        let scale = (room(canvas.width) / content.width.max(1.0))
            .min(room(canvas.height) / content.height.max(1.0))
            .clamp(MIN_SCALE, 1.0);
        let middle = Point::new(canvas.width / 2.0, canvas.height / 2.0);
        Self::new(middle - content.center().scaled(scale), scale)
    }

    /// The part of the world a canvas of this size shows.
    #[must_use]
    pub fn visible(self, canvas: Size) -> Rect {
        Rect::spanning(self.to_world(Point::ZERO), self.to_world(Point::new(canvas.width, canvas.height)))
    }

    /// As a CSS or SVG transform: `translate(12px 0px) scale(1.5)` without the units.
    #[must_use]
    pub fn transform(self) -> String {
        format!("translate({:.2},{:.2}) scale({:.4})", self.offset.x, self.offset.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_keeps_the_place_under_the_cursor() {
        let view = Viewport::new(Point::new(30.0, -20.0), 0.8);
        let cursor = Point::new(311.0, 97.0);
        let before = view.to_world(cursor);
        let after = view.zoomed(1.7, cursor).to_world(cursor);
        assert!(before.distance(after) < 1e-9);
    }

    #[test]
    fn zoom_has_limits_and_survives_nonsense() {
        let view = Viewport::default().zoomed(1e9, Point::ZERO);
        assert_eq!(view.scale(), MAX_SCALE);
        assert_eq!(view.zoomed(0.0, Point::ZERO).scale(), MAX_SCALE);
        assert_eq!(view.zoomed(f64::NAN, Point::ZERO).scale(), MAX_SCALE);
        assert_eq!(Viewport::new(Point::ZERO, f64::NAN).scale(), 1.0);
    }

    #[test]
    fn fit_shows_everything() {
        let content = Rect { x: -500.0, y: 100.0, width: 3000.0, height: 700.0 };
        let canvas = Size::new(1280.0, 720.0);
        let view = Viewport::fitting(content, canvas, 40.0);
        assert!(view.visible(canvas).covers(content));
        let small = Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        assert_eq!(Viewport::fitting(small, canvas, 40.0).scale(), 1.0);
    }
}
