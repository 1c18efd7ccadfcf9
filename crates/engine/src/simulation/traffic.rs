//! Requests at compile time: who gets how many, where they could be too many, and what breakers and retries make of failures.
//!
//! A project in which nothing can run short of copies and no link has a breaker or retries has no [`Traffic`]: nothing is paid for it.

use crate::model::{Project, growth};

use super::calendar::varying_profile;
use super::compile::time;
use super::compiled::{Compiled, Redundancy, Slot, Support};
use super::error::SimulationError;
use super::sampler::Sampler;
use super::script::Act;

/// What one request takes where the file is silent: 100 ms, in hours.
const SERVICE_HOURS: f64 = 0.1 / 3_600.0;

/// What a unit makes of its requests.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    /// Requests a second one copy answers; infinite where the file is silent.
    pub per_copy: f64,
    /// The share of it to plan with: what autoscaling aims at.
    pub target: f64,
    /// Hours one request takes.
    pub service: f64,
    /// What the copies' failure rate is multiplied by while there are too many requests.
    pub overload: f64,
    /// Copies autoscaling may add.
    pub most_extra: u32,
    /// From the need to the new copies serving, and the timer.
    pub scaling: Option<(Sampler, u32)>,
    /// Most further tries of those who call it.
    pub retries: u32,
}

/// A circuit breaker.
#[derive(Clone, Debug)]
pub(crate) struct Breaker {
    /// The soft link it guards, its source and its target.
    pub soft: u32,
    pub source: u32,
    pub target: u32,
    pub threshold: f64,
    /// Hours.
    pub timeout: f64,
    /// Hours.
    pub reset: f64,
    pub slot: u32,
    /// Calls per request.
    pub fan_out: f64,
}

/// Everything about requests.
#[derive(Clone, Debug)]
pub(crate) struct Traffic {
    /// Journey → requests a second in the busiest hour.
    pub peaks: Vec<f64>,
    /// Multiples of that by hour of the day or of the week; one where they are all the same.
    pub profile: Vec<f64>,
    /// The timer of the next hour with another demand.
    pub hour_slot: Option<u32>,
    pub stations: Vec<Station>,
    /// Hard link (by its place among all) → calls per request.
    pub fan_out: Vec<f64>,
    pub breakers: Vec<Breaker>,
    /// Soft link → its breaker.
    pub guarded: Vec<Option<u32>>,
}

/// Adds the traffic, if anything depends on it.
pub(super) fn compile(project: &Project, model: &mut Compiled, months: f64) -> Result<(), SimulationError> {
    let traffic = build(project, model, months)?;
    let disturbed = model
        .deeds
        .iter()
        .any(|deed| matches!(deed.act, Act::Brownout { .. } | Act::Latency { .. } | Act::Flush { .. }));
    let retried = traffic
        .stations
        .iter()
        .enumerate()
        .any(|(unit, it)| it.retries > 0 && model.units[unit].detection.is_some());
    if !disturbed && !retried && traffic.breakers.is_empty() && !could_run_short(model, &traffic) {
        return Ok(());
    }
    add(model, traffic);
    Ok(())
}

fn build(project: &Project, model: &Compiled, months: f64) -> Result<Traffic, SimulationError> {
    let grown = growth(project, months);
    let profile = match (
        varying_profile(project),
        project.demand.as_ref().and_then(|demand| demand.profile.as_ref()),
    ) {
        (Some(profile), _) => profile.to_vec(),
        (None, Some(flat)) => flat.iter().copied().take(1).collect(),
        (None, None) => vec![1.0],
    };
    let mut traffic = Traffic {
        peaks: project.journeys().iter().map(|journey| journey.peak_rps.unwrap_or(0.0) * grown).collect(),
        profile,
        hour_slot: None,
        stations: Vec::new(),
        fan_out: vec![1.0; model.needs.len()],
        breakers: Vec::new(),
        guarded: vec![None; model.softs.len()],
    };
    for unit in &model.units {
        traffic.stations.push(station(project, unit.component, unit.copy_count())?);
    }
    let unit_of = |id: &str| model.units.iter().position(|unit| unit.id == id);
    let mut next: Vec<usize> = (0..model.units.len()).map(|unit| model.needs.range(unit).start).collect();
    let mut soft = 0;
    for link in project.links() {
        let (Some(from), Some(to)) = (unit_of(&link.from), unit_of(&link.to)) else { continue };
        if link.is_hard() {
            traffic.fan_out[next[from]] = link.fan_out();
            next[from] += 1;
            let station = &mut traffic.stations[to];
            station.retries = station.retries.max(link.retries.unwrap_or(0));
            continue;
        }
        if let Some(breaker) = &link.breaker {
            traffic.guarded[soft] = Some(traffic.breakers.len() as u32);
            traffic.breakers.push(Breaker {
                soft: soft as u32,
                source: from as u32,
                target: to as u32,
                threshold: f64::from(breaker.threshold),
                timeout: breaker.timeout.hours(),
                reset: breaker.reset.hours(),
                slot: 0,
                fan_out: link.fan_out(),
            });
        }
        soft += 1;
    }
    Ok(traffic)
}

fn station(project: &Project, component: usize, count: u32) -> Result<Station, SimulationError> {
    let component = &project.components()[component];
    let capacity = component.capacity.as_ref();
    let scaling = match capacity.and_then(|capacity| capacity.max_copies).filter(|most| *most > count) {
        None => None,
        Some(_) => {
            let delay = capacity.and_then(|capacity| capacity.scale_delay.as_ref());
            let place = || format!("the scale_delay of '{}'", component.id);
            Some((delay.map_or(Ok(Sampler::ZERO), |law| time(law, place))?, 0))
        }
    };
    let most = capacity.and_then(|capacity| capacity.max_copies).unwrap_or(count);
    Ok(Station {
        per_copy: capacity.and_then(|capacity| capacity.per_copy_rps).unwrap_or(f64::INFINITY),
        target: capacity.map_or(1.0, crate::model::Capacity::target_utilisation),
        service: capacity
            .and_then(|capacity| capacity.service_time.as_ref())
            .map_or(SERVICE_HOURS, crate::units::Duration::hours),
        overload: capacity.and_then(|capacity| capacity.overload_failures).unwrap_or(1.0),
        most_extra: most.saturating_sub(count),
        scaling,
        retries: 0,
    })
}

/// The most requests a second each unit could be sent: every journey at its peak, by every way.
fn most_demand(model: &Compiled, traffic: &Traffic) -> Vec<f64> {
    let level = traffic.profile.iter().copied().fold(0.0, f64::max);
    let mut demand = vec![0.0; model.units.len()];
    for (journey, route) in model.journeys.iter().enumerate() {
        demand[route.entry as usize] += traffic.peaks[journey] * level;
    }
    for unit in (0..model.units.len()).rev() {
        for (link, &target) in model.needs.range(unit).zip(model.needs.row(unit)) {
            if inside_cycle(model, unit, target as usize) {
                continue;
            }
            demand[target as usize] += demand[unit] * traffic.fan_out[link];
        }
    }
    demand
}

/// Whether a link stays inside a cycle: requests are not followed round it.
pub(super) fn inside_cycle(model: &Compiled, unit: usize, target: usize) -> bool {
    target >= unit
        || matches!(model.units[unit].support, Support::Cycle(_))
            && model.units[unit].support == model.units[target].support
}

/// Whether some unit that is up could get more requests than its copies answer.
fn could_run_short(model: &Compiled, traffic: &Traffic) -> bool {
    let demand = most_demand(model, traffic);
    traffic.stations.iter().enumerate().any(|(unit, station)| {
        let least = match model.units[unit].redundancy {
            Redundancy::Threshold(required) => required,
            Redundancy::Passive(passive) => model.passives[passive as usize].active,
        };
        let tries = f64::from(station.retries + 1);
        demand[unit] * tries > station.per_copy * f64::from(least) * (1.0 + 1e-9)
    })
}

/// Adds it, with its timers; clocks of copies that fail faster under too much load can change their speed.
fn add(model: &mut Compiled, mut traffic: Traffic) {
    let mut slot = |what: Slot| {
        model.slots.push(what);
        model.slots.len() as u32 - 1
    };
    if traffic.profile.len() > 1 {
        traffic.hour_slot = Some(slot(Slot::Demand));
    }
    for (number, breaker) in traffic.breakers.iter_mut().enumerate() {
        breaker.slot = slot(Slot::Breaker(number as u32));
    }
    for (unit, station) in traffic.stations.iter_mut().enumerate() {
        if let Some((_, timer)) = &mut station.scaling {
            *timer = slot(Slot::Scale(unit as u32));
        }
    }
    for unit in 0..model.units.len() {
        let at = &mut model.units[unit];
        let threshold = matches!(at.redundancy, Redundancy::Threshold(_));
        if traffic.stations[unit].overload > 1.0 && threshold {
            if at.speeds.is_empty() {
                at.speeds = vec![1.0; at.copy_count() as usize + 1];
            }
            for copy in at.copies.0..at.copies.1 {
                let (first, end) = model.copies[copy as usize].processes;
                model.processes[first as usize..end as usize]
                    .iter_mut()
                    .for_each(|process| process.scaled = true);
            }
        }
    }
    model.journeys.iter_mut().for_each(|journey| journey.rich = true);
    model.traffic = Some(Box::new(traffic));
}
