//! `cargo xtask bench exact`: one table of what the published fault trees take, beside what the reference solver takes, and one of what an
//! answer takes while a model is edited.
//!
//! The files lie outside the repository (`../shared/oracles/aralia`), or in the folder that is named. One thread, medians of five; the
//! shuffled copies, in which gates, arguments and events stand in another order, are run once each.

use std::fs;
use std::path::{Path, PathBuf};

use super::browser::{self, Row};
use super::edits;
use crate::{Failure, Result, process, workspace};

const RUNS: usize = 5;
const SHUFFLES: usize = 5;

/// Seconds of the reference solver (SCRAM 0.16.2, git b85b7894, exact by BDD) for preprocessing, diagram and probability, one core of a
/// 2-core EPYC machine. edf9203: the whole process, 0.41 s, less its start of 0.04 s. Only those that were noted down one by one.
const REFERENCE: [(&str, f64); 5] =
    [("das9701", 46.7), ("cea9601", 1.41), ("edf9203", 0.37), ("das9601", 0.020), ("edf9202", 0.0017)];

/// No answer is known for this one.
const UNSOLVED: &str = "nus9601";

/// What was measured natively.
#[derive(Clone, Debug, Default, PartialEq)]
struct Native {
    name: String,
    reading: f64,
    solving: f64,
    probability: f64,
    modules: f64,
    nodes: f64,
    made: f64,
    held: f64,
    shuffled: Vec<f64>,
}

/// Measures and prints. `words`: a folder of trees; `--edits` for edits alone; `--native` for no browser; `--profile NAME` for another of cargo's profiles (`page`
/// is what the page is built with).
///
/// # Errors
/// When something cannot be built or solved.
pub fn run(words: &[String]) -> Result<()> {
    let mut folder = workspace::root().join("../shared/oracles/aralia");
    let (mut profile, mut in_browser, mut edits_alone) = ("release".to_owned(), true, false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => {}
            "--native" => in_browser = false,
            "--edits" => edits_alone = true,
            "--profile" => {
                profile.clone_from(words.next().ok_or_else(|| Failure::new("--profile needs a name"))?);
            }
            other if other.starts_with('-') => {
                return Err(Failure::new(format!("`bench exact` does not know `{other}`")));
            }
            other => folder = PathBuf::from(other),
        }
    }
    let trees = if edits_alone { Vec::new() } else { trees(&folder) };
    if trees.is_empty() && !edits_alone {
        println!("no fault trees: {} cannot be read or holds none", folder.display());
    }
    let program = native_program()?;
    let natives = natives(&program, &trees)?;
    let edited = edits::natives(&program, RUNS)?;
    let rows = if in_browser { browser::measure(&trees, edited.len(), RUNS, &profile)? } else { None };
    if !natives.is_empty() {
        print(&natives, rows.as_deref())?;
        println!();
    }
    edits::print(&edited, rows.as_deref())
}

fn trees(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| {
        file.extension().is_some_and(|ending| ending == "xml") && browser::name(file) != UNSOLVED
    });
    files.sort();
    files
}

/// Builds what measures natively.
fn native_program() -> Result<PathBuf> {
    let mut command = process::command("cargo");
    command.args(["build", "--quiet", "--release", "--package", "ninefold-bench", "--bin", "ninefold-bench"]);
    process::run(command.current_dir(workspace::root()))?;
    Ok(workspace::target().join("release/ninefold-bench").with_extension(std::env::consts::EXE_EXTENSION))
}

fn natives(program: &Path, trees: &[PathBuf]) -> Result<Vec<Native>> {
    let mut command = process::command(program);
    command.args([RUNS.to_string(), SHUFFLES.to_string()]).args(trees);
    let output = process::capture(&mut command);
    let output =
        output.ok_or_else(|| Failure::new("a tree could not be solved: run ninefold-bench to see"))?;
    output.lines().map(native).collect()
}

/// A line of `ninefold-bench`.
fn native(line: &str) -> Result<Native> {
    let (name, rest) = line.split_once('\t').unwrap_or((line, ""));
    let numbers: Vec<f64> = rest.split('\t').filter_map(|number| number.parse().ok()).collect();
    let [reading, solving, probability, modules, nodes, made, held, ref shuffled @ ..] = numbers[..] else {
        return Err(Failure::new(format!("ninefold-bench said: {line}")));
    };
    let (name, shuffled) = (name.to_owned(), shuffled.to_vec());
    Ok(Native { name, reading, solving, probability, modules, nodes, made, held, shuffled })
}

fn reference(name: &str) -> Option<f64> {
    REFERENCE.iter().find(|(tree, _)| *tree == name).map(|(_, seconds)| *seconds)
}

fn print(natives: &[Native], rows: Option<&[Row]>) -> Result<()> {
    println!(
        "{:9} {:>7} {:>8} {:>8} {:>6} {:>8} {:>6} {:>6} {:>8} {:>8} {:>7} {:>8} {:>8} {:>4}  probability",
        "tree",
        "read ms",
        "solve ms",
        "ref. ms",
        "ratio",
        "wasm ms",
        "/nat.",
        "MB",
        "shuffled",
        "worst ms",
        "nodes",
        "made",
        "held",
        "mod."
    );
    for native in natives {
        let row = rows.and_then(|rows| rows.iter().find(|row| row.name == native.name));
        if let Some(row) = row
            && (row.probability / native.probability - 1.0).abs() > 1e-12
        {
            return Err(Failure::new(format!("{}: {} in the browser", native.name, row.probability)));
        }
        line(native, row);
    }
    summary(natives, rows);
    Ok(())
}

fn line(native: &Native, row: Option<&Row>) {
    let text = |value: Option<f64>, digits: usize| value.map_or("-".to_owned(), |v| format!("{v:.digits$}"));
    let known = reference(&native.name);
    let worst = native.shuffled.iter().copied().fold(0.0, f64::max);
    println!(
        "{:9} {:7.2} {:8.2} {:>8} {:>6} {:>8} {:>6} {:>6} {:8.2} {:8.2} {:7} {:8} {:8} {:4}  {:.7e}",
        native.name,
        native.reading * 1e3,
        native.solving * 1e3,
        text(known.map(|seconds| seconds * 1e3), 1),
        text(known.map(|seconds| native.solving / seconds), 2),
        text(row.map(|row| row.solving * 1e3), 2),
        text(row.map(|row| row.solving / native.solving), 2),
        text(row.map(|row| row.bytes / 1e6), 0),
        mean(&native.shuffled) * 1e3,
        worst * 1e3,
        native.nodes,
        native.made,
        native.held,
        native.modules,
        native.probability,
    );
}

fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len().max(1) as f64
}

fn geometric(ratios: &[f64]) -> f64 {
    let product: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (product / ratios.len().max(1) as f64).exp()
}

fn summary(natives: &[Native], rows: Option<&[Row]>) {
    let total: f64 = natives.iter().map(|native| native.solving).sum();
    let reading: f64 = natives.iter().map(|native| native.reading).sum();
    println!("{} trees solved in {total:.2} s, read in {reading:.2} s", natives.len());
    let shuffled: Vec<String> = (0..SHUFFLES)
        .map(|seed| natives.iter().filter_map(|native| native.shuffled.get(seed)).sum::<f64>())
        .map(|seconds| format!("{seconds:.2}"))
        .collect();
    println!("all of them shuffled, {SHUFFLES} times: {} s", shuffled.join(", "));
    let ratios: Vec<f64> = natives
        .iter()
        .filter_map(|native| reference(&native.name).map(|seconds| native.solving / seconds))
        .collect();
    if !ratios.is_empty() {
        let count = ratios.len();
        println!("geometric mean of the {count} ratios to the reference: {:.2}", geometric(&ratios));
    }
    if let Some(rows) = rows {
        let rows = || rows.iter().filter(|row| natives.iter().any(|native| native.name == row.name));
        let wasm: f64 = rows().map(|row| row.solving).sum();
        let most = rows().map(|row| row.bytes).fold(0.0, f64::max);
        println!(
            "as WebAssembly in Chromium: {wasm:.2} s in all, {:.2} times as long, at most {:.0} MB",
            wasm / total,
            most / 1e6
        );
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_of_the_native_program_is_read() {
        let native = native("x\t0.5\t1.5\t1e-7\t3\t10\t20\t30\t1.25\t2").unwrap();
        assert_eq!((native.name.as_str(), native.solving, native.held), ("x", 1.5, 30.0));
        assert_eq!(native.shuffled, [1.25, 2.0]);
        assert!(super::native("x\t0.5").is_err());
    }
}
