//! From a project to its exact answer: the order of the work.

use super::answer::*;
use super::balance::{Balance, balance, balance_again};
use super::charges::{self, Cause, Effect};
use super::error::AnalysisError;
use super::event::Plan;
use super::graph::Graph;
use super::importance::{Coherent, Importances, NamedSet};
use super::joint;
use super::notes;
use super::objective;
use super::planned::{Planned, PromiseLaw};
use super::requests;
use super::reward::Reward;
use super::session::{Changes, Session};
use super::structure::{Kind, Structure};
use super::window::WindowLaw;
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::lanes::{Shapes, Valued};
use crate::model::{Diagnostics, Journey, Measure, Objective, Project, Severity, validate_again};
use crate::units::HOURS_PER_YEAR;

/// Seconds in the year of rates.
pub(super) const SECONDS_PER_YEAR: f64 = HOURS_PER_YEAR * 3_600.0;

/// Most states of a journey that is taken as one chain.
pub(super) const JOINT_STATES: usize = 200;
/// Most states, alike ones taken together, of a journey whose downtime in a window is taken from the chain of the whole.
const REWARD_STATES: usize = 25;
/// What to answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Ids of components and zones held down: "what if this is off?".
    pub off: Vec<String>,
    /// Most nodes of the decision diagram.
    pub node_limit: usize,
    /// Most cut sets listed per journey; 0 leaves them out.
    pub cut_sets: usize,
    /// For [`super::outlook()`]: hours after everything worked to answer for, ascending.
    pub curve: Vec<f64>,
    /// For [`super::outlook()`]: also the whole law of one window's downtime, and of the longest outage in a year.
    pub window: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { off: Vec::new(), node_limit: 4_000_000, cut_sets: 50, curve: Vec::new(), window: false }
    }
}

/// The exact answer of docs/methods.md for a project; where its diagram outgrows [`Options::node_limit`], bounds.
///
/// # Errors
/// When the project is invalid (all diagnostics), has no journey, or is too large; each says what can be done.
///
/// ```
/// use ninefold_engine::{analysis, model};
/// let text = r#"{"format": "ninefold/1",
///   "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}]}],
///   "journeys": [{"id": "query", "entry": "db"}]}"#;
/// let project = model::read(text).unwrap().project;
/// let answer = analysis::analyze(&project, &analysis::Options::default()).unwrap();
/// assert!((answer.journeys[0].unavailability - 0.001).abs() < 1e-18);
/// assert!((answer.journeys[0].outages_per_year - 8.76).abs() < 1e-12);
/// ```
pub fn analyze(project: &Project, options: &Options) -> Result<Analysis, AnalysisError> {
    Session::complete().analyze(project, options)
}

/// What is held down, once the project is known to be valid and to have a journey.
pub(super) fn prepare(project: &Project, options: &Options) -> Result<Vec<Kind>, AnalysisError> {
    prepare_again(project, options, None)
}

/// The same where it is known what has changed since a project that was valid.
pub(super) fn prepare_again(
    project: &Project,
    options: &Options,
    changes: Option<&Changes>,
) -> Result<Vec<Kind>, AnalysisError> {
    let components = changes.map(|changes| changes.components.as_slice());
    let found = validate_again(project, components, changes.is_none_or(|changes| changes.links));
    let faults: Vec<_> = found.into_iter().filter(|d| d.severity == Severity::Error).collect();
    if !faults.is_empty() {
        return Err(AnalysisError::Invalid(Diagnostics(faults)));
    }
    if project.journeys().is_empty() {
        return Err(AnalysisError::NoJourney);
    }
    resolve_off(project, &options.off)
}

fn resolve_off(project: &Project, ids: &[String]) -> Result<Vec<Kind>, AnalysisError> {
    let find = |id: &String| {
        let component = project.components().iter().position(|c| c.id == *id).map(Kind::Common);
        let zone = || project.zones().iter().position(|z| z.id == *id).map(Kind::Zone);
        component.or_else(zone).ok_or_else(|| AnalysisError::UnknownOff(id.clone()))
    };
    ids.iter().map(find).collect()
}

/// Everything the answers are drawn from.
pub(super) struct Work<'a> {
    pub project: &'a Project,
    pub graph: &'a Graph,
    pub structure: &'a Structure,
    pub options: &'a Options,
    pub off: &'a [Kind],
    pub chances: Vec<Chance>,
    pub causes: &'a [Cause],
    /// Cut sets, importance measures and the shares of full service and of requests answered, where they are wanted.
    pub details: Option<&'static Details>,
}

/// What takes longer than an answer may while one edits: by reference, so that a program that never asks for it need not hold it.
pub struct Details {
    coherent: fn(&Work<'_>) -> Option<Coherent>,
    list: fn(&Importances<'_>, &Coherent, usize, usize) -> Vec<NamedSet>,
    measure: fn(&Importances<'_>, &[NamedSet]) -> Vec<Contribution>,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Details")
    }
}

/// Lists cut sets and measures importance.
pub(super) static DETAILS: Details = Details {
    coherent: |work| {
        work.structure.coherent(work.project, work.graph, work.off, work.options.node_limit).ok()
    },
    list: |importances, functions, journey, most| importances.cut_sets(functions, journey, most),
    measure: |importances, cut_sets| importances.contributions(cut_sets),
};

impl<'a> Work<'a> {
    pub fn new(
        project: &'a Project,
        graph: &'a Graph,
        structure: &'a Structure,
        options: &'a Options,
        off: &'a [Kind],
        causes: &'a [Cause],
    ) -> Self {
        Self { project, graph, structure, options, off, chances: structure.chances(), causes, details: None }
    }

    /// The answer for all journeys, given the books of their `up` functions and the answers for the components.
    pub fn answer(&self, books: &[Balance], components: Vec<ComponentAnswer>) -> Analysis {
        let journeys = self.journeys(books);
        let (project, structure) = (self.project, self.structure);
        Analysis {
            format: FORMAT.to_owned(),
            name: project.display_name().to_owned(),
            components,
            solver: Solver {
                variables: structure.variables.len(),
                modules: structure.modules,
                bdd_nodes: structure.nodes,
                limit: None,
                milliseconds: 0.0,
            },
            assumptions: notes::assumptions(project, structure, &journeys),
            warnings: notes::warnings(project, self.graph, structure, &journeys, &self.options.off),
            journeys,
        }
    }

    /// The books of all journeys' `up` functions; `shapes`, of each of these, are to be kept as long as the structure.
    pub fn books(&self, shapes: &mut Vec<Shapes>) -> Vec<Balance> {
        shapes.resize_with(self.structure.journeys.len(), Shapes::default);
        let journeys = self.structure.journeys.iter().zip(shapes);
        let books = journeys.map(|(roots, shapes)| {
            balance_again(self.structure, &roots.up, &self.chances, self.causes, shapes)
        });
        books.collect()
    }

    fn journeys(&self, books: &[Balance]) -> Vec<JourneyAnswer> {
        let details = self.details.filter(|_| self.options.cut_sets > 0);
        let coherent = details.and_then(|details| (details.coherent)(self));
        let journeys = self.project.journeys().iter().zip(books).enumerate();
        journeys
            .map(|(position, (journey, books))| self.journey(position, journey, books, coherent.as_ref()))
            .collect()
    }

    fn journey(
        &self,
        position: usize,
        journey: &Journey,
        books: &Balance,
        coherent: Option<&Coherent>,
    ) -> JourneyAnswer {
        let promise = self.project.promise(journey);
        let objective = promise.as_ref();
        let counts_requests = objective.is_some_and(|promise| promise.measure == Some(Measure::Requests));
        let full = if self.details.is_some() { self.full(position, books) } else { f64::NAN };
        let asked = self.details.is_some() || counts_requests;
        let served = if asked { self.served(position, books) } else { f64::NAN };
        let importances = self.importances(position, books);
        let most = self.options.cut_sets;
        let listed = self.details.zip(coherent);
        let cut_sets = listed.map_or(Vec::new(), |(details, functions)| {
            (details.list)(&importances, functions, position, most)
        });
        let objective = objective.map(|promise| {
            let law = self.promise_law(position, books, promise);
            objective::answer(promise, books.down, served, &law)
        });
        JourneyAnswer {
            id: journey.id.clone(),
            availability: books.up,
            unavailability: books.down,
            bounds: None,
            full_service: full,
            served_fraction: served,
            outages_per_year: books.frequency * HOURS_PER_YEAR,
            mean_uptime_hours: (books.frequency > 0.0).then(|| books.up / books.frequency),
            mean_outage_hours: (books.frequency > 0.0).then(|| books.down / books.frequency),
            mttf_hours: None,
            mttf_exact: false,
            curve: Vec::new(),
            sensitivity: None,
            uncertainty: None,
            downtime_seconds: objective::per_window(books.down),
            objective,
            window: None,
            contributions: match self.details {
                Some(details) => (details.measure)(&importances, &cut_sets),
                None => importances.minutes(),
            },
            cut_sets: cut_sets.into_iter().map(|set| set.answer).take(self.options.cut_sets).collect(),
        }
    }

    /// What the importance of components and zones to a journey is drawn from.
    pub fn importances<'b>(&'b self, position: usize, books: &'b Balance) -> Importances<'b> {
        let diagram = &self.structure.journeys[position].up;
        Importances::new(self.project, self.structure, diagram, &self.chances, books, self.causes)
    }

    /// Fraction of time a journey is up with no soft link broken.
    fn full(&self, position: usize, books: &Balance) -> f64 {
        self.structure.journeys[position].full.as_ref().map_or(books.up, |it| self.share_up(it))
    }

    /// Share of a journey's requests that are answered.
    pub fn served(&self, position: usize, books: &Balance) -> f64 {
        self.structure.journeys[position].served.as_ref().map_or(books.up, |it| self.share_up(it))
    }

    /// The law of what counts against a journey's promise.
    pub(super) fn promise_law(&self, position: usize, books: &Balance, promise: &Objective) -> PromiseLaw {
        let diagram = &self.structure.journeys[position].up;
        let (law, steady) = if promise.measure == Some(Measure::Requests) {
            requests::law(self, position, books)
        } else {
            (self.window_law(diagram, books), 0.0)
        };
        let planned = Planned::works(self.project, self.structure, diagram, &self.chances);
        let (works, excluded) = match promise.exclude_maintenance {
            Some(true) => (Vec::new(), planned),
            _ => (planned, Vec::new()),
        };
        let all = PromiseLaw { law, works, steady, counted: 1.0, excluded };
        match &promise.service_hours {
            Some(hours) => all.within(hours),
            None => all,
        }
    }

    /// The law of the journey's downtime in any window.
    pub(super) fn window_law(&self, diagram: &Diagram, books: &Balance) -> WindowLaw {
        WindowLaw::new(books, self.window_chain(diagram, books))
    }

    /// The journey as one chain in its long run, where it is small, all its times are exponential and nothing switches that one event causes.
    fn window_chain(&self, diagram: &Diagram, books: &Balance) -> Option<Reward> {
        if !self.off.is_empty() || books.charges.iter().any(|charge| charge.at_once > 0.0) {
            return None;
        }
        let exponential = |kind: Kind| {
            if let Kind::Copies { component, .. } = kind
                && !self.project.components()[component].switches_exponentially()
            {
                return false;
            }
            let failures = match kind {
                Kind::Zone(zone) => self.project.zones()[zone].failures(),
                Kind::Common(component) | Kind::Copies { component, .. } => {
                    self.project.components()[component].failures()
                }
                Kind::Switch(_) | Kind::Fallback(..) | Kind::Detection(_) => &[],
            };
            failures.iter().all(|mode| mode.mtbf_law().is_exponential() && mode.mttr_law().is_exponential())
        };
        let support = diagram.support();
        let known = support.iter().all(|&number| exponential(self.structure.variables[number as usize].kind));
        if !known {
            return None;
        }
        let motion = joint::joint(self.project, self.graph, self.structure, diagram, JOINT_STATES, false)?;
        Reward::new(&motion, &motion.steady_state(), REWARD_STATES)
    }

    /// P(true) of a function, switching included.
    fn share_up(&self, diagram: &Diagram) -> f64 {
        let mut valued = Valued::new(diagram, &self.chances);
        let birnbaum = valued.birnbaum(self.chances.len());
        let charges = charges::charges(self.structure, &mut valued, &self.chances, &birnbaum, self.causes);
        let frequency = |cause: &Cause| self.structure.variables[cause.variable as usize].piece.frequency;
        let charged: f64 = self.causes.iter().zip(charges).map(|(cause, c)| frequency(cause) * c.hours).sum();
        valued.chance().up - charged
    }

    /// A component by itself; `within`: its part of [`causes_within`].
    pub fn component(&self, number: usize, within: &[Cause]) -> ComponentAnswer {
        let component = &self.project.components()[number];
        let diagram = &self.structure.own[number];
        let Balance { up, down, frequency, .. } = balance(self.structure, diagram, &self.chances, within);
        ComponentAnswer {
            id: component.id.clone(),
            availability: up,
            unavailability: down,
            // Adding nothing turns −0 into 0.
            outages_per_year: frequency * HOURS_PER_YEAR + 0.0,
            copies: component.copy_count(),
            required: component.required(),
        }
    }
}

/// For each component by itself the causes that make it switch, with just that effect.
pub fn causes_within(structure: &Structure, causes: &[Cause]) -> Vec<Vec<Cause>> {
    let mut within = vec![Vec::new(); structure.own.len()];
    causes_within_again(structure, causes, &|_| true, &mut within);
    within
}

/// The same for those components only that `concerned` names.
pub fn causes_within_again(
    structure: &Structure,
    causes: &[Cause],
    concerned: &dyn Fn(usize) -> bool,
    within: &mut [Vec<Cause>],
) {
    let known = within.iter_mut().enumerate().filter(|(component, _)| concerned(*component));
    known.for_each(|(_, causes)| causes.clear());
    for cause in causes {
        let outages = &structure.variables[cause.variable as usize].piece.outages;
        for component in components_of(structure, cause, concerned) {
            let inside = |effect: &Effect| component_of(structure, effect) == Some(component);
            let effects: Vec<Effect> =
                cause.effects.iter().filter(|effect| inside(effect)).cloned().collect();
            let returning = cause.returning.within(&inside);
            // One component has one effect of a cause: nothing goes together with it.
            let mixture = Vec::new();
            let plan = Plan::new(&effects, &mixture, outages);
            within[component].push(Cause { variable: cause.variable, effects, mixture, plan, returning });
        }
    }
}

fn component_of(structure: &Structure, effect: &Effect) -> Option<usize> {
    match structure.variables[effect.variable as usize].kind {
        Kind::Copies { component, .. } => Some(component),
        _ => None,
    }
}

/// The groups that a cause makes switch, of those `concerned`, ascending.
fn components_of(structure: &Structure, cause: &Cause, concerned: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let effects = cause.effects.iter().chain(&cause.returning.effects);
    let groups = effects.filter_map(|effect| component_of(structure, effect));
    let mut components: Vec<usize> = groups.filter(|&component| concerned(component)).collect();
    components.sort_unstable();
    components.dedup();
    components
}
