//! What an answer takes while a model is edited: natively, and in the browser.

use std::path::Path;

use super::browser::Row;
use crate::{Failure, Result, process};

/// What is measured, in the order of `ninefold_bench::CASES`, and the most milliseconds it may take in the browser where that was promised.
const CASES: [(&str, Option<f64>); 6] = [
    ("200 components in 3 regions, one number changed", Some(1.0)),
    ("… a zone's number changed", Some(1.0)),
    ("… one component more or less", Some(16.0)),
    ("… from nothing", None),
    ("5,000 components with 20 shared, from nothing", Some(1_000.0)),
    ("200 components, one number changed, all measures", None),
];

/// What was measured natively of one kind of edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Native {
    seconds: f64,
    down: f64,
}

/// Measures all kinds of edits with `program`.
///
/// # Errors
/// When it fails.
pub fn natives(program: &Path, runs: usize) -> Result<Vec<Native>> {
    let mut command = process::command(program);
    command.args(["edits", &runs.to_string()]);
    let output = process::capture(&mut command);
    let output =
        output.ok_or_else(|| Failure::new("an edit was not answered: run `ninefold-bench edits 1`"))?;
    let natives: Result<Vec<Native>> = output.lines().map(native).collect();
    natives.and_then(|natives| match natives.len() == CASES.len() {
        true => Ok(natives),
        false => Err(Failure::new(format!("{} kinds of edits, not {}", natives.len(), CASES.len()))),
    })
}

/// A line of `ninefold-bench edits`: number, seconds, unavailability.
fn native(line: &str) -> Result<Native> {
    let numbers: Vec<f64> = line.split('\t').filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, seconds, down] => Ok(Native { seconds, down }),
        _ => Err(Failure::new(format!("ninefold-bench said: {line}"))),
    }
}

/// Prints the table.
///
/// # Errors
/// When the browser's answer is another.
pub fn print(natives: &[Native], rows: Option<&[Row]>) -> Result<()> {
    println!(
        "{:52} {:>9} {:>9} {:>6} {:>9}",
        "answer to an edit", "native ms", "wasm ms", "/nat.", "wanted ms"
    );
    for (number, (native, (name, wanted))) in natives.iter().zip(CASES).enumerate() {
        let row = rows.and_then(|rows| rows.iter().find(|row| row.name == format!("edit-{number}")));
        if let Some(row) = row
            && row.probability != native.down
        {
            return Err(Failure::new(format!(
                "{name}: {} in the browser, not {}",
                row.probability, native.down
            )));
        }
        let text =
            |value: Option<f64>, digits: usize| value.map_or("-".to_owned(), |v| format!("{v:.digits$}"));
        println!(
            "{name:52} {:9.2} {:>9} {:>6} {:>9}",
            native.seconds * 1e3,
            text(row.map(|row| row.solving * 1e3), 2),
            text(row.map(|row| row.solving / native.seconds), 2),
            text(wanted, 0),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_of_edits_is_read() {
        assert_eq!(native("2\t0.0015\t1e-4").unwrap(), Native { seconds: 0.0015, down: 1e-4 });
        assert!(native("2\tx\t1e-4").is_err());
    }
}
