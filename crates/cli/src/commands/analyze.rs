//! `ninefold analyze`: the exact answer.

use std::time::Instant;

use ninefold_engine::analysis::{self, Analysis};
use ninefold_engine::model::Project;
use ninefold_engine::report::Report;
use ninefold_engine::report::document::Document;

use crate::args::Analyze;
use crate::failure::Failure;
use crate::{Outcome, input, output, text};

/// Runs the command.
pub fn run(arguments: &Analyze) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    if let Some(id) = &arguments.journey {
        known(&project, id)?;
    }
    let mut analysis = solve(&project)?;
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
    let start = Instant::now();
    let mut analysis = analysis::analyze(project, &analysis::Options::default())?;
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
    format!(
        "{body}\nSolved in {:.1} ms: {} variables, {} modules, {} nodes.\n",
        solver.milliseconds, solver.variables, solver.modules, solver.bdd_nodes
    )
}
