//! Work off the main thread: a pool of workers that plays the blocks of a simulation, and the same work in short
//! slices on the page's own thread where workers cannot be had.
//!
//! ```text
//! Request ─ Pool::run ─▶ blocks, one at a time ─▶ workers ─▶ Run (merged in block order) ─▶ Update …
//! ```
//! The blocks are fixed by the project and the options, and merged in the order of their indices: the answer has the
//! same bytes for any number of workers, with a worker lost, and from the command line.

mod fallback;
mod job;
mod pool;
mod run;
mod schedule;

use std::sync::Arc;

use ninefold_engine::model::Project;
use ninefold_engine::simulation::{Options, Simulation};

pub use pool::Pool;

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Request {
    /// The project as it stands.
    pub project: Arc<Project>,
    /// Its revision.
    pub revision: u64,
    /// How.
    pub options: Options,
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Years played.
    pub years_done: f64,
    /// Years to play; with a precision, at most.
    pub years_asked: f64,
    /// The answer so far; none before the first block is back.
    pub estimate: Option<Arc<Simulation>>,
}

/// What is told of a run.
#[derive(Clone, Debug)]
pub enum Update {
    /// It goes on.
    Progress(Progress),
    /// It is complete.
    Done(Box<Simulation>),
    /// It was stopped.
    Cancelled,
    /// It cannot be done; why, in a sentence.
    Failed(String),
}
