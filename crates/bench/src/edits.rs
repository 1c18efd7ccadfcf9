//! What one edit costs: the same model asked about again and again, as the page asks.

use ninefold_engine::analysis::{Options, Session};
use ninefold_engine::boolean::race;
use ninefold_engine::model::Project;

use crate::models::{three_regions, tree};

/// What is measured: a name, and how it is made.
pub const CASES: [&str; 6] = [
    "200 components, one number changed",
    "200 components, a zone's number changed",
    "200 components, one component more or less",
    "200 components, from nothing",
    "5,000 components with 20 shared, from nothing",
    "200 components, one number changed, all measures",
];

/// One of [`CASES`], ready to be asked.
#[derive(Debug)]
pub struct Edits {
    states: Vec<Project>,
    /// None where each answer begins with nothing.
    session: Option<Session>,
    asked: usize,
}

impl Edits {
    /// Number `case` of [`CASES`].
    ///
    /// # Errors
    /// When there is no such case.
    pub fn new(case: usize) -> Result<Self, String> {
        let model = if case == 4 { tree(5_000, 20)? } else { three_regions(33)? };
        let edited = match case {
            0 | 5 => Some(with_a_number_changed(&model)),
            1 => Some(with_a_zone_changed(&model)),
            2 => Some(without_the_last(&model)),
            3 | 4 => None,
            _ => return Err(format!("there is no case {case}")),
        };
        let session = edited.as_ref().map(|_| if case == 5 { Session::complete() } else { as_the_page() });
        let mut edits = Self { states: [model].into_iter().chain(edited).collect(), session, asked: 0 };
        if edits.session.is_some() {
            edits.ask()?;
        }
        Ok(edits)
    }

    /// Goes on to the next state of the model, there and back, and solves it: its unavailability.
    ///
    /// # Errors
    /// When it has no answer.
    pub fn ask(&mut self) -> Result<f64, String> {
        let project = &self.states[self.asked % self.states.len()];
        self.asked += 1;
        let options = Options { cut_sets: 0, ..Options::default() };
        let answer = match &mut self.session {
            Some(session) => session.analyze(project, &options),
            None => as_the_page().analyze(project, &options),
        };
        let answer = answer.map_err(|error| error.to_string())?;
        Ok(answer.journeys.first().map_or(f64::NAN, |journey| journey.unavailability))
    }
}

/// What the page asks at an edit: without cut sets and importance measures.
fn as_the_page() -> Session {
    let mut session = Session::default();
    session.search_with(race::order);
    session
}

/// The mean time between failures of a service in the middle.
fn with_a_number_changed(model: &Project) -> Project {
    let mut edited = model.clone();
    let components = edited.components.as_mut().map(|list| list.iter_mut());
    let with_own = components.and_then(|mut list| list.find(|it| it.id == "r2-s10"));
    let mode = with_own.and_then(|it| it.failures.as_mut()?.first_mut());
    let other = model.component("r2-d10").and_then(|it| it.failures().first()?.mtbf.clone());
    if let (Some(mode), Some(other)) = (mode, other) {
        mode.mtbf = Some(other);
    }
    edited
}

/// That of a zone.
fn with_a_zone_changed(model: &Project) -> Project {
    let mut edited = model.clone();
    let zone = edited.zones.as_mut().and_then(|list| list.iter_mut().find(|it| it.id == "r2a"));
    let mode = zone.and_then(|it| it.failures.as_mut()?.first_mut());
    let other = model.zone("r2").and_then(|it| it.failures().first()?.mtbf.clone());
    if let (Some(mode), Some(other)) = (mode, other) {
        mode.mtbf = Some(other);
    }
    edited
}

fn without_the_last(model: &Project) -> Project {
    let mut edited = model.clone();
    if let Some(removed) = edited.components.as_mut().and_then(Vec::pop)
        && let Some(links) = edited.links.as_mut()
    {
        links.retain(|link| link.to != removed.id && link.from != removed.id);
    }
    edited
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Work is counted, not timed: the diagrams of 200 components in three regions, and of 5,000 with 20 shared. What needs more has to say so here.
    #[test]
    fn models_take_no_more_nodes() {
        let options = Options { cut_sets: 0, ..Options::default() };
        for (model, most) in [(three_regions(33).unwrap(), 33_895), (tree(5_000, 20).unwrap(), 437_983)] {
            let answer = as_the_page().analyze(&model, &options).unwrap();
            assert!(answer.solver.bdd_nodes <= most, "{} instead of {most}", answer.solver.bdd_nodes);
        }
    }

    /// Each edit changes the answer, and taking it back brings the same digits.
    #[test]
    fn there_and_back() {
        for case in [0, 1, 2, 5] {
            let mut edits = Edits::new(case).unwrap();
            let (one, other, again) = (edits.ask().unwrap(), edits.ask().unwrap(), edits.ask().unwrap());
            assert_ne!(one, other, "{}", CASES[case]);
            assert_eq!(one, again, "{}", CASES[case]);
        }
    }
}
