//! What is switched off, and the way back.

use leptos::prelude::*;
use ninefold_engine::units::format_percent;

use super::Stage;

/// The banner while something is off.
#[must_use]
pub fn view(stage: Stage) -> AnyView {
    let ui = stage.ui;
    let names = move || stage.workspace.off_names().join(", ");
    let served = Memo::new(move |_| {
        let some = ui.off.with(|off| !off.is_empty());
        let journey = stage.answers.journey.get().filter(|_| some)?;
        let served = stage.answers.served(&journey.id)?;
        Some(format!("{} of the requests are answered", format_percent(served, 1.0 - served)))
    });
    view! {
        <div class="off-banner" role="status" hidden=move || ui.off.with(|off| off.is_empty())>
            <span class="off-names">"What if it is down: " <strong>{names}</strong></span>
            <span class="off-served" data-testid="off-served">{move || served.get()}</span>
            <button type="button" class="button" data-testid="off-reset" on:click=move |_| ui.off.update(|off| off.clear())>
                "Switch on again"
            </button>
        </div>
    }
    .into_any()
}
