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
use super::spell::{After, Change, Moments, Program, Seen, Single, Told};
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
    watched: u32,
    programs: Vec<Program>,
}

/// One constellation and what was learnt in it.
#[derive(Clone, Debug, Default)]
struct Lore {
    key: Vec<u32>,
    /// Process → the first of its programs in short, where it has one.
    singles: Vec<Option<Single>>,
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
    /// Where the constellation of `key` is kept, perhaps at `hint`; a new place if nowhere.
    fn place(&mut self, hint: usize, processes: usize) -> usize {
        if self.kept.get(hint).is_some_and(|lore| lore.key == self.key) {
            return hint;
        }
        if let Some(place) = self.kept.iter().position(|lore| lore.key == self.key) {
            return place;
        }
        let lore = Lore {
            key: self.key.clone(),
            singles: vec![None; processes],
            responses: vec![Response::default(); processes],
        };
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
enum Left<'a> {
    /// The end, or events enough.
    Over,
    /// Another constellation.
    Elsewhere(&'a After),
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
        self.quiet.present = self.quiet.place(self.quiet.present, model.processes.len());
        Some(self.quiet.present)
    }

    /// Goes over to another constellation.
    fn rearrange(&mut self, model: &Compiled, key: &[u32]) {
        self.quiet.key.clear();
        self.quiet.key.extend_from_slice(key);
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
        let Some(mut place) = self.constellation(model) else {
            return self.play_stream(model, measures, out, (self.end, stop));
        };
        loop {
            let mut lore = std::mem::take(&mut self.quiet.kept[place]);
            let (mut hint, mut unsettled) = (None, false);
            match self.repeat(model, measures, out, (&lore, stop)) {
                Left::Over => {}
                Left::Elsewhere(after) => {
                    self.rearrange(model, &after.key);
                    hint = Some(after.place);
                }
                Left::Overlapping => unsettled = true,
                Left::Unknown(slot) => unsettled = self.play_unknown(model, measures, out, (&mut lore, slot)),
            }
            self.quiet.kept[place] = lore;
            let Some(hint) = hint else { return unsettled };
            place = self.quiet.place(hint, model.processes.len());
            self.quiet.present = place;
        }
    }

    /// Plays a failure for which no program holds, and learns from it; says whether it has to be settled.
    #[cold]
    fn play_unknown(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (lore, slot): (&mut Lore, usize),
    ) -> bool {
        let response = &mut lore.responses[slot];
        if response.watched < MOST_WATCHED && response.programs.len() < MOST_PROGRAMS {
            response.watched += 1;
            self.watch(model, measures, out, (lore, slot));
            return false;
        }
        self.events += 1;
        self.fire(model, slot);
        self.draw_next(model);
        true
    }

    /// Plays failures for which a program holds.
    fn repeat<'a>(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (lore, stop): (&'a Lore, u64),
    ) -> Left<'a> {
        let (gap, end) = (model.stream.mean, self.end);
        // The stream and the clock live in registers meanwhile.
        let (mut rng, mut next, mut events) = (self.rng.clone(), self.next_failure, self.events);
        let left = loop {
            if !(next < end && events < stop) {
                break Left::Over;
            }
            let time = next;
            let slot = model.stream.pick(&mut rng);
            if let Some(single) = &lore.singles[slot] {
                let down = single.down * self.ziggurat.exponential(&mut rng);
                let mut unnoticed = NEVER;
                if let Some(mean) = single.notice {
                    unnoticed = mean * self.ziggurat.exponential(&mut rng);
                }
                next = time + gap * self.ziggurat.exponential(&mut rng);
                let (noticed, back) = (time + unnoticed, time + down);
                if back <= next && back < end {
                    events += 2 + u64::from(noticed < back);
                    let until = if noticed < back { noticed } else { back };
                    if single.felt && until > time {
                        let told = &lore.responses[slot].programs[0].told;
                        self.tell_single(measures, out, told, (time, until));
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
            let programs = &lore.responses[slot].programs;
            let played = self.by_program(measures, out, (programs, rng.clone(), time, gap));
            let Some((program, after, then)) = played else {
                self.now = time;
                break Left::Unknown(slot);
            };
            (rng, next, events) = (after, then, events + program.events);
            if let Some(after) = &program.after {
                break Left::Elsewhere(after);
            }
        };
        (self.rng, self.next_failure, self.events) = (rng, next, events);
        left
    }

    /// Tells the journeys' books of a spell in short.
    #[inline]
    fn tell_single(
        &mut self,
        measures: &Measures,
        out: &mut [JourneyFindings],
        told: &[Told],
        (time, until): (f64, f64),
    ) {
        let dip = (time - self.start, until - self.start);
        for it in told {
            let journey = it.change.journey as usize;
            self.tallies[journey].dip(measures, &mut out[journey], dip, it.change.health);
        }
    }

    /// Tells the journeys' books of a spell whose moments came at these hours.
    #[inline]
    fn tell(&mut self, measures: &Measures, out: &mut [JourneyFindings], program: &Program, moments: &[f64]) {
        for told in &program.told {
            let journey = told.change.journey as usize;
            let (tally, out) = (&mut self.tallies[journey], &mut out[journey]);
            let at = moments[told.at as usize] - self.start;
            match told.until {
                Some(until) => {
                    let until = moments[until as usize] - self.start;
                    tally.dip(measures, out, (at, until), told.change.health);
                }
                None => tally.change(measures, out, at, told.change.health),
            }
        }
    }

    /// Plays a failure at hour `time` by the first program that holds; the stream afterwards and its next failure.
    fn by_program<'a>(
        &mut self,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (programs, rng, time, gap): (&'a [Program], Rng, f64, f64),
    ) -> Option<(&'a Program, Rng, f64)> {
        let mut moments = Moments::default();
        for program in programs {
            let played = program.play(&self.ziggurat, &rng, (time, self.end, gap), &mut moments);
            if let Some((after, next)) = played {
                self.tell(measures, out, program, &moments);
                return Some((program, after, next));
            }
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
            let after = (self.quiet.key != lore.key).then(|| {
                let place = self.quiet.place(0, model.processes.len());
                After { key: self.quiet.key.clone(), place }
            });
            self.learn(model, (lore, slot), (began, before, after));
        }
    }

    /// Writes down the spell just watched, if a program of it does the same.
    fn learn(
        &self,
        model: &Compiled,
        (lore, slot): (&mut Lore, usize),
        (began, before, after): (f64, Rng, Option<After>),
    ) {
        let Some(program) = Program::new(&self.quiet.seen, began, after) else { return };
        let (mut moments, times) = (Moments::default(), (began, self.end, model.stream.mean));
        let played = program.play(&self.ziggurat, &before, times, &mut moments);
        if played.is_none_or(|(rng, next)| next != self.next_failure || !rng.is_at(&self.rng)) {
            return;
        }
        let programs = &mut lore.responses[slot].programs;
        match program.single() {
            // In short it stands for other orders too.
            Some(single) => {
                lore.singles[slot] = Some(single);
                programs.insert(0, program);
            }
            None => programs.push(program),
        }
    }

    /// A journey was found in this state after a change.
    #[inline]
    pub(crate) fn see(&mut self, journey: usize, health: Health) {
        if self.quiet.watching {
            self.quiet.write(Seen::Change(Change { journey: journey as u32, health }));
        }
    }
}
