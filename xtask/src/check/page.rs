//! The page with the tables: a preface, then a section a part.

use std::fs;
use std::path::Path;

use super::parts::{PARTS, Part};
use crate::{Failure, Result};

const PREFACE: &str = "# Quality, measured\n\n\
    Written by `cargo xtask check`; nothing here is typed. Each table is from the command above it, run on the day it names; \
    what could not be measured says so.\n";

/// The sections by the names of their parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page(Vec<(String, String)>);

impl Page {
    /// The page in a file; an empty one where there is none.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        Self::of(&fs::read_to_string(path).unwrap_or_default())
    }

    fn of(text: &str) -> Self {
        let sections = text.split("\n## ").skip(1);
        let titled = sections.filter_map(|section| {
            let title = section.lines().next()?;
            let part = PARTS.iter().find(|part| part.title == title)?;
            Some((part.name.to_owned(), format!("## {}\n", section.trim_end())))
        });
        Self(titled.collect())
    }

    /// The table of a part in the place of an older one.
    pub fn put(&mut self, part: &Part, day: &str, table: &[[String; 3]], passed: bool, last: &str) {
        let mut section = format!("## {}\n\n`cargo xtask {}`, {day}", part.title, part.command.join(" "));
        section.push_str(if passed { ".\n" } else { ": **it failed**.\n" });
        if table.is_empty() {
            section.push_str(&format!(
                "\nNothing was measured: {}\n",
                if last.is_empty() { "it said nothing" } else { last }
            ));
        } else {
            section.push_str("\n| What | Measured | Wanted |\n|---|---:|---:|\n");
        }
        for [what, measured, wanted] in table {
            section.push_str(&format!("| {} | {} | {} |\n", cell(what), cell(measured), cell(wanted)));
        }
        self.0.retain(|(name, _)| name != part.name);
        self.0.push((part.name.to_owned(), section));
        let place = |name: &str| PARTS.iter().position(|part| part.name == name);
        self.0.sort_by_key(|(name, _)| place(name));
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.text()).map_err(Failure::io(path.display()))
    }

    fn text(&self) -> String {
        self.0.iter().fold(PREFACE.to_owned(), |page, (_, section)| page + "\n" + section)
    }
}

/// Without what would end a cell.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_replaces_its_own_table_and_no_other() {
        let row = |measured: &str| [["first".to_owned(), measured.to_owned(), "a|b".to_owned()]];
        let mut page = Page::default();
        page.put(&PARTS[1], "2026-01-02", &row("1"), true, "");
        page.put(&PARTS[0], "2026-01-02", &[], false, "no such tool");
        let text = page.text();
        assert!(text.find(PARTS[0].title) < text.find(PARTS[1].title), "{text}");
        assert!(text.contains("Nothing was measured: no such tool") && text.contains("a\\|b"), "{text}");
        assert_eq!(Page::of(&text), page);
        page.put(&PARTS[0], "2026-01-03", &row("2"), true, "");
        let text = page.text();
        assert!(text.contains("| first | 2 |") && text.contains("| first | 1 |"), "{text}");
        assert!(!text.contains("no such tool"), "{text}");
    }
}
