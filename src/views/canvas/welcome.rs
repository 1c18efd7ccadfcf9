//! Three sentences for the first visit.

use leptos::prelude::*;

use crate::state::Ui;
use crate::views::widgets::icon_button;

/// The words, until they are closed for good.
#[must_use]
pub fn view(ui: Ui) -> AnyView {
    let content = move || ui.welcome.get().then(|| words(ui));
    view! { {content} }.into_any()
}

fn words(ui: Ui) -> AnyView {
    view! {
        <section class="welcome" data-testid="welcome" aria-label="Welcome">
            <p>
                <strong>"This example is already solved: its verdict is above. "</strong>
                "Select the database, change how long its failover takes, and watch the downtime move. \
                 Press "<kbd>"X"</kbd>" on anything to see what happens without it."
            </p>
            {icon_button(icondata_lu::LuX, "Close for good", move || ui.welcome.set(false))}
        </section>
    }
    .into_any()
}
