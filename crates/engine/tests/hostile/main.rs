//! What must hold for any text a stranger sends. Each module has the property, as a function of the text, and tests that try it:
//! on the seeds in `fuzz/seeds`, on damaged copies of them, and on what fuzzing has found. `cargo xtask fuzz` tries the same functions on
//! millions of texts.
#![allow(clippy::unwrap_used, missing_docs)]

mod config;
mod damage;
mod fault_tree;
mod finite;
mod incidents;
mod messages;
mod project;
