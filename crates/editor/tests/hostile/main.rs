//! What must hold for whatever a stranger sends or a hand does. Each module has the property, as a function of bytes, and tests that try it;
//! `cargo xtask fuzz` tries the same functions on millions of inputs.
#![allow(clippy::unwrap_used, missing_docs)]

mod commands;
mod share;
#[path = "../support/mod.rs"]
mod support;
