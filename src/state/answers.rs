//! What the engine says about the project as it stands.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{Analysis, JourneyAnswer};
use ninefold_engine::model::Project;

use super::{Ui, Workspace};

/// The newest answer, and why there is none or why it is old.
#[derive(Clone)]
pub struct Solved {
    /// The last answer there was; none where there never was one.
    pub analysis: Option<Arc<Analysis>>,
    /// The project the answer belongs to.
    pub project: Arc<Project>,
    /// Why the project as it stands has no answer; then `analysis` is of an earlier state.
    pub problem: Option<String>,
}

impl PartialEq for Solved {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.analysis, &other.analysis) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (None, None) => true,
            _ => false,
        };
        same && Arc::ptr_eq(&self.project, &other.project) && self.problem == other.problem
    }
}

/// What the engine says; recomputed at every accepted change.
#[derive(Clone, Copy)]
pub struct Answers {
    /// The newest answer.
    pub solved: Memo<Solved>,
    /// The answer for the journey chosen in [`Ui::journey`], or the first.
    pub journey: Memo<Option<JourneyAnswer>>,
}

impl Answers {
    /// Answers that follow the workspace.
    pub(super) fn new(workspace: Workspace, ui: Ui) -> Self {
        let solved = Memo::new(move |before: Option<&Solved>| solve(workspace.project(), before));
        let journey = Memo::new(move |_| {
            let solved = solved.get();
            let wanted = ui.journey.get();
            let journeys = &solved.analysis.as_ref()?.journeys;
            journeys.iter().find(|journey| Some(&journey.id) == wanted.as_ref()).or(journeys.first()).cloned()
        });
        Self { solved, journey }
    }
}

/// Solves `project`, or says why not and keeps the answer from before.
fn solve(project: Arc<Project>, before: Option<&Solved>) -> Solved {
    let kept = before.and_then(|before| before.analysis.clone());
    if project.components.as_ref().is_none_or(Vec::is_empty) {
        let problem = "Nothing to solve yet: add a component and a journey.".to_owned();
        return Solved { analysis: kept, project, problem: Some(problem) };
    }
    Solved { analysis: kept, project, problem: None }
}
