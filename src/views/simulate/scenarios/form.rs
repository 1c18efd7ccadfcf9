//! What the form knows: the scenarios as the project file has them, which one is open, and what was typed and does not yet make sense.

use std::collections::BTreeMap;

use leptos::prelude::*;
use ninefold_editor::command::{Command, CommandError, Input, Target};
use ninefold_engine::model;
use serde_json::{Value, json};

use super::list;
use crate::state::{Runs, Workspace};
use crate::views::widgets::words;

/// Where a text stands: scenario, event (none for the scenario itself), key.
pub type Place = (usize, Option<usize>, &'static str);

/// A text that is being typed, or was and makes no sense; with why.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    text: String,
    error: Option<String>,
}

/// The form.
#[derive(Clone, Copy)]
pub struct Form {
    /// The project.
    pub workspace: Workspace,
    runs: Runs,
    /// The scenarios.
    pub list: Memo<Vec<Value>>,
    /// The one that is open: the one that Run plays.
    pub open: Memo<Option<usize>>,
    /// Whether the catalogue is on show.
    pub adding: RwSignal<bool>,
    /// Raised when rows change places.
    pub moved: RwSignal<u32>,
    drafts: RwSignal<BTreeMap<Place, Draft>>,
}

impl Form {
    /// Follows the project and the choice of what to play.
    #[must_use]
    pub fn new() -> Self {
        let (workspace, runs) = (expect_context::<Workspace>(), expect_context::<Runs>());
        let list = Memo::new(move |_| match serde_json::to_value(workspace.project().scenarios()) {
            Ok(Value::Array(list)) => list,
            _ => Vec::new(),
        });
        let open = Memo::new(move |_| {
            let chosen = runs.setup.with(|setup| setup.scenario.clone())?;
            list.with(|list| list.iter().position(|it| it["name"].as_str() == Some(&chosen)))
        });
        Self {
            workspace,
            runs,
            list,
            open,
            adding: RwSignal::new(false),
            moved: RwSignal::new(0),
            drafts: RwSignal::default(),
        }
    }

    /// The value at a place; tracked.
    #[must_use]
    pub fn value(self, (scenario, event, key): Place) -> Value {
        self.list.with(|list| {
            let scenario = list.get(scenario);
            let at = match event {
                Some(event) => scenario.and_then(|it| it["events"].get(event)),
                None => scenario,
            };
            at.and_then(|it| it.get(key)).cloned().unwrap_or(Value::Null)
        })
    }

    /// One event; tracked.
    #[must_use]
    pub fn event(self, scenario: usize, event: usize) -> Value {
        self.list.with(|list| {
            list.get(scenario).and_then(|it| it["events"].get(event)).cloned().unwrap_or(Value::Null)
        })
    }

    /// What a field shows; tracked.
    #[must_use]
    pub fn shown(self, place: Place) -> String {
        let typed = self.drafts.with(|drafts| drafts.get(&place).map(|draft| draft.text.clone()));
        typed.unwrap_or_else(|| list::typed(place.2, &self.value(place)))
    }

    /// What is wrong with what a field shows; tracked.
    #[must_use]
    pub fn error(self, place: Place) -> Option<String> {
        self.drafts.with(|drafts| drafts.get(&place).and_then(|draft| draft.error.clone()))
    }

    /// A field says `text` now; what is wrong with it is said at once.
    pub fn typed(self, place: Place, text: String) {
        let error = self.with_text(place, &text).and_then(|list| self.refusal(list));
        self.drafts.update(|drafts| drop(drafts.insert(place, Draft { text, error })));
    }

    /// A field is left: what makes sense is one step of the history, what does not stays on show.
    pub fn leave(self, place: Place) {
        // A field that goes away with the focus in it hears of that when it is gone already.
        let Some(Some(draft)) = self.drafts.try_with_untracked(|drafts| drafts.get(&place).cloned()) else {
            return;
        };
        if draft.error.is_some() {
            return;
        }
        self.drafts.update(|drafts| drop(drafts.remove(&place)));
        if let Some(list) = self.with_text(place, &draft.text) {
            let name = self.list.with_untracked(|list| list.get(place.0).map(quoted)).unwrap_or_default();
            self.change(format!("Change scenario {name}"), |all| *all = list);
            self.play(place.0);
        }
    }

    /// A field is given up: it says what the project says.
    pub fn restore(self, place: Place) {
        self.drafts.update(|drafts| drop(drafts.remove(&place)));
    }

    /// The list with a text in its place.
    fn with_text(self, (scenario, event, key): Place, text: &str) -> Option<Vec<Value>> {
        let mut list = self.list.get_untracked();
        let at = list.get_mut(scenario)?;
        let at = match event {
            Some(event) => at.get_mut("events")?.get_mut(event)?,
            None => at,
        };
        let value = match key {
            "name" => Some(json!(text.trim())),
            "notes" => (!text.is_empty()).then(|| json!(text)),
            _ => list::written(key, text),
        };
        let object = at.as_object_mut()?;
        match value {
            Some(value) => drop(object.insert(key.to_owned(), value)),
            None => drop(object.shift_remove(key)),
        }
        Some(list)
    }

    /// Why the reader of project files would refuse the project with this list; none where it would not.
    fn refusal(self, list: Vec<Value>) -> Option<String> {
        let mut file = serde_json::to_value(&*self.workspace.project_untracked()).ok()?;
        file.as_object_mut()?.insert("scenarios".to_owned(), Value::Array(list));
        let faults = model::read(&file.to_string()).err()?;
        Some(words::sentence(&CommandError::Refused(faults.0).to_string()))
    }

    /// Changes the list as one step of the history.
    pub fn change(self, name: String, change: impl FnOnce(&mut Vec<Value>)) {
        let before = self.list.get_untracked();
        let mut list = before.clone();
        change(&mut list);
        if list != before {
            self.workspace.dispatch_keeping(command(name, list));
        }
    }

    /// Changes the events of one scenario as one step of the history.
    pub fn change_events(self, scenario: usize, change: impl FnOnce(&mut Vec<Value>)) {
        let name = self.list.with_untracked(|list| list.get(scenario).map(quoted)).unwrap_or_default();
        self.change(format!("Change scenario {name}"), |list| {
            if let Some(object) = list.get_mut(scenario).and_then(Value::as_object_mut) {
                let events = object.entry("events").or_insert_with(|| json!([]));
                if let Some(events) = events.as_array_mut() {
                    change(events);
                }
            }
        });
    }

    /// Run plays this one, and it is open.
    pub fn play(self, scenario: usize) {
        let project = self.workspace.project_untracked();
        let name = project.scenarios().get(scenario).map(|it| it.name.clone());
        if self.runs.setup.with_untracked(|setup| setup.scenario != name) {
            self.runs.setup.update(|setup| setup.scenario = name);
        }
    }

    /// One step of the history back; what is open stays open where it can.
    pub fn undo(self) {
        let open = self.open.get_untracked();
        self.workspace.undo();
        self.drafts.update(BTreeMap::clear);
        self.moved.update(|moved| *moved += 1);
        if let Some(open) = open {
            self.play(open);
        }
    }

    /// Where things changed places, what was typed goes with them; `place` says where to, and none for what is gone.
    pub fn carry(self, place: impl Fn(Place) -> Option<Place>) {
        self.drafts.update(|drafts| {
            let all = std::mem::take(drafts);
            *drafts = all.into_iter().filter_map(|(at, draft)| Some((place(at)?, draft))).collect();
        });
        self.moved.update(|moved| *moved += 1);
    }
}

fn command(name: String, list: Vec<Value>) -> Command {
    let list = if list.is_empty() { Input::Clear } else { Input::Json(Value::Array(list)) };
    Command::Batch { name, commands: vec![Command::set(Target::Project, "scenarios", list)] }
}

/// A scenario's name in quotation marks.
#[must_use]
pub fn quoted(scenario: &Value) -> String {
    format!("“{}”", scenario["name"].as_str().unwrap_or_default())
}
