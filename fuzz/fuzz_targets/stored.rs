//! What lies in the browser's storage. The property is that of `tests/hostile/stored.rs`.
#![no_main]

#[path = "../../tests/hostile/stored.rs"]
mod stored;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| stored::holds(&String::from_utf8_lossy(bytes)));
