//! The frame: verdict bar, tabs, stage, notices.

mod notices;
pub mod stage;
pub mod tabs;
mod top_bar;

use leptos::prelude::*;

use crate::views::dialogs;
use crate::{managers, state};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let (workspace, answers, ui) = state::provide();
    managers::start(workspace, answers, ui);
    let busy = move || !workspace.is_equipped();
    view! {
        <div class="app">
            <a class="skip-link" href="#stage" on:click=focus_stage>"Skip to the content"</a>
            {top_bar::view()}
            {tabs::view()}
            <main class="stage" id="stage" tabindex="-1" aria-busy=move || busy().to_string()>{stage::view()}</main>
            {notices::view()}
            {dialogs::view()}
        </div>
    }
}

/// Moves the focus without touching the address, which says which screen is open.
fn focus_stage(event: leptos::ev::MouseEvent) {
    use wasm_bindgen::JsCast;
    event.prevent_default();
    let stage = document().get_element_by_id("stage");
    if let Some(stage) = stage.and_then(|stage| stage.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _refused = stage.focus();
    }
}
