//! The budget's part of the report: where the minutes go, credits, alerts, and what a log of incidents says.

use serde::Serialize;

use super::words;
use crate::analysis::window::WindowLaw;
use crate::analysis::{self, Analysis, AnalysisError, Attribution, JourneyAnswer, Options, PromiseLaw};
use crate::budget::alerts::{BurnAlert, burn_alerts, no_budget};
use crate::budget::credits::{ExpectedCredit, Schedule, expected_credit, schedules};
use crate::budget::{Statement, Waterfall};
use crate::model::{Objective, Project};
use crate::units::{Window, complement};

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
    /// Its promise, a fraction; none where nothing is promised.
    pub promise: Option<f64>,
    /// Where the minutes go.
    pub waterfall: Waterfall,
    /// Its own alerts, where it has a promise of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<BurnAlert>,
    /// Why nothing can alert on its promise, in a sentence; none where something can, or nothing is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_alerts: Option<String>,
    /// How likely the promise is missed in windows of other lengths; empty without an objective.
    pub windows: Vec<WindowChance>,
    /// What providers' rules would credit for a calendar month; empty without an objective.
    pub credits: Vec<CreditLine>,
}

/// How likely the promise is missed in one window, rolling or by the calendar: the long run is the same at any time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WindowChance {
    /// `week`, `28 d`, `calendar month`, …
    pub window: String,
    /// Its length (of a calendar month on average).
    pub window_seconds: f64,
    /// Downtime the promise allows in it.
    pub allowed_seconds: f64,
    /// Downtime expected in it.
    pub expected_seconds: f64,
    /// Chance that the downtime exceeds what is allowed.
    pub breach_probability: f64,
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
        let promise = |id: &str| project.journey(id).and_then(|journey| project.promise(journey));
        let window = objective.map_or(Window::Month, Objective::window);
        let journeys =
            answer.journeys.iter().zip(&parts).zip(&laws).map(|((answer, parts), (law, promised))| {
                JourneyBudget {
                    id: answer.id.clone(),
                    name: project
                        .journey(&answer.id)
                        .map_or(answer.id.as_str(), |it| it.display_name())
                        .to_owned(),
                    promise: promise(&answer.id).map(|it| it.availability),
                    waterfall: waterfall(project, answer, parts, promised.as_ref(), window),
                    windows: promise(&answer.id)
                        .zip(promised.as_ref())
                        .map(|(it, law)| {
                            let lost = answer.objective.as_ref().map_or(answer.unavailability, |it| it.lost);
                            windows(&it, law, lost)
                        })
                        .unwrap_or_default(),
                    credits: promise(&answer.id)
                        .zip(promised.as_ref())
                        .map(|(it, promised)| credits(&it, law, promised))
                        .unwrap_or_default(),
                    alerts: project
                        .journey(&answer.id)
                        .and_then(|journey| journey.objective)
                        .map(|own| burn_alerts(complement(own), window))
                        .unwrap_or_default(),
                    without_alerts: promise(&answer.id)
                        .and_then(|_| no_budget(project, project.journey(&answer.id)?)),
                }
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

/// Where the minutes go; planned work that does not count as long as it would be if it counted.
fn waterfall(
    project: &Project,
    answer: &JourneyAnswer,
    parts: &[Attribution],
    promised: Option<&PromiseLaw>,
    window: Window,
) -> Waterfall {
    let waterfall = Waterfall::new(project, answer, parts, window, BARS);
    let counted = answer.objective.as_ref().map_or(1.0, |it| it.counted);
    let uncounted = promised.map(|law| law.excluded() * counted * window.seconds());
    Waterfall { uncounted_seconds: uncounted.unwrap_or(waterfall.uncounted_seconds), ..waterfall }
}

/// Days of the windows that promises are made over; those of a calendar month with their weights.
fn windows(objective: &Objective, law: &PromiseLaw, lost: f64) -> Vec<WindowChance> {
    let calendar: &[(f64, f64)] = &[(28.0, 1.0 / 12.0), (30.0, 4.0 / 12.0), (31.0, 7.0 / 12.0)];
    let mut spans: Vec<(String, Vec<(f64, f64)>)> =
        [("day", 1.0), ("week", 7.0), ("28 d", 28.0), ("30 d", 30.0)]
            .map(|(name, days)| (name.to_owned(), vec![(days, 1.0)]))
            .into();
    spans.push(("calendar month".to_owned(), calendar.to_vec()));
    spans.extend(
        [("quarter", 90.0), ("year", 365.0)].map(|(name, days)| (name.to_owned(), vec![(days, 1.0)])),
    );
    if let Window::Days(days) = objective.window() {
        let name = format!("{days} d");
        if spans.iter().all(|(known, _)| *known != name) {
            spans.push((name, vec![(days, 1.0)]));
        }
    }
    let row = |(window, parts): (String, Vec<(f64, f64)>)| {
        let days: f64 = parts.iter().map(|(days, weight)| days * weight).sum();
        let counted = objective.counted();
        let allowed = objective.unavailability() * counted;
        let chance = |(days, weight): &(f64, f64)| weight * law.exceeds(days * 24.0, allowed * days * 24.0);
        WindowChance {
            window,
            window_seconds: days * 86_400.0,
            allowed_seconds: allowed * days * 86_400.0,
            expected_seconds: lost * counted * days * 86_400.0,
            breach_probability: parts.iter().map(chance).sum(),
        }
    };
    spans.into_iter().map(row).collect()
}

/// The project's own contract first, by what counts against its promise, then every provider's rules, by the downtime.
fn credits(objective: &Objective, law: &WindowLaw, promised: &PromiseLaw) -> Vec<CreditLine> {
    let fee = objective.monthly_fee.map(|fee| (fee, objective.currency.as_deref().unwrap_or("")));
    let line = |schedule: &Schedule, exceeds: &dyn Fn(f64, f64) -> f64| CreditLine {
        name: schedule.name.clone(),
        reading: schedule.reading.clone(),
        expected: expected_credit((law, exceeds), schedule, objective.availability, fee),
        currency: fee.map(|(_, currency)| currency.to_owned()),
    };
    // Services with a promise of their own are not this one.
    let usual = schedules().iter().filter(|schedule| schedule.committed.is_none());
    let own = Schedule::own(objective);
    let counted = objective.counted();
    let own = own.iter().map(|it| line(it, &|window, hours| promised.exceeds(window, hours * counted)));
    own.chain(usual.map(|it| line(it, &|window, hours| law.exceeds(window, hours)))).collect()
}
