//! Rare outages: excursions with failures brought forward, weighted back (importance sampling by balanced failure biasing \[shahabuddin1994\]).
//!
//! A plain trajectory goes from one quiet moment (everything up, nothing pending) to the next; its cycles tell how long a cycle is. From each
//! such moment a second trajectory sets out with failures brought forward: whose the first is, and between any two changes whether
//! another comes before the next repair, is decided about evenly, and the weight (the likelihood ratio of the true to the changed failure stream) keeps
//! the mean right whatever the laws of repair and switching are. Unavailability = E\[weighted downtime of an excursion\] ÷ E\[length of a cycle\].

use serde::{Deserialize, Serialize};

use super::answer::Interval;
use super::block::JourneyFindings;
use super::compiled::{Compiled, Slot};
use super::interval::student;
use super::queue::NEVER;
use super::rng::Rng;
use super::state::State;
use super::tally::Measures;

/// How often another failure comes before the next change, where that is rare in truth: so many times the length of the wait, in mean times
/// to the next repair, and at most so often. In proportion to the wait, as in truth, so that the weights differ little.
const FORCED: f64 = 3.0;
const MOST_FORCED: f64 = 0.93;
/// Whose it is: this often as in truth, this often anyone's, otherwise somebody's in a group where something has failed already.
const AS_IT_IS: f64 = 0.05;
const ANYONE: f64 = 0.15;
/// Repairs count as this long at least, in hours.
const LEAST_REPAIR: f64 = 1e-6;
/// Excursions from each quiet moment: where cycles lead is known soon enough.
const EXCURSIONS: u64 = 4;
/// Groups with more failure processes are not looked through.
const LARGEST_GROUP: u32 = 64;
/// Trajectories of one block.
const TRAJECTORIES: u64 = 8;
/// Events of one block.
const BLOCK_EVENTS: u64 = 400_000;
/// Steps after which an excursion is no longer pushed.
const MOST_PUSHED: u32 = 200;
/// Their streams are far from those of the replications.
const STREAMS: u64 = 1 << 48;

/// Sums over trajectories: of each the weighted downtime and outages of its excursions and the length of its cycles, per cycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Excursions {
    /// Trajectories.
    count: u64,
    /// Excursions.
    pub cycles: u64,
    /// Hours of a cycle: sum, sum of squares.
    length: [f64; 2],
    /// Journey → downtime of an excursion, then outages: sum, sum of squares, sum of products with the length.
    down: Vec<[f64; 3]>,
    outages: Vec<[f64; 3]>,
    /// Journey → outages seen.
    pub hits: Vec<u64>,
}

impl Excursions {
    fn new(journeys: usize) -> Self {
        Self {
            down: vec![[0.0; 3]; journeys],
            outages: vec![[0.0; 3]; journeys],
            hits: vec![0; journeys],
            ..Self::default()
        }
    }

    /// Adds another block's.
    pub(crate) fn merge(&mut self, other: &Self) {
        if self.count == 0 {
            *self = other.clone();
            return;
        }
        self.count += other.count;
        self.cycles += other.cycles;
        let add =
            |own: &mut [f64], more: &[f64]| own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        add(&mut self.length, &other.length);
        self.hits.iter_mut().zip(&other.hits).for_each(|(own, more)| *own += more);
        for (own, more) in [(&mut self.down, &other.down), (&mut self.outages, &other.outages)] {
            own.iter_mut().zip(more).for_each(|(own, more)| add(own, more));
        }
    }

    /// One trajectory: means over its cycles.
    fn add(&mut self, length: f64, of: &[Found]) {
        self.count += 1;
        self.length[0] += length;
        self.length[1] += length * length;
        for (journey, found) in of.iter().enumerate() {
            let excursions = found.excursions.max(1) as f64;
            self.hits[journey] += found.hits;
            for (sums, value) in
                [(&mut self.down[journey], found.down), (&mut self.outages[journey], found.outages)]
            {
                let value = value / excursions;
                sums[0] += value;
                sums[1] += value * value;
                sums[2] += value * length;
            }
        }
    }

    /// Share of time down, and outages an hour, of a journey: ratios of means, with the delta method's interval and Student's t.
    pub(crate) fn answer(&self, journey: usize, confidence: f64) -> (Interval, Interval) {
        (self.ratio(&self.down[journey], confidence), self.ratio(&self.outages[journey], confidence))
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

/// What the excursions towards one journey's outages found in one trajectory.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    excursions: u64,
    hits: u64,
    down: f64,
    outages: f64,
}

/// Whether the model can be played so: every up time exponential and nothing that happens by the calendar or the script.
pub(crate) fn possible(model: &Compiled) -> bool {
    model.stream.mean.is_finite()
        && model.processes.iter().all(|process| process.streamed)
        && model.script_slot.is_none()
        && model.upkeep.is_empty()
        && model.traffic.is_none()
}

/// A block of excursions while it runs.
#[derive(Clone, Debug)]
pub(crate) struct RareRun {
    plain: State,
    away: State,
    found: Excursions,
    trajectory: u64,
    events: u64,
    /// Processes failed in the present excursion.
    down: Vec<u32>,
    /// How many of them are repaired in an hour, on average.
    repairs: f64,
}

impl RareRun {
    /// Block `index` of those of excursions.
    pub(crate) fn new(model: &Compiled, index: u64) -> Self {
        Self {
            plain: State::new(model),
            away: State::new(model),
            found: Excursions::new(model.journeys.len()),
            trajectory: index * TRAJECTORIES,
            events: 0,
            down: Vec::new(),
            repairs: 0.0,
        }
    }

    /// Plays one trajectory; says whether it was the last of the block.
    pub(crate) fn step(&mut self, model: &Compiled, measures: &Measures, seed: u64) -> bool {
        let mut nothing = vec![JourneyFindings::default(); model.journeys.len()];
        let stream = STREAMS + 2 * self.trajectory;
        for (state, stream) in [(&mut self.plain, stream), (&mut self.away, stream + 1)] {
            state.begin(model, measures, &mut nothing, (Rng::stream(seed, stream), 0.0));
        }
        let (mut found, mut length, mut cycles) = (vec![Found::default(); model.journeys.len()], 0.0, 0_u64);
        let stop = self.events + BLOCK_EVENTS / TRAJECTORIES;
        while self.events < stop {
            for round in 0..EXCURSIONS {
                let target = ((cycles * EXCURSIONS + round) % found.len() as u64) as usize;
                self.excursion(model, target, &mut found[target]);
            }
            length += self.cycle(model);
            cycles += 1;
        }
        self.found.add(length / cycles as f64, &found);
        self.found.cycles += cycles * EXCURSIONS;
        self.trajectory += 1;
        self.trajectory.is_multiple_of(TRAJECTORIES)
    }

    /// The findings and the events played.
    pub(crate) fn into_found(self) -> (Excursions, u64) {
        (self.found, self.events)
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

    /// From the plain trajectory's quiet moment until the next, with failures brought forward until the journey is down.
    fn excursion(&mut self, model: &Compiled, target: usize, found: &mut Found) {
        self.away.set_out_from(&self.plain);
        self.down.clear();
        let entry = model.journeys[target].entry as usize;
        let rate = 1.0 / model.stream.mean;
        let (slot, mut weight) = self.pick(model);
        found.excursions += 1;
        self.fire(model, slot);
        let (mut down, mut pushed, mut hit) = (false, 0, false);
        loop {
            let state = &mut self.away;
            if state.serving[entry] == down {
                down = !down;
                hit = true;
                found.outages += if down { weight } else { 0.0 };
                found.hits += u64::from(down);
            }
            let (now, next) = (state.now, state.queue.next_time());
            if next == NEVER {
                return;
            }
            // Once down, nothing more is pushed: the weight stays as it is while it counts.
            let chance = -libm::expm1(rate * (now - next));
            let forced = (FORCED * (next - now) * self.repairs).min(MOST_FORCED);
            let push = !hit && pushed < MOST_PUSHED && next > now && chance < forced;
            let failure = if !push {
                now + state.ziggurat.exponential(&mut state.rng) / rate
            } else if state.rng.uniform() < forced {
                weight *= chance / forced;
                now - libm::log1p(-state.rng.uniform() * chance) / rate
            } else {
                weight *= (1.0 - chance) / (1.0 - forced);
                NEVER
            };
            pushed += u32::from(push);
            let until = failure.min(next);
            found.down += if down { weight * (until - now) } else { 0.0 };
            state.now = until;
            let slot = if failure >= next {
                state.queue.next_slot()
            } else if push {
                let (slot, factor) = self.pick(model);
                weight *= factor;
                slot
            } else {
                model.stream.pick(&mut state.rng)
            };
            if failure >= next || !self.away.failed[slot] {
                self.fire(model, slot);
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

    /// Whose the next failure is when failures are brought forward, and by how much likelier that is in truth.
    fn pick(&mut self, model: &Compiled) -> (usize, f64) {
        let state = &mut self.away;
        let (stream, which) = (&model.stream, state.rng.uniform());
        let near = if self.down.is_empty() { 0.0 } else { 1.0 - AS_IT_IS - ANYONE };
        let slot = if which < AS_IT_IS {
            stream.pick(&mut state.rng)
        } else if which < 1.0 - near {
            stream.anyone(&mut state.rng)
        } else {
            let beside = self.down[(state.rng.uniform() * self.down.len() as f64) as usize];
            let whole = whole_in_group(model, state, beside);
            let nth = (state.rng.uniform() * whole as f64) as usize;
            let chosen = group(model, beside).filter(|&slot| !state.failed[slot as usize]).nth(nth);
            chosen.map_or_else(|| stream.anyone(&mut state.rng), |slot| slot as usize)
        };
        let mut likely = AS_IT_IS * stream.share(slot);
        let mut anyone = 1.0 - AS_IT_IS - near;
        for &beside in &self.down {
            let part = near / self.down.len() as f64;
            match whole_in_group(model, state, beside) {
                0 => anyone += part,
                whole if !state.failed[slot] && group(model, beside).contains(&(slot as u32)) => {
                    likely += part / whole as f64
                }
                _ => {}
            }
        }
        likely += anyone / stream.count();
        (slot, stream.share(slot) / likely)
    }
}

/// The failure processes of the copies of the group that one of them belongs to; none for what is no copy, and for large groups.
fn group(model: &Compiled, slot: u32) -> std::ops::Range<u32> {
    let Slot::Copy(copy) = model.slots[slot as usize] else { return 0..0 };
    let (first, end) = model.units[model.copies[copy as usize].unit as usize].copies;
    let range = model.copies[first as usize].processes.0..model.copies[end as usize - 1].processes.1;
    if range.len() as u32 > LARGEST_GROUP { 0..0 } else { range }
}

/// How many of them have not failed.
fn whole_in_group(model: &Compiled, state: &State, slot: u32) -> usize {
    group(model, slot).filter(|&slot| !state.failed[slot as usize]).count()
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
