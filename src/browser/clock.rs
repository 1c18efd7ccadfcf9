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

/// Seconds that the person's clocks are ahead of UTC at a moment, in seconds since 1970.
#[must_use]
pub fn ahead_at(unix: i64) -> i64 {
    let date = Date::new(&(unix as f64 * 1e3).into());
    -(date.get_timezone_offset() * 60.0) as i64
}

/// The same when their clocks show so many seconds after 1970-01-01 00:00.
#[must_use]
pub fn ahead_of_local(local: i64) -> i64 {
    let shown = Date::new(&(local as f64 * 1e3).into());
    let moment = Date::new_with_year_month_day_hr_min_sec(
        shown.get_utc_full_year(),
        shown.get_utc_month() as i32,
        shown.get_utc_date() as i32,
        shown.get_utc_hours() as i32,
        shown.get_utc_minutes() as i32,
        shown.get_utc_seconds() as i32,
    );
    local - (moment.get_time() / 1e3) as i64
}

/// Today where the person is, as `2026-11-23`.
#[must_use]
pub fn today() -> String {
    let date = Date::new_0();
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
