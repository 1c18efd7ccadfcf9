//! From the project file to [`Compiled`]: zones, copies, failure processes and their slots.

use std::collections::HashMap;

use crate::model::{
    Component, Copies, CopyMode, Failback, Failure, Project, Rule, Scope, StandbyState, with_demand,
};

use super::causes::Causes;
use super::compiled::{
    Compiled, Copy, Crew, Failover, Passive, Place, Process, Redundancy, Rows, Slot, Support, Unit,
};
use super::error::SimulationError;
use super::sampler::Sampler;
use super::stream::Stream;
use super::{script, structure, traffic, upkeep};

/// More copies than any component may have.
const MOST_COPIES: u32 = 10_000;

/// Events pending on average above which they are not kept in a list: measured.
const MOST_PENDING: f64 = 10.0;

/// Positions by id, for the time of compiling only.
pub(super) struct Names<'a> {
    pub units: HashMap<&'a str, usize>,
    pub zones: HashMap<&'a str, usize>,
}

/// Compiles the project; `scenario` by name; with the demand as it will be after so many months of growth.
pub(crate) fn compile(
    project: &Project,
    scenario: Option<&str>,
    months: f64,
) -> Result<Compiled, SimulationError> {
    if project.components().is_empty() {
        return Err(SimulationError::NoComponents);
    }
    if project.journeys().is_empty() {
        return Err(SimulationError::NoJourneys);
    }
    let project = &*with_demand(project, months);
    let order = structure::order(project)?;
    let names = Names {
        units: order
            .units
            .iter()
            .enumerate()
            .map(|(unit, &at)| (project.components()[at].id.as_str(), unit))
            .collect(),
        zones: project.zones().iter().enumerate().map(|(zone, it)| (it.id.as_str(), zone)).collect(),
    };
    let mut model = Compiled::default();
    add_zones(project, &mut model)?;
    let mut builder = Builder { model, names, zone_of_copy: Vec::new() };
    for &component in &order.units {
        builder.add_unit(&project.components()[component], component)?;
    }
    builder.place_copies(project)?;
    builder.add_zone_processes(project)?;
    builder.add_timers();
    let Builder { mut model, names, .. } = builder;
    structure::connect(project, &order, &names, &mut model)?;
    let alone = match scenario {
        Some(name) => {
            script::compile(project, &names, &mut model, name)?;
            project.scenario(name).is_some_and(|scenario| scenario.ordinary_failures != Some(true))
        }
        None => false,
    };
    let excused =
        project.objective.as_ref().is_some_and(|objective| objective.exclude_maintenance == Some(true));
    if !alone {
        upkeep::compile(project, &mut model, excused);
    }
    traffic::compile(project, &mut model, months)?;
    for unit in &mut model.units {
        let involved = unit.crew.is_some() || !unit.speeds.is_empty();
        let excused = unit.detection.is_some() && !model.upkeep.is_empty();
        unit.plain = !involved && !excused && model.traffic.is_none();
    }
    model.stream = Stream::new(&mut model);
    model.causes = Causes::new(&model);
    model.few_pending = pending(&model) < MOST_PENDING;
    Ok(model)
}

/// How many events are pending on average: the next of each process outside the stream, and the repairs of those inside.
fn pending(model: &Compiled) -> f64 {
    let of = |process: &Process| {
        let (up, down) = (process.up.mean(), process.down.mean());
        if process.streamed { down / (up + down) } else { 1.0 }
    };
    model.processes.iter().map(of).sum::<f64>() + model.upkeep.len() as f64 + model.deeds.len() as f64
}

fn add_zones(project: &Project, model: &mut Compiled) -> Result<(), SimulationError> {
    for zone in project.zones() {
        model.zones.push(Place { id: zone.id.clone(), name: zone.display_name().to_owned() });
        let mut at = zone;
        for _ in 0..=project.zones().len() {
            let Some(parent) = &at.parent else { break };
            let place = || format!("the parent of zone '{}'", at.id);
            at = project.zone(parent).ok_or_else(|| unknown(place(), parent, "zone"))?;
            if at.id == zone.id {
                return Err(SimulationError::ZoneCycle(zone.id.clone()));
            }
        }
        if at.parent.is_some() {
            return Err(SimulationError::ZoneCycle(at.id.clone()));
        }
    }
    Ok(())
}

pub(super) fn unknown(place: String, id: &str, expected: &'static str) -> SimulationError {
    SimulationError::Unknown { place, id: id.to_owned(), expected }
}

/// How fast a working copy's up times run while so many others do not work; empty where copies share no load.
fn speeds(copies: Option<&Copies>, count: u32) -> Vec<f64> {
    let sharing = copies.filter(|copies| copies.load_factor() != 1.0);
    sharing.map_or(Vec::new(), |copies| (0..=count).map(|lost| copies.speed_without(lost)).collect())
}

/// Compiles a time, saying where it stands if it cannot be.
pub(super) fn time(
    distribution: &crate::model::Distribution,
    place: impl Fn() -> String,
) -> Result<Sampler, SimulationError> {
    Sampler::new(distribution).map_err(|reason| SimulationError::Law { place: place(), reason })
}

/// The model while it grows.
struct Builder<'a> {
    model: Compiled,
    names: Names<'a>,
    /// Zone of each copy.
    zone_of_copy: Vec<Option<usize>>,
}

impl Builder<'_> {
    fn add_unit(&mut self, component: &Component, position: usize) -> Result<(), SimulationError> {
        let unit = self.model.units.len() as u32;
        let count = component.copy_count();
        if count == 0 || count > MOST_COPIES {
            let text = format!(
                "component '{}' has {count} copies; 1 to {MOST_COPIES} can be simulated",
                component.id
            );
            return Err(SimulationError::TooLarge(text));
        }
        let copies = component.copies.as_ref();
        let repairers = copies.and_then(|copies| copies.repairers).filter(|&repairers| repairers < count);
        let crew = repairers.map(|repairers| {
            self.model.crews.push(Crew { repairers: repairers.max(1) });
            self.model.crews.len() as u32 - 1
        });
        let redundancy = match copies.filter(|copies| copies.mode == CopyMode::ActivePassive) {
            Some(copies) => Redundancy::Passive(self.add_passive(component, copies, unit)?),
            None => Redundancy::Threshold(component.required()),
        };
        let first_copy = self.model.copies.len() as u32;
        for index in 0..count {
            self.add_copy(component, index, unit, crew.is_some())?;
        }
        for failure in component.failures().iter().filter(|failure| failure.scope() == Scope::All) {
            self.add_process(failure, Slot::Unit(unit), &component.id, "failure")?;
        }
        let detection = copies
            .filter(|copies| copies.mode == CopyMode::ActiveActive)
            .and_then(|copies| copies.detection.as_ref())
            .map(|law| time(law, || format!("the detection of '{}'", component.id)))
            .transpose()?
            .filter(|law| law.mean() > 0.0);
        let support = self.add_rule(component, unit)?;
        self.model.units.push(Unit {
            component: position,
            id: component.id.clone(),
            name: component.display_name().to_owned(),
            copies: (first_copy, first_copy + count),
            redundancy,
            crew,
            detection,
            speeds: speeds(copies, count),
            plain: false,
            support,
        });
        Ok(())
    }

    fn add_copy(
        &mut self,
        component: &Component,
        index: u32,
        unit: u32,
        crewed: bool,
    ) -> Result<(), SimulationError> {
        let copy = self.model.copies.len() as u32;
        let first = self.model.processes.len() as u32;
        let warm =
            self.model.passives.last().is_some_and(|passive| passive.unit == unit && passive.factor != 1.0);
        let scaled = warm || component.copies.as_ref().is_some_and(|copies| copies.load_factor() != 1.0);
        for failure in component.failures().iter().filter(|failure| failure.scope() == Scope::Copy) {
            if self.add_process(failure, Slot::Copy(copy), &component.id, "failure")? {
                let process = self.model.processes.len() - 1;
                self.model.processes[process].crewed = crewed;
                self.model.processes[process].scaled = scaled;
            }
        }
        let processes = (first, self.model.processes.len() as u32);
        self.model.copies.push(Copy { unit, processes, detection: None });
        let zones = component.zone_ids();
        let zone = match zones.len() {
            0 => None,
            many => {
                let id = &zones[index as usize % many];
                let place = || format!("component '{}'", component.id);
                Some(*self.names.zones.get(id.as_str()).ok_or_else(|| unknown(place(), id, "zone"))?)
            }
        };
        self.zone_of_copy.push(zone);
        Ok(())
    }

    /// Adds a failure process unless it never fails; says whether it did.
    fn add_process(
        &mut self,
        failure: &Failure,
        slot: Slot,
        id: &str,
        fallback: &str,
    ) -> Result<bool, SimulationError> {
        if failure.mtbf_hours() == f64::INFINITY {
            return Ok(false);
        }
        let name =
            failure.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| fallback.to_owned());
        let up = time(&failure.mtbf_law(), || format!("the mtbf of '{id}', {name}"))?;
        let down = time(&failure.mttr_law(), || format!("the mttr of '{id}', {name}"))?;
        if up.mean() <= 0.0 {
            let place = format!("the mtbf of '{id}', {name}");
            return Err(SimulationError::Law {
                place,
                reason: "its mean must be longer than zero".to_owned(),
            });
        }
        self.model.processes.push(Process { up, down, crewed: false, scaled: false, streamed: false, name });
        self.model.slots.push(slot);
        Ok(true)
    }

    fn add_passive(
        &mut self,
        component: &Component,
        copies: &Copies,
        unit: u32,
    ) -> Result<u32, SimulationError> {
        let place = |what: &str| format!("the {what} of '{}'", component.id);
        let standby = copies.standby_state();
        let start = match &standby {
            StandbyState::Cold { start: Some(start) } => Some(time(start, || place("standby start"))?),
            _ => None,
        };
        let failover = copies.failover.as_ref();
        let failback = match copies.failback() {
            Failback::None => None,
            Failback::Automatic { time: law } => Some(time(&law, || place("failback"))?),
        };
        let manual = failover.and_then(|failover| failover.manual.as_ref());
        self.model.passives.push(Passive {
            unit,
            active: copies.active(),
            factor: standby.rate_factor(),
            time: failover
                .map_or(Ok(Sampler::ZERO), |failover| time(&failover.time, || place("failover time")))?,
            start,
            success: failover.map_or(1.0, crate::model::Failover::success),
            manual: manual.map(|law| time(law, || place("manual failover"))).transpose()?,
            failback,
            lag: copies.replication_lag.as_ref().map_or(0.0, crate::units::Duration::hours),
            timer: 0,
        });
        Ok(self.model.passives.len() as u32 - 1)
    }

    /// The unit's rule where it is a failover; counting rules get their number when links are connected.
    fn add_rule(&mut self, component: &Component, unit: u32) -> Result<Support, SimulationError> {
        let Rule::Failover(failover) = component.rule() else { return Ok(Support::Count(0)) };
        let place = |what: &str| format!("the {what} of the rule of '{}'", component.id);
        self.model.failovers.push(Failover {
            unit,
            time: time(&failover.time, || place("time"))?,
            success: failover.success(),
            manual: failover.manual.as_ref().map(|law| time(law, || place("manual time"))).transpose()?,
            timer: 0,
        });
        Ok(Support::Failover(self.model.failovers.len() as u32 - 1))
    }

    /// Which copies each zone takes down: those in it and in any zone inside it.
    fn place_copies(&mut self, project: &Project) -> Result<(), SimulationError> {
        let mut pairs = Vec::new();
        for (copy, zone) in self.zone_of_copy.iter().enumerate() {
            let mut at = *zone;
            while let Some(zone) = at {
                pairs.push((zone, copy));
                at = project.zones()[zone].parent.as_deref().and_then(|id| self.names.zones.get(id).copied());
            }
        }
        self.model.zone_copies = Rows::new(project.zones().len(), &pairs);
        Ok(())
    }

    fn add_zone_processes(&mut self, project: &Project) -> Result<(), SimulationError> {
        for (zone, it) in project.zones().iter().enumerate() {
            for failure in it.failures() {
                self.add_process(failure, Slot::Zone(zone as u32), &it.id, "outage")?;
            }
        }
        Ok(())
    }

    /// Timers take the slots after the processes.
    fn add_timers(&mut self) {
        let model = &mut self.model;
        for copy in 0..model.copies.len() {
            if model.units[model.copies[copy].unit as usize].detection.is_some() {
                model.copies[copy].detection = Some(model.slots.len() as u32);
                model.slots.push(Slot::Detection(copy as u32));
            }
        }
        for (passive, it) in model.passives.iter_mut().enumerate() {
            it.timer = model.slots.len() as u32;
            model.slots.push(Slot::Passive(passive as u32));
        }
        for (failover, it) in model.failovers.iter_mut().enumerate() {
            it.timer = model.slots.len() as u32;
            model.slots.push(Slot::Failover(failover as u32));
        }
    }
}
