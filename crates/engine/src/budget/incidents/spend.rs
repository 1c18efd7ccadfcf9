//! The error budget as the log spent it: what is left of it, how fast it goes, when it is gone.

use jiff::civil::Date;
use serde::Serialize;

use super::moment::{self, DAY};
use super::timeline::{Counting, Timeline};
use crate::units::Window;

/// The budget of one window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spend {
    /// `rolling 30d`, `2026-03`, `2026 quarter 1`, `2026`.
    pub window: String,
    /// When it began, in seconds since 1970.
    pub from: i64,
    /// When it ends; now for one that rolls.
    pub to: i64,
    /// From when on the log watched; the window's beginning where it watched all of it.
    pub watched_from: i64,
    /// Downtime the objective allows in it, in seconds as they count.
    pub allowed_seconds: f64,
    /// Downtime of the log in it, as far as it was watched.
    pub spent_seconds: f64,
    /// Planned work in it that does not count.
    pub excluded_seconds: f64,
    /// What is left; below 0 where it is overspent.
    pub left_seconds: f64,
    /// Fraction of the watched time that was down.
    pub unavailability: f64,
    /// How many times as fast as allowed the budget went: 1 uses it up exactly at the end.
    pub burn_rate: f64,
    /// When it is gone if it goes on like that, or when it was gone; none where that is not within the window (or a year, where it rolls).
    pub gone_at: Option<i64>,
    /// The same by the clocks of the place: `2026-03-14 05:20`.
    pub gone: Option<String>,
}

/// What is spent, and by whose clock.
pub struct Account<'a> {
    /// What happened.
    pub timeline: &'a Timeline,
    /// What counts.
    pub counting: Counting<'a>,
    /// Fraction of the time that may be down.
    pub allowed: f64,
    /// When the log began to watch.
    pub since: i64,
    /// Now.
    pub now: i64,
}

impl Account<'_> {
    /// The window that rolls, and the calendar month, quarter and year that are under way.
    #[must_use]
    pub fn windows(&self, rolling: Window) -> Vec<Spend> {
        let place = self.counting.place;
        let (today, _) = moment::local(self.now, place);
        let length = libm::round(rolling.seconds()) as i64;
        let name = format!("rolling {}d", rolling.hours() / 24.0);
        let mut list = vec![self.rolling(name, length)];
        let first = today.first_of_month();
        let quarter = (i32::from(first.month()) - 1) % 3;
        let january = i32::from(first.month()) - 1;
        let number = (i32::from(first.month()) - 1) / 3 + 1;
        list.push(self.calendar(first.strftime("%Y-%m").to_string(), first, 1));
        list.push(self.calendar(
            format!("{} quarter {number}", first.year()),
            moment::months_later(first, -quarter),
            3,
        ));
        list.push(self.calendar(first.year().to_string(), moment::months_later(first, -january), 12));
        list
    }

    /// The calendar months from when the log began to watch, the earliest first.
    #[must_use]
    pub fn months(&self) -> Vec<Spend> {
        let (mut month, _) = moment::local(self.since, self.counting.place);
        let mut list = Vec::new();
        while list.len() < 1_200 && moment::midnight(month.first_of_month(), self.counting.place) < self.now {
            let first = month.first_of_month();
            list.push(self.calendar(first.strftime("%Y-%m").to_string(), first, 1));
            month = moment::months_later(first, 1);
        }
        list
    }

    fn calendar(&self, name: String, first: Date, months: i32) -> Spend {
        let place = self.counting.place;
        let (from, to) =
            (moment::midnight(first, place), moment::midnight(moment::months_later(first, months), place));
        let mut spend = self.spend(name, from, to);
        spend.gone_at = if spend.left_seconds < 0.0 {
            self.crossed(spend.watched_from, spend.allowed_seconds)
        } else {
            let rate = spend.spent_seconds / (self.now.min(to) - spend.watched_from).max(1) as f64;
            let gone = self.now as f64 + spend.left_seconds / rate;
            (rate > 0.0 && gone < to as f64 && self.now < to).then_some(gone as i64)
        };
        self.dated(spend)
    }

    fn rolling(&self, name: String, length: i64) -> Spend {
        let mut spend = self.spend(name, self.now - length, self.now);
        spend.gone_at = if spend.left_seconds < 0.0 {
            self.crossed(spend.watched_from, spend.allowed_seconds)
        } else {
            self.projected(&spend, length)
        };
        self.dated(spend)
    }

    fn dated(&self, spend: Spend) -> Spend {
        let gone = spend.gone_at.map(|at| moment::written(at, self.counting.place));
        Spend { gone, ..spend }
    }

    /// When a rolling window is overspent if downtime goes on arriving at the window's own rate while old downtime leaves it; never where nothing was spent in it.
    fn projected(&self, spend: &Spend, length: i64) -> Option<i64> {
        let watched = (self.now - spend.watched_from).max(1);
        let rate = spend.spent_seconds / watched as f64;
        if rate <= 0.0 {
            return None;
        }
        let gone = |later: i64| {
            let from = (self.now - length + later).max(spend.watched_from);
            let old = self.timeline.down(from, self.now, &self.counting);
            old + rate * later.min(length) as f64 > spend.allowed_seconds
        };
        // Between two outages that leave, the sum only grows: it is enough to look at their edges.
        let mut edges: Vec<i64> = Vec::new();
        for span in self.timeline.between(spend.watched_from, self.now) {
            edges.extend([span.from, span.to].map(|edge| edge - (self.now - length)));
        }
        edges.push(length);
        edges.push(365 * DAY);
        let mut before = 0;
        for edge in edges.into_iter().filter(|edge| *edge > 0 && *edge <= 365 * DAY) {
            if gone(edge) {
                let (mut low, mut high) = (before, edge);
                while high - low > 60 {
                    let middle = low + (high - low) / 2;
                    if gone(middle) { high = middle } else { low = middle }
                }
                return Some(self.now + high);
            }
            before = edge;
        }
        None
    }

    /// Seconds between two moments that the promise is about: those in the hours that count, less planned work up to now that does not count.
    #[must_use]
    pub fn agreed_seconds(&self, from: i64, to: i64) -> f64 {
        let excluded = self.timeline.excluded_between(from, to.min(self.now), &self.counting);
        (self.counting.seconds(from, to) - excluded).max(0.0)
    }

    fn spend(&self, window: String, from: i64, to: i64) -> Spend {
        let end = self.now.min(to);
        let watched_from = self.since.clamp(from, end.max(from));
        let excluded_seconds = self.timeline.excluded_between(from, end, &self.counting);
        let watched = self.agreed_seconds(watched_from, end);
        let spent_seconds = self.timeline.down(watched_from, end, &self.counting);
        let unavailability = if watched > 0.0 { spent_seconds / watched } else { 0.0 };
        let allowed_seconds = self.allowed * self.agreed_seconds(from, to);
        Spend {
            window,
            from,
            to,
            watched_from,
            allowed_seconds,
            spent_seconds,
            excluded_seconds,
            left_seconds: allowed_seconds - spent_seconds,
            unavailability,
            burn_rate: if self.allowed > 0.0 { unavailability / self.allowed } else { 0.0 },
            gone_at: None,
            gone: None,
        }
    }

    /// When the downtime since `from` first exceeded `allowed`.
    fn crossed(&self, from: i64, allowed: f64) -> Option<i64> {
        let mut left = allowed;
        for span in self.timeline.between(from, self.now) {
            let counts = self.counting.of(&span);
            if counts > left {
                let share = if counts > 0.0 { left / counts } else { 0.0 };
                return Some(span.from + (share * (span.to - span.from) as f64) as i64);
            }
            left -= counts;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::moment::Fixed;
    use super::super::read::Incident;
    use super::*;
    use crate::budget::WeekHours;

    fn at(text: &str) -> i64 {
        moment::parse(text, &Fixed(0), false).unwrap()
    }

    fn account<'a>(
        timeline: &'a Timeline,
        hours: &'a WeekHours,
        allowed: f64,
        since: &str,
        now: &str,
    ) -> Account<'a> {
        let counting = Counting { hours, place: &Fixed(0), requests: false };
        Account { timeline, counting, allowed, since: at(since), now: at(now) }
    }

    fn timeline(spans: &[(&str, i64)]) -> Timeline {
        let incident = |(start, minutes): &(&str, i64)| Incident {
            line: 1,
            start: at(start),
            end: Some(at(start) + minutes * 60),
            name: None,
            component: None,
            impact: 1.0,
            planned: false,
        };
        Timeline::new(&spans.iter().map(incident).collect::<Vec<_>>(), i64::MAX, true)
    }

    /// By hand: 99.9 % of March (31 d) allows 44 m 38.4 s; 20 minutes in the first ten days burn at 20/14.4 = 1.389, and at that rate the
    /// remaining 24.64 minutes last 12.32 days from the 11th.
    #[test]
    fn a_calendar_month_under_way() {
        let (timeline, hours) = (timeline(&[("2026-03-04 10:00", 20)]), WeekHours::always());
        let windows = account(&timeline, &hours, 0.001, "2026-01-01", "2026-03-11").windows(Window::Month);
        let month = &windows[1];
        assert_eq!(
            (month.window.as_str(), month.from, month.to),
            ("2026-03", at("2026-03-01"), at("2026-04-01"))
        );
        assert!((month.allowed_seconds - 2_678.4).abs() < 1e-9);
        assert_eq!((month.spent_seconds, month.left_seconds.round()), (1_200.0, 1_478.0));
        assert!((month.burn_rate - 20.0 / 14.4).abs() < 1e-12);
        let gone = at("2026-03-11") + (12.32 * 86_400.0) as i64;
        assert!((month.gone_at.unwrap() - gone).abs() < 120, "{:?} {gone}", month.gone_at);
        assert_eq!((windows[2].window.as_str(), windows[3].window.as_str()), ("2026 quarter 1", "2026"));
        assert_eq!(windows[3].to, at("2027-01-01"));
    }

    /// Half an hour at the end of February and half an hour in March: a rolling 30 days of 99.9 % (43.2 min) was gone 13.2 minutes into the second.
    #[test]
    fn when_it_was_gone() {
        let (timeline, hours) =
            (timeline(&[("2026-02-20 00:00", 30), ("2026-03-10 00:00", 30)]), WeekHours::always());
        let rolling =
            &account(&timeline, &hours, 0.001, "2026-01-01", "2026-03-11").windows(Window::Month)[0];
        assert_eq!(rolling.window, "rolling 30d");
        assert_eq!(rolling.left_seconds, 43.2 * 60.0 - 3_600.0);
        assert_eq!(rolling.gone_at, Some(at("2026-03-10") + 792));
    }

    /// 40 m down 29 days ago: they leave the rolling window before 3.2 m more come, and 1.33 m a day, the window's own rate, never fill it again.
    #[test]
    fn old_downtime_leaves_a_rolling_window() {
        let (timeline, hours) = (timeline(&[("2026-03-02 00:00", 40)]), WeekHours::always());
        let rolling =
            &account(&timeline, &hours, 0.001, "2025-12-21", "2026-03-31").windows(Window::Month)[0];
        assert_eq!((rolling.spent_seconds, rolling.gone_at), (2_400.0, None));
        let busy = self::timeline(&[("2026-03-20 00:00", 40)]);
        let rolling = &account(&busy, &hours, 0.001, "2026-03-11", "2026-03-31").windows(Window::Month)[0];
        // 2 minutes a day: the 3.2 that are left last 1.6 days.
        let gone = rolling.gone_at.unwrap() - at("2026-03-31");
        assert!((gone - 138_240).abs() <= 60, "{gone}");
    }

    /// Ten hours down in January, nothing since: what was before the window says nothing about how fast it goes.
    #[test]
    fn a_rolling_window_goes_at_its_own_rate() {
        let (old, hours) = (timeline(&[("2026-01-10 00:00", 600)]), WeekHours::always());
        let rolling = &account(&old, &hours, 0.001, "2026-01-01", "2026-03-31").windows(Window::Month)[0];
        assert_eq!((rolling.spent_seconds, rolling.burn_rate, rolling.gone_at), (0.0, 0.0, None));
        // And 15 m on the 21st, half a minute a day of 30: no more than 30 m at any time.
        let some = timeline(&[("2026-01-10 00:00", 600), ("2026-03-21 00:00", 15)]);
        let rolling = &account(&some, &hours, 0.001, "2026-01-01", "2026-03-31").windows(Window::Month)[0];
        assert_eq!((rolling.spent_seconds, rolling.gone_at), (900.0, None));
    }

    /// Watched from the 19th, 00:00, to the 21st, 48 h, with 10 m down: 10/2,880 of the time, 3.4722 times the allowed thousandth. What the log knows
    /// from before (60 h of planned work, 6 h down) is agreed away, or was not watched. March less the work: 684 h allow 41.04 m, the 30 days 660 h and
    /// 39.6 m; at 5 m a day the 31.04 m and 29.6 m that are left last 6.208 and 5.92 days.
    #[test]
    fn only_what_was_watched_is_spent() {
        let incident = |start: &str, minutes: i64, planned| Incident {
            line: 1,
            start: at(start),
            end: Some(at(start) + minutes * 60),
            name: None,
            component: None,
            impact: 1.0,
            planned,
        };
        let log = [
            incident("2026-03-01 09:00", 3_600, true),
            incident("2026-03-04 10:00", 360, false),
            incident("2026-03-20 10:00", 10, false),
        ];
        let (timeline, hours) = (Timeline::new(&log, i64::MAX, true), WeekHours::always());
        let windows = account(&timeline, &hours, 0.001, "2026-03-19", "2026-03-21").windows(Window::Month);
        for spend in &windows {
            assert_eq!((spend.spent_seconds, spend.watched_from), (600.0, at("2026-03-19")), "{spend:?}");
            assert!((spend.burn_rate - 10.0 / 2.88).abs() < 1e-9, "{spend:?}");
        }
        let (rolling, month) = (&windows[0], &windows[1]);
        assert!((rolling.allowed_seconds - 2_376.0).abs() < 1e-9, "{rolling:?}");
        assert!((month.allowed_seconds - 2_462.4).abs() < 1e-9, "{month:?}");
        let now = at("2026-03-21");
        assert!((month.gone_at.unwrap() - now - (6.208 * 86_400.0) as i64).abs() <= 1, "{month:?}");
        assert!((rolling.gone_at.unwrap() - now - (5.92 * 86_400.0) as i64).abs() <= 60, "{rolling:?}");
        // An outage under way when watching began counts from there on, and it is from there that the allowance is passed.
        let log = [incident("2026-03-18 20:00", 360, false)];
        let timeline = Timeline::new(&log, i64::MAX, true);
        let windows = account(&timeline, &hours, 0.001, "2026-03-19", "2026-03-21").windows(Window::Month);
        assert_eq!(windows[1].spent_seconds, 7_200.0);
        assert!((windows[1].gone_at.unwrap() - at("2026-03-19") - 2_678).abs() <= 1, "{:?}", windows[1]);
        assert_eq!(windows[0].gone_at, Some(at("2026-03-19") + 2_592));
    }

    #[test]
    fn months_one_after_the_other() {
        let (timeline, hours) = (timeline(&[("2026-01-31 23:30", 60)]), WeekHours::always());
        let months = account(&timeline, &hours, 0.001, "2026-01-16", "2026-03-02").months();
        let found: Vec<(&str, f64)> =
            months.iter().map(|it| (it.window.as_str(), it.spent_seconds)).collect();
        assert_eq!(found, [("2026-01", 1_800.0), ("2026-02", 1_800.0), ("2026-03", 0.0)]);
        assert_eq!(months[0].watched_from, at("2026-01-16"));
    }
}
