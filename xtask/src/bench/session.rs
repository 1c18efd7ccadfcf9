//! `cargo xtask bench session`: what is in the page's memory while one tab is worked in for long, 10,000 edits and 1,000 simulations, in the
//! built page and a headless Chromium.
//!
//! Counted are the elements of the document, the memory of the program, which can only grow, and JavaScript's heap after what nothing
//! holds any more was thrown away. The memory of the workers is not: a browser says nothing of it.

use super::browser::{listen, number, word};
use super::canvas::beside_the_site;
use crate::{Failure, Result};

/// What is done again and again, by the name the page gives it, and in words.
const CASES: [(&str, &str); 2] = [("edits", "edits"), ("simulations", "simulations of 1,000 years")];
/// How much more the last tenths may take than the first half left behind, as a share.
const SLACK: f64 = 0.05;

/// After so many.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Moment {
    count: f64,
    seconds: f64,
    /// Elements in the document.
    elements: f64,
    /// Bytes of the program's memory.
    program: f64,
    /// Bytes of JavaScript's heap.
    heap: f64,
}

/// Builds the page, measures, prints. `words`: `--built` to measure what lies in `dist/`.
///
/// # Errors
/// When something cannot be built, the browser stops, or the memory grows.
pub fn run(words: &[String]) -> Result<()> {
    let folder = beside_the_site("session", words)?;
    let Some(rows) = listen(&folder, "session.html")? else { return Ok(()) };
    if let Some(failed) = rows.iter().find(|row| word(row, "name") == "failed") {
        return Err(Failure::new(format!("the browser said: {failed}")));
    }
    println!(
        "{:>8} {:28} {:>8} {:>10} {:>12} {:>10}",
        "", "in one tab", "seconds", "elements", "program MiB", "heap MiB"
    );
    let mut grows = Vec::new();
    for (name, words) in CASES {
        let moments: Result<Vec<Moment>> =
            rows.iter().filter(|row| word(row, "name") == name).map(|row| Moment::read(row)).collect();
        let moments = moments?;
        for it in &moments {
            let (program, heap) = (it.program / MEBIBYTE, it.heap / MEBIBYTE);
            let (count, seconds, elements) = (it.count, it.seconds, it.elements);
            println!("{count:8.0} {words:28} {seconds:8.0} {elements:10.0} {program:12.2} {heap:10.2}");
        }
        let (_, of) = moments.split_at(moments.len() / 2);
        let [Some(half), Some(end)] = [of.first(), of.last()] else {
            return Err(Failure::new(format!("the browser has measured no {name}")));
        };
        for (what, half, end) in end.beside(half) {
            let said = format!("{what} {half:.2} after half of the {words}, {end:.2} after all");
            println!("memory: {said}");
            if end > half * (1.0 + SLACK) {
                grows.push(said);
            }
        }
    }
    match grows.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("the memory grows: {}", grows.join("; ")))),
    }
}

const MEBIBYTE: f64 = 1_048_576.0;

impl Moment {
    fn read(row: &str) -> Result<Self> {
        Ok(Self {
            count: number(row, "count")?,
            seconds: number(row, "seconds")?,
            elements: number(row, "elements")?,
            program: number(row, "program")?,
            heap: number(row, "heap")?,
        })
    }

    /// What is measured in words, at an earlier moment, now.
    fn beside(&self, half: &Self) -> [(&'static str, f64, f64); 3] {
        [
            ("elements", half.elements, self.elements),
            ("program, MiB", half.program / MEBIBYTE, self.program / MEBIBYTE),
            ("heap, MiB", half.heap / MEBIBYTE, self.heap / MEBIBYTE),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_moment_is_read_or_refused() {
        let row = "name=edits&count=1008&seconds=23.5&elements=1251&program=20381696&heap=2798759";
        let moment = Moment::read(row).unwrap();
        assert_eq!((moment.count, moment.elements, moment.program), (1008.0, 1251.0, 20_381_696.0));
        assert!(Moment::read("name=edits&count=NaN&seconds=").is_err());
    }
}
