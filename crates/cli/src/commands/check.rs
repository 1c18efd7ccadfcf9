//! `ninefold check`: fails when the modelled availability misses the objective.

use ninefold_engine::analysis::{Analysis, JourneyAnswer};
use ninefold_engine::model::{Objective, Project};
use ninefold_engine::report::Report;
use ninefold_engine::units::format_share;
use serde::Serialize;

use super::analyze::solve;
use crate::args::Check;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// The answer; the field names are the keys of `check --json`. Its figures are those of the worst journey.
#[derive(Debug, Serialize)]
struct Answer {
    met: bool,
    target: f64,
    availability: f64,
    unavailability: f64,
    breach_probability: f64,
    journeys: Vec<JourneyCheck>,
}

/// One journey of it.
#[derive(Debug, Serialize)]
struct JourneyCheck {
    id: String,
    met: bool,
    availability: f64,
    unavailability: f64,
    window: String,
    allowed_seconds: f64,
    expected_seconds: f64,
    breach_probability: f64,
}

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Outcome, Failure> {
    let mut project = input::project(&arguments.file)?;
    let target = aim(&mut project, arguments.target)?;
    let analysis = solve(&project)?;
    let answer = judge(&analysis, target)?;
    if arguments.json {
        output::print_json(&answer)?;
    } else {
        output::print(&in_words(&project, &analysis, &answer))?;
    }
    Ok(if answer.met { Outcome::Done } else { Outcome::No })
}

/// Puts the target into the project, over the same window as its own objective, and gives what to hold.
fn aim(project: &mut Project, target: Option<f64>) -> Result<f64, Failure> {
    match (&mut project.objective, target) {
        (Some(objective), Some(target)) => objective.availability = target,
        (Some(_), None) => {}
        (None, Some(target)) => project.objective = Some(promise(target)),
        (None, None) => {
            return Err(Failure::usage(
                "the project has no objective to check",
                "give one: --target 0.9995, or \"objective\": {\"availability\": 0.9995} in the file",
            ));
        }
    }
    Ok(project.objective.as_ref().map_or(1.0, |objective| objective.availability))
}

fn promise(availability: f64) -> Objective {
    Objective {
        availability,
        window: None,
        measure: None,
        exclude_maintenance: None,
        service_hours: None,
        credits: None,
        monthly_fee: None,
        currency: None,
        downtime_cost_per_hour: None,
        source: None,
        extra: serde_json::Map::new(),
    }
}

fn judge(analysis: &Analysis, target: f64) -> Result<Answer, Failure> {
    let journeys: Vec<JourneyCheck> = analysis.journeys.iter().filter_map(check).collect();
    let worst = journeys.iter().max_by(|a, b| a.unavailability.total_cmp(&b.unavailability));
    let Some(worst) = worst else {
        return Err(Failure::usage("the project has no journey to check", "add one to \"journeys\""));
    };
    Ok(Answer {
        met: journeys.iter().all(|journey| journey.met),
        target,
        availability: worst.availability,
        unavailability: worst.unavailability,
        breach_probability: worst.breach_probability,
        journeys,
    })
}

fn check(answer: &JourneyAnswer) -> Option<JourneyCheck> {
    let objective = answer.objective.as_ref()?;
    Some(JourneyCheck {
        id: answer.id.clone(),
        met: objective.met,
        availability: answer.availability,
        unavailability: answer.unavailability,
        window: objective.window.clone(),
        allowed_seconds: objective.allowed_seconds,
        expected_seconds: objective.expected_seconds,
        breach_probability: objective.breach_probability,
    })
}

/// A line for each journey, and for those that miss their promise what costs most.
fn in_words(project: &Project, analysis: &Analysis, answer: &Answer) -> String {
    let report = Report::new(project, analysis, None, "");
    let mut text = String::new();
    for (journey, check) in report.journeys.iter().zip(&answer.journeys) {
        text += &format!("{} {}\n", if check.met { "✓" } else { "✗" }, journey.sentence);
        let chance = format_share(check.breach_probability);
        text += &format!("  Chance to miss it in one window ({}): {chance}.\n", check.window);
        if !check.met {
            let most = journey.contributions.iter().filter(|part| part.share > 0.0).take(3);
            let most: Vec<String> =
                most.map(|part| format!("{} {}", part.name, format_share(part.share))).collect();
            text += &format!("  Most of the downtime: {}.\n", most.join(", "));
        }
    }
    text
}
