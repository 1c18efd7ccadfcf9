//! How a system is run: deploys, maintenance, service hours, breakers, and what a scenario does.
//!
//! All but the events of a scenario take exactly the keys they have, like laws.

use serde_json::Value;

use super::super::operation::{Action, Breaker, Deploys, Maintenance, ScenarioEvent, ServiceHours};
use super::super::path::Path;
use super::super::types::Scope;
use super::notes::Notes;
use super::object::{Object, list};
use super::scalar::{choice, duration, number, text, whole};
use super::tagged::{broken, distribution};
use crate::units::Duration;

fn missing() -> Duration {
    Duration::from_hours(f64::NAN)
}

/// Changes that fail.
pub(super) fn deploys(value: Value, path: &Path<'_>, notes: &mut Notes) -> Deploys {
    let mut object = Object::new(value, path, "deploys", notes);
    let every = object.required("every", missing(), notes, duration);
    let change_failure_rate = object.required("change_failure_rate", f64::NAN, notes, number);
    object.finish_closed("deploys", notes);
    Deploys { every, change_failure_rate }
}

/// Planned work.
pub(super) fn maintenance(value: Value, path: &Path<'_>, notes: &mut Notes) -> Maintenance {
    let scopes = [("copy", Scope::Copy), ("all", Scope::All)];
    let mut object = Object::new(value, path, "maintenance", notes);
    let maintenance = Maintenance {
        name: object.optional("name", notes, text),
        every: object.required("every", missing(), notes, duration),
        at: object.optional("at", notes, duration),
        lasts: object.required("for", missing(), notes, duration),
        scope: object.optional("scope", notes, choice(&scopes, Scope::All)),
    };
    object.finish_closed("maintenance", notes);
    maintenance
}

/// The hours that count.
pub(super) fn service_hours(value: Value, path: &Path<'_>, notes: &mut Notes) -> ServiceHours {
    let mut object = Object::new(value, path, "service hours", notes);
    let hours = ServiceHours {
        from: object.required("from", missing(), notes, duration),
        to: object.required("to", missing(), notes, duration),
        days: object.optional("days", notes, |value, path, notes| list(value, path, notes, number)),
    };
    object.finish_closed("service hours", notes);
    hours
}

/// A circuit breaker.
pub(super) fn breaker(value: Value, path: &Path<'_>, notes: &mut Notes) -> Breaker {
    let mut object = Object::new(value, path, "a breaker", notes);
    let threshold = object.required("threshold", 1, notes, whole);
    let timeout = object.required("timeout", missing(), notes, duration);
    let reset = object.required("reset", missing(), notes, duration);
    object.finish_closed("a breaker", notes);
    Breaker { threshold, timeout, reset }
}

/// One event of a scenario: exactly one of the actions' keys says what is done to what.
pub(super) fn scenario_event(value: Value, path: &Path<'_>, notes: &mut Notes) -> ScenarioEvent {
    let given = |key: &str| value.get(key).is_some();
    let found: Vec<_> = Action::ALL.iter().filter(|(key, _)| given(key)).collect();
    if let [(first, _), (second, _), ..] = found[..] {
        notes.error(path, format!("an event does one thing, and this one has both `{first}` and `{second}`"));
    }
    let &(key, action) = found.first().copied().unwrap_or(&Action::ALL[0]);
    let mut object = Object::new(value, path, "an event", notes);
    ScenarioEvent {
        at: object.required("at", broken(), notes, distribution),
        action,
        target: object.required(key, String::new(), notes, text),
        to: object.optional("to", notes, text),
        copies: object.optional("copies", notes, number),
        share: object.optional("share", notes, number),
        by: object.optional("by", notes, duration),
        load: object.optional("load", notes, number),
        lasts: object.optional("for", notes, distribution),
        extra: object.finish(notes),
    }
}
