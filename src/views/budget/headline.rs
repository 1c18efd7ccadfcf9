//! The budget in one sentence and four figures.

use leptos::prelude::*;
use ninefold_engine::analysis::{JourneyAnswer, ObjectiveAnswer};
use ninefold_engine::model::Project;
use ninefold_engine::units;

use crate::views::widgets::stat;

/// Sentence and figures.
pub fn view(project: &Project, journey: &JourneyAnswer) -> AnyView {
    let name =
        project.journey(&journey.id).map_or(journey.id.as_str(), |found| found.display_name()).to_owned();
    let Some(objective) = &journey.objective else { return without_objective(&name, journey) };
    let sentence = format!(
        "{name} promises {}{} in a {}. That allows {}; the design is expected to spend {}.",
        units::format_target(objective.availability),
        if objective.by_requests { " of requests" } else { "" },
        objective.window,
        units::format_duration(objective.allowed_seconds),
        units::format_duration(objective.expected_seconds),
    );
    view! {
        <header class="page-head">
            <div>
                <h1>"Downtime budget"</h1>
                <p>{sentence}</p>
            </div>
        </header>
        <div class="stats">{figures(objective)}</div>
    }
    .into_any()
}

fn without_objective(name: &str, journey: &JourneyAnswer) -> AnyView {
    let sentence = format!(
        "{name} is expected to be down {} a year. Set an objective in the design to see what that leaves of a promise.",
        units::format_duration(journey.downtime_seconds.year),
    );
    view! {
        <header class="page-head">
            <div>
                <h1>"Downtime budget"</h1>
                <p>{sentence}</p>
            </div>
        </header>
    }
    .into_any()
}

fn figures(objective: &ObjectiveAnswer) -> Vec<AnyView> {
    let left = objective.allowed_seconds - objective.expected_seconds;
    let used = objective.expected_seconds / objective.allowed_seconds;
    // Where there are only bounds, there is no chance of missing it, and the figures are those of the upper one.
    let is_exact = !objective.breach_probability.is_nan();
    let (label, tone) = match (left >= 0.0, is_exact) {
        (true, true) => ("Budget left on average", "good"),
        (true, false) => ("Budget left on average, at least", "good"),
        (false, true) => ("Over budget on average", "bad"),
        (false, false) => ("Over budget on average, at most", "bad"),
    };
    let mut list = vec![stat::with_meter(
        label,
        units::format_duration(left.abs()),
        tone,
        used,
        spent(used, &objective.window),
    )];
    if is_exact {
        list.push(stat::view(
            "Chance to miss the objective",
            units::format_share(objective.breach_probability),
            tone_of(objective.breach_probability),
            format!("in any one {}, computed without simulating", objective.window),
        ));
    }
    if objective.expected_credit_percent > 0.0 {
        let credit = units::format_share(objective.expected_credit_percent / 100.0);
        list.push(stat::view(
            "Expected credit",
            credit,
            "plain",
            format!("of the fee for one {}", objective.window),
        ));
    }
    list
}

fn spent(used: f64, window: &str) -> String {
    if used.is_finite() {
        format!("{} of the error budget of a {window} spent", units::format_share(used))
    } else {
        "the objective allows no downtime at all".to_owned()
    }
}

/// From which chance on a figure is worrying, and from which it is bad.
fn tone_of(chance: f64) -> &'static str {
    match chance {
        chance if chance >= 0.5 => "bad",
        chance if chance >= 0.1 => "warn",
        _ => "good",
    }
}
