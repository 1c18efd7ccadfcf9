//! The same work on the page's own thread, in slices short enough not to be felt, where workers cannot be had.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout;
use ninefold_engine::job::{JobEvent, JobRequest, Runner};

use super::pool::Pool;
use super::run::Taken;
use crate::browser::clock;

/// Milliseconds of work in a slice.
const SLICE: f64 = 12.0;
/// The page's own thread, among the workers.
const HERE: usize = 0;

/// Slices until it is dropped.
pub struct Slices {
    alive: Rc<Cell<bool>>,
}

impl Drop for Slices {
    fn drop(&mut self) {
        self.alive.set(false);
    }
}

/// What is kept from slice to slice.
#[derive(Default)]
struct Work {
    runner: Runner,
    /// Whether the runner has the job.
    begun: bool,
}

impl Slices {
    /// Begins with the next turn of the event loop.
    pub fn start(pool: Pool) -> Self {
        let alive = Rc::new(Cell::new(true));
        next(pool, Work::default(), Rc::clone(&alive));
        Self { alive }
    }

    /// Begins a search for improvements with the next turn of the event loop.
    pub fn search(pool: Pool, request: JobRequest) -> Self {
        let alive = Rc::new(Cell::new(true));
        let going = Rc::clone(&alive);
        set_timeout(
            move || {
                let mut runner = Runner::new();
                runner.handle(request).into_iter().for_each(|event| pool.found(event));
                look(pool, runner, going);
            },
            Duration::ZERO,
        );
        Self { alive }
    }
}

/// Searches for a slice, and goes on with the next turn.
fn look(pool: Pool, mut runner: Runner, alive: Rc<Cell<bool>>) {
    let begun = clock::milliseconds();
    while alive.get() && !runner.is_idle() {
        if clock::milliseconds() - begun >= SLICE {
            set_timeout(move || look(pool, runner, alive), Duration::ZERO);
            return;
        }
        runner.step().into_iter().for_each(|event| pool.found(event));
    }
}

fn next(pool: Pool, mut work: Work, alive: Rc<Cell<bool>>) {
    set_timeout(
        move || {
            if alive.get() && work.slice(&pool) {
                next(pool, work, alive);
            }
        },
        Duration::ZERO,
    );
}

impl Work {
    /// Works for a slice; says whether there is more to do.
    fn slice(&mut self, pool: &Pool) -> bool {
        let begun = clock::milliseconds();
        while clock::milliseconds() - begun < SLICE {
            let mut events = Vec::new();
            if self.runner.is_idle() {
                let request = pool.with_job(|job| job.next(HERE, !self.begun)).flatten();
                let Some(request) = request else { return false };
                self.begun = true;
                events = self.runner.handle(request);
            }
            events.extend(self.runner.step());
            if !events.into_iter().all(|event| take(pool, event)) {
                return false;
            }
        }
        true
    }
}

/// Passes an event on; says whether the job goes on.
fn take(pool: &Pool, event: JobEvent) -> bool {
    match event {
        JobEvent::Progress { years, .. } => {
            pool.with_job(|job| job.note(HERE, years));
        }
        JobEvent::BlockDone { block, .. } => {
            if pool.with_job(|job| job.take(HERE, *block)) == Some(Taken::Complete) {
                pool.finish();
                return false;
            }
        }
        JobEvent::Failed { message, .. } => {
            pool.give_up(&message);
            return false;
        }
        JobEvent::Ready { .. }
        | JobEvent::Cancelled { .. }
        | JobEvent::Searching { .. }
        | JobEvent::Improved { .. }
        | JobEvent::SearchFailed { .. } => {}
    }
    true
}
