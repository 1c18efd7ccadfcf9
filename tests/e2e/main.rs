//! The page end to end, in every browser: run by `cargo xtask test`, or `cargo xtask test --test e2e -- chromium::`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod visit;

use std::process::ExitCode;

fn main() -> ExitCode {
    support::harness::run(&[("the_page_runs_under_a_sub_path", visit::the_page_runs_under_a_sub_path)])
}
