//! `cargo xtask fuzz`: the properties of `tests/hostile`, tried by libFuzzer on inputs it makes up, one target after the other; and what came
//! of it as a table. The stable toolchain does: there is no unsafe code for a sanitizer to watch.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, Result, install, process, workspace};

/// Seconds for each target where nobody says how many.
const SECONDS: u32 = 60;
/// Seconds after which an input counts as a hang.
const TIMEOUT: u32 = 30;
/// Megabytes past which an input counts as a flood.
const MEMORY: u32 = 2_048;
/// Longest input that is made up, in bytes.
const LENGTH: u32 = 6_000;

/// A target in `fuzz/fuzz_targets`.
struct Target {
    name: &'static str,
    /// Where its first inputs are, from the root.
    seeds: &'static [&'static str],
    /// Whether it needs the page.
    page: bool,
}

const TARGETS: [Target; 8] = [
    Target {
        name: "project",
        seeds: &["fuzz/seeds/project", "crates/engine/data/templates", "crates/editor/data/patterns"],
        page: false,
    },
    Target { name: "share", seeds: &["fuzz/seeds/share"], page: false },
    Target { name: "config", seeds: &["fuzz/seeds/config"], page: false },
    Target { name: "fault_tree", seeds: &["fuzz/seeds/fault_tree"], page: false },
    Target { name: "incidents", seeds: &["fuzz/seeds/incidents"], page: false },
    Target { name: "commands", seeds: &["fuzz/seeds/commands"], page: false },
    Target { name: "messages", seeds: &["fuzz/seeds/messages"], page: false },
    Target { name: "stored", seeds: &["fuzz/seeds/stored"], page: true },
];

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    target: Option<String>,
    seconds: u32,
}

/// What libFuzzer said of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tally {
    seconds: u64,
    executions: u64,
    corpus: u64,
    edges: u64,
    /// Files with inputs that broke the property.
    found: Vec<String>,
}

/// Installs, builds and runs; `words` are a target's name and `--seconds N`.
///
/// # Errors
/// When something required cannot be had, a target cannot be built, or an input was found.
pub fn run(words: &[String]) -> Result<()> {
    let wanted = Wanted::parse(words)?;
    let cargo_fuzz = install::for_fuzzing()?;
    let chosen = |target: &&Target| wanted.target.as_deref().is_none_or(|name| name == target.name);
    let mut table = Vec::new();
    for target in TARGETS.iter().filter(chosen) {
        let tally = target.run(&cargo_fuzz, wanted.seconds)?;
        table.push((target.name, tally));
        println!("\n{}\n", written(&table));
    }
    let found: Vec<String> = table.into_iter().flat_map(|(_, tally)| tally.found).collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} broke the property: `cargo fuzz tmin --sanitizer none TARGET FILE` makes it short, a test in tests/hostile keeps it",
        found.join(", ")
    )))
}

impl Wanted {
    fn parse(words: &[String]) -> Result<Self> {
        let mut wanted = Self { target: None, seconds: SECONDS };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--seconds" {
                let number = words.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
                wanted.seconds = number
                    .ok_or_else(|| Failure::new("--seconds needs a number of seconds for each target"))?;
            } else if TARGETS.iter().any(|target| target.name == word) && wanted.target.is_none() {
                wanted.target = Some(word.clone());
            } else {
                let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
                let message = format!("`{word}` is not expected here; targets are {}", names.join(", "));
                return Err(Failure::new(message));
            }
        }
        Ok(wanted)
    }
}

impl Target {
    fn command(&self, cargo_fuzz: &Path, seconds: u32) -> Command {
        let mut command = process::command(cargo_fuzz);
        command.args(["run", "--sanitizer", "none"]);
        if self.page {
            command.args(["--features", "page"]);
        }
        command.arg(self.name).arg(format!("fuzz/corpus/{}", self.name)).args(self.seeds).arg("--");
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-timeout={TIMEOUT}")).arg(format!("-rss_limit_mb={MEMORY}"));
        command.arg(format!("-max_len={LENGTH}")).args(["-len_control=0", "-print_final_stats=1"]);
        command.current_dir(workspace::root());
        command
    }

    fn run(&self, cargo_fuzz: &Path, seconds: u32) -> Result<Tally> {
        let corpus = workspace::root().join("fuzz/corpus").join(self.name);
        std::fs::create_dir_all(&corpus).map_err(Failure::io(corpus.display()))?;
        let mut command = self.command(cargo_fuzz, seconds);
        println!("$ {}", process::describe(&command));
        command.stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().map_err(|error| process::start_failure(&command, &error))?;
        let mut tally = Tally::default();
        let mut began = false;
        for line in child.stderr.take().map(BufReader::new).into_iter().flat_map(|lines| lines.split(b'\n')) {
            let line = line.map_err(Failure::io("reading what libFuzzer says"))?;
            let line = String::from_utf8_lossy(&line);
            began |= tally.add(&line);
            if !line.starts_with('#') {
                eprintln!("{line}");
            }
        }
        let status = child.wait().map_err(Failure::io("waiting for libFuzzer"))?;
        if began && (status.success() || !tally.found.is_empty()) {
            return Ok(tally);
        }
        Err(Failure::new(format!(
            "the target {} did not run (it needs Linux or macOS and a C++ compiler); what stopped it is above",
            self.name
        )))
    }
}

impl Tally {
    /// Counts a line of libFuzzer's; whether it was one of a run.
    fn add(&mut self, line: &str) -> bool {
        let after = |text: &str, key: &str| {
            let rest = text.split_once(key)?.1.trim_start();
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse::<u64>().ok()
        };
        if let Some(path) = line.split("Test unit written to ").nth(1) {
            let name = path.rsplit('/').next().unwrap_or(path);
            if !name.starts_with("slow-unit") {
                self.found.push(path.trim().to_owned());
            }
        } else if let Some(executions) = after(line, "stat::number_of_executed_units:") {
            self.executions = executions;
        } else if let Some(seconds) = after(line, " runs in ").filter(|_| line.starts_with("Done ")) {
            self.seconds = seconds;
        } else if line.starts_with('#') && line.contains(" cov: ") {
            self.edges = after(line, " cov: ").unwrap_or(self.edges);
            self.corpus = after(line, " corp: ").unwrap_or(self.corpus);
            return true;
        }
        false
    }
}

/// The table, in Markdown.
fn written(rows: &[(&str, Tally)]) -> String {
    let mut lines = vec![
        "| target | seconds | executions | inputs kept | edges reached | broken by |".to_owned(),
        "|---|---:|---:|---:|---:|---:|".to_owned(),
    ];
    let row = |name: &str, it: &Tally| {
        let Tally { seconds, executions, corpus, edges, found } = it;
        format!("| {name} | {seconds} | {executions} | {corpus} | {edges} | {} |", found.len())
    };
    lines.extend(rows.iter().map(|(name, tally)| row(name, tally)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_read() {
        let mut tally = Tally::default();
        assert!(!tally.add("   Compiling ninefold-engine v0.1.0"));
        assert!(
            tally.add("#25051	NEW    cov: 12447 ft: 34071 corp: 758/1828Kb lim: 6000 exec/s: 229 rss: 48Mb")
        );
        for line in [
            "Test unit written to fuzz/artifacts/project/slow-unit-98",
            "artifact_prefix='fuzz/'; Test unit written to fuzz/artifacts/project/crash-1a",
            "Done 78216 runs in 451 second(s)",
            "stat::number_of_executed_units: 78216",
        ] {
            assert!(!tally.add(line));
        }
        let found = vec!["fuzz/artifacts/project/crash-1a".to_owned()];
        assert_eq!(tally, Tally { seconds: 451, executions: 78_216, corpus: 758, edges: 12_447, found });
        assert!(written(&[("project", tally)]).ends_with("| project | 451 | 78216 | 758 | 12447 | 1 |"));
    }

    #[test]
    fn words_are_a_target_and_its_seconds() {
        let parse =
            |words: &[&str]| Wanted::parse(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&[]).unwrap(), Wanted { target: None, seconds: SECONDS });
        let share = Wanted { target: Some("share".to_owned()), seconds: 9 };
        assert_eq!(parse(&["share", "--seconds", "9"]).unwrap(), share);
        for wrong in [&["nobody"][..], &["--seconds"], &["--seconds", "0"], &["share", "share"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    /// Every target of the package is run, and has its seeds.
    #[test]
    fn the_targets_are_those_of_the_package() {
        let manifest = std::fs::read_to_string(workspace::root().join("fuzz/Cargo.toml")).unwrap();
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
        for target in &TARGETS {
            assert!(manifest.contains(&format!("path = \"fuzz_targets/{}.rs\"", target.name)));
            assert!(target.seeds.iter().all(|seeds| workspace::root().join(seeds).is_dir()));
        }
    }
}
