//! `cargo xtask check`: what is only noticed when it is missing, measured by the commands that measure it, as tables kept in
//! `docs/quality.md`.
//!
//! Nothing in that page is typed: a part that was run anew replaces its own table, the others stay with their date.

mod page;
mod parts;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::thread;

use crate::{Failure, Result, process, workspace};
use page::Page;
use parts::{PARTS, Part};

/// Where the tables are kept.
const PAGE: &str = "docs/quality.md";

/// Measures the parts that `words` name, or all, and writes their tables. `PART --from FILE`: from what that part's command said
/// elsewhere, in continuous integration say.
///
/// # Errors
/// When a name means nothing, or something measured is not as it should be: after everything else has been measured too.
pub fn run(words: &[String]) -> Result<()> {
    let (words, from) = match words {
        [part, option, file] if option == "--from" => (std::slice::from_ref(part), Some(file)),
        _ => (words, None),
    };
    let chosen = chosen(words)?;
    let path = workspace::root().join(PAGE);
    let mut failed = Vec::new();
    for part in chosen {
        println!("\n== {}: cargo xtask {}", part.name, part.command.join(" "));
        let Said { lines, failure, passed } = match from {
            Some(file) => said_before(Path::new(file))?,
            None => output(part)?,
        };
        let table = (part.read)(&lines);
        if !passed || table.is_empty() {
            failed.push(part.name);
        }
        // After each part: the next one may take an hour.
        let mut page = Page::read(&path);
        page.put(part, &today(), &table, passed, &failure);
        page.write(&path)?;
    }
    println!("\nThe tables are in {PAGE}");
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("not as it should be: {}", failed.join(", ")))),
    }
}

fn chosen(words: &[String]) -> Result<Vec<&'static Part>> {
    if words.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    let part = |word: &String| {
        let names = || PARTS.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
        let found = PARTS.iter().find(|part| part.name == word);
        found
            .ok_or_else(|| Failure::new(format!("there is no part `{word}` to check; there are {}", names())))
    };
    words.iter().map(part).collect()
}

/// What a command said.
struct Said {
    lines: Vec<String>,
    /// Its last line among the errors.
    failure: String,
    passed: bool,
}

/// What a command said and was kept; its errors are among it.
fn said_before(file: &Path) -> Result<Said> {
    let text = fs::read_to_string(file).map_err(Failure::io(file.display()))?;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let failure = lines.iter().rev().find(|line| line.starts_with("error: ")).cloned();
    Ok(Said { passed: failure.is_none(), failure: failure.unwrap_or_default(), lines })
}

/// Runs a part's command; what it says is shown as it comes.
fn output(part: &Part) -> Result<Said> {
    let mut command = process::command("cargo");
    command.args(["xtask"]).args(part.command).current_dir(workspace::root());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| process::start_failure(&command, &error))?;
    let errors = child.stderr.take();
    let errors = thread::spawn(move || errors.map(|errors| shown(errors, |line| eprintln!("{line}"))));
    let lines =
        child.stdout.take().map(|output| shown(output, |line| println!("{line}"))).unwrap_or_default();
    let status = child.wait().map_err(Failure::io("waiting for a command"))?;
    let errors = errors.join().ok().flatten().unwrap_or_default();
    let failure = errors.last().cloned().unwrap_or_default();
    Ok(Said { lines, failure, passed: status.success() })
}

/// The lines of a stream, each shown as it comes.
fn shown(stream: impl Read, show: impl Fn(&str)) -> Vec<String> {
    let lines = BufReader::new(stream).lines().map_while(std::result::Result::ok);
    lines.inspect(|line| show(line)).collect()
}

/// As the machine's clock has it: 2026-01-31.
fn today() -> String {
    process::capture(process::command("date").arg("+%F")).unwrap_or_else(|| "day unknown".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parts_are_chosen_by_name() {
        assert_eq!(chosen(&[]).unwrap().len(), PARTS.len());
        assert_eq!(chosen(&["weight".to_owned()]).unwrap()[0].name, "weight");
        assert!(chosen(&["weihgt".to_owned()]).unwrap_err().to_string().contains("weight"));
    }
}
