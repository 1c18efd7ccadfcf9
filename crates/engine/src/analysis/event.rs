//! One moment at which several parts begin to switch: what it costs a function.
//!
//! How likely the function is down depends on the chances σ that the parts still switch, and so on how long ago that was. Parts that switch by
//! the same law have the same σ; in each such σ the chance is a polynomial. So it is computed at a few values of the σ, and the integral
//! over the age is a sum of these: how often each counts depends on the laws alone ([`Plan`]). See [`super::surface`].

use super::charges::Effect;
use super::law::TimeLaw;
use super::polynomial::{Grid, Scratch};
use super::quadrature;
use super::surface::{Fold, Now, Surface, variable};
use super::takeover::Mixture;
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::Valued;

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
    /// … made ready.
    pub plan: &'a Plan,
}

/// What of an event is the same for every function that it concerns.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The effects that switch by the same law.
    pub classes: Vec<Vec<usize>>,
    /// Where it spares work.
    pub fold: Option<Fold>,
    /// None where one part alone switches, or there are too many points.
    sums: Option<Box<Sums>>,
}

/// How often the value at each point counts.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// At the points of the classes.
    pub classes: Vec<f64>,
    /// At those of the [`Fold`].
    pub kinds: Vec<f64>,
}

/// The sums of which a charge is made: at the start, and the integrals over the age while the cause is down and when it is back. What rules do by
/// themselves is taken away from each.
#[derive(Clone, Debug)]
struct Sums {
    start: (Row, Row),
    out: (Row, Row),
    back: Option<(Row, Row)>,
}

impl Plan {
    /// For parts that switch when something is down for one of these outages.
    #[must_use]
    pub fn new(effects: &[Effect], mixture: &Mixture, outages: &[(f64, TimeLaw)]) -> Self {
        let classes = classes(effects);
        let mut plan = Self { fold: Fold::new(&classes, mixture), classes, sums: None };
        if effects.len() > 1 {
            plan.sums = plan.sums(effects, outages).map(Box::new);
        }
        plan
    }

    fn sums(&self, effects: &[Effect], outages: &[(f64, TimeLaw)]) -> Option<Sums> {
        let grid = |now: Now| {
            let of = |(class, members): (usize, &Vec<usize>)| {
                let acting = members.iter().filter(|&&effect| variable(&effects[effect], now).is_some());
                vec![class; acting.count()]
            };
            let class_of: Vec<usize> = self.classes.iter().enumerate().flat_map(of).collect();
            Grid::new(self.classes.len(), &class_of)
        };
        let grids = (grid(Now::Out)?, grid(Now::Rules)?, grid(Now::Back)?);
        let mut ask = Scratch::default();
        let mut count = |(grid, row): (&Grid, &mut Row), times: f64, still: &[f64]| {
            row.classes.resize(grid.count(), 0.0);
            grid.count_in(times, still, &mut row.classes, &mut ask);
        };
        let (mut start, mut out, mut back) = <((Row, Row), (Row, Row), (Row, Row))>::default();
        let still = self.still(effects, Effect::still_switching, 0.0);
        count((&grids.0, &mut start.0), 1.0, &still);
        count((&grids.1, &mut start.1), 1.0, &still);
        for (age, weight) in quadrature::ages(&self.laws(effects, outages)) {
            let still_out: f64 = outages.iter().map(|(share, law)| share * law.survival(age)).sum();
            let still = self.still(effects, Effect::still_switching, age);
            if still_out > NOTHING {
                count((&grids.0, &mut out.0), weight * still_out, &still);
                count((&grids.1, &mut out.1), weight * still_out, &still);
            }
            let late = self.still(effects, Effect::still_though_back, age);
            if self.go_on(effects, &late) * (1.0 - still_out) > NOTHING {
                count((&grids.2, &mut back.0), weight * (1.0 - still_out), &late);
                count((&grids.1, &mut back.1), weight * (1.0 - still_out), &still);
            }
        }
        for row in [&mut start.0, &mut out.0] {
            row.kinds = self.fold.as_ref().map_or(Vec::new(), |fold| fold.counts(&row.classes));
        }
        let is_late = effects.iter().any(|effect| effect.whole.is_some());
        Some(Sums { start, out, back: is_late.then_some(back) })
    }

    /// By class.
    fn still(&self, effects: &[Effect], still: fn(&Effect, f64) -> f64, age: f64) -> Vec<f64> {
        self.classes.iter().map(|class| still(&effects[class[0]], age)).collect()
    }

    /// Of the chances that the classes go on when the cause is over, those of groups.
    fn go_on(&self, effects: &[Effect], late: &[f64]) -> f64 {
        let groups = self.classes.iter().zip(late).filter(|(class, _)| effects[class[0]].whole.is_some());
        groups.map(|(_, late)| late).sum()
    }

    fn laws(&self, effects: &[Effect], outages: &[(f64, TimeLaw)]) -> Vec<TimeLaw> {
        let switching = self.classes.iter().map(|class| effects[class[0]].switching);
        let switching = switching.flat_map(|(time, _, manual)| [time, manual]);
        switching.chain(outages.iter().map(|(_, law)| *law)).collect()
    }
}

impl Event<'_> {
    /// P(down at once only because of the switching) and the hours down because of it: the integral by Gauss–Legendre panels.
    #[must_use]
    pub fn charge(self, valued: &mut Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        match &self.plan.sums {
            _ if self.effects.is_empty() => (0.0, 0.0),
            Some(sums) => self.summed(sums, valued, chances),
            None => self.integrated(valued, chances),
        }
    }

    /// How much likelier down is at once, the cause being down: what rules do by themselves is in it.
    #[must_use]
    pub fn down_more(self, valued: &mut Valued<'_>, chances: &[Chance]) -> f64 {
        if self.effects.is_empty() {
            return 0.0;
        }
        let mut out = Surface::new(&self, Now::Out, valued, chances);
        let more = match &self.plan.sums {
            Some(sums) => out.sum(&sums.start.0),
            None => out.at(&self.plan.still(self.effects, Effect::still_switching, 0.0)),
        };
        out.finish(valued);
        more
    }

    fn summed(self, sums: &Sums, valued: &mut Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        let mut of = |now: Now, rows: &[&Row]| -> Vec<f64> {
            // Nothing is made likelier by what does not switch.
            if now == Now::Rules && !self.effects.iter().any(|effect| effect.is_rule) {
                return vec![0.0; rows.len()];
            }
            let surface = Surface::new(&self, now, valued, chances);
            let found = rows.iter().map(|row| surface.sum(row)).collect();
            surface.finish(valued);
            found
        };
        let nothing = Row::default();
        let (back, back_rules) = sums.back.as_ref().map_or((None, &nothing), |(it, rules)| (Some(it), rules));
        let out = of(Now::Out, &[&sums.start.0, &sums.out.0]);
        let rules = of(Now::Rules, &[&sums.start.1, &sums.out.1, back_rules]);
        let late = back.map_or(0.0, |row| (of(Now::Back, &[row])[0] - rules[2]).max(0.0));
        ((out[0] - rules[0]).max(0.0), (out[1] - rules[1]).max(0.0) + late)
    }

    /// Age by age.
    fn integrated(self, valued: &mut Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        let plan = self.plan;
        let of = |still: fn(&Effect, f64) -> f64, age: f64| plan.still(self.effects, still, age);
        let mut out = Surface::new(&self, Now::Out, valued, chances);
        let mut rules = Surface::new(&self, Now::Rules, valued, chances);
        let is_late = self.effects.iter().any(|effect| effect.whole.is_some());
        let mut back = is_late.then(|| Surface::new(&self, Now::Back, valued, chances));
        let start = of(Effect::still_switching, 0.0);
        let at_once = (out.at(&start) - rules.at(&start)).max(0.0);
        let hours = if let [effect] = self.effects {
            let back = back.as_mut().map_or(0.0, |back| back.at(&[1.0]));
            self.linear(effect, out.at(&[1.0]).max(0.0), back.max(0.0))
        } else {
            let hours = quadrature::ages(&plan.laws(self.effects, self.outages)).into_iter();
            hours
                .map(|(age, weight)| {
                    let still_out: f64 =
                        self.outages.iter().map(|(share, law)| share * law.survival(age)).sum();
                    let still = of(Effect::still_switching, age);
                    let by_rules = rules.at(&still);
                    let mut sum = 0.0;
                    if still_out > NOTHING {
                        sum += still_out * (out.at(&still) - by_rules).max(0.0);
                    }
                    if let Some(back) = &mut back {
                        let late = of(Effect::still_though_back, age);
                        if plan.go_on(self.effects, &late) * (1.0 - still_out) > NOTHING {
                            sum += (1.0 - still_out) * (back.at(&late) - by_rules).max(0.0);
                        }
                    }
                    weight * sum
                })
                .sum()
        };
        [Some(out), Some(rules), back].into_iter().flatten().for_each(|surface| surface.finish(valued));
        (at_once, hours)
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
}

/// The effects that switch by the same law.
fn classes(effects: &[Effect]) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    let law = |effect: &Effect| (effect.switching, effect.is_rule, effect.whole.is_some());
    for (position, effect) in effects.iter().enumerate() {
        match classes.iter_mut().find(|class| law(&effects[class[0]]) == law(effect)) {
            Some(class) => class.push(position),
            None => classes.push(vec![position]),
        }
    }
    classes
}
