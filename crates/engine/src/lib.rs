//! Exact availability, simulation, budgets and reports of an architecture.
//!
//! Pure: no browser, no clock, no thread, no file, no random seed of its own; all are arguments.
//! Arrows point one way: `order → units → boolean → model → analysis → simulation → budget → plan → catalogue → lint → templates → read → compare → report → guide → job`.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod boolean;
pub mod budget;
pub mod catalogue;
pub mod compare;
pub mod guide;
pub mod job;
pub mod lint;
pub mod model;
pub mod order;
pub mod plan;
pub mod read;
pub mod report;
pub mod simulation;
pub mod templates;
pub mod units;
