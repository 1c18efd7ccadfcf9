//! Planned work: takes a unit, its copies one after the other, or a zone out of service at fixed times of the calendar.

use crate::model::{Maintenance, Project, Scope};

use super::compiled::{Compiled, Rows, Slot, Target};
use super::queue::NEVER;
use super::record::Note;
use super::state::State;
use super::structure::reached;

/// One kind of planned work.
#[derive(Clone, Debug)]
pub(crate) struct Upkeep {
    pub target: Target,
    /// The copies it takes one after the other; none: the target as a whole.
    pub copies: Option<(u32, u32)>,
    /// Hours from one start to the next.
    pub every: f64,
    /// The first start, in hours of the calendar.
    pub at: f64,
    /// Hours it takes, each copy where it takes them one by one.
    pub lasts: f64,
    pub slot: u32,
    /// What people call it.
    pub name: String,
}

/// Planned work while a replication runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UpkeepState {
    /// When the present one began, or the next begins.
    begins: f64,
    /// The copy it is at.
    copy: u32,
    pub(crate) under_way: bool,
}

/// Adds the planned work of all components and zones; `excused`: downtime of journeys beneath which it goes on does not count.
pub(super) fn compile(project: &Project, model: &mut Compiled, excused: bool) {
    let mut found: Vec<(Target, &Maintenance)> = Vec::new();
    for (unit, it) in model.units.iter().enumerate() {
        let list = project.components()[it.component].maintenance();
        found.extend(list.iter().map(|work| (Target::Unit(unit as u32), work)));
    }
    for (zone, it) in project.zones().iter().enumerate() {
        found.extend(it.maintenance().iter().map(|work| (Target::Zone(zone as u32), work)));
    }
    for (target, work) in found {
        let (every, lasts) = (work.every.hours(), work.lasts.hours());
        if !(lasts > 0.0 && every.is_finite() && every > 0.0) {
            continue;
        }
        let rolling = work.scope == Some(Scope::Copy);
        let copies = match target {
            Target::Unit(unit) if rolling => Some(model.units[unit as usize].copies),
            _ => None,
        };
        let slot = model.slots.len() as u32;
        model.slots.push(Slot::Upkeep(model.upkeep.len() as u32));
        let name = work.name.clone().unwrap_or_else(|| "maintenance".to_owned());
        let at = work.at.as_ref().map_or(0.0, crate::units::Duration::hours);
        model.upkeep.push(Upkeep { target, copies, every, at, lasts, slot, name });
    }
    let mut pairs = Vec::new();
    for (journey, route) in model.journeys.iter().enumerate().filter(|_| excused) {
        let beneath = reached(model, route.entry as usize);
        for (work, it) in model.upkeep.iter().enumerate() {
            let touched = beneath.iter().any(|&unit| match it.target {
                Target::Unit(target) => target as usize == unit,
                Target::Zone(zone) => {
                    let copies = model.zone_copies.row(zone as usize);
                    copies.iter().any(|&copy| model.copies[copy as usize].unit as usize == unit)
                }
            });
            pairs.extend(touched.then_some((work, journey)));
        }
    }
    model.excuses = Rows::new(model.upkeep.len(), &pairs);
}

impl Upkeep {
    /// Changes an hour.
    pub(crate) fn events_per_hour(&self) -> f64 {
        (1.0 + self.copies.map_or(1.0, |(first, end)| f64::from(end - first))) / self.every
    }
}

impl State {
    /// Sets the first start of each at or after the beginning of the replication.
    pub(crate) fn begin_upkeep(&mut self, model: &Compiled) {
        self.excused.fill(0);
        for (work, it) in model.upkeep.iter().enumerate() {
            let first = it.at + libm::ceil((-self.start - it.at) / it.every) * it.every;
            let begins = self.start + first;
            self.upkeep[work] = UpkeepState { begins, ..UpkeepState::default() };
            self.queue.set(it.slot as usize, begins);
        }
    }

    /// The timer of planned work: it begins, moves on to the next copy, or ends.
    pub(crate) fn upkeep_timer(&mut self, model: &Compiled, work: usize) {
        let it = &model.upkeep[work];
        let mut state = self.upkeep[work];
        if !state.under_way {
            state = UpkeepState {
                begins: self.now,
                copy: it.copies.map_or(0, |copies| copies.0),
                under_way: true,
            };
            self.note(Note::Upkeep { work: work as u32, begins: true });
            self.excuse(model, work, true);
            self.take_out(model, work, state.copy, true);
            self.queue.set(it.slot as usize, self.now + it.lasts);
        } else {
            self.take_out(model, work, state.copy, false);
            state.copy += 1;
            if it.copies.is_some_and(|(_, end)| state.copy < end) {
                self.take_out(model, work, state.copy, true);
                self.queue.set(it.slot as usize, self.now + it.lasts);
            } else {
                self.note(Note::Upkeep { work: work as u32, begins: false });
                self.excuse(model, work, false);
                let periods = libm::ceil((self.now - state.begins) / it.every * (1.0 - 1e-12)).max(1.0);
                state = UpkeepState { begins: state.begins + periods * it.every, ..UpkeepState::default() };
                let next = if state.begins > self.now { state.begins } else { self.now };
                self.queue.set(it.slot as usize, if next.is_finite() { next } else { NEVER });
            }
        }
        self.upkeep[work] = state;
    }

    fn take_out(&mut self, model: &Compiled, work: usize, copy: u32, down: bool) {
        let it = &model.upkeep[work];
        match it.target {
            Target::Unit(_) if it.copies.is_some() => self.hold_copy(model, copy as usize, down),
            Target::Unit(unit) => self.strike(unit as usize, down),
            Target::Zone(zone) => self.zone_changed(model, zone as usize, down),
        }
    }

    fn excuse(&mut self, model: &Compiled, work: usize, begins: bool) {
        for &journey in model.excuses.row(work) {
            let excused = &mut self.excused[journey as usize];
            *excused = if begins { *excused + 1 } else { *excused - 1 };
            self.stirred.insert(journey as usize);
        }
    }
}
