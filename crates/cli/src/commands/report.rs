//! `ninefold report`: the downtime budget report, or two designs compared.

use std::ffi::OsStr;
use std::path::Path;

use ninefold_engine::analysis;
use ninefold_engine::budget::incidents::{Fixed, moment};
use ninefold_engine::compare;
use ninefold_engine::model::Project;
use ninefold_engine::plan;
use ninefold_engine::report::{Completion, Report, Versus};
use ninefold_engine::simulation::Options;

use super::analyze::solve_with;
use super::simulate::{play, thread_count};
use crate::args::Report as Arguments;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// A format of the report.
#[derive(Clone, Copy)]
enum Format {
    Html,
    Markdown,
    Csv,
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let format = format(arguments)?;
    let read = [Some(&arguments.file), arguments.compare.as_ref()];
    output::spare(&arguments.output, read.into_iter().flatten().map(String::as_str))?;
    let project = input::project(&arguments.file)?;
    let report = report(arguments, &project)?;
    let text = match &arguments.compare {
        Some(other) => {
            let after = input::project(other)?;
            let second = self::report(arguments, &after)?;
            let drawing = compare::differences(&project, &after);
            let files = file_names(&arguments.file, other);
            compared(
                &Versus::new(&report, &second).with_drawing(&drawing).from_files(files.0, files.1),
                format,
            )
        }
        None => alone(&report, format),
    };
    output::write(&arguments.output, &text)?;
    Ok(Outcome::Done)
}

/// Everything about one design.
fn report(arguments: &Arguments, project: &Project) -> Result<Report, Failure> {
    // What a simulation saw of one window stands beside the exact law of it.
    let asked = analysis::Options { window: arguments.years.is_some(), ..analysis::Options::default() };
    let analysis = solve_with(project, &asked)?;
    let simulation = match arguments.years {
        None => None,
        Some(years) => {
            let defaults = Options::default();
            let seed = arguments.playing.seed.unwrap_or(defaults.seed);
            let options = Options { years, seed, ..defaults };
            Some(play(project, options, thread_count(arguments.playing.threads))?)
        }
    };
    let date = arguments.date.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let mut report = Report::new(project, &analysis, simulation.as_ref(), &date.to_string());
    // Up to the end of the day that is printed, so that the same date gives the same bytes.
    let now = moment::midnight(date, &Fixed(0)) + moment::DAY;
    report.complete(Completion::new(project, &analysis, Some(now), arguments.playing.seed)?.finish());
    if arguments.improve {
        report.improvements = Some(plan::improve(project, None, None)?);
    }
    Ok(report)
}

/// The files without their folders, unless that makes them alike.
fn file_names<'a>(first: &'a str, second: &'a str) -> (&'a str, &'a str) {
    let last = |file: &'a str| Path::new(file).file_name().and_then(OsStr::to_str).unwrap_or(file);
    let (one, two) = (last(first), last(second));
    if one == two { (first, second) } else { (one, two) }
}

fn alone(report: &Report, format: Format) -> String {
    match format {
        Format::Html => report.to_html(),
        Format::Markdown => report.to_markdown(),
        Format::Csv => report.to_csv(),
        Format::Json => report.to_json(),
    }
}

fn compared(versus: &Versus<'_>, format: Format) -> String {
    match format {
        Format::Html => versus.to_html(),
        Format::Markdown => versus.to_markdown(),
        Format::Csv => versus.to_csv(),
        Format::Json => versus.to_json(),
    }
}

/// The format the output's ending asks for.
fn format(arguments: &Arguments) -> Result<Format, Failure> {
    let ending = arguments.output.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(Format::Html),
        Some("md" | "markdown") => Ok(Format::Markdown),
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        _ => Err(Failure::usage(
            format!("{} has no ending that says a format", arguments.output.display()),
            "use .html, .md, .csv or .json",
        )),
    }
}
