//! A button that is only an icon: its words are its label and its tooltip.

use icondata_core::IconData;
use leptos::prelude::*;

use super::icon;

/// The button.
#[must_use]
pub fn icon_button(data: &'static IconData, label: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="icon-button" title=label aria-label=label on:click=move |_| press()>
            {icon(data)}
        </button>
    }
    .into_any()
}
