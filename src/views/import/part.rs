//! One component that was read.

use std::collections::BTreeSet;

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::read::config::Part;
use serde_json::Value;

use super::{Offer, arithmetic, line};
use crate::managers::Desk;
use crate::state::{Ui, Workspace};
use crate::views::widgets::{icon, symbol};

/// What a component that is there takes over, key by key; its failures are its own as long as it has any.
const TAKEN: [&str; 4] = ["copies", "needs", "facts", "capacity"];

/// The component, its times, its traps; whether it is taken, and ways to add it alone or merge it into the selected one.
pub fn view(offer: StoredValue<Offer>, left: RwSignal<BTreeSet<String>>, part: &Part) -> AnyView {
    let Desk { workspace, ui, .. } = offer.with_value(|it| it.desk);
    let text = |key: &str| part.component.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let times: Vec<AnyView> = part.worked.iter().map(arithmetic).collect();
    let traps: Vec<AnyView> = part.traps.iter().map(line).collect();
    let traps = (!traps.is_empty()).then(|| view! { <ul class="import-notes">{traps}</ul> });
    let about = [copies(&part.component), format!("line {}", part.line)]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>();
    let id = StoredValue::new(part.id().to_owned());
    let taken = move || id.with_value(|id| left.with(|left| !left.contains(id)));
    let turn = move |_| {
        let id = id.get_value();
        left.update(|left| {
            if !left.remove(&id) {
                left.insert(id);
            }
        });
    };
    let alone = move |_| offer.with_value(|it| id.with_value(|id| it.add(|other| other == id)));
    view! {
        <li class="import-part">
            <h2>
                <label class="import-choice">
                    <input type="checkbox" prop:checked=taken on:change=turn/>
                    {icon(symbol(&text("kind")))} <span>{text("name")}</span>
                </label>
                <small>{about.join(" · ")}</small>
            </h2>
            {times}
            {traps}
            <button type="button" class="button quiet" data-testid="import-edit" on:click=alone>{icon(icondata_lu::LuPencil)} "Add and edit"</button>
            {merge(workspace, ui, &part.component)}
        </li>
    }
    .into_any()
}

/// "3 copies, noticed after 26s".
fn copies(component: &Value) -> String {
    let of = |path: &str| component.pointer(path).cloned().unwrap_or(Value::Null);
    let noticed =
        of("/copies/detection").as_str().map(|it| format!(", noticed after {it}")).unwrap_or_default();
    if let Some(count) = of("/copies/count").as_u64() {
        return format!("{count} copies{noticed}");
    }
    let time =
        of("/copies/failover/time").as_str().or(of("/needs/failover/time").as_str()).map(str::to_owned);
    time.map(|time| format!("fails over in {time}")).unwrap_or_default()
}

fn merge(workspace: Workspace, ui: Ui, component: &Value) -> Option<AnyView> {
    let id = workspace.single_component()?;
    let project = workspace.project_untracked();
    let there = project.component(&id)?;
    let name = there.display_name().to_owned();
    let own = serde_json::to_value(there).ok()?;
    let fields = taken(&own, component);
    let said: Vec<AnyView> =
        said(&own, &fields).into_iter().map(|it| view! { <li>{it}</li> }.into_any()).collect();
    let label = format!("Merge into {name}");
    let press = move |_| {
        let set = |(path, value): &(String, Value)| {
            Command::set(Target::component(&id), path, Input::Json(value.clone()))
        };
        let command =
            Command::Batch { name: format!("Merge into {name}"), commands: fields.iter().map(set).collect() };
        match workspace.dispatch(command) {
            Ok(()) => ui.dialog.set(None),
            Err(why) => workspace.say(&why),
        }
    };
    Some(
        view! {
            <ul class="import-notes" data-testid="import-changes">{said}</ul>
            <button type="button" class="button quiet" data-testid="import-merge" on:click=press>{label}</button>
        }
        .into_any(),
    )
}

/// The fields that change, with what they become.
fn taken(own: &Value, read: &Value) -> Vec<(String, Value)> {
    let has_failures = own.get("failures").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let failures = read.get("failures").filter(|_| !has_failures);
    let failures = failures.map(|value| ("failures".to_owned(), value.clone()));
    let others = TAKEN.iter().filter_map(|key| {
        let new = joined(own.get(*key).unwrap_or(&Value::Null), read.get(*key)?);
        Some(((*key).to_owned(), new))
    });
    failures.into_iter().chain(others).filter(|(key, new)| own.get(key) != Some(new)).collect()
}

/// What was read over what is there: keys that no file says stay. Copies of another mode are other copies.
fn joined(own: &Value, read: &Value) -> Value {
    let (Value::Object(there), Value::Object(new)) = (own, read) else { return read.clone() };
    if there.get("mode") != new.get("mode") {
        return read.clone();
    }
    let mut all = there.clone();
    for (key, value) in new {
        let value = joined(there.get(key).unwrap_or(&Value::Null), value);
        all.insert(key.clone(), value);
    }
    Value::Object(all)
}

/// What changes, in a line each: `copies.count: 2 → 3`.
fn said(own: &Value, fields: &[(String, Value)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, new) in fields {
        differences(key, own.get(key).unwrap_or(&Value::Null), new, &mut lines);
    }
    if lines.is_empty() {
        lines.push("Nothing changes".to_owned());
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
    use serde_json::json;

    use super::*;

    #[test]
    fn the_failures_that_are_there_stay() {
        let sourced = json!([{ "mtbf": "200d", "mttr": "9m", "source": "three incidents in 2025" }]);
        let own = json!({ "id": "web", "failures": sourced, "facts": { "sessions": "copy" },
            "copies": { "mode": "active-active", "count": 2, "required": 2, "source": "ours" } });
        let read = json!({ "id": "api", "failures": [{ "mtbf": "1y", "mttr": "1h", "source": "assumed" }],
            "facts": { "ttl": "60s" }, "copies": { "mode": "active-active", "count": 3, "detection": "26s", "source": "file" } });
        let fields = taken(&own, &read);
        assert!(fields.iter().all(|(key, _)| key != "failures"), "{fields:?}");
        let of = |key: &str| fields.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
        assert_eq!(
            of("copies"),
            Some(
                json!({ "mode": "active-active", "count": 3, "required": 2, "source": "file", "detection": "26s" })
            )
        );
        assert_eq!(of("facts"), Some(json!({ "sessions": "copy", "ttl": "60s" })));
        let said = said(&own, &fields);
        for line in ["copies.count: 2 → 3", "copies.detection: none → 26s", "Its failures stay as they are"]
        {
            assert!(said.iter().any(|it| it == line), "{line}: {said:?}");
        }
        // What has none takes those of the file; copies of another mode are replaced.
        let bare = json!({ "id": "web", "copies": { "mode": "active-passive", "active": 1, "standby": 1 } });
        let fields = taken(&bare, &read);
        assert_eq!((fields[0].0.as_str(), &fields[0].1), ("failures", &read["failures"]));
        assert_eq!(fields[1].1, read["copies"]);
    }
}
