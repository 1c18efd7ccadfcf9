//! One moment at which several parts begin to switch: what it costs a function.
//!
//! How likely the function is down depends on the chances σ that the parts still switch, and so on how long ago that was. Parts that switch by
//! the same law have the same σ; in each such σ the chance is a polynomial. So it is computed at a few values of the σ, and the integral
//! over the age asks the polynomial through them: see [`super::surface`].

use super::charges::Effect;
use super::law::TimeLaw;
use super::quadrature;
use super::surface::{Fold, Now, Surface};
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
    pub fold: Option<&'a Fold>,
}

impl Event<'_> {
    /// P(down at once only because of the switching) and the hours down because of it: the integral by Gauss–Legendre panels.
    #[must_use]
    pub fn charge(self, valued: &mut Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        let classes = classes(self.effects);
        if classes.is_empty() {
            return (0.0, 0.0);
        }
        let of = |still: fn(&Effect, f64) -> f64, age: f64| -> Vec<f64> {
            classes.iter().map(|class| still(&self.effects[class[0]], age)).collect()
        };
        let mut out = Surface::new(&self, Now::Out, &classes, valued, chances);
        let mut rules = Surface::new(&self, Now::Rules, &classes, valued, chances);
        let start = of(Effect::still_switching, 0.0);
        let at_once = (out.at(&start) - rules.at(&start)).max(0.0);
        let is_late = self.effects.iter().any(|effect| effect.whole.is_some());
        let mut back = is_late.then(|| Surface::new(&self, Now::Back, &classes, valued, chances));
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
    pub fn down_more(self, valued: &mut Valued<'_>, chances: &[Chance]) -> f64 {
        let classes = classes(self.effects);
        let start: Vec<f64> =
            classes.iter().map(|class| self.effects[class[0]].still_switching(0.0)).collect();
        Surface::new(&self, Now::Out, &classes, valued, chances).at(&start)
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

/// The effects that switch by the same law.
#[must_use]
pub fn classes(effects: &[Effect]) -> Vec<Vec<usize>> {
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
