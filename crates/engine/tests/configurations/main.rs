//! The readers against configurations as people write them.
#![allow(clippy::unwrap_used, missing_docs)]

mod balancing;
mod services;
mod settings;

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::read::config::{self, Part, Read};

fn read(text: &str) -> Read {
    config::read("", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn part<'a>(read: &'a Read, id: &str) -> &'a Part {
    let ids: Vec<_> = read.parts.iter().map(|it| it.component["id"].clone()).collect();
    read.parts
        .iter()
        .find(|part| part.component["id"] == id)
        .unwrap_or_else(|| panic!("{id} is not among {ids:?}"))
}

/// Expected and worst seconds of a case.
fn worked(part: &Part, case: &str) -> (Option<f64>, Option<f64>) {
    let found = part.worked.iter().find(|it| it.case.starts_with(case));
    let found = found.unwrap_or_else(|| panic!("{case}: {:?}", part.worked));
    (found.expected_seconds, found.worst_seconds)
}

fn traps(part: &Part, word: &str) -> bool {
    part.traps.iter().any(|trap| trap.text.contains(word))
}

/// Whether a line is said not to be understood, with a word.
fn listed(read: &Read, line: usize, word: &str) -> bool {
    read.unread.iter().any(|note| note.line == line && note.text.contains(word))
}

fn linked(read: &Read, from: &str, to: &str) -> bool {
    read.links.iter().any(|link| link["from"] == from && link["to"] == to && link["effect"] != "soft")
}

/// What was read is a project that solves.
fn solves(read: &Read) {
    let project = read.project("read").unwrap_or_else(|faults| panic!("{faults}"));
    let answer = analyze(&project, &Options::default()).unwrap();
    assert!(answer.journeys.iter().all(|it| it.availability > 0.9 && it.availability < 1.0), "{answer:?}");
}
