//! Which worker does which block: pure, so that it is tested without workers.

use std::collections::{BTreeMap, BTreeSet};

/// How often a block is handed out again after the worker doing it was lost.
const REDO: u32 = 1;

/// How many blocks per worker may be ahead of the oldest one still missing; bounds what is kept in memory.
const AHEAD_PER_WORKER: u64 = 4;

/// What follows from losing a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It was idle.
    Nothing,
    /// Its block will be handed out once more.
    Redo,
    /// Its block was lost before: the job must fail.
    GiveUp,
}

/// The blocks of one job, handed out to numbered workers.
#[derive(Debug)]
pub struct Schedule {
    total: u64,
    fresh: u64,
    ahead: u64,
    running: BTreeMap<usize, u64>,
    redo: BTreeSet<u64>,
    lost: BTreeMap<u64, u32>,
}

impl Schedule {
    /// For `total` blocks on at most `workers` workers.
    #[must_use]
    pub fn new(total: u64, workers: usize) -> Self {
        Self {
            total,
            fresh: 0,
            ahead: AHEAD_PER_WORKER * workers.max(1) as u64,
            running: BTreeMap::new(),
            redo: BTreeSet::new(),
            lost: BTreeMap::new(),
        }
    }

    /// The block `worker` should do now, if there is one for it. `merged` blocks have been put together so far.
    pub fn assign(&mut self, worker: usize, merged: u64) -> Option<u64> {
        if self.running.contains_key(&worker) {
            return None;
        }
        let index = match self.redo.pop_first() {
            Some(index) => index,
            None if self.fresh < self.total && self.fresh < merged + self.ahead => {
                self.fresh += 1;
                self.fresh - 1
            }
            None => return None,
        };
        self.running.insert(worker, index);
        Some(index)
    }

    /// Whether `worker` was asked for the block it has finished; what was not asked for is to be dropped.
    pub fn done(&mut self, worker: usize, index: u64) -> bool {
        let asked = self.running.get(&worker) == Some(&index);
        if asked {
            self.running.remove(&worker);
        }
        asked
    }

    /// The worker is gone, and with it the block it was doing.
    pub fn lost(&mut self, worker: usize) -> Lost {
        let Some(index) = self.running.remove(&worker) else { return Lost::Nothing };
        let times = self.lost.entry(index).or_insert(0);
        *times += 1;
        if *times > REDO {
            return Lost::GiveUp;
        }
        self.redo.insert(index);
        Lost::Redo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_handed_out_once() {
        let mut schedule = Schedule::new(3, 2);
        assert_eq!((schedule.assign(0, 0), schedule.assign(1, 0)), (Some(0), Some(1)));
        assert_eq!(schedule.assign(0, 0), None, "a busy worker gets nothing more");
        assert!(schedule.done(1, 1));
        assert_eq!(schedule.assign(1, 0), Some(2));
        assert!(schedule.done(0, 0));
        assert_eq!(schedule.assign(0, 2), None, "nothing is left");
    }

    #[test]
    fn a_lost_block_is_done_once_more_and_then_given_up() {
        let mut schedule = Schedule::new(5, 2);
        assert_eq!(schedule.assign(0, 0), Some(0));
        assert_eq!(schedule.assign(1, 0), Some(1));
        assert_eq!(schedule.lost(0), Lost::Redo);
        assert_eq!(schedule.lost(0), Lost::Nothing);
        assert_eq!(schedule.assign(2, 0), Some(0), "the lost block comes before new ones");
        assert_eq!(schedule.lost(2), Lost::GiveUp);
    }

    #[test]
    fn nobody_runs_far_ahead_of_a_slow_worker() {
        let mut schedule = Schedule::new(1_000, 2);
        assert_eq!(schedule.assign(0, 0), Some(0));
        let mut done = 0;
        while let Some(index) = schedule.assign(1, 0) {
            assert!(schedule.done(1, index));
            done += 1;
        }
        assert_eq!(done, 2 * AHEAD_PER_WORKER - 1);
        assert!(schedule.done(0, 0));
        assert!(schedule.assign(1, 2 * AHEAD_PER_WORKER).is_some());
    }

    #[test]
    fn answers_nobody_waits_for_are_dropped() {
        let mut schedule = Schedule::new(2, 1);
        schedule.assign(0, 0);
        assert!(!schedule.done(0, 1), "not this block");
        assert!(!schedule.done(7, 0), "not this worker");
        assert!(schedule.done(0, 0));
        assert!(!schedule.done(0, 0), "not twice");
    }
}
