//! How likely a function is down, over the chances that the parts of several classes still switch: a polynomial, see [`super::polynomial`].
//!
//! Where the groups serve together in one of several ways (a [`Mixture`]), a class falls into kinds of parts that have the same chance in
//! every way. The function is computed at points of the kinds' chances, once for all ways, and each way asks the polynomial through these.

use super::charges::Effect;
use super::event::{Event, Row};
use super::polynomial::{Grid, POINTS, Scratch, weights};
use super::takeover::Mixture;
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::{LANES, Lanes, Settings, Valued};

/// Most nodes × points; in larger models the groups are taken as serving independently of each other, which
/// overstates the outages that begin with a zone failure (by 0.35 % on the HA REST API template).
const MIXTURE_LIMIT: usize = 100_000;

/// Which of the three differences an age brings.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    known: Known,
    scratch: Scratch,
}

/// Where the function has been computed.
enum Known {
    /// Only while nothing switches: there are too many points.
    Nothing(f64),
    /// At the points of the classes.
    Classes(Grid),
    /// At the points of a [`Fold`].
    Kinds(Vec<f64>),
}

/// What switches.
#[derive(Clone, Copy)]
struct Part {
    variable: u32,
    class: usize,
}

impl<'a> Surface<'a> {
    /// Of the function of `valued`, whose variables have these `chances`.
    #[must_use]
    pub fn new(event: &Event<'_>, now: Now, valued: &mut Valued<'_>, chances: &'a [Chance]) -> Self {
        let most = event.effects.len();
        let (mut parts, mut effects) = (Vec::with_capacity(most), Vec::with_capacity(most));
        for (class, members) in event.plan.classes.iter().enumerate() {
            for &effect in members {
                if let Some(variable) = variable(&event.effects[effect], now) {
                    parts.push(Part { variable, class });
                    effects.push(effect);
                }
            }
        }
        let variables: Vec<u32> = parts.iter().map(|part| part.variable).collect();
        let held = event.cause.map(|cause| (cause, now != Now::Out));
        let settings = valued.settings(variables, held);
        let own = effects.iter().map(|&effect| event.effects[effect].chance).collect();
        let (ways, known, scratch) = (vec![(1.0, own)], Known::Nothing(0.0), Scratch::default());
        let mut surface = Self { chances, settings, parts, ways, known, scratch };
        let grid = surface.grid(event.plan.classes.len());
        if event.mixture.len() < 2
            || now != Now::Out
            || !surface.serve_together(event, &effects, grid.as_ref())
        {
            surface.compute(grid);
        }
        surface
    }

    /// Gives back what belongs to the diagram.
    pub fn finish(self, valued: &mut Valued<'_>) {
        valued.keep(self.settings);
    }

    fn grid(&self, classes: usize) -> Option<Grid> {
        let class_of: Vec<usize> = self.parts.iter().map(|part| part.class).collect();
        Grid::new(classes, &class_of)
    }

    fn compute(&mut self, grid: Option<Grid>) {
        self.known = match grid {
            Some(mut grid) => {
                grid.values = self.computed(grid.count(), &|point, class| grid.chance(point, class));
                Known::Classes(grid)
            }
            None => Known::Nothing(self.computed(1, &|_, _| 0.0)[0]),
        };
    }

    /// Takes the ways in which the groups serve together into account, unless that takes too long.
    fn serve_together(&mut self, event: &Event<'_>, effects: &[usize], grid: Option<&Grid>) -> bool {
        let nodes = self.settings.nodes();
        if let Some(fold) = event.plan.fold.as_ref().filter(|fold| fold.fine.count() * nodes <= MIXTURE_LIMIT)
        {
            let still = |point: usize, kind: usize| fold.fine.chance(point, kind);
            self.known = Known::Kinds(self.at_points(fold.fine.count(), &fold.kinds.of, &still, &|_| None));
            return true;
        }
        if grid.map_or(POINTS, Grid::count) * event.mixture.len() * nodes > MIXTURE_LIMIT {
            return false;
        }
        self.ways = ways_of(event.mixture, effects);
        self.compute(grid.cloned());
        true
    }

    /// How much likelier down is when the parts of each class go on with these chances, where they began.
    pub fn at(&mut self, still: &[f64]) -> f64 {
        match &self.known {
            Known::Classes(grid) => grid.at(still, &mut self.scratch) - grid.values[0],
            Known::Kinds(_) => f64::NAN,
            Known::Nothing(base) => {
                let base = *base;
                self.computed(1, &|_, class| still[class])[0] - base
            }
        }
    }

    /// How much likelier down is, each point counted so often as the row says.
    #[must_use]
    pub fn sum(&self, row: &Row) -> f64 {
        let (counts, values) = match &self.known {
            Known::Classes(grid) => (&row.classes, &grid.values),
            Known::Kinds(values) => (&row.kinds, values),
            Known::Nothing(_) => return f64::NAN,
        };
        counts.iter().zip(values).fold(0.0, |sum, (count, value)| sum + count * (value - values[0]))
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

    /// How much each of the kinds' points counts where the classes' points count so much.
    #[must_use]
    pub fn counts(&self, classes: &[f64]) -> Vec<f64> {
        let mut counts = vec![0.0; self.fine.count()];
        for (row, times) in self.rows.iter().zip(classes) {
            counts.iter_mut().zip(row).for_each(|(sum, count)| *sum += times * count);
        }
        counts
    }
}

/// The variable through which an effect acts, if it does.
#[must_use]
pub fn variable(effect: &Effect, now: Now) -> Option<u32> {
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
