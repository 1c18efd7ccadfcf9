//! One moment at which several parts begin to switch: what it costs a function.
//!
//! How likely the function is down depends on the chances σ that the parts still switch, and so on how long ago that was. Parts that switch by
//! the same law have the same σ; in each such σ the chance is a polynomial. So it is computed at a few values of the σ, and the integral
//! over the age asks the polynomial through them (Chebyshev points of the second kind, barycentric formula \[berrut-trefethen2004\]):
//! exact for up to [`DEGREE`] parts of a law, and to about a millionth for more.

use super::charges::Effect;
use super::law::TimeLaw;
use super::quadrature;
use super::takeover::Mixture;
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::{LANES, Lanes, Settings, Valued};

/// Most nodes × ways × points; in larger models the groups are taken as serving independently of each other, which
/// overstates the outages that begin with a zone failure (by 0.35 % on the HA REST API template).
const MIXTURE_LIMIT: usize = 100_000;
/// Highest degree of the polynomials in one σ.
const DEGREE: usize = 16;
/// Most points at which a function is computed beforehand; with more laws than that it is computed anew at each age.
const POINTS: usize = 150;
/// Shares below this of what an integral is made of are left out.
const NOTHING: f64 = 1e-18;

/// What happens at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// The variable that goes down, if one does.
    pub cause: Option<u32>,
    /// Its outages, by share and length.
    pub outages: &'a [(f64, TimeLaw)],
    /// What switches.
    pub effects: &'a [Effect],
    /// How the effects' chances go together; see [`super::charges::Cause`].
    pub mixture: &'a Mixture,
}

/// Which of the three differences an age brings.
#[derive(Clone, Copy, PartialEq)]
enum Now {
    /// The cause is down and the parts switch.
    Out,
    /// The cause is up and only the rules switch: what they do by themselves.
    Rules,
    /// The cause is up again, and groups that began to switch still do.
    Back,
}

impl Event<'_> {
    /// P(down at once only because of the switching) and the hours down because of it: the integral by Gauss–Legendre panels.
    #[must_use]
    pub fn charge(self, valued: &Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        let classes = self.classes();
        if classes.is_empty() {
            return (0.0, 0.0);
        }
        let of = |still: fn(&Effect, f64) -> f64, age: f64| -> Vec<f64> {
            classes.iter().map(|class| still(&self.effects[class[0]], age)).collect()
        };
        let mut out = Surface::new(self, Now::Out, &classes, valued, chances);
        let mut rules = Surface::new(self, Now::Rules, &classes, valued, chances);
        let start = of(Effect::still_switching, 0.0);
        let at_once = (out.at(&start) - rules.at(&start)).max(0.0);
        let is_late = self.effects.iter().any(|effect| effect.whole.is_some());
        let mut back = is_late.then(|| Surface::new(self, Now::Back, &classes, valued, chances));
        if let [effect] = self.effects {
            let back = back.map_or(0.0, |mut back| back.at(&[1.0]));
            return (at_once, self.linear(effect, out.at(&[1.0]).max(0.0), back.max(0.0)));
        }
        let hours = quadrature::ages(&self.laws(&classes)).into_iter().map(|(age, weight)| {
            let still_out: f64 = self.outages.iter().map(|(share, law)| share * law.survival(age)).sum();
            let still = of(Effect::still_switching, age);
            let by_rules = rules.at(&still);
            let mut sum = 0.0;
            if still_out > NOTHING {
                sum += still_out * (out.at(&still) - by_rules).max(0.0);
            }
            if let Some(back) = &mut back {
                let late = of(Effect::still_though_back, age);
                let groups = classes.iter().zip(&late);
                let groups = groups.filter(|(class, _)| self.effects[class[0]].whole.is_some());
                if groups.map(|(_, late)| late * (1.0 - still_out)).sum::<f64>() > NOTHING {
                    sum += (1.0 - still_out) * (back.at(&late) - by_rules).max(0.0);
                }
            }
            weight * sum
        });
        (at_once, hours.sum())
    }

    /// How much likelier down is at once, the cause being down: what rules do by themselves is in it.
    #[must_use]
    pub fn down_more(self, valued: &Valued<'_>, chances: &[Chance]) -> f64 {
        let classes = self.classes();
        let start: Vec<f64> =
            classes.iter().map(|class| self.effects[class[0]].still_switching(0.0)).collect();
        Surface::new(self, Now::Out, &classes, valued, chances).at(&start)
    }

    /// The effects that switch by the same law.
    fn classes(self) -> Vec<Vec<usize>> {
        let mut classes: Vec<Vec<usize>> = Vec::new();
        let law = |effect: &Effect| (effect.switching, effect.is_rule, effect.whole.is_some());
        for (position, effect) in self.effects.iter().enumerate() {
            match classes.iter_mut().find(|class| law(&self.effects[class[0]]) == law(effect)) {
                Some(class) => class.push(position),
                None => classes.push(vec![position]),
            }
        }
        classes
    }

    /// The hours where one part alone switches, linear in its chance of doing so: what that costs while the cause is down, and when it is back.
    fn linear(self, effect: &Effect, out: f64, back: f64) -> f64 {
        let mean = |of: &dyn Fn(TimeLaw) -> f64| {
            self.outages.iter().map(|(share, law)| share * of(*law)).sum::<f64>()
        };
        let (time, success, _) = effect.switching;
        let late = match effect.whole {
            Some(_) => success * (time.mean - mean(&|law| time.mean_of_minimum(law))).max(0.0),
            None => 0.0,
        };
        out * mean(&|law| effect.mean_within(law)) + back * late
    }

    fn laws(self, classes: &[Vec<usize>]) -> Vec<TimeLaw> {
        let switching = classes.iter().map(|class| self.effects[class[0]].switching);
        let switching = switching.flat_map(|(time, _, manual)| [time, manual]);
        switching.chain(self.outages.iter().map(|(_, law)| *law)).collect()
    }
}

/// How much likelier down is, over the chances that the parts of each class go on switching.
struct Surface<'a> {
    event: Event<'a>,
    chances: &'a [Chance],
    now: Now,
    settings: Settings,
    /// By class: the positions of its parts, in the order of the settings, with their numbers among the effects.
    members: Vec<Vec<(usize, usize)>>,
    ways: Mixture,
    /// P(down) while nothing switches.
    base: f64,
    /// By class: how many points there are; and the values at all combinations, the last class fastest. None where there are too many.
    grid: Option<(Vec<usize>, Vec<f64>)>,
}

impl<'a> Surface<'a> {
    fn new(
        event: Event<'a>,
        now: Now,
        classes: &[Vec<usize>],
        valued: &Valued<'_>,
        chances: &'a [Chance],
    ) -> Self {
        let variable = |number: usize| {
            let effect = &event.effects[number];
            match now {
                _ if effect.is_rule => Some(effect.variable),
                Now::Out => Some(effect.variable),
                Now::Back => effect.whole,
                Now::Rules => None,
            }
        };
        let mut variables = Vec::new();
        let mut members = Vec::with_capacity(classes.len());
        for class in classes {
            let mut parts = Vec::new();
            for &number in class {
                if let Some(variable) = variable(number) {
                    parts.push((variables.len(), number));
                    variables.push(variable);
                }
            }
            members.push(parts);
        }
        let held = event.cause.map(|cause| (cause, now != Now::Out));
        let settings = valued.settings(&variables, held);
        let sizes: Vec<usize> = members.iter().map(|parts| parts.len().min(DEGREE) + 1).collect();
        let points = sizes.iter().try_fold(1, |all: usize, size| all.checked_mul(*size));
        let points = points.filter(|points| *points <= POINTS);
        let work = event.mixture.len() * settings.nodes() * points.unwrap_or(POINTS);
        let affordable = event.mixture.len() > 1 && work <= MIXTURE_LIMIT;
        let ways = match affordable && now == Now::Out {
            true => event.mixture.clone(),
            false => vec![(1.0, event.effects.iter().map(|effect| effect.chance).collect())],
        };
        let mut surface = Self { event, chances, now, settings, members, ways, base: 0.0, grid: None };
        surface.base = surface.computed(&[vec![0.0; classes.len()]])[0];
        if points.is_some() {
            let values = surface.computed(&combinations(&sizes));
            surface.grid = Some((sizes, values));
        }
        surface
    }

    /// How much likelier down is when the parts of each class go on with these chances, where they began.
    fn at(&mut self, still: &[f64]) -> f64 {
        let value = match &self.grid {
            Some((sizes, values)) => interpolated(sizes, values, still),
            None => self.computed(&[still.to_vec()])[0],
        };
        value - self.base
    }

    /// P(down) at each of the `points`.
    fn computed(&mut self, points: &[Vec<f64>]) -> Vec<f64> {
        let ways = self.ways.len();
        let mut sums = vec![0.0; points.len()];
        let jobs: Vec<usize> = (0..points.len() * ways).collect();
        for jobs in jobs.chunks(LANES) {
            for (class, parts) in self.members.iter().enumerate() {
                for &(position, number) in parts {
                    let Chance { up, down } = self.chances[self.variable(number) as usize];
                    let mut lanes = Lanes { up: [up; LANES], down: [down; LANES] };
                    for (lane, &job) in jobs.iter().enumerate() {
                        let still = points[job / ways][class] * self.ways[job % ways].1[number];
                        lanes.up[lane] = up * (1.0 - still);
                        lanes.down[lane] = down + up * still;
                    }
                    self.settings.set(position, lanes);
                }
            }
            let found = self.settings.down();
            for (&job, down) in jobs.iter().zip(found) {
                sums[job / ways] += self.ways[job % ways].0 * down;
            }
        }
        sums
    }

    fn variable(&self, number: usize) -> u32 {
        let effect = &self.event.effects[number];
        if self.now == Now::Back && !effect.is_rule {
            return effect.whole.unwrap_or(effect.variable);
        }
        effect.variable
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

/// All combinations of points, the last class fastest.
fn combinations(sizes: &[usize]) -> Vec<Vec<f64>> {
    let mut all = vec![Vec::new()];
    for &size in sizes {
        let longer = |start: &Vec<f64>| {
            let start = start.clone();
            (0..size).map(move |at| start.iter().copied().chain([point(at, size)]).collect())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The polynomial through `values` at all combinations of points.
fn interpolated(sizes: &[usize], values: &[f64], at: &[f64]) -> f64 {
    let mut values = values.to_vec();
    for (&size, &x) in sizes.iter().zip(at).rev() {
        let weights = weights(size, x);
        let along = |line: &[f64]| line.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
        values = values.chunks(size).map(along).collect();
    }
    values.first().copied().unwrap_or(0.0)
}

/// How much the value at each point counts at `x`: the barycentric formula, in which the points' own weights are ±1, at the ends ±½.
fn weights(size: usize, x: f64) -> Vec<f64> {
    if size < 2 {
        return vec![1.0];
    }
    let mut weights = Vec::with_capacity(size);
    for at in 0..size {
        let distance = x - point(at, size);
        if distance == 0.0 {
            return (0..size).map(|other| f64::from(u8::from(other == at))).collect();
        }
        let sign = if at % 2 == 0 { 1.0 } else { -1.0 };
        let end = if at == 0 || at == size - 1 { 0.5 } else { 1.0 };
        weights.push(sign * end / distance);
    }
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A product of a cubic and a line, asked between the points.
    #[test]
    fn polynomials_are_met_exactly() {
        let f = |x: f64, y: f64| (1.0 - 0.3 * x) * (1.0 - 0.9 * x) * (1.0 - x) * (0.2 + 0.7 * y);
        let sizes = [4, 2];
        let values: Vec<f64> = combinations(&sizes).iter().map(|it| f(it[0], it[1])).collect();
        for (x, y) in [(0.0, 0.0), (0.123, 0.9), (1.0, 1.0), (0.25, 0.0), (1e-9, 0.4)] {
            assert!((interpolated(&sizes, &values, &[x, y]) - f(x, y)).abs() < 1e-15);
        }
    }

    /// Many parts with a law: the claim of the module's head.
    #[test]
    fn many_parts_are_met_closely() {
        let f = |x: f64| 1.0 - (0..33).fold(1.0, |product, _| product * (1.0 - 0.5 * x));
        let sizes = [DEGREE + 1];
        let values: Vec<f64> = combinations(&sizes).iter().map(|it| f(it[0])).collect();
        for x in [1e-6, 1e-3, 0.01, 0.1, 0.33, 0.5, 0.77, 0.99] {
            let error = interpolated(&sizes, &values, &[x]) / f(x) - 1.0;
            assert!(error.abs() < 1e-6, "{x} {error:e}");
        }
    }
}
