//! How well figures are known: ranges, and failures that were counted.
//!
//! These take exactly the keys they have, like laws: an unknown one would change what the numbers mean.

use serde_json::Value;

use super::super::path::Path;
use super::super::uncertainty::{Observed, ShareRange, TimeRange, Uncertainty};
use super::notes::Notes;
use super::object::Object;
use super::scalar::{duration, number, whole};
use crate::units::Duration;

/// How well a failure mode's figures are known.
pub(super) fn uncertainty(value: Value, path: &Path<'_>, notes: &mut Notes) -> Uncertainty {
    let what = "an uncertainty";
    let mut object = Object::new(value, path, what, notes);
    let uncertainty = Uncertainty {
        mtbf: object.optional("mtbf", notes, time_range),
        mttr: object.optional("mttr", notes, time_range),
        availability: object.optional("availability", notes, |value, path, notes| {
            let mut object = Object::new(value, path, "a range", notes);
            let low = object.required("low", f64::NAN, notes, number);
            let high = object.required("high", f64::NAN, notes, number);
            object.finish_closed("a range", notes);
            ShareRange { low, high }
        }),
        observed: object.optional("observed", notes, |value, path, notes| {
            let mut object = Object::new(value, path, "what was observed", notes);
            let failures = object.required("failures", 0, notes, whole);
            let period = object.required("period", Duration::from_hours(f64::NAN), notes, duration);
            object.finish_closed("what was observed", notes);
            Observed { failures, period }
        }),
    };
    object.finish_closed(what, notes);
    uncertainty
}

fn time_range(value: Value, path: &Path<'_>, notes: &mut Notes) -> TimeRange {
    let missing = || Duration::from_hours(f64::NAN);
    let mut object = Object::new(value, path, "a range", notes);
    let low = object.required("low", missing(), notes, duration);
    let high = object.required("high", missing(), notes, duration);
    object.finish_closed("a range", notes);
    TimeRange { low, high }
}
