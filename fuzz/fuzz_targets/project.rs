//! Project files: read, written, solved, played. The property is that of `crates/engine/tests/hostile/project.rs`.
#![no_main]

#[path = "../../crates/engine/tests/hostile/finite.rs"]
mod finite;
#[path = "../../crates/engine/tests/hostile/project.rs"]
mod project;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| project::holds(&String::from_utf8_lossy(bytes)));
