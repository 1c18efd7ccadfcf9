//! `cargo xtask test`: the site, then every test of the workspace, in every browser there is.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::{Failure, Result, install, process, room, site, workspace};

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Installs, builds, tests; `words` are passed on to `cargo test`.
///
/// # Errors
/// When something required cannot be had, the site cannot be built, or a test fails.
pub fn run(words: &[String]) -> Result<()> {
    room::ensure(room::TESTS)?;
    let browsers = install::for_tests()?;
    site::build()?;
    let names: Vec<_> = browsers.iter().map(|installed| installed.browser.name()).collect();
    let mut command = process::command("cargo");
    command.args(["test", "--workspace", "--no-fail-fast"]).args(words).current_dir(workspace::root());
    command.env("NINEFOLD_BROWSERS", names.join(","));
    println!("$ {}  (browsers: {})", process::describe(&command), names.join(", "));
    command.stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| process::start_failure(&command, &error))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(Failure::io("reading the tests' output"))?;
            println!("{line}");
            tally.add(&line);
        }
    }
    let status = child.wait().map_err(Failure::io("waiting for the tests"))?;
    println!("\n{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    if status.success() && tally.failed == 0 {
        return Ok(());
    }
    Err(Failure::new("not every test passed; what failed is named above"))
}

impl Tally {
    /// Counts a closing line of the test runner: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split(';') {
            let mut words = count.split_whitespace();
            let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                Some("ignored") => self.skipped += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_closing_line_and_nothing_else() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
            "test model::reads ... ok",
            "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 7, failed: 2, skipped: 1 });
    }
}
