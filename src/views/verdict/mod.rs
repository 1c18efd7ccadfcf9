//! The verdict: whether the promise is kept, always in sight.

use leptos::prelude::*;

use crate::state::Answers;

/// The verdict bar.
#[must_use]
pub fn view() -> AnyView {
    let answers = expect_context::<Answers>();
    let problem = move || answers.solved.with(|solved| solved.problem.clone());
    view! { <section class="verdict" data-testid="verdict" aria-label="Verdict">{problem}</section> }
        .into_any()
}
