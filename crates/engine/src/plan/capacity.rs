//! The capacity plan: for each component what it is sent, how many copies that takes, and what is left when something is lost.

use serde::{Deserialize, Serialize};

use super::cost::{DesignCost, MONTH_HOURS, costs, design_cost};
use super::loss::{Places, serving_copies};
use super::queueing::Queue;
use super::working::Working;
use crate::analysis::Analysis;
use crate::model::{
    Capacity, Component, Project, Routes, busiest, copies_for, growth, needed_copies, seasonal, with_demand,
};
use crate::units::{format_count, format_duration};

/// Points of a curve of waits.
const CURVE: u32 = 48;

/// What to plan for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityOptions {
    /// How many zones may be lost at once.
    pub lose_zones: u32,
    /// How many months ahead.
    pub months: u32,
}

impl Default for CapacityOptions {
    fn default() -> Self {
        Self { lose_zones: 1, months: 36 }
    }
}

/// The whole plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityPlan {
    /// `ninefold-capacity/1`.
    pub format: String,
    /// The project's name.
    pub name: String,
    /// Every component, in the file's order.
    pub components: Vec<ComponentPlan>,
    /// The months ahead, this one first.
    pub months: Vec<MonthAhead>,
    /// Money.
    pub cost: DesignCost,
    /// What makes the plan less than it seems.
    pub warnings: Vec<String>,
}

/// One component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentPlan {
    /// Its id.
    pub id: String,
    /// Requests a second in the busiest hour.
    pub demand_rps: f64,
    /// Requests a second one copy answers; none where the file is silent, and then most of what follows.
    pub per_copy_rps: Option<f64>,
    /// Copies there are, standbys included.
    pub copies: u32,
    /// Copies that answer requests when all work; with autoscaling the most there can be.
    pub serving: u32,
    /// ⌈demand ÷ (`per_copy_rps` · target)⌉.
    pub copies_needed: Option<u32>,
    /// The same with one copy to spare.
    pub copies_n_plus_1: Option<u32>,
    /// … with two.
    pub copies_n_plus_2: Option<u32>,
    /// So many that enough are left when the zones that hold most of them are lost; none where nothing is left.
    pub copies_needed_zone_loss: Option<u32>,
    /// … when the region that holds most of them is lost.
    pub copies_needed_region_loss: Option<u32>,
    /// Share of the planned throughput that is free in the busiest hour; negative where copies are missing.
    pub headroom: Option<f64>,
    /// The first month (0 is now) in which the copies no longer suffice; none within the months looked at.
    pub exhausted_month: Option<u32>,
    /// … in which they would no longer, with a zone lost.
    pub exhausted_month_zone_loss: Option<u32>,
    /// Demand ÷ throughput in the busiest hour.
    pub utilisation: Option<f64>,
    /// Waiting in the busiest hour; none where the copies do not keep up.
    pub wait_seconds: Option<Waits>,
    /// Utilisation and waits with something lost.
    pub degraded: Vec<DegradedState>,
    /// The share of time in which too few copies work for the demand of the hour.
    pub chance_short: Option<f64>,
    /// Expected requests a month that find no copy free to answer them.
    pub unserved_requests_month: Option<f64>,
    /// Money a month.
    pub cost_month: f64,
    /// Waits by demand, up to what the copies answer.
    pub curve: Vec<LoadPoint>,
    /// Where waiting begins to cost more than throughput gains: requests a second at which throughput ÷ response time is largest.
    pub knee_rps: Option<f64>,
    /// What to know about these figures.
    pub notes: Vec<String>,
}

/// Waiting before service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// On average, requests that do not wait included.
    pub mean: f64,
    /// One of 20 waits longer.
    pub p95: f64,
    /// One of 100.
    pub p99: f64,
}

/// A component with something lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DegradedState {
    /// In words: "one copy", the name of a zone.
    pub lost: String,
    /// The id of the zone that is lost; none for copies.
    pub zone: Option<String>,
    /// Copies left to serve.
    pub copies: u32,
    /// What reaches it then.
    pub demand_rps: f64,
    /// Demand ÷ what is left; none where nothing is.
    pub utilisation: Option<f64>,
    /// Waiting; none where the rest does not keep up.
    pub wait_seconds: Option<Waits>,
}

/// One point of the curve of waits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadPoint {
    /// Requests a second.
    pub rps: f64,
    /// Mean seconds from request to answer.
    pub mean: f64,
    /// Of 95 in 100 requests the wait is shorter; with the mean service time.
    pub p95: f64,
}

/// A month ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthAhead {
    /// 0 is now.
    pub month: u32,
    /// What the demand is multiplied by.
    pub factor: f64,
    /// The season that makes it larger.
    pub season: Option<String>,
}

/// Plans a valid project. With its exact answer the cost of downtime is counted, too.
#[must_use]
pub fn capacity(project: &Project, analysis: Option<&Analysis>, options: &CapacityOptions) -> CapacityPlan {
    let asked = project;
    let project = &*with_demand(asked, 0.0);
    let planner = Planner::new(project, options);
    let costs = costs(project);
    let components = (0..project.components().len())
        .map(|number| planner.component(number, costs[number].total()))
        .collect();
    CapacityPlan {
        format: "ninefold-capacity/1".to_owned(),
        name: project.display_name().to_owned(),
        warnings: planner.warnings(),
        components,
        cost: design_cost(project, analysis),
        months: planner.months,
    }
}

/// A component while some things are held down.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The component.
    pub id: String,
    /// What is left of it.
    pub state: DegradedState,
    /// Whether it serves: enough of it and of what it needs is left.
    pub serves: bool,
}

/// Every component with a throughput while the components and zones named in `off` are down.
#[must_use]
pub fn without(project: &Project, off: &[String]) -> Vec<WhatIf> {
    let project = &*with_demand(project, 0.0);
    let planner = Planner::new(project, &CapacityOptions { months: 0, ..CapacityOptions::default() });
    let is_off = |id: &String| off.contains(id);
    let zones: Vec<usize> =
        (0..project.zones().len()).filter(|&zone| is_off(&project.zones()[zone].id)).collect();
    let left = |number: usize| {
        let component = &project.components()[number];
        let copies = component.copy_count();
        if is_off(&component.id) {
            0
        } else {
            copies - planner.places.gone(number, copies, &zones).min(copies)
        }
    };
    let serves = planner.routes.serving(&|number| left(number) > 0);
    let demand = planner.routes.demand(&busiest(project, 0.0), &|number| serves[number]);
    let one = |number: usize| {
        let component = &project.components()[number];
        let capacity = component.capacity.as_ref()?;
        let per_copy = capacity.per_copy_rps?;
        let copies = serving_copies(component).min(left(number));
        let throughput = f64::from(copies) * per_copy;
        let state = DegradedState {
            lost: String::new(),
            zone: None,
            copies,
            demand_rps: demand[number],
            utilisation: (copies > 0).then(|| demand[number] / throughput),
            wait_seconds: (copies > 0)
                .then(|| waits(&planner.queue(capacity, per_copy, demand[number], copies)))
                .flatten(),
        };
        Some(WhatIf { id: component.id.clone(), state, serves: serves[number] })
    };
    (0..project.components().len()).filter_map(one).collect()
}

struct Planner<'a> {
    project: &'a Project,
    options: CapacityOptions,
    routes: Routes,
    places: Places,
    /// By component, in the busiest hour.
    demand: Vec<f64>,
    /// By leaf zone: what reaches each component while it is lost.
    without_zone: Vec<Vec<f64>>,
    without_region: Vec<Vec<f64>>,
    months: Vec<MonthAhead>,
    /// Share of the time and multiple of the busiest hour.
    levels: Vec<(f64, f64)>,
}

impl<'a> Planner<'a> {
    fn new(project: &'a Project, options: &CapacityOptions) -> Self {
        let (routes, places) = (Routes::new(project), Places::new(project));
        let peaks = busiest(project, 0.0);
        let demand = routes.demand(&peaks, &|_| true);
        let without = |zones: &[usize]| -> Vec<Vec<f64>> {
            let one = |&zone: &usize| {
                let left = |at: usize| {
                    let copies = project.components()[at].copy_count();
                    copies > places.lost(at, copies, zone)
                };
                let serves = routes.serving(&left);
                // What is cut off entirely still has to be planned for: the demand of now counts at least.
                let then = routes.demand(&peaks, &|at| serves[at]);
                then.iter().zip(&demand).map(|(then, now)| then.max(*now)).collect()
            };
            zones.iter().map(one).collect()
        };
        let (without_zone, without_region) = (without(&places.leaves), without(&places.regions));
        let month = |month: u32| {
            let (season, name) = seasonal(project, month);
            let factor = growth(project, f64::from(month)) * season;
            MonthAhead { month, factor, season: name.map(str::to_owned) }
        };
        let months = (0..=options.months.min(1_200)).map(month).collect();
        let levels = levels(project);
        Self {
            project,
            options: *options,
            routes,
            places,
            demand,
            without_zone,
            without_region,
            months,
            levels,
        }
    }

    fn component(&self, number: usize, cost_month: f64) -> ComponentPlan {
        let component = &self.project.components()[number];
        let capacity = component.capacity.as_ref();
        let demand = self.demand[number];
        let mut plan = ComponentPlan {
            id: component.id.clone(),
            demand_rps: demand,
            per_copy_rps: capacity.and_then(|capacity| capacity.per_copy_rps),
            copies: component.copy_count(),
            serving: most_serving(component),
            copies_needed: needed_copies(demand, capacity),
            copies_n_plus_1: None,
            copies_n_plus_2: None,
            copies_needed_zone_loss: None,
            copies_needed_region_loss: None,
            headroom: None,
            exhausted_month: None,
            exhausted_month_zone_loss: None,
            utilisation: None,
            wait_seconds: None,
            degraded: Vec::new(),
            chance_short: None,
            unserved_requests_month: None,
            cost_month,
            curve: Vec::new(),
            knee_rps: None,
            notes: Vec::new(),
        };
        if let Some((capacity, per_copy)) = capacity.and_then(|it| Some((it, it.per_copy_rps?))) {
            self.fill(&mut plan, number, capacity, per_copy);
        }
        plan
    }

    fn fill(&self, plan: &mut ComponentPlan, number: usize, capacity: &Capacity, per_copy: f64) {
        let component = &self.project.components()[number];
        let target = capacity.target_utilisation();
        let demand = plan.demand_rps;
        let needed = copies_for(demand, per_copy, target);
        plan.copies_n_plus_1 = needed.checked_add(1);
        plan.copies_n_plus_2 = needed.checked_add(2);
        let standing_by = plan.copies - serving_copies(component).min(plan.copies);
        let after = |demands: &[Vec<f64>], zones: &[usize], count: usize| {
            let worst = demands.iter().map(|then| then[number]).fold(demand, f64::max);
            // Standbys take over: what must survive is the number that serves.
            self.places.surviving(number, copies_for(worst, per_copy, target), zones, count)
        };
        let zones = self.options.lose_zones as usize;
        plan.copies_needed_zone_loss = after(&self.without_zone, &self.places.leaves, zones);
        plan.copies_needed_region_loss = after(&self.without_region, &self.places.regions, 1);
        let planned = f64::from(plan.serving) * per_copy * target;
        plan.headroom = Some(1.0 - demand / planned);
        plan.utilisation = Some(demand / (f64::from(plan.serving) * per_copy));
        let first = |enough: &dyn Fn(f64) -> bool| {
            self.months.iter().find(|month| !enough(month.factor)).map(|month| month.month)
        };
        plan.exhausted_month = first(&|factor| copies_for(demand * factor, per_copy, target) <= plan.serving);
        let there = plan.serving + standing_by;
        plan.exhausted_month_zone_loss = first(&|factor| {
            let demands = self.without_zone.iter().map(|then| then[number] * factor);
            let needed = copies_for(demands.fold(demand * factor, f64::max), per_copy, target);
            let left = there - self.places.most_lost(number, there, &self.places.leaves, zones).min(there);
            needed <= left
        });
        let queue = |demand: f64, copies: u32| self.queue(capacity, per_copy, demand, copies);
        plan.wait_seconds = waits(&queue(demand, plan.serving));
        plan.degraded = self.degraded(number, per_copy, &queue);
        self.shortage(plan, number, per_copy);
        (plan.curve, plan.knee_rps) = curve(capacity, per_copy, plan.serving, &queue);
        self.explain(plan, number, capacity, per_copy);
    }

    fn queue(&self, capacity: &Capacity, per_copy: f64, demand: f64, copies: u32) -> Queue {
        let arrivals = self.project.demand.as_ref().and_then(|it| it.arrival_variability).unwrap_or(1.0);
        let service = capacity.service_variability.unwrap_or(1.0);
        let variability = f64::midpoint(arrivals * arrivals, service * service);
        let seconds = capacity.service_time.as_ref().map(|time| time.hours() * 3_600.0);
        Queue::of_copies(demand, copies, per_copy, seconds, variability)
    }

    fn degraded(
        &self,
        number: usize,
        per_copy: f64,
        queue: &dyn Fn(f64, u32) -> Queue,
    ) -> Vec<DegradedState> {
        let component = &self.project.components()[number];
        let copies = component.copy_count();
        let serving = serving_copies(component);
        let state = |lost: String, zone: Option<String>, gone: u32, demand_rps: f64| {
            let left = serving.min(copies - gone.min(copies));
            let throughput = f64::from(left) * per_copy;
            DegradedState {
                lost,
                zone,
                copies: left,
                demand_rps,
                utilisation: (left > 0).then(|| demand_rps / throughput),
                wait_seconds: (left > 0).then(|| waits(&queue(demand_rps, left))).flatten(),
            }
        };
        let mut states = vec![state("one copy".to_owned(), None, 1, self.demand[number])];
        if copies > 2 {
            states.push(state("two copies".to_owned(), None, 2, self.demand[number]));
        }
        let zones = self.places.leaves.iter().zip(&self.without_zone);
        for (&zone, demand) in zones.chain(self.places.regions.iter().zip(&self.without_region)) {
            let gone = self.places.lost(number, copies, zone);
            if gone > 0 || demand[number] > self.demand[number] {
                let it = &self.project.zones()[zone];
                states.push(state(it.display_name().to_owned(), Some(it.id.clone()), gone, demand[number]));
            }
        }
        states
    }

    fn shortage(&self, plan: &mut ComponentPlan, number: usize, per_copy: f64) {
        let working = Working::new(self.project, &self.places, number);
        let (mut short, mut unserved) = (0.0, 0.0);
        for (share, level) in &self.levels {
            let demand = plan.demand_rps * level;
            let wanted = if demand > 0.0 { copies_for(demand, per_copy, 1.0) } else { 0 };
            short += share * working.below(wanted);
            unserved += share * working.unserved(demand, per_copy);
        }
        plan.chance_short = Some(short);
        plan.unserved_requests_month = Some(unserved * 3_600.0 * MONTH_HOURS);
        if working.simplified {
            let text = "More than 64 copies with few repairers or a shared load: how often too few work is computed as if each were repaired at once.";
            plan.notes.push(text.to_owned());
        }
    }

    fn explain(&self, plan: &mut ComponentPlan, number: usize, capacity: &Capacity, per_copy: f64) {
        let component = &self.project.components()[number];
        let name = component.display_name();
        let mut note = |text: String| plan.notes.push(text);
        if plan.demand_rps == 0.0 {
            let lost = self.without_zone.iter().chain(&self.without_region);
            let most = lost.map(|then| then[number]).fold(0.0, f64::max);
            note(match most > 0.0 {
                true => format!(
                    "Requests reach {name} only while something else is lost: {} a second then.",
                    format_count(most)
                ),
                false => format!(
                    "No requests reach {name}: give the journeys a peak_rps, or a link that leads here."
                ),
            });
        }
        if plan.copies_needed_zone_loss.is_none() {
            note(format!(
                "All copies of {name} lie in one zone: none is left when it is lost, however many there are."
            ));
        }
        if plan.copies_needed_region_loss.is_none() && !self.places.regions.is_empty() {
            note(format!("All copies of {name} lie in one region."));
        }
        let Some(service) = capacity.service_time.as_ref().map(|time| time.hours() * 3_600.0) else { return };
        let at_once = per_copy * service;
        if at_once < 0.999 {
            note(format!(
                "By Little's law {} requests a second of {} each are {} at once: below one a copy would stand idle, so one of the two figures is off. Waits take {} a request.",
                format_count(per_copy),
                format_duration(service),
                format_count(at_once),
                format_duration(1.0 / per_copy)
            ));
        }
    }

    fn warnings(&self) -> Vec<String> {
        let mut list = Vec::new();
        let project = self.project;
        if project.journeys().iter().all(|journey| journey.peak_rps.unwrap_or(0.0) == 0.0) {
            list.push("No journey says how many requests it sends: give one a peak_rps.".to_owned());
        }
        let silent: Vec<&str> = project
            .components()
            .iter()
            .filter(|it| {
                !it.failures().is_empty() && it.capacity.as_ref().and_then(|c| c.per_copy_rps).is_none()
            })
            .map(Component::display_name)
            .collect();
        if !silent.is_empty() {
            list.push(format!("Nothing says what a copy answers of: {}.", silent.join(", ")));
        }
        let name = |id: &str| project.component(id).map_or(id.to_owned(), |it| it.display_name().to_owned());
        for &link in &self.routes.closing {
            let link = &project.links()[link];
            list.push(format!(
                "{} → {} closes a cycle: requests are not followed round it.",
                name(&link.from),
                name(&link.to)
            ));
        }
        list
    }
}

/// With autoscaling the most copies there can be, without standbys.
fn most_serving(component: &Component) -> u32 {
    let most = component.capacity.as_ref().and_then(|capacity| capacity.max_copies).unwrap_or(0);
    serving_copies(component).max(most)
}

fn waits(queue: &Queue) -> Option<Waits> {
    Some(Waits {
        mean: queue.mean_wait()?,
        p95: queue.wait_percentile(0.95)?,
        p99: queue.wait_percentile(0.99)?,
    })
}

/// The hours of the profile as (share of the time, multiple of the busiest hour), alike ones together.
fn levels(project: &Project) -> Vec<(f64, f64)> {
    let profile = project.demand.as_ref().and_then(|demand| demand.profile.as_deref()).unwrap_or_default();
    let most = profile.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return vec![(1.0, 1.0)];
    }
    let mut sorted = profile.to_vec();
    crate::order::sort_by(&mut sorted, f64::total_cmp);
    let mut levels: Vec<(f64, f64)> = Vec::new();
    for level in sorted {
        let share = 1.0 / profile.len() as f64;
        match levels.last_mut() {
            Some(last) if last.1 == level / most => last.0 += share,
            _ => levels.push((share, level / most)),
        }
    }
    levels
}

/// Response times from no load to what the copies answer, and the load at which throughput ÷ response time is largest (the knee; source: \[kleinrock1979\]).
fn curve(
    capacity: &Capacity,
    per_copy: f64,
    copies: u32,
    queue: &dyn Fn(f64, u32) -> Queue,
) -> (Vec<LoadPoint>, Option<f64>) {
    let throughput = f64::from(copies) * per_copy;
    let service = capacity.service_time.as_ref().map_or(1.0 / per_copy, |time| time.hours() * 3_600.0);
    let mut points = Vec::new();
    let (mut knee, mut most) = (None, 0.0);
    for step in 0..=CURVE {
        // Closer together where waits grow.
        let left = 1.0 - f64::from(step) / f64::from(CURVE + 1);
        let rps = throughput * (1.0 - left * left);
        let at = queue(rps, copies);
        let (Some(mean), Some(p95)) = (at.mean_wait(), at.wait_percentile(0.95)) else { break };
        let (mean, p95) = (service.max(at.service) + mean, service.max(at.service) + p95);
        if rps / mean > most {
            (knee, most) = (Some(rps), rps / mean);
        }
        points.push(LoadPoint { rps, mean, p95 });
    }
    (points, knee)
}
