//! The account of a log: what the budgets have left, what is credited, how often things really fail.

use serde::Serialize;

use super::credits::{MonthCredit, Schedule, past_credits};
use super::hours::WeekHours;
use super::incidents::{Account, Counting, Incident, Log, Observed, Place, Remark, Spend, Timeline, moment};
use crate::model::{Journey, Measure, Objective, Project};
use crate::units::{Window, format_number_of};

/// What a log says about the promise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Rows of the log.
    pub rows: usize,
    /// Rows that were left out.
    pub bad: usize,
    /// Why.
    pub errors: Vec<Remark>,
    /// What to know about rows that were kept.
    pub warnings: Vec<Remark>,
    /// Incidents.
    pub incidents: usize,
    /// Incidents that were under way while another was: their time counts once.
    pub overlapping: usize,
    /// Watched from, in seconds since 1970.
    pub since: i64,
    /// Watched until: now.
    pub until: i64,
    /// The day of `since` by the clocks of the place: `2026-03-01`.
    pub since_day: String,
    /// The day of `until`.
    pub until_day: String,
    /// The journey whose promise it is held against, by name, where the whole has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise_of: Option<String>,
    /// Whose rules the credits are by; none without credits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// The budget of each window; empty without an objective.
    pub windows: Vec<Spend>,
    /// The credit of each calendar month by the schedule that was asked for.
    pub months: Vec<MonthCredit>,
    /// Of their money; none where no fee is known.
    pub currency: Option<String>,
    /// Failures and repairs of the whole.
    pub observed: Observed,
    /// The same for each component that the log names, by name.
    pub components: Vec<ObservedComponent>,
}

/// Failures and repairs of one component.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObservedComponent {
    /// As the log calls it.
    pub name: String,
    /// Id of the component that has this id or name, where there is one.
    pub id: Option<String>,
    /// What was seen of it.
    pub observed: Observed,
}

impl Statement {
    /// Whose promise it is held against, where the whole has none of its own.
    #[must_use]
    pub fn held_against(&self) -> Option<String> {
        let name = self.promise_of.as_ref()?;
        Some(format!("Held against the promise of {name}, the first there is."))
    }

    /// That time counts once where incidents were under way together; none where none were.
    #[must_use]
    pub fn overlap(&self) -> Option<String> {
        let began = format_number_of(self.overlapping as f64, "incident", "incidents");
        let whose = if self.overlapping == 1 { "its" } else { "their" };
        (self.overlapping > 0)
            .then(|| format!("{began} began while another was under way: {whose} time counts once."))
    }
}

/// Draws up the account of `log`, watched from `since` (from the first of the month of its first incident where absent) to `now`.
#[must_use]
pub fn statement(
    project: &Project,
    log: &Log,
    since: Option<i64>,
    now: i64,
    place: &dyn Place,
    schedule: Option<&Schedule>,
) -> Statement {
    let (objective, promise_of) = promise(project);
    let objective = objective.as_ref();
    let excluded = objective.and_then(|it| it.exclude_maintenance).unwrap_or(false);
    let hours =
        objective.and_then(|it| it.service_hours.as_ref()).map_or_else(WeekHours::always, WeekHours::of);
    let requests = objective.is_some_and(|it| it.measure == Some(Measure::Requests));
    let timeline = Timeline::new(&log.incidents, now, excluded);
    let since = since.unwrap_or_else(|| first_month(log, now, place)).min(now);
    let account = Account {
        timeline: &timeline,
        counting: Counting { hours: &hours, place, requests },
        allowed: objective.map_or(0.0, |it| it.unavailability()),
        since,
        now,
    };
    let fee = objective.and_then(|it| Some((it.monthly_fee?, it.currency.as_deref().unwrap_or(""))));
    let months =
        schedule.zip(objective).map(|(schedule, it)| past_credits(&account, schedule, it.availability, fee));
    Statement {
        rows: log.rows,
        bad: log.bad,
        errors: log.errors.clone(),
        warnings: log.warnings.clone(),
        incidents: log.incidents.len(),
        overlapping: timeline.overlapping,
        since,
        until: now,
        since_day: moment::day(since, place),
        until_day: moment::day(now, place),
        promise_of,
        schedule: months.as_ref().and(schedule).map(|it| it.name.clone()),
        windows: objective.map(|it| account.windows(it.window.unwrap_or(Window::Month))).unwrap_or_default(),
        months: months.unwrap_or_default(),
        currency: fee.map(|(_, currency)| currency.to_owned()),
        observed: observed(&log.incidents, (since, now)),
        components: components(project, log, (since, now)),
    }
}

/// The promise of the whole; where it has none that of the first journey that has one, and its name.
fn promise(project: &Project) -> (Option<Objective>, Option<String>) {
    if project.objective.is_some() {
        return (project.objective.clone(), None);
    }
    let of = |journey: &Journey| Some((project.promise(journey)?, journey.display_name().to_owned()));
    project.journeys().iter().find_map(of).unzip()
}

/// The beginning of the month in which the log begins.
fn first_month(log: &Log, now: i64, place: &dyn Place) -> i64 {
    let first = log.incidents.first().map_or(now, |incident| incident.start);
    moment::midnight(moment::local(first, place).0.first_of_month(), place)
}

/// Failures and repairs, planned work and incidents that cost nothing aside.
fn observed(incidents: &[Incident], watched: (i64, i64)) -> Observed {
    let unplanned: Vec<Incident> =
        incidents.iter().filter(|it| !it.planned && it.impact > 0.0).cloned().collect();
    let outages = Timeline::new(&unplanned, watched.1, true).outages();
    let ended = unplanned.iter().all(|it| it.end.is_some());
    Observed::new(&outages, watched, ended)
}

fn components(project: &Project, log: &Log, watched: (i64, i64)) -> Vec<ObservedComponent> {
    let mut names: Vec<&str> = log.incidents.iter().filter_map(|it| it.component.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    let same = |text: &str, name: &str| text.eq_ignore_ascii_case(name);
    let one = |name: &str| {
        let own: Vec<Incident> =
            log.incidents.iter().filter(|it| it.component.as_deref() == Some(name)).cloned().collect();
        let component =
            project.components().iter().find(|it| same(&it.id, name) || same(it.display_name(), name));
        ObservedComponent {
            name: name.to_owned(),
            id: component.map(|it| it.id.clone()),
            observed: observed(&own, watched),
        }
    };
    names.into_iter().take(200).map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::budget::incidents::{Fixed, Reading};

    #[test]
    fn the_account_of_a_log() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999, "exclude_maintenance": true,
            "credits": [{"below": 0.999, "percent": 10}], "monthly_fee": 1000, "currency": "EUR"},
            "components": [{"id": "api", "name": "API"}], "journeys": [{"id": "j", "entry": "api"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let now = moment::parse("2026-03-11", &Fixed(0), false).unwrap();
        let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
        let log = Log::read(
            "start,end,title,component,planned\n2026-02-03 10:00,2026-02-03 11:00,x,Api,\n2026-02-03 10:30,2026-02-03 11:30,y,db,\n\
             2026-02-20 01:00,2026-02-20 05:00,upgrade,db,yes\nnever,,z,,\n",
            &reading,
        );
        let own = Schedule::own(project.objective.as_ref().unwrap());
        let found = statement(&project, &log, None, now, &Fixed(0), own.as_ref());
        assert_eq!((found.rows, found.bad, found.incidents, found.overlapping), (4, 1, 3, 1));
        let overlap = |overlapping| Statement { overlapping, ..found.clone() }.overlap();
        assert_eq!(overlap(0), None);
        let words = "1 incident began while another was under way: its time counts once.";
        assert_eq!(overlap(1).as_deref(), Some(words));
        assert!(
            overlap(2).is_some_and(|words| words.starts_with("2 incidents") && words.contains("their time"))
        );
        assert_eq!(found.since, moment::parse("2026-02-01", &Fixed(0), false).unwrap());
        // 90 minutes of 28 days less 4 hours of work.
        assert_eq!(
            (found.months[0].counted_seconds, found.months[0].percent, found.months[0].money),
            (5_400.0, 10.0, Some(100.0))
        );
        assert_eq!((found.observed.failures, found.observed.down_seconds), (1, 5_400.0));
        let names: Vec<(&str, Option<&str>, u32)> = found
            .components
            .iter()
            .map(|it| (it.name.as_str(), it.id.as_deref(), it.observed.failures))
            .collect();
        assert_eq!(names, [("Api", Some("api"), 1), ("db", None, 1)]);
        assert_eq!(found.windows.len(), 4);
        assert_eq!((found.since_day.as_str(), found.until_day.as_str()), ("2026-02-01", "2026-03-11"));
        // An hour ahead of UTC, days begin an hour sooner.
        let (east, until) = (Fixed(3_600), moment::parse("2026-04-01", &Fixed(3_600), false).unwrap());
        let local = statement(&project, &log, None, until, &east, None);
        assert_eq!((local.since_day.as_str(), local.until_day.as_str()), ("2026-02-01", "2026-04-01"));
    }
}
