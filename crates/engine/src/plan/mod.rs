//! How many copies, where, at what cost, and what to change: capacity planning joined to the exact answer.
//!
//! `queueing` says how long requests wait, `load_test` fits a copy's throughput to measurements, `loss` deals copies to zones and takes zones away,
//! `working` knows how many copies work how often, `scaling` how many are added, `capacity` plans each component, `cost` adds the money, `improve` tries changes, `allocation` solves the
//! redundancy allocation problem. docs/methods.md, section 10.

pub mod allocation;
mod capacity;
mod cost;
mod improve;
mod load_test;
mod loss;
pub mod queueing;
mod scaling;
mod working;

pub use capacity::{
    CapacityOptions, CapacityPlan, ComponentPlan, DegradedState, LoadPoint, MonthAhead, Waits, WhatIf,
    capacity, without,
};
pub use cost::{ComponentCost, DesignCost, component_cost, design_cost};
pub use improve::{
    Change, Front, FrontPoint, Improve, Improvement, Improvements, Order, Step, apply, improve,
};
pub use load_test::{Fit, FitError, Sample, fit, read_samples};
pub use working::Working;
