//! The worker protocol and its loop, both pure: the same [`Runner`] in a web worker, in a thread and, stepped from a
//! timer, on the page's own thread.
//!
//! ```text
//! page                                   worker
//!   ◀── Ready { protocol } ──────────────  (once, when it has loaded)
//!   ── Simulate { job, …, blocks } ─────▶  compiles the project, plays the blocks one after the other
//!   ◀── Progress, BlockDone, … ──────────
//!   ── More { job, blocks } ────────────▶  the same plan, more blocks
//!   ── Cancel { job } ──────────────────▶
//!   ◀── Cancelled { job } ───────────────
//!   ── Improve { search, … } ───────────▶  beside a job, a step of each in turn
//!   ◀── Searching, Improved { … } ───────  as it comes, the last time complete
//!   ── EndSearch { search } ────────────▶  no word follows
//! ```
//! Whoever holds the runner calls [`Runner::step`] until [`Runner::is_idle`], and looks for messages between the steps:
//! one step is a few milliseconds.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::{self, Project};
use crate::plan::{Improve, Improvements};
use crate::simulation::{Block, BlockRun, Learnt, Options, Plan};

/// Version of the messages; both sides must speak the same.
pub const PROTOCOL: u32 = 4;

/// State changes played in one step: some milliseconds.
const STEP_EVENTS: u64 = 100_000;

/// What is found is told each time a search has come so much further, of 1.
const TELL_FOUND: f64 = 0.1;

/// What a worker is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum JobRequest {
    /// Begin a job; replaces the one before.
    Simulate {
        /// Number of the job, chosen by the page; comes back in every event.
        job: u64,
        /// Revision of the document the project was taken from; comes back with every block.
        revision: u64,
        /// The project file.
        project: String,
        /// What to simulate and how.
        options: Options,
        /// Blocks to play, in this order.
        blocks: Vec<u64>,
    },
    /// More blocks of the present job; ignored where another one is under way.
    More {
        /// The job.
        job: u64,
        /// Blocks to play after those already asked for.
        blocks: Vec<u64>,
    },
    /// Stop the job and forget its blocks.
    Cancel {
        /// The job.
        job: u64,
    },
    /// Try changes; replaces the search before.
    Improve {
        /// Number of the search, chosen by the page; comes back in every event.
        search: u64,
        /// The project file.
        project: String,
        /// The journey to improve, by id; the first where absent.
        journey: Option<String>,
        /// The most money a month more that a change may cost; any where absent.
        budget: Option<f64>,
    },
    /// Forget the search.
    EndSearch {
        /// The search.
        search: u64,
    },
}

/// What a worker has to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum JobEvent {
    /// The worker listens and speaks this version.
    Ready {
        /// [`PROTOCOL`].
        protocol: u32,
    },
    /// How far the present block is.
    Progress {
        /// The job.
        job: u64,
        /// Simulated years this worker has done for the job, the present block included.
        years: f64,
        /// Blocks it has finished.
        blocks: u64,
    },
    /// A block is complete.
    BlockDone {
        /// The job.
        job: u64,
        /// Revision it was computed from.
        revision: u64,
        /// Which block.
        index: u64,
        /// Its findings.
        block: Box<Block>,
    },
    /// The job was stopped; nothing more of it follows.
    Cancelled {
        /// The job.
        job: u64,
    },
    /// The job cannot be done.
    Failed {
        /// The job.
        job: u64,
        /// Why, in a sentence.
        message: String,
    },
    /// A search goes on: without a word for long, its worker would be taken for dead.
    Searching {
        /// The search.
        search: u64,
    },
    /// What a search has found so far; the last time it is complete.
    Improved {
        /// The search.
        search: u64,
        /// What it has found.
        found: Box<Improvements>,
    },
    /// The search cannot be done.
    SearchFailed {
        /// The search.
        search: u64,
        /// Why, in a sentence.
        message: String,
    },
}

/// A job under way.
#[derive(Debug)]
struct Job {
    id: u64,
    revision: u64,
    plan: Plan,
    waiting: VecDeque<u64>,
    run: Option<(u64, BlockRun)>,
    learnt: Learnt,
    years: f64,
    blocks: u64,
}

/// A search for improvements under way.
#[derive(Debug)]
struct Search {
    id: u64,
    project: Project,
    improve: Improve,
    /// How far it was when it last told what it had found.
    told: f64,
}

/// Does what it is asked, a step at a time.
#[derive(Debug, Default)]
pub struct Runner {
    job: Option<Job>,
    search: Option<Search>,
}

impl Runner {
    /// A runner with nothing to do.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The first event of every worker.
    #[must_use]
    pub fn ready() -> JobEvent {
        JobEvent::Ready { protocol: PROTOCOL }
    }

    /// Takes a request; the events are its immediate answer. A new job replaces the one before without a word: the page
    /// that sent it knows.
    pub fn handle(&mut self, request: JobRequest) -> Vec<JobEvent> {
        match request {
            JobRequest::Simulate { job, revision, project, options, blocks } => {
                self.job = None;
                match prepare(&project, options) {
                    Ok(plan) => self.begin(job, revision, plan, blocks),
                    Err(message) => vec![JobEvent::Failed { job, message }],
                }
            }
            JobRequest::More { job, blocks } => {
                if let Some(present) = self.job.as_mut().filter(|present| present.id == job) {
                    present.waiting.extend(blocks);
                }
                Vec::new()
            }
            JobRequest::Cancel { job } => {
                self.job.take_if(|present| present.id == job);
                vec![JobEvent::Cancelled { job }]
            }
            JobRequest::Improve { search, project, journey, budget } => {
                self.search = None;
                match Search::new(search, &project, journey.as_deref(), budget) {
                    Ok(begun) => self.search = Some(begun),
                    Err(message) => return vec![JobEvent::SearchFailed { search, message }],
                }
                Vec::new()
            }
            JobRequest::EndSearch { search } => {
                self.search.take_if(|present| present.id == search);
                Vec::new()
            }
        }
    }

    fn begin(&mut self, id: u64, revision: u64, plan: Plan, blocks: Vec<u64>) -> Vec<JobEvent> {
        self.job = Some(Job {
            id,
            revision,
            plan,
            waiting: blocks.into(),
            run: None,
            learnt: Learnt::default(),
            years: 0.0,
            blocks: 0,
        });
        Vec::new()
    }

    /// Whether there is nothing to step.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.search.is_none()
            && self.job.as_ref().is_none_or(|job| job.run.is_none() && job.waiting.is_empty())
    }

    /// Plays and searches on for some milliseconds.
    pub fn step(&mut self) -> Vec<JobEvent> {
        let mut events = self.play();
        events.extend(self.look());
        events
    }

    /// A step of the search; it is over with its last word.
    fn look(&mut self) -> Option<JobEvent> {
        let mut present = self.search.take()?;
        let search = present.id;
        let more = match present.improve.step() {
            Ok(more) => more,
            Err(error) => return Some(JobEvent::SearchFailed { search, message: error.to_string() }),
        };
        let progress = present.improve.progress();
        let tell = !more || progress - present.told >= TELL_FOUND;
        let found = tell.then(|| Box::new(present.improve.finish(&present.project)));
        if more {
            present.told = if tell { progress } else { present.told };
            self.search = Some(present);
        }
        Some(found.map_or(JobEvent::Searching { search }, |found| JobEvent::Improved { search, found }))
    }

    /// A step of the job.
    fn play(&mut self) -> Vec<JobEvent> {
        let Some(job) = &mut self.job else { return Vec::new() };
        let begin = |index| {
            let learnt = std::mem::take(&mut job.learnt);
            (index, BlockRun::new(&job.plan, index).knowing(learnt))
        };
        let Some((index, mut run)) = job.run.take().or_else(|| job.waiting.pop_front().map(begin)) else {
            return Vec::new();
        };
        if run.advance(&job.plan, STEP_EVENTS) {
            job.years += run.years(&job.plan);
            job.blocks += 1;
            let progress = JobEvent::Progress { job: job.id, years: job.years, blocks: job.blocks };
            job.learnt = run.learnt();
            let block = Box::new(run.into_block());
            return vec![progress, JobEvent::BlockDone { job: job.id, revision: job.revision, index, block }];
        }
        let years = job.years + run.years(&job.plan);
        job.run = Some((index, run));
        vec![JobEvent::Progress { job: job.id, years, blocks: job.blocks }]
    }
}

impl Search {
    fn new(id: u64, project: &str, journey: Option<&str>, budget: Option<f64>) -> Result<Self, String> {
        let project = model::read(project).map_err(|faults| faults.to_string())?.project;
        let improve = Improve::new(&project, journey, budget).map_err(|error| error.to_string())?;
        Ok(Self { id, project, improve, told: 0.0 })
    }
}

/// Reads the project and makes it ready.
fn prepare(project: &str, options: Options) -> Result<Plan, String> {
    let loaded = model::read(project).map_err(|faults| faults.to_string())?;
    Plan::new(&loaded.project, options).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::simulation::Collector;

    const PROJECT: &str = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}],
        "objective": {"availability": 0.999},
        "components": [{"id": "db", "failures": [{"mtbf": "30d", "mttr": "1h"}]}]}"#;

    fn options() -> Options {
        Options { years: 3_000.0, ..Options::default() }
    }

    fn simulate(job: u64, blocks: Vec<u64>) -> JobRequest {
        JobRequest::Simulate { job, revision: 5, project: PROJECT.to_owned(), options: options(), blocks }
    }

    /// Every message through JSON, as between a page and its worker.
    fn travel<T: Serialize + for<'de> Deserialize<'de>>(message: &T) -> T {
        serde_json::from_str(&serde_json::to_string(message).unwrap()).unwrap()
    }

    fn drain(runner: &mut Runner) -> Vec<JobEvent> {
        let mut events = Vec::new();
        while !runner.is_idle() {
            events.extend(runner.step().iter().map(travel));
        }
        events
    }

    /// Blocks dealt to two runners, merged out of order, give the bytes of one run in order.
    #[test]
    fn two_workers_give_the_bytes_of_one() {
        let plan = prepare(PROJECT, options()).unwrap();
        assert!(plan.blocks() > 4);
        let mut alone = Collector::new(&plan);
        (0..plan.blocks()).for_each(|index| alone.add(plan.run_block(index, &mut |_| true).unwrap()));
        let mut together = Collector::new(&plan);
        for parity in [1, 0] {
            let mut runner = Runner::new();
            let blocks: Vec<u64> = (0..plan.blocks()).rev().filter(|index| index % 2 == parity).collect();
            assert!(runner.handle(travel(&simulate(9, blocks[..1].to_vec()))).is_empty());
            runner.handle(JobRequest::More { job: 9, blocks: blocks[1..].to_vec() });
            for event in drain(&mut runner) {
                if let JobEvent::BlockDone { job: 9, revision: 5, block, .. } = event {
                    together.add(*block);
                }
            }
        }
        assert!(together.enough());
        let text = |collector: &Collector| serde_json::to_string(&collector.finish()).unwrap();
        assert_eq!(text(&alone), text(&together));
    }

    #[test]
    fn cancel_ends_a_job() {
        let mut runner = Runner::new();
        runner.handle(simulate(1, (0..32).collect()));
        runner.step();
        assert_eq!(runner.handle(JobRequest::Cancel { job: 1 }), [JobEvent::Cancelled { job: 1 }]);
        assert!(runner.is_idle() && runner.step().is_empty());
        runner.handle(JobRequest::More { job: 1, blocks: vec![3] });
        assert!(runner.is_idle());
    }

    /// A search beside a job: both come to what each comes to alone.
    #[test]
    fn a_search_goes_on_beside_a_job() {
        let mut runner = Runner::new();
        runner.handle(simulate(1, vec![0, 1]));
        let project = PROJECT.to_owned();
        let begin = JobRequest::Improve { search: 4, project, journey: Some("j".to_owned()), budget: None };
        assert!(runner.handle(travel(&begin)).is_empty());
        let events = drain(&mut runner);
        let done = events.iter().filter(|it| matches!(it, JobEvent::BlockDone { job: 1, .. })).count();
        assert_eq!(done, 2);
        let Some(JobEvent::Improved { search: 4, found }) =
            events.iter().rev().find(|it| matches!(it, JobEvent::Improved { .. }))
        else {
            panic!("nothing was found: {events:?}");
        };
        let alone = crate::plan::improve(&model::read(PROJECT).unwrap().project, Some("j"), None).unwrap();
        assert!(found.complete && !found.improvements.is_empty());
        assert_eq!(**found, travel(&alone));
    }

    #[test]
    fn a_search_is_ended_and_its_faults_are_told() {
        let mut runner = Runner::new();
        let begin = |search, project: &str| JobRequest::Improve {
            search,
            project: project.to_owned(),
            journey: None,
            budget: None,
        };
        runner.handle(begin(1, PROJECT));
        runner.handle(JobRequest::EndSearch { search: 7 });
        assert!(!runner.is_idle(), "another search is not meant");
        runner.handle(JobRequest::EndSearch { search: 1 });
        assert!(runner.is_idle() && runner.step().is_empty());
        assert!(matches!(&runner.handle(begin(2, "{"))[..], [JobEvent::SearchFailed { search: 2, .. }]));
        let nowhere = PROJECT.replace(r#"[{"id": "j", "entry": "db"}]"#, "[]");
        assert!(matches!(&runner.handle(begin(3, &nowhere))[..], [JobEvent::SearchFailed { search: 3, .. }]));
        assert!(runner.is_idle());
    }

    #[test]
    fn faults_are_told() {
        let mut runner = Runner::new();
        let broken = JobRequest::Simulate {
            job: 2,
            revision: 0,
            project: "{".to_owned(),
            options: Options::default(),
            blocks: vec![0],
        };
        assert!(matches!(&runner.handle(broken)[..], [JobEvent::Failed { job: 2, .. }]));
        assert!(runner.is_idle());
        assert_eq!(Runner::ready(), JobEvent::Ready { protocol: PROTOCOL });
    }
}
