//! The simulation.

mod answer;

pub use answer::*;
