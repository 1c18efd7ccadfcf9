//! Walks a project and lists every figure with where it comes from, so that each can be defended.

use super::types::Source;
use super::words;
use crate::model::{
    Component, Copies, CopyMode, Demand, Distribution, Effect, Failover, Failure, Journey, Link, Maintenance,
    Objective, Project, Rule, Scope, Zone,
};
use crate::units::{format_count, format_money, format_number_of, format_share, format_target};

/// Every figure of `project` that an answer rests on: the promise, then zones, components, links and the load, each
/// list in the file's order.
#[must_use]
pub(super) fn sources(project: &Project) -> Vec<Source> {
    let promise = project.objective.iter().flat_map(of_objective);
    let zones = project.zones().iter().flat_map(of_zone);
    let components = project.components().iter().flat_map(of_component);
    let links = project.links().iter().filter_map(|link| of_link(project, link));
    let load =
        project.journeys().iter().flat_map(of_journey).chain(project.demand.iter().filter_map(of_demand));
    promise.chain(zones).chain(components).chain(links).chain(load).collect()
}

fn of_objective(objective: &Objective) -> Vec<Source> {
    let row = |figure: String| Source {
        subject: "Objective".to_owned(),
        id: "objective".to_owned(),
        figure,
        source: first([objective.source.as_deref()]),
    };
    let window = words::a_window(&objective.window().to_string());
    let mut terms = vec![format!("{} over {window}", format_target(objective.availability))];
    terms.extend(words::terms(objective));
    let currency = objective.currency.as_deref().unwrap_or("");
    let fee = objective.monthly_fee.map(|fee| format!("{} a month", format_money(fee, currency)));
    let hour = objective
        .downtime_cost_per_hour
        .map(|cost| format!("an hour of downtime costs {}", format_money(cost, currency)));
    let credits = objective.credits.iter().flatten().map(|credit| {
        format!(
            "{} % of the fee credited below {}",
            format_count(credit.percent),
            format_target(credit.below)
        )
    });
    std::iter::once(terms.join(", ")).chain(fee).chain(hour).chain(credits).map(row).collect()
}

fn of_zone(zone: &Zone) -> Vec<Source> {
    let row = |failure: &Failure| Source {
        subject: zone.display_name().to_owned(),
        id: zone.id.clone(),
        figure: failure_words(failure),
        source: first([failure.source.as_deref(), zone.source.as_deref()]),
    };
    let work = zone.maintenance().iter().map(|work| Source {
        subject: zone.display_name().to_owned(),
        id: zone.id.clone(),
        figure: work_words(work),
        source: first([zone.source.as_deref()]),
    });
    zone.failures().iter().map(row).chain(work).collect()
}

/// `planned work 2h every 30d, one copy after the other`.
fn work_words(work: &Maintenance) -> String {
    let name = work.name.as_deref().unwrap_or("planned work");
    let each = if work.scope == Some(Scope::Copy) { ", one copy after the other" } else { "" };
    format!("{name}: {} every {}{each}", work.lasts, work.every)
}

fn of_component(component: &Component) -> Vec<Source> {
    let row = |(figure, stated): (String, Option<&str>)| Source {
        subject: component.display_name().to_owned(),
        id: component.id.clone(),
        figure,
        source: first([stated, component.source.as_deref()]),
    };
    let failures =
        component.failures().iter().map(|failure| (failure_words(failure), failure.source.as_deref()));
    let copies = component.copies.iter().flat_map(of_copies);
    let rule = component.needs.iter().filter_map(|rule| match rule {
        Rule::Failover(failover) => {
            Some((failover_words("switch between links", failover), failover.source.as_deref()))
        }
        _ => None,
    });
    let capacity = component.capacity.iter().filter_map(|capacity| {
        let figure = format!("{} a second a copy", requests(capacity.per_copy_rps?));
        Some((figure, capacity.source.as_deref()))
    });
    let cost = component.cost.iter().filter_map(|cost| {
        Some((format!("{} a copy and month", format_count(cost.per_copy_month?)), cost.source.as_deref()))
    });
    let work = component.maintenance().iter().map(|work| (work_words(work), None));
    failures.chain(work).chain(copies).chain(rule).chain(capacity).chain(cost).map(row).collect()
}

/// How many copies there are, and the times of their redundancy.
fn of_copies(copies: &Copies) -> Vec<(String, Option<&str>)> {
    let stated = copies.source.as_deref();
    let count = match copies.mode {
        CopyMode::Single => "one copy".to_owned(),
        CopyMode::ActiveActive => {
            let total = format_number_of(f64::from(copies.total()), "copy", "copies");
            format!("{total}, {} needed", copies.required())
        }
        CopyMode::ActivePassive => format!("{} serving, {} standing by", copies.active(), copies.standby()),
    };
    let mut rows = vec![(count, stated)];
    if let Some(failover) = &copies.failover {
        rows.push((failover_words("failover", failover), failover.source.as_deref().or(stated)));
    }
    if let Some(detection) = &copies.detection {
        rows.push((format!("detection {}", words::distribution(detection)), stated));
    }
    rows
}

fn of_link(project: &Project, link: &Link) -> Option<Source> {
    let loss = link.loss.filter(|_| link.effect() == Effect::Soft)?;
    let name = |id: &str| words::name(project, id);
    Some(Source {
        subject: format!("{} → {}", name(&link.from), name(&link.to)),
        id: link.from.clone(),
        figure: format!("loses {} of requests while broken", format_share(loss)),
        source: first([link.source.as_deref()]),
    })
}

/// `1 request`, `900 requests`.
fn requests(count: f64) -> String {
    format_number_of(count, "request", "requests")
}

fn of_journey(journey: &Journey) -> Vec<Source> {
    let promise = journey.objective.map(|own| format!("an objective of its own: {}", format_target(own)));
    let peak = journey.peak_rps.map(|peak| format!("{} a second at the peak", requests(peak)));
    let row = |figure| Source {
        subject: journey.display_name().to_owned(),
        id: journey.id.clone(),
        figure,
        source: first([journey.source.as_deref()]),
    };
    promise.into_iter().chain(peak).map(row).collect()
}

fn of_demand(demand: &Demand) -> Option<Source> {
    Some(Source {
        subject: "Demand".to_owned(),
        id: "demand".to_owned(),
        figure: format!("grows {} a month", format_share(demand.growth_per_month?)),
        source: first([demand.source.as_deref()]),
    })
}

/// `process: MTBF 30d, MTTR 2m`.
fn failure_words(failure: &Failure) -> String {
    let mut parts = Vec::new();
    if let Some(availability) = failure.availability {
        parts.push(format!("availability {}", format_target(availability)));
    }
    if let Some(deploys) = &failure.deploys {
        let share = format_share(deploys.change_failure_rate);
        parts.push(format!("{share} of the changes every {} fail", deploys.every));
    }
    let mut law = |name: &str, value: &Option<Distribution>| {
        if let Some(value) = value {
            parts.push(format!("{name} {}", words::distribution(value)));
        }
    };
    law("MTBF", &failure.mtbf);
    law("MTTR", &failure.mttr);
    let name = failure.name.as_deref().unwrap_or("failure");
    format!("{name}: {}", parts.join(", "))
}

fn failover_words(name: &str, failover: &Failover) -> String {
    let success = failover.success();
    let mut words = format!("{name} {}", words::distribution(&failover.time));
    if success < 1.0 {
        words += &format!(", works {} of the time", format_share(success));
        match &failover.manual {
            Some(manual) => words += &format!(", by hand otherwise: {}", words::distribution(manual)),
            None => words += ", waits for the repair otherwise",
        }
    }
    words
}

/// The nearest source that says something.
fn first<const N: usize>(candidates: [Option<&str>; N]) -> Option<String> {
    candidates.into_iter().flatten().map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
}
