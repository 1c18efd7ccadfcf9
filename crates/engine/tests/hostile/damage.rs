//! Seeds, and what damage does to them.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

/// Where a text is changed (a share of its length), and into what.
pub type Edit = (f64, String);

/// The texts of `fuzz/seeds`, by the name of what is tried.
pub fn seeds(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files.iter().map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned()).collect()
}

/// A place, and what readers stumble over.
pub fn edit() -> impl Strategy<Value = Edit> {
    let words = [
        "0",
        "1",
        "-1",
        "2",
        "1000",
        "1e308",
        "1e-308",
        "5e-324",
        "0.5",
        "0.9999999999999999",
        "99999999999999999999",
        "1e400",
        "NaN",
        "\"1ms\"",
        "\"1000y\"",
        "\"100 %\"",
        "\"\"",
        "null",
        "true",
        "[]",
        "{}",
        "[",
        "}",
        "\"",
        "\\",
        ",",
        "\n",
        "\u{0}",
        "\u{feff}",
        "é",
        "<!--",
    ];
    (
        0.0..1.0,
        prop_oneof![4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"],
    )
}

/// With words put over what stands at some places; an odd length is put between.
pub fn letters(text: &str, edits: &[Edit]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, word) in edits {
        let at = (at * letters.len() as f64) as usize;
        let end = if word.len() % 2 == 0 { (at + word.chars().count()).min(letters.len()) } else { at };
        letters.splice(at..end, word.chars());
    }
    letters.into_iter().collect()
}

/// With words in the place of some values: what stands after a `:`, up to the next `,`, `}` or end of the line.
pub fn figures(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for (at, word) in edits {
        let places: Vec<usize> = text.match_indices(':').map(|(place, _)| place + 1).collect();
        let Some(&start) = places.get((at * places.len() as f64) as usize) else { continue };
        let length = text[start..].find([',', '}', ']', '\n']).unwrap_or(text.len() - start);
        text.replace_range(start..start + length, word);
    }
    text
}
