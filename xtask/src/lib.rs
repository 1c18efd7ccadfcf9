//! The project's commands: what `cargo xtask` does, as a library, so that the tests share its server and its
//! knowledge of where browsers are.
//!
//! Deliberately few dependencies: this is what a fresh machine compiles first.

pub mod bench;
pub mod browsers;
pub mod check;
pub mod commands;
pub mod failure;
pub mod guide;
pub mod install;
mod names;
pub mod parts;
mod policy;
pub mod process;
pub mod room;
mod script;
pub mod serve;
pub mod server;
pub mod site;
pub mod sizes;
pub mod suite;
pub mod workspace;

pub use failure::{Failure, Result};
