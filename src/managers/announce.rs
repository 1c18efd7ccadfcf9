//! Tells screen readers the verdict once it has come to rest, and the tab its project.

use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::units::format_percent;

use crate::browser::tab;
use crate::state::{Answers, Standing, Ui, Workspace};

/// How long the verdict must stand before it is announced.
const REST: Duration = Duration::from_millis(900);

/// Follows the verdict and the project's name.
pub fn start(workspace: Workspace, answers: Answers, ui: Ui) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let sentence = sentence(answers);
        if let Some(timer) = waiting.get_value() {
            timer.clear();
        }
        let first = before.is_none();
        let timer = set_timeout_with_handle(move || ui.announcement.set(sentence.clone()), REST);
        waiting.set_value(if first { None } else { timer.ok() });
    });
    let name = Memo::new(move |_| workspace.project().display_name().to_owned());
    Effect::new(move |_| name.with(|name| tab::set_title(&format!("{name} · Ninefold"))));
}

fn sentence(answers: Answers) -> String {
    if let Some(problem) = answers.solved.with(|solved| solved.problem.clone()) {
        return problem;
    }
    let Some(journey) = answers.journey.get() else { return String::new() };
    let word = match Standing::of(&journey) {
        Standing::Met => "objective met",
        Standing::AtRisk(_) => "objective met on average, at risk",
        Standing::Missed => "objective missed",
        Standing::NoPromise => "no objective",
        Standing::Unknown => "not known whether the objective is met",
    };
    format!("Availability {}, {word}", format_percent(journey.availability, journey.unavailability))
}
