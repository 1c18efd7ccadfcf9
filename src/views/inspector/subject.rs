//! The thing being inspected, as its JSON: fields read it by path, and write through the editor by path.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_editor::selection::Item;
use ninefold_engine::model::Project;
use ninefold_engine::units::format_target;
use serde_json::{Value, json};

use super::law;
use super::refused::Place;
use crate::state::Workspace;

/// A component, zone, link, journey or the project, or several of one kind at once, followed while they change.
#[derive(Clone, Copy)]
pub struct Subject {
    targets: StoredValue<Vec<Target>>,
    workspace: Workspace,
    /// Its JSON; null once it is gone. Of several what they have in common, and `MIXED` where they differ.
    pub json: Memo<Value>,
}

impl Subject {
    /// Follows a target.
    #[must_use]
    pub fn of(target: Target, workspace: Workspace) -> Self {
        Self::of_each(vec![target], workspace)
    }

    /// Follows several targets of one kind.
    #[must_use]
    pub fn of_each(targets: Vec<Target>, workspace: Workspace) -> Self {
        let followed = targets.clone();
        let json = Memo::new(move |_| {
            let project = workspace.project();
            let each = followed.iter().map(|target| read(&project, target));
            each.reduce(|all, one| common(&all, &one)).unwrap_or(Value::Null)
        });
        Self { targets: StoredValue::new(targets), workspace, json }
    }

    /// Whether there are several.
    #[must_use]
    pub fn is_several(self) -> bool {
        self.targets.with_value(|targets| targets.len() > 1)
    }

    /// Whether they differ in the value at a path; tracked.
    #[must_use]
    pub fn is_mixed(self, path: &str) -> bool {
        self.at(path).as_str() == Some(MIXED)
    }

    /// The workspace it belongs to.
    #[must_use]
    pub fn workspace(self) -> Workspace {
        self.workspace
    }

    /// The value at a path, null where there is none; tracked.
    #[must_use]
    pub fn at(self, path: &str) -> Value {
        self.json.with(|json| at(json, path).cloned().unwrap_or(Value::Null))
    }

    /// The text at a path as a person would type it; tracked.
    #[must_use]
    pub fn text(self, path: &str) -> String {
        let value = self.at(path);
        if value.as_str() == Some(MIXED) { String::new() } else { typed(kind(path), &value) }
    }

    /// Where a refused text of one field belongs.
    #[must_use]
    pub fn place(self, path: &str) -> Place {
        let project = self.workspace.project_untracked();
        let field =
            self.targets.with_value(|targets| format!("{} {targets:?} {path}", project.display_name()));
        Place { field, value: untrack(|| self.text(path)) }
    }

    /// What is being typed into one field.
    ///
    /// # Errors
    /// The engine's sentence.
    pub fn type_in(self, path: &str, text: &str) -> Result<(), String> {
        let law = law::json(text).filter(|_| takes_law(key(path)));
        self.workspace.type_in(self.targets.get_value(), path, law.as_deref().unwrap_or(text))
    }

    /// The value at a path of each of them, null where there is none; tracked.
    #[must_use]
    pub fn each(self, path: &str) -> Vec<Value> {
        let project = self.workspace.project();
        let value = |target: &Target| at(&read(&project, target), path).cloned().unwrap_or(Value::Null);
        self.targets.with_value(|targets| targets.iter().map(value).collect())
    }

    /// Writes a field of each of them as `change` says of what it holds, as one step; a refusal becomes a notice.
    pub fn change_each(self, path: &str, change: impl Fn(&Value) -> Input) {
        let before = untrack(|| self.each(path));
        let targets = self.targets.get_value();
        let commands =
            targets.into_iter().zip(&before).map(|(target, value)| Command::set(target, path, change(value)));
        let mut commands: Vec<Command> = commands.collect();
        if commands.len() == 1 {
            commands.drain(..).for_each(|command| self.workspace.dispatch_keeping(command));
            return;
        }
        let name = format!("Set {path} of {} things", commands.len());
        self.workspace.dispatch_keeping(Command::Batch { name, commands });
    }

    /// Writes fields from a button or a choice; a refusal becomes a notice.
    pub fn set_or_say(self, values: Vec<(String, Input)>) {
        let targets = self.targets.get_value();
        self.workspace.dispatch_keeping(Command::SetEach { targets, values });
    }
}

/// What stands where several things differ. No text that anybody types.
pub const MIXED: &str = "\u{1}mixed";

/// Whether a field holds a duration or a law of one.
fn takes_law(key: &str) -> bool {
    matches!(key, "mtbf" | "mttr" | "time" | "manual" | "detection" | "start" | "scale_delay")
}

/// What two values have in common: themselves where they are equal, else key by key and place by place.
fn common(one: &Value, other: &Value) -> Value {
    match (one, other) {
        _ if one == other => one.clone(),
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            let of = |map: &serde_json::Map<String, Value>, key: &String| {
                map.get(key).cloned().unwrap_or(Value::Null)
            };
            keys.map(|key| (key.clone(), common(&of(one, key), &of(other, key)))).collect()
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).map(|(one, other)| common(one, other)).collect()
        }
        _ => Value::String(MIXED.to_owned()),
    }
}

/// What kind of value stands at a path: its key, but for the ends of a range, which are of the kind the range is of.
#[must_use]
pub fn kind(path: &str) -> &str {
    let own = key(path);
    match path.rsplit('.').nth(1) {
        Some(range @ ("mtbf" | "mttr" | "availability")) if matches!(own, "low" | "high") => range,
        _ => own,
    }
}

/// The last key of a path: `mtbf` of `failures[0].mtbf`.
#[must_use]
pub fn key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn read(project: &Project, target: &Target) -> Value {
    let found = match target {
        Target::Project => {
            return json!({
                "name": project.name, "description": project.description, "objective": project.objective,
                "demand": project.demand,
            });
        }
        Target::Item(Item::Component(id)) => project.component(id).map(serde_json::to_value),
        Target::Item(Item::Zone(id)) => project.zone(id).map(serde_json::to_value),
        Target::Item(Item::Journey(id)) => project.journey(id).map(serde_json::to_value),
        Target::Item(Item::Note(_)) => None,
        Target::Item(Item::Link { from, to }) => {
            project.links().iter().find(|it| it.from == *from && it.to == *to).map(serde_json::to_value)
        }
    };
    found.and_then(Result::ok).unwrap_or(Value::Null)
}

/// The value at `failures[0].mtbf`.
fn at<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    path.split(['.', '[']).try_fold(json, |value, step| match step.strip_suffix(']') {
        // Beneath what differs everything does.
        _ if value.as_str() == Some(MIXED) => Some(value),
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    })
}

/// A value as a person would type it into the field with this key.
fn typed(key: &str, value: &Value) -> String {
    match (key, value) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => text.clone(),
        (
            "availability"
            | "objective"
            | "below"
            | "success"
            | "loss"
            | "target_utilisation"
            | "factor"
            | "growth_per_month"
            | "change_failure_rate",
            Value::Number(number),
        ) => number.as_f64().map(format_target).unwrap_or_default(),
        (
            "mtbf" | "mttr" | "time" | "manual" | "detection" | "start" | "every" | "for" | "at" | "from"
            | "to" | "period" | "timeout" | "reset" | "service_time" | "scale_delay" | "replication_lag",
            Value::Number(number),
        ) => format!("{number}h"),
        ("profile" | "days", Value::Array(values)) => {
            values.iter().map(Value::to_string).collect::<Vec<_>>().join(" ")
        }
        (_, other) => law::words(other).unwrap_or_else(|| other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_into_lists_and_objects() {
        let json = json!({ "failures": [{ "mtbf": "30d" }, { "mtbf": 8 }], "needs": { "at_least": 2 } });
        assert_eq!(at(&json, "failures[0].mtbf"), Some(&json!("30d")));
        assert_eq!(at(&json, "needs.at_least"), Some(&json!(2)));
        assert_eq!(at(&json, "failures[2].mtbf"), None);
    }

    #[test]
    fn several_have_in_common_what_is_equal() {
        let one = json!({ "kind": "db", "failures": [{ "mtbf": "30d", "mttr": "1h" }], "notes": "x" });
        let two = json!({ "kind": "db", "failures": [{ "mtbf": "60d", "mttr": "1h" }], "cost": { "per_copy_month": 3 } });
        let both = common(&one, &two);
        assert_eq!(at(&both, "kind"), Some(&json!("db")));
        assert_eq!(at(&both, "failures[0].mttr"), Some(&json!("1h")));
        for differs in ["failures[0].mtbf", "notes", "cost", "cost.per_copy_month"] {
            assert_eq!(at(&both, differs), Some(&json!(MIXED)), "{differs}");
        }
        assert_eq!(at(&common(&json!({ "a": [1] }), &json!({ "a": [1, 2] })), "a"), Some(&json!(MIXED)));
    }

    #[test]
    fn the_ends_of_a_range_are_of_its_kind() {
        assert_eq!(kind("failures[0].uncertainty.availability.low"), "availability");
        assert_eq!(kind("failures[0].mtbf"), "mtbf");
        assert_eq!(typed(kind("a.availability.high"), &json!(0.999)), "99.9 %");
    }

    #[test]
    fn values_look_as_people_type_them() {
        assert_eq!(typed("mtbf", &json!(8)), "8h");
        assert_eq!(typed("mtbf", &json!("3 months")), "3 months");
        assert_eq!(typed("availability", &json!(0.9995)), "99.95 %");
        assert_eq!(typed("count", &json!(4)), "4");
        assert_eq!(typed("mttr", &json!({ "fixed": { "value": "1h" } })), "fixed value 1h");
    }
}
