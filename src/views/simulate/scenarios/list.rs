//! Changing the list of scenarios, as the JSON the project file has. Pure.

use ninefold_engine::model::Action;
use ninefold_engine::units::{format_target, number};
use serde_json::{Map, Value, json};

use crate::views::inspector::law;

/// `name`, or `name 2`, `name 3`, …: the first not taken.
#[must_use]
pub fn free_name(name: &str, taken: &[Value]) -> String {
    let is_taken = |wanted: &str| taken.iter().any(|it| it["name"].as_str() == Some(wanted));
    if !is_taken(name) {
        return name.to_owned();
    }
    let stem = match name.rsplit_once(' ') {
        Some((stem, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => stem,
        _ => name,
    };
    (2..).map(|number| format!("{stem} {number}")).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Moves an entry one place up or down, where there is room.
pub fn shift(list: &mut [Value], index: usize, up: bool) -> Option<usize> {
    let other = if up { index.checked_sub(1)? } else { index + 1 };
    if index >= list.len() || other >= list.len() {
        return None;
    }
    list.swap(index, other);
    Some(other)
}

/// What an event does: the key among its keys.
#[must_use]
pub fn action(event: &Value) -> Action {
    let found = Action::ALL.iter().find(|(key, _)| event.get(key).is_some());
    found.map_or(Action::Fail, |(_, action)| *action)
}

/// What it is done to.
#[must_use]
pub fn target(event: &Value) -> &str {
    event[action(event).key()].as_str().unwrap_or_default()
}

/// The keys an event of this kind has beside `at` and its target; those it cannot do without come first.
#[must_use]
pub fn keys(action: Action) -> &'static [&'static str] {
    match action {
        Action::Fail => &["for", "copies"],
        Action::Deploy => &["for"],
        Action::Brownout => &["for", "share"],
        Action::Slow | Action::Lag | Action::Latency => &["for", "by"],
        Action::Flush => &["for", "load"],
    }
}

/// Whether it must say how long it lasts.
#[must_use]
pub fn must_end(action: Action) -> bool {
    !matches!(action, Action::Fail | Action::Deploy)
}

/// An event that does something else to `target` (for latency: over the link to `to`), keeping its times and the figures that still fit.
#[must_use]
pub fn turned(event: &Value, action: Action, target: &str, to: Option<&str>) -> Value {
    let mut next = Map::new();
    next.insert("at".to_owned(), event.get("at").cloned().unwrap_or_else(|| json!("5m")));
    next.insert(action.key().to_owned(), json!(target));
    if let (Action::Latency, Some(to)) = (action, to) {
        next.insert("to".to_owned(), json!(to));
    }
    for &key in keys(action) {
        let usual = match key {
            "for" if must_end(action) => Some(json!("15m")),
            "by" => Some(json!(if action == Action::Latency { "500ms" } else { "1m" })),
            "share" => Some(json!(0.3)),
            "load" => Some(json!(3)),
            _ => None,
        };
        if let Some(value) = event.get(key).cloned().or(usual) {
            next.insert(key.to_owned(), value);
        }
    }
    Value::Object(next)
}

/// A field's value as a person would type it.
#[must_use]
pub fn typed(key: &str, value: &Value) -> String {
    match (key, value) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => text.clone(),
        ("share", Value::Number(share)) => share.as_f64().map(format_target).unwrap_or_default(),
        ("copies", Value::Number(copies)) if copies.as_f64().is_some_and(|copies| copies < 1.0) => {
            copies.as_f64().map(format_target).unwrap_or_default()
        }
        ("at" | "for" | "by", Value::Number(hours)) => format!("{hours}h"),
        (_, other) => law::words(other).unwrap_or_else(|| other.to_string()),
    }
}

/// What was typed, as the file has it; none for an empty field. What makes no sense stays a text, for the reader to refuse in its words.
#[must_use]
pub fn written(key: &str, text: &str) -> Option<Value> {
    let bare = text.trim();
    if bare.is_empty() {
        return None;
    }
    let as_text = || json!(bare);
    Some(match key {
        "at" | "for" => match law::json(bare) {
            Some(law) => serde_json::from_str(&law).unwrap_or_else(|_| as_text()),
            None => as_text(),
        },
        "share" | "copies" => share(bare).map_or_else(as_text, number::json),
        "load" => bare.trim_end_matches(['×', 'x']).trim().parse().map_or_else(|_| as_text(), number::json),
        _ => as_text(),
    })
}

/// `30 %` is 0.3; a number is itself.
fn share(text: &str) -> Option<f64> {
    let number = text.trim_end_matches('%').trim_end();
    if number.len() < text.len() {
        return format!("{number}e-2").parse().ok();
    }
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_on() {
        let list = [json!({ "name": "Lose a" }), json!({ "name": "Lose a 2" })];
        assert_eq!(free_name("Lose b", &list), "Lose b");
        assert_eq!(free_name("Lose a", &list), "Lose a 3");
        assert_eq!(free_name("Lose a 2", &list), "Lose a 3");
    }

    #[test]
    fn an_entry_moves_as_far_as_there_is_room() {
        let mut list = [json!(1), json!(2)];
        assert_eq!(shift(&mut list, 0, true), None);
        assert_eq!(shift(&mut list, 1, false), None);
        assert_eq!((shift(&mut list, 0, false), list), (Some(1), [json!(2), json!(1)]));
    }

    #[test]
    fn another_action_keeps_times_and_brings_the_figures_it_needs() {
        let event = json!({ "at": "1h", "fail": "db", "copies": 1, "for": "2h" });
        let brown = turned(&event, Action::Brownout, "db", None);
        assert_eq!(brown, json!({ "at": "1h", "brownout": "db", "for": "2h", "share": 0.3 }));
        let slow = turned(&brown, Action::Latency, "api", Some("db"));
        assert_eq!(slow, json!({ "at": "1h", "latency": "api", "to": "db", "for": "2h", "by": "500ms" }));
        assert_eq!((action(&slow), target(&slow)), (Action::Latency, "api"));
    }

    #[test]
    fn what_is_typed_is_what_is_shown() {
        for (key, text, value) in [
            ("at", "1h30m", json!("1h30m")),
            ("at", "uniform low 5m high 2h", json!({ "uniform": { "low": "5m", "high": "2h" } })),
            ("share", "30 %", json!(0.3)),
            ("copies", "50 %", json!(0.5)),
            ("copies", "2", json!(2)),
            ("load", "3", json!(3)),
        ] {
            assert_eq!(written(key, text), Some(value.clone()), "{key}");
            assert_eq!(typed(key, &value), text, "{key}");
        }
        assert_eq!(written("share", "many"), Some(json!("many")), "for the reader to refuse");
        assert_eq!(written("for", " "), None);
    }
}
