//! `cargo xtask bench`: the engine's benchmarks; `cargo xtask bench exact` the published fault trees alone,
//! `cargo xtask bench simulation` the simulation's yardstick.

use crate::{Failure, Result, process, workspace};

/// Runs the engine's criterion benches, or for `exact` the table of fault trees, for `simulation` that of the simulation; further `words` are passed on.
///
/// # Errors
/// When there are none yet or one fails.
pub fn run(words: &[String]) -> Result<()> {
    if !workspace::root().join("crates/engine/benches").is_dir() {
        return Err(Failure::new("the engine has no benches yet (crates/engine/benches)"));
    }
    let mut command = process::command("cargo");
    command.args(["bench", "--package", "ninefold-engine"]).current_dir(workspace::root());
    match words.split_first() {
        Some((first, rest)) if first == "exact" => command.args(["--bench", "fault_trees"]).args(rest),
        Some((first, rest)) if first == "simulation" => {
            command.args(["--bench", "simulation", "--"]).args(rest)
        }
        _ => command.args(["--bench", "exact"]).args(words),
    };
    process::run(&mut command)
}
