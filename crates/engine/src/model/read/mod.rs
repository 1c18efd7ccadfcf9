//! Reading a project file: JSON text to typed values, with every fault found at once.
//!
//! First the text (line and column of a syntax error), then the shape (types, missing keys, unknown words), then the
//! meaning ([`super::validate()`]); what only follows from a fault of the shape is not reported again.

mod json;
mod migrate;
mod notes;
mod object;
mod operation;
mod parts;
mod scalar;
mod tagged;
mod uncertainty;

use super::diagnostic::{Diagnostic, Diagnostics, Loaded};
use super::validate::validate;

/// The longest text that is read: 64 MiB.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Reads a project file.
///
/// # Errors
/// All faults at once, each with its place; warnings are listed after the errors.
///
/// ```
/// use ninefold_engine::model::{read, write};
/// let text = r#"{ "format": "ninefold/1",
///   "components": [ { "id": "db", "failures": [ { "mtbf": "3 months", "mttr": 2 } ] } ],
///   "journeys": [ { "id": "shop", "entry": "db" } ] }"#;
/// let loaded = read(text).unwrap();
/// assert_eq!(loaded.project.components()[0].failures()[0].mtbf_hours(), 2190.0);
/// assert_eq!(read(&write(&loaded.project)).unwrap(), loaded);
/// ```
pub fn read(text: &str) -> Result<Loaded, Diagnostics> {
    if text.len() > MAX_BYTES {
        let message =
            format!("the file has {} bytes; the most that is read is {MAX_BYTES} (64 MiB)", text.len());
        return Err(Diagnostic::error("", message).into());
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut notes = notes::Notes::default();
    let value = json::parse(text, &mut notes)?;
    let value = migrate::to_current(value)?;
    let project = parts::project(value, &mut notes);
    notes.extend(validate(&project));
    if notes.has_errors() {
        return Err(Diagnostics(notes.finish()));
    }
    Ok(Loaded { project, warnings: notes.finish() })
}
