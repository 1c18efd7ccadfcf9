//! Points, rectangles, the viewport and curves: plain mathematics of the canvas, knowing nothing of projects.
//!
//! World units are the canvas's own (8 to a grid step); screen units are CSS pixels from the canvas's top left.

mod curve;
mod viewport;

pub use curve::{Cubic, Route, write_point};
pub use viewport::{MAX_SCALE, MIN_SCALE, Viewport};

/// The grid positions snap to, in world units.
pub const GRID: f64 = 8.0;

/// Coordinates beyond this are pulled back: nothing useful is that far away, and arithmetic stays exact.
const FARTHEST: f64 = 1e7;

/// A place, or a displacement between two places.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The origin.
    pub const ZERO: Self = Self { x: 0.0, y: 0.0 };

    /// From coordinates; anything not finite becomes 0 and anything absurdly far is pulled back.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x: sane(x), y: sane(y) }
    }

    /// The nearest grid point.
    #[must_use]
    pub fn snapped(self) -> Self {
        Self::new((self.x / GRID).round() * GRID, (self.y / GRID).round() * GRID)
    }

    /// Distance to another point.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Multiplied by a number.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// Half way to another point.
    #[must_use]
    pub fn middle(self, other: Self) -> Self {
        Self::new((self.x + other.x) / 2.0, (self.y + other.y) / 2.0)
    }
}

/// 0 for what is not a number, and within the canvas's limits.
fn sane(value: f64) -> f64 {
    if value.is_finite() { value.clamp(-FARTHEST, FARTHEST) } else { 0.0 }
}

impl std::ops::Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl std::ops::Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

/// Width and height, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Along x.
    pub width: f64,
    /// Along y.
    pub height: f64,
}

impl Size {
    /// From two lengths; negative or not finite becomes 0.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width: sane(width).max(0.0), height: sane(height).max(0.0) }
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Along x, not negative.
    pub width: f64,
    /// Along y, not negative.
    pub height: f64,
}

impl Rect {
    /// From its top left corner and size.
    #[must_use]
    pub fn new(origin: Point, size: Size) -> Self {
        Self { x: origin.x, y: origin.y, width: size.width, height: size.height }
    }

    /// The smallest one with both points in it.
    #[must_use]
    pub fn spanning(a: Point, b: Point) -> Self {
        let size = Size::new((a.x - b.x).abs(), (a.y - b.y).abs());
        Self::new(Point::new(a.x.min(b.x), a.y.min(b.y)), size)
    }

    /// The smallest one with all of them in it; none for none.
    #[must_use]
    pub fn around(rects: impl IntoIterator<Item = Self>) -> Option<Self> {
        rects.into_iter().reduce(Self::union)
    }

    /// The smallest one with both in it.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let left = self.x.min(other.x);
        let top = self.y.min(other.y);
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self { x: left, y: top, width: right - left, height: bottom - top }
    }

    /// Top left corner.
    #[must_use]
    pub fn origin(self) -> Point {
        Point::new(self.x, self.y)
    }

    /// Width and height.
    #[must_use]
    pub fn size(self) -> Size {
        Size::new(self.width, self.height)
    }

    /// Right edge.
    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Bottom edge.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Middle.
    #[must_use]
    pub fn center(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether a point lies in it, edges included.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        point.x >= self.x && point.x <= self.right() && point.y >= self.y && point.y <= self.bottom()
    }

    /// Whether another lies wholly in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }

    /// Whether they share some area.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Grown by a margin on all sides (shrunk by a negative one, to nothing at most).
    #[must_use]
    pub fn inflated(self, margin: f64) -> Self {
        let size = Size::new(self.width + 2.0 * margin, self.height + 2.0 * margin);
        Self::new(Point::new(self.x - margin, self.y - margin), size)
    }

    /// Moved by a displacement.
    #[must_use]
    pub fn moved(self, by: Point) -> Self {
        Self::new(self.origin() + by, self.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_are_refused_at_the_door() {
        assert_eq!(Point::new(f64::NAN, f64::INFINITY), Point::ZERO);
        assert_eq!(Size::new(-3.0, f64::NAN), Size::default());
        assert_eq!(Point::new(1e300, 0.0).x, FARTHEST);
    }

    #[test]
    fn snaps_to_the_grid() {
        assert_eq!(Point::new(11.9, -4.1).snapped(), Point::new(8.0, -8.0));
    }

    #[test]
    fn rectangles() {
        let a = Rect::spanning(Point::new(10.0, 20.0), Point::new(0.0, 0.0));
        assert_eq!(a, Rect { x: 0.0, y: 0.0, width: 10.0, height: 20.0 });
        let b = a.moved(Point::new(10.0, 0.0));
        assert!(!a.overlaps(b), "touching edges share no area");
        assert!(a.inflated(1.0).overlaps(b));
        assert!(a.union(b).covers(b));
        assert_eq!(a.inflated(-8.0).width, 0.0);
        assert_eq!(Rect::around([]), None);
    }
}
