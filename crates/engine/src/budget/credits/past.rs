//! The credit that is due for months that are past, from an incident log.

use serde::Serialize;

use super::schedule::{Counted, Schedule};
use crate::budget::incidents::{Account, Counting, Span};

/// One calendar month of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthCredit {
    /// `2026-03`.
    pub month: String,
    /// Whether the log watched all of it.
    pub complete: bool,
    /// Downtime that was watched, as the schedule counts it, in seconds.
    pub counted_seconds: f64,
    /// Fraction of the month (by the own contract: of the time agreed on in it) that is up as it counts.
    pub availability: f64,
    /// The rest.
    pub unavailability: f64,
    /// Credit in percent of the bill.
    pub percent: f64,
    /// Credit in money, where the fee is known.
    pub money: Option<f64>,
}

/// What `schedule` credits for each calendar month of the log, the earliest first.
///
/// The own contract is about the time that was agreed on: service hours, less planned work that does not count. Providers' rules divide by the month.
#[must_use]
pub fn past_credits(
    account: &Account<'_>,
    schedule: &Schedule,
    committed: f64,
    fee: Option<(f64, &str)>,
) -> Vec<MonthCredit> {
    let month = |spend: crate::budget::incidents::Spend| {
        let until = spend.to.min(account.now);
        let spans: Vec<Span> = account.timeline.between(spend.watched_from, until).collect();
        let exactly = |requests| {
            let counting = Counting { requests, ..account.counting };
            spans.iter().map(|span| counting.of(span)).sum::<f64>() + 0.0
        };
        let counted_seconds = match schedule.counting {
            Counted::Time => exactly(false),
            Counted::Requests => exactly(true),
            counted => 60.0 * minutes(&joined(&spans), counted, schedule.least_minutes) as f64,
        };
        let of = if schedule.is_own() {
            account.agreed_seconds(spend.from, spend.to)
        } else {
            (spend.to - spend.from) as f64
        };
        let unavailability = if of > 0.0 { counted_seconds / of } else { 0.0 };
        let percent = schedule.percent(committed, unavailability);
        MonthCredit {
            month: spend.window,
            complete: spend.watched_from == spend.from && spend.to <= account.now,
            counted_seconds,
            availability: 1.0 - unavailability,
            unavailability,
            percent,
            money: fee.map(|(fee, currency)| schedule.money(percent, fee, currency)),
        }
    };
    account.months().into_iter().map(month).collect()
}

/// Spans that join, as one.
fn joined(spans: &[Span]) -> Vec<(i64, i64)> {
    let mut outages: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
    for span in spans {
        match outages.last_mut() {
            Some(last) if last.1 == span.from => last.1 = span.to,
            _ => outages.push((span.from, span.to)),
        }
    }
    outages
}

/// How many minutes outages count.
fn minutes(outages: &[(i64, i64)], counted: Counted, least: u32) -> i64 {
    let (mut sum, mut last) = (0, i64::MIN);
    for &(from, to) in outages {
        match counted {
            Counted::WholeMinutes => {
                let whole = (to - from) / 60;
                sum += if whole >= i64::from(least) { whole } else { 0 };
            }
            Counted::ClockMinutes => sum += (to.div_euclid(60) - (from + 59).div_euclid(60)).max(0),
            // A minute that two outages touch is one.
            Counted::TouchedMinutes | Counted::Time | Counted::Requests => {
                let first = from.div_euclid(60).max(last.saturating_add(1));
                let end = (to - 1).div_euclid(60);
                sum += (end - first + 1).max(0);
                last = last.max(end);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::budget::WeekHours;
    use crate::budget::credits::schedules;
    use crate::budget::incidents::{Fixed, Log, Reading, Timeline, moment};

    #[test]
    fn minutes_are_counted_by_the_rule() {
        // 90 s from 30 s past the minute, and 20 s in the last minute it touches.
        let outages = [(30, 120), (125, 145), (600, 659)];
        assert_eq!(minutes(&outages[..1], Counted::ClockMinutes, 1), 1);
        assert_eq!(minutes(&outages, Counted::WholeMinutes, 1), 1);
        assert_eq!(minutes(&outages, Counted::WholeMinutes, 2), 0);
        assert_eq!(minutes(&outages[..2], Counted::TouchedMinutes, 1), 3);
        assert_eq!(minutes(&outages, Counted::TouchedMinutes, 1), 4);
        assert_eq!(minutes(&[(30, 89)], Counted::ClockMinutes, 1), 0);
    }

    /// By hand: 99.9 % of February (28 d) allows 40.32 min. 41 whole minutes are below it, 40 min 59 s are 40 whole minutes and are not.
    #[test]
    fn a_month_at_the_edge() {
        let google = schedules().iter().find(|it| it.id == "google").unwrap();
        let credit = |length: &str| {
            let now = moment::parse("2026-03-05", &Fixed(0), false).unwrap();
            let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
            let log = Log::read(&format!("2026-02-10 10:00, {length}"), &reading);
            let timeline = Timeline::new(&log.incidents, now, true);
            let hours = WeekHours::always();
            let counting = Counting { hours: &hours, place: &Fixed(0), requests: false };
            let since = moment::parse("2026-02-01", &Fixed(0), false).unwrap();
            let account = Account { timeline: &timeline, counting, allowed: 0.001, since, now };
            past_credits(&account, google, 0.999, Some((1_000.0, "USD")))
        };
        let months = credit("41m");
        assert_eq!(
            (months[0].month.as_str(), months[0].percent, months[0].money),
            ("2026-02", 10.0, Some(100.0))
        );
        assert!(months[0].complete && !months[1].complete);
        assert_eq!((credit("40m59s")[0].counted_seconds, credit("40m59s")[0].percent), (2_400.0, 0.0));
        assert_eq!(credit("7h")[0].percent, 25.0);
    }

    /// Mon-Fri 8-18, planned work excluded. By hand: 2.5 h down of February's 20 working days, 200 h, are 98.75 %: the step below 99 %. 20 m of March's 22
    /// working days less 4 h of work, 216 h, are 99.846 %: the step below 99.9 %; what was down on Saturday the 7th counts for nothing. A provider counts
    /// the same minutes of the month, 672 h and 744 h: 99.628 % and 99.955 %.
    #[test]
    fn the_own_contract_is_about_the_time_agreed_on() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999, "exclude_maintenance": true,
            "service_hours": {"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]},
            "credits": [{"below": 0.999, "percent": 10}, {"below": 0.99, "percent": 25}]}, "components": [], "journeys": []}"#;
        let project = crate::model::read(text).unwrap().project;
        let objective = project.objective.as_ref().unwrap();
        let now = moment::parse("2026-04-01", &Fixed(0), false).unwrap();
        let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
        let log = Log::read(
            "start,duration,planned\n2026-02-03 10:00,2h30m,\n2026-03-04 10:00,20m,\n2026-03-07 10:00,5h,\n2026-03-09 09:00,4h,yes\n",
            &reading,
        );
        let timeline = Timeline::new(&log.incidents, now, true);
        let hours = WeekHours::of(objective.service_hours.as_ref().unwrap());
        let since = moment::parse("2026-02-01", &Fixed(0), false).unwrap();
        let months = |schedule: &Schedule| {
            let counting = Counting { hours: &hours, place: &Fixed(0), requests: false };
            let account = Account { timeline: &timeline, counting, allowed: 0.001, since, now };
            past_credits(&account, schedule, 0.999, Some((1_000.0, "EUR")))
        };
        let own = months(&Schedule::own(objective).unwrap());
        assert!((own[0].unavailability - 0.0125).abs() < 1e-12, "{own:?}");
        assert!((own[1].unavailability - 1.0 / 648.0).abs() < 1e-12, "{own:?}");
        assert_eq!((own[0].percent, own[0].money), (25.0, Some(250.0)));
        assert_eq!((own[1].percent, own[1].money), (10.0, Some(100.0)));
        let provider = months(schedules().iter().find(|it| it.id == "twilio").unwrap());
        assert!((provider[0].unavailability - 2.5 / 672.0).abs() < 1e-12, "{provider:?}");
        assert!((provider[1].unavailability - 1.0 / 3.0 / 744.0).abs() < 1e-12, "{provider:?}");
    }

    /// Watched from the 19th of March: six hours down on the 4th were not watched, 10 m on the 20th are 99.978 % of 744 h and cost nothing.
    #[test]
    fn what_was_not_watched_is_not_credited() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999, "credits": [{"below": 0.999, "percent": 10}]},
            "components": [], "journeys": []}"#;
        let project = crate::model::read(text).unwrap().project;
        let own = Schedule::own(project.objective.as_ref().unwrap()).unwrap();
        let at = |text: &str| moment::parse(text, &Fixed(0), false).unwrap();
        let now = at("2026-04-01");
        let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
        let log = Log::read("2026-03-04 10:00, 6h\n2026-03-20 10:00, 10m\n", &reading);
        let (timeline, hours) = (Timeline::new(&log.incidents, now, true), WeekHours::always());
        let google = schedules().iter().find(|it| it.id == "google").unwrap();
        for schedule in [&own, google] {
            let counting = Counting { hours: &hours, place: &Fixed(0), requests: false };
            let since = at("2026-03-19");
            let account = Account { timeline: &timeline, counting, allowed: 0.001, since, now };
            let month = &past_credits(&account, schedule, 0.999, None)[0];
            assert_eq!((month.counted_seconds, month.percent, month.complete), (600.0, 0.0, false));
        }
    }

    /// By hand: ten hours in which a quarter of the requests fail are 2.5 h of 672 h where requests are counted, 99.63 %, and ten hours, 98.51 %, where time is; whatever the project itself measures.
    #[test]
    fn the_schedule_says_whether_requests_count() {
        let schedule = |id: &str| schedules().iter().find(|it| it.id == id).unwrap();
        let now = moment::parse("2026-03-01", &Fixed(0), false).unwrap();
        let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
        let log = Log::read("start,duration,impact\n2026-02-10 10:00,10h,25 %\n", &reading);
        let (timeline, hours) = (Timeline::new(&log.incidents, now, true), WeekHours::always());
        let since = moment::parse("2026-02-01", &Fixed(0), false).unwrap();
        for measured in [false, true] {
            let counting = Counting { hours: &hours, place: &Fixed(0), requests: measured };
            let account = Account { timeline: &timeline, counting, allowed: 0.001, since, now };
            let counted = |id: &str| past_credits(&account, schedule(id), 0.999, None)[0].counted_seconds;
            assert_eq!((counted("aws-requests"), counted("twilio")), (9_000.0, 36_000.0), "{measured}");
        }
    }

    /// The contract in the project counts as its objective measures.
    #[test]
    fn the_own_contract_counts_as_the_objective_does() {
        let counting = |measure: &str| {
            let text = format!(
                r#"{{"format": "ninefold/1", "objective": {{"availability": 0.999, "measure": "{measure}",
                "credits": [{{"below": 0.999, "percent": 10}}]}}, "components": [], "journeys": []}}"#
            );
            let project = crate::model::read(&text).unwrap().project;
            Schedule::own(project.objective.as_ref().unwrap()).unwrap().counting
        };
        assert_eq!((counting("time"), counting("requests")), (Counted::Time, Counted::Requests));
    }
}
