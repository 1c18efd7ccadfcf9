//! One run played again, with everything that happened in it: what the screens play back.
//!
//! Run *i* of a plan is the same run whether it is played for the answer or to be looked at: it draws from the same stream. So
//! nothing is kept while the answer is computed; [`Skim`] finds the run worth looking at, and [`Recorder`] plays that one again.
//!
//! ```
//! use ninefold_engine::simulation::{Options, Plan, playback::{Recorder, Skim}};
//! # use ninefold_engine::model;
//! let text = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}],
//!     "components": [{"id": "db", "failures": [{"mtbf": "99d", "mttr": "1d"}]}]}"#;
//! let project = model::read(text).unwrap().project;
//! let plan = Plan::new(&project, Options { years: 300.0, ..Options::default() }).unwrap();
//! let mut skim = Skim::new(&plan);
//! while !skim.advance(&plan, 100_000) {}
//! let mut recorder = Recorder::new(&plan, skim.worst());
//! while !recorder.advance(&plan, 100_000) {}
//! let recording = recorder.into_recording(&plan);
//! let longest = recording.outages("j").iter().map(|(from, to)| to - from).fold(0.0, f64::max);
//! assert!((longest - skim.longest_seconds()).abs() < 1e-6);
//! ```

use serde::Serialize;

use super::answer::RecordedEvent;
use super::block::JourneyFindings;
use super::compiled::{Compiled, Redundancy, Support, Target};
use super::plan::Plan;
use super::record::Log;
use super::rng::Rng;
use super::state::{Aim, Phase, State};

/// Events looked through for the run with the longest outage.
const SKIMMED_EVENTS: u64 = 2_000_000;

/// How a component or zone stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// All of it works.
    #[default]
    Up,
    /// It serves, with copies missing, requests lost or a soft link broken.
    Degraded,
    /// It does not serve until a switch-over under way is done.
    FailingOver,
    /// It does not serve.
    Down,
    /// It does not serve because of planned work on it.
    Maintenance,
}

impl Standing {
    /// Each with its word in recordings.
    pub const ALL: [(&'static str, Self); 5] = [
        ("up", Self::Up),
        ("degraded", Self::Degraded),
        ("failing over", Self::FailingOver),
        ("down", Self::Down),
        ("maintenance", Self::Maintenance),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, standing)| *standing == self).map_or("up", |(word, _)| word)
    }

    /// The one with this word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(known, _)| *known == word).map_or(Self::Up, |(_, standing)| *standing)
    }
}

/// One run, as it happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recording {
    /// What the streams were derived from.
    pub seed: u64,
    /// Which run, from 1.
    pub run: u64,
    /// How many the plan has.
    pub runs: u64,
    /// The scenario played; none for the steady state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Length of the run, in seconds.
    pub seconds: f64,
    /// Whether more happened than is kept: then it ends with the last event.
    pub cut: bool,
    /// In order of time.
    pub events: Vec<RecordedEvent>,
}

impl Recording {
    /// Until when everything is recorded, in seconds.
    #[must_use]
    pub fn until(&self) -> f64 {
        let last = self.events.last().filter(|_| self.cut);
        last.map_or(self.seconds, |event| event.at)
    }

    /// The outages of a journey, from when to when in seconds; one that has not ended goes on to the end.
    #[must_use]
    pub fn outages(&self, journey: &str) -> Vec<(f64, f64)> {
        let mut found: Vec<(f64, f64)> = Vec::new();
        let mut since = None;
        for event in &self.events {
            let down = event.journeys.get(journey).is_some_and(|state| state == "down");
            match since {
                None if down => since = Some(event.at),
                Some(from) if !down => {
                    found.push((from, event.at));
                    since = None;
                }
                _ => {}
            }
        }
        found.extend(since.map(|from| (from, self.until())));
        found
    }
}

/// A run while it is recorded.
#[derive(Clone, Debug)]
pub struct Recorder {
    state: State,
    found: Vec<JourneyFindings>,
    run: u64,
    /// Whether the warm-up is over.
    observing: bool,
}

impl Recorder {
    /// Run number `run` of the plan, from 0, at its beginning.
    #[must_use]
    pub fn new(plan: &Plan, run: u64) -> Self {
        let (mut state, mut found) = room(plan);
        begin(plan, &mut state, &mut found, run);
        state.end = state.start;
        Self { state, found, run, observing: false }
    }

    /// Plays about so many more events; says whether the recording is complete.
    pub fn advance(&mut self, plan: &Plan, events: u64) -> bool {
        let (model, measures) = (plan.model(), &plan.settings().measures);
        if !self.state.run(model, measures, &mut self.found, events) {
            return self.observing && self.state.log.as_ref().is_some_and(|log| log.cut);
        }
        if self.observing {
            return true;
        }
        self.observing = true;
        self.state.end = self.state.start + measures.horizon;
        self.state.log = Some(Box::new(Log::default()));
        self.state.note_standing(model);
        false
    }

    /// What was recorded.
    #[must_use]
    pub fn into_recording(mut self, plan: &Plan) -> Recording {
        let settings = plan.settings();
        let log = self.state.log.take().map(|log| *log).unwrap_or_default();
        Recording {
            seed: settings.options.seed,
            run: self.run + 1,
            runs: settings.replications,
            scenario: settings.options.scenario.clone(),
            seconds: settings.measures.horizon * 3_600.0,
            cut: log.cut,
            events: log.into_events(plan.model()),
        }
    }
}

/// The first runs of a plan, looked through for the longest outage.
#[derive(Clone, Debug)]
pub struct Skim {
    state: State,
    found: Vec<JourneyFindings>,
    next: u64,
    under_way: bool,
    worst: u64,
    longest: f64,
}

impl Skim {
    /// Nothing looked at yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let (state, found) = room(plan);
        Self { state, found, next: 0, under_way: false, worst: 0, longest: 0.0 }
    }

    /// Plays about so many more events; says whether it has looked through all runs, or enough of them.
    pub fn advance(&mut self, plan: &Plan, events: u64) -> bool {
        let (model, measures) = (plan.model(), &plan.settings().measures);
        let stop = self.state.events.saturating_add(events);
        while self.next < plan.settings().replications && self.state.events < SKIMMED_EVENTS {
            if !self.under_way {
                self.found.fill(JourneyFindings::default());
                begin(plan, &mut self.state, &mut self.found, self.next);
                self.under_way = true;
            }
            let left = stop.saturating_sub(self.state.events);
            if left == 0 || !self.state.run(model, measures, &mut self.found, left) {
                return self.state.events >= SKIMMED_EVENTS;
            }
            self.state.finish(measures, &mut self.found, None);
            let longest = self.found.iter().map(|it| it.longest_outage_hours).fold(0.0, f64::max);
            if longest > self.longest {
                (self.longest, self.worst) = (longest, self.next);
            }
            self.under_way = false;
            self.next += 1;
        }
        true
    }

    /// The run with the longest outage of those looked at, from 0; the first where there was none.
    #[must_use]
    pub fn worst(&self) -> u64 {
        self.worst
    }

    /// That outage, in seconds.
    #[must_use]
    pub fn longest_seconds(&self) -> f64 {
        self.longest * 3_600.0
    }

    /// How many runs were looked through.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.next
    }
}

fn room(plan: &Plan) -> (State, Vec<JourneyFindings>) {
    let model = plan.model();
    (State::new(model), vec![JourneyFindings::default(); model.journeys.len()])
}

fn begin(plan: &Plan, state: &mut State, found: &mut [JourneyFindings], run: u64) {
    let settings = plan.settings();
    let rng = Rng::stream(settings.options.seed, run);
    state.begin(plan.model(), &settings.measures, found, (rng, settings.warm_up));
}

impl State {
    /// How a unit (or, after all units, a zone) stands now.
    pub(crate) fn standing(&self, model: &Compiled, subject: usize) -> Standing {
        match subject.checked_sub(model.units.len()) {
            Some(zone) if self.zone_down[zone] == 0 => Standing::Up,
            Some(zone) if self.worked_on(model, Target::Zone(zone as u32)) => Standing::Maintenance,
            Some(_) => Standing::Down,
            None if self.serving[subject] && self.whole(model, subject) => Standing::Up,
            None if self.serving[subject] => Standing::Degraded,
            None if self.worked_on(model, Target::Unit(subject as u32)) => Standing::Maintenance,
            None if self.switching(model, subject) => Standing::FailingOver,
            None => Standing::Down,
        }
    }

    fn worked_on(&self, model: &Compiled, target: Target) -> bool {
        model.upkeep.iter().zip(&self.upkeep).any(|(work, state)| work.target == target && state.under_way)
    }

    /// Whether nothing of a unit that serves is missing.
    fn whole(&self, model: &Compiled, unit: usize) -> bool {
        let complete = self.working[unit] == model.units[unit].copy_count() && self.undetected[unit] == 0;
        let answers = self.flow.answered.get(unit).is_none_or(|share| *share >= 1.0 - 1e-9);
        let mut softs = model.soft_links.row(unit).iter();
        complete && answers && softs.all(|&soft| self.serving[model.softs[soft as usize].target as usize])
    }

    /// Whether a switch-over that will work is under way.
    fn switching(&self, model: &Compiled, unit: usize) -> bool {
        let group = match model.units[unit].redundancy {
            Redundancy::Passive(passive) => {
                matches!(self.passives[passive as usize].phase, Phase::Switching | Phase::FailingBack)
            }
            Redundancy::Threshold(_) => false,
        };
        let rule = match model.units[unit].support {
            Support::Failover(rule) => {
                self.failovers[rule as usize].aim == Aim::Waiting && !self.by_hand[rule as usize]
            }
            Support::Count(_) | Support::Cycle(_) => false,
        };
        group || rule
    }
}
