//! Writing a project file.

use super::types::Project;

/// The project as a file: indented JSON with a final newline. `read(&write(p))` gives `p` back.
///
/// Durations keep the text they were typed with, absent keys stay absent, unknown keys are kept. Keys come in
/// the documented order, unknown ones after them; numbers keep their value, not their spelling (`1.0` is `1`).
#[must_use]
pub fn write(project: &Project) -> String {
    // The types hold only strings, numbers, lists and string-keyed maps: serialising them cannot fail. By way of a value,
    // which the editor needs anyway: the types are then compiled into one writer, not two (the page is downloaded).
    let value = serde_json::to_value(project).unwrap_or_default();
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// The same without spaces, for stores and links: half as long.
#[must_use]
pub fn write_short(project: &Project) -> String {
    serde_json::to_value(project).unwrap_or_default().to_string()
}
