//! What is asked for beside the long run: the first outage, the hours after everything works, what one window brings.
//!
//! Apart from [`super::analyze`], so that an edit does not wait for it.

use super::answer::{Analysis, WindowAnswer};
use super::balance::{Balance, balance};
use super::charges;
use super::course::{CoursePoint, FirstFailure, Traveller};
use super::error::AnalysisError;
use super::graph::Graph;
use super::joint;
use super::planned::PromiseLaw;
use super::solve::{self, JOINT_STATES, Options, Work};
use super::structure::{Kind, Structure};
use super::transient::Evolution;
use super::window::{Drawing, WindowLaw};
use crate::boolean::diagram::Diagram;
use crate::model::{Objective, Project, with_demand};

/// Diagrams with more nodes are not moved in time for the mean time to the first outage: it is then the long run's mean up time.
const MOVED_NODES: usize = 20_000;

/// A start that takes longer than ten years is not waited for.
const LONGEST_START: f64 = 87_600.0;

/// What is asked for beside the long run, of one journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// When the first outage comes; none where there are no outages.
    pub first_failure: Option<FirstFailure>,
    /// The hours of [`Options::curve`].
    pub curve: Vec<CoursePoint>,
    /// What one window brings, with [`Options::window`].
    pub window: Option<WindowAnswer>,
}

/// The outlook of every journey, in the file's order (docs/methods.md, sections 6 and 7).
///
/// # Errors
/// As [`super::analyze`].
pub fn outlook(project: &Project, options: &Options) -> Result<Vec<Outlook>, AnalysisError> {
    let project = &*with_demand(project, 0.0);
    let off = solve::prepare(project, options)?;
    let graph = Graph::new(project);
    let structure = Structure::new(project, &graph, &off, options.node_limit)?;
    let causes = charges::causes(project, &graph, &structure);
    let work = Work::new(project, &graph, &structure, options, &off, &causes);
    Ok((0..project.journeys().len()).map(|journey| work.outlook(journey)).collect())
}

/// What one window brings to every journey, in the file's order, to be found out step by step.
///
/// # Errors
/// As [`super::analyze`].
pub fn windows(project: &Project, options: &Options) -> Result<Vec<Drawing>, AnalysisError> {
    let project = &*with_demand(project, 0.0);
    let off = solve::prepare(project, options)?;
    let graph = Graph::new(project);
    let structure = Structure::new(project, &graph, &off, options.node_limit)?;
    let causes = charges::causes(project, &graph, &structure);
    let work = Work::new(project, &graph, &structure, options, &off, &causes);
    Ok((0..project.journeys().len()).map(|journey| work.one_window(journey)).collect())
}

/// The law of every journey's downtime in windows of any length, in the file's order, and that of what counts against its promise where it has one.
///
/// # Errors
/// As [`super::analyze`].
pub fn window_laws(
    project: &Project,
    options: &Options,
) -> Result<Vec<(WindowLaw, Option<PromiseLaw>)>, AnalysisError> {
    let project = &*with_demand(project, 0.0);
    let off = solve::prepare(project, options)?;
    let graph = Graph::new(project);
    let structure = Structure::new(project, &graph, &off, options.node_limit)?;
    let causes = charges::causes(project, &graph, &structure);
    let work = Work::new(project, &graph, &structure, options, &off, &causes);
    let books = work.books(&mut Vec::new());
    let laws = |(position, books): (usize, &Balance)| {
        let promise = project.promise(&project.journeys()[position]);
        let promised = promise.map(|promise| work.promise_law(position, books, &promise));
        (work.window_law(&structure.journeys[position].up, books), promised)
    };
    Ok(books.iter().enumerate().map(laws).collect())
}

/// The whole answer: [`super::analyze`] with the outlook of every journey.
///
/// # Errors
/// As [`super::analyze`].
///
/// ```
/// use ninefold_engine::{analysis, model};
/// let text = r#"{"format": "ninefold/1",
///   "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}]}],
///   "journeys": [{"id": "query", "entry": "db"}]}"#;
/// let project = model::read(text).unwrap().project;
/// let answer = analysis::analyze_in_full(&project, &analysis::Options::default()).unwrap();
/// assert!((answer.journeys[0].mttf_hours.unwrap() - 999.0).abs() < 1e-9);
/// ```
pub fn analyze_in_full(project: &Project, options: &Options) -> Result<Analysis, AnalysisError> {
    let mut analysis = solve::analyze(project, options)?;
    if analysis.is_exact() {
        analysis.add(outlook(project, options)?);
    }
    Ok(analysis)
}

/// Hours after everything worked and the chance of being down then, for every journey in the file's order: from 0 to somewhat beyond the time at
/// which the long run is reached to 1 %, `points` steps of equal length. Empty where there are no outages, or the diagram is too large.
///
/// # Errors
/// As [`super::analyze`].
pub fn first_hours(
    project: &Project,
    options: &Options,
    points: u32,
) -> Result<Vec<Vec<(f64, f64)>>, AnalysisError> {
    let project = &*with_demand(project, 0.0);
    let off = solve::prepare(project, options)?;
    let graph = Graph::new(project);
    let structure = Structure::new(project, &graph, &off, options.node_limit)?;
    let causes = charges::causes(project, &graph, &structure);
    let work = Work::new(project, &graph, &structure, options, &off, &causes);
    Ok((0..project.journeys().len()).map(|journey| work.first_hours(journey, points)).collect())
}

impl Analysis {
    /// Whether there is an exact answer, and not only bounds.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.solver.limit.is_none()
    }

    /// Adds what was asked for beside the long run.
    pub fn add(&mut self, outlooks: Vec<Outlook>) {
        for (journey, outlook) in self.journeys.iter_mut().zip(outlooks) {
            journey.mttf_hours = outlook.first_failure.map(|first| first.mean_hours);
            journey.mttf_exact = outlook.first_failure.is_some_and(|first| first.exact);
            journey.curve = outlook.curve;
            journey.window = outlook.window;
        }
    }
}

impl Work<'_> {
    fn outlook(&self, journey: usize) -> Outlook {
        let diagram = &self.structure.journeys[journey].up;
        let books = balance(self.structure, diagram, &self.chances, self.causes);
        Outlook {
            first_failure: self.first_failure(diagram, &books),
            curve: self.curve(diagram, &books),
            window: self.options.window.then(|| self.one_window(journey).answer()),
        }
    }

    fn one_window(&self, journey: usize) -> Drawing {
        let diagram = &self.structure.journeys[journey].up;
        let books = balance(self.structure, diagram, &self.chances, self.causes);
        let promise = self.project.promise(&self.project.journeys()[journey]);
        // Downtime, even where requests are promised.
        let terms = Objective { measure: None, ..promise.unwrap_or_else(|| Objective::of(1.0)) };
        let counting = self.promise_law(journey, &books, &terms);
        Drawing::new(counting, WindowLaw::new(&books, None), terms.window(), books.down)
    }

    /// The journey at hour 0, ready to be moved in time.
    fn traveller<'b>(&'b self, diagram: &'b Diagram, books: &'b Balance) -> Traveller<'b> {
        let zones_held = self.off.iter().any(|kind| matches!(kind, Kind::Zone(_)));
        let mut support = diagram.support().to_vec();
        support.extend(self.causes.iter().map(|cause| cause.variable));
        support.sort_unstable();
        let (project, graph, structure) = (self.project, self.graph, self.structure);
        let switches = books.charges.iter().any(|charge| charge.at_once > 0.0 || charge.hours > 0.0);
        let joint = || joint::joint(project, graph, structure, diagram, JOINT_STATES, true);
        Traveller {
            evolution: Evolution::new(project, graph, structure, &support, zones_held),
            diagram,
            causes: self.causes,
            charges: &books.charges,
            settled_rate: if books.up > 0.0 { books.frequency / books.up } else { 0.0 },
            first_failure: if switches || zones_held { None } else { joint() },
        }
    }

    fn first_hours(&self, journey: usize, points: u32) -> Vec<(f64, f64)> {
        let diagram = &self.structure.journeys[journey].up;
        let books = balance(self.structure, diagram, &self.chances, self.causes);
        if diagram.node_count() > MOVED_NODES || books.down == 0.0 || books.frequency == 0.0 {
            return Vec::new();
        }
        let mut scout = self.traveller(diagram, &books);
        let mut end = scout.evolution.shortest_time();
        while scout.down_at(end) < 0.99 * books.down && end < LONGEST_START {
            end *= 1.5;
        }
        let mut traveller = self.traveller(diagram, &books);
        let step = end * 1.2 / f64::from(points.max(1));
        (0..=points)
            .map(|point| f64::from(point) * step)
            .map(|hours| (hours, traveller.down_at(hours)))
            .collect()
    }

    fn first_failure(&self, diagram: &Diagram, books: &Balance) -> Option<FirstFailure> {
        if diagram.node_count() > MOVED_NODES {
            let settled = (books.frequency > 0.0).then(|| books.up / books.frequency);
            return settled.map(|mean_hours| FirstFailure { mean_hours, exact: false });
        }
        self.traveller(diagram, books).first_failure()
    }

    fn curve(&self, diagram: &Diagram, books: &Balance) -> Vec<CoursePoint> {
        if self.options.curve.is_empty() {
            return Vec::new();
        }
        self.traveller(diagram, books).points(&self.options.curve)
    }
}
