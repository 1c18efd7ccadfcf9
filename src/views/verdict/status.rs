//! The word: met, at risk, missed, or why there is none.

use icondata_core::IconData;
use leptos::prelude::*;
use ninefold_engine::report::{Agreement, agreement};

use super::figures::chance;
use crate::state::{Answers, Route, Runs, Standing, Ui};
use crate::views::widgets::icon;

/// The word with its icon, or the sentence why the figures are old.
#[must_use]
pub fn view(answers: Answers) -> AnyView {
    let problem = move || answers.solved.with(|solved| solved.problem.clone());
    let word = move || match problem() {
        Some(sentence) => view! {
            <p class="verdict-problem" title=sentence.clone()>
                {icon(icondata_lu::LuTriangleAlert)} <span>{sentence.clone()}</span>
            </p>
        }
        .into_any(),
        None => answers.standing.get().map(pill).into_any(),
    };
    view! { <div class="verdict-status">{agreed(answers)} {word}</div> }.into_any()
}

/// Whether the last simulation of the project as it stands says the same; nothing where there is none to compare.
fn agreed(answers: Answers) -> AnyView {
    let runs = expect_context::<Runs>();
    let off = expect_context::<Ui>().off;
    let found = Memo::new(move |_| {
        let finished = runs.current().filter(|it| it.scenario.is_none() && off.with(|off| off.is_empty()))?;
        let exact = answers.journey.get().filter(|exact| exact.bounds.is_none())?;
        let simulated = finished.simulation.journeys.iter().find(|it| it.id == exact.id)?;
        Some(agreement(Some(exact.unavailability), &simulated.unavailability))
    });
    let mark = move || match found.get() {
        Some(Agreement::Agree) => {
            Some(mark("agreement agreement-yes", icondata_lu::LuCheck, "Simulation agrees"))
        }
        Some(Agreement::Disagree) => {
            Some(mark("agreement agreement-no", icondata_lu::LuX, "Simulation disagrees"))
        }
        Some(Agreement::NotComparable) | None => None,
    };
    view! { {mark} }.into_any()
}

fn mark(class: &'static str, symbol: &'static IconData, words: &'static str) -> AnyView {
    view! { <a class=class href=Route::Simulate.href() title=words aria-label=words>{icon(symbol)} <span>{words}</span></a> }
        .into_any()
}

fn pill(standing: Standing) -> AnyView {
    let (class, symbol, word): (_, &'static IconData, _) = match standing {
        Standing::Met => ("pill pill-good", icondata_lu::LuCircleCheck, "Met"),
        Standing::AtRisk(_) => ("pill pill-warn", icondata_lu::LuTriangleAlert, "At risk"),
        Standing::Missed => ("pill pill-bad", icondata_lu::LuOctagonX, "Missed"),
        Standing::NoPromise => ("pill", icondata_lu::LuTarget, "No objective"),
        Standing::Unknown => ("pill pill-warn", icondata_lu::LuTriangleAlert, "Not known"),
    };
    let title = match standing {
        Standing::Met => "The modelled availability keeps the objective, and most windows do".to_owned(),
        Standing::AtRisk(breach) => {
            format!("Kept on average, but {} of the windows miss it", chance(breach))
        }
        Standing::Missed => "The modelled availability is below the objective".to_owned(),
        Standing::Unknown => {
            "The model is too entangled for an exact answer, and the objective lies between the bounds: simulate it"
                .to_owned()
        }
        Standing::NoPromise => {
            "Select nothing on the canvas and set an objective in the inspector".to_owned()
        }
    };
    view! {
        <details class="verdict-why">
            <summary class=class title=title.clone()>{icon(symbol)} {word}</summary>
            <p class="menu">{title}</p>
        </details>
    }
    .into_any()
}
