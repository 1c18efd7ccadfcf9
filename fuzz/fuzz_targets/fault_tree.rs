//! Open-PSA fault trees. The property is that of `crates/engine/tests/hostile/fault_tree.rs`.
#![no_main]

#[path = "../../crates/engine/tests/hostile/fault_tree.rs"]
mod fault_tree;
#[path = "../../crates/engine/tests/hostile/finite.rs"]
mod finite;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fault_tree::holds(&String::from_utf8_lossy(bytes)));
