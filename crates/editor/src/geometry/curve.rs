//! Cubic curves: how a link runs from the right side of one node to the left side of another.

use super::{Point, Rect};

/// Shortest tangent, so that the arrow never meets its node at a slant.
const TANGENT_MIN: f64 = 24.0;
/// Longest tangent, so that long links do not bulge.
const TANGENT_MAX: f64 = 160.0;
/// How far a link that runs backwards stays clear of the nodes.
const DETOUR: f64 = 28.0;
/// Room between two nodes one above the other from which a link runs straight between them.
const UPRIGHT_GAP: f64 = 16.0;
/// How far from a link's ends the handles stand that redirect it.
const HANDLE: f64 = 20.0;
/// Pieces a curve is cut into for measuring.
const PIECES: usize = 24;

/// One cubic Bézier curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cubic {
    /// Where it starts.
    pub start: Point,
    /// First control point.
    pub leave: Point,
    /// Second control point.
    pub arrive: Point,
    /// Where it ends.
    pub end: Point,
}

impl Cubic {
    /// The point at `t` in 0..1.
    #[must_use]
    pub fn at(&self, t: f64) -> Point {
        let u = 1.0 - t;
        let blend = |a: f64, b: f64, c: f64, d: f64| {
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        Point::new(
            blend(self.start.x, self.leave.x, self.arrive.x, self.end.x),
            blend(self.start.y, self.leave.y, self.arrive.y, self.end.y),
        )
    }
}

/// The way of a link: curves end to end.
#[derive(Clone, Debug, PartialEq)]
pub struct Route(Vec<Cubic>);

impl Route {
    /// From the right side of `from` to the left side of `to`. Forwards one curve; between nodes one above the other
    /// from bottom to top or top to bottom; otherwise backwards around both nodes.
    #[must_use]
    pub fn between(from: Rect, to: Rect) -> Self {
        let start = Point::new(from.right(), from.center().y);
        let end = Point::new(to.x, to.center().y);
        if end.x >= start.x + TANGENT_MIN {
            return Self::straight(start, end);
        }
        let shared = from.right().min(to.right()) - from.x.max(to.x);
        if shared >= from.width.min(to.width) / 2.0
            && (to.y - from.bottom()).max(from.y - to.bottom()) >= UPRIGHT_GAP
        {
            return Self::upright(from, to);
        }
        Self::around(start, end, detour_height(from, to))
    }

    /// Between nodes one above the other.
    fn upright(from: Rect, to: Rect) -> Self {
        let down = from.y < to.y;
        let (from_y, to_y) = if down { (from.bottom(), to.y) } else { (from.y, to.bottom()) };
        let start = Point::new(from.center().x, from_y);
        let end = Point::new(to.center().x, to_y);
        let reach = Point::new(0.0, (to_y - from_y) / 2.0);
        Self(vec![Cubic { start, leave: start + reach, arrive: end - reach, end }])
    }

    /// From a port to a free point: a connection being drawn.
    #[must_use]
    pub fn straight(start: Point, end: Point) -> Self {
        let reach = ((end.x - start.x).abs() / 2.0).clamp(TANGENT_MIN, TANGENT_MAX);
        let leave = start + Point::new(reach, 0.0);
        let arrive = end - Point::new(reach, 0.0);
        Self(vec![Cubic { start, leave, arrive, end }])
    }

    /// Out to the right, along `height`, and in from the left.
    fn around(start: Point, end: Point, height: f64) -> Self {
        let far = Point::new(start.x, height);
        let near = Point::new(end.x, height);
        let bend = Point::new(DETOUR * 2.0, 0.0);
        Self(vec![
            Cubic { start, leave: start + bend, arrive: far + bend, end: far },
            Cubic { start: far, leave: far.middle(near), arrive: far.middle(near), end: near },
            Cubic { start: near, leave: near - bend, arrive: end - bend, end },
        ])
    }

    /// The curves.
    #[must_use]
    pub fn curves(&self) -> &[Cubic] {
        &self.0
    }

    /// The `d` of an SVG path.
    #[must_use]
    pub fn path(&self) -> String {
        let mut text = String::new();
        for (index, curve) in self.0.iter().enumerate() {
            if index == 0 {
                text.push('M');
                write_point(&mut text, curve.start);
            }
            text.push('C');
            write_point(&mut text, curve.leave);
            text.push(' ');
            write_point(&mut text, curve.arrive);
            text.push(' ');
            write_point(&mut text, curve.end);
        }
        text
    }

    /// How far this is from another route, if it is the same way elsewhere.
    #[must_use]
    pub fn shift_from(&self, other: &Self) -> Option<Point> {
        let by = self.0.first()?.start - other.0.first()?.start;
        let along = |here: Point, there: Point| (here - there).distance(by) < ELSEWHERE;
        let same = |(here, there): (&Cubic, &Cubic)| {
            along(here.start, there.start)
                && along(here.leave, there.leave)
                && along(here.arrive, there.arrive)
                && along(here.end, there.end)
        };
        (self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)).then_some(by)
    }

    /// Half way: where a label goes.
    #[must_use]
    pub fn middle(&self) -> Point {
        self.0.get(self.0.len() / 2).map_or(Point::ZERO, |curve| curve.at(0.5))
    }

    /// Where the arrow head is.
    #[must_use]
    pub fn end(&self) -> Point {
        self.0.last().map_or(Point::ZERO, |curve| curve.end)
    }

    /// Where the handles of both its ends stand: a little way in, clear of the ports.
    #[must_use]
    pub fn handles(&self) -> [Point; 2] {
        // A curve leaves its end three times as fast as its tangent is long.
        let way = |end: Point, tangent: Point| (HANDLE / (3.0 * end.distance(tangent)).max(1.0)).min(0.33);
        let first = self.0.first().map(|it| it.at(way(it.start, it.leave)));
        let last = self.0.last().map(|it| it.at(1.0 - way(it.end, it.arrive)));
        [first.unwrap_or_default(), last.unwrap_or_default()]
    }

    /// A rectangle with all of it inside (of the control points, so a little generous).
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let corners = self.0.iter().flat_map(|curve| {
            [Rect::spanning(curve.start, curve.leave), Rect::spanning(curve.arrive, curve.end)]
        });
        Rect::around(corners).unwrap_or_default()
    }

    /// Distance from a point to the nearest place of the route.
    #[must_use]
    pub fn distance(&self, point: Point) -> f64 {
        let mut nearest = f64::INFINITY;
        for curve in &self.0 {
            let mut previous = curve.start;
            for piece in 1..=PIECES {
                let next = curve.at(piece as f64 / PIECES as f64);
                nearest = nearest.min(to_segment(point, previous, next));
                previous = next;
            }
        }
        nearest
    }
}

/// Height of the way back: between the nodes where there is room, otherwise beneath both.
fn detour_height(from: Rect, to: Rect) -> f64 {
    let (upper, lower) = if from.y <= to.y { (from, to) } else { (to, from) };
    let gap = lower.y - upper.bottom();
    if gap >= DETOUR { upper.bottom() + gap / 2.0 } else { upper.bottom().max(lower.bottom()) + DETOUR }
}

/// Distance from a point to the segment a–b.
fn to_segment(point: Point, a: Point, b: Point) -> f64 {
    let along = b - a;
    let length = along.x * along.x + along.y * along.y;
    if length == 0.0 {
        return point.distance(a);
    }
    let toward = point - a;
    let t = ((toward.x * along.x + toward.y * along.y) / length).clamp(0.0, 1.0);
    point.distance(a + along.scaled(t))
}

/// Places that differ by less are the same, but for rounding.
const ELSEWHERE: f64 = 1e-6;

/// Writes `12.5 -3.0`: both to a tenth, by whole numbers. A drawing writes thousands of them in a frame, and the library's way to a given
/// number of digits takes ten times as long.
pub fn write_point(text: &mut String, point: Point) {
    write_tenths(text, point.x);
    text.push(' ');
    write_tenths(text, point.y);
}

fn write_tenths(text: &mut String, value: f64) {
    use std::fmt::Write;
    let tenths = (value * 10.0).round() as i64;
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    // Writing to a text cannot fail.
    let _written = write!(text, "{}{whole}.{tenth}", if tenths < 0 { "-" } else { "" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 176.0, height: 72.0 }
    }

    #[test]
    fn forwards_is_one_curve_from_right_to_left_side() {
        let route = Route::between(node(0.0, 0.0), node(400.0, 100.0));
        assert_eq!(route.curves().len(), 1);
        assert_eq!(route.path(), "M176.0 36.0C288.0 36.0 288.0 136.0 400.0 136.0");
        assert!(route.distance(route.middle()) < 0.5);
        assert!(route.distance(Point::new(288.0, 300.0)) > 100.0);
    }

    #[test]
    fn backwards_goes_around_both_nodes() {
        let (from, to) = (node(400.0, 0.0), node(0.0, 8.0));
        let route = Route::between(from, to);
        assert_eq!(route.curves().len(), 3);
        let middle = route.middle();
        assert!(!from.contains(middle) && !to.contains(middle));
        assert!(middle.y > to.bottom());
    }

    #[test]
    fn one_above_the_other_is_joined_straight() {
        let (upper, lower) = (node(0.0, 0.0), node(16.0, 200.0));
        assert_eq!(Route::between(upper, lower).path(), "M88.0 72.0C88.0 136.0 104.0 136.0 104.0 200.0");
        assert_eq!(Route::between(lower, upper).end(), Point::new(88.0, 72.0));
        assert_eq!(Route::between(upper, node(0.0, 80.0)).curves().len(), 3, "too near");
    }

    #[test]
    fn handles_stand_on_the_route_near_its_ends() {
        for to in [node(400.0, 100.0), node(0.0, 200.0), node(-300.0, 0.0), node(200.0, 3.0), node(10.0, 0.0)]
        {
            let route = Route::between(node(0.0, 0.0), to);
            let [first, last] = route.handles();
            let start = route.curves()[0].start;
            assert!(route.distance(first) < 0.5 && route.distance(last) < 0.5);
            assert!(start.distance(first) < 1.3 * HANDLE && route.end().distance(last) < 1.3 * HANDLE);
            if start.distance(route.end()) > 4.0 * HANDLE {
                assert!(first.distance(start) < first.distance(last), "the first one is the source's");
            }
        }
    }

    #[test]
    fn overlapping_nodes_still_get_a_finite_route() {
        let route = Route::between(node(0.0, 0.0), node(10.0, 0.0));
        assert!(!route.path().contains("NaN"));
        assert!(route.distance(Point::ZERO).is_finite());
    }

    #[test]
    fn places_are_written_to_a_tenth() {
        let written = |x: f64, y: f64| {
            let mut text = String::new();
            write_point(&mut text, Point::new(x, y));
            text
        };
        assert_eq!(written(12.34, -0.26), "12.3 -0.3");
        assert_eq!(written(-0.04, 0.0), "0.0 0.0");
        assert_eq!(written(-1200.96, 99.99), "-1201.0 100.0");
    }

    #[test]
    fn the_same_way_elsewhere_is_told_from_another_way() {
        let route = Route::between(node(0.0, 0.0), node(400.0, 130.0));
        let moved = Route::between(node(12.5, -40.0), node(412.5, 90.0));
        let by = moved.shift_from(&route).unwrap();
        assert!(by.distance(Point::new(12.5, -40.0)) < 1e-9);
        assert_eq!(Route::between(node(0.0, 0.0), node(400.0, 131.0)).shift_from(&route), None);
    }
}
