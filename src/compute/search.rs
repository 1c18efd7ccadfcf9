//! The search for improvements under way: what was asked for, and which worker has it.

use ninefold_engine::job::JobRequest;
use ninefold_engine::model;

use super::{TellFound, Wanted};

/// How often a search is begun again after the worker doing it was lost.
const AGAIN: u32 = 1;

/// A search under way.
pub struct Search {
    /// Its number; comes back in every event.
    pub id: u64,
    /// The worker that has it; none where it waits for one.
    pub worker: Option<usize>,
    /// Where it goes what is found.
    pub tell: TellFound,
    journey: Option<String>,
    budget: Option<f64>,
    text: String,
    lost: u32,
}

impl Search {
    /// Not handed out yet.
    pub fn new(id: u64, wanted: Wanted, tell: TellFound) -> Self {
        let text = model::write(&wanted.project);
        Self { id, worker: None, tell, journey: wanted.journey, budget: wanted.budget, text, lost: 0 }
    }

    /// The request for a worker.
    pub fn request(&self) -> JobRequest {
        let (project, journey) = (self.text.clone(), self.journey.clone());
        JobRequest::Improve { search: self.id, project, journey, budget: self.budget }
    }

    /// The worker is being replaced: another is to have it.
    pub fn leave(&mut self, worker: usize) {
        self.worker.take_if(|present| *present == worker);
    }

    /// The worker was lost; says whether the search was lost with it once too often.
    pub fn lost(&mut self, worker: usize) -> bool {
        let lost = self.worker.take_if(|present| *present == worker).is_some();
        self.lost += u32::from(lost);
        self.lost > AGAIN
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::rc::Rc;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_search_is_begun_again_once() {
        let project = model::read(r#"{"format": "ninefold/1"}"#).unwrap().project;
        let wanted = Wanted { project: Arc::new(project), journey: Some("j".to_owned()), budget: None };
        let mut search = Search::new(3, wanted, Rc::new(|_| ()));
        assert!(matches!(search.request(), JobRequest::Improve { search: 3, .. }));
        search.worker = Some(1);
        assert!(!search.lost(0), "another worker");
        assert_eq!(search.worker, Some(1));
        search.leave(1);
        assert_eq!(search.worker, None, "replaced, which is nobody's fault");
        search.worker = Some(0);
        assert!(!search.lost(0));
        search.worker = Some(1);
        assert!(search.lost(1));
    }
}
