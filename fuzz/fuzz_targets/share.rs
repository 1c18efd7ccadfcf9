//! Links that carry a project. The property is that of `crates/editor/tests/hostile/share.rs`.
#![no_main]

#[path = "../../crates/editor/tests/hostile/share.rs"]
mod share;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| share::holds(&String::from_utf8_lossy(bytes)));
