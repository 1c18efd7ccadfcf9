//! Values written as a word or as an object with one key: distributions, rules, standby states, failback.
//!
//! These take exactly the keys they have: an unknown one would change what the number means, so it is an error.

use serde_json::Value;

use super::super::law::{Distribution, Law};
use super::super::path::Path;
use super::super::redundancy::{Failback, Required, Rule, StandbyState};
use super::notes::Notes;
use super::object::{Object, describe, list};
use super::parts;
use super::scalar::{duration, number, unknown_word, whole};
use crate::units::Duration;

const LAWS: [&str; 7] = ["exponential", "fixed", "weibull", "lognormal", "gamma", "uniform", "empirical"];

/// A random duration: a duration alone, or a law by name.
pub(super) fn distribution(value: Value, path: &Path<'_>, notes: &mut Notes) -> Distribution {
    if !value.is_object() {
        return Distribution::Plain(duration(value, path, notes));
    }
    let Some((name, parameters)) =
        one_key(value, path, "a law, such as {\"fixed\": {\"value\": \"2h\"}}", notes)
    else {
        return broken();
    };
    let inner = path.key(&name);
    if !LAWS.contains(&name.as_str()) {
        unknown_word(&Value::from(name.as_str()), &LAWS, path, notes);
        return broken();
    }
    let what = format!("the {name} law");
    let mut object = Object::new(parameters, &inner, &what, notes);
    let law = law(&name, &mut object, notes);
    object.finish_closed(&what, notes);
    Distribution::Law(law)
}

/// The parameters of one law.
fn law(name: &str, object: &mut Object<'_>, notes: &mut Notes) -> Law {
    let missing = || Duration::from_hours(f64::NAN);
    match name {
        "fixed" => Law::Fixed { value: object.required("value", missing(), notes, duration) },
        "weibull" => Law::Weibull {
            mean: object.optional("mean", notes, duration),
            scale: object.optional("scale", notes, duration),
            shape: object.required("shape", f64::NAN, notes, number),
        },
        "lognormal" => Law::Lognormal {
            mean: object.optional("mean", notes, duration),
            median: object.optional("median", notes, duration),
            sigma: object.optional("sigma", notes, number),
            p95: object.optional("p95", notes, duration),
        },
        "gamma" => Law::Gamma {
            mean: object.required("mean", missing(), notes, duration),
            shape: object.required("shape", f64::NAN, notes, number),
        },
        "uniform" => Law::Uniform {
            low: object.required("low", missing(), notes, duration),
            high: object.required("high", missing(), notes, duration),
        },
        "empirical" => Law::Empirical {
            samples: object.required("samples", Vec::new(), notes, |value, path, notes| {
                list(value, path, notes, duration)
            }),
        },
        _ => Law::Exponential { mean: object.required("mean", missing(), notes, duration) },
    }
}

/// `"all"`, `"any"`, `{"at_least": k}` or `{"failover": {…}}`.
pub(super) fn rule(value: Value, path: &Path<'_>, notes: &mut Notes) -> Rule {
    match value.as_str() {
        Some("all") => return Rule::All,
        Some("any") => return Rule::Any,
        _ => {}
    }
    let expected = "\"all\", \"any\", {\"at_least\": 2} or {\"failover\": {\"time\": \"45s\"}}";
    let Some((name, inside)) = one_key(value, path, expected, notes) else { return Rule::All };
    let inner = path.key(&name);
    match name.as_str() {
        "at_least" => Rule::AtLeast(whole(inside, &inner, notes)),
        "failover" => Rule::Failover(parts::failover(inside, &inner, notes)),
        _ => {
            unknown_word(&Value::from(name.as_str()), &["at_least", "failover"], &inner, notes);
            Rule::All
        }
    }
}

/// `"hot"`, `{"warm": {"factor": f}}`, `"cold"` or `{"cold": {"start": d}}`.
pub(super) fn standby_state(value: Value, path: &Path<'_>, notes: &mut Notes) -> StandbyState {
    match value.as_str() {
        Some("hot") => return StandbyState::Hot,
        Some("cold") => return StandbyState::Cold { start: None },
        _ => {}
    }
    let expected = "\"hot\", {\"warm\": {\"factor\": 0.5}}, \"cold\" or {\"cold\": {\"start\": \"2m\"}}";
    let Some((name, inside)) = one_key(value, path, expected, notes) else { return StandbyState::Hot };
    let inner = path.key(&name);
    if !["warm", "cold"].contains(&name.as_str()) {
        unknown_word(&Value::from(name.as_str()), &["warm", "cold"], &inner, notes);
        return StandbyState::Hot;
    }
    let what = format!("a {name} standby");
    let mut object = Object::new(inside, &inner, &what, notes);
    let state = if name == "warm" {
        StandbyState::Warm { factor: object.required("factor", f64::NAN, notes, number) }
    } else {
        StandbyState::Cold { start: Some(object.required("start", broken(), notes, distribution)) }
    };
    object.finish_closed(&what, notes);
    state
}

/// `"none"` or `{"time": d}`.
pub(super) fn failback(value: Value, path: &Path<'_>, notes: &mut Notes) -> Failback {
    if value.as_str() == Some("none") {
        return Failback::None;
    }
    if !value.is_object() {
        notes.error(path, format!("expected \"none\" or {{\"time\": \"10s\"}}, not {}", describe(&value)));
        return Failback::None;
    }
    let mut object = Object::new(value, path, "failback", notes);
    let time = object.required("time", broken(), notes, distribution);
    object.finish_closed("failback", notes);
    Failback::Automatic { time }
}

/// A whole number or `"from-demand"`.
pub(super) fn required(value: Value, path: &Path<'_>, notes: &mut Notes) -> Required {
    if value.as_str() == Some("from-demand") {
        return Required::FromDemand;
    }
    if value.is_string() {
        notes.error(path, format!("expected a whole number or \"from-demand\", not {}", describe(&value)));
        return Required::Count(1);
    }
    Required::Count(whole(value, path, notes))
}

/// The only key of an object and what it holds.
fn one_key(value: Value, path: &Path<'_>, expected: &str, notes: &mut Notes) -> Option<(String, Value)> {
    let map = match value {
        Value::Object(map) if map.len() == 1 => map,
        Value::Object(map) => {
            notes.error(
                path,
                format!("expected {expected}; this object has {} keys instead of one", map.len()),
            );
            return None;
        }
        other => {
            notes.error(path, format!("expected {expected}, not {}", describe(&other)));
            return None;
        }
    };
    map.into_iter().next()
}

/// Stands in for a random duration that could not be read.
pub(super) fn broken() -> Distribution {
    Distribution::Plain(Duration::from_hours(f64::NAN))
}
