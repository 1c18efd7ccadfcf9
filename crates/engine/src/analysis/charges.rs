//! What switching costs when a failure makes several parts of the model switch at once.
//!
//! A failover rule switches when whatever its first link needs goes down; an active-passive group switches when it loses a
//! zone. Those interruptions begin together with their cause, so they are computed per cause: with the cause down for a time a,
//! each part still switches with a known probability, and given a they are independent. Integrating over a gives the
//! time the journey is down because of switching. See docs/methods.md §3.

use std::collections::BTreeMap;

use super::event::{Event, Plan};
use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces;
use super::returning::Returning;
use super::structure::{Gate, Kind, Structure};
use super::takeover::{Groups, Mixture, Takeover, takeovers, together as together_serving};
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::Valued;
use crate::model::Project;

/// One part that switches because of a cause.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Whose chance changes.
    pub variable: u32,
    /// Probability that it switches at all.
    pub chance: f64,
    /// Time, success, manual.
    pub switching: (TimeLaw, f64, TimeLaw),
    /// For a group: the variable that counts when the cause is over. A switch-over that has begun goes on then.
    pub whole: Option<u32>,
    /// Whether it is a failover rule, which switches only if its first link served until then.
    pub is_rule: bool,
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
    /// … made ready.
    pub plan: Plan,
    /// What happens when the cause is over.
    pub returning: Returning,
}

/// What a cause's switching does to one function, per failure of the cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
    /// Probability that the function goes down at once only because of the switching.
    pub at_once: f64,
    /// Hours down because of the switching.
    pub hours: f64,
    /// Of these two, what moving back brings when the cause is over.
    pub moving_back: (f64, f64),
}

impl Cause {
    /// Whether all it does is make one failover rule switch.
    #[must_use]
    pub fn is_one_rule(&self) -> bool {
        self.returning.is_empty() && matches!(&self.effects[..], [effect] if effect.is_rule)
    }
}

impl Charge {
    fn of((at_once, hours): (f64, f64), moving_back: (f64, f64)) -> Self {
        Self { at_once: at_once + moving_back.0, hours: hours + moving_back.1, moving_back }
    }
}

impl Effect {
    /// P(still switching) so many hours after the cause failed, if it switches: success · P(time > a) + (1 − success) · P(manual > a).
    #[must_use]
    pub fn still_switching(&self, hours: f64) -> f64 {
        let (time, success, manual) = self.switching;
        success * time.survival(hours) + (1.0 - success) * manual.survival(hours)
    }

    /// Mean hours of switching within outages of these kinds, given as shares and lengths.
    #[must_use]
    pub fn mean_within_all(&self, outages: &[(f64, TimeLaw)]) -> f64 {
        outages.iter().map(|(share, law)| share * self.mean_within(*law)).sum()
    }

    /// The same when the cause is over: a group that switches goes on, one that is stuck or a rule that waits has what it waited for.
    #[must_use]
    pub fn still_though_back(&self, hours: f64) -> f64 {
        let (time, success, _) = self.switching;
        if self.is_rule { self.still_switching(hours) } else { success * time.survival(hours) }
    }

    /// Mean hours it switches while an outage of the cause lasts, if it switches.
    #[must_use]
    pub fn mean_within(&self, outage: TimeLaw) -> f64 {
        let (time, success, manual) = self.switching;
        success * time.mean_of_minimum(outage) + (1.0 - success) * manual.mean_of_minimum(outage)
    }
}

/// Every variable whose failure makes something switch.
#[must_use]
pub fn causes(project: &Project, graph: &Graph, structure: &Structure) -> Vec<Cause> {
    let mut causes = Vec::new();
    let all: Vec<u32> = (0..structure.variables.len() as u32).collect();
    causes_again(project, graph, structure, &mut causes, &all);
    causes
}

/// The same after an edit: only the variables `numbers` are looked at, the causes of the others stay.
pub fn causes_again(
    project: &Project,
    graph: &Graph,
    structure: &Structure,
    causes: &mut Vec<Cause>,
    numbers: &[u32],
) {
    let mut groups = Groups::default();
    for &number in numbers {
        let found = cause(project, graph, structure, number, &mut groups);
        match (causes.binary_search_by_key(&number, |cause| cause.variable), found) {
            (Ok(at), Some(cause)) => causes[at] = cause,
            (Ok(at), None) => drop(causes.remove(at)),
            (Err(at), Some(cause)) => causes.insert(at, cause),
            (Err(_), None) => {}
        }
    }
}

/// What a variable's failure makes switch, if anything.
fn cause(
    project: &Project,
    graph: &Graph,
    structure: &Structure,
    number: u32,
    groups: &mut Groups,
) -> Option<Cause> {
    let variable = &structure.variables[number as usize];
    if variable.piece.frequency == 0.0 {
        return None;
    }
    let outages = &variable.piece.outages;
    let mut effects = Vec::new();
    let mut returning = Returning::default();
    let mut mixture = Mixture::new();
    if let Kind::Zone(zone) = variable.kind {
        let mut list = takeovers(project, graph, zone, groups);
        returning = Returning::new(project, structure, &list, outages);
        list.retain(|takeover| {
            let (time, success, manual) = pieces::switching(&project.components()[takeover.component]);
            time.mean > 0.0 || (success < 1.0 && manual.mean > 0.0)
        });
        mixture = together_serving(project, graph, zone, &list, groups);
        for Takeover { component, available, chance } in list {
            let details = &project.components()[component];
            let number = |available: u32| structure.number(Kind::Copies { component, available });
            if let Some(variable) = number(available) {
                let (switching, whole) = (pieces::switching(details), number(details.copy_count()));
                effects.push(Effect { variable, chance, switching, whole, is_rule: false });
            }
        }
    }
    for Gate { variable, switching, first, .. } in &structure.gates {
        let (variable, switching) = (*variable, *switching);
        let effect = Effect { variable, chance: 1.0, switching, whole: None, is_rule: true };
        returning.add_rule(first, &effect);
        if first.binary_search(&number).is_ok() {
            mixture.iter_mut().for_each(|(_, chances)| chances.push(1.0));
            effects.push(effect);
        }
    }
    if effects.is_empty() && returning.is_empty() {
        return None;
    }
    let plan = Plan::new(&effects, &mixture, outages);
    Some(Cause { variable: number, effects, mixture, plan, returning })
}

/// The charges of all `causes` on the function of `valued`, in their order; `base` is its Birnbaum importance.
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
    valued: &mut Valued<'_>,
    chances: &[Chance],
    base: &[f64],
    causes: &[Cause],
) -> Vec<Charge> {
    let mut switched: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let diagram = valued.diagram();
    let charge = |cause: &Cause| {
        let outages = &structure.variables[cause.variable as usize].piece.outages;
        let (at_once, hours) = match &cause.effects[..] {
            [effect] if effect.is_rule => {
                let importance = switched.entry(effect.variable).or_insert_with(|| {
                    let mut chances = chances.to_vec();
                    chances[effect.variable as usize] = Chance::NEVER;
                    diagram.birnbaum(&chances)
                });
                let at = cause.variable as usize;
                let reached = (importance[at] - base[at]).max(0.0);
                let hours = effect.mean_within_all(outages);
                (reached * effect.still_switching(0.0), reached * hours)
            }
            effects => {
                let (mixture, plan) = (&cause.mixture, &cause.plan);
                Event { cause: Some(cause.variable), outages, effects, mixture, plan }.charge(valued, chances)
            }
        };
        Charge::of((at_once, hours), cause.returning.charge(cause.variable, valued, chances))
    };
    causes.iter().map(charge).collect()
}
