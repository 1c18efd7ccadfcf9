//! The Budget tab: what the promise allows, what the design is expected to spend, and where the minutes go.

mod allowance;
mod calculator;
mod causes;
mod contributions;
mod headline;

use leptos::prelude::*;

use crate::state::{Answers, Solved, Ui};

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    view! {
        <section class="page budget" aria-label="Budget">
            <div class="page-inner">
                {calculator::asked_first()}
                {move || project_budget(expect_context::<Answers>())}
                {calculator::below()}
            </div>
        </section>
    }
    .into_any()
}

/// Everything that depends on the project; says what to do where it has no answer.
fn project_budget(answers: Answers) -> AnyView {
    let solved = answers.solved.get();
    let Some(journey) = answers.journey.get() else { return nothing_yet(&solved) };
    let old = solved.problem.clone().map(|problem| {
        view! { <p class="banner banner-warn" role="status">"These figures are of the last state that could be solved. " {problem}</p> }
    });
    view! {
        {headline::view(&solved.project, &journey)}
        {old}
        {switched_off()}
        {allowance::view(&solved.project, &journey)}
        {contributions::view(&solved.project, &journey)}
        {causes::view(&journey)}
    }
    .into_any()
}

/// What is being tried out on the canvas shows in these figures: say so.
fn switched_off() -> Option<AnyView> {
    let off = expect_context::<Ui>().off.with(|off| off.iter().cloned().collect::<Vec<_>>());
    (!off.is_empty()).then(|| {
        let words = format!("These figures are with {} switched off.", off.join(", "));
        view! { <p class="banner banner-warn" role="status">{words}</p> }.into_any()
    })
}

fn nothing_yet(solved: &Solved) -> AnyView {
    let why =
        solved.problem.clone().unwrap_or_else(|| "The project has no journey to answer for.".to_owned());
    view! {
        <header class="page-head"><h1>"Downtime budget"</h1></header>
        <div class="card empty">
            <p>{why}</p>
            <a class="button" href="#/design">"Open the design"</a>
        </div>
    }
    .into_any()
}
