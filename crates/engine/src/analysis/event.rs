//! One moment at which several parts begin to switch: what it costs a function.

use super::charges::Effect;
use super::law::TimeLaw;
use super::quadrature;
use super::takeover::Mixture;
use crate::boolean::diagram::{Chance, Diagram, Varying};

/// Most nodes × ways that are computed at every age; in larger models the groups are taken as serving independently of each other, which
/// overstates the outages that begin with a zone failure (by 0.35 % on the HA REST API template).
const MIXTURE_LIMIT: usize = 5_000;

/// Shares below this of what an integral is made of are not worth a walk over the diagram.
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
    pub fn charge(self, diagram: &Diagram, chances: &[Chance]) -> (f64, f64) {
        if self.effects.is_empty() {
            return (0.0, 0.0);
        }
        let mut walk = Walk::new(self, diagram, chances);
        let start = self.each(Effect::still_switching, 0.0);
        let at_once = (walk.cost(Now::Out, &start) - walk.by_rules(&start)).max(0.0);
        if let [effect] = self.effects {
            let (out, back) = (walk.cost(Now::Out, &[1.0]), walk.cost(Now::Back, &[1.0]));
            return (at_once, self.linear(effect, out.max(0.0), back.max(0.0)));
        }
        let hours = quadrature::ages(&self.laws()).into_iter().map(|(age, weight)| {
            let out: f64 = self.outages.iter().map(|(share, law)| share * law.survival(age)).sum();
            let still = self.each(Effect::still_switching, age);
            let late = self.each(Effect::still_though_back, age);
            let rules = walk.by_rules(&still);
            let mut sum = 0.0;
            if out > NOTHING {
                sum += out * (walk.cost(Now::Out, &still) - rules).max(0.0);
            }
            let groups = self.effects.iter().zip(&late).filter(|(effect, _)| effect.whole.is_some());
            if groups.map(|(_, late)| late * (1.0 - out)).sum::<f64>() > NOTHING {
                sum += (1.0 - out) * (walk.cost(Now::Back, &late) - rules).max(0.0);
            }
            weight * sum
        });
        (at_once, hours.sum())
    }

    fn each(self, of: fn(&Effect, f64) -> f64, age: f64) -> Vec<f64> {
        self.effects.iter().map(|effect| of(effect, age)).collect()
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

    fn laws(self) -> Vec<TimeLaw> {
        let switching = self.effects.iter().flat_map(|effect| [effect.switching.0, effect.switching.2]);
        switching.chain(self.outages.iter().map(|(_, law)| *law)).collect()
    }
}

/// The diagram, asked again and again.
struct Walk<'a> {
    event: Event<'a>,
    chances: &'a [Chance],
    varying: Varying<'a>,
    variables: Vec<u32>,
    scratch: Vec<Chance>,
    /// The effects' own chances, independent of each other.
    alone: Mixture,
    affordable: bool,
    has_rule: bool,
    /// Chances of being down while nothing switches: with the cause down, with it up.
    base: (f64, f64),
}

impl<'a> Walk<'a> {
    fn new(event: Event<'a>, diagram: &'a Diagram, chances: &'a [Chance]) -> Self {
        let mut variables: Vec<u32> = event.effects.iter().map(|effect| effect.variable).collect();
        variables.extend(event.effects.iter().filter_map(|effect| effect.whole));
        variables.extend(event.cause);
        let varying = diagram.varying(chances, &variables);
        let affordable = event.mixture.len() > 1 && event.mixture.len() * varying.nodes() <= MIXTURE_LIMIT;
        let mut walk = Self {
            event,
            chances,
            varying,
            variables,
            scratch: chances.to_vec(),
            alone: vec![(1.0, event.effects.iter().map(|effect| effect.chance).collect())],
            affordable,
            has_rule: event.effects.iter().any(|effect| effect.is_rule),
            base: (0.0, 0.0),
        };
        let nothing = vec![0.0; event.effects.len()];
        walk.base = (walk.down(Now::Out, &nothing), walk.down(Now::Rules, &nothing));
        walk
    }

    /// P(down) with each effect going on with the chance `still`.
    fn down(&mut self, now: Now, still: &[f64]) -> f64 {
        for &variable in &self.variables {
            self.scratch[variable as usize] = self.chances[variable as usize];
        }
        if let Some(variable) = self.event.cause {
            self.scratch[variable as usize] = if now == Now::Out { Chance::NEVER } else { Chance::CERTAIN };
        }
        for (effect, still) in self.event.effects.iter().zip(still) {
            let variable = match now {
                _ if effect.is_rule => Some(effect.variable),
                Now::Out => Some(effect.variable),
                Now::Back => effect.whole,
                Now::Rules => None,
            };
            if let Some(variable) = variable {
                let Chance { up, down } = self.chances[variable as usize];
                self.scratch[variable as usize] = Chance { up: up * (1.0 - still), down: down + up * still };
            }
        }
        self.varying.chance(&self.scratch).down
    }

    /// How much likelier down is with the effects going on with chances `still`, where they began.
    fn cost(&mut self, now: Now, still: &[f64]) -> f64 {
        let base = if now == Now::Out { self.base.0 } else { self.base.1 };
        let alone = std::mem::take(&mut self.alone);
        let ways = if now == Now::Out && self.affordable { self.event.mixture } else { &alone };
        let mut sum = 0.0;
        for (weight, chances) in ways {
            let each: Vec<f64> = still.iter().zip(chances).map(|(still, chance)| still * chance).collect();
            sum += weight * (self.down(now, &each) - base);
        }
        self.alone = alone;
        sum
    }

    /// What the rules do by themselves while the cause is up, whatever serves where: they do not switch, since their first link was down already.
    fn by_rules(&mut self, still: &[f64]) -> f64 {
        if self.has_rule { self.down(Now::Rules, still) - self.base.1 } else { 0.0 }
    }
}
