//! A spell: what goes on from a failure in a quiet moment to the next quiet moment, written down once as a short program that can be played
//! again with other random numbers, without the state of the whole model.
//!
//! A program holds for one order of events and one outcome of each chance. Playing it says whether these numbers lead to the same; if they do
//! not, nothing has happened and the failure is played event by event.

use super::queue::NEVER;
use super::rng::Rng;
use super::sampler::Sampler;
use super::tally::Health;
use super::ziggurat::Ziggurat;

/// Longer spells are always played event by event.
const MOST_DRAWS: usize = 8;
const MOST_TIMERS: usize = 12;
pub(crate) const MOST_CHANGES: usize = 16;

/// What was seen while a spell was played event by event.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// A duration was drawn.
    Hours(Sampler, f64),
    /// Something happened with these odds, or did not.
    Chance { odds: f64, happens: bool },
    /// The time to the next failure of all was drawn.
    Gap,
    /// A timer was set to this time.
    Set(u32, f64),
    /// A journey was found in this state.
    Change(Change),
    /// The event of this slot came, at this time.
    Event(u32, f64),
}

/// A journey's state from now on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Change {
    pub journey: u32,
    pub health: Health,
}

/// One step of a program. Timers are numbered in the order of their slots.
#[derive(Clone, Debug)]
enum Step {
    /// A timer is set to an exponential time from now.
    Exponential {
        mean: f64,
        timer: u8,
    },
    /// A timer is set to a fixed time from now.
    Fixed {
        hours: f64,
        timer: u8,
    },
    /// Any duration is drawn, and kept.
    Hours(Sampler),
    Chance {
        odds: f64,
        happens: bool,
    },
    Gap,
    /// To a duration drawn before, from now, or to the sum of two.
    Set {
        timer: u8,
        first: usize,
        second: Option<usize>,
    },
    Clear(u8),
    /// The next event is this timer's, which is cleared; `together`: at the same time as the one before.
    Wait {
        timer: u8,
        together: bool,
    },
    /// The next so many changes.
    Tell(u8),
}

/// A spell written down.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    steps: Vec<Step>,
    timers: usize,
    /// Events of the spell, the failure included.
    pub events: u64,
    /// What the journeys' books are told, in order.
    pub changes: Vec<Change>,
    /// The constellation it ends in, where that is another.
    pub after: Option<Vec<u32>>,
}

/// A spell in which something fails, is perhaps noticed, and is repaired, whichever of the two comes first; both after exponential times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Single {
    /// Mean hours of the exponential repair.
    pub down: f64,
    /// Mean hours until it is noticed; none where nobody does.
    pub notice: Option<f64>,
    /// How many of the program's changes follow the failure, up to its being noticed, and in all.
    pub changes: [u8; 3],
}

/// When each change of a spell comes.
pub(crate) type Moments = [f64; MOST_CHANGES];

impl Program {
    /// Writes down what was seen, which began at hour `began`; none where it cannot be repeated.
    pub(crate) fn new(seen: &[Seen], began: f64, after: Option<Vec<u32>>) -> Option<Self> {
        let mut slots: Vec<u32> = seen
            .iter()
            .filter_map(|it| match it {
                Seen::Set(slot, time) if *time < NEVER => Some(*slot),
                _ => None,
            })
            .collect();
        slots.sort_unstable();
        slots.dedup();
        let timers = slots.len();
        let mut writer = Writer { now: began, set: vec![false; timers], ..Writer::default() };
        for it in seen {
            writer.write(it, &slots)?;
        }
        let events = 1 + seen.iter().filter(|it| matches!(it, Seen::Event(..))).count() as u64;
        let (steps, changes) = writer.finish();
        let kept = steps.iter().filter(|step| matches!(step, Step::Hours(_))).count();
        let fits = kept <= MOST_DRAWS && timers <= MOST_TIMERS && changes.len() <= MOST_CHANGES;
        fits.then_some(Self { steps, timers, events, changes, after })
    }

    /// The same in short, where it is but a failure and a repair.
    pub(crate) fn single(&self) -> Option<Single> {
        let (&Step::Exponential { mean: down, timer }, mut rest) = self.steps.split_first()? else {
            return None;
        };
        let (mut notice, mut noticer) = (None, timer);
        if let [Step::Exponential { mean, timer }, more @ ..] = rest {
            (notice, noticer, rest) = (Some(*mean), *timer, more);
        }
        let [Step::Gap, rest @ ..] = rest else { return None };
        let mut changes = [0; 3];
        let (mut told, mut waits) = (0, Vec::new());
        for step in rest {
            match step {
                Step::Tell(count) => told += count,
                Step::Wait { timer, together: false } => waits.push(*timer),
                _ => return None,
            }
            changes[waits.len().min(2)] = told;
        }
        // Nothing told after an event: as much as before it.
        changes[1] = changes[1].max(changes[0]);
        changes[2] = changes[2].max(changes[1]);
        let expected = match notice {
            Some(_) => vec![noticer, timer],
            None => vec![timer],
        };
        if notice.is_none() {
            changes = [changes[0], changes[0], changes[1]];
        }
        (waits == expected && self.after.is_none()).then_some(Single { down, notice, changes })
    }

    /// Plays it from hour `begin` on: the numbers after it and the time of the next failure of all, whose mean time to come is `gap`; none
    /// where these numbers lead to something else, or beyond `end`. `moments`: when each change comes.
    #[inline]
    pub(crate) fn play(
        &self,
        ziggurat: &Ziggurat,
        rng: &Rng,
        (begin, end, gap): (f64, f64, f64),
        moments: &mut Moments,
    ) -> Option<(Rng, f64)> {
        let mut rng = rng.clone();
        let (mut drawn, mut times) = ([0.0; MOST_DRAWS], [NEVER; MOST_TIMERS]);
        let (mut draws, mut told, mut now, mut next) = (0, 0, begin, NEVER);
        let times = &mut times[..self.timers];
        for step in &self.steps {
            match step {
                Step::Exponential { mean, timer } => {
                    times[*timer as usize] = now + mean * ziggurat.exponential(&mut rng);
                }
                Step::Fixed { hours, timer } => times[*timer as usize] = now + hours,
                Step::Hours(law) => {
                    drawn[draws] = law.sample(ziggurat, &mut rng);
                    draws += 1;
                }
                Step::Gap => next = now + gap * ziggurat.exponential(&mut rng),
                Step::Chance { odds, happens } => {
                    if (rng.uniform() < *odds) != *happens {
                        return None;
                    }
                }
                Step::Set { timer, first, second } => {
                    let hours = drawn[*first] + second.map_or(0.0, |second| drawn[second]);
                    times[*timer as usize] = now + hours;
                }
                Step::Clear(timer) => times[*timer as usize] = NEVER,
                Step::Wait { timer, together } => {
                    let timer = *timer as usize;
                    let time = times[timer];
                    let (before, after) = times.split_at(timer);
                    let first =
                        before.iter().all(|other| *other > time) && after.iter().all(|other| *other >= time);
                    if !first || next < time || time >= end || (time > now) == *together {
                        return None;
                    }
                    now = time;
                    times[timer] = NEVER;
                }
                Step::Tell(changes) => {
                    for moment in &mut moments[told..told + *changes as usize] {
                        *moment = now;
                    }
                    told += *changes as usize;
                }
            }
        }
        Some((rng, next))
    }
}

/// What is kept while a program is written.
#[derive(Default)]
struct Writer {
    now: f64,
    steps: Vec<Step>,
    /// What was drawn, and where it stands among the steps.
    drawn: Vec<(f64, usize)>,
    /// The first of the draws no timer was set to.
    unused: usize,
    /// Timer → set.
    set: Vec<bool>,
    changes: Vec<Change>,
    /// Journeys that are down or lose requests.
    unwell: Vec<u32>,
}

impl Writer {
    fn write(&mut self, seen: &Seen, slots: &[u32]) -> Option<()> {
        let timer = |slot: u32| slots.binary_search(&slot).ok();
        match seen {
            Seen::Hours(law, hours) => {
                self.drawn.push((*hours, self.steps.len()));
                self.steps.push(Step::Hours(law.clone()));
            }
            Seen::Chance { odds, happens } => {
                self.steps.push(Step::Chance { odds: *odds, happens: *happens });
            }
            Seen::Gap => self.steps.push(Step::Gap),
            Seen::Set(slot, time) if *time == NEVER => {
                if let Some(timer) = timer(*slot)
                    && std::mem::replace(&mut self.set[timer], false)
                {
                    self.steps.push(Step::Clear(timer as u8));
                }
            }
            Seen::Set(slot, time) => {
                let timer = timer(*slot)?;
                let (first, second) = self.sum_of(*time)?;
                let before = std::mem::replace(&mut self.set[timer], true);
                self.set_timer(timer as u8, (first, second), before);
            }
            Seen::Event(slot, time) => {
                let timer = timer(*slot)?;
                self.set[timer] = false;
                self.steps.push(Step::Wait { timer: timer as u8, together: *time <= self.now });
                self.now = *time;
                self.unused = self.drawn.len();
            }
            Seen::Change(change) => self.tell(*change),
        }
        Some(())
    }

    /// The draw, or the two, that make up the time from now to then. Timers are set as soon as their hours are drawn, so of equal draws it is
    /// the first that no timer was set to yet.
    fn sum_of(&mut self, time: f64) -> Option<(usize, Option<usize>)> {
        let (now, drawn) = (self.now, &self.drawn);
        let found = (self.unused..drawn.len()).find_map(|at| {
            let both = drawn.get(at + 1).is_some_and(|more| now + (drawn[at].0 + more.0) == time);
            match now + drawn[at].0 == time {
                true => Some((at, None)),
                false => both.then_some((at, Some(at + 1))),
            }
        });
        if let Some((first, second)) = found {
            self.unused = second.unwrap_or(first) + 1;
        }
        found
    }

    /// Sets a timer: in the step that draws its hours, where that is all they are for.
    fn set_timer(&mut self, timer: u8, (first, second): (usize, Option<usize>), before: bool) {
        let place = self.drawn[first].1;
        let cleared =
            self.steps[place..].iter().any(|step| matches!(step, Step::Clear(other) if *other == timer));
        let simple = second.is_none() && !before && !cleared;
        match &self.steps[place] {
            Step::Hours(Sampler::Exponential { mean }) if simple => {
                self.steps[place] = Step::Exponential { mean: *mean, timer };
            }
            Step::Hours(Sampler::Fixed { value }) if simple => {
                self.steps[place] = Step::Fixed { hours: *value, timer };
            }
            _ => self.steps.push(Step::Set { timer, first, second }),
        }
    }

    /// Keeps a change, unless the journey was up and without loss and still is.
    fn tell(&mut self, change: Change) {
        let unwell = !change.health.is_well();
        let place = self.unwell.iter().position(|journey| *journey == change.journey);
        match place {
            None if !unwell => return,
            None => self.unwell.push(change.journey),
            Some(place) if !unwell => drop(self.unwell.remove(place)),
            Some(_) => {}
        }
        self.changes.push(change);
        match self.steps.last_mut() {
            Some(Step::Tell(count)) => *count += 1,
            _ => self.steps.push(Step::Tell(1)),
        }
    }

    /// The steps and the changes; kept draws are numbered among themselves.
    fn finish(mut self) -> (Vec<Step>, Vec<Change>) {
        let kept: Vec<usize> = (0..self.drawn.len())
            .filter(|&draw| matches!(self.steps[self.drawn[draw].1], Step::Hours(_)))
            .collect();
        let number = |draw: usize| kept.binary_search(&draw).unwrap_or(0);
        for step in &mut self.steps {
            if let Step::Set { first, second, .. } = step {
                (*first, *second) = (number(*first), second.map(number));
            }
        }
        (self.steps, self.changes)
    }
}
