//! Which screen is on the stage.

use leptos::prelude::*;

use crate::state::{Route, Ui};
use crate::views::{budget, canvas, report, simulate};

/// The screen of the current route.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    (move || match ui.route.get() {
        Route::Design => canvas::view(),
        Route::Simulate => simulate::view(),
        Route::Budget => budget::view(),
        Route::Report => report::view(),
    })
    .into_any()
}
