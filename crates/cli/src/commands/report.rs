//! `ninefold report`: the downtime budget report.

use ninefold_engine::analysis;
use ninefold_engine::report::Report;
use ninefold_engine::simulation::Options;

use super::analyze::solve_with;
use super::simulate::{play, thread_count};
use crate::args::Report as Arguments;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let render = renderer(arguments)?;
    let project = input::project(&arguments.file)?;
    // What a simulation saw of one window stands beside the exact law of it.
    let asked = analysis::Options { window: arguments.years.is_some(), ..analysis::Options::default() };
    let analysis = solve_with(&project, &asked)?;
    let simulation = match arguments.years {
        None => None,
        Some(years) => {
            let defaults = Options::default();
            let seed = arguments.playing.seed.unwrap_or(defaults.seed);
            let options = Options { years, seed, ..defaults };
            Some(play(&project, options, thread_count(arguments.playing.threads))?)
        }
    };
    let date = arguments.date.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let report = Report::new(&project, &analysis, simulation.as_ref(), &date.to_string());
    output::write(&arguments.output, &render(&report))?;
    Ok(Outcome::Done)
}

/// The format the output's ending asks for.
fn renderer(arguments: &Arguments) -> Result<fn(&Report) -> String, Failure> {
    let ending = arguments.output.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(Report::to_html),
        Some("md" | "markdown") => Ok(Report::to_markdown),
        Some("csv") => Ok(Report::to_csv),
        Some("json") => Ok(Report::to_json),
        _ => Err(Failure::usage(
            format!("{} has no ending that says a format", arguments.output.display()),
            "use .html, .md, .csv or .json",
        )),
    }
}
