//! A change of a project by JSON paths: what a remedy does, as the editor's own commands do it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{self, Project};

/// Whose field is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The project itself.
    #[default]
    Project,
    /// A component.
    Component(String),
    /// A zone.
    Zone(String),
    /// A journey.
    Journey(String),
    /// A link, by its ends.
    Link(String, String),
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => Ok(()),
            Self::Component(id) | Self::Zone(id) | Self::Journey(id) => formatter.write_str(id),
            Self::Link(from, to) => write!(formatter, "{from} -> {to}"),
        }
    }
}

/// One field that gets another value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub of: Subject,
    /// Below it: `copies.failover.time`, `failures[1]`.
    pub path: String,
    /// What it becomes; null takes it away.
    pub value: Value,
}

impl Change {
    /// A field of a component.
    pub(super) fn component(id: &str, path: &str, value: Value) -> Self {
        Self { of: Subject::Component(id.to_owned()), path: path.to_owned(), value }
    }

    /// A field of a zone.
    pub(super) fn zone(id: &str, path: &str, value: Value) -> Self {
        Self { of: Subject::Zone(id.to_owned()), path: path.to_owned(), value }
    }

    /// A field of a link.
    pub(super) fn link(from: &str, to: &str, path: &str, value: Value) -> Self {
        Self { of: Subject::Link(from.to_owned(), to.to_owned()), path: path.to_owned(), value }
    }
}

/// The project after the changes; none where one of them leads nowhere, or to what is no valid project.
///
/// ```
/// use ninefold_engine::{lint::{Change, Subject, apply}, model};
/// let text = r#"{"format": "ninefold/1", "components": [{"id": "db", "failures": [{"mtbf": "1y", "mttr": "1h"}]}],
///   "journeys": [{"id": "q", "entry": "db"}]}"#;
/// let project = model::read(text).unwrap().project;
/// let change = Change {
///     of: Subject::Component("db".into()), path: "failures[0].mttr".into(), value: "5m".into(),
/// };
/// let changed = apply(&project, &[change]).unwrap();
/// assert_eq!(changed.components()[0].failures()[0].mttr_hours() * 60.0, 5.0);
/// ```
#[must_use]
pub fn apply(project: &Project, changes: &[Change]) -> Option<Project> {
    let mut value = serde_json::to_value(project).ok()?;
    for change in changes {
        let holder = match place(project, &change.of)? {
            Some((list, index)) => value.get_mut(list)?.get_mut(index)?,
            None => &mut value,
        };
        set(holder, &change.path, change.value.clone())?;
    }
    model::read(&value.to_string()).ok().map(|loaded| loaded.project)
}

/// The list a subject stands in, and where; nothing for the project itself.
fn place(project: &Project, of: &Subject) -> Option<Option<(&'static str, usize)>> {
    let (list, index) = match of {
        Subject::Project => return Some(None),
        Subject::Component(id) => ("components", project.components().iter().position(|it| it.id == *id)),
        Subject::Zone(id) => ("zones", project.zones().iter().position(|it| it.id == *id)),
        Subject::Journey(id) => ("journeys", project.journeys().iter().position(|it| it.id == *id)),
        Subject::Link(from, to) => {
            ("links", project.links().iter().position(|it| it.from == *from && it.to == *to))
        }
    };
    Some(Some((list, index?)))
}

/// Puts a value under a path, making objects on the way; null takes it away.
fn set(holder: &mut Value, path: &str, value: Value) -> Option<()> {
    let (key, rest) = path.split_once('.').map_or((path, ""), |(key, rest)| (key, rest));
    let (key, index) = match key.split_once('[') {
        Some((key, index)) => (key, Some(index.strip_suffix(']')?.parse::<usize>().ok()?)),
        None => (key, None),
    };
    let map = holder.as_object_mut()?;
    if rest.is_empty() && index.is_none() {
        if value.is_null() {
            map.shift_remove(key);
        } else {
            map.insert(key.to_owned(), value);
        }
        return Some(());
    }
    let empty = if index.is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
    let mut next = map.entry(key).or_insert(empty);
    if let Some(index) = index {
        let list = next.as_array_mut()?;
        if index == list.len() {
            list.push(Value::Object(Map::new()));
        }
        if rest.is_empty() {
            match value {
                Value::Null => drop((index < list.len()).then(|| list.remove(index))?),
                value => *list.get_mut(index)? = value,
            }
            return Some(());
        }
        next = list.get_mut(index)?;
    }
    set(next, rest, value)
}
