//! `ninefold analyze`: the exact answer.

use std::time::Instant;

use ninefold_engine::analysis::{self, Analysis, CoursePoint, JourneyAnswer, Percentiles};
use ninefold_engine::model::Project;
use ninefold_engine::report::Report;
use ninefold_engine::report::document::Document;
use ninefold_engine::units::{format_duration, format_percent, format_share};

use crate::args::Analyze;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output, text};

/// Runs the command.
pub fn run(arguments: &Analyze) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    if let Some(id) = &arguments.journey {
        known(&project, id)?;
    }
    let curve = arguments.curve.clone().map_or(Vec::new(), |times| times.0);
    let mut analysis =
        solve_with(&project, &analysis::Options { curve, window: arguments.window, ..Default::default() })?;
    if let Some(id) = &arguments.journey {
        analysis.journeys.retain(|journey| journey.id == *id);
    }
    if arguments.json {
        output::print_json(&analysis)?;
    } else {
        output::print(&in_words(&project, &analysis))?;
    }
    Ok(Outcome::Done)
}

/// The exact answer, with the time it took.
pub fn solve(project: &Project) -> Result<Analysis, Failure> {
    solve_with(project, &analysis::Options::default())
}

fn solve_with(project: &Project, options: &analysis::Options) -> Result<Analysis, Failure> {
    let start = Instant::now();
    let mut analysis = analysis::analyze(project, options)?;
    analysis.solver.milliseconds = start.elapsed().as_secs_f64() * 1e3;
    Ok(analysis)
}

fn known(project: &Project, id: &str) -> Result<(), Failure> {
    if project.journeys().iter().any(|journey| journey.id == id) {
        return Ok(());
    }
    let ids: Vec<&str> = project.journeys().iter().map(|journey| journey.id.as_str()).collect();
    Err(Failure::usage(
        format!("the project has no journey '{id}'"),
        format!("its journeys: {}", ids.join(", ")),
    ))
}

fn in_words(project: &Project, analysis: &Analysis) -> String {
    let document = Document::new(&Report::new(project, analysis, None, ""));
    let wanted =
        |id: &str| matches!(id, "summary" | "components" | "assumptions") || id.starts_with("journey-");
    let body = text::render(document.sections.iter().filter(|section| wanted(&section.id)));
    let solver = &analysis.solver;
    let curves: String = analysis.journeys.iter().map(|journey| curve(journey) + &window(journey)).collect();
    format!(
        "{body}\n{curves}Solved in {:.1} ms: {} variables, {} modules, {} nodes.\n",
        solver.milliseconds, solver.variables, solver.modules, solver.bdd_nodes
    )
}

/// A journey some hours after everything worked; nothing where nobody asked.
fn curve(journey: &JourneyAnswer) -> String {
    if journey.curve.is_empty() {
        return String::new();
    }
    let row = |point: &CoursePoint| {
        vec![
            format_duration(point.hours * 3_600.0),
            format_percent(point.availability, point.unavailability),
            format_duration(point.downtime_hours * 3_600.0),
            format_share(point.unreliability),
        ]
    };
    let headings = ["After", ">Available then", ">Downtime so far", ">Chance of an outage so far"];
    let rows = table(&headings, journey.curve.iter().map(row));
    format!("{}, from the moment when everything works\n\n{rows}\n", journey.id)
}

/// What one window and the longest outage of a year may bring; nothing where nobody asked.
fn window(journey: &JourneyAnswer) -> String {
    let Some(window) = &journey.window else { return String::new() };
    let row = |name: String, of: &Percentiles| {
        let cells = [of.p50, of.p90, of.p95, of.p99].map(format_duration);
        std::iter::once(name).chain(cells).collect::<Vec<String>>()
    };
    let rows = [
        row(format!("Downtime in one {}", window.window), &window.downtime_seconds),
        row("Longest outage in a year".to_owned(), &window.longest_outage_seconds_per_year),
    ];
    let none = format_share(window.no_downtime);
    let table = table(&["", ">Half are below", ">90 %", ">95 %", ">99 %"], rows);
    format!("{}: no downtime at all in {none} of the windows\n\n{table}\n", journey.id)
}
