//! The `canvas` block of the file, typed: where things stand and what the viewport shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use ninefold_engine::model::Project;
use ninefold_engine::units::number;
use serde_json::{Map, Value};

use crate::geometry::{Point, Viewport};

/// Positions (top left corners, world units) by id of component or empty zone, and what else the block holds.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    positions: BTreeMap<Arc<str>, Point>,
    viewport: Option<Viewport>,
    /// Ids of zones drawn as one node.
    folded: Vec<String>,
    /// Texts of the notes by id.
    notes: Vec<(String, String)>,
    /// The block as it was read: keys we do not know, and the order of those we do.
    raw: Arc<Map<String, Value>>,
}

/// The same places, viewport and unknown keys; the order they were read in does not count.
impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.positions == other.positions
            && self.viewport == other.viewport
            && self.folded == other.folded
            && self.notes == other.notes
            && self.unknown().eq(other.unknown())
    }
}

impl Layout {
    /// From the file's `canvas`; whatever makes no sense in it is left out.
    #[must_use]
    pub fn read(canvas: Option<&Value>) -> Self {
        let raw = canvas.and_then(Value::as_object).cloned().unwrap_or_default();
        // Collected, the map would be sorted by code of its own.
        let mut positions = BTreeMap::new();
        let places = raw.get("positions").and_then(Value::as_object).into_iter().flatten();
        positions.extend(
            places.filter_map(|(id, value)| Some((Arc::<str>::from(id.as_str()), read_point(value)?))),
        );
        let viewport = raw.get("viewport").and_then(read_viewport);
        let folded = read_folded(raw.get(FOLDED));
        let notes = read_notes(raw.get(NOTES));
        Self { positions, viewport, folded, notes, raw: Arc::new(raw) }
    }

    /// The file's `canvas` again, with `viewport` in it; none if there is nothing to say.
    #[must_use]
    pub fn write(&self, project: &Project, viewport: Option<Viewport>) -> Option<Value> {
        let mut canvas = (*self.raw).clone();
        let mut written = canvas.get("positions").and_then(Value::as_object).cloned().unwrap_or_default();
        written.retain(|id, value| self.positions.contains_key(id.as_str()) || read_point(value).is_none());
        let in_order = project.zones.iter().flatten().map(|zone| zone.id.as_str());
        let in_order =
            in_order.chain(project.components.iter().flatten().map(|component| component.id.as_str()));
        for id in in_order.chain(self.positions.keys().map(|id| &**id)) {
            if let Some(&point) = self.positions.get(id) {
                match written.get_mut(id) {
                    Some(value) if read_point(value) == Some(point) => {}
                    Some(value) => *value = write_point(point),
                    None => drop(written.insert(id.to_owned(), write_point(point))),
                }
            }
        }
        let had = canvas.get("positions").and_then(Value::as_object).is_some_and(|places| !places.is_empty());
        if !written.is_empty() {
            canvas.insert("positions".to_owned(), Value::Object(written));
        } else if had {
            drop(canvas.shift_remove("positions"));
        }
        if read_folded(canvas.get(FOLDED)) != self.folded {
            let ids = self.folded.iter().map(|id| Value::from(id.as_str()));
            match self.folded.is_empty() {
                true => drop(canvas.shift_remove(FOLDED)),
                false => drop(canvas.insert(FOLDED.to_owned(), ids.collect())),
            }
        }
        if read_notes(canvas.get(NOTES)) != self.notes {
            let texts = self.notes.iter().map(|(id, text)| (id.clone(), Value::from(text.as_str())));
            match self.notes.is_empty() {
                true => drop(canvas.shift_remove(NOTES)),
                false => drop(canvas.insert(NOTES.to_owned(), Value::Object(texts.collect()))),
            }
        }
        if let Some(viewport) = viewport.or(self.viewport) {
            let same = canvas.get("viewport").and_then(read_viewport) == Some(viewport);
            if !same {
                canvas.insert("viewport".to_owned(), write_viewport(viewport));
            }
        }
        (!canvas.is_empty()).then_some(Value::Object(canvas))
    }

    /// What the block holds besides positions and viewport.
    fn unknown(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.raw.iter().filter(|(key, _)| !matches!(key.as_str(), "positions" | "viewport" | FOLDED | NOTES))
    }

    /// Where something stands.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<Point> {
        self.positions.get(id).copied()
    }

    /// What the block holds under a key.
    #[must_use]
    pub fn extra(&self, key: &str) -> Option<&Value> {
        self.raw.get(key)
    }

    /// The viewport the file asks for.
    #[must_use]
    pub fn viewport(&self) -> Option<Viewport> {
        self.viewport
    }

    /// Whether the same is folded and noted as in another, so that only places differ.
    #[must_use]
    pub fn only_moved(&self, before: &Self) -> bool {
        self.folded == before.folded && self.notes == before.notes
    }

    /// Puts something somewhere.
    pub fn place(&mut self, id: &str, at: Point) {
        match self.positions.get_mut(id) {
            Some(position) => *position = at,
            None => drop(self.positions.insert(Arc::from(id), at)),
        }
    }

    /// Forgets something.
    pub fn forget(&mut self, id: &str) {
        self.positions.remove(id);
        self.folded.retain(|it| it != id);
        self.notes.retain(|it| it.0 != id);
    }

    /// The text of a note.
    #[must_use]
    pub fn note(&self, id: &str) -> Option<&str> {
        self.notes.iter().find(|it| it.0 == id).map(|it| it.1.as_str())
    }

    /// All notes, oldest first.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.notes.iter().map(|(id, text)| (id.as_str(), text.as_str()))
    }

    /// Writes a note.
    pub fn write_note(&mut self, id: &str, text: &str) {
        match self.notes.iter_mut().find(|it| it.0 == id) {
            Some(note) => text.clone_into(&mut note.1),
            None => self.notes.push((id.to_owned(), text.to_owned())),
        }
    }

    /// Whether a zone is drawn as one node.
    #[must_use]
    pub fn is_folded(&self, id: &str) -> bool {
        self.folded.iter().any(|it| it == id)
    }

    /// Whether any zone is.
    #[must_use]
    pub fn has_folded(&self) -> bool {
        !self.folded.is_empty()
    }

    /// Draws a zone as one node, or with what is in it.
    pub fn fold(&mut self, id: &str, folded: bool) {
        self.folded.retain(|it| it != id);
        if folded {
            self.folded.push(id.to_owned());
        }
    }

    /// All positions by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Point)> {
        self.positions.iter().map(|(id, point)| (&**id, *point))
    }
}

/// The key of the notes.
const NOTES: &str = "notes";

fn read_notes(value: Option<&Value>) -> Vec<(String, String)> {
    let texts = value.and_then(Value::as_object).into_iter().flatten();
    texts.filter_map(|(id, text)| Some((id.clone(), text.as_str()?.to_owned()))).collect()
}

/// The key of the folded zones.
const FOLDED: &str = "folded";

fn read_folded(value: Option<&Value>) -> Vec<String> {
    let ids = value.and_then(Value::as_array).into_iter().flatten();
    ids.filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

fn read_point(value: &Value) -> Option<Point> {
    let list = value.as_array()?;
    let (x, y) = (list.first()?.as_f64()?, list.get(1)?.as_f64()?);
    (x.is_finite() && y.is_finite()).then(|| Point::new(x, y))
}

fn write_point(point: Point) -> Value {
    Value::Array(vec![number::json(point.x), number::json(point.y)])
}

fn read_viewport(value: &Value) -> Option<Viewport> {
    let offset = read_point(value)?;
    let scale = value.as_array()?.get(2)?.as_f64()?;
    (scale > 0.0).then(|| Viewport::new(offset, scale))
}

fn write_viewport(viewport: Viewport) -> Value {
    let hundredth = |value: f64| number::json((value * 100.0).round() / 100.0);
    let scale = number::json((viewport.scale() * 10_000.0).round() / 10_000.0);
    Value::Array(vec![hundredth(viewport.offset().x), hundredth(viewport.offset().y), scale])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_it_does_not_know_comes_back_in_place() {
        let text = r#"{"theme":"x","positions":{"b":[1,2],"ghost":[3,4],"odd":"?"},"viewport":[0,0,1],"z":{"k":[]}}"#;
        let canvas: Value = serde_json::from_str(text).unwrap();
        let project = empty();
        let layout = Layout::read(Some(&canvas));
        assert_eq!(layout.position("b"), Some(Point::new(1.0, 2.0)));
        assert_eq!(serde_json::to_string(&layout.write(&project, None).unwrap()).unwrap(), text);
    }

    #[test]
    fn nonsense_is_left_out() {
        let layout =
            Layout::read(Some(&json!({"positions": {"a": ["x", 0], "b": [1]}, "viewport": [0, 0, -1]})));
        assert_eq!(layout.iter().count(), 0);
        assert_eq!(layout.viewport(), None);
        assert_eq!(Layout::read(Some(&json!([1]))), Layout::read(None));
        assert_eq!(Layout::read(None).write(&empty(), None), None);
    }

    #[test]
    fn forgotten_positions_are_not_written() {
        let mut layout = Layout::read(Some(&json!({"positions": {"a": [1, 2], "b": [3, 4.5]}})));
        layout.forget("a");
        layout.place("c", Point::new(8.0, 16.0));
        let written = layout.write(&empty(), None).unwrap();
        assert_eq!(written, json!({"positions": {"b": [3, 4.5], "c": [8, 16]}}));
    }

    #[test]
    fn without_anything_left_no_position_is_written() {
        let mut layout = Layout::read(Some(&json!({"positions": {"a": [1, 2]}, "z": 1})));
        layout.forget("a");
        assert_eq!(layout.write(&empty(), None).unwrap(), json!({"z": 1}));
        let empty_block = json!({"positions": {}});
        assert_eq!(Layout::read(Some(&empty_block)).write(&empty(), None), Some(empty_block));
    }

    #[test]
    fn folded_zones_are_written_while_there_are_any() {
        let text = json!({"folded": ["a", "b"], "z": 1});
        let mut layout = Layout::read(Some(&text));
        assert!(layout.is_folded("a") && layout.has_folded());
        assert_eq!(layout.write(&empty(), None).unwrap(), text);
        layout.fold("b", false);
        layout.fold("c", true);
        assert_eq!(layout.write(&empty(), None).unwrap(), json!({"folded": ["a", "c"], "z": 1}));
        layout.forget("a");
        layout.fold("c", false);
        assert_eq!(layout.write(&empty(), None).unwrap(), json!({"z": 1}));
    }

    fn empty() -> Project {
        Project::empty()
    }
}
