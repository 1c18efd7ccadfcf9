//! The clock: the only place that asks for the time.

use js_sys::Date;

/// Milliseconds that only ever grow; for measuring how long something took.
#[must_use]
pub fn milliseconds() -> f64 {
    leptos::prelude::window().performance().map_or(0.0, |performance| performance.now())
}

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> f64 {
    Date::now()
}

/// A moment in the words of the person's country: "26 Nov 2026, 09:41".
#[must_use]
pub fn moment(milliseconds: f64) -> String {
    let date = Date::new(&milliseconds.into());
    date.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED).into()
}

/// Today where the person is, as `2026-11-23`.
#[must_use]
pub fn today() -> String {
    let date = Date::new_0();
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
