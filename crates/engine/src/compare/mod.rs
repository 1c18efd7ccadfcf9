//! Two designs side by side: every figure of one and of the other with its difference, and what differs in the drawing.
//!
//! ```
//! use ninefold_engine::{analysis, compare, model};
//! let read = |text: &str| model::read(text).unwrap().project;
//! let one = read(r#"{"format": "ninefold/1", "journeys": [{"id": "query", "entry": "db"}],
//!   "components": [{"id": "db", "failures": [{"availability": 0.999, "mttr": "1h"}]}]}"#);
//! let two = read(r#"{"format": "ninefold/1", "journeys": [{"id": "query", "entry": "db"}],
//!   "components": [{"id": "db", "failures": [{"availability": 0.9995, "mttr": "1h"}]}]}"#);
//! let solve = |project| analysis::analyze(project, &analysis::Options::default());
//! let (before, after) = (solve(&one), solve(&two));
//! let comparison = compare::compare(compare::Design::new(&one, &before), compare::Design::new(&two, &after));
//! let down = comparison.journeys[0].figure("unavailability").unwrap();
//! assert_eq!((down.before, down.after, down.change), (Some(1e-3), Some(5e-4), compare::Change::Better));
//! assert_eq!(comparison.drawing.components[0].fields[0].field, "failures[0].availability");
//! ```

mod drawing;
mod fields;
mod figures;

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, AnalysisError, JourneyAnswer};
use crate::model::Project;

pub use drawing::{Difference, Drawing, Part};
pub use fields::FieldChange;
pub(crate) use figures::points;
pub use figures::{Change, Figure, Shown, Unit};

/// The version of the comparison's format.
pub const FORMAT: &str = "ninefold-comparison/1";

/// One of the two designs: a project, and its answer or why there is none.
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its exact answer.
    pub analysis: Result<&'a Analysis, &'a AnalysisError>,
}

impl<'a> Design<'a> {
    /// Of a project and what the analysis said about it.
    #[must_use]
    pub fn new(project: &'a Project, analysis: &'a Result<Analysis, AnalysisError>) -> Self {
        Self { project, analysis: analysis.as_ref() }
    }

    /// The journeys answered for; none where there is no answer.
    fn journeys(&self) -> &'a [JourneyAnswer] {
        self.analysis.map_or(&[], |analysis| &analysis.journeys)
    }

    fn side(&self) -> Side {
        let objective = self.project.objective.as_ref();
        Side {
            name: self.project.display_name().to_owned(),
            objective: objective.map(|it| it.availability),
            window: objective.map(|it| it.window().to_string()),
            currency: objective.and_then(|it| it.currency.clone()),
            problem: self.analysis.err().map(|error| first_line(&error.to_string())),
        }
    }
}

/// Two designs, compared. The field names are the keys of `ninefold compare --json`: a contract.
///
/// Durations are in seconds unless the key says otherwise; probabilities are fractions; a difference is after − before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`FORMAT`].
    pub format: String,
    /// The design compared with.
    pub before: Side,
    /// The design compared.
    pub after: Side,
    /// Figures of the whole design: how large it is, and what it costs.
    pub figures: Vec<Figure>,
    /// The journeys of either, those of `before` first.
    pub journeys: Vec<JourneyComparison>,
    /// What differs in the drawing.
    pub drawing: Drawing,
}

impl Comparison {
    /// Whether nothing differs: no figure and nothing drawn.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let figures = self.figures.iter().chain(self.journeys.iter().flat_map(|journey| &journey.figures));
        self.drawing.is_empty() && figures.into_iter().all(|figure| figure.change == Change::Same)
    }
}

/// What is said about one of the designs by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The project's name.
    pub name: String,
    /// The availability it promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<f64>,
    /// The window of the promise, as in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// The currency of its money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Why it has no answer; then its figures are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// One journey in both designs: found by its id, or, where the designs have none in common, by its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneyComparison {
    /// Its id; that of `before` where they differ.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether each design keeps its promise; none where nothing is promised, or the design has no such journey.
    pub met: (Option<bool>, Option<bool>),
    /// Figures, each with its difference; those of a design without the journey are missing.
    pub figures: Vec<Figure>,
}

impl JourneyComparison {
    /// The figure with this key.
    #[must_use]
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.key == key)
    }
}

/// Compares two designs.
#[must_use]
pub fn compare(before: Design<'_>, after: Design<'_>) -> Comparison {
    let journeys = pairs(before.journeys(), after.journeys()).into_iter().map(|(one, two)| {
        let met = |journey: Option<&JourneyAnswer>| Some(journey?.objective.as_ref()?.met);
        JourneyComparison {
            id: one.or(two).map_or_else(String::new, |journey| journey.id.clone()),
            name: name(one.and_then(|it| named(before, it)), two.and_then(|it| named(after, it))),
            met: (met(one), met(two)),
            figures: figures::of_journey(one, two),
        }
    });
    Comparison {
        format: FORMAT.to_owned(),
        before: before.side(),
        after: after.side(),
        figures: figures::of_design(before.project, after.project),
        journeys: journeys.collect(),
        drawing: differences(before.project, after.project),
    }
}

/// What differs in the drawing alone: no answer is needed for it.
#[must_use]
pub fn differences(before: &Project, after: &Project) -> Drawing {
    drawing::compare(before, after)
}

fn named<'a>(design: Design<'a>, journey: &JourneyAnswer) -> Option<&'a str> {
    design.project.journey(&journey.id).map(|it| it.display_name())
}

/// The name both give, or the two.
fn name(before: Option<&str>, after: Option<&str>) -> String {
    match (before, after) {
        (Some(one), Some(two)) if one != two => format!("{one} → {two}"),
        (one, two) => one.or(two).unwrap_or_default().to_owned(),
    }
}

type Pair<'a> = (Option<&'a JourneyAnswer>, Option<&'a JourneyAnswer>);

/// Journeys that are the same: by id; where none is in both, the first of one and of the other, and so on.
fn pairs<'a>(before: &'a [JourneyAnswer], after: &'a [JourneyAnswer]) -> Vec<Pair<'a>> {
    let find = |list: &'a [JourneyAnswer], id: &str| list.iter().find(|journey| journey.id == id);
    if before.iter().all(|journey| find(after, &journey.id).is_none()) {
        let count = before.len().max(after.len());
        return (0..count).map(|at| (before.get(at), after.get(at))).collect();
    }
    let old = before.iter().map(|journey| (Some(journey), find(after, &journey.id)));
    let new = after.iter().filter(|journey| find(before, &journey.id).is_none());
    old.chain(new.map(|journey| (None, Some(journey)))).collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
