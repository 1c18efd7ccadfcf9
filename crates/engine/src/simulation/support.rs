//! Who serves, while a replication runs: rules over links, cycles, failover between targets, and the journeys.
//!
//! Only what changed is evaluated again, from what is needed up to what needs it.

use super::block::JourneyFindings;
use super::causes::FROM_THE_START;
use super::compiled::{Compiled, MemberRule, Support};
use super::queue::NEVER;
use super::record::Note;
use super::state::{Aim, FailoverState, State};
use super::tally::{Health, Measures};

impl State {
    /// Evaluates everything once, at the beginning.
    pub(crate) fn begin_structure(&mut self, model: &Compiled) {
        self.failovers.fill(FailoverState { aim: Aim::Serving, current: 0 });
        while self.stirred.pop().is_some() {}
        while self.dirty.pop().is_some() {}
        for (journey, impaired) in self.impaired.iter_mut().enumerate() {
            *impaired = 0;
            self.stirred.insert(journey);
        }
        self.changes += 1;
        for unit in 0..model.units.len() {
            for &journey in model.watchers.row(unit) {
                self.impaired[journey as usize] += 1;
            }
            self.dirty.insert(unit);
        }
        self.settle_units(model);
    }

    /// Everything that follows from the changes since the last time.
    #[inline]
    pub(crate) fn settle(&mut self, model: &Compiled, measures: &Measures, out: &mut [JourneyFindings]) {
        if !self.dirty.is_empty() {
            self.settle_units(model);
        }
        if let Some(traffic) = &model.traffic {
            self.settle_flow(model, traffic);
        }
        if !self.stirred.is_empty() {
            self.settle_journeys(model, measures, out);
        }
        if self.log.is_some() {
            self.close_log_entry(model);
        }
    }

    /// Who serves after the last changes; the journeys' books are left alone.
    pub(crate) fn settle_serving(&mut self, model: &Compiled) {
        if !self.dirty.is_empty() {
            self.settle_units(model);
        }
    }

    fn settle_units(&mut self, model: &Compiled) {
        while let Some(unit) = self.dirty.pop() {
            let serves = match model.units[unit].support {
                Support::Count(least) => self.up[unit] && self.good[unit] >= least,
                Support::Failover(failover) => {
                    self.aim(model, failover as usize);
                    self.up[unit] && self.failovers[failover as usize].aim == Aim::Serving
                }
                Support::Cycle(cycle) => {
                    self.settle_cycle(model, cycle as usize);
                    continue;
                }
            };
            if serves != self.serving[unit] {
                self.flip(model, unit, serves);
            }
        }
    }

    /// A unit begins or stops to serve: those that need it look again.
    fn flip(&mut self, model: &Compiled, unit: usize, serves: bool) {
        self.serving[unit] = serves;
        self.changes += 1;
        for &dependent in model.dependents.row(unit) {
            let dependent = dependent as usize;
            if serves {
                self.good[dependent] += 1;
            } else {
                self.good[dependent] -= 1;
            }
            self.dirty.insert(dependent);
        }
        self.stir(model, unit, if serves { -1 } else { 1 });
        if self.log.is_some() {
            self.note_serving(model, unit);
        }
    }

    #[cold]
    fn note_serving(&mut self, model: &Compiled, unit: usize) {
        let missing = model.needs.row(unit).iter().copied().find(|&target| !self.serving[target as usize]);
        self.note(Note::Serving {
            unit: unit as u32,
            serves: self.serving[unit],
            up: self.up[unit],
            working: self.working[unit],
            missing,
        });
    }

    /// The journeys that watch the unit look again; `more` is the change in the number of their impaired units.
    #[inline]
    pub(crate) fn stir(&mut self, model: &Compiled, unit: usize, more: i32) {
        for &journey in model.watchers.row(unit) {
            let impaired = &mut self.impaired[journey as usize];
            *impaired = impaired.wrapping_add_signed(more);
            self.stirred.insert(journey as usize);
        }
    }

    /// Moves a failover rule on after a change of its targets.
    fn aim(&mut self, model: &Compiled, failover: usize) {
        let rule = &model.failovers[failover];
        let unit = rule.unit as usize;
        let targets = model.needs.row(unit);
        let first =
            targets.iter().position(|&target| self.serving[target as usize]).map(|first| first as u32);
        let FailoverState { aim, current } = self.failovers[failover];
        // A current target that serves is never later than the first that serves.
        match (aim, first) {
            (Aim::Serving, Some(first)) if first == current => {}
            (Aim::Serving | Aim::Waiting, Some(first)) if first <= current => {
                self.take(model, failover, first)
            }
            (Aim::Serving, _) => self.lose_target(model, failover, first),
            (Aim::Open, Some(first)) => self.take(model, failover, first),
            (Aim::Waiting, _) | (Aim::Open, None) => {}
        }
    }

    fn take(&mut self, model: &Compiled, failover: usize, target: u32) {
        self.queue.set(model.failovers[failover].timer as usize, NEVER);
        self.failovers[failover] = FailoverState { aim: Aim::Serving, current: target };
        self.changes += 1;
        self.stir(model, model.failovers[failover].unit as usize, 0);
        self.note(Note::Aim { failover: failover as u32, aim: Aim::Serving, target, works: true });
    }

    /// The current target stopped serving: the timer starts, whether or not another one serves.
    fn lose_target(&mut self, model: &Compiled, failover: usize, first: Option<u32>) {
        let rule = &model.failovers[failover];
        let works = rule.success >= 1.0 || self.happens(rule.success);
        let hours = match (works, &rule.manual) {
            (true, _) => self.hours(&rule.time) + self.slow[rule.unit as usize],
            (false, Some(law)) => self.hours(law),
            (false, None) => NEVER,
        };
        let current = self.failovers[failover].current;
        self.by_hand[failover] = !works;
        let aim = if hours > 0.0 { Aim::Waiting } else { Aim::Open };
        self.failovers[failover].aim = aim;
        self.note(Note::Aim { failover: failover as u32, aim, target: current, works });
        match first {
            Some(first) if hours <= 0.0 => self.take(model, failover, first),
            _ => self.queue.set(rule.timer as usize, if hours > 0.0 { self.now + hours } else { NEVER }),
        }
    }

    /// The timer of a rule is over: the first target that serves is taken, now or later.
    pub(crate) fn failover_timer(&mut self, model: &Compiled, failover: usize) {
        self.queue.set(model.failovers[failover].timer as usize, NEVER);
        self.helped[model.failovers[failover].unit as usize] |= self.by_hand[failover];
        self.failovers[failover].aim = Aim::Open;
        self.dirty.insert(model.failovers[failover].unit as usize);
    }

    /// Solves a cycle as a whole, again after each move of a failover rule inside it.
    fn settle_cycle(&mut self, model: &Compiled, cycle: usize) {
        let (first, end) = model.cycles[cycle].members;
        let members = first as usize..end as usize;
        let mut moves = members.clone().map(|unit| model.needs.row(unit).len() + 2).sum::<usize>();
        loop {
            if model.cycles[cycle].mutual {
                let all =
                    members.clone().all(|unit| self.up[unit] && self.good[unit] >= self.outward(model, unit));
                self.holds[members.clone()].fill(all);
            } else {
                self.least_fixed_point(model, members.clone());
            }
            for unit in members.clone() {
                if self.holds[unit] != self.serving[unit] {
                    self.flip(model, unit, self.holds[unit]);
                }
            }
            if moves == 0 || !self.move_rules(model, members.clone()) {
                return;
            }
            moves -= 1;
        }
    }

    /// How many hard links of a member leave its cycle.
    fn outward(&self, model: &Compiled, unit: usize) -> u32 {
        let cycle = model.units[unit].support;
        let leaves = |&&target: &&u32| model.units[target as usize].support != cycle;
        model.needs.row(unit).iter().filter(leaves).count() as u32
    }

    /// Grounded support: nobody serves until someone can without the rest, and so on.
    fn least_fixed_point(&mut self, model: &Compiled, members: std::ops::Range<usize>) {
        self.holds[members.clone()].fill(false);
        self.path.clear();
        for unit in members.clone() {
            self.count[unit] = self.good[unit];
        }
        for unit in members {
            self.perhaps_holds(model, unit);
        }
        while let Some(unit) = self.path.pop() {
            for &dependent in model.cycle_dependents.row(unit as usize) {
                self.count[dependent as usize] += 1;
                self.perhaps_holds(model, dependent as usize);
            }
        }
    }

    fn perhaps_holds(&mut self, model: &Compiled, unit: usize) {
        if self.holds[unit] || !self.up[unit] {
            return;
        }
        let supported = match model.member_rules[unit] {
            Some(MemberRule::Failover(failover)) => {
                let state = self.failovers[failover as usize];
                let target = model.needs.row(unit)[state.current as usize] as usize;
                let inside = model.units[target].support == model.units[unit].support;
                state.aim == Aim::Serving && if inside { self.holds[target] } else { self.serving[target] }
            }
            Some(MemberRule::Count(least)) => self.count[unit] >= least,
            None => true,
        };
        if supported {
            self.holds[unit] = true;
            self.path.push(unit as u32);
        }
    }

    /// Lets the failover rules of a cycle react; says whether one did.
    fn move_rules(&mut self, model: &Compiled, members: std::ops::Range<usize>) -> bool {
        let mut moved = false;
        for unit in members {
            if let Some(MemberRule::Failover(failover)) = model.member_rules[unit] {
                let FailoverState { aim, current } = self.failovers[failover as usize];
                self.aim(model, failover as usize);
                let after = self.failovers[failover as usize];
                moved |= after.aim != aim || after.current != current;
            }
        }
        moved
    }

    fn settle_journeys(&mut self, model: &Compiled, measures: &Measures, out: &mut [JourneyFindings]) {
        let at = self.now - self.start;
        while let Some(journey) = self.stirred.pop() {
            let route = &model.journeys[journey];
            let up = self.serving[route.entry as usize];
            let mut loss = match (up, &model.traffic) {
                (false, _) => 1.0,
                (true, Some(traffic)) => self.lost_in_traffic(model, traffic, route.entry).0,
                (true, None) if route.rich && self.impaired[journey] > 0 => {
                    self.requests_lost(model, journey).0
                }
                (true, None) => 0.0,
            };
            let mut down = !up;
            let cause = match (up, self.blame[journey]) {
                (true, _) => FROM_THE_START,
                (false, Some(cause)) => cause,
                (false, None) => model.causes.number(self.culprit),
            };
            self.blame[journey] = down.then_some(cause);
            if !model.upkeep.is_empty() {
                let excused = self.excused[journey] > 0;
                self.tallies[journey].excuse(at, down && excused);
                if excused {
                    (down, loss) = (false, 0.0);
                }
            }
            let health = Health { down, loss, cause };
            self.see(journey, health);
            self.tallies[journey].change(measures, &mut out[journey], at, health);
        }
    }

    /// The fraction of requests lost by a journey that is up, and whether a soft link is broken: follows the requests from
    /// unit to unit along the hard links that serve.
    pub(crate) fn requests_lost(&mut self, model: &Compiled, journey: usize) -> (f64, bool) {
        if self.routes[journey].0 != self.changes {
            self.find_route(model, journey);
        }
        let (mut answered, mut broken) = (1.0, false);
        for &unit in &self.routes[journey].1 {
            let unit = unit as usize;
            if self.undetected[unit] > 0 {
                answered *=
                    1.0 - f64::from(self.undetected[unit]) / f64::from(model.units[unit].copy_count());
            }
            for &soft in model.soft_links.row(unit) {
                let link = model.softs[soft as usize];
                if !self.serving[link.target as usize] {
                    answered *= 1.0 - link.loss;
                    broken = true;
                }
            }
        }
        (1.0 - answered, broken)
    }

    /// The units a journey's requests come to, as long as nobody begins or stops to serve: those where some may be lost.
    pub(crate) fn find_route(&mut self, model: &Compiled, journey: usize) {
        let mut route = std::mem::take(&mut self.routes[journey].1);
        route.clear();
        self.walk = self.walk.wrapping_add(1);
        self.path.clear();
        let entry = model.journeys[journey].entry;
        self.path.push(entry);
        self.seen[entry as usize] = self.walk;
        while let Some(unit) = self.path.pop() {
            let unit = unit as usize;
            if model.units[unit].detection.is_some() || !model.soft_links.row(unit).is_empty() {
                route.push(unit as u32);
            }
            let only = self.only_target(model, unit);
            for (at, &target) in model.needs.row(unit).iter().enumerate() {
                let goes = only.is_none_or(|only| only == at) && self.serving[target as usize];
                if goes && self.seen[target as usize] != self.walk {
                    self.seen[target as usize] = self.walk;
                    self.path.push(target);
                }
            }
        }
        self.routes[journey] = (self.changes, route);
    }

    /// The one target a failover rule sends requests to.
    pub(crate) fn only_target(&self, model: &Compiled, unit: usize) -> Option<usize> {
        let failover = match (model.units[unit].support, model.member_rules[unit]) {
            (Support::Failover(failover), _) | (_, Some(MemberRule::Failover(failover))) => failover,
            _ => return None,
        };
        Some(self.failovers[failover as usize].current as usize)
    }
}
