//! Undo and redo: snapshots, with named transactions that leave no trace when nothing changed.

use std::collections::VecDeque;

/// How many steps are remembered.
const LIMIT: usize = 500;
/// How many at least, however large a state is.
const FEWEST: usize = 50;
/// How many parts (components, zones, links) the states of all steps may have together: a part takes some 2 kB, so this is about 120 MB.
const PARTS: usize = 60_000;

/// How many steps of a project with so many parts are remembered.
#[must_use]
pub fn limit(parts: usize) -> usize {
    (PARTS / parts.max(1)).clamp(FEWEST, LIMIT)
}

/// A step back or forth: what it is called and the state on its other side.
#[derive(Clone, Debug)]
struct Step<T> {
    name: String,
    state: T,
}

/// The past and the future of a value that is cheap to clone.
#[derive(Clone, Debug)]
pub struct History<T> {
    past: VecDeque<Step<T>>,
    future: Vec<Step<T>>,
    open: Option<Step<T>>,
    limit: usize,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { past: VecDeque::new(), future: Vec::new(), open: None, limit: LIMIT }
    }
}

impl<T: Clone + PartialEq> History<T> {
    /// Remembers at most so many steps from now on.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit.max(1);
        while self.past.len() > self.limit {
            self.past.pop_front();
        }
    }

    /// Starts a transaction at this state. One that is open is kept: it started earlier.
    pub fn begin(&mut self, name: &str, now: &T) {
        if self.open.is_none() {
            self.open = Some(Step { name: name.to_owned(), state: now.clone() });
        }
    }

    /// The state at the start of the open transaction.
    #[must_use]
    pub fn start(&self) -> Option<&T> {
        self.open.as_ref().map(|step| &step.state)
    }

    /// Renames the open transaction.
    pub fn rename(&mut self, name: &str) {
        if let Some(open) = &mut self.open {
            name.clone_into(&mut open.name);
        }
    }

    /// Ends the transaction: one step if `now` differs from its start, otherwise none (and redo stays). True if one.
    pub fn commit(&mut self, now: &T) -> bool {
        let Some(step) = self.open.take() else { return false };
        if step.state == *now {
            return false;
        }
        self.future.clear();
        self.past.push_back(step);
        self.set_limit(self.limit);
        true
    }

    /// Gives the transaction up; the state to go back to.
    pub fn abort(&mut self) -> Option<T> {
        self.open.take().map(|step| step.state)
    }

    /// One step back from `now`; gives an open transaction up instead, if there is one.
    pub fn undo(&mut self, now: &T) -> Option<T> {
        if let Some(start) = self.abort() {
            return Some(start);
        }
        let step = self.past.pop_back()?;
        self.future.push(Step { name: step.name, state: now.clone() });
        Some(step.state)
    }

    /// One step forth from `now`; none while a transaction is open.
    pub fn redo(&mut self, now: &T) -> Option<T> {
        if self.open.is_some() {
            return None;
        }
        let step = self.future.pop()?;
        self.past.push_back(Step { name: step.name, state: now.clone() });
        Some(step.state)
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_name(&self) -> Option<&str> {
        self.open.as_ref().or(self.past.back()).map(|step| step.name.as_str())
    }

    /// What redo would bring back.
    #[must_use]
    pub fn redo_name(&self) -> Option<&str> {
        if self.open.is_some() { None } else { self.future.last().map(|step| step.name.as_str()) }
    }

    /// Names of the steps taken, oldest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.past.iter().map(|step| step.name.as_str())
    }

    /// Names of the steps taken back, the next to redo first.
    pub fn undone(&self) -> impl Iterator<Item = &str> {
        self.future.iter().rev().map(|step| step.name.as_str())
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.past.clear();
        self.future.clear();
        self.open = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_is_one_step() {
        let mut history = History::default();
        history.begin("Move", &0);
        history.begin("Move again", &1);
        assert!(history.commit(&9));
        assert_eq!(history.undo_name(), Some("Move"));
        assert_eq!(history.undo(&9), Some(0));
        assert_eq!(history.redo_name(), Some("Move"));
        assert_eq!(history.redo(&0), Some(9));
    }

    #[test]
    fn an_unchanged_commit_leaves_no_step_and_keeps_redo() {
        let mut history = History::default();
        history.begin("One", &0);
        history.commit(&1);
        history.undo(&1);
        history.begin("Nothing", &0);
        assert!(!history.commit(&0));
        assert_eq!(history.redo_name(), Some("One"));
        assert_eq!(history.undo_name(), None);
    }

    #[test]
    fn aborting_gives_the_start_back() {
        let mut history = History::default();
        history.begin("Drag", &3);
        assert_eq!(history.redo(&4), None);
        assert_eq!(history.undo(&4), Some(3));
        assert_eq!(history.undo(&3), None);
        assert!(!history.commit(&5), "nothing is open");
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::default();
        history.set_limit(3);
        for now in 0..10 {
            history.begin("Step", &now);
            history.commit(&(now + 1));
        }
        assert_eq!(history.names().count(), 3);
        let mut now = 10;
        while let Some(before) = history.undo(&now) {
            now = before;
        }
        assert_eq!(now, 7);
        assert_eq!((limit(0), limit(40), limit(300), limit(3_000)), (500, 500, 200, 50));
    }
}
