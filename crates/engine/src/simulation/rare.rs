//! Rare outages: excursions with failures brought forward, weighted back (importance sampling by balanced failure biasing \[shahabuddin1994\]).
//!
//! Played is only what the journey needs. A plain trajectory goes from one quiet moment (everything up, nothing pending) to the next; its cycles
//! tell how long a cycle is. From each such moment excursions set out: one as in truth, the others with failures brought forward, whose the first
//! is and whether another comes before the next change. The weight, the true density of the failure stream over that of the mixture of
//! both \[hesterberg1995\], keeps the mean right whatever the laws of repair and switching are, and none exceeds the number of excursions.
//! Unavailability = E\[weighted downtime of an excursion\] ÷ E\[length of a cycle\].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{Link, Project};

use super::answer::Interval;
use super::block::{JourneyFindings, are_counts, are_sums};
use super::compiled::{Compiled, Redundancy, Rows, Slot};
use super::interval::student;
use super::queue::NEVER;
use super::rng::Rng;
use super::sampler::Sampler;
use super::state::State;
use super::tally::Measures;

/// How often another failure comes before the next change, where that is rare in truth: so many times the length of the wait, in mean times
/// to the next repair, and at most so often. In proportion to the wait, as in truth, so that the weights differ little.
const FORCED: f64 = 3.0;
const MOST_FORCED: f64 = 0.93;
/// Whose it is: this often anyone's, otherwise somebody's who bears on a part that has lost something already.
const ANYONE: f64 = 0.2;
/// Repairs count as this long at least, in hours.
const LEAST_REPAIR: f64 = 1e-6;
/// Excursions from each quiet moment: where cycles lead is known soon enough. The first of them as in truth, so that no weight exceeds their number.
const EXCURSIONS: u64 = 4;
const IN_TRUTH: f64 = 1.0 / EXCURSIONS as f64;
/// Of two parts that have lost something the one with a copy less to spare is chosen 2 to this power times as often.
const CLOSER: i32 = 2;
/// Parts with more failure processes are not looked through.
const LARGEST_GROUP: usize = 64;
/// Trajectories of one block.
const TRAJECTORIES: u64 = 8;
/// Events of one block.
const BLOCK_EVENTS: u64 = 400_000;
/// Waits after which an excursion is no longer pushed.
const MOST_WAITS: u32 = 200;
/// Their streams are far from those of the replications.
const STREAMS: u64 = 1 << 48;

/// Sums over trajectories towards one journey's outages: of each the weighted downtime and outages of its excursions and the length of its
/// cycles, all per cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Excursions {
    /// Trajectories.
    count: u64,
    /// Excursions.
    pub played: u64,
    /// Hours of a cycle: sum, sum of squares.
    length: [f64; 2],
    /// Downtime of an excursion, then outages: sum, sum of squares, sum of products with the length.
    down: [f64; 3],
    outages: [f64; 3],
    /// Weights of all outages seen: sums of their second and third powers.
    weights: [f64; 2],
}

impl Excursions {
    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        are_counts(&[self.count, self.played])
            && are_sums(&self.length)
            && are_sums(&self.down)
            && are_sums(&self.outages)
            && are_sums(&self.weights)
    }

    /// Adds another block's.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.played += other.played;
        let add =
            |own: &mut [f64], more: &[f64]| own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        add(&mut self.length, &other.length);
        add(&mut self.down, &other.down);
        add(&mut self.outages, &other.outages);
        add(&mut self.weights, &other.weights);
    }

    /// One trajectory.
    fn add(&mut self, length: f64, found: &Found) {
        let excursions = found.excursions.max(1) as f64;
        self.count += 1;
        self.played += found.excursions;
        self.length[0] += length;
        self.length[1] += length * length;
        for (sums, value) in [(&mut self.down, found.down), (&mut self.outages, found.outages)] {
            let value = value / excursions;
            sums[0] += value;
            sums[1] += value * value;
            sums[2] += value * length;
        }
        self.weights[0] += found.weights[0];
        self.weights[1] += found.weights[1];
    }

    /// How many outages of equal weight would be as skewed in their number as the weighted ones are: few where a few heavy ones decide.
    pub(crate) fn worth(&self) -> f64 {
        let [squares, cubes] = self.weights;
        if cubes > 0.0 { squares * squares * squares / (cubes * cubes) } else { 0.0 }
    }

    /// Share of time down, and outages an hour: ratios of means, with the delta method's interval and Student's t.
    pub(crate) fn answer(&self, confidence: f64) -> (Interval, Interval) {
        (self.ratio(&self.down, confidence), self.ratio(&self.outages, confidence))
    }

    fn ratio(&self, sums: &[f64; 3], confidence: f64) -> Interval {
        let n = self.count as f64;
        if self.count < 2 || self.length[0] <= 0.0 {
            return Interval { mean: 0.0, low: 0.0, high: 1.0 };
        }
        let (mean, length) = (sums[0] / self.length[0], self.length[0] / n);
        // Σ (D − R·C)², of which the mean is zero.
        let square = (sums[1] - 2.0 * mean * sums[2] + mean * mean * self.length[1]).max(0.0);
        let error = libm::sqrt(square / (n * (n - 1.0))) / length;
        let half = student((1.0 - confidence) / 2.0, self.count - 1) * error;
        Interval { mean, low: (mean - half).max(0.0), high: mean + half }
    }
}

/// What the excursions of one trajectory found.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    excursions: u64,
    down: f64,
    outages: f64,
    weights: [f64; 2],
}

/// The part of a project on which it depends whether a journey is up: what it needs, and the zones around that.
pub(crate) fn confined(project: &Project, journey: usize) -> Project {
    let mut project = project.clone();
    let journey = project.journeys()[journey].clone();
    let mut needed = BTreeSet::from([journey.entry.clone()]);
    let mut next = vec![journey.entry.clone()];
    while let Some(id) = next.pop() {
        for link in project.links().iter().filter(|link| link.from == id && link.is_hard()) {
            if needed.insert(link.to.clone()) {
                next.push(link.to.clone());
            }
        }
    }
    let mut around = BTreeSet::new();
    for component in project.components().iter().filter(|component| needed.contains(&component.id)) {
        for id in component.zone_ids() {
            let mut at = Some(id.clone());
            while let Some(id) = at.filter(|id| around.insert(id.clone())) {
                at = project.zone(&id).and_then(|zone| zone.parent.clone());
            }
        }
    }
    project.zones.iter_mut().for_each(|zones| zones.retain(|zone| around.contains(&zone.id)));
    project.components.iter_mut().for_each(|all| all.retain(|component| needed.contains(&component.id)));
    let within = |link: &Link| link.is_hard() && needed.contains(&link.from);
    project.links.iter_mut().for_each(|links| links.retain(within));
    project.journeys = Some(vec![journey]);
    project
}

/// Whether nothing happens by the calendar, the script or the load.
pub(crate) fn undisturbed(model: &Compiled) -> bool {
    model.script_slot.is_none() && model.upkeep.is_empty() && model.traffic.is_none()
}

/// Whether failures can be brought forward in all of a model: every up time is exponential.
pub(crate) fn possible(model: &Compiled) -> bool {
    model.stream.mean.is_finite() && model.processes.iter().all(|process| process.streamed)
}

/// A block of excursions while it runs: one explorer for each journey whose outages are rare.
#[derive(Clone, Debug)]
pub(crate) struct RareRun {
    explorers: Vec<Option<Explorer>>,
    trajectory: u64,
}

impl RareRun {
    /// Block `index` of those of excursions, by the models of the journeys whose outages are rare.
    pub(crate) fn new(models: &[Option<Compiled>], index: u64) -> Self {
        let explorers = models.iter().map(|model| model.as_ref().map(Explorer::new)).collect();
        Self { explorers, trajectory: index * TRAJECTORIES }
    }

    /// Plays one trajectory for each journey; says whether it was the last of the block.
    pub(crate) fn step(&mut self, models: &[Option<Compiled>], measures: &Measures, seed: u64) -> bool {
        let (all, many) = (models.len() as u64, models.iter().flatten().count() as u64);
        for (number, (explorer, model)) in self.explorers.iter_mut().zip(models).enumerate() {
            let (Some(explorer), Some(model)) = (explorer, model) else { continue };
            let stream = STREAMS + 2 * (self.trajectory * all + number as u64);
            explorer.explore(model, measures, (seed, stream), BLOCK_EVENTS / TRAJECTORIES / many);
        }
        self.trajectory += 1;
        self.trajectory.is_multiple_of(TRAJECTORIES)
    }

    /// The findings by journey and the events played.
    pub(crate) fn into_found(self) -> (Vec<Excursions>, u64) {
        let events = self.explorers.iter().flatten().map(|explorer| explorer.events).sum();
        let found = |explorer: Option<Explorer>| explorer.map_or_else(Excursions::default, |it| it.found);
        (self.explorers.into_iter().map(found).collect(), events)
    }
}

/// Plays trajectories and excursions towards the outages of one journey.
#[derive(Clone, Debug)]
struct Explorer {
    plain: State,
    away: State,
    found: Excursions,
    events: u64,
    /// Processes failed in the present excursion.
    down: Vec<u32>,
    /// How many of them are repaired in an hour, on average.
    repairs: f64,
    reach: Reach,
    /// Units of which something has failed and that have enough yet: with the chance to be chosen, and how many of their threats have not failed.
    degraded: Vec<(u32, f64, usize)>,
}

impl Explorer {
    fn new(model: &Compiled) -> Self {
        Self {
            plain: State::new(model),
            away: State::new(model),
            found: Excursions::default(),
            events: 0,
            down: Vec::new(),
            repairs: 0.0,
            reach: Reach::new(model),
            degraded: Vec::new(),
        }
    }

    /// Plays one trajectory of about so many events.
    fn explore(&mut self, model: &Compiled, measures: &Measures, (seed, stream): (u64, u64), events: u64) {
        let mut nothing = [JourneyFindings::default()];
        for (state, stream) in [(&mut self.plain, stream), (&mut self.away, stream + 1)] {
            state.begin(model, measures, &mut nothing, (Rng::stream(seed, stream), 0.0));
        }
        let (mut found, mut length, mut cycles) = (Found::default(), 0.0, 0_u64);
        let stop = self.events + events;
        while self.events < stop {
            for round in 0..EXCURSIONS {
                self.excursion(model, round > 0, &mut found);
            }
            length += self.cycle(model);
            cycles += 1;
        }
        self.found.add(length / cycles as f64, &found);
    }

    /// The plain trajectory, to its next quiet moment; its length in hours.
    fn cycle(&mut self, model: &Compiled) -> f64 {
        let state = &mut self.plain;
        let mut hours = model.stream.mean * state.ziggurat.exponential(&mut state.rng);
        state.now = 0.0;
        let slot = model.stream.pick(&mut state.rng);
        self.events += 1;
        state.fire(model, slot);
        state.settle_serving(model);
        while state.queue.next_time() < NEVER {
            let next = state.queue.next_time();
            let failure = state.now + model.stream.mean * state.ziggurat.exponential(&mut state.rng);
            if failure < next {
                state.now = failure;
                let slot = model.stream.pick(&mut state.rng);
                if state.failed[slot] {
                    continue;
                }
                state.fire(model, slot);
            } else {
                state.now = next;
                let slot = state.queue.next_slot();
                state.fire(model, slot);
            }
            self.events += 1;
            if state.queue.next_time() > state.now {
                state.settle_serving(model);
            }
        }
        hours += state.now;
        hours
    }

    /// From the plain trajectory's quiet moment until the next; `pushed`: with failures brought forward until the journey is down, otherwise as
    /// in truth. The weight of either is the true density of what happened over that of the mixture of both.
    fn excursion(&mut self, model: &Compiled, pushed: bool, found: &mut Found) {
        self.away.set_out_from(&self.plain);
        self.down.clear();
        let entry = model.journeys[0].entry as usize;
        let rate = 1.0 / model.stream.mean;
        let rng = &mut self.away.rng;
        let slot = if pushed { model.stream.anyone(rng) } else { model.stream.pick(rng) };
        // Of the true density to the pushed one.
        let mut ratio = model.stream.share(slot) * model.stream.count();
        found.excursions += 1;
        self.fire(model, slot);
        let (mut down, mut waits, mut hit) = (false, 0, false);
        loop {
            let state = &mut self.away;
            let weight = ratio / (IN_TRUTH * ratio + 1.0 - IN_TRUTH);
            if state.serving[entry] == down {
                down = !down;
                hit = true;
                if down {
                    found.outages += weight;
                    found.weights[0] += weight * weight;
                    found.weights[1] += weight * weight * weight;
                }
            }
            let (now, next) = (state.now, state.queue.next_time());
            if next == NEVER {
                return;
            }
            // Once down, nothing more is pushed: the weight stays as it is while it counts.
            let push = !hit && waits < MOST_WAITS && next > now;
            let forced = if push { (FORCED * (next - now) * self.repairs).min(MOST_FORCED) } else { 0.0 };
            let chance = -libm::expm1(rate * (now - next));
            let brought = pushed && push && state.rng.uniform() < forced;
            let failure = if brought {
                now - libm::log1p(-state.rng.uniform() * chance) / rate
            } else {
                now + state.ziggurat.exponential(&mut state.rng) / rate
            };
            waits += 1;
            let until = failure.min(next);
            found.down += if down { weight * (until - now) } else { 0.0 };
            state.now = until;
            let mut slot = state.queue.next_slot();
            if failure < next {
                if push {
                    self.survey(model);
                }
                let state = &mut self.away;
                slot = if brought { self.near(model) } else { model.stream.pick(&mut state.rng) };
                let likelier = if push { self.nearness(model, slot) / chance } else { 0.0 };
                ratio /= 1.0 - forced + forced * likelier;
            } else {
                ratio /= 1.0 - forced;
            }
            if failure >= next || !self.away.failed[slot] {
                if !hit && failure < next {
                    self.draw_again(model);
                }
                self.fire(model, slot);
            }
        }
    }

    /// What is left of exponential repairs is drawn again, which changes no law: an early repair need not outlast all failures that follow.
    fn draw_again(&mut self, model: &Compiled) {
        let state = &mut self.away;
        for &slot in &self.down {
            let slot = slot as usize;
            if let Sampler::Exponential { mean } = model.processes[slot].down
                && state.queue.time(slot) < NEVER
            {
                let hours = mean * state.ziggurat.exponential(&mut state.rng);
                state.queue.set(slot, state.now + hours);
            }
        }
    }

    /// Something happens in the excursion.
    fn fire(&mut self, model: &Compiled, slot: usize) {
        let state = &mut self.away;
        self.events += 1;
        state.fire(model, slot);
        if state.queue.next_time() > state.now {
            state.settle_serving(model);
        }
        match state.failed.get(slot) {
            Some(true) => self.down.push(slot as u32),
            Some(false) => self.down.retain(|it| *it as usize != slot),
            None => return,
        }
        let mean = |slot: &u32| model.processes[*slot as usize].down.mean().max(LEAST_REPAIR);
        self.repairs = self.down.iter().map(|slot| 1.0 / mean(slot)).sum();
    }

    /// Finds the parts that would be nearest to failing, by what has failed.
    fn survey(&mut self, model: &Compiled) {
        let state = &self.away;
        self.degraded.clear();
        for &slot in &self.down {
            for &unit in self.reach.touched.row(slot as usize) {
                let at = &model.units[unit as usize];
                let needed = match at.redundancy {
                    Redundancy::Threshold(required) => required,
                    Redundancy::Passive(passive) => model.passives[passive as usize].active,
                };
                let threats = self.reach.threats.row(unit as usize);
                let whole = threats.iter().filter(|&&slot| !state.failed[slot as usize]).count();
                let Some(spare) = state.working[unit as usize].checked_sub(needed) else { continue };
                if whole > 0 && threats.len() <= LARGEST_GROUP {
                    let weight = libm::scalbn(1.0, -CLOSER * spare.min(99) as i32);
                    self.degraded.push((unit, weight, whole));
                }
            }
        }
        let total: f64 = self.degraded.iter().map(|(_, weight, _)| weight).sum();
        self.degraded.iter_mut().for_each(|(_, weight, _)| *weight /= total);
    }

    /// Whose failure is brought forward.
    fn near(&mut self, model: &Compiled) -> usize {
        let state = &mut self.away;
        if self.degraded.is_empty() || state.rng.uniform() < ANYONE {
            return model.stream.anyone(&mut state.rng);
        }
        let (mut left, mut at) = (state.rng.uniform(), 0);
        while at + 1 < self.degraded.len() && left >= self.degraded[at].1 {
            left -= self.degraded[at].1;
            at += 1;
        }
        let (unit, _, whole) = self.degraded[at];
        let nth = (state.rng.uniform() * whole as f64) as usize;
        let mut threats = self.reach.threats.row(unit as usize).iter().map(|&slot| slot as usize);
        let chosen = threats.by_ref().filter(|&slot| !state.failed[slot]).nth(nth);
        chosen.unwrap_or_else(|| model.stream.anyone(&mut state.rng))
    }

    /// By how much likelier that is than in truth.
    fn nearness(&self, model: &Compiled, slot: usize) -> f64 {
        let anyone = if self.degraded.is_empty() { 1.0 } else { ANYONE };
        let of = |&(unit, weight, whole): &(u32, f64, usize)| {
            let threatens = self.reach.threats.row(unit as usize).binary_search(&(slot as u32)).is_ok();
            if threatens && !self.away.failed[slot] { weight / whole as f64 } else { 0.0 }
        };
        let near = (1.0 - ANYONE) * self.degraded.iter().map(of).sum::<f64>();
        (near + anyone / model.stream.count()) / model.stream.share(slot)
    }
}

/// Which processes bear on which parts.
#[derive(Clone, Debug)]
struct Reach {
    /// Process → units that it takes copies from.
    touched: Rows,
    /// Unit → the processes that do, in order.
    threats: Rows,
}

impl Reach {
    fn new(model: &Compiled) -> Self {
        let mut pairs = Vec::new();
        for slot in 0..model.processes.len() {
            let of_copy = |copy: u32| (slot, model.copies[copy as usize].unit as usize);
            match model.slots[slot] {
                Slot::Copy(copy) => pairs.push(of_copy(copy)),
                Slot::Unit(unit) => pairs.push((slot, unit as usize)),
                Slot::Zone(zone) => {
                    pairs.extend(model.zone_copies.row(zone as usize).iter().map(|&copy| of_copy(copy)));
                }
                _ => {}
            }
        }
        pairs.dedup();
        let turned: Vec<(usize, usize)> = pairs.iter().map(|&(slot, unit)| (unit, slot)).collect();
        Self {
            touched: Rows::new(model.processes.len(), &pairs),
            threats: Rows::new(model.units.len(), &turned),
        }
    }
}

impl State {
    /// Takes over what may differ from one quiet moment to another: who serves, and where rules aim.
    fn set_out_from(&mut self, other: &Self) {
        self.now = 0.0;
        self.serves.copy_from_slice(&other.serves);
        self.failovers.copy_from_slice(&other.failovers);
        self.passives.copy_from_slice(&other.passives);
        self.changes += 1;
    }
}
