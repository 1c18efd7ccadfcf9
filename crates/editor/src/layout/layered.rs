//! Layered drawing of one level (Sugiyama): longest-path columns, barycentre order, places without overlap.
//!
//! Sources stand on the left. Links that close a circle are turned around for the layering only. Parts
//! with no link at all stand in rows beneath.

use super::arrange::{COLUMN_GAP, ROW_GAP};
use crate::geometry::{GRID, Point, Size};

/// Sweeps of the crossing reduction; it settles within a few.
const SWEEPS: usize = 8;
/// Parts in a row beneath.
const ROW: usize = 4;

/// Top left corners for parts of these sizes joined by these edges, starting at the origin.
#[must_use]
pub fn arrange(sizes: &[Size], edges: &[(usize, usize)]) -> Vec<Point> {
    let edges = acyclic(sizes.len(), edges);
    let column = columns(sizes.len(), &edges);
    let joined: Vec<bool> =
        (0..sizes.len()).map(|part| edges.iter().any(|&(a, b)| a == part || b == part)).collect();
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); column.iter().map(|it| it + 1).max().unwrap_or(0)];
    for part in (0..sizes.len()).filter(|&it| joined[it]) {
        order[column[part]].push(part);
    }
    order.retain(|column| !column.is_empty());
    reduce_crossings(&mut order, sizes.len(), &edges);
    let mut places = coordinates(&order, sizes, &edges);
    let bottom = (0..sizes.len()).filter(|&it| joined[it]).map(|it| places[it].y + sizes[it].height);
    let bottom = bottom.fold(None, |low: Option<f64>, y| Some(low.map_or(y, |it| it.max(y))));
    let loose: Vec<usize> = (0..sizes.len()).filter(|&it| !joined[it]).collect();
    rows(&loose, sizes, bottom.map_or(0.0, |y| y + ROW_GAP), &mut places);
    places.into_iter().map(Point::snapped).collect()
}

/// The edges with those that close a circle turned around, doubles left out.
fn acyclic(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut targets = vec![Vec::new(); count];
    for &(from, to) in edges {
        if from != to && !targets[from].contains(&to) {
            targets[from].push(to);
        }
    }
    let mut result = Vec::new();
    let mut visited = vec![0_u8; count]; // 0 new, 1 on the way, 2 done
    let mut sources: Vec<usize> = (0..count).collect();
    sources.sort_by_key(|&part| edges.iter().filter(|edge| edge.1 == part).count());
    for root in sources {
        if visited[root] != 0 {
            continue;
        }
        visited[root] = 1;
        let mut stack = vec![(root, 0)];
        while let Some((part, next)) = stack.pop() {
            let Some(&target) = targets[part].get(next) else {
                visited[part] = 2;
                continue;
            };
            stack.push((part, next + 1));
            result.push(if visited[target] == 1 { (target, part) } else { (part, target) });
            if visited[target] == 0 {
                visited[target] = 1;
                stack.push((target, 0));
            }
        }
    }
    result.sort_unstable();
    result.dedup();
    result
}

/// Column of each part: one right of the rightmost that needs it.
fn columns(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut incoming = vec![0; count];
    for &(_, to) in edges {
        incoming[to] += 1;
    }
    let mut column = vec![0; count];
    let mut ready: Vec<usize> = (0..count).filter(|&it| incoming[it] == 0).collect();
    while let Some(part) = ready.pop() {
        for &(_, to) in edges.iter().filter(|edge| edge.0 == part) {
            column[to] = column[to].max(column[part] + 1);
            incoming[to] -= 1;
            if incoming[to] == 0 {
                ready.push(to);
            }
        }
    }
    column
}

/// Orders each column by the mean place of its neighbours, sweeping right and left.
fn reduce_crossings(order: &mut [Vec<usize>], count: usize, edges: &[(usize, usize)]) {
    let mut neighbours = vec![Vec::new(); count];
    for &(from, to) in edges {
        neighbours[from].push(to);
        neighbours[to].push(from);
    }
    let mut column_of = vec![usize::MAX; count];
    for (index, column) in order.iter().enumerate() {
        column.iter().for_each(|&part| column_of[part] = index);
    }
    let mut best = (crossings(order, count, edges), order.to_vec());
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        let mut rank = vec![0.0; count];
        let indices: Vec<usize> =
            if rightwards { (0..order.len()).collect() } else { (0..order.len()).rev().collect() };
        for index in indices {
            let before: Vec<(usize, f64)> = order[index]
                .iter()
                .enumerate()
                .map(|(place, &part)| {
                    let done = |it: &&usize| {
                        if rightwards { column_of[**it] < index } else { column_of[**it] > index }
                    };
                    let ranks: Vec<f64> = neighbours[part].iter().filter(done).map(|&it| rank[it]).collect();
                    let own = relative(place, order[index].len());
                    (
                        part,
                        if ranks.is_empty() { own } else { ranks.iter().sum::<f64>() / ranks.len() as f64 },
                    )
                })
                .collect();
            let mut sorted = before;
            sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
            order[index] = sorted.into_iter().map(|(part, _)| part).collect();
            for (place, &part) in order[index].iter().enumerate() {
                rank[part] = relative(place, order[index].len());
            }
        }
        let found = crossings(order, count, edges);
        if found < best.0 {
            best = (found, order.to_vec());
        }
    }
    order.clone_from_slice(&best.1);
}

/// Place in a column as a fraction, so that columns of different lengths compare.
fn relative(place: usize, length: usize) -> f64 {
    (place as f64 + 0.5) / length.max(1) as f64
}

/// Crossings between neighbouring columns; edges over several columns count as if straight.
fn crossings(order: &[Vec<usize>], count: usize, edges: &[(usize, usize)]) -> usize {
    let mut place = vec![(0, 0.0); count];
    for (index, column) in order.iter().enumerate() {
        for (at, &part) in column.iter().enumerate() {
            place[part] = (index, relative(at, column.len()));
        }
    }
    let mut found = 0;
    for (number, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[number + 1..] {
            let same_gap = place[a].0 == place[c].0 && place[b].0 == place[d].0;
            if same_gap && (place[a].1 - place[c].1) * (place[b].1 - place[d].1) < 0.0 {
                found += 1;
            }
        }
    }
    found
}

/// Places: columns side by side, each part as near as possible to the middle of its neighbours on the left.
fn coordinates(order: &[Vec<usize>], sizes: &[Size], edges: &[(usize, usize)]) -> Vec<Point> {
    let mut places = vec![Point::ZERO; sizes.len()];
    let mut x = 0.0;
    for column in order {
        let width = column.iter().map(|&part| sizes[part].width).fold(0.0, f64::max);
        let wanted: Vec<f64> = column
            .iter()
            .map(|&part| {
                let middles: Vec<f64> = edges
                    .iter()
                    .filter(|edge| edge.1 == part)
                    .map(|edge| places[edge.0].y + sizes[edge.0].height / 2.0)
                    .collect();
                let mean = middles.iter().sum::<f64>() / middles.len().max(1) as f64;
                mean - sizes[part].height / 2.0
            })
            .collect();
        for (part, y) in column.iter().zip(stacked(column, sizes, &wanted)) {
            places[*part] = Point::new(x + (width - sizes[*part].width) / 2.0, y);
        }
        x += width + COLUMN_GAP;
    }
    let top = order.iter().flatten().map(|&part| places[part].y).fold(f64::INFINITY, f64::min);
    if top.is_finite() {
        order.iter().flatten().for_each(|&part| places[part] = places[part] - Point::new(0.0, top));
    }
    places
}

/// Tops of a column's parts without overlap, as near to the wanted ones as their mean allows.
fn stacked(column: &[usize], sizes: &[Size], wanted: &[f64]) -> Vec<f64> {
    let mut tops = Vec::with_capacity(column.len());
    let mut floor = f64::NEG_INFINITY;
    for (&part, &y) in column.iter().zip(wanted) {
        let top = y.max(floor);
        tops.push(top);
        floor = top + (sizes[part].height / GRID).ceil() * GRID + ROW_GAP;
    }
    let drift: f64 = tops.iter().zip(wanted).map(|(top, y)| top - y).sum::<f64>() / tops.len().max(1) as f64;
    tops.into_iter().map(|top| top - drift).collect()
}

/// Parts without links, in rows from `y` down.
fn rows(loose: &[usize], sizes: &[Size], y: f64, places: &mut [Point]) {
    let mut y = y;
    for row in loose.chunks(ROW) {
        let mut x = 0.0;
        for &part in row {
            places[part] = Point::new(x, y);
            x += sizes[part].width + ROW_GAP;
        }
        y += row.iter().map(|&part| sizes[part].height).fold(0.0, f64::max) + ROW_GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;

    fn boxes(count: usize) -> Vec<Size> {
        vec![Size::new(176.0, 72.0); count]
    }

    fn overlap_free(places: &[Point], sizes: &[Size]) -> bool {
        let rects: Vec<Rect> = places.iter().zip(sizes).map(|(&at, &size)| Rect::new(at, size)).collect();
        rects.iter().enumerate().all(|(i, a)| rects[i + 1..].iter().all(|b| !a.overlaps(*b)))
    }

    #[test]
    fn a_chain_runs_left_to_right_on_one_line() {
        let places = arrange(&boxes(3), &[(0, 1), (1, 2)]);
        assert!(places[0].x < places[1].x && places[1].x < places[2].x);
        assert!(places.iter().all(|at| at.y == places[0].y));
    }

    #[test]
    fn a_diamond_needs_no_crossing_and_the_join_is_right_of_both() {
        let places = arrange(&boxes(4), &[(0, 1), (0, 2), (1, 3), (2, 3)]);
        assert_eq!(places[1].x, places[2].x);
        assert!(places[3].x > places[1].x);
        assert_eq!(places[0].y, places[3].y);
        assert!(overlap_free(&places, &boxes(4)));
    }

    #[test]
    fn crossed_pairs_are_uncrossed() {
        let edges = [(0, 3), (1, 2), (4, 0), (4, 1)];
        let places = arrange(&boxes(5), &edges);
        assert!((places[0].y - places[1].y) * (places[3].y - places[2].y) > 0.0);
    }

    #[test]
    fn circles_and_loose_parts_are_placed_too() {
        let sizes = boxes(7);
        let places = arrange(&sizes, &[(0, 1), (1, 2), (2, 0), (3, 3)]);
        assert!(overlap_free(&places, &sizes));
        let lowest = places[..3].iter().map(|at| at.y).fold(0.0, f64::max);
        assert!(places[3..].iter().all(|at| at.y > lowest));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(arrange(&[], &[]).is_empty());
    }
}
