//! Which screen is on the stage.

use leptos::prelude::*;

use crate::state::{Route, Ui};
use crate::views::{canvas, parts};

/// The screen of the current route.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    (move || match ui.route.get() {
        Route::Design => canvas::view(),
        Route::Simulate => parts::simulate(),
        Route::Budget => parts::budget(),
        Route::Capacity => parts::capacity(),
        Route::Report => parts::report(),
        Route::Compare => parts::compare(),
    })
    .into_any()
}
