//! Quiet times, when nothing has failed and nothing is pending: the *spell* that a failure begins is watched once, and from then on played as a
//! short program.
//!
//! Two quiet moments differ only in who serves in the active-passive groups and where failover rules aim: a *constellation*. What was learnt
//! in one is kept with it. The findings are, bit for bit, those of playing every event (a test compares).

use super::block::JourneyFindings;
use super::compiled::Compiled;
use super::queue::NEVER;
use super::rng::Rng;
use super::sampler::Sampler;
use super::spell::{Change, MOST_CHANGES, Program, Seen, Single};
use super::state::{Aim, Phase, State};
use super::tally::{Health, Measures};

/// Constellations kept; with more, the oldest makes room and is learnt again.
const MOST_KEPT: usize = 64;
/// Programs for one failure in one constellation: other orders of events, other outcomes.
const MOST_PROGRAMS: usize = 4;
/// How often the spells of one failure are watched.
const MOST_WATCHED: u32 = 16;

/// What the failure of one process does while all else is well.
#[derive(Clone, Debug, Default)]
struct Response {
    /// The first of its programs in short, where it has one.
    single: Option<Single>,
    watched: u32,
    programs: Vec<Program>,
}

/// One constellation and what was learnt in it.
#[derive(Clone, Debug, Default)]
struct Lore {
    key: Vec<u32>,
    /// Process → what its failure does.
    responses: Vec<Response>,
}

/// What was learnt so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quiet {
    kept: Vec<Lore>,
    present: usize,
    oldest: usize,
    key: Vec<u32>,
    /// Whether what happens is written down.
    pub watching: bool,
    seen: Vec<Seen>,
}

impl Quiet {
    /// A place for the present constellation.
    fn make_room(&mut self, processes: usize) -> usize {
        let lore = Lore { key: self.key.clone(), responses: vec![Response::default(); processes] };
        if self.kept.len() < MOST_KEPT {
            self.kept.push(lore);
            return self.kept.len() - 1;
        }
        let place = self.oldest;
        self.oldest = (place + 1) % MOST_KEPT;
        self.kept[place] = lore;
        place
    }

    /// Writes down what is seen.
    #[cold]
    pub(crate) fn write(&mut self, seen: Seen) {
        self.seen.push(seen);
    }
}

/// Whether a model has quiet times of which something can be learnt: nothing by the calendar, the script or the load.
pub(crate) fn possible(model: &Compiled) -> bool {
    model.script_slot.is_none() && model.upkeep.is_empty() && model.traffic.is_none()
}

/// Why no more is played by programs.
enum Left {
    /// The end, or events enough, or another constellation.
    Over,
    /// Something else comes before the repair; the failure was played.
    Overlapping,
    /// No program holds for the failure of this process, now.
    Unknown(usize),
}

impl State {
    /// Draws a duration.
    #[inline]
    pub(crate) fn hours(&mut self, law: &Sampler) -> f64 {
        let hours = law.sample(&self.ziggurat, &mut self.rng);
        if self.quiet.watching {
            self.quiet.write(Seen::Hours(law.clone(), hours));
        }
        hours
    }

    /// Whether something with these odds happens.
    #[inline]
    pub(crate) fn happens(&mut self, odds: f64) -> bool {
        let happens = self.rng.uniform() < odds;
        if self.quiet.watching {
            self.quiet.write(Seen::Chance { odds, happens });
        }
        happens
    }

    /// Writes the constellation into `quiet.key`; says whether everyone is well.
    fn describe(&mut self, model: &Compiled) -> bool {
        let key = &mut self.quiet.key;
        key.clear();
        let mut well = true;
        for (group, state) in model.passives.iter().zip(&self.passives) {
            let (first, end) = model.units[group.unit as usize].copies;
            let before = key.len();
            key.extend((first..end).filter(|&copy| self.serves[copy as usize]));
            well &= state.phase == Phase::Serving && key.len() - before == group.active as usize;
        }
        for rule in &self.failovers {
            well &= rule.aim == Aim::Serving;
            key.push(rule.current);
        }
        well && self.tallies.iter().all(super::tally::Tally::is_well)
    }

    /// Finds what is known in the present constellation; none where a journey or a group is not as it should be.
    fn constellation(&mut self, model: &Compiled) -> Option<usize> {
        if !self.describe(model) {
            return None;
        }
        let quiet = &mut self.quiet;
        if quiet.kept.get(quiet.present).is_none_or(|lore| lore.key != quiet.key) {
            quiet.present = match quiet.kept.iter().position(|lore| lore.key == quiet.key) {
                Some(place) => place,
                None => quiet.make_room(model.processes.len()),
            };
        }
        Some(quiet.present)
    }

    /// Goes over to another constellation.
    fn rearrange(&mut self, model: &Compiled, key: &[u32]) {
        let mut key = key.iter();
        for group in &model.passives {
            let (first, end) = model.units[group.unit as usize].copies;
            self.serves[first as usize..end as usize].fill(false);
            for &copy in key.by_ref().take(group.active as usize) {
                self.serves[copy as usize] = true;
            }
        }
        for (rule, &current) in self.failovers.iter_mut().zip(key) {
            rule.current = current;
        }
        self.changes += 1;
    }

    /// Plays failures of the stream while nothing is pending, up to so many events; says whether it played one that has to be settled.
    pub(crate) fn play_quiet(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        stop: u64,
    ) -> bool {
        let Some(place) = self.constellation(model) else {
            return self.play_stream(model, measures, out, (self.end, stop));
        };
        let mut lore = std::mem::take(&mut self.quiet.kept[place]);
        let unsettled = match self.repeat(model, measures, out, (&lore, stop)) {
            Left::Over => false,
            Left::Overlapping => true,
            Left::Unknown(slot) => {
                let response = &mut lore.responses[slot];
                if response.watched < MOST_WATCHED && response.programs.len() < MOST_PROGRAMS {
                    response.watched += 1;
                    self.watch(model, measures, out, (&mut lore, slot));
                    false
                } else {
                    self.events += 1;
                    self.fire(model, slot);
                    self.draw_next(model);
                    true
                }
            }
        };
        self.quiet.kept[place] = lore;
        unsettled
    }

    /// Plays failures for which a program holds.
    fn repeat(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (lore, stop): (&Lore, u64),
    ) -> Left {
        let (gap, end) = (model.stream.mean, self.end);
        // The stream and the clock live in registers meanwhile.
        let (mut rng, mut next, mut events) = (self.rng.clone(), self.next_failure, self.events);
        let left = loop {
            if !(next < end && events < stop) {
                break Left::Over;
            }
            let time = next;
            let slot = model.stream.pick(&mut rng);
            let response = &lore.responses[slot];
            if let Some(single) = &response.single {
                let down = single.down * self.ziggurat.exponential(&mut rng);
                let mut unnoticed = NEVER;
                if let Some(mean) = single.notice {
                    unnoticed = mean * self.ziggurat.exponential(&mut rng);
                }
                next = time + gap * self.ziggurat.exponential(&mut rng);
                let (noticed, back) = (time + unnoticed, time + down);
                if back <= next && back < end {
                    events += 2 + u64::from(noticed < back);
                    if single.changes[2] > 0 {
                        let changes = &response.programs[0].changes;
                        self.tell(measures, out, (single, changes), [time, noticed, back]);
                    }
                    continue;
                }
                self.now = time;
                (self.rng, self.events) = (rng, events + 1);
                self.drawn_down = Some(down);
                self.drawn_detection = single.notice.map(|_| unnoticed);
                self.fire(model, slot);
                self.next_failure = next;
                return Left::Overlapping;
            }
            let played = self.by_program(measures, out, (response, &rng, time, gap));
            let Some((program, after, then)) = played else {
                self.now = time;
                break Left::Unknown(slot);
            };
            (rng, next, events) = (after, then, events + program.events);
            if let Some(key) = &program.after {
                self.rearrange(model, key);
                break Left::Over;
            }
        };
        (self.rng, self.next_failure, self.events) = (rng, next, events);
        left
    }

    /// Books a failure, its being noticed and its repair.
    #[inline]
    fn tell(
        &mut self,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (single, changes): (&Single, &[Change]),
        [time, noticed, back]: [f64; 3],
    ) {
        if back <= time {
            return;
        }
        let (failure, notice) = (single.changes[0] as usize, single.changes[1] as usize);
        let before = self.start;
        let mut one = |change: &Change, at: f64, well: bool| {
            let journey = change.journey as usize;
            let health = if well { Health::WELL } else { change.health };
            self.tallies[journey].change(measures, &mut out[journey], at - before, health);
        };
        if noticed > time {
            changes[..failure].iter().for_each(|change| one(change, time, false));
        }
        if noticed < back {
            changes[failure..notice].iter().for_each(|change| one(change, noticed, false));
            changes[notice..].iter().for_each(|change| one(change, back, false));
        } else {
            changes[..failure].iter().for_each(|change| one(change, back, true));
        }
    }

    /// Plays a failure at hour `time` by the first program that holds; the stream afterwards and its next failure.
    fn by_program<'a>(
        &mut self,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (response, rng, time, gap): (&'a Response, &Rng, f64, f64),
    ) -> Option<(&'a Program, Rng, f64)> {
        let mut moments = [0.0; MOST_CHANGES];
        for program in &response.programs {
            let played = program.play(&self.ziggurat, rng, (time, self.end, gap), &mut moments);
            let Some((after, next)) = played else { continue };
            for (change, at) in program.changes.iter().zip(&moments) {
                let journey = change.journey as usize;
                let at = at - self.start;
                self.tallies[journey].change(measures, &mut out[journey], at, change.health);
            }
            return Some((program, after, next));
        }
        None
    }

    /// Draws the next failure of all.
    fn draw_next(&mut self, model: &Compiled) {
        self.next_failure = self.now + model.stream.mean * self.ziggurat.exponential(&mut self.rng);
        if self.quiet.watching {
            self.quiet.write(Seen::Gap);
        }
    }

    /// Plays a failure event by event until all is quiet again, and writes a program of it. Where another failure comes between, or the end,
    /// nothing is learnt.
    #[cold]
    fn watch(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (lore, slot): (&mut Lore, usize),
    ) {
        let (began, before) = (self.now, self.rng.clone());
        self.quiet.seen.clear();
        self.quiet.watching = true;
        self.queue.watched = Some(Vec::new());
        self.events += 1;
        self.fire(model, slot);
        self.draw_next(model);
        let mut quiet = true;
        loop {
            if self.queue.next_time() > self.now {
                self.settle(model, measures, out);
            }
            let set = self.queue.watched.replace(Vec::new()).unwrap_or_default();
            self.quiet.seen.extend(set.into_iter().map(|(slot, time)| Seen::Set(slot, time)));
            let time = self.queue.next_time();
            if time == NEVER {
                break;
            }
            if self.next_failure < time || time >= self.end {
                quiet = false;
                break;
            }
            let next = self.queue.next_slot();
            self.quiet.write(Seen::Event(next as u32, time));
            (self.now, self.events) = (time, self.events + 1);
            self.fire(model, next);
        }
        self.quiet.watching = false;
        self.queue.watched = None;
        if quiet && self.describe(model) {
            let after = (self.quiet.key != lore.key).then(|| self.quiet.key.clone());
            self.learn(model, (lore, slot), (began, before, after));
        }
    }

    /// Writes down the spell just watched, if a program of it does the same.
    fn learn(
        &self,
        model: &Compiled,
        (lore, slot): (&mut Lore, usize),
        (began, before, after): (f64, Rng, Option<Vec<u32>>),
    ) {
        let Some(program) = Program::new(&self.quiet.seen, began, after) else { return };
        let (mut moments, times) = ([0.0; MOST_CHANGES], (began, self.end, model.stream.mean));
        let played = program.play(&self.ziggurat, &before, times, &mut moments);
        if played.is_none_or(|(rng, next)| next != self.next_failure || !rng.is_at(&self.rng)) {
            return;
        }
        let response = &mut lore.responses[slot];
        if response.programs.is_empty() {
            response.single = program.single();
        } else if let Some(single) = program.single() {
            // In short it stands for other orders too.
            response.single = Some(single);
            response.programs.insert(0, program);
            return;
        }
        response.programs.push(program);
    }

    /// A journey was found in this state after a change.
    #[inline]
    pub(crate) fn see(&mut self, journey: usize, health: Health) {
        if self.quiet.watching {
            self.quiet.write(Seen::Change(Change { journey: journey as u32, health }));
        }
    }
}
