//! The report as Markdown: the same words and tables, pictures in words.

use std::fmt::Write;

use super::document::{Block, Cell, Document, Table};
use super::escape::markdown as escape;

/// The whole document.
pub(super) fn render(document: &Document) -> String {
    let mut text = format!("# {}\n\n{}\n", escape(&document.title), escape(&document.byline));
    for section in &document.sections {
        let _ = write!(text, "\n## {}\n", escape(&section.title));
        for part in &section.blocks {
            text.push('\n');
            block(&mut text, part);
        }
    }
    text
}

fn block(text: &mut String, block: &Block) {
    let _ = match block {
        Block::Heading(title) => writeln!(text, "### {}", escape(title)),
        Block::Paragraph(words) => writeln!(text, "{}", escape(words)),
        Block::Verdict { word, sentence, .. } => writeln!(text, "**{}**: {}", escape(word), escape(sentence)),
        Block::Figures(list) => list
            .iter()
            .try_for_each(|(name, value)| writeln!(text, "- {}: {}", escape(name), escape(value.shown()))),
        Block::List(items) => items.iter().try_for_each(|item| writeln!(text, "- {}", escape(item))),
        Block::Table(part) => {
            table(text, part);
            Ok(())
        }
        Block::Picture(picture) => writeln!(text, "{}", escape(&picture.words)),
    };
}

fn table(text: &mut String, table: &Table) {
    let _ = writeln!(text, "{}\n", escape(&table.title));
    let titles: Vec<String> = table.columns.iter().map(|column| escape(column.title)).collect();
    let rules: Vec<&str> =
        table.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }).collect();
    let _ = writeln!(text, "| {} |\n| {} |", titles.join(" | "), rules.join(" | "));
    for cells in table.rows.iter().chain(&table.total) {
        let shown: Vec<String> = cells.iter().map(Cell::shown).map(escape).collect();
        let _ = writeln!(text, "| {} |", shown.join(" | "));
    }
}
