//! Every input with what the downtime does when it changes, most important first.

use serde::{Deserialize, Serialize};

use super::again::{Again, Down};
use super::inputs::{Input, Owner, inputs};
use crate::analysis::error::AnalysisError;
use crate::analysis::solve::{self, Options, SECONDS_PER_YEAR};
use crate::model::{CopyMode, Project, with_demand};

/// Relative step of the differences of parts: their third derivatives count 1e−8 of the result, their digits 1e−11.
const STEP: f64 = 1e-4;
/// What a fraction of failures that is 0 is raised to for its derivative.
const FIRST_FAILURES: f64 = 1e-6;

/// What a journey's downtime depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneySensitivity {
    /// The journey's id.
    pub id: String,
    /// Expected downtime in 8,760 h as the file says.
    pub downtime_seconds_per_year: f64,
    /// Inputs that matter, those first whose halving or doubling changes most.
    pub inputs: Vec<InputSensitivity>,
    /// Components whose number of copies matters, in the file's order.
    pub copies: Vec<CopySensitivity>,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputSensitivity {
    /// Component or zone id.
    pub id: String,
    /// Where the input stands below it: `failures[0].mtbf`.
    pub input: String,
    /// `hours`, or `fraction`.
    pub unit: String,
    /// The input: a mean in hours, or the fraction.
    pub value: f64,
    /// d(downtime in 8,760 h) ÷ d(input), in seconds per hour or per 1.
    pub derivative_seconds_per_year: f64,
    /// Relative change of the downtime per relative change of the mean, or of 1 − the fraction.
    pub elasticity: f64,
    /// Change of the downtime in 8,760 h when the mean, or 1 − the fraction, is halved.
    pub halved_seconds_per_year: f64,
    /// … when it is doubled.
    pub doubled_seconds_per_year: f64,
}

/// One copy fewer or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CopySensitivity {
    /// Component id.
    pub id: String,
    /// How many there are.
    pub copies: u32,
    /// Change of the downtime in 8,760 h with one copy (one standby) fewer; none where fewer than required would be left.
    pub fewer_seconds_per_year: Option<f64>,
    /// … with one more.
    pub more_seconds_per_year: Option<f64>,
}

/// What the downtime of each journey depends on: all of [`Ranking`] at once.
///
/// # Errors
/// As [`super::super::analyze`].
pub fn sensitivity(project: &Project, options: &Options) -> Result<Vec<JourneySensitivity>, AnalysisError> {
    let mut ranking = Ranking::new(project, options)?;
    while ranking.step()? {}
    Ok(ranking.finish())
}

/// What the downtime of each journey depends on, input by input, so that a page can draw in between.
///
/// The diagram's part of a derivative: Σ over the parts of −Birnbaum × d(chance of being up) by the input, all Birnbaum importances from one backward pass
/// (the adjoint of the forward pass) \[birnbaum1969\]; d(part) by the input is a central difference of the part's own solution. Charges of switching that
/// one event causes: a central difference of the charges. Halving, doubling and one copy fewer or more are solved anew, not extrapolated.
pub struct Ranking {
    project: Project,
    options: Options,
    again: Again,
    base: Base,
    inputs: Vec<Input>,
    /// Inputs and then components done.
    done: usize,
    answers: Vec<JourneySensitivity>,
}

impl Ranking {
    /// Nothing done yet.
    ///
    /// # Errors
    /// As [`super::super::analyze`].
    pub fn new(project: &Project, options: &Options) -> Result<Self, AnalysisError> {
        let project = &*with_demand(project, 0.0);
        let off = solve::prepare(project, options)?;
        let again = Again::new(project, off, options.node_limit)?;
        let base = Base { birnbaum: again.birnbaum(), down: again.down(project) };
        let journeys = project.journeys().iter().zip(&base.down);
        let answers = journeys
            .map(|(journey, down)| JourneySensitivity {
                id: journey.id.clone(),
                downtime_seconds_per_year: down.all * SECONDS_PER_YEAR,
                inputs: Vec::new(),
                copies: Vec::new(),
            })
            .collect();
        let (inputs, project, options) = (inputs(project), project.clone(), options.clone());
        Ok(Self { project, options, again, base, inputs, done: 0, answers })
    }

    /// Does one more input or component; whether there are more.
    ///
    /// # Errors
    /// As [`super::super::analyze`].
    pub fn step(&mut self) -> Result<bool, AnalysisError> {
        let total = self.inputs.len() + self.project.components().len();
        if let Some(input) = self.inputs.get(self.done) {
            one_input(&self.project, &mut self.again, &self.base, *input, &mut self.answers)?;
        } else if self.done < total {
            let component = self.done - self.inputs.len();
            one_copy(&self.project, &self.options, component, &self.base, &mut self.answers)?;
        }
        self.done = (self.done + 1).min(total);
        Ok(self.done < total)
    }

    /// What was found so far, the inputs that matter most first.
    #[must_use]
    pub fn finish(mut self) -> Vec<JourneySensitivity> {
        for answer in &mut self.answers {
            crate::order::sort_by(&mut answer.inputs, |a, b| b.reach().total_cmp(&a.reach()));
        }
        self.answers
    }
}

/// The model as the file says.
struct Base {
    /// By journey and variable.
    birnbaum: Vec<Vec<f64>>,
    down: Vec<Down>,
}

impl InputSensitivity {
    fn reach(&self) -> f64 {
        self.halved_seconds_per_year.abs().max(self.doubled_seconds_per_year.abs())
    }
}

/// The model with one input at another value.
struct Moved {
    value: f64,
    parts: Vec<f64>,
    down: Vec<Down>,
}

fn one_input(
    project: &Project,
    again: &mut Again,
    base: &Base,
    input: Input,
    answers: &mut [JourneySensitivity],
) -> Result<(), AnalysisError> {
    let value = input.value(project);
    let mut at = |value: f64| -> Result<Moved, AnalysisError> {
        let mut changed = project.clone();
        input.set(&mut changed, value);
        again.change(&changed, &[input.owner])?;
        Ok(Moved { value, parts: again.parts_down(), down: again.down(&changed) })
    };
    let most = if input.is_fraction() { (2.0 * value).min(1.0 - 1e-9) } else { 2.0 * value };
    let (below, above) = match value {
        0.0 if input.is_fraction() => (at(0.0)?, at(FIRST_FAILURES)?),
        0.0 => return Ok(()),
        _ => (at(value * (1.0 - STEP))?, at(value * (1.0 + STEP))?),
    };
    let (halved, doubled) = (at(value / 2.0)?, at(most)?);
    let width = above.value - below.value;
    for (journey, answer) in answers.iter_mut().enumerate() {
        let parts = below.parts.iter().zip(&above.parts).zip(&base.birnbaum[journey]);
        let diagram: f64 = parts.map(|((below, above), birnbaum)| birnbaum * (above - below)).sum();
        let switching = above.down[journey].switching - below.down[journey].switching;
        let derivative = (diagram + switching) / width;
        let down = base.down[journey].all;
        let change = |moved: &Moved| (moved.down[journey].all - down) * SECONDS_PER_YEAR;
        let sensitivity = InputSensitivity {
            id: owner_id(project, input.owner),
            input: input.path(),
            unit: if input.is_fraction() { "fraction" } else { "hours" }.to_owned(),
            value: if input.is_fraction() { 1.0 - value } else { value },
            // What is scaled of a fraction is its complement.
            derivative_seconds_per_year: derivative
                * SECONDS_PER_YEAR
                * if input.is_fraction() { -1.0 } else { 1.0 },
            elasticity: if down > 0.0 { derivative * value / down } else { 0.0 },
            halved_seconds_per_year: change(&halved),
            doubled_seconds_per_year: change(&doubled),
        };
        if sensitivity.derivative_seconds_per_year != 0.0 || sensitivity.reach() > 0.0 {
            answer.inputs.push(sensitivity);
        }
    }
    Ok(())
}

pub(super) fn owner_id(project: &Project, owner: Owner) -> String {
    match owner {
        Owner::Component(number) => project.components()[number].id.clone(),
        Owner::Zone(number) => project.zones()[number].id.clone(),
    }
}

fn one_copy(
    project: &Project,
    options: &Options,
    number: usize,
    base: &Base,
    answers: &mut [JourneySensitivity],
) -> Result<(), AnalysisError> {
    let component = &project.components()[number];
    let copies = component.copy_count();
    let spare = copies - component.required().min(copies);
    let single = component.mode() == CopyMode::Single;
    if component.copies.is_none() || single || component.failures().is_empty() {
        return Ok(());
    }
    let with = |more: i64| -> Result<Vec<Down>, AnalysisError> {
        let mut changed = project.clone();
        let list = changed.components.as_mut().and_then(|list| list[number].copies.as_mut());
        if let Some(copies) = list {
            let step = |count: u32| (i64::from(count) + more).max(0) as u32;
            match copies.mode {
                CopyMode::ActivePassive => copies.standby = Some(step(copies.standby())),
                _ => copies.count = copies.count.map(step),
            }
        }
        let off = solve::prepare(&changed, options)?;
        Ok(Again::new(&changed, off, options.node_limit)?.down(&changed))
    };
    let fewer = if spare > 0 { Some(with(-1)?) } else { None };
    // A group at its limit is answered as it is.
    let more = with(1).ok();
    for (journey, answer) in answers.iter_mut().enumerate() {
        let change = |down: &Vec<Down>| (down[journey].all - base.down[journey].all) * SECONDS_PER_YEAR;
        let (fewer, more) = (fewer.as_ref().map(change), more.as_ref().map(change));
        if fewer.is_some_and(|change| change != 0.0) || more.is_some_and(|change| change != 0.0) {
            answer.copies.push(CopySensitivity {
                id: component.id.clone(),
                copies,
                fewer_seconds_per_year: fewer,
                more_seconds_per_year: more,
            });
        }
    }
    Ok(())
}
