//! What a project must obey beyond its shape. Every fault is found, each with its path.

mod copies;
mod failures;
mod graph;
mod operation;
mod places;

use std::collections::HashMap;

use super::demand::{month_of, season};
use super::diagnostic::Diagnostic;
use super::path::Path;
use super::redundancy::Rule;
use super::types::{Component, Demand, Objective, Project};

/// Most components of a project.
pub const MAX_COMPONENTS: usize = 100_000;
/// Most zones of a project.
pub const MAX_ZONES: usize = 100_000;
/// Most links of a project.
pub const MAX_LINKS: usize = 1_000_000;
/// Most copies of a component.
pub const MAX_COPIES: u32 = 100_000;
/// Longest id, in characters.
pub const MAX_ID_CHARS: usize = 200;
/// Longest list of journeys, scenarios, events of one, failures of one thing, credits, samples.
const MAX_LIST: usize = 100_000;

/// Checks a project; empty where there is nothing to say. Never panics, whatever the project holds.
#[must_use]
pub fn validate(project: &Project) -> Vec<Diagnostic> {
    validate_again(project, None, true)
}

/// The same for a project that differs from one without errors in numbers alone, as far as zones, components and links go: only the components that are
/// `changed`, by number, and the links where `links` says so are looked at again. There may be warnings of the others that are not repeated.
#[must_use]
pub fn validate_again(project: &Project, changed: Option<&[bool]>, links: bool) -> Vec<Diagnostic> {
    let mut check = Check::new(project, changed);
    if project.format != super::FORMAT {
        let message = format!("the format must be \"{}\"", super::FORMAT);
        check.error(&Path::Root.key("format"), message);
    }
    if !check.sizes() {
        return check.found;
    }
    check.objective();
    check.zones();
    check.components();
    if links {
        check.links();
    }
    check.journeys();
    check.demand();
    check.scenarios();
    check.found
}

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zone,
    Component,
}

/// A project being checked.
struct Check<'a> {
    project: &'a Project,
    /// By component, whether it is looked at; none where all are.
    changed: Option<&'a [bool]>,
    /// Zones and components by id.
    things: HashMap<&'a str, Kind>,
    /// Hard links by their source, where a rule counts them.
    hard_links: HashMap<&'a str, u32>,
    /// The component, zone or journey being checked.
    target: Option<&'a str>,
    found: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    fn new(project: &'a Project, changed: Option<&'a [bool]>) -> Self {
        let zones = project.zones().iter().map(|zone| (zone.id.as_str(), Kind::Zone));
        let components =
            project.components().iter().map(|component| (component.id.as_str(), Kind::Component));
        let counts = |component: &Component| matches!(component.needs, Some(Rule::AtLeast(_)));
        let counted = project.components().iter().any(counts);
        let mut hard_links = HashMap::new();
        for link in project.links().iter().filter(|link| counted && link.is_hard()) {
            *hard_links.entry(link.from.as_str()).or_insert(0) += 1;
        }
        Self {
            project,
            changed,
            things: components.chain(zones).collect(),
            hard_links,
            target: None,
            found: Vec::new(),
        }
    }

    fn error(&mut self, path: &Path<'_>, message: impl Into<String>) {
        self.found.push(Diagnostic::error(path, message).with_target(self.target));
    }

    fn error_with(&mut self, path: &Path<'_>, message: impl Into<String>, hint: impl Into<String>) {
        let diagnostic = Diagnostic::error(path, message).with_hint(Some(hint.into()));
        self.found.push(diagnostic.with_target(self.target));
    }

    fn warning(&mut self, path: &Path<'_>, message: impl Into<String>) {
        self.found.push(Diagnostic::warning(path, message).with_target(self.target));
    }

    /// Whether no two of all zones and components have the same id.
    fn ids_differ(&self) -> bool {
        self.things.len() == self.project.zones().len() + self.project.components().len()
    }

    /// An error unless `low ≤ value ≤ high` (NaN is not).
    fn within(&mut self, path: &Path<'_>, value: Option<f64>, low: f64, high: f64, what: &str) {
        if value.is_some_and(|value| !(low..=high).contains(&value)) {
            let given = value.unwrap_or_default();
            self.error(path, format!("{what}, not {given}"));
        }
    }

    /// An error unless `value > 0` and finite.
    fn positive(&mut self, path: &Path<'_>, value: Option<f64>) {
        if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
            self.error(path, format!("must be more than zero, not {}", value.unwrap_or_default()));
        }
    }

    /// An error for lists too long to work with; false where checking on makes no sense.
    fn sizes(&mut self) -> bool {
        let before = self.found.len();
        let project = self.project;
        let lengths = [
            ("zones", project.zones().len(), MAX_ZONES),
            ("components", project.components().len(), MAX_COMPONENTS),
            ("links", project.links().len(), MAX_LINKS),
            ("journeys", project.journeys().len(), MAX_LIST),
            ("scenarios", project.scenarios().len(), MAX_LIST),
        ];
        for (key, length, most) in lengths {
            self.not_too_many(&Path::Root.key(key), length, most);
        }
        self.found.len() == before
    }

    /// An error where a list is longer than `most`.
    fn not_too_many(&mut self, path: &Path<'_>, length: usize, most: usize) {
        if length > most {
            self.error(path, format!("there are {length} of them; the most that is read is {most}"));
        }
    }

    fn objective(&mut self) {
        let Some(objective) = &self.project.objective else { return };
        let path = Path::Root.key("objective");
        self.availability(&path.key("availability"), objective.availability);
        let days = objective.window().hours() / 24.0;
        let sentence = "a window must be at least an hour and at most 100 years (36500d) long";
        self.within(&path.key("window"), Some(days), 1.0 / 24.0, 36_500.0, sentence);
        self.credits(objective, &path);
        if let Some(hours) = &objective.service_hours {
            self.service_hours(&path.key("service_hours"), hours);
        }
        for (key, value) in [
            ("monthly_fee", objective.monthly_fee),
            ("downtime_cost_per_hour", objective.downtime_cost_per_hour),
        ] {
            self.within(&path.key(key), value, 0.0, f64::MAX, "must not be negative");
        }
    }

    fn credits(&mut self, objective: &Objective, path: &Path<'_>) {
        let credits = objective.credits.as_deref().unwrap_or_default();
        let list = path.key("credits");
        self.not_too_many(&list, credits.len(), MAX_LIST);
        for (index, credit) in credits.iter().enumerate() {
            let item = list.index(index);
            self.availability(&item.key("below"), credit.below);
            self.within(&item.key("percent"), Some(credit.percent), 0.0, 100.0, "must be between 0 and 100");
        }
    }

    /// An error unless the fraction lies in (0, 1].
    pub(super) fn availability(&mut self, path: &Path<'_>, value: f64) {
        if value > 0.0 && value <= 1.0 {
            return;
        }
        let message = format!("an availability must be above 0 and at most 1, not {value}");
        if value > 1.0 && value <= 100.0 {
            self.error_with(path, message, format!("{value} % is written {}", value / 100.0));
        } else {
            self.error(path, message);
        }
    }

    fn demand(&mut self) {
        let Some(demand) = &self.project.demand else { return };
        let path = Path::Root.key("demand");
        let growth = demand.growth_per_month;
        if growth.is_some_and(|growth| !(growth > -1.0 && growth <= 100.0)) {
            let given = growth.unwrap_or_default();
            self.error(
                &path.key("growth_per_month"),
                format!("must be more than -1 (and at most 100), not {given}"),
            );
        }
        self.within(
            &path.key("arrival_variability"),
            demand.arrival_variability,
            0.0,
            100.0,
            "must be between 0 and 100",
        );
        let month = demand.start.as_deref();
        if month.is_some_and(|text| month_of(text).is_none()) {
            self.error(&path.key("start"), "write the month that is now as in \"2026-11\"");
        }
        for (index, peak) in demand.peaks.iter().flatten().enumerate() {
            let path = path.key("peaks");
            let path = path.index(index);
            if season(&peak.at).is_none() {
                self.error(
                    &path.key("at"),
                    "write a day as in \"11-27\" (every year) or \"2026-11-27\" (once)",
                );
            } else if month.is_none() {
                self.warning(&path.key("at"), "without `start` nobody knows how far off this is");
            }
            self.within(
                &path.key("multiplier"),
                Some(peak.multiplier),
                0.0,
                1_000.0,
                "must be between 0 and 1000",
            );
        }
        self.profile(demand, &path.key("profile"));
    }

    fn profile(&mut self, demand: &Demand, path: &Path<'_>) {
        let Some(profile) = &demand.profile else { return };
        if profile.len() != 24 && profile.len() != 168 {
            let message = "must have 24 hourly multipliers, or 168 of a week from Monday";
            self.error(path, format!("{message}, not {}", profile.len()));
        }
        for (hour, &multiplier) in profile.iter().enumerate().take(168) {
            self.within(&path.index(hour), Some(multiplier), 0.0, 1_000.0, "must be between 0 and 1000");
        }
    }
}
