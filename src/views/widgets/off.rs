//! What is switched off on the canvas, on the other screens.

use leptos::prelude::*;

use crate::state::Workspace;

/// What the figures mean that know nothing of it.
pub const AS_DESIGNED: &str = "These figures are of the design with everything switched on.";

/// Says what is switched off, and what that means for the figures on the screen; nothing while all is on.
#[must_use]
pub fn switched_off(figures: &'static str) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let words = move || {
        let names = workspace.off_names();
        (!names.is_empty()).then(|| {
            let words = format!("Switched off on the canvas: {}. {figures}", names.join(", "));
            view! { <p class="banner banner-warn" role="status" data-testid="switched-off">{words}</p> }
        })
    };
    view! { {words} }.into_any()
}
