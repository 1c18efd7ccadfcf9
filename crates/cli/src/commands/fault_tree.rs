//! `ninefold fault-tree`: the exact probability of the top events of an Open-PSA fault tree; where none can be had, bounds and an
//! estimate, labelled as such.

use std::time::Instant;

use ninefold_engine::boolean::answer;
use ninefold_engine::boolean::compile::Budget;
use ninefold_engine::boolean::diagram::Chance;
use ninefold_engine::read::open_psa::{self, FaultTrees, TopEvent};
use ninefold_engine::simulation::uniform_numbers;
use serde::Serialize;

use crate::args::FaultTree;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output};

/// Most bytes of a file: a million basic events are about a hundred million.
const MAX_BYTES: u64 = 512 << 20;

/// States drawn where no exact answer can be had.
const SAMPLES: u64 = 20_000_000;

/// What is said about a top event.
#[derive(Clone, Serialize)]
struct Answer {
    name: String,
    basic_events: usize,
    gates: usize,
    /// None where it is not exact.
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<Interval>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<Estimate>,
    modules: usize,
    bdd_nodes: usize,
    seconds: f64,
}

/// The probability is between these, for certain.
#[derive(Clone, Serialize)]
struct Interval {
    low: f64,
    high: f64,
}

/// The probability is between these with that confidence.
#[derive(Clone, Serialize)]
struct Estimate {
    mean: f64,
    low: f64,
    high: f64,
    confidence: f64,
    samples: u64,
    seed: u64,
}

/// The whole answer: the first top event's figures under the file's name, and every top event where there are several.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    first: &'a Answer,
    top: &'a str,
    #[serde(skip_serializing_if = "<[Answer]>::is_empty")]
    tops: &'a [Answer],
}

/// Runs the command.
pub fn run(arguments: &FaultTree) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let name = input::display_name(&arguments.file);
    let text = input::text(&arguments.file, MAX_BYTES)
        .map_err(|reason| Failure::Unreadable { file: name.to_owned(), reason })?;
    let trees = open_psa::read(&text, arguments.mission_time)
        .map_err(|error| Failure::Unreadable { file: name.to_owned(), reason: error.to_string() })?;
    drop(text);
    for warning in &trees.warnings {
        output::warn(&format!("{name}: {warning}"));
    }
    let reading = start.elapsed().as_secs_f64();
    let tops: Vec<Answer> = trees.tops.iter().map(|top| solve(&trees, top, arguments.seed)).collect();
    for top in tops.iter().filter(|top| top.probability.is_none()) {
        output::warn(&format!(
            "{name}: '{}' is too entangled for an exact answer: bounds and an estimate",
            top.name
        ));
    }
    if arguments.json {
        print_json(&trees, &tops, reading)?
    } else {
        print_table(&trees, &tops)?
    }
    Ok(Outcome::Done)
}

fn solve(trees: &FaultTrees, top: &TopEvent, seed: u64) -> Answer {
    let start = Instant::now();
    let chances: Vec<Chance> = trees
        .events
        .iter()
        .map(|event| Chance { up: event.probability, down: 1.0 - event.probability })
        .collect();
    let (circuit, random) = (&trees.circuit, uniform_numbers(seed));
    let found = answer::solve(circuit, top.function, &chances, Budget::default(), SAMPLES, random);
    let (low, high) = (found.bounds.low.up, found.bounds.high.up);
    let estimate = found.estimate.map(|estimate| Estimate {
        mean: estimate.mean.up,
        low: estimate.bounds.low.up,
        high: estimate.bounds.high.up,
        confidence: 0.99,
        samples: estimate.samples,
        seed,
    });
    Answer {
        name: top.name.clone(),
        basic_events: top.basic_events,
        gates: top.gates,
        probability: found.is_exact.then_some(low),
        bounds: (!found.is_exact).then_some(Interval { low, high }),
        estimate,
        modules: found.modules,
        bdd_nodes: found.nodes,
        seconds: start.elapsed().as_secs_f64(),
    }
}

impl Answer {
    fn in_words(&self) -> String {
        match (self.probability, &self.estimate, &self.bounds) {
            (Some(exact), _, _) => format!("{exact:.6e}"),
            (None, Some(Estimate { low, high, .. }), _) => format!("{low:.3e} … {high:.3e} (99 %)"),
            (None, None, Some(Interval { low, high })) => format!("{low:.3e} … {high:.3e}"),
            (None, None, None) => String::new(),
        }
    }
}

fn print_json(trees: &FaultTrees, tops: &[Answer], reading: f64) -> Result<(), Failure> {
    let [first, ..] = tops else { return Ok(()) };
    let name = if trees.name.is_empty() { first.name.clone() } else { trees.name.clone() };
    let seconds = reading + tops.iter().map(|top| top.seconds).sum::<f64>();
    let whole = Answer { name, seconds, ..first.clone() };
    let several = if tops.len() > 1 { tops } else { &[] };
    output::print_json(&Document { first: &whole, top: &first.name, tops: several })
}

fn print_table(trees: &FaultTrees, tops: &[Answer]) -> Result<(), Failure> {
    let rows = tops.iter().map(|top| {
        vec![
            top.name.clone(),
            top.in_words(),
            top.basic_events.to_string(),
            top.gates.to_string(),
            top.modules.to_string(),
            top.bdd_nodes.to_string(),
            format!("{:.1} ms", top.seconds * 1e3),
        ]
    });
    let heading =
        ["Top event", ">Probability", ">Basic events", ">Gates", ">Modules", ">Nodes", ">Solved in"];
    let title = if trees.name.is_empty() { String::new() } else { format!("{}\n\n", trees.name) };
    output::tell(&format!("{title}{}", table(&heading, rows)))
}
