//! The project's commands: what `cargo xtask` does, as a library, so that the tests share its server and its
//! knowledge of where browsers are.
//!
//! Deliberately few dependencies: this is what a fresh machine compiles first.

pub mod bench;
pub mod browsers;
pub mod check;
pub mod commands;
pub mod failure;
mod files;
mod fuzz;
pub mod guide;
mod icons;
pub mod install;
mod names;
pub mod offline;
pub mod parts;
mod policy;
pub mod process;
pub mod release;
pub mod reproduce;
pub mod room;
mod script;
pub mod serve;
pub mod server;
pub mod site;
pub mod sizes;
mod stem;
mod style;
pub mod suite;
pub mod workspace;

pub use failure::{Failure, Result};

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
