//! `cargo xtask bench`: the engine's benchmarks; `cargo xtask bench exact` the published fault trees and edits of a model, natively and in a browser,
//! `cargo xtask bench simulation` the simulation's yardstick.

mod browser;
mod edits;
mod exact;

use crate::{Result, process, workspace};

/// Runs the engine's criterion benches, or for `exact` the tables of fault trees and of edits, for `simulation` that of the simulation; further `words` are
/// passed on.
///
/// # Errors
/// When one fails.
pub fn run(words: &[String]) -> Result<()> {
    let mut command = process::command("cargo");
    command.args(["bench", "--package", "ninefold-engine"]).current_dir(workspace::root());
    match words.split_first() {
        Some((first, rest)) if first == "exact" => return exact::run(rest),
        Some((first, rest)) if first == "simulation" => {
            command.args(["--bench", "simulation", "--"]).args(rest)
        }
        _ => command.args(["--bench", "exact"]).args(words),
    };
    process::run(&mut command)
}
