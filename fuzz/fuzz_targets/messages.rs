//! What a page and its workers tell each other. The property is that of `crates/engine/tests/hostile/messages.rs`.
#![no_main]

#[path = "../../crates/engine/tests/hostile/messages.rs"]
mod messages;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| messages::holds(&String::from_utf8_lossy(bytes)));
