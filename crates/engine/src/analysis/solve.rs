//! From a project to its exact answer: the order of the work.

use super::answer::*;
use super::balance::{Balance, balance};
use super::charges::{self, Cause, Effect};
use super::error::AnalysisError;
use super::graph::Graph;
use super::importance::{Coherent, Importances, NamedSet};
use super::joint;
use super::notes;
use super::objective;
use super::reward::Reward;
use super::session::Session;
use super::structure::{Kind, Roots, Structure};
use super::window::WindowLaw;
use crate::boolean::diagram::{Chance, Diagram};
use crate::model::{Diagnostics, Project, Severity, validate};
use crate::units::HOURS_PER_YEAR;

/// Seconds in the year of rates.
pub(super) const SECONDS_PER_YEAR: f64 = HOURS_PER_YEAR * 3_600.0;

/// Most states of a journey that is taken as one chain.
pub(super) const JOINT_STATES: usize = 200;
/// Most states, alike ones taken together, of a journey whose downtime in a window is taken from the chain of the whole.
const REWARD_STATES: usize = 16;
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

/// The exact answer of docs/methods.md for a project.
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
    let faults: Vec<_> = validate(project).into_iter().filter(|d| d.severity == Severity::Error).collect();
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
    /// What lists cut sets, where they can be listed.
    pub lister: Option<&'static Lister>,
}

/// How cut sets are found: by reference, so that a program that never lists them need not hold it.
pub struct Lister {
    coherent: fn(&Work<'_>) -> Option<Coherent>,
    list: fn(&Importances<'_>, &Coherent, usize, usize) -> Vec<NamedSet>,
}

impl std::fmt::Debug for Lister {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Lister")
    }
}

/// Lists cut sets.
pub(super) static LISTER: Lister = Lister {
    coherent: |work| {
        work.structure.coherent(work.project, work.graph, work.off, work.options.node_limit).ok()
    },
    list: |importances, functions, journey, most| importances.cut_sets(functions, journey, most),
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
        Self { project, graph, structure, options, off, chances: structure.chances(), causes, lister: None }
    }

    /// The answer for all journeys and components.
    pub fn answer(&self) -> Analysis {
        let journeys = self.journeys();
        let (project, structure) = (self.project, self.structure);
        Analysis {
            format: FORMAT.to_owned(),
            name: project.display_name().to_owned(),
            components: self.components(),
            solver: Solver {
                variables: structure.variables.len(),
                modules: structure.modules,
                bdd_nodes: structure.nodes,
                milliseconds: 0.0,
            },
            assumptions: notes::assumptions(project, structure, &journeys),
            warnings: notes::warnings(project, self.graph, structure, &journeys, &self.options.off),
            journeys,
        }
    }

    fn journeys(&self) -> Vec<JourneyAnswer> {
        let lister = self.lister.filter(|_| self.options.cut_sets > 0);
        let coherent = lister.and_then(|lister| (lister.coherent)(self));
        let journeys = self.project.journeys().iter().enumerate();
        journeys.map(|(position, journey)| self.journey(position, &journey.id, coherent.as_ref())).collect()
    }

    fn journey(&self, position: usize, id: &str, coherent: Option<&Coherent>) -> JourneyAnswer {
        let Roots { up: diagram, full, served } = &self.structure.journeys[position];
        let books = balance(self.structure, diagram, &self.chances, self.causes);
        let share = |differs: &Option<Diagram>| differs.as_ref().map_or(books.up, |it| self.share_up(it));
        let (full, served) = (share(full), share(served));
        let importances =
            Importances::new(self.project, self.structure, diagram, &self.chances, &books, self.causes);
        let most = self.options.cut_sets;
        let listed = self.lister.zip(coherent);
        let cut_sets = listed
            .map_or(Vec::new(), |(lister, functions)| (lister.list)(&importances, functions, position, most));
        let objective = self.project.objective.as_ref();
        let law = self.window_law(diagram, &books);
        JourneyAnswer {
            id: id.to_owned(),
            availability: books.up,
            unavailability: books.down,
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
            objective: objective.map(|promise| objective::answer(promise, books.down, served, &law)),
            window: None,
            contributions: importances.contributions(&cut_sets),
            cut_sets: cut_sets.into_iter().map(|set| set.answer).take(self.options.cut_sets).collect(),
        }
    }

    /// The law of the journey's downtime in any window.
    pub(super) fn window_law(&self, diagram: &Diagram, books: &Balance) -> WindowLaw {
        WindowLaw::new(books, self.window_chain(diagram, books))
    }

    /// The journey as one chain in its long run, where it is small, all its times are exponential and nothing switches that one event causes.
    fn window_chain(&self, diagram: &Diagram, books: &Balance) -> Option<Reward> {
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
        if !known || !self.off.is_empty() || books.charges.iter().any(|charge| charge.at_once > 0.0) {
            return None;
        }
        let motion = joint::joint(self.project, self.graph, self.structure, diagram, JOINT_STATES, false)?;
        Reward::new(&motion, &motion.steady_state(), REWARD_STATES)
    }

    /// P(true) of a function, switching included.
    fn share_up(&self, diagram: &Diagram) -> f64 {
        let birnbaum = diagram.birnbaum(&self.chances);
        let charges = charges::charges(self.structure, diagram, &self.chances, &birnbaum, self.causes);
        let frequency = |cause: &Cause| self.structure.variables[cause.variable as usize].piece.frequency;
        let charged: f64 = self.causes.iter().zip(charges).map(|(cause, c)| frequency(cause) * c.hours).sum();
        diagram.chance(&self.chances).up - charged
    }

    fn components(&self) -> Vec<ComponentAnswer> {
        let within = self.causes_within();
        let components = self.project.components().iter().zip(&self.structure.own).enumerate();
        components
            .map(|(number, (component, diagram))| {
                let Balance { up, down, frequency, .. } =
                    balance(self.structure, diagram, &self.chances, &within[number]);
                ComponentAnswer {
                    id: component.id.clone(),
                    availability: up,
                    unavailability: down,
                    // Adding nothing turns −0 into 0.
                    outages_per_year: frequency * HOURS_PER_YEAR + 0.0,
                    copies: component.copy_count(),
                    required: component.required(),
                }
            })
            .collect()
    }

    /// For each component by itself the causes that make it switch, with just that effect.
    fn causes_within(&self) -> Vec<Vec<Cause>> {
        let component_of = |effect: &Effect| match self.structure.variables[effect.variable as usize].kind {
            Kind::Copies { component, .. } => Some(component),
            _ => None,
        };
        let mut within = vec![Vec::new(); self.structure.own.len()];
        for cause in self.causes {
            let effects = cause.effects.iter().chain(&cause.returning.effects);
            let mut components: Vec<usize> = effects.filter_map(component_of).collect();
            components.sort_unstable();
            components.dedup();
            for component in components {
                let inside = |effect: &Effect| component_of(effect) == Some(component);
                let effects = cause.effects.iter().filter(|effect| inside(effect)).cloned().collect();
                let returning = cause.returning.within(&inside);
                // One component has one effect of a cause: nothing goes together with it.
                let mixture = Vec::new();
                within[component].push(Cause { variable: cause.variable, effects, mixture, returning });
            }
        }
        within
    }
}
