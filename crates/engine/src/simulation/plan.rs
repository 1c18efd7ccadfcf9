//! A project made ready to simulate: how long, how often, in which blocks. Everything that follows from it depends on
//! nothing but the project and the options.

use serde::{Deserialize, Serialize};

use crate::model::{Measure, Project, growth, with_demand};
use crate::units::{HOURS_PER_YEAR, Window};

use super::block::{Block, JourneyFindings};
use super::calendar::Week;
use super::causes::Cause;
use super::compile::compile;
use super::compiled::{Compiled, Slot};
use super::error::SimulationError;
use super::quiet::Quiet;
use super::rare::{self, RareRun};
use super::record::Log;
use super::rng::Rng;
use super::scenario::Played;
use super::script::Deed;
use super::state::State;
use super::tally::Measures;
use super::traffic::Traffic;
use super::upkeep::Upkeep;

/// What to simulate and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Years to observe, all replications together; with `precision`, at most.
    pub years: f64,
    /// Stop once the relative half-width of every journey's unavailability is this small.
    pub precision: Option<f64>,
    /// What all random numbers come from.
    pub seed: u64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// Keep the first replication as a list of events.
    pub record: bool,
    /// Play this scenario in every replication.
    pub scenario: Option<String>,
    /// Months of growth before the demand that is simulated.
    pub month: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            years: 10_000.0,
            precision: None,
            seed: 1,
            confidence: 0.99,
            record: false,
            scenario: None,
            month: 0.0,
        }
    }
}

/// Years one replication observes, if enough are asked for.
const REPLICATION_YEARS: f64 = 10.0;
/// Replications there should be at least, for the sake of the intervals.
const WANTED_REPLICATIONS: f64 = 30.0;
/// Events of one replication beyond which it is made shorter.
const REPLICATION_EVENTS: f64 = 2e6;
/// Events of one block.
const BLOCK_EVENTS: f64 = 4e6;
/// Blocks there should be at least, to share among workers.
const WANTED_BLOCKS: u64 = 32;
/// Events of one window or year that cannot be played out.
const MOST_REPLICATION_EVENTS: f64 = 5e8;
/// Events of a whole simulation: about an hour on one core.
const MOST_EVENTS: f64 = 2e11;
/// Events of the run that tells how rare outages are.
const PILOT_EVENTS: f64 = 1e5;
/// Outages among them above which outages are not rare.
const PILOT_OUTAGES: u64 = 20;
/// Share of its time down above which a journey is not rarely down.
const MOST_RARE: f64 = 1e-3;
/// Outages in all replications above which plain sampling does: the unavailability is known to some 8 %.
const ENOUGH_OUTAGES: f64 = 2_000.0;
/// Blocks of excursions towards rare outages.
const RARE_BLOCKS: u64 = 32;
/// Least warm-up, in hours.
const LEAST_WARM_UP: f64 = 720.0;
/// Warm-up, in longest mean down times.
const WARM_UP_REPAIRS: f64 = 10.0;
/// Windows shorter than a minute are refused.
const LEAST_WINDOW: f64 = 1.0 / 60.0;
/// Events between two looks at whether to go on.
const STEP_EVENTS: u64 = 1 << 16;

/// What the summary needs to know of the plan.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub options: Options,
    pub measures: Measures,
    pub journeys: Vec<String>,
    pub window_name: String,
    pub replications: u64,
    pub blocks: u64,
    /// Hours before the observation.
    pub warm_up: f64,
    /// Longest mean down time, in hours.
    pub longest_down: f64,
    /// Journey → requests a second in the busiest hour.
    pub peaks: Vec<Option<f64>>,
    /// Ids of the units.
    pub units: Vec<String>,
    /// What can end service.
    pub causes: Vec<Cause>,
    /// Breaker → ids of its ends.
    pub breakers: Vec<(String, String)>,
    /// Whether things fail by themselves.
    pub ordinary: bool,
    /// Journey → its outages are too rare for plain sampling.
    pub rare: Vec<bool>,
    /// Blocks of excursions, before all others.
    pub rare_blocks: u64,
    /// What the exact answer leaves out.
    pub beyond: Vec<&'static str>,
    pub warnings: Vec<String>,
}

/// A simulation ready to run, block by block, in any order and on any number of threads.
#[derive(Clone, Debug)]
pub struct Plan {
    model: Compiled,
    /// Journey → what its rare outages depend on.
    rare: Vec<Option<Compiled>>,
    settings: Settings,
    per_block: u64,
}

impl Plan {
    /// Makes a project ready.
    ///
    /// # Errors
    /// Why it cannot be simulated, in a sentence.
    pub fn new(project: &Project, options: Options) -> Result<Self, SimulationError> {
        check(&options)?;
        let model = compile(project, options.scenario.as_deref(), options.month)?;
        let objective = project.objective.as_ref();
        let window = objective.map_or(Window::Month, crate::model::Objective::window);
        if !(window.hours() >= LEAST_WINDOW && window.hours().is_finite()) {
            let text = format!(
                "the objective's window of {} s is too short; the least is a minute",
                window.seconds()
            );
            return Err(SimulationError::Option(text));
        }
        let mut warnings = Vec::new();
        if project.journeys().iter().all(|journey| project.promise(journey).is_none()) {
            warnings.push("The project promises nothing: there is no chance of breach to tell.".to_owned());
        }
        let rate = events_per_hour(&model);
        let last = || model.deeds.iter().map(Deed::horizon).fold(0.0, f64::max);
        let scripted = model.script_slot.map(|_| last());
        let horizon = horizon(&options, window.hours(), rate, scripted);
        if rate * horizon > MOST_REPLICATION_EVENTS {
            return Err(too_many_events(&model, rate));
        }
        let longest_down = longest_down(&model);
        let warm_up =
            if scripted.is_some() { 0.0 } else { (WARM_UP_REPAIRS * longest_down).max(LEAST_WARM_UP) };
        let events = rate * (horizon + warm_up) + 1.0;
        let replications = replications(options.years * HOURS_PER_YEAR / horizon, events, &mut warnings);
        let per_block =
            ((BLOCK_EVENTS / events) as u64).clamp(1, replications.div_ceil(WANTED_BLOCKS).max(1));
        let period = horizon.min(HOURS_PER_YEAR);
        if period < HOURS_PER_YEAR {
            warnings.push(
                "One run lasts less than a year: the longest outage is that of a run, not of a year."
                    .to_owned(),
            );
        }
        let measures = Measures {
            horizon,
            window: window.hours(),
            windows: whole(horizon / window.hours()),
            allowed: project
                .journeys()
                .iter()
                .map(|journey| project.promise(journey).map(|it| it.unavailability() * it.window().hours()))
                .collect(),
            by_requests: objective.is_some_and(|objective| objective.measure == Some(Measure::Requests)),
            period,
            periods: whole(horizon / period),
            calendar: Week::new(
                project,
                scripted.is_some() || !model.upkeep.is_empty() || model.traffic.is_some(),
            ),
        };
        let scenario = options.scenario.as_deref().and_then(|name| project.scenario(name));
        let grown = growth(project, options.month);
        let observed = replications as f64 * horizon;
        let seldom = seldom_down(&model, &measures, (options.seed, warm_up), rate, observed);
        let rare = rare_models(project, &seldom, options.month)?;
        let rare_blocks = if rare.iter().any(Option::is_some) { RARE_BLOCKS } else { 0 };
        let settings = Settings {
            rare: rare.iter().map(Option::is_some).collect(),
            rare_blocks,
            journeys: model.journeys.iter().map(|journey| journey.id.clone()).collect(),
            window_name: window.to_string(),
            blocks: rare_blocks + replications.div_ceil(per_block),
            options,
            measures,
            replications,
            peaks: project
                .journeys()
                .iter()
                .map(|journey| journey.peak_rps.map(|peak| peak * grown))
                .collect(),
            units: model.units.iter().map(|unit| unit.id.clone()).collect(),
            causes: model.causes.list.clone(),
            breakers: breaker_ends(&model),
            beyond: beyond(project, &model),
            ordinary: scenario.is_none_or(|scenario| scenario.ordinary_failures == Some(true)),
            warm_up,
            longest_down,
            warnings,
        };
        Ok(Self { model, rare, settings, per_block })
    }

    /// How many blocks there are; they may be run in any order and anywhere.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.settings.blocks
    }

    /// Years that all blocks together observe.
    #[must_use]
    pub fn years(&self) -> f64 {
        self.settings.replications as f64 * self.years_per_replication()
    }

    /// How many runs there are: independent replications, each from a stream of its own.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.settings.replications
    }

    /// The options it was made with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.settings.options
    }

    /// What the reader should know already.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.settings.warnings
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn model(&self) -> &Compiled {
        &self.model
    }

    fn years_per_replication(&self) -> f64 {
        self.settings.measures.horizon / HOURS_PER_YEAR
    }

    /// Runs one block to its end. `keep_going` is told the years done in it, often, and stops it by answering no.
    pub fn run_block(&self, index: u64, keep_going: &mut dyn FnMut(f64) -> bool) -> Option<Block> {
        let mut run = BlockRun::new(self, index);
        while !run.advance(self, STEP_EVENTS) {
            if !keep_going(run.years(self)) {
                return None;
            }
        }
        Some(run.into_block())
    }
}

/// What playing a block taught about its model, to be kept from block to block.
#[derive(Clone, Debug, Default)]
pub struct Learnt(Quiet);

/// A block while it runs, step by step.
#[derive(Clone, Debug)]
pub struct BlockRun {
    state: State,
    block: Block,
    next: u64,
    last: u64,
    /// Whether a replication is under way.
    under_way: bool,
    /// Instead of replications: excursions.
    rare: Option<Box<RareRun>>,
}

impl BlockRun {
    /// Block `index` of the plan, at its beginning; a block beyond the last holds nothing.
    #[must_use]
    pub fn new(plan: &Plan, index: u64) -> Self {
        let excursions = plan.settings.rare_blocks;
        let rare = (index < excursions).then(|| Box::new(RareRun::new(&plan.rare, index)));
        let number = if rare.is_some() { u64::MAX } else { index - excursions };
        let first = number.saturating_mul(plan.per_block).min(plan.settings.replications);
        let last = first.saturating_add(plan.per_block).min(plan.settings.replications);
        let block = Block {
            index,
            replications: last - first,
            events: 0,
            journeys: vec![JourneyFindings::default(); plan.model.journeys.len()],
            recording: Vec::new(),
            recording_cut: false,
            played: plan
                .model
                .script_slot
                .map(|_| Played::new(plan.model.journeys.len(), plan.model.units.len())),
            excursions: Vec::new(),
            breakers: Vec::new(),
        };
        Self { state: State::new(&plan.model), block, next: first, last, under_way: false, rare }
    }

    /// Knows from the beginning what an earlier block of the same plan learnt: plays faster, with the same findings.
    #[must_use]
    pub fn knowing(mut self, learnt: Learnt) -> Self {
        self.state.quiet = learnt.0;
        self
    }

    /// Hands over what was learnt, for the next block.
    #[must_use]
    pub fn learnt(&mut self) -> Learnt {
        Learnt(std::mem::take(&mut self.state.quiet))
    }

    /// Plays every event through the queue, one by one, as the recorded replication always is: slower, with the same findings.
    #[must_use]
    pub fn step_by_step(mut self) -> Self {
        self.state.shortcuts = false;
        self
    }

    /// Plays about so many more events; says whether the block is complete.
    pub fn advance(&mut self, plan: &Plan, events: u64) -> bool {
        let stop = self.state.events.saturating_add(events);
        let (model, measures) = (&plan.model, &plan.settings.measures);
        if let Some(mut rare) = self.rare.take() {
            if !rare.step(&plan.rare, measures, plan.settings.options.seed) {
                self.rare = Some(rare);
                return false;
            }
            let (found, events) = rare.into_found();
            self.block.excursions = found;
            self.block.events = events;
            return true;
        }
        while self.next < self.last {
            if !self.under_way {
                self.begin(plan);
            }
            let left = stop.saturating_sub(self.state.events).max(1);
            if !self.state.run(model, measures, &mut self.block.journeys, left) {
                return false;
            }
            self.finish(plan);
            if self.state.events >= stop && self.next < self.last {
                return false;
            }
        }
        true
    }

    fn begin(&mut self, plan: &Plan) {
        let (model, measures) = (&plan.model, &plan.settings.measures);
        let (warm_up, out) = (plan.settings.warm_up, &mut self.block.journeys);
        let rng = Rng::stream(plan.settings.options.seed, self.next);
        self.under_way = true;
        self.state.begin(model, measures, out, (rng, warm_up));
        if plan.settings.options.record && self.next == 0 {
            let end = std::mem::replace(&mut self.state.end, warm_up);
            self.state.run(model, measures, out, u64::MAX);
            self.state.end = end;
            self.state.log = Some(Box::new(Log::default()));
            self.state.note_standing(model);
        }
    }

    fn finish(&mut self, plan: &Plan) {
        let played = self.block.played.as_mut();
        self.state.finish(&plan.settings.measures, &mut self.block.journeys, played);
        if let Some(log) = self.state.log.take() {
            self.block.recording_cut = log.cut;
            self.block.recording = log.into_events(&plan.model);
        }
        self.under_way = false;
        self.next += 1;
    }

    /// Years done so far.
    #[must_use]
    pub fn years(&self, plan: &Plan) -> f64 {
        let whole = self.block.replications - (self.last - self.next);
        let part =
            if self.under_way { (self.state.now - self.state.start).max(0.0) / HOURS_PER_YEAR } else { 0.0 };
        whole as f64 * plan.years_per_replication() + part
    }

    /// The findings.
    #[must_use]
    pub fn into_block(mut self) -> Block {
        self.block.events += self.state.events;
        self.block.breakers = std::mem::take(&mut self.state.flow.open);
        self.block
    }
}

/// Which journeys go down so seldom that the replications would see too few outages: by a short run of its own.
fn seldom_down(
    model: &Compiled,
    measures: &Measures,
    (seed, warm_up): (u64, f64),
    rate: f64,
    observed: f64,
) -> Vec<bool> {
    let journeys = model.journeys.len();
    if !rare::undisturbed(model) {
        return vec![false; journeys];
    }
    let horizon = PILOT_EVENTS / rate;
    let pilot = Measures { horizon, windows: 0, periods: 0, period: horizon, ..measures.clone() };
    let mut found = vec![JourneyFindings::default(); journeys];
    let mut state = State::new(model);
    state.begin(model, &pilot, &mut found, (Rng::stream(seed, u64::MAX), warm_up));
    state.run(model, &pilot, &mut found, 4 * PILOT_EVENTS as u64);
    state.finish(&pilot, &mut found, None);
    // A journey that is never up has no outages either.
    let rare = |it: &JourneyFindings| {
        it.down.mean() < MOST_RARE
            && it.outage_count < PILOT_OUTAGES
            && it.outage_count as f64 * observed / horizon < ENOUGH_OUTAGES
    };
    found.iter().map(rare).collect()
}

/// The part of the model that matters to each journey that is seldom down.
fn rare_models(
    project: &Project,
    seldom: &[bool],
    month: f64,
) -> Result<Vec<Option<Compiled>>, SimulationError> {
    if !seldom.contains(&true) {
        return Ok(vec![None; seldom.len()]);
    }
    let project = with_demand(project, month);
    let model = |(journey, &seldom): (usize, &bool)| {
        let model = seldom.then(|| compile(&rare::confined(&project, journey), None, month)).transpose()?;
        Ok(model.filter(|model| rare::possible(model) && rare::undisturbed(model)))
    };
    seldom.iter().enumerate().map(model).collect()
}

fn check(options: &Options) -> Result<(), SimulationError> {
    let fault = |text: String| Err(SimulationError::Option(text));
    if !(options.years > 0.0 && options.years <= 1e12) {
        return fault(format!("{} years cannot be simulated; ask for more than 0", options.years));
    }
    if options.precision.is_some_and(|precision| !(precision > 0.0 && precision < 1.0)) {
        return fault("the precision is a relative half-width between 0 and 1, for example 0.02".to_owned());
    }
    if !(-1_200.0..=1_200.0).contains(&options.month) {
        return fault("the demand is simulated at most 1200 months from now".to_owned());
    }
    if !(options.confidence > 0.0 && options.confidence < 1.0) {
        return fault("the confidence lies between 0 and 1, for example 0.99".to_owned());
    }
    Ok(())
}

/// Whole periods in a quotient that rounding may have left just short.
fn whole(quotient: f64) -> u64 {
    (quotient * (1.0 + 1e-12)) as u64
}

/// Hours each replication observes: a scenario its window; otherwise ten years, in whole years fewer where less than
/// 300 are asked for or the model is very busy, and never less than a year or a window.
fn horizon(options: &Options, window: f64, rate: f64, scripted: Option<f64>) -> f64 {
    if let Some(end) = scripted {
        return window.max(end);
    }
    let asked = libm::floor(options.years / WANTED_REPLICATIONS);
    let bearable = libm::floor(REPLICATION_EVENTS / (rate * HOURS_PER_YEAR));
    let years = REPLICATION_YEARS.min(asked).min(bearable).max(1.0);
    (years * HOURS_PER_YEAR).max(window)
}

/// How many replications make up the years asked for: at least two, and no more than can be played out.
fn replications(wanted: f64, events: f64, warnings: &mut Vec<String>) -> u64 {
    let wanted = libm::ceil(wanted - 1e-9).max(2.0);
    let most = libm::floor(MOST_EVENTS / events).max(2.0);
    if wanted > most {
        let percent = 100.0 * most / wanted;
        warnings.push(format!("So many years would take hours: only {percent:.2} % of them are simulated."));
    }
    wanted.min(most) as u64
}

/// Expected state changes an hour: two for each cycle of each process, and some timers.
fn events_per_hour(model: &Compiled) -> f64 {
    let timers = 1.5;
    let failing: f64 =
        model.processes.iter().map(|process| timers * 2.0 / (process.up.mean() + process.down.mean())).sum();
    let planned: f64 = model.upkeep.iter().map(Upkeep::events_per_hour).sum();
    let hourly = model.traffic.as_ref().and_then(|traffic| traffic.hour_slot).map_or(0.0, |_| 1.0);
    failing + planned + hourly
}

/// What the exact answer leaves out and the model has.
fn beyond(project: &Project, model: &Compiled) -> Vec<&'static str> {
    let hours = project.objective.as_ref().is_some_and(|objective| objective.service_hours.is_some());
    let overload = |traffic: &Traffic| traffic.stations.iter().any(|station| station.overload > 1.0);
    let parts = [
        ("planned maintenance", !model.upkeep.is_empty()),
        ("service hours", hours),
        ("overload", model.traffic.as_deref().is_some_and(overload)),
        ("load", model.traffic.is_some()),
    ];
    parts.into_iter().filter(|(_, has)| *has).map(|(words, _)| words).collect()
}

fn breaker_ends(model: &Compiled) -> Vec<(String, String)> {
    let id = |unit: u32| model.units[unit as usize].id.clone();
    let breakers = model.traffic.iter().flat_map(|traffic| &traffic.breakers);
    breakers.map(|breaker| (id(breaker.source), id(breaker.target))).collect()
}

fn longest_down(model: &Compiled) -> f64 {
    let repairs = model.processes.iter().map(|process| process.down.mean());
    let passives =
        model.passives.iter().flat_map(|it| [Some(&it.time), it.start.as_ref(), it.manual.as_ref()]);
    let failovers = model.failovers.iter().flat_map(|it| [Some(&it.time), it.manual.as_ref()]);
    repairs.chain(passives.chain(failovers).flatten().map(super::sampler::Sampler::mean)).fold(0.0, f64::max)
}

fn too_many_events(model: &Compiled, rate: f64) -> SimulationError {
    let cycle = |slot: &usize| model.processes[*slot].up.mean() + model.processes[*slot].down.mean();
    let fastest = (0..model.processes.len()).min_by(|a, b| cycle(a).total_cmp(&cycle(b))).unwrap_or(0);
    let owner = match model.slots.get(fastest) {
        Some(Slot::Copy(copy)) => &model.units[model.copies[*copy as usize].unit as usize].id,
        Some(Slot::Unit(unit)) => &model.units[*unit as usize].id,
        Some(Slot::Zone(zone)) => &model.zones[*zone as usize].id,
        _ => "",
    };
    let name = model.processes.get(fastest).map_or("", |process| process.name.as_str());
    SimulationError::TooManyEvents {
        per_year: format!("{:.0e}", rate * HOURS_PER_YEAR),
        fastest: format!("'{owner}', {name}"),
    }
}
