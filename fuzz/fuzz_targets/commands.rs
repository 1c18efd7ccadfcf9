//! Sequences of commands and events in the editor. The property is that of `crates/editor/tests/hostile/commands.rs`.
#![no_main]

#[path = "../../crates/editor/tests/hostile/commands.rs"]
mod commands;
#[path = "../../crates/editor/tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| commands::holds(bytes));
