//! `cargo xtask bench canvas`: what a frame takes while a drawing of 1,000 components and 2,000 links is dragged, panned and zoomed, and how
//! long it takes to open, in the built page and a headless Chromium.
//!
//! A frame's time is what the page does for an event of the pointer, and bringing styles and layout up to date after it; painting is the
//! graphics card's, which a machine without one cannot say anything about.

use std::path::PathBuf;

use super::browser::{listen, number, word};
use crate::files::copy;
use crate::{Failure, Result, site, workspace};

/// What is measured, by the name the page gives it; in words; milliseconds it may take at most (of 95 frames in 100).
const CASES: [(&str, &str, f64); 5] = [
    ("open", "opening the file, until a component answers a press", 1_500.0),
    ("one", "dragging one component", FRAME),
    ("many", "dragging 300 selected components", FRAME),
    ("pan", "panning", FRAME),
    ("zoom", "zooming", FRAME),
];
/// A frame, at 60 a second.
const FRAME: f64 = 16.7;

/// Builds the page, measures, prints. `words`: `--built` to measure what lies in `dist/`.
///
/// # Errors
/// When something cannot be built, the browser stops, or a figure is above what was promised.
pub fn run(words: &[String]) -> Result<()> {
    let folder = beside_the_site("canvas", words)?;
    let Some(rows) = listen(&folder, "canvas.html")? else { return Ok(()) };
    print(&rows)
}

/// The site, built unless `words` say that it is, in `site/` of a folder of its own with the pages that measure it.
///
/// # Errors
/// When it cannot be built or copied, or `words` are others.
pub fn beside_the_site(name: &str, words: &[String]) -> Result<PathBuf> {
    let dist = match words {
        [] => site::build()?,
        [word] if word == "--built" => workspace::dist(),
        _ => return Err(Failure::new(format!("`bench {name}` knows `--built` and nothing else"))),
    };
    let folder = workspace::target().join(format!("bench-{name}"));
    copy(&dist, &folder.join("site"))?;
    copy(&workspace::root().join("crates/bench/page"), &folder)?;
    Ok(folder)
}

/// The table.
fn print(rows: &[String]) -> Result<()> {
    println!(
        "{:52} {:>8} {:>8} {:>8} {:>8}",
        "1,000 components, 2,000 links", "median", "p95", "most", "at most"
    );
    let mut slow = Vec::new();
    for (name, words, most) in CASES {
        let row = rows.iter().find(|row| word(row, "name") == name);
        let row = row.or_else(|| rows.iter().find(|row| word(row, "name") == "failed"));
        let row = row.ok_or_else(|| Failure::new(format!("the browser has not measured `{name}`")))?;
        let (median, late, longest) = (number(row, "p50")?, number(row, "p95")?, number(row, "most")?);
        println!("{words:52} {median:8.1} {late:8.1} {longest:8.1} {most:8.1}  ms");
        if late > most {
            slow.push(words);
        }
    }
    match slow.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("slower than promised: {}", slow.join("; ")))),
    }
}
