//! The clock: the only place that asks for the time, and for the time elsewhere.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

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

/// Seconds in which no time zone changes its clocks twice, and at whose bounds it does: a quarter of an hour.
const QUARTER: i64 = 900;

/// A time zone the browser knows.
pub struct Zone {
    /// Writes a moment as `2026-03-04 10:00:00` by the clocks there.
    write: Function,
    /// Seconds ahead of UTC by quarter of an hour: asking takes long, and logs ask a hundred thousand times.
    known: RefCell<HashMap<i64, i64>>,
}

impl Zone {
    /// That of this name, such as `Europe/Berlin`; none where the browser does not know it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &name.into()).ok()?;
        for (part, digits) in [
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ] {
            Reflect::set(&options, &part.into(), &digits.into()).ok()?;
        }
        // The country that writes moments as ISO 8601 does. The constructor throws where it does not know the zone.
        let make: Function = Reflect::get(&intl()?, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
        let format = make.call2(&JsValue::UNDEFINED, &"sv-SE".into(), &options).ok()?;
        let write = format.unchecked_into::<Intl::DateTimeFormat>().format();
        Some(Self { write, known: RefCell::default() })
    }

    /// Seconds that its clocks are ahead of UTC at a moment, in seconds since 1970.
    #[must_use]
    pub fn ahead_at(&self, unix: i64) -> i64 {
        let quarter = unix.div_euclid(QUARTER);
        if let Some(&ahead) = self.known.borrow().get(&quarter) {
            return ahead;
        }
        let ahead = self.asked(quarter * QUARTER).unwrap_or(0);
        self.known.borrow_mut().insert(quarter, ahead);
        ahead
    }

    fn asked(&self, unix: i64) -> Option<i64> {
        let date = Date::new(&(unix as f64 * 1e3).into());
        let written = self.write.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()?;
        let shown = Date::parse(&format!("{}Z", written.replace(' ', "T")));
        shown.is_finite().then(|| (shown / 1e3) as i64 - unix)
    }

    /// The same when its clocks show so many seconds after 1970-01-01 00:00.
    #[must_use]
    pub fn ahead_of_local(&self, local: i64) -> i64 {
        let near = self.ahead_at(local);
        self.ahead_at(local - near)
    }
}

fn intl() -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &"Intl".into()).ok().filter(JsValue::is_object)
}

/// The names of the time zones that the browser knows; none where it does not say.
#[must_use]
pub fn zones() -> Vec<String> {
    let list = || -> Option<Array> {
        let intl = intl()?;
        let all: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        all.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()
    };
    list()
        .into_iter()
        .flat_map(|list| list.iter().filter_map(|name| name.as_string()).collect::<Vec<_>>())
        .collect()
}

/// Today where the person is, as `2026-11-23`.
#[must_use]
pub fn today() -> String {
    let date = Date::new_0();
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
