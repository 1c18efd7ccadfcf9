//! `ninefold analyze`: the exact answer.

use std::time::Instant;

use ninefold_engine::analysis::{
    self, Analysis, CopySensitivity, CoursePoint, InputSensitivity, JourneyAnswer, Percentiles,
};
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
    let options = analysis::Options { curve, window: arguments.window, ..Default::default() };
    let mut analysis = solve_with(&project, &options)?;
    if arguments.sensitivity && analysis.is_exact() {
        let found = analysis::sensitivity(&project, &options)?;
        analysis.journeys.iter_mut().zip(found).for_each(|(journey, it)| journey.sensitivity = Some(it));
    }
    if analysis.is_exact() {
        // Nothing where no input is uncertain.
        let found = analysis::uncertainty(&project, &options)?;
        analysis.journeys.iter_mut().zip(found).for_each(|(journey, it)| journey.uncertainty = Some(it));
    }
    if let Some(id) = &arguments.journey {
        analysis.journeys.retain(|journey| journey.id == *id);
    }
    if arguments.json {
        output::print_json(&analysis)?;
    } else {
        output::tell(&in_words(&project, &analysis))?;
    }
    Ok(Outcome::Done)
}

/// The exact answer, with the time it took.
pub fn solve(project: &Project) -> Result<Analysis, Failure> {
    solve_with(project, &analysis::Options::default())
}

/// The same, asked for more or less.
pub fn solve_with(project: &Project, options: &analysis::Options) -> Result<Analysis, Failure> {
    let start = Instant::now();
    let mut analysis = analysis::analyze_in_full(project, options)?;
    analysis.solver.milliseconds = start.elapsed().as_secs_f64() * 1e3;
    Ok(analysis)
}

/// Fails where the project has no such journey.
pub fn known(project: &Project, id: &str) -> Result<(), Failure> {
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
    let curves: String = analysis.journeys.iter().map(more).collect();
    let took = match solver.limit {
        None => format!("{} modules, {} nodes", solver.modules, solver.bdd_nodes),
        Some(limit) => format!("bounds only: the diagram was given up at {limit} nodes"),
    };
    format!(
        "{body}\n{curves}Solved in {:.1} ms: {} variables, {took}.\n",
        solver.milliseconds, solver.variables
    )
}

/// What was asked for beyond the long run.
fn more(journey: &JourneyAnswer) -> String {
    curve(journey) + &window(journey) + &sensitivity(journey) + &uncertainty(journey)
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

/// Most inputs listed for people.
const LISTED: usize = 20;

/// The inputs that matter most; nothing where nobody asked.
fn sensitivity(journey: &JourneyAnswer) -> String {
    let Some(found) = &journey.sensitivity else { return String::new() };
    let change = |seconds: f64| {
        let sign = if seconds < 0.0 { "−" } else { "+" };
        format!("{sign}{}", format_duration(seconds.abs()))
    };
    let row = |input: &InputSensitivity| {
        vec![
            input.id.clone(),
            input.input.clone(),
            format!("{:.3}", input.elasticity),
            change(input.halved_seconds_per_year),
            change(input.doubled_seconds_per_year),
        ]
    };
    let headings = ["Part", "Input", ">Elasticity", ">Halved, a year", ">Doubled, a year"];
    let inputs = table(&headings, found.inputs.iter().take(LISTED).map(row));
    let maybe = |seconds: Option<f64>| seconds.map_or("–".to_owned(), change);
    let row = |part: &CopySensitivity| {
        let count = part.copies.to_string();
        vec![part.id.clone(), count, maybe(part.fewer_seconds_per_year), maybe(part.more_seconds_per_year)]
    };
    let headings = ["Component", ">Copies", ">One fewer, a year", ">One more, a year"];
    let copies = match found.copies.is_empty() {
        true => String::new(),
        false => format!("\n{}", table(&headings, found.copies.iter().map(row))),
    };
    let note = "Of availability and success, what is halved and doubled is the share that fails.";
    format!("{}: what the downtime depends on\n\n{inputs}{copies}{note}\n\n", journey.id)
}

/// What uncertain inputs leave; nothing where none is.
fn uncertainty(journey: &JourneyAnswer) -> String {
    let Some(found) = &journey.uncertainty else { return String::new() };
    let down = &found.downtime_seconds_per_year;
    let [low, median, high] = [down.low, down.median, down.high].map(format_duration);
    let met = found.met.map_or(String::new(), |met| {
        format!("; the promise is kept in the long run in {} of the cases", format_share(met))
    });
    format!(
        "{}: with the inputs as uncertain as the file says, downtime a year is between {low} and {high} in nine cases of ten, \
         half are below {median}{met}\n\n",
        journey.id
    )
}
