//! What a mistake costs: the project solved with it and without it.

use super::rules;
use super::silence;
use super::view::View;
use super::{Change, Finding, Severity, apply};
use crate::analysis::{Analysis, AnalysisError, Options, Session};
use crate::model::{Journey, Project};
use crate::order;
use crate::units::HOURS_PER_YEAR;

/// Looks for mistakes and prices them, finding by finding, so that a page can draw in between.
pub struct Linter {
    project: Project,
    session: Session,
    base: Option<Analysis>,
    findings: Vec<Finding>,
    done: usize,
}

impl Linter {
    /// Everything found, nothing priced yet. A project that cannot be solved (no journey, too large) is looked at all the same.
    ///
    /// # Errors
    /// When the project is invalid.
    pub fn new(project: &Project) -> Result<Self, AnalysisError> {
        let mut session = Session::complete();
        let base = match session.analyze(project, &options()) {
            Ok(answer) => Some(answer),
            Err(error @ AnalysisError::Invalid(_)) => return Err(error),
            Err(_) => None,
        };
        let mut findings = Vec::new();
        let view = View::new(project, base.as_ref());
        for check in rules::CHECKS {
            check(&view, &mut findings);
        }
        silence::mark(project, &mut findings);
        Ok(Self { project: project.clone(), session, base, findings, done: 0 })
    }

    /// Prices one more finding; whether there are more.
    pub fn step(&mut self) -> bool {
        let Some(finding) = self.findings.get(self.done) else { return false };
        let (changes, without) = (finding.changes.clone(), finding.without.clone());
        let remedied = self.gain(&changes);
        let gone = if without.is_empty() { remedied.clone() } else { self.gain(&without) };
        let finding = &mut self.findings[self.done];
        finding.saves_seconds_per_year = remedied.map(|(seconds, _)| seconds);
        if let Some((seconds, journey)) = gone {
            // What a remedy only brings to light costs nothing.
            finding.cost_seconds_per_year = Some(seconds.max(0.0));
            finding.journey = Some(journey);
        } else if without.is_empty() && changes.is_empty() && self.base.is_some() {
            finding.cost_seconds_per_year = Some(0.0);
        }
        if self.breaks_the_promise(self.done) {
            self.findings[self.done].severity = Severity::Error;
        }
        self.done += 1;
        self.done < self.findings.len()
    }

    /// The findings: errors first, then by what they cost.
    #[must_use]
    pub fn finish(mut self) -> Vec<Finding> {
        while self.step() {}
        order::sort_by(&mut self.findings, |a, b| {
            let cost = |it: &Finding| it.cost_seconds_per_year.unwrap_or(0.0);
            b.severity
                .cmp(&a.severity)
                .then_with(|| cost(b).total_cmp(&cost(a)))
                .then_with(|| a.rule.cmp(b.rule))
                .then_with(|| a.target.cmp(&b.target))
        });
        self.findings
    }

    /// How many findings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Downtime in 8,760 h that goes away with the changes, of the journey that gains most.
    fn gain(&mut self, changes: &[Change]) -> Option<(f64, String)> {
        let base = self.base.as_ref().filter(|_| !changes.is_empty())?;
        let changed = apply(&self.project, changes)?;
        let answer = self.session.analyze(&changed, &options()).ok()?;
        let gains = base.journeys.iter().filter_map(|before| {
            let after = answer.journeys.iter().find(|it| it.id == before.id)?;
            let seconds = (before.unavailability - after.unavailability) * HOURS_PER_YEAR * 3_600.0;
            Some((seconds, before.id.clone()))
        });
        gains.reduce(|most, next| if next.0.abs() > most.0.abs() { next } else { most })
    }

    /// Whether this one alone costs more than the objective allows.
    fn breaks_the_promise(&self, index: usize) -> bool {
        let finding = &self.findings[index];
        let gains = |it: &&Journey| finding.journey.as_ref() == Some(&it.id);
        let journey = self.project.journeys().iter().find(gains);
        let Some(objective) = journey.and_then(|it| self.project.promise(it)) else { return false };
        let allowed = objective.unavailability() * HOURS_PER_YEAR * 3_600.0;
        let missed = self.base.as_ref().is_some_and(|base| {
            base.journeys.iter().any(|it| it.objective.as_ref().is_some_and(|objective| !objective.met))
        });
        missed
            && finding.severity == Severity::Warning
            && finding.cost_seconds_per_year.is_some_and(|cost| cost > allowed)
    }
}

fn options() -> Options {
    Options { cut_sets: 0, ..Options::default() }
}

/// Everything found and priced.
///
/// # Errors
/// When the project is invalid.
///
/// ```
/// use ninefold_engine::{lint, model};
/// let text = r#"{"format": "ninefold/1",
///   "components": [{"id": "db", "failures": [{"mtbf": "1y", "mttr": "1h", "source": "assumed"}]}],
///   "journeys": [{"id": "query", "entry": "db"}]}"#;
/// let findings = lint::lint(&model::read(text).unwrap().project).unwrap();
/// assert_eq!((findings[0].rule, findings[0].target.as_str()), ("single-point-of-failure", "db"));
/// ```
pub fn lint(project: &Project) -> Result<Vec<Finding>, AnalysisError> {
    Linter::new(project).map(Linter::finish)
}
