//! `ninefold fault-tree`: the exact probability of the top events of an Open-PSA fault tree.

use std::time::Instant;

use ninefold_engine::boolean::compile::Budget;
use ninefold_engine::boolean::diagram::Chance;
use ninefold_engine::boolean::solution::Solution;
use ninefold_engine::read::open_psa::{self, FaultTrees, TopEvent};
use serde::Serialize;

use crate::args::FaultTree;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output};

/// Most bytes of a file: a million basic events are about a hundred million.
const MAX_BYTES: u64 = 512 << 20;

/// What is said about a top event.
#[derive(Serialize)]
struct Answer {
    name: String,
    basic_events: usize,
    gates: usize,
    probability: f64,
    modules: usize,
    bdd_nodes: usize,
    seconds: f64,
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
        eprintln!("warning: {name}: {warning}");
    }
    let reading = start.elapsed().as_secs_f64();
    let tops =
        trees.tops.iter().map(|top| solve(&trees, top, name)).collect::<Result<Vec<Answer>, Failure>>()?;
    if arguments.json {
        print_json(&trees, &tops, reading)?
    } else {
        print_table(&trees, &tops)?
    }
    Ok(Outcome::Done)
}

fn solve(trees: &FaultTrees, top: &TopEvent, file: &str) -> Result<Answer, Failure> {
    let start = Instant::now();
    let chances: Vec<Chance> = trees
        .events
        .iter()
        .map(|event| Chance { up: event.probability, down: 1.0 - event.probability })
        .collect();
    let solution = Solution::new(&trees.circuit, top.function, Budget::default()).map_err(|limit| {
        let reason = format!("the top event '{}' is too entangled for an exact answer: {limit}", top.name);
        Failure::Unreadable { file: file.to_owned(), reason }
    })?;
    Ok(Answer {
        name: top.name.clone(),
        basic_events: top.basic_events,
        gates: top.gates,
        probability: solution.chance(&chances).up,
        modules: solution.modules(),
        bdd_nodes: solution.nodes(),
        seconds: start.elapsed().as_secs_f64(),
    })
}

fn print_json(trees: &FaultTrees, tops: &[Answer], reading: f64) -> Result<(), Failure> {
    let [first, ..] = tops else { return Ok(()) };
    let name = if trees.name.is_empty() { first.name.clone() } else { trees.name.clone() };
    let seconds = reading + tops.iter().map(|top| top.seconds).sum::<f64>();
    let whole = Answer { name, seconds, ..*first };
    let several = if tops.len() > 1 { tops } else { &[] };
    output::print_json(&Document { first: &whole, top: &first.name, tops: several })
}

fn print_table(trees: &FaultTrees, tops: &[Answer]) -> Result<(), Failure> {
    let rows = tops.iter().map(|top| {
        vec![
            top.name.clone(),
            format!("{:.6e}", top.probability),
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
    output::print(&format!("{title}{}", table(&heading, rows)))
}
