//! The Budget tab.

use leptos::prelude::*;

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    view! { <section class="page" aria-label="Budget"></section> }.into_any()
}
