//! The workers: started while the page loads, handed blocks, replaced when they crash.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use ninefold_engine::job::{JobEvent, JobRequest, PROTOCOL};

use super::job::Job;
use super::patience::{Doing, Patience};
use super::run::Taken;
use super::schedule::Lost;
use super::search::Search;
use super::{Request, Simulator, Tell, TellFound, Update, Wanted, fallback};
use crate::browser::worker::{WorkerHandle, cores};

/// How long a worker may take to answer a cancel before it is replaced.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often one worker is replaced during a run.
const REPLACED: u32 = 3;
/// Between two looks at who is silent.
const LOOK_EVERY: Duration = Duration::from_secs(2);
struct Slot {
    handle: Option<WorkerHandle>,
    /// Raised when the worker is replaced, so that the last words of the one before are not taken for its own.
    generation: u64,
    doing: Doing,
    /// The job it has made ready.
    knows: Option<u64>,
    replaced: u32,
    patience: Patience,
}

struct Inner {
    slots: Vec<Slot>,
    job: Option<Job>,
    jobs: u64,
    fallback: Option<fallback::Slices>,
    search: Option<Search>,
    searches: u64,
    /// The search where there are no workers.
    searching_here: Option<fallback::Slices>,
    /// Whether somebody looks after the workers.
    watched: bool,
}

/// The pool. Cheap to clone: all clones are the same pool.
#[derive(Clone)]
pub struct Pool {
    inner: Rc<RefCell<Inner>>,
}

impl Pool {
    /// Starts the workers at once, so that nothing has to be fetched later.
    #[must_use]
    pub fn start() -> Self {
        let slot = |_| Slot {
            handle: None,
            generation: 0,
            doing: Doing::Starting,
            knows: None,
            replaced: 0,
            patience: Patience::default(),
        };
        let slots = (0..cores()).map(slot).collect();
        let inner = Inner {
            slots,
            job: None,
            jobs: 0,
            fallback: None,
            search: None,
            searches: 0,
            searching_here: None,
            watched: false,
        };
        let pool = Self { inner: Rc::new(RefCell::new(inner)) };
        (0..cores()).for_each(|index| pool.start_worker(index));
        pool
    }

    /// Forgets the run under way; workers that do not let go of it in time are replaced.
    fn stop(&self) -> Option<Job> {
        let mut inner = self.inner.borrow_mut();
        inner.fallback = None;
        let job = inner.job.take()?;
        inner.release(job.id);
        drop(inner);
        let pool = self.clone();
        let id = job.id;
        set_timeout(move || pool.replace_stuck(id), PATIENCE);
        Some(job)
    }

    fn start_worker(&self, index: usize) {
        let mut inner = self.inner.borrow_mut();
        if let Some(search) = &mut inner.search {
            search.leave(index);
        }
        let slot = &mut inner.slots[index];
        slot.generation += 1;
        slot.knows = None;
        slot.patience.heard();
        slot.handle = None;
        slot.doing = Doing::Starting;
        let (heard, failed) = (self.hear(index, slot.generation), self.fail(index, slot.generation));
        match WorkerHandle::start(heard, failed) {
            Ok(handle) => slot.handle = Some(handle),
            // Refused at once: the same as refused a little later.
            Err(words) => self.fail(index, slot.generation)(words),
        }
    }

    /// What to do with the words of a worker. They are taken up after the browser's call has returned, because they may
    /// end the worker, and with it the very closure that is running.
    fn hear(&self, index: usize, generation: u64) -> impl Fn(String) + 'static {
        let pool = self.clone();
        move |text| {
            let pool = pool.clone();
            spawn_local(async move {
                if pool.is_present(index, generation) {
                    match serde_json::from_str(&text) {
                        Ok(event) => pool.event(index, event),
                        Err(_) => pool.died(index),
                    }
                }
            });
        }
    }

    fn fail(&self, index: usize, generation: u64) -> impl Fn(String) + 'static {
        let pool = self.clone();
        move |_| {
            let pool = pool.clone();
            spawn_local(async move {
                if pool.is_present(index, generation) {
                    pool.died(index);
                }
            });
        }
    }

    fn is_present(&self, index: usize, generation: u64) -> bool {
        self.inner.borrow().slots[index].generation == generation
    }

    fn event(&self, index: usize, event: JobEvent) {
        let mut inner = self.inner.borrow_mut();
        inner.slots[index].patience.heard();
        match event {
            JobEvent::Ready { protocol } => {
                let slot = &mut inner.slots[index];
                if slot.doing == Doing::Starting {
                    slot.doing = if protocol == PROTOCOL { Doing::Idle } else { Doing::Gone };
                    slot.handle = slot.handle.take().filter(|_| protocol == PROTOCOL);
                }
            }
            JobEvent::Progress { job, years, .. } => {
                if let Some(present) = inner.job_of(job) {
                    present.note(index, years);
                }
                return;
            }
            // Words of a job that is being stopped come late: only that it has stopped counts.
            JobEvent::BlockDone { job, block, .. } if inner.slots[index].doing == Doing::Block(job) => {
                inner.slots[index].doing = Doing::Idle;
                let taken = inner.job_of(job).map(|present| present.take(index, *block));
                drop(inner);
                match taken {
                    Some(Taken::Complete) => self.finish(),
                    // It does not know what it is doing.
                    Some(Taken::Unasked) => self.died(index),
                    Some(Taken::More) | None => self.hand_out(),
                }
                return;
            }
            JobEvent::Cancelled { job } if inner.slots[index].doing == Doing::Stopping(job) => {
                inner.slots[index].doing = Doing::Idle;
            }
            JobEvent::Failed { job, message } if inner.slots[index].doing == Doing::Block(job) => {
                inner.slots[index].doing = Doing::Idle;
                if inner.job_of(job).is_some() {
                    drop(inner);
                    self.give_up(&message);
                    return;
                }
            }
            JobEvent::Searching { .. } => return,
            JobEvent::Improved { .. } | JobEvent::SearchFailed { .. } => {
                drop(inner);
                self.found(event);
                self.hand_out();
                return;
            }
            JobEvent::BlockDone { .. } | JobEvent::Cancelled { .. } | JobEvent::Failed { .. } => return,
        }
        drop(inner);
        self.hand_out();
    }

    /// A worker could not start, or crashed.
    fn died(&self, index: usize) {
        let mut inner = self.inner.borrow_mut();
        let lost = inner.job.as_mut().map_or(Lost::Nothing, |job| job.lost(index));
        let search = inner.search.take_if(|search| search.lost(index));
        let starting = inner.slots[index].doing == Doing::Starting;
        let slot = &mut inner.slots[index];
        slot.handle = None;
        slot.doing = Doing::Gone;
        slot.replaced += 1;
        let again = slot.replaced <= REPLACED;
        drop(inner);
        if again && !starting {
            self.start_worker(index);
        }
        if let Some(search) = search {
            (search.tell)(Err(
                "The search for improvements stopped twice, which should not happen.".to_owned()
            ));
        }
        if lost == Lost::GiveUp {
            self.give_up("The simulation stopped twice at the same place, which should not happen; another seed may get past it.");
        } else {
            self.hand_out();
        }
    }

    /// Gives every idle worker a block, and one the search; does the work here where there are no workers.
    fn hand_out(&self) {
        self.place_search();
        let mut inner = self.inner.borrow_mut();
        if inner.job.is_none() {
            return;
        }
        if inner.has_no_workers() {
            if inner.fallback.is_none() {
                inner.fallback = Some(fallback::Slices::start(self.clone()));
            }
            return;
        }
        let mut refused = Vec::new();
        for index in 0..inner.slots.len() {
            if inner.slots[index].doing == Doing::Idle && !inner.hand_to(index) {
                refused.push(index);
            }
        }
        drop(inner);
        for index in refused {
            self.died(index);
        }
    }

    /// Gives the search to a worker, an idle one where there is one.
    fn place_search(&self) {
        let mut inner = self.inner.borrow_mut();
        let Some(request) = inner.search.as_ref().filter(|it| it.worker.is_none()).map(Search::request)
        else {
            return;
        };
        if inner.has_no_workers() {
            if inner.searching_here.is_none() {
                inner.searching_here = Some(fallback::Slices::search(self.clone(), request));
            }
            return;
        }
        let with = |wanted: fn(Doing) -> bool| inner.slots.iter().rposition(|slot| wanted(slot.doing));
        let chosen =
            with(|doing| doing == Doing::Idle).or_else(|| with(|doing| matches!(doing, Doing::Block(_))));
        // Those that are starting say when they are ready.
        let Some(index) = chosen else { return };
        if let Some(search) = &mut inner.search {
            search.worker = Some(index);
        }
        if !inner.slots[index].send(&request) {
            drop(inner);
            self.died(index);
        }
    }

    /// What a search says.
    pub(super) fn found(&self, event: JobEvent) {
        let (id, words, over) = match event {
            JobEvent::Improved { search, found } => {
                let over = found.complete;
                (search, Ok(*found), over)
            }
            JobEvent::SearchFailed { search, message } => (search, Err(message), true),
            _ => return,
        };
        let mut inner = self.inner.borrow_mut();
        // Words of a search that was forgotten come late.
        let Some(tell) = inner.search.as_ref().filter(|it| it.id == id).map(|it| Rc::clone(&it.tell)) else {
            return;
        };
        if over {
            inner.search = None;
            inner.searching_here = None;
        }
        drop(inner);
        tell(words);
    }

    /// Gives workers that are gone another chance.
    fn revive(&self) {
        let gone: Vec<usize> = {
            let inner = self.inner.borrow();
            (0..inner.slots.len()).filter(|&index| inner.slots[index].doing == Doing::Gone).collect()
        };
        gone.into_iter().for_each(|index| self.start_worker(index));
    }

    /// While a job or a search lasts: a worker that owes an answer and has long said nothing is taken for dead.
    fn watch(&self) {
        if !std::mem::replace(&mut self.inner.borrow_mut().watched, true) {
            self.look_later();
        }
    }

    fn look_later(&self) {
        let pool = self.clone();
        set_timeout(
            move || {
                let dead = {
                    let mut inner = pool.inner.borrow_mut();
                    inner.watched = inner.job.is_some() || inner.search.is_some();
                    if !inner.watched {
                        return;
                    }
                    inner.silent()
                };
                dead.into_iter().for_each(|index| pool.died(index));
                pool.look_later();
            },
            LOOK_EVERY,
        );
    }

    fn replace_stuck(&self, job: u64) {
        let stuck: Vec<usize> = {
            let inner = self.inner.borrow();
            let stopping = |slot: &Slot| slot.doing == Doing::Stopping(job);
            (0..inner.slots.len()).filter(|&index| stopping(&inner.slots[index])).collect()
        };
        for index in stuck {
            self.start_worker(index);
        }
    }

    /// The run is complete.
    pub(super) fn finish(&self) {
        if let Some(job) = self.stop() {
            job.finish();
        }
    }

    /// The run cannot be done.
    pub(super) fn give_up(&self, why: &str) {
        if let Some(job) = self.stop() {
            job.say(Update::Failed(why.to_owned()));
        }
    }

    /// Lets `with` look at the run under way.
    pub(super) fn with_job<T>(&self, with: impl FnOnce(&mut Job) -> T) -> Option<T> {
        self.inner.borrow_mut().job.as_mut().map(with)
    }
}

impl Simulator for Pool {
    fn run(&self, request: Request, tell: Tell) {
        self.stop();
        let (id, workers) = {
            let mut inner = self.inner.borrow_mut();
            inner.jobs += 1;
            inner.slots.iter_mut().for_each(|slot| slot.replaced = 0);
            // Where there are none, the page's own thread does the work of one.
            (inner.jobs, inner.slots.len().max(1))
        };
        match Job::new(id, request, workers, Rc::clone(&tell)) {
            Ok(job) => {
                self.inner.borrow_mut().job = Some(job);
                self.revive();
                self.hand_out();
                self.watch();
            }
            Err(error) => tell(Update::Failed(error.to_string())),
        }
    }

    fn cancel(&self) {
        if let Some(job) = self.stop() {
            job.say(Update::Cancelled);
        }
    }

    fn improve(&self, wanted: Wanted, tell: TellFound) {
        self.end_search();
        {
            let mut inner = self.inner.borrow_mut();
            inner.searches += 1;
            inner.search = Some(Search::new(inner.searches, wanted, tell));
        }
        self.revive();
        self.hand_out();
        self.watch();
    }

    fn end_search(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.searching_here = None;
        if let Some(search) = inner.search.take()
            && let Some(index) = search.worker
        {
            // One that cannot be spoken to has no search either.
            let _heard = inner.slots[index].send(&JobRequest::EndSearch { search: search.id });
        }
        drop(inner);
        self.hand_out();
    }
}

impl Inner {
    fn job_of(&mut self, id: u64) -> Option<&mut Job> {
        self.job.as_mut().filter(|job| job.id == id)
    }

    fn has_no_workers(&self) -> bool {
        self.slots.iter().all(|slot| slot.doing == Doing::Gone)
    }

    /// Another look at all of them; gives those that have been silent for too long.
    fn silent(&mut self) -> Vec<usize> {
        let searching = self.search.as_ref().and_then(|search| search.worker);
        let slots = self.slots.iter_mut().enumerate();
        let over = slots.filter_map(|(index, slot)| {
            slot.patience.is_over(slot.doing, searching == Some(index)).then_some(index)
        });
        over.collect()
    }

    /// Gives worker `index` a block, if there is one; `false` where it cannot be spoken to.
    fn hand_to(&mut self, index: usize) -> bool {
        let alive = self.slots.iter().filter(|slot| slot.doing != Doing::Gone).count();
        // The one that searches is left to it while others play.
        if alive > 1 && self.search.as_ref().is_some_and(|search| search.worker == Some(index)) {
            return true;
        }
        let (Some(job), slot) = (&mut self.job, &mut self.slots[index]) else { return true };
        let first = slot.knows != Some(job.id);
        let Some(request) = job.next(index, first) else { return true };
        slot.doing = Doing::Block(job.id);
        if first {
            job.helped(index);
            slot.knows = Some(job.id);
        }
        slot.send(&request)
    }

    /// Tells the workers at `job` to let it be.
    fn release(&mut self, job: u64) {
        for slot in self.slots.iter_mut().filter(|slot| slot.doing == Doing::Block(job)) {
            slot.doing = Doing::Stopping(job);
            // One that cannot be spoken to does not answer and is replaced.
            let _heard = slot.send(&JobRequest::Cancel { job });
        }
    }
}

impl Slot {
    fn send(&self, request: &JobRequest) -> bool {
        let text = serde_json::to_string(request);
        match (&self.handle, text) {
            (Some(handle), Ok(text)) => handle.post(&text).is_ok(),
            _ => false,
        }
    }
}
