//! `ninefold export`: files for other tools.

use ninefold_engine::budget::alerts::{Exported, JOURNEY, Queries, no_budget, query_fault};
use ninefold_engine::model::Project;
use ninefold_engine::report::Report;
use ninefold_engine::report::diagram::Ink;

use super::analyze::solve;
use crate::args::Export as Arguments;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    output::spare(&arguments.output, [arguments.file.as_str()])?;
    let project = input::project(&arguments.file)?;
    let text = if arguments.format.svg { diagram(&project)? } else { rules(&project, arguments)? };
    output::write(&arguments.output, &text)?;
    Ok(Outcome::Done)
}

/// The drawing with each component's own availability, as in the report.
fn diagram(project: &Project) -> Result<String, Failure> {
    let analysis = solve(project)?;
    Ok(Report::new(project, &analysis, None, "").diagram.to_svg(&Ink::light()))
}

fn rules(project: &Project, arguments: &Arguments) -> Result<String, Failure> {
    let asked = [("--errors", &arguments.errors), ("--total", &arguments.total)];
    let asked: Vec<(&str, &str)> =
        asked.into_iter().filter_map(|(name, query)| Some((name, query.as_deref()?))).collect();
    for (name, query) in &asked {
        if let Some(fault) = query_fault(query) {
            return Err(Failure::usage(format!("{name}: {fault}"), "write a query of Prometheus"));
        }
    }
    let queries = arguments.errors.clone().map(|errors| Queries { errors, total: arguments.total.clone() });
    let exported = Exported::new(project, queries).ok_or_else(|| {
        Failure::usage(
            "the project promises nothing, so there is no error budget to watch",
            "give it an objective",
        )
    })?;
    if project.journeys().is_empty() {
        return Err(Failure::usage(
            "the project has no journey, so there is nothing to watch",
            "give it a journey",
        ));
    }
    let journeys = exported.watches();
    if journeys == 0 {
        let why = project.journeys().iter().filter_map(|journey| no_budget(project, journey));
        return Err(Failure::usage(
            why.collect::<Vec<_>>().join(" "),
            "promise less than 100 %, for example 0.9999",
        ));
    }
    for (name, _) in asked.iter().filter(|(_, query)| journeys > 1 && !query.contains(JOURNEY)) {
        eprintln!(
            "warning: {name}: all {journeys} journeys get the same query; write {JOURNEY} where its id belongs"
        );
    }
    let format = &arguments.format;
    Ok(match (format.openslo, format.sloth) {
        (true, _) => exported.openslo(),
        (_, true) => exported.sloth(),
        _ => exported.prometheus(),
    })
}
