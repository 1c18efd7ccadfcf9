//! One run under way: what has been asked of whom, what has come back. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use ninefold_engine::simulation::{Block, Collector, Plan, Simulation};

use super::Progress;
use super::schedule::{Lost, Schedule};

/// What came of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There is more to do.
    More,
    /// The run is complete.
    Complete,
    /// Nobody asked this worker for it, or it is no block of this run.
    Unasked,
}

/// One run under way.
pub struct Run {
    collector: Collector,
    schedule: Schedule,
    years: f64,
    /// Years each worker says it has done, the block it is at included.
    done: BTreeMap<usize, f64>,
}

impl Run {
    /// Nothing done yet, for at most `workers` workers.
    #[must_use]
    pub fn new(plan: &Plan, workers: usize) -> Self {
        Self {
            collector: Collector::new(plan),
            schedule: Schedule::new(plan.blocks(), workers),
            years: plan.years(),
            done: BTreeMap::new(),
        }
    }

    /// The block `worker` should do now.
    pub fn assign(&mut self, worker: usize) -> Option<u64> {
        self.schedule.assign(worker, self.collector.merged())
    }

    /// `worker` has done so many years in all.
    pub fn note(&mut self, worker: usize, years: f64) {
        self.done.insert(worker, years);
    }

    /// Takes a finished block.
    pub fn take(&mut self, worker: usize, block: Block) -> Taken {
        if !self.collector.fits(&block) || !self.schedule.done(worker, block.index) {
            return Taken::Unasked;
        }
        self.collector.add(block);
        if self.collector.enough() { Taken::Complete } else { Taken::More }
    }

    /// The worker is gone, and with it the block it was at; what it did before is merged already.
    pub fn lost(&mut self, worker: usize) -> Lost {
        self.schedule.lost(worker)
    }

    /// How far it is, with the estimate so far.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let estimate = (self.collector.merged() > 0).then(|| Arc::new(self.collector.finish()));
        let done: f64 = self.done.values().sum();
        Progress { years_done: done.min(self.years), years_asked: self.years, estimate }
    }

    /// The answer.
    #[must_use]
    pub fn answer(&self) -> Simulation {
        self.collector.finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ninefold_engine::model;
    use ninefold_engine::simulation::Options;

    use super::*;

    const PROJECT: &str = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}],
        "objective": {"availability": 0.99, "window": "month"},
        "components": [{"id": "db", "failures": [{"mtbf": "30d", "mttr": "6h"}]}]}"#;

    fn plan() -> Plan {
        let project = model::read(PROJECT).unwrap().project;
        Plan::new(&project, Options { years: 2_000.0, seed: 7, ..Options::default() }).unwrap()
    }

    /// Plays the run on `workers` pretended workers, the last one always answering first.
    fn play(workers: usize, lose_one: bool) -> Simulation {
        let plan = plan();
        let mut run = Run::new(&plan, workers);
        let mut lose_one = lose_one;
        loop {
            let given: Vec<_> =
                (0..workers).filter_map(|worker| Some((worker, run.assign(worker)?))).collect();
            assert!(!given.is_empty(), "an unfinished run has work");
            for &(worker, index) in given.iter().rev() {
                if std::mem::take(&mut lose_one) {
                    assert_eq!(run.lost(worker), Lost::Redo);
                    continue;
                }
                let block = plan.run_block(index, &mut |_| true).unwrap();
                assert_eq!(run.take(worker + 1_000, block.clone()), Taken::Unasked);
                match run.take(worker, block) {
                    Taken::Complete => return run.answer(),
                    other => assert_eq!(other, Taken::More),
                }
            }
        }
    }

    #[test]
    fn the_answer_does_not_depend_on_who_did_what() {
        let alone = serde_json::to_string(&play(1, false)).unwrap();
        for workers in [2, 3, 8] {
            assert_eq!(serde_json::to_string(&play(workers, false)).unwrap(), alone, "{workers} workers");
        }
        assert_eq!(serde_json::to_string(&play(3, true)).unwrap(), alone, "with a worker lost");
    }

    /// A block of another project, with another number of journeys, is left aside, and the one that was asked for is still wanted.
    #[test]
    fn what_is_no_block_of_this_run_is_not_taken() {
        let plan = plan();
        let two = PROJECT.replace(
            r#"[{"id": "j", "entry": "db"}]"#,
            r#"[{"id": "j", "entry": "db"}, {"id": "k", "entry": "db"}]"#,
        );
        let options = Options { years: 2_000.0, seed: 7, ..Options::default() };
        let other = Plan::new(&model::read(&two).unwrap().project, options).unwrap();
        let mut run = Run::new(&plan, 1);
        let index = run.assign(0).unwrap();
        assert_eq!(run.take(0, other.run_block(index, &mut |_| true).unwrap()), Taken::Unasked);
        assert_eq!(run.lost(0), Lost::Redo);
        assert_eq!(run.assign(0), Some(index));
        assert_eq!(run.take(0, plan.run_block(index, &mut |_| true).unwrap()), Taken::More);
    }

    #[test]
    fn progress_adds_up_the_workers() {
        let plan = plan();
        let mut run = Run::new(&plan, 2);
        let index = run.assign(0).unwrap();
        assert_eq!(run.progress().years_done, 0.0);
        run.note(0, 3.5);
        run.note(1, 4.5);
        assert_eq!(run.progress().years_done, 8.0);
        assert!(run.progress().estimate.is_none());
        run.take(0, plan.run_block(index, &mut |_| true).unwrap());
        assert!(run.progress().estimate.is_some());
        run.note(0, 1e9);
        assert_eq!(run.progress().years_done, run.progress().years_asked, "never more than all");
    }
}
