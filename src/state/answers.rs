//! What the engine says about the project as it stands.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{
    Analysis, AnalysisError, ComponentAnswer, Contribution, JourneyAnswer, Options, Session,
};
use ninefold_engine::model::Project;

use wasm_bindgen_futures::spawn_local;

use super::{Ui, Workspace};
use crate::browser::clock;
use crate::compute;

/// The newest answer, and why there is none or why it is old.
#[derive(Clone)]
pub struct Solved {
    /// The last answer there was; none where there never was one.
    pub analysis: Option<Arc<Analysis>>,
    /// The project as it stands, which the answer belongs to unless there is a problem.
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

/// How a journey stands against its promise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Kept.
    Met,
    /// Kept on average, but this share of the windows misses it.
    AtRisk(f64),
    /// Not kept.
    Missed,
    /// Nothing was promised.
    NoPromise,
    /// The promise lies between the bounds that are known.
    Unknown,
}

/// From this chance of missing a window on, a promise that is kept on average is at risk.
const RISKY: f64 = 0.1;

impl Standing {
    /// Of one journey.
    #[must_use]
    pub fn of(journey: &JourneyAnswer) -> Self {
        match &journey.objective {
            None => Self::NoPromise,
            Some(objective)
                if !objective.met
                    && journey.bounds.is_some_and(|it| it.low <= 1.0 - objective.availability) =>
            {
                Self::Unknown
            }
            Some(objective) if !objective.met => Self::Missed,
            Some(objective) if objective.breach_probability >= RISKY => {
                Self::AtRisk(objective.breach_probability)
            }
            Some(_) => Self::Met,
        }
    }
}

/// What the engine says; recomputed at every accepted change.
#[derive(Clone, Copy)]
pub struct Answers {
    /// The newest answer.
    pub solved: Memo<Solved>,
    /// The answer for the journey chosen in [`Ui::journey`], or the first.
    pub journey: Memo<Option<JourneyAnswer>>,
    /// How that journey stands.
    pub standing: Memo<Option<Standing>>,
    pub(super) shares: Memo<HashMap<String, f64>>,
    /// Availability and unavailability of every component.
    pub(super) components: Memo<HashMap<String, (f64, f64)>>,
    singles: Memo<Vec<(String, String)>>,
    session: StoredValue<Session>,
}

impl Answers {
    /// Answers that follow the workspace.
    pub(super) fn new(workspace: Workspace, ui: Ui) -> Self {
        let session = StoredValue::new(Session::default());
        spawn_local(async move {
            // Until then, and where it cannot be had, large models are solved in the order of their file.
            if let Ok(search) = compute::order_search().await {
                session.try_update_value(|session| session.search_with(search));
            }
        });
        let solved = Memo::new(move |before: Option<&Solved>| {
            let project = workspace.project();
            let ask =
                |off: &BTreeSet<String>| session.try_update_value(|session| solve(session, &project, off));
            let solved = ui.off.with(ask).unwrap_or_else(|| Err(String::new()));
            let problem = solved.as_ref().err().cloned();
            // An answer of another project says nothing about this one.
            let same = before.filter(|before| {
                before.project.components().iter().any(|it| project.component(&it.id).is_some())
            });
            let kept = same.and_then(|before| before.analysis.clone());
            Solved { analysis: solved.ok().map(Arc::new).or(kept), project, problem }
        });
        let journey = Memo::new(move |_| {
            let wanted = ui.journey.get();
            solved.with(|solved| {
                let journeys = &solved.analysis.as_ref()?.journeys;
                journeys
                    .iter()
                    .find(|journey| Some(&journey.id) == wanted.as_ref())
                    .or(journeys.first())
                    .cloned()
            })
        });
        let standing = Memo::new(move |_| journey.with(|journey| journey.as_ref().map(Standing::of)));
        let shares =
            Memo::new(move |_| journey.with(|journey| journey.as_ref().map(shares).unwrap_or_default()));
        let components = Memo::new(move |_| {
            let figures = |analysis: &Arc<Analysis>| {
                let of = |it: &ComponentAnswer| (it.id.clone(), (it.availability, it.unavailability));
                analysis.components.iter().map(of).collect()
            };
            solved.with(|solved| solved.analysis.as_ref().map(figures).unwrap_or_default())
        });
        let singles = singles(workspace, ui);
        Self { solved, journey, standing, shares, components, singles, session }
    }

    /// The exact answer with nothing switched off: what the design does, and not what is only tried out; tracked. None where there is none.
    #[must_use]
    pub fn as_designed(self, ui: Ui) -> Option<Arc<Analysis>> {
        let (current, project) = self.solved.with(|solved| {
            let current = solved.analysis.clone().filter(|_| solved.problem.is_none());
            (current, Arc::clone(&solved.project))
        });
        if ui.off.with(BTreeSet::is_empty) {
            return current;
        }
        // In a session of its own: the shared one holds what is tried out.
        solve(&mut Session::default(), &project, &BTreeSet::new()).ok().map(Arc::new)
    }

    /// Whether the figures belong to an earlier state; tracked.
    #[must_use]
    pub fn is_old(self) -> bool {
        self.solved.with(|solved| solved.problem.is_some())
    }

    /// A component or zone with its share of the journey's minutes, and its importance, which the answers leave out; tracked.
    #[must_use]
    pub fn importance(self, id: &str) -> Option<Contribution> {
        let journey = self.journey.get()?;
        let minutes = journey.contributions.iter().find(|it| it.id == id)?.clone();
        let measured =
            self.of_journey(&journey.id, |session, project, number| session.importance(project, number, id));
        Some(measured.flatten().unwrap_or(minutes))
    }

    /// The share of a journey's requests that are answered, which the answers leave out; tracked.
    #[must_use]
    pub fn served(self, journey: &str) -> Option<f64> {
        self.of_journey(journey, Session::served).flatten()
    }

    fn of_journey<T>(self, id: &str, read: impl FnOnce(&Session, &Project, usize) -> T) -> Option<T> {
        let (project, number) = self.solved.with(|solved| {
            let journeys = &solved.analysis.as_ref().filter(|_| solved.problem.is_none())?.journeys;
            Some((solved.project.clone(), journeys.iter().position(|journey| journey.id == id)?))
        })?;
        self.session.try_with_value(|session| read(session, &project, number))
    }

    /// What a component or zone takes down alone, in words, if it is a single point of failure; tracked.
    #[must_use]
    pub fn single_point(self, id: &str) -> Option<String> {
        self.singles.with(|singles| {
            let place = singles.binary_search_by(|it| it.0.as_str().cmp(id)).ok()?;
            Some(singles[place].1.clone())
        })
    }

    /// The share of the journey's downtime that a component or zone causes; tracked.
    #[must_use]
    pub fn share(self, id: &str) -> Option<f64> {
        self.shares.with(|shares| shares.get(id).copied())
    }
}

/// The exact answer with some things held down, or why there is none in a sentence.
///
/// Without cut sets and importance: they take longer than an edit may, and are asked for where they are shown.
#[inline(never)]
fn solve(session: &mut Session, project: &Project, off: &BTreeSet<String>) -> Result<Analysis, String> {
    if project.components().is_empty() {
        return Err("Nothing to solve yet: add a component.".to_owned());
    }
    let there = |id: &&String| project.component(id).is_some() || project.zone(id).is_some();
    let off = off.iter().filter(there).cloned().collect();
    let options = Options { off, cut_sets: 0, ..Options::default() };
    let started = clock::milliseconds();
    let mut answer = session.analyze(project, &options).map_err(|error| sentence(&error))?;
    answer.solver.milliseconds = clock::milliseconds() - started;
    Ok(answer)
}

/// Why there is no answer; of several faults the first, and how many more.
fn sentence(error: &AnalysisError) -> String {
    let text = match error {
        AnalysisError::Invalid(diagnostics) => {
            let mut faults = diagnostics.0.iter().filter(|it| it.is_error());
            let first = faults.next().map(|it| it.message.clone()).unwrap_or_default();
            match faults.count() {
                0 => first,
                more => format!("{first} (and {more} more)"),
            }
        }
        other => other.to_string(),
    };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Single points of failure with the names of the journeys they take down; none until the part that finds them has come.
fn singles(workspace: Workspace, ui: Ui) -> Memo<Vec<(String, String)>> {
    let finder = RwSignal::new(None::<compute::Finder>);
    spawn_local(async move {
        if let Ok(found) = compute::single_point_finder().await {
            finder.set(Some(found));
        }
    });
    Memo::new(move |_| {
        let off: Vec<String> = ui.off.with(|off| off.iter().cloned().collect());
        finder.get().map(|find| find(&workspace.project(), &off)).unwrap_or_default()
    })
}

/// Each contributor's share of the total.
fn shares(journey: &JourneyAnswer) -> HashMap<String, f64> {
    let total: f64 = journey.contributions.iter().map(|it| it.downtime_seconds_per_year).sum();
    let share = |seconds: f64| if total > 0.0 { seconds / total } else { 0.0 };
    journey.contributions.iter().map(|it| (it.id.clone(), share(it.downtime_seconds_per_year))).collect()
}
