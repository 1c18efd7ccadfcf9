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

/// The answer; the field names are the keys of `check --json`. Its figures are those of the weakest journey: the one that exceeds most what its promise allows.
#[derive(Debug, Serialize)]
struct Answer {
    met: bool,
    journey: String,
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
    #[serde(skip)]
    promised: f64,
}

impl JourneyCheck {
    /// How many times what is allowed is lost; without end where nothing is.
    fn spent(&self) -> f64 {
        if self.expected_seconds > 0.0 { self.expected_seconds / self.allowed_seconds } else { 0.0 }
    }
}

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Outcome, Failure> {
    let mut project = input::project(&arguments.file)?;
    aim(&mut project, arguments.target)?;
    let analysis = solve(&project)?;
    let answer = judge(&analysis)?;
    if arguments.json {
        output::print_json(&answer)?;
    } else {
        output::tell(&in_words(&project, &analysis, &answer))?;
    }
    Ok(if answer.met { Outcome::Done } else { Outcome::No })
}

/// Puts the target into the project, over the same window as its own objective.
fn aim(project: &mut Project, target: Option<f64>) -> Result<(), Failure> {
    if target.is_some() {
        project.journeys.iter_mut().flatten().for_each(|journey| journey.objective = None);
    }
    let own = project.journeys().iter().any(|journey| journey.objective.is_some());
    match (&mut project.objective, target) {
        (Some(objective), Some(target)) => objective.availability = target,
        (Some(_), None) => {}
        (None, Some(target)) => project.objective = Some(Objective::of(target)),
        (None, None) if own => {}
        (None, None) => {
            return Err(Failure::usage(
                "the project has no objective to check",
                "give one: --target 0.9995, or \"objective\": {\"availability\": 0.9995} in the file",
            ));
        }
    }
    Ok(())
}

fn judge(analysis: &Analysis) -> Result<Answer, Failure> {
    let journeys: Vec<JourneyCheck> = analysis.journeys.iter().filter_map(check).collect();
    let weaker = |a: &JourneyCheck, b: &JourneyCheck| {
        let chance = a.breach_probability.total_cmp(&b.breach_probability);
        a.spent().total_cmp(&b.spent()).then(chance)
    };
    let worst = journeys.iter().reduce(|worst, next| if weaker(next, worst).is_gt() { next } else { worst });
    let Some(worst) = worst else {
        return Err(Failure::usage("the project has no journey to check", "add one to \"journeys\""));
    };
    Ok(Answer {
        met: journeys.iter().all(|journey| journey.met),
        journey: worst.id.clone(),
        target: worst.promised,
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
        promised: objective.availability,
    })
}

/// A line for each journey, the chance to miss its promise where it has one, and for those that do what costs most.
fn in_words(project: &Project, analysis: &Analysis, answer: &Answer) -> String {
    let report = Report::new(project, analysis, None, "");
    let mut text = String::new();
    for journey in &report.journeys {
        let Some(check) = answer.journeys.iter().find(|check| check.id == journey.id) else {
            text += &format!("– {}\n", journey.sentence);
            continue;
        };
        text += &format!("{} {}\n", if check.met { "✓" } else { "✗" }, journey.sentence);
        if !check.breach_probability.is_nan() {
            let chance = format_share(check.breach_probability);
            text += &format!("  Chance to miss it in one window ({}): {chance}.\n", check.window);
        }
        if !check.met && !journey.contributions.is_empty() {
            let most = journey.contributions.iter().filter(|part| part.share > 0.0).take(3);
            let most: Vec<String> =
                most.map(|part| format!("{} {}", part.name, format_share(part.share))).collect();
            text += &format!("  Most of the downtime: {}.\n", most.join(", "));
        }
    }
    text
}
