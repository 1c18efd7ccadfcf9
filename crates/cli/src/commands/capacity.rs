//! `ninefold capacity`: how many copies, what is left when a zone is lost, and how long that lasts.

use ninefold_engine::model::Project;
use ninefold_engine::plan::{self, CapacityOptions, CapacityPlan, ComponentPlan, Fit, Waits};
use ninefold_engine::units::{format_count, format_duration, format_money, format_number_of, format_share};

use super::analyze::solve;
use crate::args::Capacity;
use crate::failure::Failure;
use crate::table::{pairs, table};
use crate::{Outcome, input, output};

/// Most bytes of a load test's file.
const MOST_BYTES: u64 = 16 << 20;

/// Runs the command.
pub fn run(arguments: &Capacity) -> Result<Outcome, Failure> {
    if let Some(file) = &arguments.fit {
        return fit(file);
    }
    let Some(file) = &arguments.file else {
        return Err(Failure::usage("which project?", "ninefold capacity api.ninefold.json"));
    };
    let project = input::project(file)?;
    // Without a journey there is no exact answer, but still a plan.
    let analysis = if project.journeys().is_empty() { None } else { Some(solve(&project)?) };
    let options = CapacityOptions { lose_zones: arguments.lose_zones, months: arguments.months };
    let plan = plan::capacity(&project, analysis.as_ref(), &options);
    if arguments.json {
        output::print_json(&plan)?;
    } else {
        output::tell(&in_words(&project, &plan))?;
    }
    Ok(Outcome::Done)
}

fn in_words(project: &Project, plan: &CapacityPlan) -> String {
    let name = |id: &str| project.component(id).map_or(id.to_owned(), |it| it.display_name().to_owned());
    let rows = plan.components.iter().map(|it| needs(name(&it.id), it));
    let headings = [
        "Component",
        ">Requests/s",
        ">Copies",
        ">Needed",
        ">N+1",
        ">N+2",
        ">Zone lost",
        ">Region lost",
        ">Used",
        ">Free",
        ">Lasts",
    ];
    let copies = table(&headings, rows);
    let rows = plan
        .components
        .iter()
        .filter(|it| it.per_copy_rps.is_some())
        .map(|it| strain(project, name(&it.id), it));
    let headings = [
        "Component",
        ">Wait",
        ">95 %",
        ">99 %",
        ">Worst, zone lost",
        ">Worst, region lost",
        ">Too few copies",
        ">Unserved a month",
    ];
    let strain = table(&headings, rows);
    let money = money(plan);
    let notes: String = plan
        .components
        .iter()
        .flat_map(|it| &it.notes)
        .chain(&plan.warnings)
        .map(|note| format!("  {note}\n"))
        .collect();
    format!("{}\n\n{copies}\n{strain}\n{money}\n{notes}", plan.name)
}

fn needs(name: String, it: &ComponentPlan) -> Vec<String> {
    let count = |copies: Option<u32>| copies.map_or("–".to_owned(), |copies| copies.to_string());
    let share = |share: Option<f64>| share.map_or("–".to_owned(), format_share);
    let lasts = match (it.per_copy_rps, it.exhausted_month) {
        (None, _) => "–".to_owned(),
        (_, None) => "all months".to_owned(),
        (_, Some(0)) => "not now".to_owned(),
        (_, Some(month)) => format_number_of(f64::from(month), "month", "months"),
    };
    vec![
        name,
        format_count(it.demand_rps),
        it.copies.to_string(),
        count(it.copies_needed),
        count(it.copies_n_plus_1),
        count(it.copies_n_plus_2),
        count(it.copies_needed_zone_loss),
        count(it.copies_needed_region_loss),
        share(it.utilisation),
        share(it.headroom),
        lasts,
    ]
}

/// The most that is used of what is left when one of the zones, or one of the regions, is lost.
fn worst(project: &Project, it: &ComponentPlan, regions: bool) -> String {
    let is_region = |id: &str| project.zones().iter().any(|zone| zone.parent.as_deref() == Some(id));
    let asked = |id: &str| is_region(id) == regions;
    // What no request reaches then lacks nothing.
    let reached = it.degraded.iter().filter(|state| state.demand_rps > 0.0);
    let lost = reached.filter(|state| state.zone.as_deref().is_some_and(asked));
    let worst = lost.map(|state| state.utilisation.unwrap_or(f64::INFINITY)).fold(0.0, f64::max);
    match worst {
        worst if worst.is_infinite() => "none left".to_owned(),
        worst if worst > 0.0 => format!("{} used", format_share(worst)),
        _ => "–".to_owned(),
    }
}

fn strain(project: &Project, name: String, it: &ComponentPlan) -> Vec<String> {
    let time = |of: fn(&Waits) -> f64| {
        it.wait_seconds.as_ref().map_or("grows".to_owned(), |w| format_duration(of(w)))
    };
    vec![
        name,
        time(|waits| waits.mean),
        time(|waits| waits.p95),
        time(|waits| waits.p99),
        worst(project, it, false),
        worst(project, it, true),
        it.chance_short.map_or("–".to_owned(), format_share),
        it.unserved_requests_month.map_or("–".to_owned(), format_count),
    ]
}

fn money(plan: &CapacityPlan) -> String {
    let cost = &plan.cost;
    let money = |amount: f64| format_money(amount, &cost.currency);
    let mut rows = vec![
        ("Copies and zones a month", money(cost.infrastructure_month)),
        ("Requests between zones", money(cost.cross_zone_month)),
        ("Downtime", money(cost.downtime_month)),
        ("Credits", money(cost.credits_month)),
        ("All a month", money(cost.total_month)),
        ("All a year", money(cost.total_year)),
    ];
    if !cost.without_price.is_empty() {
        rows.push(("Without a price", cost.without_price.join(", ")));
    }
    pairs(&rows)
}

/// A load test's file as throughput and service time.
fn fit(file: &str) -> Result<Outcome, Failure> {
    let name = input::display_name(file);
    let text = input::text(file, MOST_BYTES)
        .map_err(|reason| Failure::Unreadable { file: name.to_owned(), reason })?;
    let fault = |error: plan::FitError| {
        Failure::usage(format!("{name}: {error}"), "lines of: requests a second, latency")
    };
    let samples = plan::read_samples(&text).map_err(fault)?;
    let fit = plan::fit(&samples).map_err(fault)?;
    output::tell(&fit_in_words(&fit, samples.len()))?;
    Ok(Outcome::Done)
}

fn fit_in_words(fit: &Fit, samples: usize) -> String {
    let throughput = match fit.throughput {
        Some(throughput) => format!("{} requests/s", format_count(throughput)),
        None => {
            format!("more than {} requests/s: the test never came near the limit", format_count(fit.highest))
        }
    };
    let mut rows = vec![
        ("Measurements", samples.to_string()),
        ("per_copy_rps", throughput),
        ("service_time", format_duration(fit.service)),
        ("Typical distance", format_share(fit.noise)),
        ("Far off", fit.outliers.len().to_string()),
    ];
    if let Some(little) = fit.little {
        let verdict = if (little - 1.0).abs() > 0.2 { ": the columns contradict each other" } else { "" };
        rows.push(("Little's law", format!("{}{verdict}", format_count(little))));
    }
    let doubt = fit.doubt().map(|doubt| format!("\n  {doubt}\n")).unwrap_or_default();
    pairs(&rows) + &doubt
}
