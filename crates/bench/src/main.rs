//! The native half: a line of numbers, tab between them, for every fault tree that is named.
//!
//! `ninefold-bench RUNS SHUFFLES FILE…` prints name, seconds of reading, seconds of solving (medians), probability, modules, nodes, nodes
//! made, nodes held, then the seconds of each shuffled copy (one run each).
//!
//! `ninefold-bench edits RUNS [CASE]` prints number, seconds of an answer (median) and unavailability for every case of an edit, or for one.
//!
//! `ninefold-bench ask COUNT CASE` asks so often and prints nothing but the last unavailability: for tools that count instructions.
//!
//! `ninefold-bench simulation RUNS NAME YEARS …` prints name, events, years, seconds (the best of the runs: the machine is shared) and
//! unavailability.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ninefold_bench::simulation::Case;
use ninefold_bench::{CASES, Edits, Tree};

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "edits") {
        words.remove(0);
        return edits(&words);
    }
    if words.first().is_some_and(|word| word == "ask") {
        return match ask(&words[1..]) {
            Ok(down) => {
                println!("{down}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    if words.first().is_some_and(|word| word == "simulation") {
        return match simulations(&words[1..]) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
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

/// An answer takes less than a clock can tell: as many as this takes are one run.
const BATCH: Duration = Duration::from_millis(50);

fn edits(words: &[String]) -> ExitCode {
    let numbers: Option<Vec<usize>> = words.iter().map(|word| word.parse().ok()).collect();
    let Some((&runs, cases)) = numbers.as_deref().and_then(|numbers| numbers.split_first()) else {
        eprintln!("usage: ninefold-bench edits RUNS [CASE…]");
        return ExitCode::FAILURE;
    };
    let all: Vec<usize> = (0..CASES.len()).collect();
    for &case in if cases.is_empty() { &all } else { cases } {
        match measure_edits(case, runs.max(1)) {
            Ok((seconds, down)) => println!("{case}\t{seconds}\t{down}"),
            Err(error) => {
                eprintln!("case {case}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn ask(words: &[String]) -> Result<f64, String> {
    let numbers: Option<Vec<usize>> = words.iter().map(|word| word.parse().ok()).collect();
    let Some(&[count, case]) = numbers.as_deref() else {
        return Err("usage: ninefold-bench ask COUNT CASE".to_owned());
    };
    let mut edits = Edits::new(case)?;
    (0..count).try_fold(f64::NAN, |_, _| edits.ask())
}

/// Median seconds of an answer, and the unavailability of the first.
fn measure_edits(case: usize, runs: usize) -> Result<(f64, f64), String> {
    let mut edits = Edits::new(case)?;
    let down = edits.ask()?;
    let batch = |edits: &mut Edits| {
        let (start, mut count) = (Instant::now(), 0.0);
        while start.elapsed() < BATCH {
            edits.ask()?;
            count += 1.0;
        }
        Ok(start.elapsed().as_secs_f64() / count)
    };
    let times: Result<Vec<f64>, String> = (0..runs).map(|_| batch(&mut edits)).collect();
    Ok((median(times?), down))
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

/// Seconds this thread has been on a processor, where the system says so: what others do on the machine does not count.
fn on_processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

fn simulations(words: &[String]) -> Result<(), String> {
    let (runs, cases) = words.split_first().ok_or("usage: ninefold-bench simulation RUNS NAME YEARS …")?;
    let runs: u32 = runs.parse().map_err(|_| format!("'{runs}' is no number of runs"))?;
    for case in cases.chunks_exact(2) {
        let years: f64 = case[1].parse().map_err(|_| format!("'{}' is no number of years", case[1]))?;
        let ready = Case::new(&case[0], years)?;
        let mut best = f64::INFINITY;
        let mut played = ready.play(0, 1);
        for _ in 0..runs {
            let start = on_processor();
            let clock = Instant::now();
            played = ready.play(0, 1);
            let wall = clock.elapsed().as_secs_f64();
            best = best.min(start.zip(on_processor()).map_or(wall, |(start, end)| end - start));
        }
        let answer = &played.answer;
        let mean = answer.journeys[0].unavailability.mean;
        println!("{}\t{}\t{}\t{best}\t{mean}", case[0], played.events, answer.years);
    }
    Ok(())
}
