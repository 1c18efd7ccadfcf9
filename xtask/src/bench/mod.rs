//! `cargo xtask bench`: the engine's benchmarks; `cargo xtask bench exact` the published fault trees and edits of a model, natively and in a browser,
//! `cargo xtask bench simulation` the simulation's yardstick likewise, `cargo xtask bench canvas` the frames of a large drawing, `cargo xtask bench session` the memory
//! of a tab that is worked in for long.

mod browser;
mod canvas;
mod edits;
mod exact;
mod session;
mod simulation;

use crate::{Result, process, workspace};

/// Runs the engine's criterion benches, or for `exact` the tables of fault trees and of edits, for `simulation` that of the simulation, for `canvas`
/// that of the page's frames, for `session` that of its memory; further `words` are passed on.
///
/// # Errors
/// When one fails.
pub fn run(words: &[String]) -> Result<()> {
    match words.split_first() {
        Some((first, rest)) if first == "exact" => return exact::run(rest),
        Some((first, rest)) if first == "canvas" => return canvas::run(rest),
        Some((first, rest)) if first == "session" => return session::run(rest),
        Some((first, rest)) if first == "simulation" => return simulation::run(rest),
        _ => {}
    }
    let mut command = process::command("cargo");
    command.args(["bench", "--package", "ninefold-engine", "--bench", "exact"]).args(words);
    process::run(command.current_dir(workspace::root()))
}
