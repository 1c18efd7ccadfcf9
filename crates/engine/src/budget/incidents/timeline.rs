//! Incidents laid over each other: what was down when, each moment counted once.

use std::collections::BTreeMap;

use super::moment::{self, DAY, Place};
use super::read::Incident;
use crate::budget::hours::WeekHours;

/// A span in which the same share of the requests was lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Seconds since 1970.
    pub from: i64,
    /// Seconds since 1970.
    pub to: i64,
    /// Fraction of the requests lost: that of the worst incident under way.
    pub impact: f64,
}

/// What a log says happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Ascending, apart from each other or with another impact.
    pub spans: Vec<Span>,
    /// Planned work that does not count, ascending.
    pub excluded: Vec<(i64, i64)>,
    /// Incidents that were under way while another was.
    pub overlapping: usize,
}

impl Timeline {
    /// Lays incidents over each other, up to `until`. Planned ones count as any other, unless they are excluded: then nothing counts while they go on.
    #[must_use]
    pub fn new(incidents: &[Incident], until: i64, exclude_planned: bool) -> Self {
        let mut changes: Vec<(i64, bool, Option<u64>)> = Vec::with_capacity(incidents.len() * 2);
        for incident in incidents {
            let (from, to) = (incident.start, incident.end.unwrap_or(until).min(until));
            if from < to {
                // Positive numbers are ordered as their bits are.
                let impact = (!(incident.planned && exclude_planned)).then(|| incident.impact.to_bits());
                changes.push((from, true, impact));
                changes.push((to, false, impact));
            }
        }
        changes.sort_unstable();
        let mut timeline = Self::default();
        let mut under_way: BTreeMap<u64, usize> = BTreeMap::new();
        let (mut planned, mut last) = (0_usize, i64::MIN);
        for (at, begins, impact) in changes {
            if at > last {
                timeline.passed(last, at, planned, under_way.keys().next_back().copied());
            }
            last = at;
            match (impact, begins) {
                (None, true) => planned += 1,
                (None, false) => planned -= 1,
                (Some(impact), true) => {
                    timeline.overlapping += usize::from(!under_way.is_empty());
                    *under_way.entry(impact).or_insert(0) += 1;
                }
                (Some(impact), false) => {
                    if let Some(count) = under_way.get_mut(&impact) {
                        *count -= 1;
                        if *count == 0 {
                            under_way.remove(&impact);
                        }
                    }
                }
            }
        }
        timeline
    }

    /// Between two changes.
    fn passed(&mut self, from: i64, to: i64, planned: usize, impact: Option<u64>) {
        if planned > 0 {
            match self.excluded.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => self.excluded.push((from, to)),
            }
        } else if let Some(impact) = impact.map(f64::from_bits).filter(|impact| *impact > 0.0) {
            match self.spans.last_mut() {
                Some(last) if last.to == from && last.impact == impact => last.to = to,
                _ => self.spans.push(Span { from, to, impact }),
            }
        }
    }

    /// The outages, each with all that joins it.
    #[must_use]
    pub fn outages(&self) -> Vec<(i64, i64)> {
        let mut outages: Vec<(i64, i64)> = Vec::with_capacity(self.spans.len());
        for span in &self.spans {
            match outages.last_mut() {
                Some(last) if last.1 == span.from => last.1 = span.to,
                _ => outages.push((span.from, span.to)),
            }
        }
        outages
    }

    /// The parts of the spans between two moments.
    pub fn between(&self, from: i64, to: i64) -> impl Iterator<Item = Span> {
        let first = self.spans.partition_point(|span| span.to <= from);
        self.spans[first..].iter().take_while(move |span| span.from < to).map(move |span| Span {
            from: span.from.max(from),
            to: span.to.min(to),
            impact: span.impact,
        })
    }

    /// Seconds of planned work that does not count, between two moments.
    #[must_use]
    pub fn excluded_between(&self, from: i64, to: i64, counting: &Counting<'_>) -> f64 {
        let first = self.excluded.partition_point(|(_, end)| *end <= from);
        let within = self.excluded[first..].iter().take_while(|(start, _)| *start < to);
        // Adding nothing turns −0, the sum of nothing, into 0.
        within.map(|(start, end)| counting.seconds((*start).max(from), (*end).min(to))).sum::<f64>() + 0.0
    }

    /// Seconds down between two moments, as they count.
    #[must_use]
    pub fn down(&self, from: i64, to: i64, counting: &Counting<'_>) -> f64 {
        self.between(from, to).map(|span| counting.of(&span)).sum::<f64>() + 0.0
    }
}

/// What counts.
pub struct Counting<'a> {
    /// The hours that count.
    pub hours: &'a WeekHours,
    /// Where their clocks stand.
    pub place: &'a dyn Place,
    /// Whether requests are counted, and not time: an incident then counts with the share it lost.
    pub requests: bool,
}

impl Counting<'_> {
    /// Seconds of a span as they count.
    #[must_use]
    pub fn of(&self, span: &Span) -> f64 {
        self.seconds(span.from, span.to) * if self.requests { span.impact } else { 1.0 }
    }

    /// Seconds between two moments that lie in the hours that count.
    #[must_use]
    pub fn seconds(&self, from: i64, to: i64) -> f64 {
        if self.hours.is_always() || to <= from {
            return (to - from).max(0) as f64;
        }
        let mut seconds = 0.0;
        let mut at = from;
        let week = 7 * DAY;
        // Whole weeks of a place whose clocks were not changed meanwhile need no walk.
        if to - from > 2 * week && self.place.ahead_at(from) == self.place.ahead_at(to) {
            let weeks = (to - from) / week - 1;
            seconds += weeks as f64 * self.hours.seconds_a_week();
            at += weeks * week;
        }
        while at < to {
            let (day, of_day) = moment::local(at, self.place);
            let left = (DAY - of_day).min(to - at);
            let weekday = day.weekday().to_monday_zero_offset() as usize;
            seconds += self.hours.within(weekday, of_day as u32, (of_day + left) as u32);
            at += left;
        }
        seconds
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::moment::Fixed;
    use super::*;

    fn incident(start: i64, end: i64) -> Incident {
        Incident { line: 1, start, end: Some(end), name: None, component: None, impact: 1.0, planned: false }
    }

    fn counting(hours: &WeekHours, requests: bool) -> Counting<'_> {
        Counting { hours, place: &Fixed(0), requests }
    }

    #[test]
    fn overlaps_count_once_with_the_worst_share() {
        let part = Incident { impact: 0.25, ..incident(0, 100) };
        let timeline =
            Timeline::new(&[part, incident(50, 80), incident(60, 90), incident(200, 400)], 300, false);
        let spans: Vec<(i64, i64, f64)> =
            timeline.spans.iter().map(|it| (it.from, it.to, it.impact)).collect();
        assert_eq!(spans, [(0, 50, 0.25), (50, 90, 1.0), (90, 100, 0.25), (200, 300, 1.0)]);
        assert_eq!(timeline.outages(), [(0, 100), (200, 300)]);
        assert_eq!(timeline.overlapping, 2);
        let always = WeekHours::always();
        assert_eq!(timeline.down(0, 1_000, &counting(&always, false)), 200.0);
        assert_eq!(timeline.down(0, 1_000, &counting(&always, true)), 12.5 + 40.0 + 2.5 + 100.0);
        assert_eq!(timeline.down(70, 250, &counting(&always, false)), 80.0);
    }

    #[test]
    fn planned_work_counts_or_does_not() {
        let work = Incident { planned: true, ..incident(50, 150) };
        let incidents = [incident(0, 100), work];
        assert_eq!(Timeline::new(&incidents, 1_000, false).outages(), [(0, 150)]);
        let without = Timeline::new(&incidents, 1_000, true);
        assert_eq!((without.outages(), without.excluded.clone()), (vec![(0, 50)], vec![(50, 150)]));
        assert_eq!(without.excluded_between(100, 900, &counting(&WeekHours::always(), false)), 50.0);
    }

    /// 2026-03-02 is a Monday. From Friday 17:00 to Monday 09:00 of Mon-Fri 8-18: one hour and one hour.
    #[test]
    fn only_hours_that_count() {
        let hours = WeekHours::parse("Mon-Fri 8-18").unwrap();
        let at = |text: &str| moment::parse(text, &Fixed(0), false).unwrap();
        let counting = counting(&hours, false);
        assert_eq!(counting.seconds(at("2026-03-06 17:00"), at("2026-03-09 09:00")), 7_200.0);
        assert_eq!(counting.seconds(at("2026-03-02"), at("2026-04-27 12:00")), (8.0 * 50.0 + 4.0) * 3_600.0);
        let east = Counting { hours: &hours, place: &Fixed(3_600), requests: false };
        assert_eq!(east.seconds(at("2026-03-02 06:00"), at("2026-03-02 08:00")), 3_600.0);
    }
}
