//! The rail of tabs: links, because a screen has an address.

use icondata_core::IconData;
use leptos::prelude::*;

use crate::state::{Route, Ui};
use crate::views::widgets::icon;

/// The rail.
#[must_use]
pub fn view() -> AnyView {
    let tabs: Vec<AnyView> = Route::ALL.into_iter().map(tab).collect();
    view! { <nav class="rail" aria-label="Screens"><div class="tabs">{tabs}</div></nav> }.into_any()
}

fn tab(route: Route) -> AnyView {
    let ui = expect_context::<Ui>();
    let current = move || (ui.route.get() == route).then_some("page");
    view! {
        <a class="tab" href=route.href() data-testid=format!("tab-{}", route.slug()) aria-current=current>
            {icon(symbol(route))}
            <span>{route.label()}</span>
        </a>
    }
    .into_any()
}

fn symbol(route: Route) -> &'static IconData {
    match route {
        Route::Design => icondata_lu::LuWorkflow,
        Route::Simulate => icondata_lu::LuActivity,
        Route::Budget => icondata_lu::LuHourglass,
        Route::Capacity => icondata_lu::LuGauge,
        Route::Report => icondata_lu::LuFileText,
        Route::Compare => icondata_lu::LuGitCompare,
    }
}
