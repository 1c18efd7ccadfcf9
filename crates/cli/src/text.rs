//! Sections of the report as text for a terminal. The command line says what the report says.

use ninefold_engine::report::document::{Block, Cell, Section, Table};

use crate::table::{pairs, table};

/// `sections` one after the other, pictures left out.
pub fn render<'a>(sections: impl IntoIterator<Item = &'a Section>) -> String {
    let parts: Vec<String> = sections.into_iter().map(section).collect();
    parts.join("\n")
}

fn section(section: &Section) -> String {
    let mut text = underlined(&section.title);
    for part in &section.blocks {
        let shown = block(part);
        if !shown.is_empty() {
            text += &format!("\n{shown}");
        }
    }
    text
}

fn underlined(title: &str) -> String {
    format!("{title}\n{}\n", "─".repeat(title.chars().count()))
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(title) => format!("{title}\n"),
        Block::Paragraph(words) => format!("{words}\n"),
        Block::Verdict { kept, sentence, .. } => {
            let sign = match kept {
                Some(true) => "✓",
                Some(false) => "✗",
                None => "–",
            };
            format!("{sign} {sentence}\n")
        }
        Block::Figures(list) => {
            let rows: Vec<(&str, String)> =
                list.iter().map(|(name, value)| (name.as_str(), value.shown().to_owned())).collect();
            pairs(&rows)
        }
        Block::List(items) => items.iter().map(|item| format!("  - {item}\n")).collect(),
        Block::Table(part) => table_text(part),
        Block::Picture(_) => String::new(),
    }
}

fn table_text(part: &Table) -> String {
    let marked = |column: &ninefold_engine::report::document::Column| match column.numeric {
        true => format!(">{}", column.title),
        false => column.title.to_owned(),
    };
    let headings: Vec<String> = part.columns.iter().map(marked).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let cells = |row: &Vec<Cell>| row.iter().map(|cell| cell.shown().to_owned()).collect();
    format!("{}\n{}", part.title, table(&headings, part.rows.iter().chain(&part.total).map(cells)))
}
