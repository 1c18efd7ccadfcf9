//! The word: met, at risk, missed, or why there is none.

use icondata_core::IconData;
use leptos::prelude::*;

use super::figures::chance;
use crate::state::Answers;
use crate::state::Standing;
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
    view! { <div class="verdict-status">{word}</div> }.into_any()
}

fn pill(standing: Standing) -> AnyView {
    let (class, symbol, word): (_, &'static IconData, _) = match standing {
        Standing::Met => ("pill pill-good", icondata_lu::LuCircleCheck, "Met"),
        Standing::AtRisk(_) => ("pill pill-warn", icondata_lu::LuTriangleAlert, "At risk"),
        Standing::Missed => ("pill pill-bad", icondata_lu::LuOctagonX, "Missed"),
        Standing::NoPromise => ("pill", icondata_lu::LuTarget, "No objective"),
    };
    let title = match standing {
        Standing::Met => "The modelled availability keeps the objective, and most windows do".to_owned(),
        Standing::AtRisk(breach) => {
            format!("Kept on average, but {} of the windows miss it", chance(breach))
        }
        Standing::Missed => "The modelled availability is below the objective".to_owned(),
        Standing::NoPromise => {
            "Select nothing on the canvas and set an objective in the inspector".to_owned()
        }
    };
    view! { <span class=class title=title>{icon(symbol)} {word}</span> }.into_any()
}
