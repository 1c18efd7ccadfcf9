//! What a component takes over from one that was read: what its file says, and what is assumed only where it has nothing.

use ninefold_engine::read::config::Part;
use serde_json::{Map, Value};

/// What a component that is there takes over, key by key; its failures are its own as long as it has any.
const TAKEN: [&str; 4] = ["copies", "needs", "facts", "capacity"];

/// The fields that change, with what they become.
pub fn taken(own: &Value, part: &Part) -> Vec<(String, Value)> {
    let read = &part.component;
    let failures = read.get("failures").filter(|_| !has_failures(own));
    let failures = failures.map(|value| ("failures".to_owned(), value.clone()));
    let assumed = part.assumed();
    let others = TAKEN.iter().filter_map(|key| {
        let mut new = joined(key, own.get(*key).unwrap_or(&Value::Null), read.get(*key)?, &assumed);
        if *key == "copies" {
            fit(&mut new);
        }
        Some(((*key).to_owned(), new))
    });
    failures.into_iter().chain(others).filter(|(key, new)| own.get(key) != Some(new)).collect()
}

fn has_failures(own: &Value) -> bool {
    own.get("failures").and_then(Value::as_array).is_some_and(|list| !list.is_empty())
}

/// What was read over what is there: keys that no file says stay. Copies of another mode are other copies.
fn joined(path: &str, own: &Value, read: &Value, assumed: &[&str]) -> Value {
    let (Value::Object(there), Value::Object(new)) = (own, read) else { return read.clone() };
    if there.get("mode") != new.get("mode") {
        return read.clone();
    }
    let kept = |key: &str| there.contains_key(key) && assumed.contains(&format!("{path}.{key}").as_str());
    let mut all = there.clone();
    for (key, value) in new.iter().filter(|(key, _)| !kept(key)) {
        let before = there.get(key).unwrap_or(&Value::Null);
        all.insert(key.clone(), joined(&format!("{path}.{key}"), before, value, assumed));
    }
    if new.contains_key("source") && new.keys().any(|key| kept(key)) {
        let whole = assumed
            .iter()
            .filter_map(|it| it.strip_prefix(path)?.strip_prefix('.'))
            .all(|key| key.contains('.') || there.contains_key(key));
        all.insert("source".to_owned(), Value::String(source(there, new, &all, whole)));
    }
    Value::Object(all)
}

/// Where figures come from of which some are the component's own: the file, without what it assumed and nothing of that
/// was taken, then what the component said itself.
fn source(
    there: &Map<String, Value>,
    new: &Map<String, Value>,
    all: &Map<String, Value>,
    whole: bool,
) -> String {
    let of =
        |map: &Map<String, Value>| map.get("source").and_then(Value::as_str).unwrap_or_default().to_owned();
    let own = of(there);
    let figures = |map: &Map<String, Value>| map.iter().filter(|(key, _)| *key != "source").count();
    let same = figures(there) == figures(all)
        && there.iter().filter(|(key, _)| *key != "source").all(|(key, value)| all.get(key) == Some(value));
    let read = of(new);
    let clauses = read.split("; ").filter(|it| !(whole && it.ends_with("assumed")));
    let read = clauses.collect::<Vec<_>>().join("; ");
    if own.starts_with(&read) || (same && !own.is_empty()) {
        return own;
    }
    if own.is_empty() { read } else { format!("{read}; the rest: {own}") }
}

/// No more copies are required than there are.
fn fit(copies: &mut Value) {
    let of = |key: &str| copies.get(key).and_then(Value::as_u64);
    if let (Some(count), Some(required)) = (of("count"), of("required"))
        && required > count
    {
        copies["required"] = count.into();
    }
}

/// What changes, in a line each: `copies.count: 2 → 3`.
pub fn said(own: &Value, part: &Part, fields: &[(String, Value)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, new) in fields {
        differences(key, own.get(key).unwrap_or(&Value::Null), new, &mut lines);
    }
    if lines.is_empty() {
        lines.push("Nothing changes".to_owned());
    }
    if own.get("copies").is_some() && part.component.get("copies").is_none() {
        lines.push("Its copies stay: the file says nothing of a second one".to_owned());
    }
    if fields.iter().all(|(key, _)| key != "failures") {
        lines.push("Its failures stay as they are".to_owned());
    }
    lines
}

fn differences(path: &str, own: &Value, new: &Value, lines: &mut Vec<String>) {
    if own == new {
        return;
    }
    if own.is_object() || new.is_object() {
        let keys = |value: &Value| -> Vec<String> {
            value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
        };
        let (before, after) = (keys(own), keys(new));
        for key in after.iter().chain(before.iter().filter(|key| !after.contains(key))) {
            let of = |value: &Value| value.get(key).cloned().unwrap_or_default();
            differences(&format!("{path}.{key}"), &of(own), &of(new), lines);
        }
        return;
    }
    lines.push(match path.ends_with(".source") {
        true => format!("{path}: by the file"),
        false => format!("{path}: {} → {}", plain(own), plain(new)),
    });
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => format!("{} entries", list.len()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use ninefold_engine::read::config;
    use serde_json::json;

    use super::*;

    const NGINX: &str = "http { upstream api { server a:80 max_fails=3; server b:80; }\n server { location / { proxy_pass http://api; } } }";

    fn part(name: &str, text: &str, id: &str) -> Part {
        let read = config::read(name, text).unwrap();
        read.parts.into_iter().find(|it| it.id() == id).unwrap()
    }

    fn of(fields: &[(String, Value)], key: &str) -> Option<Value> {
        fields.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone())
    }

    #[test]
    fn figures_that_are_there_stay_where_the_file_only_assumes_them() {
        let read = part("nginx.conf", NGINX, "api");
        assert_eq!(read.component["copies"]["required"], 1);
        let sourced = json!([{ "mtbf": "200d", "mttr": "9m", "source": "three incidents in 2025" }]);
        let own = json!({ "id": "web", "failures": sourced,
            "copies": { "mode": "active-active", "count": 3, "required": 2, "source": "ours" } });
        let fields = taken(&own, &read);
        assert!(of(&fields, "failures").is_none(), "{fields:?}");
        let copies = of(&fields, "copies").unwrap();
        assert_eq!((&copies["count"], &copies["required"]), (&json!(2), &json!(2)));
        let source = copies["source"].as_str().unwrap();
        assert!(source.starts_with("2 servers of the upstream; detection"), "{source}");
        assert!(source.ends_with("; the rest: ours"), "{source}");
        let lines = said(&own, &read, &fields);
        assert!(lines.contains(&"copies.count: 3 → 2".to_owned()), "{lines:?}");
        assert!(lines.contains(&"Its failures stay as they are".to_owned()), "{lines:?}");
        assert!(lines.iter().all(|it| !it.starts_with("copies.required")), "{lines:?}");
        // Once merged, nothing is left to merge.
        let mut merged = own;
        merged["copies"] = copies;
        assert_eq!(said(&merged, &read, &taken(&merged, &read))[0], "Nothing changes");
        // What has none takes those of the file; copies of another mode are replaced.
        let bare = json!({ "id": "web", "copies": { "mode": "active-passive", "active": 1, "standby": 1 } });
        let fields = taken(&bare, &read);
        assert_eq!(of(&fields, "failures").as_ref(), read.component.get("failures"));
        assert_eq!(of(&fields, "copies").as_ref(), read.component.get("copies"));
    }

    #[test]
    fn a_failover_takes_the_time_of_the_file_and_keeps_how_often_it_succeeds() {
        let text = "scope: shop\nname: one\nbootstrap:\n  dcs:\n    ttl: 30\n    loop_wait: 10\n    retry_timeout: 10\n";
        let read = part("patroni.yml", text, "shop");
        let time = read.component["copies"]["failover"]["time"].clone();
        let failover = json!({ "time": "5m", "success": 0.9, "manual": "2h", "source": "drills of 2025" });
        let own = json!({ "id": "db", "copies": { "mode": "active-passive", "active": 1, "standby": 2, "standby_state": "warm", "failover": failover } });
        let copies = of(&taken(&own, &read), "copies").unwrap();
        assert_eq!((&copies["standby"], &copies["standby_state"]), (&json!(2), &json!("warm")));
        let failover = &copies["failover"];
        assert_eq!(
            (&failover["time"], &failover["success"], &failover["manual"]),
            (&time, &json!(0.9), &json!("2h"))
        );
        let source = failover["source"].as_str().unwrap();
        assert!(
            source.ends_with("; the rest: drills of 2025") && !source.contains("manual assumed"),
            "{source}"
        );
    }

    #[test]
    fn a_single_server_takes_no_copies_away() {
        let read = part("nginx.conf", &NGINX.replace(" server b:80;", ""), "api");
        let own = json!({ "id": "web", "copies": { "mode": "active-active", "count": 3, "required": 2 } });
        let fields = taken(&own, &read);
        assert!(of(&fields, "copies").is_none());
        assert!(said(&own, &read, &fields).iter().any(|it| it.starts_with("Its copies stay")));
    }
}
