//! Exact availability, simulation, budgets and reports of an architecture.
//!
//! Pure: no browser, no clock, no thread, no file, no random seed of its own; all are arguments.
//! Arrows point one way: `units → model → analysis → simulation → plan → report → job`.

pub mod analysis;
pub mod budget;
pub mod job;
pub mod model;
pub mod report;
pub mod simulation;
pub mod templates;
pub mod units;
