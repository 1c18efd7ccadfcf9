//! Guide lines: what is moved catches on the edges and middles of what stands, and lines say on which.

use super::Context;
use crate::geometry::{Point, Rect};
use crate::selection::Selection;

/// How near to a line something catches on it, in screen pixels.
const CATCH: f64 = 6.0;
/// How near counts as in line, in world units.
const IN_LINE: f64 = 0.01;
/// How far a guide line reaches beyond what it joins, in world units.
const BEYOND: f64 = 12.0;

/// A line from one place of the world to another.
pub type Guide = (Point, Point);

/// Both edges and the middle along x, then along y.
fn lines(rect: Rect) -> [[f64; 3]; 2] {
    let middle = rect.center();
    [[rect.x, rect.right(), middle.x], [rect.y, rect.bottom(), middle.y]]
}

/// Edges meet edges, and middles middles: both ways of standing in line that mean something.
fn meetings(one: [f64; 3], other: [f64; 3]) -> impl Iterator<Item = (f64, f64)> {
    const PAIRS: [(usize, usize); 5] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)];
    PAIRS.into_iter().map(move |(a, b)| (one[a], other[b]))
}

/// Components in view that do not move.
fn standing<'a>(items: &Selection, context: &Context<'a>) -> impl Iterator<Item = Rect> + 'a {
    let moving = items.moving(context.scene.document().project());
    let seen = context.viewport.visible(context.canvas);
    let nodes = context.scene.nodes().iter();
    nodes.filter(move |it| it.rect.overlaps(seen) && !moving.contains(&it.id)).map(|it| it.rect)
}

/// By how much `held` misses the nearest line it would catch on, along x and along y.
pub(super) fn in_line(held: Rect, items: &Selection, context: &Context<'_>) -> (Option<f64>, Option<f64>) {
    let own = lines(held);
    let mut nearest = [CATCH / context.viewport.scale(); 2];
    let mut found = [None; 2];
    for other in standing(items, context) {
        let other = lines(other);
        for axis in 0..2 {
            for (mine, theirs) in meetings(own[axis], other[axis]) {
                let misses = theirs - mine;
                if misses.abs() < nearest[axis] {
                    nearest[axis] = misses.abs();
                    found[axis] = Some(misses);
                }
            }
        }
    }
    (found[0], found[1])
}

/// The lines `held` stands in with others.
pub(super) fn of(held: Rect, items: &Selection, context: &Context<'_>) -> Vec<Guide> {
    let own = lines(held);
    let mut guides: Vec<Guide> = Vec::new();
    for other in standing(items, context) {
        let (theirs, both) = (lines(other), held.union(other).inflated(BEYOND));
        for axis in 0..2 {
            let met = meetings(own[axis], theirs[axis]).filter(|(a, b)| (a - b).abs() < IN_LINE);
            for (_, line) in met {
                let guide = if axis == 0 {
                    (Point::new(line, both.y), Point::new(line, both.bottom()))
                } else {
                    (Point::new(both.x, line), Point::new(both.right(), line))
                };
                join(&mut guides, guide, axis);
            }
        }
    }
    guides
}

/// One line where several stand in it.
fn join(guides: &mut Vec<Guide>, new: Guide, axis: usize) {
    let same = |it: &&mut Guide| {
        if axis == 0 {
            it.0.x == new.0.x && it.1.x == new.0.x
        } else {
            it.0.y == new.0.y && it.1.y == new.0.y
        }
    };
    match guides.iter_mut().find(same) {
        Some(old) => {
            let joined = Rect::spanning(old.0, old.1).union(Rect::spanning(new.0, new.1));
            *old = (joined.origin(), Point::new(joined.right(), joined.bottom()));
        }
        None => guides.push(new),
    }
}
