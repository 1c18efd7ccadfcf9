//! Gathers a [`Report`] from a project and its answers.

use super::causes::cause_name;
use super::compare::comparisons;
use super::diagram::Scene;
use super::types::{
    CapacityReport, ComponentCapacity, ComponentReport, CreditRow, CutSetReport, FORMAT, JourneyReport,
    NamedCause, Promise, Report, Share, SimulatedJourney, SimulationReport, Verdict, WindowBudget,
};
use super::{sources, words};
use crate::analysis::{Analysis, ComponentAnswer, JourneyAnswer};
use crate::model::{Component, Objective, Project};
use crate::plan::{self, CapacityOptions};
use crate::simulation::Simulation;
use crate::units::{HOURS_PER_YEAR, Window, complement};

/// Cut sets in a report; the rest are rarer than these.
const CUT_SETS: usize = 10;

impl Report {
    /// The report on `project`, given its answers. `date` is printed as it is: the engine has no clock.
    #[must_use]
    pub fn new(project: &Project, analysis: &Analysis, simulation: Option<&Simulation>, date: &str) -> Self {
        let promise = project.objective.as_ref().map(promise);
        let journeys: Vec<_> = analysis.journeys.iter().map(|answer| journey(project, answer)).collect();
        let simulated =
            simulation.map(|simulation| SimulationReport::new(project, Some(analysis), simulation));
        let name = project.display_name().to_owned();
        Self {
            format: FORMAT.to_owned(),
            title: format!("{name}: downtime budget"),
            description: project.description.clone().filter(|text| !text.trim().is_empty()),
            date: date.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: words::summary(&journeys, promise.as_ref(), simulated.as_ref()),
            objective: promise,
            components: analysis.components.iter().map(|answer| component(project, answer)).collect(),
            assumptions: analysis.assumptions.clone(),
            warnings: analysis.warnings.clone(),
            sources: sources::sources(project),
            method: words::method(analysis, simulated.as_ref()),
            diagram: Scene::new(project, Some(analysis)),
            recommendations: Vec::new(),
            scenarios: Vec::new(),
            budget: None,
            capacity: capacity(project, analysis),
            improvements: None,
            simulation: simulated,
            journeys,
            name,
        }
    }
}

/// The plan, where it is known what is sent and what a copy answers.
fn capacity(project: &Project, analysis: &Analysis) -> Option<CapacityReport> {
    let options = CapacityOptions::default();
    let answers = |it: &Component| it.capacity.as_ref().is_some_and(|it| it.per_copy_rps.is_some());
    let sent = project.journeys().iter().any(|journey| journey.peak_rps.unwrap_or(0.0) > 0.0);
    if !sent || !project.components().iter().any(answers) {
        return None;
    }
    let plan = plan::capacity(project, Some(analysis), &options);
    let named =
        plan.components.into_iter().zip(project.components()).filter(|(it, _)| it.per_copy_rps.is_some());
    let named = named.map(|(plan, it)| ComponentCapacity { name: it.display_name().to_owned(), plan });
    Some(CapacityReport { months: options.months, components: named.collect(), warnings: plan.warnings })
}

fn promise(objective: &Objective) -> Promise {
    let window = objective.window();
    let credits = objective.credits.iter().flatten();
    Promise {
        availability: objective.availability,
        window: window.to_string(),
        window_seconds: window.seconds(),
        allowed_seconds: objective.allowed_seconds(),
        terms: words::terms(objective),
        credits: credits.map(|row| CreditRow { below: row.below, percent: row.percent }).collect(),
        monthly_fee: objective.monthly_fee,
        currency: objective.currency.clone(),
    }
}

fn journey(project: &Project, answer: &JourneyAnswer) -> JourneyReport {
    let name = journey_name(project, &answer.id);
    let total = answer.unavailability * HOURS_PER_YEAR * 3_600.0;
    let verdict = match &answer.objective {
        Some(objective) if objective.met => Verdict::Met,
        Some(objective) if answer.bounds.is_some_and(|it| it.low <= 1.0 - objective.availability) => {
            Verdict::Unknown
        }
        Some(_) => Verdict::Missed,
        None => Verdict::NoObjective,
    };
    let cut_sets = answer.cut_sets.iter().take(CUT_SETS).map(|set| CutSetReport {
        events: set.events.clone(),
        sentence: set.sentence.clone(),
        probability: set.probability,
        downtime_seconds_per_year: set.downtime_seconds_per_year,
    });
    let mut report = JourneyReport {
        id: answer.id.clone(),
        name,
        verdict,
        sentence: String::new(),
        availability: answer.availability,
        unavailability: answer.unavailability,
        bounds: answer.bounds,
        full_service: answer.full_service,
        served_fraction: answer.served_fraction,
        outages_per_year: answer.outages_per_year,
        mean_outage_hours: answer.mean_outage_hours,
        mean_uptime_hours: answer.mean_uptime_hours,
        mttf_hours: answer.mttf_hours,
        objective: answer.objective.clone(),
        windows: windows(answer),
        downtime_seconds_per_year: total,
        contributions: shares(project, answer, total),
        cut_sets: cut_sets.collect(),
    };
    report.sentence = words::verdict(&report);
    report
}

fn journey_name(project: &Project, id: &str) -> String {
    let journey = project.journeys().iter().find(|journey| journey.id == id);
    journey.map_or(id, |journey| journey.display_name()).to_owned()
}

fn windows(answer: &JourneyAnswer) -> Vec<WindowBudget> {
    let expected = &answer.downtime_seconds;
    let rows = [
        (Window::Day, expected.day),
        (Window::Week, expected.week),
        (Window::Month, expected.month),
        (Window::Quarter, expected.quarter),
        (Window::Year, expected.year),
    ];
    let objective = answer.objective.as_ref();
    let promise = objective.map(|promise| complement(promise.availability) * promise.counted);
    let allowed = |window: Window| promise.map(|down| down * window.seconds());
    // What counts against a promise may be more than the downtime.
    let expected =
        |window: Window, down: f64| objective.map_or(down, |it| it.lost * it.counted * window.seconds());
    rows.map(|(window, down)| (window, expected(window, down)))
        .map(|(window, expected_seconds)| WindowBudget {
            window: window.to_string(),
            window_seconds: window.seconds(),
            allowed_seconds: allowed(window),
            expected_seconds,
        })
        .into()
}

fn shares(project: &Project, answer: &JourneyAnswer, total: f64) -> Vec<Share> {
    let share = |seconds: f64| if total > 0.0 { seconds / total } else { 0.0 };
    let row = |part: &crate::analysis::Contribution| Share {
        id: part.id.clone(),
        name: words::name(project, &part.id),
        kind: part.kind,
        downtime_seconds_per_year: part.downtime_seconds_per_year,
        share: share(part.downtime_seconds_per_year),
    };
    answer.contributions.iter().map(row).collect()
}

fn component(project: &Project, answer: &ComponentAnswer) -> ComponentReport {
    let component = project.component(&answer.id);
    let zone_ids = component.map(|component| component.zone_ids()).unwrap_or_default();
    ComponentReport {
        id: answer.id.clone(),
        name: words::name(project, &answer.id),
        kind: component.and_then(|component| component.kind.clone()),
        zones: zone_ids.iter().map(|id| words::name(project, id)).collect(),
        copies: answer.copies,
        required: answer.required,
        availability: answer.availability,
        unavailability: answer.unavailability,
        outages_per_year: answer.outages_per_year,
    }
}

impl SimulationReport {
    /// The part of a report on `simulation`. Without `analysis` (a scenario was played, or there is no exact answer)
    /// nothing is comparable.
    #[must_use]
    pub fn new(project: &Project, analysis: Option<&Analysis>, simulation: &Simulation) -> Self {
        let journeys = simulation.journeys.iter().map(|seen| {
            let exact =
                analysis.and_then(|analysis| analysis.journeys.iter().find(|answer| answer.id == seen.id));
            let promise = project.journey(&seen.id).and_then(|journey| project.promise(journey));
            SimulatedJourney {
                id: seen.id.clone(),
                name: journey_name(project, &seen.id),
                confidence: seen.availability.confidence,
                comparisons: comparisons(exact, simulation, seen, promise.is_some()),
                outage_seconds: seen.outage_seconds,
                outage_histogram: seen.outage_histogram.clone(),
                convergence: seen.convergence.clone(),
                window: seen.window.clone(),
                allowed_seconds: promise.map(|promise| promise.allowed_seconds()),
                longest_outage_seconds_per_year: seen.longest_outage_seconds_per_year,
                quantile_intervals: seen.quantile_intervals.clone(),
                causes: seen
                    .causes
                    .iter()
                    .map(|cause| NamedCause { label: cause_name(project, cause), cause: cause.clone() })
                    .collect(),
                hours_of_day: seen.hours_of_day.clone(),
            }
        });
        Self {
            seed: simulation.seed,
            years: simulation.years,
            replications: simulation.replications,
            events: simulation.events,
            method: simulation.method.clone(),
            scenario: simulation.scenario.clone(),
            breakers: simulation.breakers.clone(),
            journeys: journeys.collect(),
            warnings: simulation.warnings.clone(),
        }
    }
}
