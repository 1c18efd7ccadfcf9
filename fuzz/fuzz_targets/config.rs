//! Configuration of other tools. The property is that of `crates/engine/tests/hostile/config.rs`.
#![no_main]

#[path = "../../crates/engine/tests/hostile/config.rs"]
mod config;
#[path = "../../crates/engine/tests/hostile/finite.rs"]
mod finite;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| config::holds(&String::from_utf8_lossy(bytes)));
