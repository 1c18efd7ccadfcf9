//! The exact answer.

mod answer;

pub use answer::*;
