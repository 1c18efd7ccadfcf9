//! The run under way, with whoever wants to know about it.

use std::collections::BTreeSet;

use ninefold_engine::job::JobRequest;
use ninefold_engine::model;
use ninefold_engine::simulation::{Block, Plan, SimulationError};

use super::run::{Run, Taken};
use super::schedule::Lost;
use super::{Request, Tell, Update};
use crate::browser::clock;

/// Milliseconds between two words of progress.
const TELL_EVERY: f64 = 120.0;

/// The run under way.
pub struct Job {
    /// Its number; comes back in every event.
    pub id: u64,
    /// Which workers took part; none where the page's own thread did it all.
    helpers: BTreeSet<usize>,
    tell: Tell,
    run: Run,
    request: Request,
    text: String,
    begun: f64,
    told: f64,
}

impl Job {
    /// Makes the project ready.
    ///
    /// # Errors
    /// Why it cannot be simulated.
    pub fn new(id: u64, request: Request, workers: usize, tell: Tell) -> Result<Self, SimulationError> {
        let plan = Plan::new(&request.project, request.options.clone())?;
        let text = model::write(&request.project);
        let begun = clock::milliseconds();
        Ok(Self {
            id,
            helpers: BTreeSet::new(),
            tell,
            run: Run::new(&plan, workers),
            request,
            text,
            begun,
            told: begun,
        })
    }

    /// Remembers that a worker took part.
    pub fn helped(&mut self, worker: usize) {
        self.helpers.insert(worker);
    }

    /// The request for the next block of `worker`, if there is one for it; `first` where it does not know the job yet.
    pub fn next(&mut self, worker: usize, first: bool) -> Option<JobRequest> {
        let blocks = vec![self.run.assign(worker)?];
        let job = self.id;
        if !first {
            return Some(JobRequest::More { job, blocks });
        }
        let (revision, options) = (self.request.revision, self.request.options.clone());
        Some(JobRequest::Simulate { job, revision, project: self.text.clone(), options, blocks })
    }

    /// `worker` is so many years and blocks into the job.
    pub fn note(&mut self, worker: usize, years: f64) {
        self.run.note(worker, years);
        if clock::milliseconds() - self.told >= TELL_EVERY {
            self.told = clock::milliseconds();
            self.say(Update::Progress(self.run.progress()));
        }
    }

    /// Takes a block.
    pub fn take(&mut self, worker: usize, block: Block) -> Taken {
        self.run.take(worker, block)
    }

    /// The worker is gone.
    pub fn lost(&mut self, worker: usize) -> Lost {
        self.run.lost(worker)
    }

    /// Tells the answer.
    pub fn finish(&self) {
        let mut simulation = self.run.answer();
        simulation.seconds = (clock::milliseconds() - self.begun) / 1_000.0;
        simulation.threads = self.helpers.len() as u32;
        self.say(Update::Done(Box::new(simulation)));
    }

    /// Tells something, after whatever is happening now.
    pub fn say(&self, update: Update) {
        (self.tell)(update);
    }
}
