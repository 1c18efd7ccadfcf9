//! What happens when a zone returns: groups that prefer its copies move back, and rules above them see an outage.

use super::charges::Effect;
use super::event::{Event, Plan};
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use super::quadrature;
use super::structure::{Kind, Structure};
use super::takeover::{Mixture, Takeover};
use crate::boolean::diagram::Chance;
use crate::boolean::lanes::Valued;
use crate::model::Project;

/// The groups that move back after a cause, and the rules that switch meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Returning {
    /// P(no group that switched because of the cause still does when it is over). Otherwise the journey was down already.
    pub settled: f64,
    /// What moves if so.
    pub effects: Vec<Effect>,
    /// The same on the variables that count while the cause is still down.
    pub before: Vec<Effect>,
    /// The groups that move back while another still switched: they prolong its outage.
    pub late: Vec<Effect>,
}

impl Returning {
    /// The groups of `taken_over` that move back after one of the `outages` of their zone: those that have taken over by then (one that still
    /// switches ends at home), their preferred copies being whole (otherwise they move back after the last repair, their own event).
    #[must_use]
    pub fn new(
        project: &Project,
        structure: &Structure,
        taken_over: &[Takeover],
        outages: &[(f64, TimeLaw)],
    ) -> Self {
        let moves_back = |takeover: &Takeover| {
            pieces::failback(&project.components()[takeover.component]).is_some_and(|law| law.mean > 0.0)
        };
        if !taken_over.iter().any(moves_back) {
            return Self::default();
        }
        let switches: Vec<Effect> = taken_over.iter().map(|takeover| switch(project, takeover)).collect();
        let (settled, done) = over(&switches, outages);
        let mut returning = Self { settled, ..Self::default() };
        for (takeover, done) in taken_over.iter().zip(done) {
            let component = &project.components()[takeover.component];
            let number =
                |available: u32| structure.number(Kind::Copies { component: takeover.component, available });
            let law = pieces::failback(component).filter(|law| law.mean > 0.0);
            let (whole, before) = (number(component.copy_count()), number(takeover.available));
            let (Some(law), Some(variable), Some(before)) = (law, whole, before) else { continue };
            let single = Piece::series(pieces::own_modes(component));
            let home =
                (0..component.required()).fold(takeover.chance, |chance, _| chance * (1.0 - single.down));
            let moves = |chance: f64| Effect {
                variable,
                chance,
                switching: (law, 1.0, TimeLaw::exponential(0.0)),
                whole: None,
                is_rule: false,
            };
            returning.effects.push(moves(home));
            returning.before.push(Effect { variable: before, ..moves(home) });
            returning.late.push(moves(home * (done - settled).max(0.0)));
        }
        returning
    }

    /// Takes a rule in whose first link needs the variables `support`, if one of these moves.
    pub fn add_rule(&mut self, support: &[u32], rule: &Effect) {
        let moves = |effect: &Effect| !effect.is_rule && support.binary_search(&effect.variable).is_ok();
        if self.effects.iter().any(moves) {
            self.effects.push(rule.clone());
            self.before.push(rule.clone());
        }
    }

    /// Whether nothing happens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.effects.is_empty()
    }

    /// What is left for a function that only some effects concern.
    #[must_use]
    pub fn within(&self, inside: &dyn Fn(&Effect) -> bool) -> Self {
        let of = |effects: &[Effect]| effects.iter().filter(|effect| inside(effect)).cloned().collect();
        let (effects, before) = (of(&self.effects), of(&self.before));
        Self { settled: self.settled, effects, before, late: of(&self.late) }
    }

    /// Outages and hours down per failure of `cause`.
    ///
    /// What moves is down for its time. It makes an outage, and rules switch, only where all was up until the cause was over: in no more of the
    /// moments in which it matters with the cause up than in those in which it mattered with the cause down. Elsewhere it prolongs an outage.
    #[must_use]
    pub fn charge(&self, cause: u32, valued: &mut Valued<'_>, chances: &[Chance]) -> (f64, f64) {
        // Nothing is down then but what moves.
        let forever = [(1.0, TimeLaw::exponential(f64::INFINITY))];
        let nothing = Mixture::new();
        let charge = |effects: &[Effect], valued: &mut Valued<'_>| {
            let plan = Plan::new(effects, &nothing, &forever);
            Event { cause: None, outages: &forever, effects, mixture: &nothing, plan: &plan }
                .charge(valued, chances)
        };
        let (at_once, hours) = charge(&self.effects, valued);
        if at_once == 0.0 {
            return (0.0, 0.0);
        }
        let is_rule = |effect: &&Effect| effect.is_rule;
        let rules: Vec<Effect> = self.before.iter().filter(is_rule).cloned().collect();
        let mut earlier = |effects: &[Effect]| {
            let plan = Plan::new(effects, &nothing, &forever);
            let event =
                Event { cause: Some(cause), outages: &forever, effects, mixture: &nothing, plan: &plan };
            event.down_more(valued, chances)
        };
        let new = ((earlier(&self.before) - earlier(&rules)) / at_once).clamp(0.0, 1.0);
        let groups: Vec<Effect> = self.effects.iter().filter(|effect| !effect.is_rule).cloned().collect();
        let prolonged = if new < 1.0 { charge(&groups, valued).1 } else { 0.0 };
        let late = if self.late.iter().any(|effect| effect.chance > 0.0) {
            charge(&self.late, valued).1
        } else {
            0.0
        };
        (self.settled * new * at_once, self.settled * (new * hours + (1.0 - new) * prolonged) + late)
    }
}

fn switch(project: &Project, takeover: &Takeover) -> Effect {
    let switching = pieces::switching(&project.components()[takeover.component]);
    Effect { variable: 0, chance: takeover.chance, switching, whole: None, is_rule: false }
}

/// P(all have switched when the outage ends), and for each P(it has): Stieltjes sums over Gauss–Legendre panels, whose weights interlace
/// with their nodes.
fn over(switches: &[Effect], outages: &[(f64, TimeLaw)]) -> (f64, Vec<f64>) {
    let (mut all, mut each) = (0.0, vec![0.0; switches.len()]);
    let ends = switches.iter().flat_map(|effect| [effect.switching.0, effect.switching.2]);
    for (share, outage) in outages {
        let laws: Vec<TimeLaw> = ends.clone().chain([*outage]).collect();
        let (mut border, mut left) = (0.0, 1.0);
        for (age, weight) in quadrature::ages(&laws) {
            border += weight;
            let ending = left - outage.survival(border);
            left -= ending;
            let done = |effect: &Effect| 1.0 - effect.chance * effect.still_switching(age);
            all += share * ending * switches.iter().map(done).product::<f64>();
            each.iter_mut().zip(switches).for_each(|(sum, effect)| *sum += share * ending * done(effect));
        }
    }
    (all, each)
}
