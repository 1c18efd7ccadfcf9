//! One replication while it runs: the state of everything, and the event loop.

use super::block::JourneyFindings;
use super::compiled::{Compiled, Process, Slot};
use super::flow::Flow;
use super::queue::{NEVER, Queue};
use super::quiet::{self, Quiet};
use super::record::{Log, Note};
use super::rng::Rng;
use super::scenario::Played;
use super::script::ScriptLine;
use super::tally::{Measures, Tally};
use super::upkeep::UpkeepState;
use super::ziggurat::Ziggurat;

/// Where an active-passive group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Enough copies serve.
    Serving,
    /// A switch-over that will work is under way.
    Switching,
    /// The switch-over failed: waits for the copy that failed, or a person.
    Stuck,
    /// Too few copies work.
    Short,
    /// Service moves home.
    FailingBack,
}

/// An active-passive group while it runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PassiveState {
    pub phase: Phase,
    /// The copy whose failure started the switch-over.
    pub failed: u32,
}

/// Where a failover rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The current target serves.
    Serving,
    /// The timer runs (perhaps for ever).
    Waiting,
    /// The timer is over; the first target to serve is taken.
    Open,
}

/// A failover rule while it runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailoverState {
    pub aim: Aim,
    /// Which link is (or was) the target.
    pub current: u32,
}

/// A limited crew while it runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct CrewState {
    pub busy: u32,
    /// Copies waiting, first come first.
    pub waiting: std::collections::VecDeque<u32>,
}

/// A set of small numbers, emptied from the lowest up.
#[derive(Clone, Debug, Default)]
pub(crate) struct LowestFirst {
    words: Vec<u64>,
    /// No word before this one has a member.
    first: usize,
}

impl LowestFirst {
    fn new(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(64)], first: usize::MAX }
    }

    #[inline]
    pub(crate) fn insert(&mut self, member: usize) {
        self.words[member / 64] |= 1 << (member % 64);
        self.first = self.first.min(member / 64);
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.first == usize::MAX
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<usize> {
        while let Some(word) = self.words.get_mut(self.first) {
            if *word != 0 {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(self.first * 64 + bit);
            }
            self.first += 1;
        }
        self.first = usize::MAX;
        None
    }
}

/// Everything that changes while a replication runs. Allocated once, reset for each replication.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub queue: Queue,
    pub rng: Rng,
    pub ziggurat: Ziggurat,
    /// Hours since the replication began.
    pub now: f64,
    /// When the observation begins.
    pub start: f64,
    /// When it ends.
    pub end: f64,
    pub events: u64,
    /// When the stream brings the next failure.
    pub next_failure: f64,
    /// Failures that change nothing are played in one step; the answers are the same without.
    pub shortcuts: bool,
    /// Hours until the copy that fails now is noticed, where they are known already.
    pub drawn_detection: Option<f64>,
    /// Hours until what fails now is repaired, where they are known already.
    pub drawn_down: Option<f64>,
    /// What was learnt in quiet times.
    pub quiet: Quiet,
    /// Whether the model has any.
    pub has_quiet: bool,
    /// Process → failed.
    pub failed: Vec<bool>,
    /// Process → hours of up time left when its clock stands still.
    pub remaining: Vec<f64>,
    /// Copy → reasons not to work: failed modes of its own, and zones around it that are down.
    pub blocked: Vec<u32>,
    /// Copy → failed modes of its own.
    pub broken: Vec<u32>,
    /// Copy → under repair (with limited crews).
    pub in_repair: Vec<bool>,
    /// Copy → holds a serving place (active-passive).
    pub serves: Vec<bool>,
    /// Copy → how fast its up times run (where copies share a load).
    pub speed: Vec<f64>,
    /// Zone → its own reasons to be down.
    pub zone_down: Vec<u32>,
    /// Unit → copies that work.
    pub working: Vec<u32>,
    /// Unit → reasons to be down as a whole.
    pub all_down: Vec<u32>,
    /// Unit → enough copies work, or serve.
    pub enough: Vec<bool>,
    /// Unit → up itself.
    pub up: Vec<bool>,
    /// Unit → hard links that serve (for members of cycles: those that leave the cycle).
    pub good: Vec<u32>,
    /// Unit → serves.
    pub serving: Vec<bool>,
    /// Unit → failed copies still sent requests.
    pub undetected: Vec<u32>,
    pub passives: Vec<PassiveState>,
    pub failovers: Vec<FailoverState>,
    pub crews: Vec<CrewState>,
    pub dirty: LowestFirst,
    /// Journeys to look at again.
    pub stirred: LowestFirst,
    /// Journey → watched units that do not serve or have undetected copies.
    pub impaired: Vec<u32>,
    pub tallies: Vec<Tally>,
    /// What happened last: see [`Causes`](super::causes::Causes).
    pub culprit: u32,
    /// Journey → what ended its service, and whether it is without.
    pub blame: Vec<Option<u32>>,
    /// The script of this run, in order.
    pub script: Vec<ScriptLine>,
    pub script_next: usize,
    /// Deed → copies it holds.
    pub held: Vec<Vec<u32>>,
    /// Unit → hours its switching takes longer.
    pub slow: Vec<f64>,
    /// Unit → hours its standbys are further behind.
    pub lag: Vec<f64>,
    /// Most hours of data lost by a switch-over.
    pub data_loss: f64,
    /// Unit → a person had to switch over.
    pub helped: Vec<bool>,
    /// Failover rule → a person switches, if it comes to that.
    pub by_hand: Vec<bool>,
    pub upkeep: Vec<UpkeepState>,
    /// Journey → planned work under way that excuses its downtime.
    pub excused: Vec<u32>,
    pub flow: Flow,
    /// Counts changes of who serves and where rules aim.
    pub changes: u64,
    /// Journey → the units its requests come to where some may be lost, and the change it was found at.
    pub routes: Vec<(u64, Vec<u32>)>,
    /// For walks: unit → the walk that saw it last.
    pub seen: Vec<u32>,
    pub walk: u32,
    pub path: Vec<u32>,
    /// For cycles: unit → links that serve so far.
    pub count: Vec<u32>,
    pub holds: Vec<bool>,
    pub log: Option<Box<Log>>,
}

impl State {
    /// Room for one replication at a time.
    pub(crate) fn new(model: &Compiled) -> Self {
        let (units, copies, processes) = (model.units.len(), model.copies.len(), model.processes.len());
        Self {
            queue: Queue::new(model.slots.len(), model.few_pending),
            rng: Rng::stream(0, 0),
            ziggurat: Ziggurat::new(),
            now: 0.0,
            start: 0.0,
            end: 0.0,
            events: 0,
            next_failure: NEVER,
            shortcuts: true,
            drawn_detection: None,
            drawn_down: None,
            quiet: Quiet::default(),
            has_quiet: quiet::possible(model),
            failed: vec![false; processes],
            remaining: vec![0.0; processes],
            blocked: vec![0; copies],
            broken: vec![0; copies],
            in_repair: vec![false; copies],
            serves: vec![false; copies],
            speed: vec![1.0; copies],
            zone_down: vec![0; model.zones.len()],
            working: vec![0; units],
            all_down: vec![0; units],
            enough: vec![false; units],
            up: vec![false; units],
            good: vec![0; units],
            serving: vec![false; units],
            undetected: vec![0; units],
            passives: vec![PassiveState { phase: Phase::Serving, failed: 0 }; model.passives.len()],
            failovers: vec![FailoverState { aim: Aim::Serving, current: 0 }; model.failovers.len()],
            crews: vec![CrewState::default(); model.crews.len()],
            dirty: LowestFirst::new(units),
            stirred: LowestFirst::new(model.journeys.len()),
            impaired: vec![0; model.journeys.len()],
            tallies: (0..model.journeys.len()).map(Tally::new).collect(),
            culprit: 0,
            blame: vec![None; model.journeys.len()],
            script: Vec::new(),
            script_next: 0,
            held: vec![Vec::new(); model.deeds.len()],
            slow: vec![0.0; units],
            lag: vec![0.0; units],
            data_loss: 0.0,
            helped: vec![false; units],
            by_hand: vec![false; model.failovers.len()],
            upkeep: vec![UpkeepState::default(); model.upkeep.len()],
            excused: vec![0; model.journeys.len()],
            flow: Flow::new(model),
            changes: 1,
            routes: vec![(0, Vec::new()); model.journeys.len()],
            seen: vec![0; units],
            walk: 0,
            path: Vec::with_capacity(units),
            count: vec![0; units],
            holds: vec![false; units],
            log: None,
        }
    }

    /// Everything up at the beginning of a replication with its own stream, observed from hour `start` on.
    ///
    /// Up times begin as in a system that has long been running: what is left of the first one is drawn as seen at a
    /// random moment of it.
    pub(crate) fn begin(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (rng, start): (Rng, f64),
    ) {
        let end = start + measures.horizon;
        self.rng = rng;
        (self.now, self.start, self.end) = (0.0, start, end);
        self.failed.fill(false);
        self.blocked.fill(0);
        self.broken.fill(0);
        self.in_repair.fill(false);
        self.serves.fill(false);
        self.speed.fill(1.0);
        self.zone_down.fill(0);
        self.all_down.fill(0);
        self.good.fill(0);
        self.serving.fill(false);
        self.undetected.fill(0);
        self.crews.iter_mut().for_each(|crew| {
            crew.busy = 0;
            crew.waiting.clear();
        });
        self.tallies.iter_mut().enumerate().for_each(|(journey, tally)| *tally = Tally::new(journey));
        self.blame.fill(None);
        self.culprit = u32::MAX;
        self.data_loss = 0.0;
        self.helped.fill(false);
        self.begin_copies(model);
        self.begin_processes(model);
        self.begin_stream(model);
        self.begin_structure(model);
        self.begin_script(model);
        self.begin_upkeep(model);
        self.begin_flow(model);
        self.settle(model, measures, out);
    }

    fn begin_copies(&mut self, model: &Compiled) {
        for (unit, it) in model.units.iter().enumerate() {
            self.working[unit] = it.copy_count();
            self.enough[unit] = match it.redundancy {
                super::compiled::Redundancy::Threshold(required) => it.copy_count() >= required,
                super::compiled::Redundancy::Passive(_) => true,
            };
            self.up[unit] = self.enough[unit];
        }
        for (passive, it) in model.passives.iter().enumerate() {
            let first = model.units[it.unit as usize].copies.0;
            let phase =
                if self.working[it.unit as usize] >= it.active { Phase::Serving } else { Phase::Short };
            self.passives[passive] = PassiveState { phase, failed: first };
            for copy in first..(first + it.active).min(model.units[it.unit as usize].copies.1) {
                self.serves[copy as usize] = true;
            }
        }
    }

    fn begin_processes(&mut self, model: &Compiled) {
        self.queue.clear();
        for (slot, process) in model.processes.iter().enumerate() {
            if process.streamed {
                continue;
            }
            let hours = process.up.sample_residual(&self.ziggurat, &mut self.rng);
            let speed = match model.slots[slot] {
                Slot::Copy(copy) if process.scaled => self.clock_speed(model, copy as usize),
                _ => 1.0,
            };
            self.remaining[slot] = hours;
            self.queue.set(slot, if speed > 0.0 { hours / speed } else { NEVER });
        }
    }

    /// Hands the replication's figures over.
    pub(crate) fn finish(
        &mut self,
        measures: &Measures,
        out: &mut [JourneyFindings],
        played: Option<&mut Played>,
    ) {
        self.finish_flow();
        let mut ends = Vec::new();
        for (journey, (tally, findings)) in self.tallies.iter_mut().zip(out).enumerate() {
            ends.push(std::mem::replace(tally, Tally::new(journey)).finish(measures, findings));
        }
        if let Some(played) = played {
            played.add(&ends, self);
        }
    }

    #[inline]
    pub(crate) fn fire(&mut self, model: &Compiled, slot: usize) {
        self.culprit = slot as u32;
        match model.slots[slot] {
            Slot::Copy(copy) => self.copy_mode(model, slot, copy as usize),
            Slot::Unit(unit) => {
                let failed = self.toggle(model, slot);
                self.strike(unit as usize, failed);
            }
            Slot::Zone(zone) => {
                let failed = self.toggle(model, slot);
                self.zone_changed(model, zone as usize, failed);
            }
            Slot::Detection(copy) => {
                self.queue.set(slot, NEVER);
                self.detected(model, model.copies[copy as usize].unit as usize);
            }
            Slot::Passive(passive) => self.passive_timer(model, passive as usize),
            Slot::Failover(failover) => self.failover_timer(model, failover as usize),
            Slot::Script => self.script_line(model, slot),
            Slot::Upkeep(work) => self.upkeep_timer(model, work as usize),
            Slot::Breaker(_) | Slot::Scale(_) | Slot::Demand => self.traffic_timer(model, slot),
        }
    }

    #[cold]
    fn traffic_timer(&mut self, model: &Compiled, slot: usize) {
        let Some(traffic) = &model.traffic else { return };
        match model.slots[slot] {
            Slot::Breaker(number) => self.breaker_timer(traffic, number as usize),
            Slot::Scale(unit) => self.scale_timer(model, traffic, unit as usize),
            _ => self.demand_timer(traffic),
        }
    }

    /// Flips a process that needs no crew and sets its next event; says whether it failed.
    fn toggle(&mut self, model: &Compiled, slot: usize) -> bool {
        let process = &model.processes[slot];
        let failed = !self.failed[slot];
        self.failed[slot] = failed;
        self.note(Note::Process { slot: slot as u32, failed });
        if process.streamed && !failed {
            self.queue.set(slot, NEVER);
            return failed;
        }
        let hours = if failed { self.down_hours(process) } else { self.hours(&process.up) };
        self.queue.set(slot, self.now + hours);
        failed
    }

    /// How long what fails now is down.
    #[inline]
    pub(crate) fn down_hours(&mut self, process: &Process) -> f64 {
        match self.drawn_down.take() {
            Some(hours) => hours,
            None => self.hours(&process.down),
        }
    }

    /// One more (or one fewer) reason for a whole unit to be down.
    pub(crate) fn strike(&mut self, unit: usize, down: bool) {
        if down {
            self.all_down[unit] += 1;
        } else {
            self.all_down[unit] -= 1;
        }
        self.refresh(unit);
    }

    /// A unit's own parts changed: is it up itself?
    #[inline]
    pub(crate) fn refresh(&mut self, unit: usize) {
        let up = self.enough[unit] && self.all_down[unit] == 0;
        if up != self.up[unit] {
            self.up[unit] = up;
            self.dirty.insert(unit);
        }
    }

    /// Writes a line into the recording, if there is one.
    #[inline]
    pub(crate) fn note(&mut self, note: Note) {
        if self.log.is_some() {
            self.write_note(note);
        }
    }

    #[cold]
    fn write_note(&mut self, note: Note) {
        let at = self.now - self.start;
        if let Some(log) = &mut self.log {
            log.write(at, note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lowest_first() {
        let mut set = LowestFirst::new(200);
        assert!(set.is_empty() && set.pop().is_none());
        [130, 3, 64, 3].iter().for_each(|&member| set.insert(member));
        assert_eq!(set.pop(), Some(3));
        set.insert(1);
        assert_eq!([set.pop(), set.pop(), set.pop(), set.pop()], [Some(1), Some(64), Some(130), None]);
        assert!(set.is_empty());
    }
}
