//! Notes of the canvas, broken into lines.

use super::place::given;
use super::{Frame, Note};
use crate::model::Project;

/// As on the editor's canvas.
const WIDTH: f64 = 192.0;
/// Room around the text.
pub(super) const PADDING: f64 = 12.0;
/// From one line to the next.
pub(super) const LINE: f64 = 18.0;
/// Letters that surely fit into a line, and lines that are drawn.
const LETTERS: usize = 23;
const MOST: usize = 16;

/// All that have a place.
pub(super) fn all(project: &Project) -> Vec<Note> {
    let texts = project.canvas.as_ref().and_then(|canvas| canvas.get("notes")?.as_object());
    let note = |(id, text): (&String, &serde_json::Value)| {
        let (x, y) = given(project, id)?;
        let lines = broken(text.as_str()?);
        let height = 2.0 * PADDING + lines.len().max(2) as f64 * LINE;
        Some(Note { frame: Frame { x, y, width: WIDTH, height }, lines })
    };
    texts.into_iter().flatten().filter_map(note).collect()
}

/// A text in lines that fit, broken between words where that is possible.
fn broken(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let letters: Vec<char> = word.chars().collect();
            for piece in letters.chunks(LETTERS) {
                if !line.is_empty() && line.chars().count() + 1 + piece.len() > LETTERS {
                    lines.push(std::mem::take(&mut line));
                }
                if !line.is_empty() {
                    line.push(' ');
                }
                line.extend(piece);
            }
        }
        lines.push(line);
    }
    lines.truncate(MOST);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_long_words_within() {
        assert_eq!(broken("short"), ["short"]);
        assert_eq!(broken("a note that is longer than one line"), ["a note that is longer", "than one line"]);
        assert_eq!(broken("one\n\ntwo"), ["one", "", "two"]);
        assert_eq!(broken(&"x".repeat(30)), ["x".repeat(23), "x".repeat(7)]);
        assert_eq!(broken(&"line\n".repeat(99)).len(), MOST);
    }
}
