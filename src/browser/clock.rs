//! The clock: the only place that asks for the time.

use js_sys::Date;

/// Milliseconds that only ever grow; for measuring how long something took.
#[must_use]
pub fn milliseconds() -> f64 {
    leptos::prelude::window().performance().map_or(0.0, |performance| performance.now())
}

/// Today where the person is, as `2026-11-23`.
#[must_use]
pub fn today() -> String {
    let date = Date::new_0();
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
