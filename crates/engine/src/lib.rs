//! Exact availability, simulation, budgets and reports of an architecture.
//!
//! Pure: no browser, no clock, no thread, no file, no random seed of its own; all are arguments.
//! Arrows point one way: `units → model → analysis → simulation → plan → report → job`.

pub mod analysis;
pub mod model;
pub mod simulation;
pub mod units;
