//! The Simulate tab.

use leptos::prelude::*;

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    view! { <section class="page" aria-label="Simulate"></section> }.into_any()
}
