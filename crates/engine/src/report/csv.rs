//! The tables of the report as CSV, one after the other with a line between: numbers unrounded, units in the
//! headings, text that no spreadsheet takes for a formula.

use super::document::{Cell, Column, Document};
use super::escape::csv as escape;

/// All tables: a line with the section and the title, the headings, the rows, the sum, an empty line.
pub(super) fn render(document: &Document) -> String {
    let mut text = String::new();
    for (section, table) in document.tables() {
        if !text.is_empty() {
            text.push_str("\r\n");
        }
        line(&mut text, [escape(&section.title), escape(&table.title)]);
        line(&mut text, table.columns.iter().map(heading));
        for cells in table.rows.iter().chain(&table.total) {
            line(&mut text, cells.iter().map(field));
        }
    }
    text
}

fn line(text: &mut String, fields: impl IntoIterator<Item = String>) {
    let fields: Vec<String> = fields.into_iter().collect();
    text.push_str(&fields.join(","));
    text.push_str("\r\n");
}

fn heading(column: &Column) -> String {
    if column.unit.is_empty() {
        escape(column.title)
    } else {
        escape(&format!("{} ({})", column.title, column.unit))
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => escape(text),
        Cell::Number { value, .. } => value.to_string(),
        Cell::None => String::new(),
    }
}
