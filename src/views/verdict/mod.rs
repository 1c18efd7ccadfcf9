//! The verdict: whether the promise is kept, always in sight.

mod figures;
mod status;

use leptos::prelude::*;
use ninefold_engine::model::Project;

use crate::state::{Answers, Ui};

/// The verdict bar.
#[must_use]
pub fn view() -> AnyView {
    let answers = expect_context::<Answers>();
    let ui = expect_context::<Ui>();
    let class = move || if answers.is_old() { "verdict verdict-old" } else { "verdict" };
    view! {
        <section class=class data-testid="verdict" aria-label="Verdict">
            {journey_select(answers, ui)}
            {move || answers.journey.with(Option::is_some).then(|| figures::view(answers))}
            {status::view(answers)}
        </section>
        <div class="visually-hidden" role="status" aria-live="polite">{move || ui.announcement.get()}</div>
    }
    .into_any()
}

/// Which journey is judged; a plain name where there is only one.
fn journey_select(answers: Answers, ui: Ui) -> AnyView {
    let choices = Memo::new(move |_| answers.solved.with(|solved| choices(&solved.project)));
    let chosen = Memo::new(move |_| answers.journey.with(|it| it.as_ref().map(|it| it.id.clone())));
    let options = move || {
        let chosen = chosen.get();
        let option = |(id, name): (String, String)| {
            let selected = chosen.as_deref() == Some(id.as_str());
            view! { <option value=id selected=selected>{name}</option> }.into_any()
        };
        choices.get().into_iter().map(option).collect::<Vec<_>>()
    };
    view! {
        <div class="reading verdict-journey" hidden=move || choices.with(Vec::is_empty)>
            <label class="reading-label" for="journey-select">"Journey"</label>
            <select
                id="journey-select"
                class="select-quiet"
                data-testid="journey-select"
                prop:value=move || chosen.get().unwrap_or_default()
                on:change=move |event| ui.journey.set(Some(event_target_value(&event)))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Ids and names of the journeys.
fn choices(project: &Project) -> Vec<(String, String)> {
    let name = |it: &ninefold_engine::model::Journey| it.name.clone().unwrap_or_else(|| it.id.clone());
    project.journeys.iter().flatten().map(|it| (it.id.clone(), name(it))).collect()
}
