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
const MOST_MOMENTS: usize = 12;

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

/// A journey's state from one moment of a spell on, and until which other, where it is well before and after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub change: Change,
    pub at: u8,
    pub until: Option<u8>,
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
        first: u8,
        second: Option<u8>,
    },
    /// The next event is this timer's, before those of its rivals, which are set as well (a bit each); `together`: at the same time as the
    /// one before.
    Wait {
        timer: u8,
        rivals: u16,
        together: bool,
    },
}

/// A spell written down. Its moments are the failure and the events that follow.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    steps: Vec<Step>,
    /// Events of the spell, the failure included.
    pub events: u64,
    /// What the journeys' books are told: of each journey in order.
    pub told: Vec<Told>,
    /// The constellation it ends in, where that is another.
    pub after: Option<After>,
}

/// A constellation, and where it was kept last.
#[derive(Clone, Debug)]
pub(crate) struct After {
    pub key: Vec<u32>,
    pub place: usize,
}

/// A spell in which something fails, is perhaps noticed, and is repaired, whichever of the two comes first; both after exponential times.
/// Journeys are unwell until one of them comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Single {
    /// Mean hours of the exponential repair.
    pub down: f64,
    /// Mean hours until it is noticed; none where nobody does.
    pub notice: Option<f64>,
    /// Whether any journey is unwell.
    pub felt: bool,
}

/// When each moment of a spell comes.
pub(crate) type Moments = [f64; MOST_MOMENTS];

impl Program {
    /// Writes down what was seen, which began at hour `began`; none where it cannot be repeated.
    pub(crate) fn new(seen: &[Seen], began: f64, after: Option<After>) -> Option<Self> {
        let mut slots: Vec<u32> = seen
            .iter()
            .filter_map(|it| match it {
                Seen::Set(slot, time) if *time < NEVER => Some(*slot),
                _ => None,
            })
            .collect();
        slots.sort_unstable();
        slots.dedup();
        let events = 1 + seen.iter().filter(|it| matches!(it, Seen::Event(..))).count();
        let draws = seen.iter().filter(|it| matches!(it, Seen::Hours(..))).count();
        if slots.len() > MOST_TIMERS || events > MOST_MOMENTS || draws > u8::MAX.into() {
            return None;
        }
        let mut writer = Writer { now: began, ..Writer::default() };
        for it in seen {
            writer.write(it, &slots)?;
        }
        let (steps, told) = writer.finish();
        let kept = steps.iter().filter(|step| matches!(step, Step::Hours(_))).count();
        (kept <= MOST_DRAWS).then_some(Self { steps, events: events as u64, told, after })
    }

    /// The same in short, where it is but a failure and a repair.
    pub(crate) fn single(&self) -> Option<Single> {
        let (down, notice) = match self.steps[..] {
            [
                Step::Exponential { mean, timer },
                Step::Gap,
                Step::Wait { timer: back, together: false, .. },
            ] if back == timer => (mean, None),
            [
                Step::Exponential { mean, timer },
                Step::Exponential { mean: notice, timer: noticer },
                Step::Gap,
                Step::Wait { timer: first, together: false, .. },
                Step::Wait { timer: second, together: false, .. },
            ] if (first, second) == (noticer, timer) => (mean, Some(notice)),
            _ => return None,
        };
        let short = self.told.iter().all(|it| it.at == 0 && it.until == Some(1));
        let felt = !self.told.is_empty();
        (short && self.after.is_none()).then_some(Single { down, notice, felt })
    }

    /// Plays it from hour `begin` on: the numbers after it and the time of the next failure of all, whose mean time to come is `gap`; none
    /// where these numbers lead to something else, or beyond `end`. `moments`: when each event comes.
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
        let (mut draws, mut past, mut now, mut next) = (0, 0, begin, NEVER);
        moments[0] = begin;
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
                    let hours = drawn[*first as usize] + second.map_or(0.0, |second| drawn[second as usize]);
                    times[*timer as usize] = now + hours;
                }
                Step::Wait { timer, rivals, together } => {
                    let time = times[*timer as usize];
                    if next < time || time >= end || (time > now) == *together {
                        return None;
                    }
                    let mut rivals = *rivals;
                    while rivals != 0 {
                        let rival = rivals.trailing_zeros() as u8;
                        let other = times[rival as usize];
                        if other < time || (other == time && rival < *timer) {
                            return None;
                        }
                        rivals &= rivals - 1;
                    }
                    (now, past) = (time, past + 1);
                    moments[past] = now;
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
    /// Which timers are set, a bit each.
    set: u16,
    /// Events so far.
    moment: u8,
    told: Vec<Told>,
    /// Journeys that are down or lose requests, and whether they have been so in one way only.
    unwell: Vec<(u32, bool)>,
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
                self.set &= !timer(*slot).map_or(0, |timer| 1 << timer);
            }
            Seen::Set(slot, time) => {
                let timer = timer(*slot)?;
                let (first, second) = self.sum_of(*time)?;
                self.set |= 1 << timer;
                self.set_timer(timer as u8, first, second);
            }
            Seen::Event(slot, time) => {
                let timer = timer(*slot)?;
                self.set &= !(1 << timer);
                let (rivals, together) = (self.set, *time <= self.now);
                self.steps.push(Step::Wait { timer: timer as u8, rivals, together });
                self.now = *time;
                self.moment += 1;
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
    fn set_timer(&mut self, timer: u8, first: usize, second: Option<usize>) {
        let place = self.drawn[first].1;
        let since = |step: &Step| matches!(step, Step::Set { timer: other, .. } if *other == timer);
        let simple = second.is_none() && !self.steps[place..].iter().any(since);
        match &self.steps[place] {
            Step::Hours(Sampler::Exponential { mean }) if simple => {
                self.steps[place] = Step::Exponential { mean: *mean, timer };
            }
            Step::Hours(Sampler::Fixed { value }) if simple => {
                self.steps[place] = Step::Fixed { hours: *value, timer };
            }
            _ => {
                let (first, second) = (first as u8, second.map(|second| second as u8));
                self.steps.push(Step::Set { timer, first, second });
            }
        }
    }

    /// Keeps a change, unless the journey was up and without loss and still is.
    fn tell(&mut self, change: Change) {
        let well = change.health.is_well();
        match self.unwell.iter().position(|it| it.0 == change.journey) {
            None if well => return,
            None => self.unwell.push((change.journey, true)),
            Some(place) if well => {
                let (journey, once) = self.unwell.remove(place);
                let last = self.told.iter_mut().rfind(|it| it.change.journey == journey);
                if let Some(told) = last.filter(|_| once) {
                    told.until = Some(self.moment);
                    return;
                }
            }
            Some(place) => self.unwell[place].1 = false,
        }
        self.told.push(Told { change, at: self.moment, until: None });
    }

    /// The steps and what is told; kept draws are numbered among themselves.
    fn finish(mut self) -> (Vec<Step>, Vec<Told>) {
        let kept: Vec<usize> = (0..self.drawn.len())
            .filter(|&draw| matches!(self.steps[self.drawn[draw].1], Step::Hours(_)))
            .collect();
        let number = |draw: u8| kept.binary_search(&(draw as usize)).unwrap_or(0) as u8;
        for step in &mut self.steps {
            if let Step::Set { first, second, .. } = step {
                (*first, *second) = (number(*first), second.map(number));
            }
        }
        (self.steps, self.told)
    }
}
