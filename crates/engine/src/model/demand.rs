//! Requests: how they grow, which component gets how many, and how many copies that asks for.
//!
//! One account of it for the exact answer, the simulation and the capacity plan (docs/methods.md, section 1, "Demand").

use std::borrow::Cow;
use std::collections::HashMap;

use super::redundancy::{Copies, CopyMode, Required, Rule};
use super::types::{Capacity, Growth, Project};

/// How far a demand may exceed what so many copies answer and still count as answered: the rounding of the division.
const ROUNDING: f64 = 1e-9;

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// As written.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// So many months later.
    #[must_use]
    pub fn after(self, months: u32) -> Self {
        let count = self.month - 1 + months;
        Self { year: self.year + (count / 12) as i32, month: count % 12 + 1 }
    }
}

/// `2026-11`.
pub(super) fn month_of(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let digits = year.len() == 4 && month.len() == 2;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    (digits && year > 0 && (1..=12).contains(&month)).then_some(Month { year, month })
}

/// `11-27` (every year) or `2026-11-27` (once): the year, if any, and the month.
pub(super) fn season(text: &str) -> Option<(Option<i32>, u32)> {
    let (rest, day) = text.rsplit_once('-')?;
    let days: u32 = day.parse().ok().filter(|_| day.len() == 2)?;
    let (year, month) = match month_of(rest) {
        Some(at) => (Some(at.year), at.month),
        None => (None, rest.parse().ok().filter(|month| rest.len() == 2 && (1..=12).contains(month))?),
    };
    let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
    (1..=longest).contains(&days).then_some((year, month))
}

/// What the demand is multiplied by after so many months of growth, seasons left out; never negative.
///
/// Compound (1 + g)^m, linear 1 + g·m.
#[must_use]
pub fn growth(project: &Project, months: f64) -> f64 {
    let Some(demand) = &project.demand else { return 1.0 };
    let monthly = demand.growth_per_month.unwrap_or(0.0);
    match demand.growth {
        Some(Growth::Linear) => (1.0 + monthly * months).max(0.0),
        _ => libm::pow(1.0 + monthly, months),
    }
}

/// The largest seasonal multiplier of the calendar month that is so many months off, with its name; 1 where there is none, or where
/// nobody says which month is now.
#[must_use]
pub fn seasonal(project: &Project, months: u32) -> (f64, Option<&str>) {
    let Some(demand) = &project.demand else { return (1.0, None) };
    let Some(start) = demand.start.as_deref().and_then(month_of) else { return (1.0, None) };
    let now = start.after(months);
    let mut most = (1.0, None);
    for peak in demand.peaks.iter().flatten() {
        let falls = season(&peak.at)
            .is_some_and(|(year, month)| month == now.month && year.is_none_or(|y| y == now.year));
        if falls && peak.multiplier > most.0 {
            most = (peak.multiplier, Some(peak.name.as_deref().unwrap_or(&peak.at)));
        }
    }
    most
}

/// The copies that answer so many requests a second when each is used to its target: ⌈demand / (`per_copy_rps` · target)⌉, one at least;
/// `u32::MAX` beyond what can be counted.
#[must_use]
pub fn copies_for(demand: f64, per_copy: f64, target: f64) -> u32 {
    let wanted = libm::ceil(demand / (per_copy * target) * (1.0 - ROUNDING));
    // Nothing by nothing is no number.
    if wanted.is_nan() { 1 } else { wanted.clamp(1.0, f64::from(u32::MAX)) as u32 }
}

/// [`copies_for`] a component's throughput; none where the file does not say what a copy answers.
#[must_use]
pub fn needed_copies(demand: f64, capacity: Option<&Capacity>) -> Option<u32> {
    let capacity = capacity?;
    Some(copies_for(demand, capacity.per_copy_rps?, capacity.target_utilisation()))
}

/// The ways that requests take: links in an order in which every component comes before what it sends requests to.
#[derive(Clone, Debug)]
pub struct Routes {
    /// By component: (link, target, calls per request) of what it calls, hard links first.
    calls: Vec<Vec<Call>>,
    /// By component: of its hard links so many share the requests; none where each gets all, or where only the first does.
    shares: Vec<Share>,
    /// Callers before those they call.
    order: Vec<usize>,
    /// By journey: its entry.
    entries: Vec<Option<usize>>,
    /// Links that close a cycle: requests are not followed over them.
    pub closing: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    link: usize,
    to: usize,
    calls: f64,
    hard: bool,
    closes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Share {
    All,
    Least(u32),
    First,
}

impl Routes {
    /// Of a project; links that do not resolve are left out (validation reports them).
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let number: HashMap<&str, usize> =
            project.components().iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let mut calls = vec![Vec::new(); project.components().len()];
        for (link, it) in project.links().iter().enumerate() {
            if let (Some(&from), Some(&to)) = (number.get(it.from.as_str()), number.get(it.to.as_str())) {
                calls[from].push(Call { link, to, calls: it.fan_out(), hard: it.is_hard(), closes: false });
            }
        }
        let shares = project.components().iter().map(|component| match component.rule() {
            Rule::All => Share::All,
            Rule::Any => Share::Least(1),
            Rule::AtLeast(least) => Share::Least(least),
            Rule::Failover(_) => Share::First,
        });
        let entries: Vec<Option<usize>> =
            project.journeys().iter().map(|journey| number.get(journey.entry.as_str()).copied()).collect();
        let mut routes =
            Self { shares: shares.collect(), calls, order: Vec::new(), entries, closing: Vec::new() };
        routes.put_in_order();
        routes
    }

    /// Depth first from the entries; a link to a component still being looked at closes a cycle.
    fn put_in_order(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            No,
            Open,
            Done,
        }
        let count = self.calls.len();
        let mut seen = vec![Seen::No; count];
        let starts: Vec<usize> = self.entries.iter().flatten().copied().chain(0..count).collect();
        for start in starts {
            if seen[start] != Seen::No {
                continue;
            }
            seen[start] = Seen::Open;
            let mut path = vec![(start, 0)];
            while let Some((at, next)) = path.last_mut() {
                let at = *at;
                let Some(call) = self.calls[at].get_mut(*next) else {
                    seen[at] = Seen::Done;
                    self.order.push(at);
                    path.pop();
                    continue;
                };
                *next += 1;
                match seen[call.to] {
                    Seen::Open => {
                        call.closes = true;
                        self.closing.push(call.link);
                    }
                    Seen::No => {
                        let to = call.to;
                        seen[to] = Seen::Open;
                        path.push((to, 0));
                    }
                    Seen::Done => {}
                }
            }
        }
        self.order.reverse();
    }

    /// Requests a second that reach each component when the journeys send these, and only components of which `serves` holds answer
    /// and are called. Hard links share requests as the rule says; every soft link carries its calls.
    #[must_use]
    pub fn demand(&self, journeys: &[f64], serves: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let mut demand = vec![0.0; self.calls.len()];
        for (entry, requests) in self.entries.iter().zip(journeys) {
            if let Some(entry) = entry.filter(|entry| serves(*entry)) {
                demand[entry] += requests;
            }
        }
        for &at in &self.order {
            if demand[at] > 0.0 {
                for (to, calls, _) in self.sent(at, serves) {
                    demand[to] += demand[at] * calls;
                }
            }
        }
        demand
    }

    /// Whom a component calls how often for each of its requests, over which link.
    #[must_use]
    pub fn sent(&self, at: usize, serves: &dyn Fn(usize) -> bool) -> Vec<(usize, f64, usize)> {
        let open = |call: &&Call| !call.closes && serves(call.to);
        let hard = self.calls[at].iter().filter(open).filter(|call| call.hard);
        let share = match self.shares[at] {
            Share::Least(least) => (f64::from(least) / (hard.clone().count() as f64).max(1.0)).min(1.0),
            Share::All | Share::First => 1.0,
        };
        let most = if self.shares[at] == Share::First { 1 } else { usize::MAX };
        let hard = hard.take(most).map(|call| (call.to, call.calls * share, call.link));
        let soft = self.calls[at].iter().filter(open).filter(|call| !call.hard);
        hard.chain(soft.map(|call| (call.to, call.calls, call.link))).collect()
    }

    /// Whom a component calls, over links of either kind.
    pub fn targets(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.calls[at].iter().map(|call| call.to)
    }

    /// Components whose own part `works`, with their rules: which of them serve. Links that close a cycle are taken to hold.
    #[must_use]
    pub fn serving(&self, works: &dyn Fn(usize) -> bool) -> Vec<bool> {
        let mut serves = vec![false; self.calls.len()];
        for &at in self.order.iter().rev() {
            let hard = || self.calls[at].iter().filter(|call| call.hard);
            let holding = hard().filter(|call| call.closes || serves[call.to]).count();
            let enough = match self.shares[at] {
                Share::All => holding == hard().count(),
                Share::Least(least) => holding >= least as usize || hard().next().is_none(),
                Share::First => holding > 0 || hard().next().is_none(),
            };
            serves[at] = enough && works(at);
        }
        serves
    }
}

/// What each journey sends in its busiest hour, so many months from now, seasons left out.
#[must_use]
pub fn busiest(project: &Project, months: f64) -> Vec<f64> {
    let profile = project.demand.as_ref().and_then(|demand| demand.profile.as_deref());
    let level = profile.filter(|profile| !profile.is_empty());
    let level = level.map_or(1.0, |profile| profile.iter().copied().fold(0.0, f64::max));
    let factor = level * growth(project, months);
    project.journeys().iter().map(|journey| journey.peak_rps.unwrap_or(0.0) * factor).collect()
}

/// The project with every `required: "from-demand"` answered by a number: what the busiest hour asks for so many months from now, all copies at
/// most. Borrowed where there is none, and the second time is the first.
#[must_use]
pub fn with_demand(project: &Project, months: f64) -> Cow<'_, Project> {
    let asks = |copies: &Copies| {
        copies.mode == CopyMode::ActiveActive && copies.required == Some(Required::FromDemand)
    };
    if !project.components().iter().any(|component| component.copies.as_ref().is_some_and(asks)) {
        return Cow::Borrowed(project);
    }
    let demand = Routes::new(project).demand(&busiest(project, months), &|_| true);
    let mut project = project.clone();
    for (component, demand) in project.components.iter_mut().flatten().zip(demand) {
        let needed = needed_copies(demand, component.capacity.as_ref());
        if let (Some(copies), Some(needed)) =
            (component.copies.as_mut().filter(|copies| asks(copies)), needed)
        {
            copies.required = Some(Required::Count(needed.min(copies.total())));
        }
    }
    Cow::Owned(project)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::read;

    fn project(text: &str) -> Project {
        read(text).unwrap().project
    }

    fn demand_of(text: &str) -> Vec<f64> {
        let project = project(text);
        Routes::new(&project).demand(&busiest(&project, 0.0), &|_| true)
    }

    /// 900 a second: each of two searches gets half, the first of two stores all, the database two calls of each of both searches,
    /// the soft link its 0.1 calls.
    #[test]
    fn requests_reach_everything_they_need() {
        let demand = demand_of(
            r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "lb", "peak_rps": 900}],
            "components": [{"id": "lb", "needs": "any"}, {"id": "a"}, {"id": "b"}, {"id": "db", "needs": {"failover": {"time": "1m"}}},
                {"id": "s1"}, {"id": "s2"}, {"id": "mail"}],
            "links": [{"from": "lb", "to": "a"}, {"from": "lb", "to": "b"}, {"from": "a", "to": "db", "fan_out": 2},
                {"from": "b", "to": "db", "fan_out": 2}, {"from": "db", "to": "s1"}, {"from": "db", "to": "s2"},
                {"from": "a", "to": "mail", "effect": "soft", "fan_out": 0.1}]}"#,
        );
        assert_eq!(demand, [900.0, 450.0, 450.0, 1800.0, 1800.0, 0.0, 45.0]);
    }

    #[test]
    fn a_cycle_is_not_followed_round() {
        let text = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a", "peak_rps": 10}],
            "components": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
            "links": [{"from": "a", "to": "b", "fan_out": 3}, {"from": "b", "to": "a", "fan_out": 5}, {"from": "b", "to": "c"}]}"#;
        assert_eq!(demand_of(text), [10.0, 30.0, 30.0]);
        assert_eq!(Routes::new(&project(text)).closing, [1]);
    }

    #[test]
    fn copies_are_rounded_up_but_not_by_rounding() {
        assert_eq!(copies_for(100_000.0, 100.0, 0.8), 1_250);
        assert_eq!(copies_for(100_001.0, 100.0, 0.8), 1_251);
        assert_eq!(copies_for(0.0, 100.0, 0.8), 1);
        assert_eq!(copies_for(1e300, 1e-300, 1.0), u32::MAX);
        // 0.1 · 3 is more than 0.3 in binary.
        assert_eq!(copies_for(0.1 * 3.0, 0.1, 1.0), 3);
    }

    #[test]
    fn months_and_seasons_are_read() {
        assert_eq!(month_of("2026-11").map(|m| m.after(3)), Some(Month { year: 2027, month: 2 }));
        for wrong in ["2026", "2026-13", "26-11", "2026-1", "x"] {
            assert_eq!(month_of(wrong), None, "{wrong}");
        }
        assert_eq!((season("11-27"), season("2026-02-29")), (Some((None, 11)), Some((Some(2026), 2))));
        for wrong in ["11", "13-01", "02-30", "2026-11-31", "1-1"] {
            assert_eq!(season(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn growth_compounds_or_not_and_ends_at_nothing() {
        let with = |demand: &str| project(&format!(r#"{{"format": "ninefold/1", "demand": {demand}}}"#));
        assert!(
            (growth(&with(r#"{"growth_per_month": 0.03}"#), 12.0) - 1.425_760_886_846_178_9).abs() < 1e-12
        );
        let linear = with(r#"{"growth_per_month": -0.1, "growth": "linear"}"#);
        assert!((growth(&linear, 4.0) - 0.6).abs() < 1e-12 && growth(&linear, 99.0) == 0.0);
        let shop = with(
            r#"{"start": "2026-10", "peaks": [{"name": "Black Friday", "at": "11-27", "multiplier": 2.5}, {"at": "2026-12-24", "multiplier": 2}]}"#,
        );
        let by_month: Vec<f64> = (0..15).map(|month| seasonal(&shop, month).0).collect();
        assert_eq!(by_month[..4], [1.0, 2.5, 2.0, 1.0]);
        assert_eq!(by_month[12..], [1.0, 2.5, 1.0]);
        assert_eq!(seasonal(&shop, 1).1, Some("Black Friday"));
    }
}
