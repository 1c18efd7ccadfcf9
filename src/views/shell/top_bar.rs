//! The bar: brand, verdict, colours.

use leptos::prelude::*;

use crate::managers::theme;
use crate::state::Ui;
use crate::views::widgets::icon;
use crate::views::{dialogs, verdict};

/// The bar.
#[must_use]
pub fn view() -> AnyView {
    view! {
        <header class="bar">
            <div class="brand" role="img" aria-label="Ninefold">{brand()}</div>
            {dialogs::project_menu()}
            {verdict::view()}
            <div class="bar-end">{theme_switch()}</div>
        </header>
    }
    .into_any()
}

/// Nine squares, the last nearly there.
fn brand() -> AnyView {
    let squares: Vec<AnyView> = (0..9)
        .map(|index| {
            let (x, y) = (3.0 + 6.5 * f64::from(index % 3), 3.0 + 6.5 * f64::from(index / 3));
            let opacity = if index == 8 { "0.4" } else { "1" };
            view! { <rect x=x y=y width="5" height="5" rx="1.5" opacity=opacity /> }.into_any()
        })
        .collect();
    view! { <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">{squares}</svg> }.into_any()
}

fn theme_switch() -> AnyView {
    let ui = expect_context::<Ui>();
    let dark = move || theme::is_dark(ui);
    let label = move || if dark() { "Switch to light colours" } else { "Switch to dark colours" };
    let symbol = move || icon(if dark() { icondata_lu::LuSun } else { icondata_lu::LuMoon });
    view! {
        <button type="button" class="icon-button" data-testid="theme-switch" title=label aria-label=label on:click=move |_| theme::switch(ui)>
            {symbol}
        </button>
    }
    .into_any()
}
