//! The answer past the node limit: what the unavailability of each journey is between for certain.

use super::answer::{Analysis, Between, FORMAT, JourneyAnswer, ObjectiveAnswer, Solver};
use super::chains::Chains;
use super::charges::{self, Cause, Effect};
use super::error::AnalysisError;
use super::graph::Graph;
use super::law::TimeLaw;
use super::notes;
use super::objective;
use super::planned;
use super::solve::{Options, Work, causes_within};
use super::structure::{Kind, Structure};
use crate::boolean::bdd::NodeLimit;
use crate::boolean::partition::{System, enclose};
use crate::model::{Measure, Project};

/// Arguments of gates looked at for all journeys together, for each node that the diagram might have had.
const LOOKED_AT: usize = 16;

/// Bounds for all journeys; the components by themselves exactly.
///
/// The structure alone gives the lower bound, by [`enclose`]. Switching can only add: at most, for every failure of a cause, all the time that
/// everything it makes switch takes, whatever else is down.
///
/// # Errors
/// When a group outgrows its chain.
pub(super) fn analyze(
    project: &Project,
    options: &Options,
    off: &[Kind],
    chains: &mut Chains,
    limit: NodeLimit,
) -> Result<Analysis, AnalysisError> {
    let graph = &Graph::new(project);
    let (structure, wiring) = Structure::open(project, graph, off, chains)?;
    let causes = charges::causes(project, graph, &structure);
    let within = causes_within(&structure, &causes);
    let work = Work::new(project, graph, &structure, options, off, &causes);
    let chances = structure.chances();
    let looked_at = options.node_limit.saturating_mul(LOOKED_AT) / wiring.journeys.len().max(1);
    let switching = most_switching(&structure, &causes);
    let journeys: Vec<JourneyAnswer> = project
        .journeys()
        .iter()
        .zip(&wiring.journeys)
        .map(|(journey, roots)| {
            let system = System { circuit: &wiring.circuit, root: roots.up, equations: &wiring.equations };
            let bounds = enclose(system, &chances, looked_at);
            let high = (bounds.low.down + switching).min(1.0);
            answer(project, &journey.id, Between { low: bounds.high.down.min(high), high })
        })
        .collect();
    let mut warnings = vec![format!(
        "The model is too entangled for an exact answer ({limit}): each journey's unavailability lies between the two bounds given, for certain, and the \
         figures are those of the upper one. Simulate it for an estimate, or split it into smaller projects."
    )];
    warnings.extend(notes::warnings(project, graph, &structure, &journeys, &options.off));
    Ok(Analysis {
        format: FORMAT.to_owned(),
        name: project.display_name().to_owned(),
        components: within.iter().enumerate().map(|(at, within)| work.component(at, within)).collect(),
        solver: Solver {
            variables: structure.variables.len(),
            modules: 0,
            bdd_nodes: 0,
            limit: Some(limit.0),
            milliseconds: 0.0,
        },
        assumptions: notes::assumptions(project, &structure, &[]),
        warnings,
        journeys,
    })
}

/// Fraction of time in which something switches at most, the lengths of all switching counted one after the other.
fn most_switching(structure: &Structure, causes: &[Cause]) -> f64 {
    let one = |cause: &Cause| {
        let piece = &structure.variables[cause.variable as usize].piece;
        let forever = [(1.0, TimeLaw::exponential(f64::INFINITY))];
        let hours: f64 = cause.effects.iter().map(|effect| most_hours(effect, &piece.outages)).sum();
        let back = cause.returning.effects.iter().map(|effect| most_hours(effect, &forever));
        piece.frequency * (hours + back.sum::<f64>())
    };
    causes.iter().map(one).sum()
}

/// A switch-over that has begun may outlast its cause.
fn most_hours(effect: &Effect, outages: &[(f64, TimeLaw)]) -> f64 {
    let (time, success, _) = effect.switching;
    let after = if effect.is_rule { 0.0 } else { success * time.mean };
    effect.chance * (effect.mean_within_all(outages).min(f64::MAX) + after)
}

fn answer(project: &Project, id: &str, bounds: Between) -> JourneyAnswer {
    let down = bounds.high;
    let promise = project.journey(id).and_then(|journey| project.promise(journey));
    let objective = promise.map(|promise| {
        let allowed = promise.allowed_seconds();
        // Requests may be lost while the journey is up: that has no bound here.
        let by_requests = promise.measure == Some(Measure::Requests);
        let counts_work = promise.exclude_maintenance != Some(true);
        let worked = if counts_work { planned::most_worked(project) } else { 0.0 };
        let lost = (down + worked).min(1.0);
        ObjectiveAnswer {
            availability: promise.availability,
            window: promise.window().to_string(),
            by_requests,
            lost,
            worked,
            counted: promise.counted(),
            met: !by_requests && lost <= promise.unavailability(),
            allowed_seconds: allowed,
            expected_seconds: lost * promise.counted() * promise.window().seconds(),
            breach_probability: f64::NAN,
            breach_exact: false,
            expected_credit_percent: f64::NAN,
            credits: Vec::new(),
        }
    });
    JourneyAnswer {
        id: id.to_owned(),
        availability: 1.0 - down,
        unavailability: down,
        bounds: Some(bounds),
        full_service: f64::NAN,
        served_fraction: f64::NAN,
        outages_per_year: f64::NAN,
        mean_uptime_hours: None,
        mean_outage_hours: None,
        mttf_hours: None,
        mttf_exact: false,
        curve: Vec::new(),
        sensitivity: None,
        uncertainty: None,
        downtime_seconds: objective::per_window(down),
        objective,
        window: None,
        contributions: Vec::new(),
        cut_sets: Vec::new(),
    }
}
