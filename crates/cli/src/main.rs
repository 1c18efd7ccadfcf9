//! The `ninefold` command: the engine for scripts, pull-request checks and tests.
//!
//! Exit status: 0 done; 1 the answer is "no"; 2 bad input or usage.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod input;
mod output;
mod parallel;
mod table;
mod text;

use std::process::ExitCode;

use clap::Parser;

use args::Arguments;
use failure::Failure;

/// How a command that ran ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked.
    Done,
    /// It did, and the answer is "no".
    No,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match commands::run(&arguments.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        // Whoever read our output has seen enough: `ninefold analyze … | head`.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(2)
        }
    }
}
