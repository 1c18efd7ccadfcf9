//! JSON text to a value, noticing keys given twice (which `serde_json` alone would silently drop).

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::super::diagnostic::Diagnostic;
use super::super::path::Path;
use super::notes::Notes;

/// Parses `text`; keys given twice are noted, each with its path.
///
/// # Errors
/// Where the text is not JSON, with line and column.
pub(super) fn parse(text: &str, notes: &mut Notes) -> Result<Value, Diagnostic> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Keeping { path: Path::Root, notes };
    seed.deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| syntax_error(text, &error))
}

/// Says where and what, and what to do about the usual slips.
fn syntax_error(text: &str, error: &serde_json::Error) -> Diagnostic {
    let place = format!("line {}, column {}", error.line(), error.column());
    let full = error.to_string();
    let what = full.split(" at line ").next().unwrap_or(&full);
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or("");
    Diagnostic::error(place, format!("not valid JSON: {what}")).with_hint(hint(what, line))
}

/// What to try, from the parser's words and the line it stopped in.
fn hint(what: &str, line: &str) -> Option<String> {
    let text = if what.contains("recursion limit") {
        "nesting is limited to 128 levels"
    } else if what.contains("number out of range") {
        "numbers must be finite"
    } else if ["NaN", "Infinity", "inf"].iter().any(|word| line.contains(word)) {
        "JSON has no NaN or Infinity; leave out `failures` for something that never fails"
    } else if what.contains("trailing comma") {
        "remove the comma before the closing bracket"
    } else if line.contains("//") || line.contains("/*") {
        "JSON has no comments; use a `notes` key"
    } else {
        return None;
    };
    Some(text.to_owned())
}

/// Builds a [`Value`], remembering where it is.
struct Keeping<'p, 'n> {
    path: Path<'p>,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Keeping<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keeping<'_, '_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let path = self.path.index(list.len());
            match items.next_element_seed(Keeping { path, notes: self.notes })? {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = self.path.key(&key);
            if map.contains_key(&key) {
                let message = "this key is given twice in the same object; all but one would be lost";
                self.notes.error(&path, message);
            }
            let value = entries.next_value_seed(Keeping { path, notes: self.notes })?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
