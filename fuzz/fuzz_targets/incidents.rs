//! Incident logs. The property is that of `crates/engine/tests/hostile/incidents.rs`.
#![no_main]

#[path = "../../crates/engine/tests/hostile/finite.rs"]
mod finite;
#[path = "../../crates/engine/tests/hostile/incidents.rs"]
mod incidents;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| incidents::holds(&String::from_utf8_lossy(bytes)));
