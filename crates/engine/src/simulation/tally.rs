//! The book of one journey during one replication: downtime as it happens, split at the borders of windows.
//!
//! Times are hours since the start of observation; before it they are negative and not counted.

use super::block::JourneyFindings;
use super::calendar::Week;
use super::causes::FROM_THE_START;
use super::clock::Hours;

/// What is measured, the same for every replication.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measures {
    /// Hours observed.
    pub horizon: f64,
    /// Hours of one window.
    pub window: f64,
    /// Whole windows in the horizon.
    pub windows: u64,
    /// Downtime (or requests lost, as time) allowed each journey in one window, as if all of it counted.
    pub allowed: Vec<Option<f64>>,
    /// Whether the allowance is about requests.
    pub by_requests: bool,
    /// Hours of the period whose longest outage is kept: a year, or the horizon where that is shorter.
    pub period: f64,
    /// Whole periods in the horizon.
    pub periods: u64,
    /// Which hours count, and how much; none: all alike.
    pub calendar: Option<Week>,
}

impl Measures {
    /// Hours between two times that count, and the same by demand.
    #[inline]
    pub(crate) fn counted(&self, from: f64, to: f64) -> (f64, f64) {
        match &self.calendar {
            None => (to - from, to - from),
            Some(week) => (week.service(from, to), week.demand(from, to)),
        }
    }

    /// Hours of the whole observation that count, and the same by demand; never nothing.
    pub(crate) fn whole(&self) -> (f64, f64) {
        let (hours, demand) = self.counted(0.0, self.horizon);
        (if hours > 0.0 { hours } else { self.horizon }, if demand > 0.0 { demand } else { self.horizon })
    }
}

/// What one replication came to, for one journey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RunEnd {
    /// Hours down.
    pub down: f64,
    /// Requests lost, as hours of the peak demand.
    pub lost: f64,
    /// The longest outage, in hours.
    pub longest: f64,
    /// Whether it was down at the end.
    pub still_down: bool,
}

/// Times are differences of large numbers: an allowance used up exactly is no breach.
const ROUNDING_HOURS: f64 = 1e-9;

/// How a journey is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Health {
    pub down: bool,
    /// The fraction of requests lost, 1 when down.
    pub loss: f64,
    /// What ended its service, if it is down.
    pub cause: u32,
}

impl Health {
    /// Up, and loses nothing.
    pub(crate) const WELL: Self = Self { down: false, loss: 0.0, cause: FROM_THE_START };

    /// Whether it is up and loses no request.
    pub(crate) fn is_well(&self) -> bool {
        !self.down && self.loss <= 0.0
    }
}

/// The running book.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    journey: usize,
    health: Health,
    since: f64,
    /// When the present outage began; none if before the observation.
    began: Option<f64>,
    /// The number of the present window.
    window: f64,
    window_down: f64,
    window_lost: f64,
    period: u64,
    period_longest: f64,
    total_down: f64,
    total_lost: f64,
    outages: u32,
    breaches: u32,
    longest: f64,
    excused: f64,
    excused_since: Option<f64>,
    /// Hours of the present outage that count.
    outage_down: f64,
    hours: Hours,
}

impl Tally {
    /// A journey, by its number, that is up, nothing counted yet.
    pub(crate) fn new(journey: usize) -> Self {
        Self {
            journey,
            health: Health::WELL,
            since: f64::NEG_INFINITY,
            began: None,
            window: 0.0,
            window_down: 0.0,
            window_lost: 0.0,
            period: 0,
            period_longest: 0.0,
            total_down: 0.0,
            total_lost: 0.0,
            outages: 0,
            breaches: 0,
            longest: 0.0,
            excused: 0.0,
            excused_since: None,
            outage_down: 0.0,
            hours: Hours::default(),
        }
    }

    /// Whether the journey is up and loses no request.
    pub(crate) fn is_well(&self) -> bool {
        self.health.is_well()
    }

    /// Planned work excuses the journey's being down, or no longer does.
    pub(crate) fn excuse(&mut self, at: f64, excused: bool) {
        if let Some(since) = self.excused_since.take() {
            self.excused += (at - since.max(0.0)).max(0.0);
        }
        self.excused_since = excused.then_some(at);
    }

    /// The journey is in this state from `at` on.
    pub(crate) fn change(&mut self, measures: &Measures, out: &mut JourneyFindings, at: f64, health: Health) {
        let before = self.health;
        if !before.is_well() && at > 0.0 {
            self.account(measures, out, self.since.max(0.0), at);
        }
        if health.loss > 0.0 && before.loss <= 0.0 && at >= 0.0 {
            out.loss_count += 1;
        }
        if health.down && !before.down && at >= 0.0 {
            self.outages += 1;
            self.began = Some(at);
        } else if before.down && !health.down {
            self.end_outage(measures, out, before.cause, at);
        }
        self.health = health;
        self.since = at;
    }

    /// The journey, which is well, is in this state from `from` to `to`, and then well again.
    #[inline]
    pub(crate) fn dip(
        &mut self,
        measures: &Measures,
        out: &mut JourneyFindings,
        (from, to): (f64, f64),
        health: Health,
    ) {
        // Most are over within a window.
        let simple = from >= 0.0 && measures.calendar.is_none();
        if !simple || to > self.enter_window(measures, out, from) {
            self.change(measures, out, from, health);
            self.change(measures, out, to, Health::WELL);
            return;
        }
        let hours = to - from;
        let lost = hours * health.loss;
        self.hours.add_short(measures, (from, to), health.down, health.loss);
        self.window_lost += lost;
        self.total_lost += lost;
        out.loss_count += 1;
        if health.down {
            self.window_down += hours;
            self.total_down += hours;
            self.outages += 1;
            (self.began, self.outage_down) = (Some(from), hours);
            self.end_outage(measures, out, health.cause, to);
        }
    }

    fn end_outage(&mut self, measures: &Measures, out: &mut JourneyFindings, cause: u32, at: f64) {
        let hours = std::mem::take(&mut self.outage_down);
        if self.began.is_some() || hours > 0.0 {
            out.charges.add(cause, hours, self.began.is_some());
        }
        let Some(began) = self.began.take() else { return };
        let hours = at - began;
        out.outage_hours += hours;
        out.longest_outage_hours = out.longest_outage_hours.max(hours);
        out.durations.add(hours);
        self.longest = self.longest.max(hours);
        let period = (began / measures.period) as u64;
        if period != self.period {
            self.close_period(measures, out);
            self.period = period;
        }
        self.period_longest = self.period_longest.max(hours);
    }

    /// An outage belongs to the year it began in.
    fn close_period(&mut self, measures: &Measures, out: &mut JourneyFindings) {
        if self.period < measures.periods && self.period_longest > 0.0 {
            out.longest_of_year.add(self.period_longest);
        }
        self.period_longest = 0.0;
    }

    /// Books the present loss from `from` to `to`, window by window.
    fn account(&mut self, measures: &Measures, out: &mut JourneyFindings, from: f64, to: f64) {
        let mut border = self.enter_window(measures, out, from);
        self.hours.add(measures, (from, to), self.health.down, self.health.loss);
        let mut start = from;
        loop {
            let (hours, demand) = measures.counted(start, border.min(to).max(start));
            if self.health.down {
                self.window_down += hours;
                self.total_down += hours;
                self.outage_down += hours;
            }
            self.window_lost += demand * self.health.loss;
            self.total_lost += demand * self.health.loss;
            if to <= border {
                return;
            }
            self.close_window(measures, out);
            self.window += 1.0;
            start = border;
            border = (self.window + 1.0) * measures.window;
        }
    }

    /// Goes on to the window of this moment, unless it is the present one; says where it ends.
    #[inline]
    fn enter_window(&mut self, measures: &Measures, out: &mut JourneyFindings, at: f64) -> f64 {
        let border = (self.window + 1.0) * measures.window;
        if at < border {
            return border;
        }
        self.close_window(measures, out);
        self.window = ((at / measures.window) as u64 as f64).max(self.window + 1.0);
        (self.window + 1.0) * measures.window
    }

    fn close_window(&mut self, measures: &Measures, out: &mut JourneyFindings) {
        if self.window < measures.windows as f64 {
            let used = if measures.by_requests { self.window_lost } else { self.window_down };
            let counts = self.window_share(measures);
            if measures.allowed[self.journey].is_some_and(|allowed| used > allowed * counts + ROUNDING_HOURS)
            {
                self.breaches += 1;
            }
            if self.window_down > 0.0 {
                out.window_hours += self.window_down;
                out.most_window_hours = out.most_window_hours.max(self.window_down);
                out.window_downtime.add(self.window_down);
                out.histogram.add(self.window_down);
            }
        }
        self.window_down = 0.0;
        self.window_lost = 0.0;
    }

    /// How much of the present window counts.
    fn window_share(&self, measures: &Measures) -> f64 {
        if measures.calendar.is_none() {
            return 1.0;
        }
        let from = self.window * measures.window;
        let (hours, demand) = measures.counted(from, from + measures.window);
        (if measures.by_requests { demand } else { hours }) / measures.window
    }

    /// Ends the replication and hands its figures over.
    pub(crate) fn finish(mut self, measures: &Measures, out: &mut JourneyFindings) -> RunEnd {
        let end = measures.horizon;
        self.excuse(end, false);
        out.excused_hours += self.excused;
        if !self.health.is_well() && end > 0.0 {
            self.account(measures, out, self.since.max(0.0), end);
        }
        let still_down = self.health.down;
        if still_down {
            self.end_outage(measures, out, self.health.cause, end);
        }
        self.close_window(measures, out);
        self.close_period(measures, out);
        out.charges.close();
        if self.total_down > 0.0 || self.total_lost > 0.0 {
            out.day.add(&self.hours);
        }
        let (hours, demand) = measures.whole();
        out.down.add(self.total_down / hours);
        out.lost.add(self.total_lost / demand);
        out.outages.add(f64::from(self.outages));
        out.breaches.add(f64::from(self.breaches));
        out.outage_count += u64::from(self.outages);
        out.breach_count += u64::from(self.breaches);
        out.windows += measures.windows;
        out.years += measures.periods;
        RunEnd { down: self.total_down, lost: self.total_lost, longest: self.longest, still_down }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(down: bool, loss: f64) -> Health {
        Health { down, loss, cause: 7 }
    }

    fn measures() -> Measures {
        let (horizon, window) = (100.0, 10.0);
        Measures {
            horizon,
            window,
            windows: 10,
            allowed: vec![Some(1.0)],
            by_requests: false,
            period: 50.0,
            periods: 2,
            calendar: None,
        }
    }

    /// Down 8–23, 30–31 and 99–(110): windows 2, 10, 3, 1 and 1 hours; longest 15 and 1.
    #[test]
    fn splits_at_borders() {
        let (measures, mut out, mut tally) = (measures(), JourneyFindings::default(), Tally::new(0));
        for (at, down) in [(8.0, true), (23.0, false), (30.0, true), (31.0, false), (99.0, true)] {
            tally.change(&measures, &mut out, at, health(down, f64::from(u8::from(down))));
        }
        tally.finish(&measures, &mut out);
        assert!((out.down.mean() - 0.17).abs() < 1e-15);
        assert_eq!((out.outage_count, out.breach_count, out.windows), (3, 3, 10));
        assert_eq!(out.window_downtime.total(), 5);
        assert!((out.window_hours - 17.0).abs() < 1e-12 && out.most_window_hours == 10.0);
        assert!((out.outage_hours - 17.0).abs() < 1e-12 && out.longest_outage_hours == 15.0);
        assert_eq!(out.longest_of_year.total(), 2);
        assert!((out.longest_of_year.quantile(1.0, 0) / 15.0 - 1.0).abs() < 0.005);
    }

    /// What happened before the observation is not counted, what lasts into it is, as downtime but not as an outage.
    #[test]
    fn begins_in_the_middle_of_an_outage() {
        let (measures, mut out, mut tally) = (measures(), JourneyFindings::default(), Tally::new(0));
        tally.change(&measures, &mut out, -5.0, health(true, 1.0));
        tally.change(&measures, &mut out, 4.0, health(false, 0.5));
        tally.change(&measures, &mut out, 6.0, health(false, 0.0));
        tally.finish(&measures, &mut out);
        assert!((out.down.mean() - 0.04).abs() < 1e-15 && (out.lost.mean() - 0.05).abs() < 1e-15);
        assert_eq!((out.outage_count, out.durations.total(), out.breach_count), (0, 0, 1));
    }
}
