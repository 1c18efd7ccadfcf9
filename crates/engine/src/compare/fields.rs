//! Which fields of two values differ: by the paths that diagnostics use, with what stands there in words.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::units::Duration;

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its path within the part: `failures[0].mtbf`.
    pub field: String,
    /// What stood there; none where nothing did.
    pub before: Option<String>,
    /// What stands there; none where nothing does.
    pub after: Option<String>,
}

/// Keys whose texts are for people: other words are another text, also where both happen to be times.
const WORDS: [&str; 5] = ["name", "description", "notes", "source", "kind"];

/// Every field that differs, keys in the order of the first value and then of the second.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut list = Vec::new();
    walk("", before, after, &mut list);
    list
}

fn walk(path: &str, before: &Value, after: &Value, list: &mut Vec<FieldChange>) {
    match (before, after) {
        (Value::Object(one), Value::Object(two)) => objects(path, one, two, list),
        // What is there on one side only is told field by field as well.
        (Value::Object(one), Value::Null) => objects(path, one, &Map::new(), list),
        (Value::Null, Value::Object(two)) => objects(path, &Map::new(), two, list),
        (Value::Array(one), Value::Null) if of_objects(one) => {
            walk(path, before, &Value::Array(Vec::new()), list)
        }
        (Value::Null, Value::Array(two)) if of_objects(two) => {
            walk(path, &Value::Array(Vec::new()), after, list)
        }
        (Value::Array(one), Value::Array(two)) if of_objects(one) || of_objects(two) => {
            for at in 0..one.len().max(two.len()) {
                let (one, two) = (one.get(at), two.get(at));
                let missing = Value::Null;
                walk(&format!("{path}[{at}]"), one.unwrap_or(&missing), two.unwrap_or(&missing), list);
            }
        }
        _ if same(path, before, after) => {}
        _ => list.push(FieldChange {
            field: path.to_owned(),
            before: in_words(before),
            after: in_words(after),
        }),
    }
}

fn objects(path: &str, one: &Map<String, Value>, two: &Map<String, Value>, list: &mut Vec<FieldChange>) {
    let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for (key, before) in one {
        walk(&inner(key), before, two.get(key).unwrap_or(&Value::Null), list);
    }
    for (key, after) in two.iter().filter(|(key, _)| !one.contains_key(*key)) {
        walk(&inner(key), &Value::Null, after, list);
    }
}

fn of_objects(list: &[Value]) -> bool {
    list.iter().any(Value::is_object)
}

/// Whether two values mean the same: `1` and `1.0`, `1h` and `60m`.
fn same(path: &str, before: &Value, after: &Value) -> bool {
    let key = path.rsplit('.').next().unwrap_or_default();
    match (before, after) {
        (Value::Number(one), Value::Number(two)) => one.as_f64() == two.as_f64(),
        (Value::String(one), Value::String(two)) if !WORDS.contains(&key) => {
            one == two || matches!((hours(one), hours(two)), (Some(one), Some(two)) if one == two)
        }
        _ => before == after,
    }
}

fn hours(text: &str) -> Option<f64> {
    Duration::parse(text).ok().map(|time| time.hours())
}

fn in_words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) if !of_objects(list) => {
            Some(list.iter().filter_map(in_words).collect::<Vec<_>>().join(", "))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(before: Value, after: Value) -> Vec<(String, Option<String>, Option<String>)> {
        changes(&before, &after).into_iter().map(|it| (it.field, it.before, it.after)).collect()
    }

    fn row(field: &str, before: &str, after: &str) -> (String, Option<String>, Option<String>) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (field.to_owned(), text(before), text(after))
    }

    #[test]
    fn every_field_is_named_by_its_path() {
        let before =
            json!({ "copies": { "mode": "active-active", "count": 2 }, "zones": ["a", "b"], "cost": 5 });
        let after =
            json!({ "copies": { "mode": "active-active", "count": 3, "required": 2 }, "zones": ["a"] });
        assert_eq!(
            changed(before, after),
            [
                row("copies.count", "2", "3"),
                row("copies.required", "", "2"),
                row("zones", "a, b", "a"),
                row("cost", "5", "")
            ]
        );
    }

    #[test]
    fn lists_of_objects_are_walked_by_place() {
        let before = json!({ "failures": [ { "mtbf": "30d", "mttr": "1h" } ] });
        let after = json!({ "failures": [ { "mtbf": "60d", "mttr": "60m" }, { "mtbf": "1y" } ] });
        assert_eq!(
            changed(before, after),
            [row("failures[0].mtbf", "30d", "60d"), row("failures[1].mtbf", "", "1y")]
        );
    }

    #[test]
    fn what_one_side_lacks_is_told_field_by_field() {
        let cost = json!({ "cost": { "per_copy_month": 45, "source": "assumed" }, "failures": [ { "mtbf": "1y" } ] });
        let expected = [
            row("cost.per_copy_month", "45", ""),
            row("cost.source", "assumed", ""),
            row("failures[0].mtbf", "1y", ""),
        ];
        assert_eq!(changed(cost.clone(), json!({})), expected);
        let back = expected.map(|(field, before, after)| (field, after, before));
        assert_eq!(changed(json!({}), cost), back);
    }

    #[test]
    fn the_same_number_or_time_in_other_letters_is_no_difference() {
        assert_eq!(changed(json!({ "mttr": "90s", "loss": 1 }), json!({ "mttr": "1.5 m", "loss": 1.0 })), []);
        assert_eq!(changed(json!({ "name": "60m" }), json!({ "name": "1h" })), [row("name", "60m", "1h")]);
        assert_eq!(changed(json!({}), json!({})), []);
    }
}
