//! The report as one self-contained HTML page: no script, no external resource, made to print.

use std::fmt::Write;

use super::document::{Block, Cell, Document, Picture, Section, Table};
use super::escape::{markup, plain};

/// Rows of a table that is not worth a page break.
const SHORT: usize = 8;

const STYLE: &str = include_str!("report.css");

/// The whole page.
pub(super) fn render(document: &Document) -> String {
    let title = markup(&document.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light\">\n<meta name=\"generator\" content=\"Ninefold\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"byline\">{}</p>\n</header>\n<main>\n",
        running_head(&document.title),
        markup(&document.byline)
    );
    for part in &document.sections {
        section(&mut page, part);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// The title on top of every printed page but the first.
fn running_head(title: &str) -> String {
    let title = css_string(title);
    let style = "color: #546070; font: 8pt system-ui, sans-serif;";
    format!(
        "@page {{ @top-left {{ content: {title}; {style} }} }}\n@page :first {{ @top-left {{ content: none; }} }}\n"
    )
}

/// A text as a string of CSS that can end neither the string nor the style element.
fn css_string(text: &str) -> String {
    let mut string = String::from("\"");
    for character in plain(text).chars() {
        match character {
            '"' | '\\' | '<' | '>' | '&' => string.push_str(&format!("\\{:x} ", character as u32)),
            other => string.push(other),
        }
    }
    string.push('"');
    string
}

fn section(page: &mut String, section: &Section) {
    let id = markup(&section.id);
    let _ =
        writeln!(page, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>", markup(&section.title));
    for part in &section.blocks {
        block(page, part);
    }
    page.push_str("</section>\n");
}

fn block(page: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => element(page, "h3", text),
        Block::Paragraph(text) => element(page, "p", text),
        Block::Verdict { kept, word, sentence } => verdict(page, *kept, word, sentence),
        Block::Figures(list) => figures(page, list),
        Block::List(items) => {
            page.push_str("<ul>\n");
            items.iter().for_each(|item| element(page, "li", item));
            page.push_str("</ul>\n");
        }
        Block::Table(part) => table(page, part),
        Block::Picture(part) => picture(page, part),
    }
}

fn element(page: &mut String, name: &str, text: &str) {
    let _ = writeln!(page, "<{name}>{}</{name}>", markup(text));
}

fn verdict(page: &mut String, kept: Option<bool>, word: &str, sentence: &str) {
    let (class, sign) = match kept {
        Some(true) => ("kept", "✓"),
        Some(false) => ("missed", "✗"),
        None => ("open", "–"),
    };
    let _ = writeln!(
        page,
        "<p class=\"verdict {class}\"><strong>{sign} {}</strong> {}</p>",
        markup(word),
        markup(sentence)
    );
}

fn figures(page: &mut String, list: &[(String, Cell)]) {
    page.push_str("<dl class=\"figures\">\n");
    for (name, value) in list {
        let _ = writeln!(page, "<div><dt>{}</dt><dd>{}</dd></div>", markup(name), cell(value));
    }
    page.push_str("</dl>\n");
}

fn table(page: &mut String, table: &Table) {
    let (class, title) = (table_class(table), markup(&table.title));
    let _ = writeln!(page, "<div class=\"{class}\"><table>\n<caption>{title}</caption>\n<thead><tr>");
    for column in &table.columns {
        let class = if column.numeric { " class=\"number\"" } else { "" };
        let _ = write!(page, "<th scope=\"col\"{class}>{}</th>", markup(column.title));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for cells in &table.rows {
        row(page, table, cells);
    }
    page.push_str("</tbody>\n");
    if let Some(total) = &table.total {
        page.push_str("<tfoot>\n");
        row(page, table, total);
        page.push_str("</tfoot>\n");
    }
    page.push_str("</table></div>\n");
}

/// Short tables stay on one page; tables of words alone share the width otherwise.
fn table_class(table: &Table) -> &'static str {
    let words = table.columns.iter().all(|column| !column.numeric);
    match (table.rows.len() <= SHORT, words) {
        (true, false) => "wide short",
        (true, true) => "wide short words",
        (false, true) => "wide words",
        (false, false) => "wide",
    }
}

fn row(page: &mut String, table: &Table, cells: &[Cell]) {
    page.push_str("<tr>");
    for (index, (column, value)) in table.columns.iter().zip(cells).enumerate() {
        let class = if column.numeric { " class=\"number\"" } else { "" };
        let _ = match index {
            0 => write!(page, "<th scope=\"row\"{class}>{}</th>", cell(value)),
            _ => write!(page, "<td{class}>{}</td>", cell(value)),
        };
    }
    page.push_str("</tr>\n");
}

/// Numbers keep their unrounded value beside what is shown.
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => markup(text),
        Cell::Number { value, shown } => format!("<data value=\"{value}\">{}</data>", markup(shown)),
        Cell::None => "–".to_owned(),
    }
}

fn picture(page: &mut String, picture: &Picture) {
    let class = if picture.large { " class=\"large\"" } else { "" };
    let _ = writeln!(
        page,
        "<figure{class}>\n<div class=\"picture\" role=\"img\" aria-label=\"{}\">\n{}</div>\n<figcaption>{}</figcaption>\n</figure>",
        markup(&picture.words),
        picture.svg,
        markup(&picture.caption)
    );
}
