//! The native half: a line of numbers, tab between them, for every fault tree that is named.
//!
//! `ninefold-bench RUNS SHUFFLES FILE…` prints name, seconds of reading, seconds of solving (medians), probability, modules, nodes, nodes
//! made, nodes held, then the seconds of each shuffled copy (one run each).

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use ninefold_bench::Tree;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let (Some(runs), Some(shuffles)) = (number(0).filter(|&runs| runs > 0), number(1)) else {
        eprintln!("usage: ninefold-bench RUNS SHUFFLES FILE…");
        return ExitCode::FAILURE;
    };
    for file in &words[2..] {
        match measure(Path::new(file), runs, shuffles) {
            Ok(line) => println!("{line}"),
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn measure(file: &Path, runs: u64, shuffles: u64) -> Result<String, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let (mut reading, mut solving) = (Vec::new(), Vec::new());
    let (tree, outcome) = loop {
        let start = Instant::now();
        let tree = Tree::read(&text)?;
        reading.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let outcome = tree.solve(0)?;
        solving.push(start.elapsed().as_secs_f64());
        if solving.len() as u64 == runs {
            break (tree, outcome);
        }
    };
    let mut numbers = vec![median(reading), median(solving), outcome.probability];
    numbers.extend([outcome.modules, outcome.nodes, outcome.made, outcome.held].map(|count| count as f64));
    for seed in 1..=shuffles {
        let start = Instant::now();
        let other = tree.solve(seed)?;
        numbers.push(start.elapsed().as_secs_f64());
        if (other.probability / outcome.probability - 1.0).abs() > 1e-12 {
            return Err(format!("{} in another order, not {}", other.probability, outcome.probability));
        }
    }
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
    Ok(format!("{name}\t{}", numbers.join("\t")))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
