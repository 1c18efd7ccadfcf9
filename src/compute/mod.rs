//! Work off the main thread: a pool of workers that plays the blocks of a simulation and looks for improvements, and the same work in short
//! slices on the page's own thread where workers cannot be had.
//!
//! ```text
//! Request ─ Pool::run ─▶ blocks, one at a time ─▶ workers ─▶ Run (merged in block order) ─▶ Update …
//! Wanted ── Pool::improve ─▶ one worker ─▶ Improvements, as they come
//! ```
//! The blocks are fixed by the project and the options, and merged in the order of their indices: the answer has the
//! same bytes for any number of workers, with a worker lost, and from the command line.

mod fallback;
mod job;
mod parts;
mod patience;
mod pool;
mod run;
mod schedule;
mod search;
mod serve;

use std::rc::Rc;
use std::sync::Arc;

use ninefold_engine::model::Project;
use ninefold_engine::plan::Improvements;
use ninefold_engine::simulation::{Options, Simulation};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope;

pub use parts::{Finder, fetch_simulation, order_search, simulator, single_point_finder};

/// Where the updates of a run go.
pub type Tell = Rc<dyn Fn(Update)>;

/// Where goes what a search finds, again and again until it is complete, or why it cannot be done.
pub type TellFound = Rc<dyn Fn(Result<Improvements, String>)>;

/// What plays simulations and tries changes. The pool behind it is loaded after the page stands.
pub trait Simulator {
    /// Begins a run; the one before is forgotten without a word.
    fn run(&self, request: Request, tell: Tell);
    /// Stops the run under way and says so.
    fn cancel(&self);
    /// Begins a search for improvements, beside a run; the search before is forgotten without a word.
    fn improve(&self, wanted: Wanted, tell: TellFound);
    /// Forgets the search under way.
    fn end_search(&self);
}

/// Serves the page that started this worker; `false` where this is no worker but a page.
#[must_use]
pub fn serve_if_worker() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return false };
    spawn_local(async move {
        if parts::serve_in(scope.clone()).await.is_err() {
            // No word of the protocol: the page takes this worker for dead. One that has left does not mind.
            let _heard = scope.post_message(&"unavailable".into());
        }
    });
    true
}

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

/// What to improve.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The project as it stands.
    pub project: Arc<Project>,
    /// The journey's id; the first where absent.
    pub journey: Option<String>,
    /// The most money a month more that a change may cost; any where absent.
    pub budget: Option<f64>,
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
