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

/// Height kept free where a link passes through a column.
const PASSAGE: f64 = 16.0;

/// How much stronger a passage pulls its neighbours than a part does.
const PASSAGE_PULL: f64 = 8.0;

/// A drawing taller than this has the leaves of each source in several columns.
const TALL: f64 = 1_600.0;
/// Fewest leaves of one source that stand so.
const FAN: usize = 4;

/// Top left corners for parts of these sizes joined by these edges, starting at the origin.
#[must_use]
pub fn arrange(sizes: &[Size], edges: &[(usize, usize)]) -> Vec<Point> {
    let places = in_columns(sizes, edges);
    let bottom = places.iter().zip(sizes).map(|(at, size)| at.y + size.height).fold(0.0, f64::max);
    let fans = if bottom > TALL { fans(sizes.len(), edges) } else { Vec::new() };
    if fans.is_empty() { places } else { with_fans(sizes, edges, &fans) }
}

/// Parts that need nothing and that the same one other part needs, where there are many of them.
fn fans(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut sources = vec![Vec::new(); count];
    let mut needs = vec![false; count];
    for &(from, to) in edges {
        needs[from] = true;
        if !sources[to].contains(&from) {
            sources[to].push(from);
        }
    }
    let mut leaves = vec![Vec::new(); count];
    for leaf in (0..count).filter(|&it| !needs[it]) {
        if let [source] = sources[leaf][..] {
            leaves[source].push(leaf);
        }
    }
    leaves.retain(|fan| fan.len() >= FAN);
    leaves
}

/// As [`in_columns`], with each fan laid out as one part: a block of rows and columns.
fn with_fans(sizes: &[Size], edges: &[(usize, usize)], fans: &[Vec<usize>]) -> Vec<Point> {
    let mut block = vec![None; sizes.len()];
    for (number, fan) in fans.iter().enumerate() {
        fan.iter().for_each(|&leaf| block[leaf] = Some(number));
    }
    let alone: Vec<usize> = (0..sizes.len()).filter(|&it| block[it].is_none()).collect();
    let mut part: Vec<usize> = block.iter().map(|fan| fan.map_or(0, |fan| alone.len() + fan)).collect();
    alone.iter().enumerate().for_each(|(number, &it)| part[it] = number);
    let cells: Vec<Cells> = fans.iter().map(|fan| Cells::of(fan, sizes)).collect();
    let outer: Vec<Size> =
        alone.iter().map(|&it| sizes[it]).chain(cells.iter().map(|it| it.size())).collect();
    let joined: Vec<(usize, usize)> = edges.iter().map(|&(from, to)| (part[from], part[to])).collect();
    let found = in_columns(&outer, &joined);
    let mut places: Vec<Point> = part.iter().map(|&it| found[it]).collect();
    for (fan, cells) in fans.iter().zip(&cells) {
        for (number, &leaf) in fan.iter().enumerate() {
            places[leaf] = (places[leaf] + cells.corner(number)).snapped();
        }
    }
    places
}

/// Cells of one size, filled column by column.
struct Cells {
    cell: Size,
    rows: usize,
    columns: usize,
}

impl Cells {
    /// Twice as many rows as columns, about.
    fn of(fan: &[usize], sizes: &[Size]) -> Self {
        let columns = (fan.len() as f64 / 2.0).sqrt().ceil() as usize;
        let largest = |of: fn(&Size) -> f64| fan.iter().map(|&leaf| of(&sizes[leaf])).fold(0.0, f64::max);
        let cell = Size::new(largest(|size| size.width), largest(|size| size.height));
        Self { cell, rows: fan.len().div_ceil(columns), columns }
    }

    fn size(&self) -> Size {
        let (columns, rows) = (self.columns as f64, self.rows as f64);
        Size::new(
            columns * self.cell.width + (columns - 1.0) * COLUMN_GAP,
            rows * self.cell.height + (rows - 1.0) * ROW_GAP,
        )
    }

    fn corner(&self, number: usize) -> Point {
        let (column, row) = ((number / self.rows) as f64, (number % self.rows) as f64);
        Point::new(column * (self.cell.width + COLUMN_GAP), row * (self.cell.height + ROW_GAP))
    }
}

/// Each part in one column, by how far it is from the sources.
fn in_columns(sizes: &[Size], edges: &[(usize, usize)]) -> Vec<Point> {
    let count = sizes.len();
    let edges = acyclic(count, edges);
    let mut joined = vec![false; count];
    for &(from, to) in &edges {
        joined[from] = true;
        joined[to] = true;
    }
    let mut graph = Graph::of(sizes, &edges, &joined);
    graph.reduce_crossings();
    let mut places = graph.coordinates();
    places.truncate(count);
    let bottoms = (0..count).filter(|&it| joined[it]).map(|it| places[it].y + sizes[it].height);
    let floor = bottoms.reduce(f64::max).map_or(0.0, |bottom| bottom + ROW_GAP);
    let loose: Vec<usize> = (0..count).filter(|&it| !joined[it]).collect();
    rows(&loose, sizes, floor, &mut places);
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
    ninefold_engine::order::sort_by_key(&mut sources, |&part| {
        edges.iter().filter(|edge| edge.1 == part).count()
    });
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

/// The parts in columns, with a passage wherever an edge crosses a column, so that all edges join neighbours.
struct Graph {
    /// Of the parts, then of the passages.
    sizes: Vec<Size>,
    /// Parts and passages of each column, from above.
    order: Vec<Vec<usize>>,
    /// Neighbours in the column before.
    left: Vec<Vec<usize>>,
    /// Neighbours in the column after.
    right: Vec<Vec<usize>>,
}

impl Graph {
    fn of(sizes: &[Size], edges: &[(usize, usize)], joined: &[bool]) -> Self {
        let column = columns(sizes.len(), edges);
        let last = column.iter().max().copied().unwrap_or(0);
        let mut graph = Self {
            sizes: sizes.to_vec(),
            order: vec![Vec::new(); last + 1],
            left: vec![Vec::new(); sizes.len()],
            right: vec![Vec::new(); sizes.len()],
        };
        for part in (0..sizes.len()).filter(|&it| joined[it]) {
            graph.order[column[part]].push(part);
        }
        for &(from, to) in edges {
            let mut before = from;
            for passed in column[from] + 1..column[to] {
                let passage = graph.sizes.len();
                graph.sizes.push(Size::new(0.0, PASSAGE));
                graph.left.push(Vec::new());
                graph.right.push(Vec::new());
                graph.order[passed].push(passage);
                graph.join(before, passage);
                before = passage;
            }
            graph.join(before, to);
        }
        graph
    }

    fn join(&mut self, from: usize, to: usize) {
        self.right[from].push(to);
        self.left[to].push(from);
    }

    /// Orders each column by the mean place of its neighbours, sweeping right and left; keeps the best found.
    fn reduce_crossings(&mut self) {
        let mut best = (self.crossings(), self.order.clone());
        for sweep in 0..SWEEPS {
            let rightwards = sweep % 2 == 0;
            for step in 1..self.order.len() {
                let index = if rightwards { step } else { self.order.len() - 1 - step };
                self.sort_column(index, rightwards);
            }
            let found = self.crossings();
            if found < best.0 {
                best = (found, self.order.clone());
            }
        }
        self.order = best.1;
    }

    fn sort_column(&mut self, index: usize, by_left: bool) {
        let beside = if by_left { index - 1 } else { index + 1 };
        let rank = ranks(&self.order[beside], self.sizes.len());
        let neighbours = if by_left { &self.left } else { &self.right };
        let own = self.order[index].len();
        let mut keyed: Vec<(f64, usize)> = self.order[index]
            .iter()
            .enumerate()
            .map(|(place, &part)| {
                let known: Vec<f64> = neighbours[part].iter().map(|&it| rank[it]).collect();
                (mean(&known).unwrap_or_else(|| relative(place, own)), part)
            })
            .collect();
        ninefold_engine::order::sort_by(&mut keyed, |a, b| a.0.total_cmp(&b.0));
        self.order[index] = keyed.into_iter().map(|it| it.1).collect();
    }

    /// Crossings of all edges between neighbouring columns.
    fn crossings(&self) -> usize {
        self.order.windows(2).map(|pair| self.crossings_between(&pair[0], &pair[1])).sum()
    }

    fn crossings_between(&self, left: &[usize], right: &[usize]) -> usize {
        let rank = ranks(right, self.sizes.len());
        let mut ends: Vec<f64> = Vec::new();
        let mut found = 0;
        for &part in left {
            let targets: Vec<f64> = self.right[part].iter().map(|&it| rank[it]).collect();
            found += targets.iter().map(|&to| ends.iter().filter(|&&end| end > to).count()).sum::<usize>();
            ends.extend(targets);
        }
        found
    }

    /// Places: columns side by side; each part as near to the middle of its neighbours as the others allow.
    fn coordinates(&self) -> Vec<Point> {
        let mut places = vec![Point::ZERO; self.sizes.len()];
        let mut x = 0.0;
        for column in &self.order {
            let width = column.iter().map(|&part| self.sizes[part].width).fold(0.0, f64::max);
            for &part in column {
                places[part].x = x + (width - self.sizes[part].width) / 2.0;
            }
            x += width + COLUMN_GAP;
        }
        for column in &self.order {
            self.align(column, &mut places, |part| self.left[part].clone());
        }
        for column in self.order.iter().rev() {
            self.align(column, &mut places, |part| self.right[part].clone());
        }
        for column in &self.order {
            self.align(column, &mut places, |part| [&self.left[part][..], &self.right[part][..]].concat());
        }
        let top = self.order.iter().flatten().map(|&part| places[part].y).reduce(f64::min).unwrap_or(0.0);
        places.iter_mut().for_each(|place| place.y -= top);
        places
    }

    /// How strongly a neighbour pulls: passages more, so that long links run straight through them.
    fn pull(&self, part: usize) -> f64 {
        if self.sizes[part].width == 0.0 { PASSAGE_PULL } else { 1.0 }
    }

    /// Sets the heights of one column, its order kept.
    fn align(&self, column: &[usize], places: &mut [Point], neighbours: impl Fn(usize) -> Vec<usize>) {
        let middle = |part: usize, places: &[Point]| places[part].y + self.sizes[part].height / 2.0;
        let wanted: Vec<f64> = column
            .iter()
            .map(|&part| {
                let near = neighbours(part);
                let weights: f64 = near.iter().map(|&it| self.pull(it)).sum();
                let pulled: f64 = near.iter().map(|&it| self.pull(it) * middle(it, places)).sum();
                if weights > 0.0 { pulled / weights - self.sizes[part].height / 2.0 } else { places[part].y }
            })
            .collect();
        for (&part, y) in column.iter().zip(stacked(column, &self.sizes, &wanted)) {
            places[part].y = y;
        }
    }
}

/// The mean; none of nothing.
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Place in a column as a fraction, so that columns of different lengths compare.
fn relative(place: usize, length: usize) -> f64 {
    (place as f64 + 0.5) / length.max(1) as f64
}

/// The relative place of each part of a column.
fn ranks(column: &[usize], count: usize) -> Vec<f64> {
    let mut rank = vec![0.0; count];
    for (place, &part) in column.iter().enumerate() {
        rank[part] = relative(place, column.len());
    }
    rank
}

/// Tops of a column's parts without overlap, as near to the wanted ones as possible (least squares: parts that would
/// overlap move as a block around the mean of what they want).
fn stacked(column: &[usize], sizes: &[Size], wanted: &[f64]) -> Vec<f64> {
    /// Parts that touch: how far down the first wants to be on the mean, how many, how much room they take.
    struct Block {
        top: f64,
        count: usize,
        length: f64,
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (&part, &top) in column.iter().zip(wanted) {
        let length = (sizes[part].height / GRID).ceil() * GRID + ROW_GAP;
        let mut next = Block { top, count: 1, length };
        while let Some(above) = blocks.pop_if(|above| above.top + above.length > next.top) {
            let weight = (above.count + next.count) as f64;
            let shifted = next.top - above.length;
            let top = (above.top * above.count as f64 + shifted * next.count as f64) / weight;
            next = Block { top, count: above.count + next.count, length: above.length + next.length };
        }
        blocks.push(next);
    }
    let mut tops = Vec::with_capacity(column.len());
    let mut parts = column.iter();
    for block in blocks {
        let mut top = block.top;
        for &part in parts.by_ref().take(block.count) {
            tops.push(top);
            top += (sizes[part].height / GRID).ceil() * GRID + ROW_GAP;
        }
    }
    tops
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

    /// A gateway, eight services, six parts of each: in one column they would be 48 rows.
    #[test]
    fn leaves_of_one_source_stand_in_several_columns_where_one_would_be_tall() {
        let sizes = boxes(1 + 8 + 48);
        let services = (1..=8).map(|service| (0, service));
        let parts = (0..48).map(|part| (1 + part / 6, 9 + part));
        let edges: Vec<(usize, usize)> = services.chain(parts).collect();
        let places = arrange(&sizes, &edges);
        assert!(overlap_free(&places, &sizes));
        let bottom = |places: &[Point]| places.iter().map(|at| at.y).fold(0.0, f64::max);
        assert!(bottom(&places) < 0.6 * bottom(&in_columns(&sizes, &edges)));
        for part in 0..48 {
            assert!(places[9 + part].x > places[1 + part / 6].x, "right of who needs it");
        }
        let few = arrange(&boxes(6), &[(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]);
        assert!(few[1..].iter().all(|at| at.x == few[1].x), "a few stay in their column");
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
    fn a_long_link_runs_beside_what_it_passes() {
        let places = arrange(&boxes(3), &[(0, 1), (1, 2), (0, 2)]);
        let line = places[0].y + 36.0;
        assert!((places[2].y + 36.0 - line).abs() <= 24.0);
        assert!(line > places[1].y + 72.0 || line < places[1].y, "{places:?}");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(arrange(&[], &[]).is_empty());
    }
}
