//! How likely a function is down, over the chances that the parts of several classes still switch.
//!
//! In the chance of one class the function is a polynomial of the degree of its parts. It is computed at a few chances (Chebyshev points of
//! the second kind) and asked for in between (barycentric formula \[berrut-trefethen2004\]): exact for up to [`DEGREE`] parts of a class, and to
//! about a millionth for more.
//!
//! Where the groups serve together in one of several ways (a [`Mixture`]), a class falls into kinds of parts that have the same chance in
//! every way. The function is computed at points of the kinds' chances, once for all ways, and each way asks the polynomial through these.

use super::event::Event;
use super::takeover::Mixture;
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::{LANES, Lanes, Settings, Valued};

/// Most nodes × points; in larger models the groups are taken as serving independently of each other, which
/// overstates the outages that begin with a zone failure (by 0.35 % on the HA REST API template).
const MIXTURE_LIMIT: usize = 100_000;
/// Highest degree of the polynomials in one chance.
const DEGREE: usize = 16;
/// Most points at which a function is computed beforehand; with more classes than that it is computed anew at each age.
const POINTS: usize = 150;

/// Which of the three differences an age brings.
#[derive(Clone, Copy, PartialEq)]
pub enum Now {
    /// The cause is down and the parts switch.
    Out,
    /// The cause is up and only the rules switch: what they do by themselves.
    Rules,
    /// The cause is up again, and groups that began to switch still do.
    Back,
}

/// How much likelier down is, over the chances that the parts of each class go on switching.
pub struct Surface<'a> {
    chances: &'a [Chance],
    settings: Settings,
    /// In the order of the settings.
    parts: Vec<Part>,
    /// Weights, and the chance of each part to switch at all.
    ways: Mixture,
    /// P(down) while nothing switches.
    base: f64,
    /// None where there are too many points.
    grid: Option<Grid>,
    scratch: Scratch,
}

/// What is needed to ask a polynomial.
#[derive(Default)]
struct Scratch {
    /// By axis, how much its points count.
    rows: Vec<Vec<f64>>,
    buffer: Vec<f64>,
}

/// What switches.
#[derive(Clone, Copy)]
struct Part {
    variable: u32,
    class: usize,
}

impl<'a> Surface<'a> {
    /// Of the function of `valued`, whose variables have these `chances`; `classes` hold positions among the event's effects.
    #[must_use]
    pub fn new(
        event: &Event<'_>,
        now: Now,
        classes: &[Vec<usize>],
        valued: &mut Valued<'_>,
        chances: &'a [Chance],
    ) -> Self {
        let (mut parts, mut effects) = (Vec::new(), Vec::new());
        for (class, members) in classes.iter().enumerate() {
            for &effect in members {
                if let Some(variable) = variable(event, now, effect) {
                    parts.push(Part { variable, class });
                    effects.push(effect);
                }
            }
        }
        let variables: Vec<u32> = parts.iter().map(|part| part.variable).collect();
        let held = event.cause.map(|cause| (cause, now != Now::Out));
        let settings = valued.settings(&variables, held);
        let own = effects.iter().map(|&effect| event.effects[effect].chance).collect();
        let (ways, scratch) = (vec![(1.0, own)], Scratch::default());
        let mut surface = Self { chances, settings, parts, ways, base: 0.0, grid: None, scratch };
        let class_of: Vec<usize> = surface.parts.iter().map(|part| part.class).collect();
        let grid = Grid::new(classes.len(), &class_of);
        let independent = event.mixture.len() < 2 || now != Now::Out;
        if independent || !surface.serve_together(event, &effects, grid.as_ref()) {
            surface.grid = grid.map(|mut grid| {
                grid.values = surface.computed(grid.count(), &|point, class| grid.chance(point, class));
                grid
            });
        }
        surface.base = match &surface.grid {
            Some(grid) => grid.values[0],
            None => surface.computed(1, &|_, _| 0.0)[0],
        };
        surface
    }

    /// Takes the ways in which the groups serve together into account, unless that takes too long.
    fn serve_together(&mut self, event: &Event<'_>, effects: &[usize], grid: Option<&Grid>) -> bool {
        let nodes = self.settings.nodes();
        if let Some(fold) = event.fold.filter(|fold| fold.fine.count() * nodes <= MIXTURE_LIMIT) {
            let still = |point: usize, kind: usize| fold.fine.chance(point, kind);
            let values = self.at_points(fold.fine.count(), &fold.kinds.of, &still, &|_| None);
            self.grid = grid.map(|grid| Grid { axes: grid.axes.clone(), values: fold.of(&values) });
            return true;
        }
        if grid.map_or(POINTS, Grid::count) * event.mixture.len() * nodes > MIXTURE_LIMIT {
            return false;
        }
        self.ways = ways_of(event.mixture, effects);
        if let Some(mut grid) = grid.cloned() {
            grid.values = self.computed(grid.count(), &|point, class| grid.chance(point, class));
            self.grid = Some(grid);
        }
        true
    }

    /// How much likelier down is when the parts of each class go on with these chances, where they began.
    pub fn at(&mut self, still: &[f64]) -> f64 {
        let value = match &self.grid {
            Some(grid) => grid.at(still, &mut self.scratch),
            None => self.computed(1, &|_, class| still[class])[0],
        };
        value - self.base
    }

    /// P(down) at each of `count` points, at which the parts of a class go on with the chance `still(point, class)` where they began.
    fn computed(&mut self, count: usize, still: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        let ways = std::mem::take(&mut self.ways);
        let classes: Vec<usize> = self.parts.iter().map(|part| part.class).collect();
        let still = |job: usize, class: usize| still(job / ways.len(), class);
        let each =
            self.at_points(count * ways.len(), &classes, &still, &|job| Some(&ways[job % ways.len()].1));
        let mean =
            |values: &[f64]| values.iter().zip(&ways).fold(0.0, |sum, (value, (w, _))| sum + w * value);
        let means = each.chunks(ways.len()).map(mean).collect();
        self.ways = ways;
        means
    }

    /// P(down) at each of `count` points, at which a part of the kind that `kinds` says still switches with the chance `still(point, kind)`, if
    /// it does at all: that chance, by part, may be given too.
    fn at_points<'b>(
        &mut self,
        count: usize,
        kinds: &[usize],
        still: &dyn Fn(usize, usize) -> f64,
        at_all: &dyn Fn(usize) -> Option<&'b Vec<f64>>,
    ) -> Vec<f64> {
        let mut found = Vec::with_capacity(count + LANES);
        let mut of_kinds = vec![[0.0; LANES]; kinds.iter().max().map_or(0, |most| most + 1)];
        for start in (0..count).step_by(LANES) {
            // Lanes left over repeat the last point.
            let points: [usize; LANES] = std::array::from_fn(|lane| (start + lane).min(count - 1));
            for (kind, lanes) in of_kinds.iter_mut().enumerate() {
                *lanes = points.map(|point| still(point, kind));
            }
            let at_all = points.map(at_all);
            for (at, (part, &kind)) in self.parts.iter().zip(kinds).enumerate() {
                let Chance { up, down } = self.chances[part.variable as usize];
                let mut lanes = Lanes { up: [up; LANES], down: [down; LANES] };
                for lane in 0..LANES {
                    let still = of_kinds[kind][lane] * at_all[lane].map_or(1.0, |chances| chances[at]);
                    lanes.up[lane] = up * (1.0 - still);
                    lanes.down[lane] = down + up * still;
                }
                self.settings.set(at, lanes);
            }
            found.extend(self.settings.down());
        }
        found.truncate(count);
        found
    }
}

/// Of a mixture, the chances of these effects, in their order.
fn ways_of(mixture: &Mixture, effects: &[usize]) -> Mixture {
    let of = |chances: &[f64]| effects.iter().map(|&effect| chances[effect]).collect();
    mixture.iter().map(|(weight, chances)| (*weight, of(chances))).collect()
}

/// From the values at points of the kinds' chances to those at points of the classes', each the mean over all ways.
#[derive(Clone, Debug)]
pub struct Fold {
    kinds: Kinds,
    /// The points of the kinds.
    fine: Grid,
    /// For each point of the classes, how much each of the kinds' points counts.
    rows: Vec<Vec<f64>>,
}

impl Fold {
    /// For the effects of these `classes`; none where it would not spare work.
    #[must_use]
    pub fn new(classes: &[Vec<usize>], mixture: &Mixture) -> Option<Self> {
        if mixture.len() < 2 {
            return None;
        }
        let class = |(class, effects): (usize, &Vec<usize>)| vec![class; effects.len()];
        let class_of: Vec<usize> = classes.iter().enumerate().flat_map(class).collect();
        let ways = ways_of(mixture, &classes.concat());
        let coarse = Grid::new(classes.len(), &class_of)?;
        let kinds = Kinds::new(&class_of, &ways)?;
        let fine = Grid::new(kinds.firsts.len(), &kinds.of)?;
        if fine.count() > coarse.count() * ways.len() {
            return None;
        }
        let mut rows = vec![vec![0.0; fine.count()]; coarse.count()];
        let (mut along, mut counts) = (Vec::new(), Vec::new());
        for (weight, chances) in &ways {
            for (point, row) in rows.iter_mut().enumerate() {
                counts.clear();
                counts.push(*weight);
                for (&first, axis) in kinds.firsts.iter().zip(&fine.axes) {
                    weights(axis, coarse.chance(point, class_of[first]) * chances[first], &mut along);
                    counts = counts.iter().flat_map(|count| along.iter().map(move |it| count * it)).collect();
                }
                row.iter_mut().zip(&counts).for_each(|(sum, count)| *sum += count);
            }
        }
        Some(Self { kinds, fine, rows })
    }

    fn of(&self, values: &[f64]) -> Vec<f64> {
        let sum =
            |row: &Vec<f64>| row.iter().zip(values).fold(0.0, |sum, (count, value)| sum + count * value);
        self.rows.iter().map(sum).collect()
    }
}

/// The variable through which an effect acts, if it does.
fn variable(event: &Event<'_>, now: Now, number: usize) -> Option<u32> {
    let effect = &event.effects[number];
    match now {
        _ if effect.is_rule => Some(effect.variable),
        Now::Out => Some(effect.variable),
        Now::Back => effect.whole,
        Now::Rules => None,
    }
}

/// The parts of a class that have the same chance in every way.
#[derive(Clone, Debug)]
struct Kinds {
    /// For each part the number of its kind.
    of: Vec<usize>,
    /// For each kind its first part.
    firsts: Vec<usize>,
}

impl Kinds {
    /// None where there are more than can be handled.
    fn new(class_of: &[usize], ways: &Mixture) -> Option<Self> {
        let mut kinds = Self { of: Vec::with_capacity(class_of.len()), firsts: Vec::new() };
        for (at, class) in class_of.iter().enumerate() {
            let is_like = |first: &usize| {
                let alike = |(_, chances): &(f64, Vec<f64>)| chances[*first] == chances[at];
                class_of[*first] == *class && ways.iter().all(alike)
            };
            let known = kinds.firsts.iter().position(is_like);
            kinds.of.push(known.unwrap_or(kinds.firsts.len()));
            if known.is_none() {
                kinds.firsts.push(at);
            }
            // Each has two points at least.
            if 1 << kinds.firsts.len() > POINTS {
                return None;
            }
        }
        Some(kinds)
    }
}

/// A polynomial, by its values at all combinations of points, the last axis fastest.
#[derive(Clone, Debug)]
struct Grid {
    axes: Vec<Vec<f64>>,
    values: Vec<f64>,
}

impl Grid {
    /// The points for parts of so many classes, yet without values; none where there would be too many.
    fn new(classes: usize, class_of: &[usize]) -> Option<Self> {
        let mut sizes = vec![1; classes];
        class_of.iter().for_each(|&class| sizes[class] = (sizes[class] + 1).min(DEGREE + 1));
        let count = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size))?;
        let axis = |&size: &usize| (0..size).map(|at| point(at, size)).collect();
        (count <= POINTS).then(|| Self { axes: sizes.iter().map(axis).collect(), values: Vec::new() })
    }

    /// How many combinations of points there are.
    fn count(&self) -> usize {
        self.axes.iter().map(Vec::len).product()
    }

    /// Which point of its axis a class has at a combination of points.
    fn place(&self, point: usize, class: usize) -> usize {
        let below: usize = self.axes[class + 1..].iter().map(Vec::len).product();
        point / below % self.axes[class].len()
    }

    /// The chance of a class at a combination of points.
    fn chance(&self, point: usize, class: usize) -> f64 {
        self.axes[class][self.place(point, class)]
    }

    /// The value where each axis' points count as much as the rows say.
    fn asked(&self, scratch: &mut Scratch) -> f64 {
        let Scratch { rows, buffer } = scratch;
        buffer.clear();
        buffer.extend_from_slice(&self.values);
        for row in rows.iter().rev() {
            let count = buffer.len() / row.len();
            for line in 0..count {
                let values = &buffer[line * row.len()..(line + 1) * row.len()];
                buffer[line] = values.iter().zip(row).fold(0.0, |sum, (value, weight)| sum + value * weight);
            }
            buffer.truncate(count);
        }
        buffer.first().copied().unwrap_or(0.0)
    }

    /// The value where the classes have these chances.
    fn at(&self, chances: &[f64], scratch: &mut Scratch) -> f64 {
        scratch.rows.resize(self.axes.len(), Vec::new());
        for ((axis, &x), row) in self.axes.iter().zip(chances).zip(&mut scratch.rows) {
            weights(axis, x, row);
        }
        self.asked(scratch)
    }
}

/// Point `at` of `size`: from 0 to 1, close together at the ends.
fn point(at: usize, size: usize) -> f64 {
    if size < 2 {
        return 0.0;
    }
    let half = libm::sin(std::f64::consts::FRAC_PI_2 * at as f64 / (size - 1) as f64);
    half * half
}

/// How much the value at each of the `points` counts at `x`: the barycentric formula, in which the points' own weights are ±1, at the ends ±½.
fn weights(points: &[f64], x: f64, found: &mut Vec<f64>) {
    found.clear();
    found.resize(points.len(), 1.0);
    let last = points.len() - 1;
    if last == 0 {
        return;
    }
    let (mut total, mut sign) = (0.0, 0.5_f64);
    for (at, point) in points.iter().enumerate() {
        let distance = x - point;
        if distance == 0.0 {
            found.fill(0.0);
            found[at] = 1.0;
            return;
        }
        let weight = if at == last { sign.clamp(-0.5, 0.5) } else { sign } / distance;
        sign = if sign > 0.0 { -1.0 } else { 1.0 };
        total += weight;
        found[at] = weight;
    }
    found.iter_mut().for_each(|weight| *weight /= total);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The polynomial of parts of so many in each class, by values of `f` at its points.
    fn grid(classes: &[usize], f: &dyn Fn(&[f64]) -> f64) -> Grid {
        let class_of: Vec<usize> =
            classes.iter().enumerate().flat_map(|(class, &parts)| vec![class; parts]).collect();
        let mut grid =
            Grid::new(classes.len(), &class_of).unwrap_or(Grid { axes: Vec::new(), values: Vec::new() });
        let at = |point: usize| (0..classes.len()).map(|class| grid.chance(point, class)).collect();
        grid.values = (0..grid.count()).map(at).map(|x: Vec<f64>| f(&x)).collect();
        grid
    }

    /// A product of a cubic and a line, asked between the points.
    #[test]
    fn polynomials_are_met_exactly() {
        let f = |x: &[f64]| (1.0 - 0.3 * x[0]) * (1.0 - 0.9 * x[0]) * (1.0 - x[0]) * (0.2 + 0.7 * x[1]);
        let grid = grid(&[3, 1], &f);
        for (x, y) in [(0.0, 0.0), (0.123, 0.9), (1.0, 1.0), (0.25, 0.0), (1e-9, 0.4)] {
            assert!((grid.at(&[x, y], &mut Scratch::default()) - f(&[x, y])).abs() < 1e-15);
        }
    }

    /// Many parts with a law: the claim of the module's head.
    #[test]
    fn many_parts_are_met_closely() {
        let f = |x: &[f64]| 1.0 - (0..33).fold(1.0, |product, _| product * (1.0 - 0.5 * x[0]));
        let grid = grid(&[33], &f);
        for x in [1e-6, 1e-3, 0.01, 0.1, 0.33, 0.5, 0.77, 0.99] {
            let error = grid.at(&[x], &mut Scratch::default()) / f(&[x]) - 1.0;
            assert!(error.abs() < 1e-6, "{x} {error:e}");
        }
    }
}
