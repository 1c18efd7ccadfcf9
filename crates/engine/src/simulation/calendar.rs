//! The week as the measures see it: which hours count, and how many requests come in each.
//!
//! Time 0 of a run is a Monday, 00:00.

use crate::model::{Objective, Project, ServiceHours};

/// Hours of a week.
const WEEK: f64 = 168.0;

/// A week in pieces in which nothing changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Week {
    /// Where each piece begins, and the end of the last.
    edges: Vec<f64>,
    /// Hours that count, up to each edge.
    service: Vec<f64>,
    /// The same, each hour as often as the multiple of the peak demand in it.
    demand: Vec<f64>,
}

/// The multiples of the peak demand by hour of the day (24) or of the week (168); none where it is always the same.
pub(crate) fn varying_profile(project: &Project) -> Option<&[f64]> {
    let profile = project.demand.as_ref()?.profile.as_deref()?;
    (matches!(profile.len(), 24 | 168) && profile.iter().any(|hour| *hour != profile[0])).then_some(profile)
}

impl Week {
    /// The project's week; none where every hour counts alike. The demand by hour matters only where something else depends on the
    /// hour too (`by_hour`): otherwise it averages out.
    pub(crate) fn new(project: &Project, by_hour: bool) -> Option<Self> {
        let hours =
            project.objective.as_ref().and_then(|objective: &Objective| objective.service_hours.as_ref());
        let profile = varying_profile(project).filter(|_| by_hour || hours.is_some());
        if hours.is_none() && profile.is_none() {
            return None;
        }
        let mut edges: Vec<f64> = (0..=168).map(f64::from).collect();
        for day in 0..7 {
            edges.extend(
                hours
                    .iter()
                    .flat_map(|it| [it.from.hours(), it.to.hours()])
                    .map(|at| f64::from(day) * 24.0 + at),
            );
        }
        crate::order::sort_by(&mut edges, f64::total_cmp);
        edges.dedup();
        let (mut service, mut demand) = (vec![0.0], vec![0.0]);
        for pair in edges.windows(2) {
            let (middle, length) = (f64::midpoint(pair[0], pair[1]), pair[1] - pair[0]);
            let counts = if hours.is_none_or(|hours| inside(hours, middle)) { length } else { 0.0 };
            let level = profile.map_or(1.0, |profile| profile[middle as usize % profile.len()]);
            service.push(service[service.len() - 1] + counts);
            demand.push(demand[demand.len() - 1] + counts * level);
        }
        Some(Self { edges, service, demand })
    }

    fn until(&self, sums: &[f64], at: f64) -> f64 {
        let weeks = libm::floor(at / WEEK);
        let hour = (at - weeks * WEEK).clamp(0.0, WEEK);
        let piece = self.edges.partition_point(|edge| *edge <= hour).clamp(1, self.edges.len() - 1) - 1;
        let (from, to) = (self.edges[piece], self.edges[piece + 1]);
        let part = (sums[piece + 1] - sums[piece]) * (hour - from) / (to - from);
        weeks * sums[sums.len() - 1] + sums[piece] + part
    }

    /// Hours between two times that count.
    pub(crate) fn service(&self, from: f64, to: f64) -> f64 {
        (self.until(&self.service, to) - self.until(&self.service, from)).max(0.0)
    }

    /// The same, each as often as the multiple of the peak demand in it.
    pub(crate) fn demand(&self, from: f64, to: f64) -> f64 {
        (self.until(&self.demand, to) - self.until(&self.demand, from)).max(0.0)
    }
}

fn inside(hours: &ServiceHours, at: f64) -> bool {
    let (day, hour) = (libm::floor(at / 24.0), at % 24.0);
    let listed = hours.days.as_ref().is_none_or(|days| days.contains(&(day + 1.0)));
    listed && hours.from.hours() <= hour && hour < hours.to.hours()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Monday to Friday, 8:30 to 18:00: 47.5 hours a week; by hand.
    #[test]
    fn office_hours() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.99,
            "service_hours": {"from": "8h30m", "to": "18h", "days": [1, 2, 3, 4, 5]}}}"#;
        let week = Week::new(&crate::model::read(text).unwrap().project, false).unwrap();
        let near = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-9, "{value} {expected}");
        near(week.service(0.0, 168.0), 47.5);
        near(week.service(0.0, 52.0 * 168.0), 52.0 * 47.5);
        near(week.service(8.0, 9.0), 0.5);
        near(week.service(17.0, 33.0), 1.5);
        near(week.service(5.0 * 24.0, 7.0 * 24.0), 0.0);
        near(week.service(-168.0 + 9.0, 9.0), 47.5);
        near(week.demand(10.0, 12.0), 2.0);
    }
}
