//! Line icons from lucide; only those named somewhere are in the program.

use icondata_core::IconData;
use leptos::prelude::*;

/// An icon that says nothing by itself: the words beside it, or the button's label, do.
#[must_use]
pub fn icon(data: &'static IconData) -> AnyView {
    // Trusted: the path data is a constant of the icon library.
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=data.data
        ></svg>
    }
    .into_any()
}
