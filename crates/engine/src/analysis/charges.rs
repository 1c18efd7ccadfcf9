//! What switching costs when a failure makes several parts of the model switch at once.
//!
//! A failover rule switches when whatever its first link needs goes down; an active-passive group switches when it loses a
//! zone. Those interruptions begin together with their cause, so they are computed per cause: with the cause down for a time a,
//! each part still switches with a known probability, and given a they are independent. Integrating over a gives the
//! time the journey is down because of switching. See docs/methods.md §3.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces;
use super::quadrature;
use super::structure::{Kind, Structure};
use super::takeover::{Mixture, takeovers, together as together_serving};
use crate::boolean::diagram::{Chance, Diagram};
use crate::model::Project;

/// Most nodes × ways that are computed at every age; in larger models the groups are taken as serving independently of each other, which
/// overstates the outages that begin with a zone failure (by 0.35 % on the HA REST API template).
const MIXTURE_LIMIT: usize = 5_000;

/// One part that switches because of a cause.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Whose chance changes.
    pub variable: u32,
    /// Probability that it switches at all.
    pub chance: f64,
    /// Time, success, manual.
    pub switching: (TimeLaw, f64, TimeLaw),
    /// Whether it is a failover rule, which switches only if its first link served until then.
    pub is_rule: bool,
    /// A second interruption when the cause is over: the variable that goes down, and for how long.
    pub failback: Option<(u32, TimeLaw)>,
}

/// A cause of switching: a variable, and the parts that switch when it fails.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The variable that fails.
    pub variable: u32,
    /// What switches.
    pub effects: Vec<Effect>,
    /// How the effects' chances go together: weights, and the chances to use instead of the effects' own; empty when they are independent.
    pub mixture: Mixture,
}

/// What a cause's switching does to one function, per failure of the cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
    /// Probability that the function goes down at once only because of the switching.
    pub at_once: f64,
    /// Hours down because of the switching.
    pub hours: f64,
}

impl Cause {
    /// Whether all it does is make one failover rule switch.
    #[must_use]
    pub fn is_one_rule(&self) -> bool {
        matches!(&self.effects[..], [effect] if effect.is_rule)
    }
}

impl Charge {
    fn plus(self, other: Self) -> Self {
        Self { at_once: self.at_once + other.at_once, hours: self.hours + other.hours }
    }
}

impl Effect {
    /// P(still switching) `hours` after the cause failed: chance · (success · P(time > a) + (1 − success) · P(manual > a)).
    #[must_use]
    pub fn switching_after(&self, hours: f64) -> f64 {
        self.chance * self.still_switching(hours)
    }

    fn still_switching(&self, hours: f64) -> f64 {
        let (time, success, manual) = self.switching;
        success * time.survival(hours) + (1.0 - success) * manual.survival(hours)
    }

    /// Mean hours of switching within outages of these kinds, given as shares and lengths.
    #[must_use]
    pub fn mean_within_all(&self, outages: &[(f64, TimeLaw)]) -> f64 {
        outages.iter().map(|(share, law)| share * self.mean_within(*law)).sum()
    }

    fn mean_within(&self, outage: TimeLaw) -> f64 {
        let (time, success, manual) = self.switching;
        self.chance
            * (success * time.mean_of_minimum(outage) + (1.0 - success) * manual.mean_of_minimum(outage))
    }
}

/// Every variable whose failure makes something switch.
#[must_use]
pub fn causes(project: &Project, graph: &Graph, structure: &Structure) -> Vec<Cause> {
    let mut list = Vec::new();
    for (number, variable) in structure.variables.iter().enumerate() {
        let number = number as u32;
        if variable.piece.frequency == 0.0 {
            continue;
        }
        let mut effects = Vec::new();
        let mut mixture = Mixture::new();
        if let Kind::Zone(zone) = variable.kind {
            let mut list = takeovers(project, graph, zone);
            list.retain(|takeover| {
                let (time, success, manual) = pieces::switching(&project.components()[takeover.component]);
                time.mean > 0.0 || (success < 1.0 && manual.mean > 0.0)
            });
            mixture = together_serving(project, graph, zone, &list);
            for takeover in list {
                let kind = Kind::Copies { component: takeover.component, available: takeover.available };
                let switching = pieces::switching(&project.components()[takeover.component]);
                if let Some(variable) = structure.number(kind) {
                    let component = &project.components()[takeover.component];
                    let whole =
                        Kind::Copies { component: takeover.component, available: component.copy_count() };
                    let failback = structure.number(whole).zip(pieces::failback(component));
                    let chance = takeover.chance;
                    effects.push(Effect { variable, chance, switching, is_rule: false, failback });
                }
            }
        }
        for gate in &structure.gates {
            if gate.first.binary_search(&number).is_ok() {
                let (variable, switching) = (gate.variable, gate.switching);
                mixture.iter_mut().for_each(|(_, chances)| chances.push(1.0));
                effects.push(Effect { variable, chance: 1.0, switching, is_rule: true, failback: None });
            }
        }
        if !effects.is_empty() {
            list.push(Cause { variable: number, effects, mixture });
        }
    }
    list
}

/// The charges of all `causes` on the function of `diagram`, in their order; `base` is the diagram's Birnbaum importance.
///
/// With Δ(a) = [P(down | cause down, parts switching as after a) − P(down | cause down)] − the same with the cause up and only the
/// rules switching, the hours are ∫ P(cause still down after a) · Δ(a) da. Taking away the second bracket leaves out the moments in
/// which the first link was down already for another reason, when the cause starts no switching.
/// One failover rule alone: Δ is the cause's Birnbaum importance with the rule switching less that without, times the
/// probability of switching, and the integral has a closed form. Otherwise Gauss–Legendre panels.
/// Assumes that two causes do not switch at the same time (an error of the order of the product of their shares).
#[must_use]
pub fn charges(
    structure: &Structure,
    diagram: &Diagram,
    chances: &[Chance],
    base: &[f64],
    causes: &[Cause],
) -> Vec<Charge> {
    let mut switched: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let charge = |cause: &Cause| {
        let outages = &structure.variables[cause.variable as usize].piece.outages;
        match &cause.effects[..] {
            [effect] if effect.is_rule => {
                let importance = switched.entry(effect.variable).or_insert_with(|| {
                    let mut chances = chances.to_vec();
                    chances[effect.variable as usize] = Chance::NEVER;
                    diagram.birnbaum(&chances)
                });
                let at = cause.variable as usize;
                let reached = (importance[at] - base[at]).max(0.0);
                let hours = effect.mean_within_all(outages);
                Charge { at_once: reached * effect.switching_after(0.0), hours: reached * hours }
            }
            _ => together(diagram, chances, cause, outages).plus(moving_back(cause, base)),
        }
    };
    causes.iter().map(charge).collect()
}

/// Groups that move back when the cause is over: each interrupts the journey once more, as often as its variable matters.
fn moving_back(cause: &Cause, base: &[f64]) -> Charge {
    let one = |effect: &Effect| {
        effect.failback.map_or(Charge::default(), |(variable, law)| {
            let at_once = effect.chance * base[variable as usize].max(0.0);
            Charge { at_once, hours: at_once * law.mean }
        })
    };
    cause.effects.iter().map(one).fold(Charge::default(), Charge::plus)
}

/// The charge of a cause that makes several parts, or a group, switch: the integral by panels.
fn together(diagram: &Diagram, chances: &[Chance], cause: &Cause, outages: &[(f64, TimeLaw)]) -> Charge {
    let mut variables: Vec<u32> = cause.effects.iter().map(|effect| effect.variable).collect();
    variables.push(cause.variable);
    let mut varying = diagram.varying(chances, &variables);
    let nodes = varying.nodes();
    let mut scratch = chances.to_vec();
    let mut down_given = |state: Chance, still: Option<&[f64]>| {
        for &variable in &variables {
            scratch[variable as usize] = chances[variable as usize];
        }
        scratch[cause.variable as usize] = state;
        let down = state == Chance::NEVER;
        for (position, effect) in
            cause.effects.iter().enumerate().filter(|(_, effect)| down || effect.is_rule)
        {
            let base = chances[effect.variable as usize];
            let switching = still.map_or(0.0, |still| still[position]);
            scratch[effect.variable as usize] =
                Chance { up: base.up * (1.0 - switching), down: base.down + base.up * switching };
        }
        varying.chance(&scratch).down
    };
    let has_rule = cause.effects.iter().any(|effect| effect.is_rule);
    let (down, up) = (down_given(Chance::NEVER, None), down_given(Chance::CERTAIN, None));
    let independent = vec![(1.0, cause.effects.iter().map(|effect| effect.chance).collect::<Vec<f64>>())];
    let affordable = cause.mixture.len() * nodes <= MIXTURE_LIMIT;
    let mixture = if cause.mixture.len() > 1 && affordable { &cause.mixture } else { &independent };
    let mut difference = |hours: f64| {
        let still: Vec<f64> = cause.effects.iter().map(|effect| effect.still_switching(hours)).collect();
        let mut sum = 0.0;
        for (weight, chances) in mixture {
            let still: Vec<f64> = still.iter().zip(chances).map(|(still, chance)| still * chance).collect();
            let with = down_given(Chance::NEVER, Some(&still)) - down;
            sum += weight * with;
        }
        // With the cause up the rules alone switch, whatever serves where.
        let without = if has_rule { down_given(Chance::CERTAIN, Some(&still)) - up } else { 0.0 };
        (sum - without).max(0.0)
    };
    let at_once = difference(0.0);
    if at_once == 0.0 {
        return Charge::default();
    }
    if let [effect] = &cause.effects[..] {
        // Linear in the one probability that changes.
        let hours = effect.mean_within_all(outages);
        return Charge { at_once, hours: at_once / effect.switching_after(0.0) * hours };
    }
    let mut laws: Vec<TimeLaw> =
        cause.effects.iter().flat_map(|effect| [effect.switching.0, effect.switching.2]).collect();
    laws.extend(outages.iter().map(|(_, law)| *law));
    let hours = quadrature::ages(&laws)
        .into_iter()
        .map(|(age, weight)| {
            let still_down: f64 = outages.iter().map(|(share, law)| share * law.survival(age)).sum();
            if still_down < 1e-18 { 0.0 } else { weight * still_down * difference(age) }
        })
        .sum();
    Charge { at_once, hours }
}
