//! `ninefold lint`: classic mistakes, what each costs, and what can be done.

use ninefold_engine::lint::{self, Finding, Severity};
use ninefold_engine::units::format_duration;
use serde::Serialize;

use crate::args::Lint;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// The answer; the field names are the keys of `lint --json`.
#[derive(Debug, Serialize)]
struct Answer {
    findings: Vec<Finding>,
    silenced: Vec<Finding>,
}

/// Runs the command.
pub fn run(arguments: &Lint) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    let (silenced, findings): (Vec<Finding>, Vec<Finding>) =
        lint::lint(&project)?.into_iter().partition(Finding::is_silenced);
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    let answer = Answer { findings, silenced };
    if arguments.json {
        output::print_json(&answer)?;
    } else {
        output::tell(&in_words(&answer))?;
    }
    Ok(if broken && arguments.deny { Outcome::No } else { Outcome::Done })
}

/// A paragraph for each finding, the dearest first; why only once a rule.
fn in_words(answer: &Answer) -> String {
    let mut text = String::new();
    let mut explained: Vec<&str> = Vec::new();
    for finding in &answer.findings {
        let target = if finding.target.is_empty() { "project" } else { &finding.target };
        text += &format!("{}: {target}: {} [{}]\n", finding.severity.word(), finding.message, finding.rule);
        if let Some(seconds) = finding.cost_seconds_per_year.filter(|seconds| *seconds > 0.0) {
            let journey = finding.journey.as_deref().unwrap_or_default();
            text += &format!("  Costs {} a year ({journey}).\n", format_duration(seconds));
        }
        if !explained.contains(&finding.rule) {
            explained.push(finding.rule);
            text += &format!("  {}\n", finding.why);
        }
        if let Some(remedy) = &finding.remedy {
            text += &format!("  Remedy: {remedy}{}\n", saved(finding));
        }
    }
    let count = |severity| answer.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, rest) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let silenced = answer.silenced.len();
    text + &format!("{errors} errors, {warnings} warnings, {rest} to know, {silenced} silenced.\n")
}

/// What the remedy brings, or brings to light.
fn saved(finding: &Finding) -> String {
    match finding.saves_seconds_per_year {
        Some(seconds) if seconds > 0.0 => format!(" (saves {} a year)", format_duration(seconds)),
        Some(seconds) if seconds < 0.0 => {
            format!(" (brings {} a year to light)", format_duration(-seconds))
        }
        _ => String::new(),
    }
}
