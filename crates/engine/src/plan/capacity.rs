//! The capacity plan: for each component what it is sent, how many copies that takes, and what is left when something is lost.

use serde::{Deserialize, Serialize};

use super::cost::{DesignCost, MONTH_HOURS, costs, design_cost};
use super::loss::Places;
use super::queueing::Queue;
use super::scaling::{Level, Scaling, levels};
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
    /// Of those the ones that are there in the busiest hour; without autoscaling all.
    pub started: u32,
    /// Copies there can be, standbys included.
    pub most_copies: u32,
    /// ⌈demand ÷ (`per_copy_rps` · target)⌉; none beyond what can be counted.
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
    /// Demand ÷ throughput of the copies there are in the busiest hour.
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
    /// Copies left to serve, those included that autoscaling adds then.
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
        let copies = Scaling::new(component).with_added(left(number), demand[number]);
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
    levels: Vec<Level>,
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
        let scaling = Scaling::new(component);
        let mut plan = ComponentPlan {
            id: component.id.clone(),
            demand_rps: demand,
            per_copy_rps: capacity.and_then(|capacity| capacity.per_copy_rps),
            copies: component.copy_count(),
            serving: scaling.own.saturating_add(scaling.most),
            started: scaling.own + scaling.added(demand),
            most_copies: component.copy_count().saturating_add(scaling.most),
            copies_needed: needed_copies(demand, capacity).filter(|needed| *needed < u32::MAX),
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
        let scaling = Scaling::new(&self.project.components()[number]);
        let target = capacity.target_utilisation();
        let demand = plan.demand_rps;
        let wanted = |demand: f64| copies_for(demand, per_copy, target);
        if let Some(needed) = plan.copies_needed {
            plan.copies_n_plus_1 = needed.checked_add(1);
            plan.copies_n_plus_2 = needed.checked_add(2);
            let zones = self.options.lose_zones as usize;
            let by_zone = self.wanted(number, &self.places.leaves, &self.without_zone, &wanted);
            plan.copies_needed_zone_loss = self.surviving(number, needed, &by_zone, zones, &scaling);
            let by_region = self.wanted(number, &self.places.regions, &self.without_region, &wanted);
            plan.copies_needed_region_loss = self.surviving(number, needed, &by_region, 1, &scaling);
        }
        plan.headroom = Some(1.0 - demand / (f64::from(plan.serving) * per_copy * target));
        plan.utilisation = Some(demand / (f64::from(plan.started) * per_copy));
        let first = |enough: &dyn Fn(f64) -> bool| {
            self.months.iter().find(|month| !enough(month.factor)).map(|month| month.month)
        };
        let enough = |factor: f64| wanted(demand * factor) <= plan.serving;
        plan.exhausted_month = first(&enough);
        plan.exhausted_month_zone_loss = first(&|factor| {
            let grown = |demand: f64| wanted(demand * factor);
            let by_zone = self.wanted(number, &self.places.leaves, &self.without_zone, &grown);
            enough(factor) && self.survives(number, &by_zone, &scaling)
        });
        let queue = |demand: f64, copies: u32| self.queue(capacity, per_copy, demand, copies);
        plan.wait_seconds = waits(&queue(demand, plan.started));
        plan.degraded = self.degraded(number, per_copy, &queue);
        self.shortage(plan, number, per_copy);
        (plan.curve, plan.knee_rps) = curve(capacity, per_copy, plan.started, &queue);
        self.explain(plan, number, capacity, per_copy);
    }

    /// The copies wanted while each zone is lost; none where no request comes then.
    fn wanted(
        &self,
        number: usize,
        zones: &[usize],
        demands: &[Vec<f64>],
        wanted: &dyn Fn(f64) -> u32,
    ) -> Vec<(usize, u32)> {
        let reached = zones.iter().zip(demands).filter(|(_, then)| then[number] > 0.0);
        reached.map(|(&zone, then)| (zone, wanted(then[number]))).collect()
    }

    /// So many copies that enough are left, those included that are added then. Standbys take over: what must survive is the number that serves.
    fn surviving(
        &self,
        number: usize,
        needed: u32,
        wanted: &[(usize, u32)],
        count: usize,
        scaling: &Scaling,
    ) -> Option<u32> {
        let own = |copies: u32| copies.saturating_sub(scaling.most).max(1);
        let own_wanted: Vec<(usize, u32)> =
            wanted.iter().map(|&(zone, copies)| (zone, own(copies))).collect();
        let copies = self.places.surviving(number, own(needed), &own_wanted, count)?;
        if scaling.most == 0 {
            return Some(copies);
        }
        let zones: Vec<usize> = wanted.iter().map(|it| it.0).collect();
        let left = copies - self.places.most_lost(number, copies, &zones, count).min(copies);
        let worst = wanted.iter().map(|it| it.1).fold(needed, u32::max);
        copies.checked_add(worst.saturating_sub(left)).map(|all| all.max(needed))
    }

    /// Whether the copies there can be are enough when as many zones are lost as the options say.
    fn survives(&self, number: usize, wanted: &[(usize, u32)], scaling: &Scaling) -> bool {
        let all = self.project.components()[number].copy_count();
        let left = |lost: u32| match scaling.own.min(all - lost.min(all)) {
            0 => 0,
            left => left.saturating_add(scaling.most),
        };
        match self.options.lose_zones as usize {
            0 => true,
            1 => wanted.iter().all(|&(zone, copies)| copies <= left(self.places.lost(number, all, zone))),
            count => {
                let zones: Vec<usize> = wanted.iter().map(|it| it.0).collect();
                let worst = wanted.iter().map(|it| it.1).fold(0, u32::max);
                worst <= left(self.places.most_lost(number, all, &zones, count))
            }
        }
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
        let scaling = Scaling::new(component);
        let state = |lost: String, zone: Option<String>, gone: u32, demand_rps: f64| {
            let left = scaling.with_added(copies - gone.min(copies), demand_rps);
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
        let scaling = Scaling::new(&self.project.components()[number]);
        let (mut short, mut unserved) = (0.0, 0.0);
        for hour in &self.levels {
            let demand = plan.demand_rps * hour.level;
            let wanted = if demand > 0.0 { copies_for(demand, per_copy, 1.0) } else { 0 };
            for (share, level) in hour.parts(scaling.delay).into_iter().filter(|part| part.0 > 0.0) {
                let serving = |working: u32| scaling.with_added(working, plan.demand_rps * level);
                let lacking = |working: u32| (demand - f64::from(serving(working)) * per_copy).max(0.0);
                short += share * working.below(scaling.fewest(wanted, &serving));
                unserved += share * working.unserved(&lacking);
            }
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
        if plan.copies_needed.is_none() {
            note(format!(
                "{name} would need more copies than can be counted: look at its demand and at what a copy answers."
            ));
        } else {
            let zones = self.places.dealt(number, 1_000).len();
            if plan.copies_needed_zone_loss.is_none() {
                note(match zones {
                    0 | 1 => format!(
                        "All copies of {name} lie in one zone: none is left when it is lost, however many there are."
                    ),
                    _ => format!(
                        "All copies of {name} lie in {zones} zones: none is left when {} are lost, however many there are.",
                        self.options.lose_zones.min(zones as u32)
                    ),
                });
            }
            if plan.copies_needed_region_loss.is_none() && !self.places.regions.is_empty() {
                note(format!("All copies of {name} lie in one region."));
            }
        }
        let scaling = Scaling::new(component);
        if scaling.most > 0 {
            let delay = match scaling.delay > 0.0 {
                true => format!(
                    " The {} until they serve count where the demand of an hour steps up, an hour at most; where copies fail they are left out.",
                    format_duration(scaling.delay * 3_600.0)
                ),
                false => String::new(),
            };
            note(format!(
                "Autoscaling adds up to {} copies to {name}, and they make up for what is lost.{delay}",
                scaling.most
            ));
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

fn waits(queue: &Queue) -> Option<Waits> {
    Some(Waits {
        mean: queue.mean_wait()?,
        p95: queue.wait_percentile(0.95)?,
        p99: queue.wait_percentile(0.99)?,
    })
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
