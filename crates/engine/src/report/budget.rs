//! The budget's part of the report: where the minutes go, credits, alerts, and what a log of incidents says.

use serde::Serialize;

use super::words;
use crate::analysis::{self, Analysis, AnalysisError, Options};
use crate::budget::alerts::{BurnAlert, burn_alerts};
use crate::budget::credits::{ExpectedCredit, Schedule, expected_credit, schedules};
use crate::budget::{Statement, Waterfall};
use crate::model::{Objective, Project};
use crate::units::Window;

/// Steps of a waterfall that are shown by name.
const BARS: usize = 10;

/// What the budget adds to a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BudgetReport {
    /// The window of the promise, or a month.
    pub window: String,
    /// The promise, a fraction; none where nothing is promised.
    pub promise: Option<f64>,
    /// When alerts on the error budget fire; empty without an objective.
    pub alerts: Vec<BurnAlert>,
    /// One part a journey, in the file's order.
    pub journeys: Vec<JourneyBudget>,
    /// What a log of incidents says, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
}

/// One journey's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JourneyBudget {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Where the minutes go.
    pub waterfall: Waterfall,
    /// What providers' rules would credit for a calendar month; empty without an objective.
    pub credits: Vec<CreditLine>,
}

/// One schedule's expected credit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreditLine {
    /// Its name for people.
    pub name: String,
    /// How downtime is counted, as it is read here.
    pub reading: String,
    /// What is expected.
    #[serde(flatten)]
    pub expected: ExpectedCredit,
    /// Of the money.
    pub currency: Option<String>,
}

impl BudgetReport {
    /// The budget of a project, given its answer with importance measures.
    ///
    /// # Errors
    /// As [`analysis::analyze`].
    pub fn new(
        project: &Project,
        answer: &Analysis,
        options: &Options,
        statement: Option<Statement>,
    ) -> Result<Self, AnalysisError> {
        let parts = analysis::attribution(project, options)?;
        let laws = analysis::window_laws(project, options)?;
        let objective = project.objective.as_ref();
        let window = objective.map_or(Window::Month, Objective::window);
        let journeys =
            answer.journeys.iter().zip(&parts).zip(&laws).map(|((answer, parts), law)| JourneyBudget {
                id: answer.id.clone(),
                name: project
                    .journey(&answer.id)
                    .map_or(answer.id.as_str(), |it| it.display_name())
                    .to_owned(),
                waterfall: Waterfall::new(project, answer, parts, window, BARS),
                credits: objective.map(|it| credits(it, law)).unwrap_or_default(),
            });
        Ok(Self {
            window: window.to_string(),
            promise: objective.map(|it| it.availability),
            alerts: objective
                .filter(|it| it.unavailability() > 0.0)
                .map(|it| burn_alerts(it.unavailability(), window))
                .unwrap_or_default(),
            journeys: journeys.collect(),
            statement,
        })
    }

    /// `a month`, `28 days`.
    pub(super) fn a_window(&self) -> String {
        words::a_window(&self.window)
    }
}

/// The project's own contract first, then every provider's rules.
fn credits(objective: &Objective, law: &crate::analysis::window::WindowLaw) -> Vec<CreditLine> {
    let fee = objective.monthly_fee.map(|fee| (fee, objective.currency.as_deref().unwrap_or("")));
    let line = |schedule: &Schedule| CreditLine {
        name: schedule.name.clone(),
        reading: schedule.reading.clone(),
        expected: expected_credit(law, schedule, objective.availability, fee),
        currency: fee.map(|(_, currency)| currency.to_owned()),
    };
    // Services with a promise of their own are not this one.
    let usual = schedules().iter().filter(|schedule| schedule.committed.is_none());
    Schedule::own(objective).iter().chain(usual).map(line).collect()
}
