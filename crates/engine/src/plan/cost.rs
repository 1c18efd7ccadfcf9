//! Money: what a design costs a month, and what its downtime costs.
//!
//! A month is 730 h. Whatever the file gives no price for costs nothing here, and a note says so.

use serde::{Deserialize, Serialize};

use super::loss::Places;
use super::scaling::{Scaling, levels};
use crate::analysis::Analysis;
use crate::model::{Component, Project, Routes, busiest};

/// Hours of a month of costs: a year's twelfth.
pub(crate) const MONTH_HOURS: f64 = 730.0;

/// Money of one component a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComponentCost {
    /// `per_copy_month` × copies; of a design with those that autoscaling adds on average.
    pub copies: f64,
    /// `per_zone_month` × zones in use.
    pub zones: f64,
    /// `fixed_month`.
    pub fixed: f64,
    /// Requests that come from another zone.
    pub cross_zone: f64,
}

impl ComponentCost {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.copies + self.zones + self.fixed + self.cross_zone
    }
}

/// Money of a whole design a month; of a year twelve times that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DesignCost {
    /// ISO 4217 code; empty where the file names none.
    pub currency: String,
    /// Copies, zones, fixed costs.
    pub infrastructure_month: f64,
    /// Requests between zones.
    pub cross_zone_month: f64,
    /// Expected downtime of the journey that is down longest × `downtime_cost_per_hour`: an hour in which several are down costs once.
    pub downtime_month: f64,
    /// Expected service credits of the journey that pays most.
    pub credits_month: f64,
    /// All of it.
    pub total_month: f64,
    /// All of it, twelve months.
    pub total_year: f64,
    /// Components with failures or copies whose money is not given.
    pub without_price: Vec<String>,
}

/// A component's own money: copies, zones, fixed.
#[must_use]
pub fn component_cost(component: &Component, copies: u32) -> ComponentCost {
    let Some(cost) = &component.cost else { return ComponentCost::default() };
    let mut zones: Vec<&String> = component.zone_ids().iter().take(copies as usize).collect();
    zones.sort_unstable();
    zones.dedup();
    ComponentCost {
        copies: cost.per_copy_month.unwrap_or(0.0) * f64::from(copies),
        zones: cost.per_zone_month.unwrap_or(0.0) * zones.len() as f64,
        fixed: cost.fixed_month.unwrap_or(0.0),
        cross_zone: 0.0,
    }
}

/// Every component's money a month. Of the requests of a link, those cross zones that go to a copy elsewhere when each copy calls all copies alike:
/// 1 − Σ over the zones of the caller's share × the target's; each hour sends the mean of the demand profile.
#[must_use]
pub fn costs(project: &Project) -> Vec<ComponentCost> {
    let mut costs: Vec<ComponentCost> =
        project.components().iter().map(|it| component_cost(it, it.copy_count())).collect();
    let priced = |it: &Component| it.cost.as_ref().and_then(|cost| cost.cross_zone_per_million);
    let scaled = |it: &Component| {
        let scaling = Scaling::new(it);
        let price = it.cost.as_ref().and_then(|cost| cost.per_copy_month);
        price.filter(|_| scaling.most > 0).map(|price| (scaling, price))
    };
    if !project.components().iter().any(|it| priced(it).is_some() || scaled(it).is_some()) {
        return costs;
    }
    let (routes, places) = (Routes::new(project), Places::new(project));
    let profile = project.demand.as_ref().and_then(|demand| demand.profile.as_deref());
    let level = profile.filter(|list| !list.is_empty()).map_or(1.0, |list| {
        let most = list.iter().copied().fold(0.0, f64::max);
        if most > 0.0 { list.iter().sum::<f64>() / list.len() as f64 / most } else { 0.0 }
    });
    let demand = routes.demand(&busiest(project, 0.0), &|_| true);
    let levels = levels(project);
    for (number, component) in project.components().iter().enumerate() {
        let Some((scaling, price)) = scaled(component) else { continue };
        let added = levels.iter().map(|it| it.share * f64::from(scaling.added(demand[number] * it.level)));
        costs[number].copies += added.sum::<f64>() * price;
    }
    let shares = |component: usize| -> Vec<(usize, f64)> {
        let copies = project.components()[component].copy_count();
        let dealt = places.dealt(component, copies);
        dealt.into_iter().map(|(zone, count)| (zone, f64::from(count) / f64::from(copies.max(1)))).collect()
    };
    for (from, requests) in demand.iter().enumerate() {
        let own = shares(from);
        for (to, calls, _) in routes.sent(from, &|_| true) {
            let Some(price) = priced(&project.components()[to]) else { continue };
            let there = shares(to);
            if own.is_empty() || there.is_empty() {
                continue;
            }
            let together: f64 = own
                .iter()
                .filter_map(|(zone, share)| Some(share * there.iter().find(|(other, _)| other == zone)?.1))
                .sum();
            let millions = requests * calls * level * 3_600.0 * MONTH_HOURS / 1e6;
            costs[to].cross_zone += millions * (1.0 - together).max(0.0) * price;
        }
    }
    costs
}

/// The whole design's money, with its downtime as the exact answer has it.
#[must_use]
pub fn design_cost(project: &Project, analysis: Option<&Analysis>) -> DesignCost {
    let costs = costs(project);
    let objective = project.objective.as_ref();
    let infrastructure = costs.iter().map(|it| it.copies + it.zones + it.fixed).sum();
    let cross_zone = costs.iter().map(|it| it.cross_zone).sum();
    let per_hour = objective.and_then(|it| it.downtime_cost_per_hour).unwrap_or(0.0);
    let journeys = analysis.map_or(&[][..], |analysis| &analysis.journeys);
    let longest = journeys.iter().map(|journey| journey.unavailability).fold(0.0, f64::max);
    let downtime = longest * MONTH_HOURS * per_hour;
    let percent = journeys.iter().filter_map(|journey| journey.objective.as_ref());
    let percent = percent.map(|objective| objective.expected_credit_percent);
    let fee = objective.and_then(|it| it.monthly_fee).unwrap_or(0.0);
    let credits = percent.fold(0.0, f64::max) / 100.0 * fee;
    let total: f64 = infrastructure + cross_zone + downtime + credits;
    let unpriced = project.components().iter().filter(|it| it.cost.is_none() && !it.failures().is_empty());
    DesignCost {
        currency: objective.and_then(|it| it.currency.clone()).unwrap_or_default(),
        infrastructure_month: infrastructure,
        cross_zone_month: cross_zone,
        downtime_month: downtime,
        credits_month: credits,
        total_month: total,
        total_year: total * 12.0,
        without_price: unpriced.map(|it| it.id.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::analysis::{Options, analyze};
    use crate::model::read;

    /// By hand: 4 · 70 + 2 · 5 + 30 = 320; 10 requests a second, half of them to the other zone: 5 · 3600 · 730 / 1e6 · 0.5 = 6.57; an hour down
    /// in a thousand at 1,000 an hour: 730.
    #[test]
    fn a_bill_by_hand() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.99, "downtime_cost_per_hour": 1000, "currency": "EUR"},
            "zones": [{"id": "a"}, {"id": "b"}], "journeys": [{"id": "j", "entry": "lb", "peak_rps": 10}],
            "components": [{"id": "lb", "zones": ["a", "b"], "copies": {"mode": "active-active", "count": 2}},
                {"id": "api", "zones": ["a", "b"], "copies": {"mode": "active-active", "count": 4},
                 "cost": {"per_copy_month": 70, "per_zone_month": 5, "fixed_month": 30, "cross_zone_per_million": 0.5}},
                {"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}]}],
            "links": [{"from": "lb", "to": "api"}, {"from": "api", "to": "db"}]}"#;
        let project = read(text).unwrap().project;
        let analysis = analyze(&project, &Options::default()).unwrap();
        let cost = design_cost(&project, Some(&analysis));
        assert!((cost.infrastructure_month - 320.0).abs() < 1e-9);
        assert!((cost.cross_zone_month - 6.57).abs() < 1e-9, "{}", cost.cross_zone_month);
        assert!((cost.downtime_month - 730.0).abs() < 1e-9);
        assert!((cost.total_year - 12.0 * 1_056.57).abs() < 1e-6);
        assert_eq!((cost.currency.as_str(), &cost.without_price[..]), ("EUR", &["db".to_owned()][..]));
    }

    /// Two journeys over one database: what takes it down takes both, and its hours cost once.
    #[test]
    fn an_hour_of_downtime_costs_once() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.99, "downtime_cost_per_hour": 1000},
            "journeys": [{"id": "read", "entry": "db"}, {"id": "write", "entry": "db"}],
            "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}]}]}"#;
        let project = read(text).unwrap().project;
        let analysis = analyze(&project, &Options::default()).unwrap();
        assert!((design_cost(&project, Some(&analysis)).downtime_month - 730.0).abs() < 1e-9);
    }
}
