//! Exact availability, simulation, budgets and reports of an architecture.
//!
//! Pure: no browser, no clock, no thread, no file, no random seed of its own; all are arguments.
//! Arrows point one way: `order → units → boolean → model → analysis → simulation → budget → plan → templates → read → compare → report → job`.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod boolean;
pub mod budget;
pub mod compare;
pub mod job;
pub mod model;
pub mod order;
pub mod plan;
pub mod read;
pub mod report;
pub mod simulation;
pub mod templates;
pub mod units;
