//! One module a command: arguments in, answer on standard output.

mod analyze;
mod budget;
mod capacity;
mod catalogue;
mod check;
mod compare;
mod export;
mod fault_tree;
mod import;
mod improve;
mod lint;
mod new;
mod report;
mod simulate;
mod tiers;

use crate::Outcome;
use crate::args::Command;
use crate::failure::Failure;

/// Runs `command`.
pub fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Analyze(arguments) => analyze::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments),
        Command::Capacity(arguments) => capacity::run(arguments),
        Command::Improve(arguments) => improve::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Tiers(arguments) => tiers::run(arguments),
        Command::Budget(arguments) => budget::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::FaultTree(arguments) => fault_tree::run(arguments),
        Command::Catalogue(arguments) => catalogue::run(arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Templates(arguments) => new::list(arguments),
    }
}
