//! What is switched off, and the way back.

use leptos::prelude::*;
use ninefold_editor::selection::Item;

use super::Stage;

/// The banner while something is off.
#[must_use]
pub fn view(stage: Stage) -> AnyView {
    let ui = stage.ui;
    let names = move || {
        let project = stage.workspace.project();
        let label = |id: &String| match project.zone(id) {
            Some(zone) => zone.display_name().to_owned(),
            None => Item::component(id).label(&project),
        };
        ui.off.with(|off| off.iter().map(label).collect::<Vec<_>>().join(", "))
    };
    view! {
        <div class="off-banner" role="status" hidden=move || ui.off.with(|off| off.is_empty())>
            <span>"What if it is down: " <strong>{names}</strong></span>
            <button type="button" class="button" data-testid="off-reset" on:click=move |_| ui.off.update(|off| off.clear())>
                "Switch on again"
            </button>
        </div>
    }
    .into_any()
}
