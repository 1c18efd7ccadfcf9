//! Notes on the canvas: texts for people, which no answer depends on.

use super::{Applied, CommandError, MOST_NOTE, add, unique_id};
use crate::document::Document;
use crate::geometry::Point;
use crate::layout::{ZoneTree, free_place, note_size};
use crate::selection::{Item, Selection};

/// A new note around a place, or beside what stands there.
pub(super) fn add(document: &Document, at: Option<Point>, text: &str) -> Result<Applied, CommandError> {
    let mut taken = add::taken(document.project());
    taken.extend(document.layout().notes().map(|(id, _)| id));
    let id = unique_id("note", &taken);
    let size = note_size(text);
    let corner = at.unwrap_or_default() - Point::new(size.width / 2.0, size.height / 2.0);
    let mut layout = document.layout().clone();
    let tree = ZoneTree::of(document.project());
    let corner = free_place(document.project(), &tree, &layout, corner, size);
    layout.write_note(&id, &checked(text)?);
    layout.place(&id, corner);
    Ok(Applied { document: document.with_layout(layout), created: Selection::one(Item::Note(id)) })
}

/// Another text for a note; without any the note goes.
pub(super) fn write(document: &Document, id: &str, text: &str) -> Result<Document, CommandError> {
    let mut layout = document.layout().clone();
    if layout.note(id).is_none() {
        return Err(CommandError::Unknown("note".to_owned()));
    }
    let text = checked(text)?;
    if text.is_empty() {
        layout.forget(id)
    } else {
        layout.write_note(id, &text)
    }
    Ok(document.with_layout(layout))
}

fn checked(text: &str) -> Result<String, CommandError> {
    let text = text.trim();
    match text.chars().count() {
        length if length > MOST_NOTE => Err(CommandError::NoteTooLong(length)),
        _ => Ok(text.to_owned()),
    }
}
