//! What differs in the drawings of two designs, as a section of the report that compares them.

use super::document::{Block, Cell, Column, Section, Table};
use crate::compare::{Difference, Drawing, FieldChange, Part};

/// Components, links, zones, journeys and scenarios that came, went or changed, and what changed of the whole. Parts that only moved are the same design.
pub(super) fn section(drawing: &Drawing) -> Section {
    let parts = drawing.parts().flat_map(|(word, parts)| parts.iter().map(move |part| (word, part)));
    let mut rows: Vec<Vec<Cell>> = parts.flat_map(|(word, part)| of_part(word, part)).collect();
    rows.extend(drawing.project.iter().map(|field| row("project", "", "changed", Some(field))));
    let block = if rows.is_empty() {
        Block::Paragraph("Nothing differs in the drawing.".to_owned())
    } else {
        Block::Table(Table {
            title: "Parts of the second design that are new, gone or other than in the first".to_owned(),
            columns: [
                "Part",
                "Name",
                "In the second design",
                "What changed",
                "First design",
                "Second design",
            ]
            .map(Column::text)
            .into(),
            rows,
            total: None,
        })
    };
    Section {
        id: "differences".to_owned(),
        title: "What differs in the drawing".to_owned(),
        blocks: vec![block],
    }
}

/// One row for a part that came or went, one a field for one that changed.
fn of_part(word: &str, part: &Part) -> Vec<Vec<Cell>> {
    let name = if part.name == part.id || word == "link" {
        part.name.clone()
    } else {
        format!("{} ({})", part.name, part.id)
    };
    match part.difference {
        Difference::Added => vec![row(word, &name, "added", None)],
        Difference::Removed => vec![row(word, &name, "removed", None)],
        Difference::Changed => {
            part.fields.iter().map(|field| row(word, &name, "changed", Some(field))).collect()
        }
        Difference::Moved => Vec::new(),
    }
}

fn row(word: &str, name: &str, what: &str, field: Option<&FieldChange>) -> Vec<Cell> {
    let value = |text: Option<&String>| text.map_or(Cell::None, Cell::text);
    vec![
        Cell::text(word),
        Cell::text(name),
        Cell::text(what),
        value(field.map(|it| &it.field)),
        value(field.and_then(|it| it.before.as_ref())),
        value(field.and_then(|it| it.after.as_ref())),
    ]
}
