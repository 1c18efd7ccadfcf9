//! Planned work that counts against a promise: how long it keeps a journey down in one window, to first order.
//!
//! Work of length L every E on something whole keeps the journey down for L · B each time, B the Birnbaum importance of what is worked on, taken down whole: exactly L where the
//! journey cannot do without it, an expectation where other things would have to fail meanwhile. A window of length W, beginning at a random moment, holds
//! ⌊W/E⌋ or ⌈W/E⌉ of them, W/E on average. Different works are taken to fall where they fall independently, and not at the same time; work on one copy after
//! the other is left out.

use super::answer::CreditChance;
use super::structure::{Kind, Structure};
use super::window::WindowLaw;
use crate::boolean::diagram::{Chance, Diagram};
use crate::model::{Maintenance, Objective, Project, Scope, ServiceHours};
use crate::order;

/// Most different downtimes told apart; further work is taken at its mean.
const MOST_OUTCOMES: usize = 64;

/// What a journey loses in any window that counts against its promise.
#[derive(Clone, Debug)]
pub struct PromiseLaw {
    /// What is lost at random.
    pub law: WindowLaw,
    /// Planned work that counts: hours down each time, and from one to the next.
    pub(super) works: Vec<(f64, f64)>,
    /// Share that is lost steadily besides.
    pub(super) steady: f64,
    /// Share of the time that counts: service hours. What is lost is only what falls into them.
    pub(super) counted: f64,
    /// Planned work that does not count, at any hour.
    pub(super) excluded: Vec<(f64, f64)>,
}

impl PromiseLaw {
    /// The law with only what falls into the hours that count, a share s of the time: the share t of a kind's outages reaches into them
    /// ([`ServiceHours::touched`]), and each of those costs s/t of its length on average. To first order: means are exact, lengths keep the shape they have, and
    /// planned work falls into them as outages do.
    #[must_use]
    pub(super) fn within(mut self, hours: &ServiceHours) -> Self {
        let share = hours.share();
        self.law = self.law.counting(|mean| (hours.touched(mean), share));
        self.works.iter_mut().for_each(|work| work.0 *= share);
        self.steady *= share;
        self.counted = share;
        self
    }

    /// P(more than `hours` lost of what counts in a window of `window` hours).
    #[must_use]
    pub fn exceeds(&self, window: f64, hours: f64) -> f64 {
        self.certain(window).exceeds(hours, |hours| self.law.exceeds(window, hours))
    }

    /// What the credit table costs in one window: the chance of each step, and the expected percentage.
    ///
    /// Expected credit = Σ over the steps, the mildest first, of (step's percent − the one before's) · P(availability in the window is below).
    pub(super) fn credits(&self, promise: &Objective) -> (Vec<CreditChance>, f64) {
        let window = promise.window().hours();
        let counted = self.counted * window;
        let mut steps: Vec<(f64, f64)> =
            promise.credits.iter().flatten().map(|credit| (credit.below, credit.percent)).collect();
        order::sort_by(&mut steps, |a, b| b.0.total_cmp(&a.0));
        let chance = |&(below, _): &(f64, f64)| self.exceeds(window, (1.0 - below) * counted);
        let below: Vec<f64> = steps.iter().map(chance).collect();
        let (mut expected, mut paid) = (0.0, 0.0);
        let mut chances = Vec::with_capacity(steps.len());
        for (position, (limit, percent)) in steps.into_iter().enumerate() {
            expected += (percent - paid) * below[position];
            paid = percent;
            let next = below.get(position + 1).copied().unwrap_or(0.0);
            chances.push(CreditChance {
                below: limit,
                percent,
                probability: (below[position] - next).max(0.0),
            });
        }
        (chances, expected.max(0.0))
    }

    /// What a window of so many hours loses for certain.
    pub(super) fn certain(&self, window: f64) -> Planned {
        let mut planned = Planned::nothing();
        self.works.iter().for_each(|&(hours, every)| planned.add(hours, window / every));
        planned.add(self.steady * window, 1.0);
        planned
    }

    /// Share of the time that counts that planned work takes.
    pub(super) fn worked(&self) -> f64 {
        let share = share(&self.works);
        if share > 0.0 { share / self.counted } else { 0.0 }
    }

    /// Share of the time that planned work takes which does not count; it falls into service hours as often as into others.
    #[must_use]
    pub fn excluded(&self) -> f64 {
        share(&self.excluded)
    }
}

/// Planned work on what is taken down whole, the components' first.
fn on_whole_things(project: &Project) -> Vec<(Kind, &Maintenance)> {
    let components = project.components().iter().enumerate();
    let components = components.map(|(at, it)| (Kind::Common(at), it.maintenance(), it.copy_count() == 1));
    let zones = project.zones().iter().enumerate().map(|(at, it)| (Kind::Zone(at), it.maintenance(), true));
    let mut works = Vec::new();
    for (kind, list, single) in components.chain(zones) {
        let whole = list.iter().filter(|it| single || it.scope != Some(Scope::Copy));
        works.extend(whole.map(|work| (kind, work)));
    }
    works
}

/// The share of the time that planned work can take at most from any journey: all of it, one after the other.
pub(super) fn most_worked(project: &Project) -> f64 {
    let hours = |(_, work): (Kind, &Maintenance)| (work.lasts.hours(), work.every.hours());
    let works: Vec<(f64, f64)> = on_whole_things(project).into_iter().map(hours).collect();
    share(&works).min(1.0)
}

fn share(works: &[(f64, f64)]) -> f64 {
    works.iter().map(|(hours, every)| hours / every).filter(|it| it.is_finite()).fold(0.0, |sum, it| sum + it)
}

/// The downtime that planned work brings in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Hours of downtime, with their chances, which sum to 1.
    outcomes: Vec<(f64, f64)>,
}

impl Planned {
    /// None at all.
    #[must_use]
    pub fn nothing() -> Self {
        Self { outcomes: vec![(0.0, 1.0)] }
    }

    /// Planned work on whole things, of the journey that is up as `diagram` says: hours down each time, and from one to the next.
    #[must_use]
    #[inline(never)]
    pub fn works(
        project: &Project,
        structure: &Structure,
        diagram: &Diagram,
        chances: &[Chance],
    ) -> Vec<(f64, f64)> {
        let works = on_whole_things(project);
        let importances = if works.is_empty() { Vec::new() } else { diagram.birnbaum(chances) };
        let importance = |kind: Kind| {
            let number = structure.number(kind)? as usize;
            importances.get(number).copied()
        };
        let hours = |(kind, work): (Kind, &Maintenance)| {
            (work.lasts.hours() * importance(kind).unwrap_or(0.0), work.every.hours())
        };
        works.into_iter().map(hours).collect()
    }

    /// Adds work that takes the journey down for `hours` each time, `times` a window on average.
    pub fn add(&mut self, hours: f64, times: f64) {
        let mean = hours * times;
        if !(hours > 0.0 && mean.is_finite()) {
            return;
        }
        let (whole, more) = (libm::floor(times), times - libm::floor(times));
        if more == 0.0 || self.outcomes.len() >= MOST_OUTCOMES {
            self.outcomes.iter_mut().for_each(|(before, _)| *before += mean);
            return;
        }
        for at in 0..self.outcomes.len() {
            let (before, chance) = self.outcomes[at];
            self.outcomes[at] = (before + hours * whole, chance * (1.0 - more));
            self.outcomes.push((before + hours * (whole + 1.0), chance * more));
        }
    }

    /// Hours on average.
    #[cfg(test)]
    fn mean(&self) -> f64 {
        self.outcomes.iter().map(|(hours, chance)| hours * chance).sum()
    }

    /// P(more than `hours` down in the window) where unplanned downtime exceeds so many hours with the chance that `exceeds` says.
    pub fn exceeds(&self, hours: f64, exceeds: impl Fn(f64) -> f64) -> f64 {
        let of = |&(planned, chance): &(f64, f64)| {
            let left = hours - planned;
            chance * if left < 0.0 { 1.0 } else { exceeds(left) }
        };
        self.outcomes.iter().map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    /// Every 30 days in a window of 73 of them: two or three times; by hand.
    #[test]
    fn so_many_or_one_more() {
        let mut planned = Planned::nothing();
        planned.add(0.5, 2.4);
        assert!(close(planned.mean(), 1.2));
        assert_eq!(planned.outcomes.len(), 2);
        // Unplanned downtime is exponential of mean 1 h here.
        let unplanned = |hours: f64| libm::exp(-hours);
        let expected = 0.6 * libm::exp(-0.2) + 0.4;
        assert!(close(planned.exceeds(1.2, unplanned), expected), "3 · 0.5 h is more than 1.2 h by itself");
        let both = 0.6 * libm::exp(-1.0) + 0.4 * libm::exp(-0.5);
        assert!(close(planned.exceeds(2.0, unplanned), both));
    }

    #[test]
    fn different_works_add_up_and_stay_few() {
        let mut planned = Planned::nothing();
        let mut mean = 0.0;
        for number in 1..=40 {
            let (hours, times) = (0.01 * f64::from(number), 0.1 * f64::from(number));
            planned.add(hours, times);
            mean += hours * times;
        }
        assert!(planned.outcomes.len() <= MOST_OUTCOMES);
        assert!((planned.mean() / mean - 1.0).abs() < 1e-12);
        let sum: f64 = planned.outcomes.iter().map(|(_, chance)| chance).sum();
        assert!(close(sum, 1.0));
        planned.add(f64::INFINITY, 1.0);
        planned.add(1.0, f64::INFINITY);
        assert!(planned.mean().is_finite());
    }
}
