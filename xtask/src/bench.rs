//! `cargo xtask bench`: the engine's benchmarks.

use crate::{Failure, Result, process, workspace};

/// Runs the engine's criterion benches; `words` are passed on.
///
/// # Errors
/// When there are none yet or one fails.
pub fn run(words: &[String]) -> Result<()> {
    if !workspace::root().join("crates/engine/benches").is_dir() {
        return Err(Failure::new("the engine has no benches yet (crates/engine/benches)"));
    }
    let mut command = process::command("cargo");
    command.args(["bench", "--package", "ninefold-engine"]).args(words).current_dir(workspace::root());
    process::run(&mut command)
}
