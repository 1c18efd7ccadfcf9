//! Reading projects: from a file or, for `-`, from standard input.

use std::io::Read;

use ninefold_engine::model::{self, Project};

use crate::failure::Failure;

/// How `file` is called in messages.
pub fn display_name(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// The project in `file`; its warnings go to standard error.
pub fn project(file: &str) -> Result<Project, Failure> {
    let name = display_name(file);
    let text = text(file, model::MAX_BYTES as u64)
        .map_err(|reason| Failure::Unreadable { file: name.to_owned(), reason })?;
    let loaded =
        model::read(&text).map_err(|diagnostics| Failure::Project { file: name.to_owned(), diagnostics })?;
    for warning in &loaded.warnings {
        crate::output::warn(&format!("{name}: {warning}"));
    }
    Ok(loaded.project)
}

/// The text of `file`, which has at most `limit` bytes, or why it cannot be had.
pub fn text(file: &str, limit: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(limit + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("it is larger than {} MB, the most that is read", limit >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("it is not UTF-8 text (byte {}); save it as UTF-8", error.utf8_error().valid_up_to() + 1)
    })
}
