//! Taking an object apart key by key: what is taken is known, what is left over is kept and warned about.

use serde_json::{Map, Value};

use super::super::path::Path;
use super::notes::Notes;

/// An object being read.
pub(super) struct Object<'p> {
    map: Map<String, Value>,
    path: &'p Path<'p>,
    /// Keys asked for and absent: candidates for "did you mean".
    absent: Vec<&'static str>,
}

impl<'p> Object<'p> {
    /// Starts reading; anything but an object is an error and reads as an empty one.
    pub(super) fn new(value: Value, path: &'p Path<'p>, what: &str, notes: &mut Notes) -> Self {
        let map = match value {
            Value::Object(map) => map,
            other => {
                notes.error(path, format!("{what} must be an object {{…}}, not {}", describe(&other)));
                Map::new()
            }
        };
        Self { map, path, absent: Vec::new() }
    }

    /// The value of a key that may be absent.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        notes: &mut Notes,
        read: impl FnOnce(Value, &Path<'_>, &mut Notes) -> T,
    ) -> Option<T> {
        match self.map.shift_remove(key) {
            Some(value) => Some(read(value, &self.path.key(key), notes)),
            None => {
                self.absent.push(key);
                None
            }
        }
    }

    /// The value of a key that must be there; `stand_in` (with an error noted) where it is not.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        stand_in: T,
        notes: &mut Notes,
        read: impl FnOnce(Value, &Path<'_>, &mut Notes) -> T,
    ) -> T {
        match self.optional(key, notes, read) {
            Some(value) => value,
            None => {
                let near = self.map.keys().find(|given| is_near(given, key));
                let hint = near.map(|given| format!("is `{given}` meant?"));
                notes.error_with(&self.path.key(key), format!("`{key}` is missing"), hint);
                stand_in
            }
        }
    }

    /// A list that may be absent, each item read by `read`.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        notes: &mut Notes,
        read: impl Fn(Value, &Path<'_>, &mut Notes) -> T,
    ) -> Option<Vec<T>> {
        self.optional(key, notes, |value, path, notes| list(value, path, notes, read))
    }

    /// What is left: kept, with a warning each.
    pub(super) fn finish(self, notes: &mut Notes) -> Map<String, Value> {
        for key in self.map.keys() {
            let near = self.absent.iter().find(|known| is_near(key, known));
            let hint = near.map(|known| format!("did you mean `{known}`?"));
            notes.warning(
                &self.path.key(key),
                format!("unknown key `{key}`; it is kept but has no effect"),
                hint,
            );
        }
        self.map
    }

    /// As [`Object::finish`] where nothing can be kept: what is left is an error.
    pub(super) fn finish_closed(self, what: &str, notes: &mut Notes) {
        for key in self.map.keys() {
            let near = self.absent.iter().find(|known| is_near(key, known));
            let hint = near.map(|known| format!("did you mean `{known}`?"));
            notes.error_with(&self.path.key(key), format!("{what} has no `{key}`"), hint);
        }
    }
}

/// A list, each item read by `read`; anything else is an error and reads as an empty list.
pub(super) fn list<T>(
    value: Value,
    path: &Path<'_>,
    notes: &mut Notes,
    read: impl Fn(Value, &Path<'_>, &mut Notes) -> T,
) -> Vec<T> {
    let Value::Array(items) = value else {
        notes.error(path, format!("expected a list […], not {}", describe(&value)));
        return Vec::new();
    };
    items.into_iter().enumerate().map(|(index, item)| read(item, &path.index(index), notes)).collect()
}

/// A value in a few words, for messages.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null (leave the key out)".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.chars().count() > 40 => {
            format!("\"{}…\"", text.chars().take(40).collect::<String>().escape_debug())
        }
        Value::String(text) => format!("\"{}\"", text.escape_debug()),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Whether one word is a likely misspelling of the other.
pub(super) fn is_near(given: &str, known: &str) -> bool {
    if given.len() > 40 {
        return false;
    }
    let given = given.to_lowercase().replace('-', "_");
    let allowed = if known.len() <= 4 { 1 } else { 2 };
    strsim::osa_distance(&given, known) <= allowed
}
