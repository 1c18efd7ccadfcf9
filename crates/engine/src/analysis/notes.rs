//! What the reader must know: assumptions and warnings that go with every answer.

use super::answer::{Analysis, JourneyAnswer};
use super::graph::Graph;
use super::importance::DEPTH_LIMIT;
use super::pieces;
use super::structure::{Kind, Structure};
use crate::model::{CopyMode, Project, Required, Routes, busiest, needed_copies};

/// Above this unavailability the chance of breach, which takes outages as rare, is no longer to be trusted.
const RARE: f64 = 0.02;

/// Which laws were replaced, which pieces are approximate.
#[must_use]
pub fn assumptions(project: &Project, structure: &Structure, journeys: &[JourneyAnswer]) -> Vec<String> {
    let mut list = vec![
        "Long run: failures and repairs are independent of each other and have gone on for ever.".to_owned(),
        "Capacity and load are not part of the exact answer: copies that work are taken as enough when `required` of them do."
            .to_owned(),
    ];
    list.extend(left_out(project));
    let chained: Vec<&str> = project
        .components()
        .iter()
        .filter(|component| component.mode() == CopyMode::ActivePassive)
        .map(|component| component.display_name())
        .collect();
    if !chained.is_empty() {
        list.push(format!(
            "{}: times of failure, repair and switching are taken as exponential with the given means (Markov chain).",
            chained.join(", ")
        ));
    }
    let spread: Vec<&str> = project
        .components()
        .iter()
        .filter(|component| component.failures().iter().any(|mode| !mode.mttr_law().is_exponential()))
        .map(|component| component.display_name())
        .collect();
    if !spread.is_empty() {
        list.push(format!(
            "{}: availability depends on the mean repair time only; the chance of breach uses its mean and variance.",
            spread.join(", ")
        ));
    }
    list.push(
        "Time to the first outage and the hours after everything works: times of failure and repair are taken as exponential with the given \
         means."
            .to_owned(),
    );
    if !structure.gates.is_empty() || has_takeovers(project, structure) {
        list.push(
            "Switching caused by one event is computed exactly together; two events that switch at the same time are not \
             (an error of the order of the product of their shares of time)."
                .to_owned(),
        );
    }
    list.extend(chance_of_breach(journeys));
    list
}

/// What only the simulation plays.
fn left_out(project: &Project) -> Vec<String> {
    let hours = project.objective.as_ref().is_some_and(|objective| objective.service_hours.is_some());
    let excluded = project.objective.as_ref().and_then(|it| it.exclude_maintenance) == Some(true);
    let planned = project.components().iter().any(|component| !component.maintenance().is_empty())
        || project.zones().iter().any(|zone| !zone.maintenance().is_empty());
    let mut list = Vec::new();
    if planned && excluded {
        list.push("Planned maintenance is not part of the exact answer: simulate it.".to_owned());
    }
    if planned && !excluded {
        list.push(
            "Planned maintenance counts against the promise and in the downtime of one window, to first order, and is no part of the availability."
                .to_owned(),
        );
    }
    if hours {
        list.push(
            "Only service hours count against the promise; its chance of breach and the downtime of one window have them to first order."
                .to_owned(),
        );
    }
    list
}

/// From the chain of the whole, or from independent outages, and how far those are off.
fn chance_of_breach(journeys: &[JourneyAnswer]) -> Vec<String> {
    let ids = |exact: bool| -> Vec<&str> {
        let promised = journeys.iter().filter(|journey| {
            journey.objective.as_ref().is_some_and(|objective| objective.breach_exact == exact)
        });
        promised.map(|journey| journey.id.as_str()).collect()
    };
    let (exact, poisson) = (ids(true), ids(false));
    let mut list = Vec::new();
    if !exact.is_empty() {
        list.push(format!("Chance of breach of {}: from the chain of all its states.", exact.join(", ")));
    }
    if !poisson.is_empty() {
        list.push(format!(
            "Chance of breach of {}: outages begin at random moments, each apart from the others (compound Poisson); measured within 1 % of itself \
             on the templates (docs/methods.md, section 6).",
            poisson.join(", ")
        ));
    }
    list
}

fn has_takeovers(project: &Project, structure: &Structure) -> bool {
    structure.variables.iter().any(|variable| match variable.kind {
        Kind::Copies { component, available } => {
            let component = &project.components()[component];
            component.mode() == CopyMode::ActivePassive && available < component.copy_count()
        }
        _ => false,
    })
}

/// What makes the answer less than it seems.
#[must_use]
pub fn warnings(
    project: &Project,
    graph: &Graph,
    structure: &Structure,
    journeys: &[JourneyAnswer],
    off: &[String],
) -> Vec<String> {
    let mut list: Vec<String> =
        off.iter().map(|id| format!("'{id}' is switched off in this answer.")).collect();
    if structure.variables.len() > DEPTH_LIMIT {
        list.push(
            "The model is too large to list cut sets; Fussell–Vesely importance is left at 0.".to_owned(),
        );
    }
    for component in project.components() {
        let name = component.display_name();
        let unlimited =
            pieces::own_modes(component).next().is_none() && pieces::common_modes(component).next().is_none();
        if unlimited && component.copy_count() > 1 {
            list.push(format!("{name} has copies but no failures: it never fails by itself."));
        }
    }
    for set in graph.sets.iter().filter(|set| graph.is_cycle(set)) {
        let names: Vec<&str> =
            set.iter().map(|&member| project.components()[member].display_name()).collect();
        list.push(format!("{} need each other in a cycle.", names.join(", ")));
    }
    for journey in
        journeys.iter().filter(|journey| journey.unavailability > RARE && journey.objective.is_some())
    {
        list.push(format!(
            "{}: outages are not rare, so its chance of breach is rough; simulate it.",
            journey.id
        ));
    }
    list
}

/// Says how many copies the demand asked for, where it was asked: `asked` is the project as given, `settled` with the answer.
pub fn from_demand(asked: &Project, settled: &Project, answer: &mut Analysis) {
    if std::ptr::eq(asked, settled) {
        return;
    }
    let demand = Routes::new(asked).demand(&busiest(asked, 0.0), &|_| true);
    for (component, demand) in asked.components().iter().zip(demand) {
        let from_demand = Some(Required::FromDemand);
        let Some(copies) = component.copies.as_ref().filter(|copies| copies.required == from_demand) else {
            continue;
        };
        let Some(needed) = needed_copies(demand, component.capacity.as_ref()) else { continue };
        let name = component.display_name();
        let requests = crate::units::format_count(demand);
        if needed > copies.total() {
            let there = copies.total();
            answer.warnings.push(format!(
                "{name}: {requests} requests a second ask for {needed} copies and there are {there}; the answer needs all of them."
            ));
        } else {
            answer.assumptions.push(format!(
                "{name}: {needed} copies are needed, for {requests} requests a second in the busiest hour."
            ));
        }
    }
}
