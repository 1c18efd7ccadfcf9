//! The Aralia fault trees: what reading and solving each takes, beside what the reference solver takes. Medians of five runs in one
//! process and on one thread. The files live outside the repository (`../shared/oracles/aralia`), or in the folder that is named.
#![allow(missing_docs, clippy::unwrap_used)]
// A bench looks at the clock; the engine does not.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use ninefold_engine::boolean::compile::Budget;
use ninefold_engine::boolean::diagram::Chance;
use ninefold_engine::boolean::solution::Solution;
use ninefold_engine::read::open_psa;

const RUNS: usize = 5;

/// Seconds of the reference solver (SCRAM 0.16.2, git b85b7894, exact by BDD) for preprocessing, diagram and probability, one core of a 2-core
/// EPYC machine. edf9203: the whole process, 0.41 s, less its start of 0.04 s. Only those that were noted down one by one.
const REFERENCE: [(&str, f64); 5] =
    [("das9701", 46.7), ("cea9601", 1.41), ("edf9203", 0.37), ("das9601", 0.020), ("edf9202", 0.0017)];

/// No answer is known for this one.
const UNSOLVED: &str = "nus9601";

struct Row {
    name: String,
    reading: f64,
    solving: f64,
    probability: f64,
    made: usize,
}

fn main() {
    // `cargo bench` passes flags of its own.
    let folder = std::env::args().skip(1).find(|word| !word.starts_with('-')).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/aralia"),
        PathBuf::from,
    );
    let mut files: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(error) => {
            println!("skipped: {} cannot be read: {error}", folder.display());
            return;
        }
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "xml"));
    files.sort();
    println!(
        "{:12} {:>10} {:>10} {:>10} {:>7} {:>10}  {:13}",
        "tree", "read ms", "solve ms", "ref. ms", "ratio", "nodes", "probability"
    );
    let rows: Vec<Row> = files.iter().filter_map(|file| measure(file)).collect();
    rows.iter().for_each(print);
    summary(&rows);
}

fn measure(file: &Path) -> Option<Row> {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    if name == UNSOLVED {
        return None;
    }
    let text = std::fs::read_to_string(file).unwrap();
    let (mut reading, mut solving) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let trees = open_psa::read(&text, 8760.0).unwrap();
        reading.push(start.elapsed().as_secs_f64());
        let chances = trees.events.iter().map(|event| event.probability);
        let chances: Vec<Chance> = chances.map(|p| Chance { up: p, down: 1.0 - p }).collect();
        let start = Instant::now();
        let solution = Solution::new(&trees.circuit, trees.tops[0].function, Budget::default()).unwrap();
        let probability = solution.chance(&chances).up;
        solving.push(start.elapsed().as_secs_f64());
        last = Some((probability, solution.made));
    }
    let (probability, made) = last?;
    Some(Row { name, reading: median(reading), solving: median(solving), probability, made })
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn reference(row: &Row) -> Option<f64> {
    REFERENCE.iter().find(|(name, _)| *name == row.name).map(|(_, seconds)| *seconds)
}

fn print(row: &Row) {
    let Row { name, reading, solving, probability, made } = row;
    let known = reference(row);
    let text = |value: Option<f64>, digits: usize| value.map_or("-".to_owned(), |v| format!("{v:.digits$}"));
    println!(
        "{name:12} {:10.2} {:10.2} {:>10} {:>7} {made:10}  {probability:.7e}",
        reading * 1e3,
        solving * 1e3,
        text(known.map(|seconds| seconds * 1e3), 1),
        text(known.map(|seconds| solving / seconds), 2),
    );
}

fn summary(rows: &[Row]) {
    let total: f64 = rows.iter().map(|row| row.solving).sum();
    let reading: f64 = rows.iter().map(|row| row.reading).sum();
    println!("{} trees solved in {total:.2} s, read in {reading:.2} s", rows.len());
    let ratios: Vec<f64> =
        rows.iter().filter_map(|row| reference(row).map(|seconds| row.solving / seconds)).collect();
    if !ratios.is_empty() {
        let logs: f64 = ratios.iter().map(|ratio| libm::log(*ratio)).sum();
        let mean = libm::exp(logs / ratios.len() as f64);
        println!("geometric mean of the {} ratios to the reference: {mean:.2}", ratios.len());
    }
}
