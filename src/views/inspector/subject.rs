//! The thing being inspected, as its JSON: fields read it by path, and write through the editor by path.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_editor::selection::Item;
use ninefold_engine::model::Project;
use ninefold_engine::units::format_target;
use serde_json::{Value, json};

use super::law;
use crate::state::Workspace;

/// A component, zone, link, journey or the project, followed while it changes.
#[derive(Clone, Copy)]
pub struct Subject {
    target: StoredValue<Target>,
    workspace: Workspace,
    /// Its JSON; null once it is gone.
    pub json: Memo<Value>,
}

impl Subject {
    /// Follows a target.
    #[must_use]
    pub fn of(target: Target, workspace: Workspace) -> Self {
        let followed = target.clone();
        let json = Memo::new(move |_| read(&workspace.project(), &followed));
        Self { target: StoredValue::new(target), workspace, json }
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
        typed(key(path), &self.at(path))
    }

    /// What is being typed into one field.
    ///
    /// # Errors
    /// The engine's sentence.
    pub fn type_in(self, path: &str, text: &str) -> Result<(), String> {
        let law = law::json(text).filter(|_| is_duration(key(path)));
        self.workspace.type_in(self.target.get_value(), path, law.as_deref().unwrap_or(text))
    }

    /// Writes fields from a button or a choice; a refusal becomes a notice.
    pub fn set_or_say(self, values: Vec<(String, Input)>) {
        let target = self.target.get_value();
        self.workspace.dispatch_keeping(Command::Set { target, values });
    }
}

/// Whether a field holds a duration or a law of one.
fn is_duration(key: &str) -> bool {
    matches!(key, "mtbf" | "mttr" | "time" | "manual" | "detection" | "start")
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
        Target::Item(Item::Link { from, to }) => {
            project.links().iter().find(|it| it.from == *from && it.to == *to).map(serde_json::to_value)
        }
    };
    found.and_then(Result::ok).unwrap_or(Value::Null)
}

/// The value at `failures[0].mtbf`.
fn at<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    path.split(['.', '[']).try_fold(json, |value, step| match step.strip_suffix(']') {
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
            "availability" | "objective" | "below" | "success" | "loss" | "target_utilisation" | "factor",
            Value::Number(number),
        ) => number.as_f64().map(format_target).unwrap_or_default(),
        ("mtbf" | "mttr" | "time" | "manual" | "detection" | "start", Value::Number(number)) => {
            format!("{number}h")
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
    fn values_look_as_people_type_them() {
        assert_eq!(typed("mtbf", &json!(8)), "8h");
        assert_eq!(typed("mtbf", &json!("3 months")), "3 months");
        assert_eq!(typed("availability", &json!(0.9995)), "99.95 %");
        assert_eq!(typed("count", &json!(4)), "4");
        assert_eq!(typed("mttr", &json!({ "fixed": { "value": "1h" } })), "fixed value 1h");
    }
}
