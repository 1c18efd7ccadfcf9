//! Scenarios: what is done to what, when, and for how long; made ready once, drawn anew for every run.

use crate::model::{Action, Distribution, Law, Project, ScenarioEvent};

use super::compile::{Names, time, unknown};
use super::compiled::{Compiled, Slot, Target};
use super::error::SimulationError;
use super::queue::NEVER;
use super::record::Note;
use super::sampler::Sampler;
use super::state::State;

/// One thing the scenario does.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub at: Sampler,
    /// None: no end of its own.
    pub lasts: Option<Sampler>,
    pub act: Act,
}

/// What it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Act {
    /// Holds a unit or zone down.
    Hold(Target),
    /// Takes so many copies; without an end of the scenario's own they break and are repaired as usual.
    Copies { unit: u32, count: u32 },
    /// A failure process of a unit or zone fails now.
    Strike { slot: u32 },
    /// So large a share of a unit's requests is lost.
    Brownout { unit: u32, share: f64 },
    /// A unit's switching takes so many hours more.
    Slow { unit: u32, hours: f64 },
    /// Calls over a link take so many hours more: hard links by their place among all, soft ones after them.
    Latency { from: u32, link: u32, hours: f64 },
    /// A unit's standbys are so many hours further behind.
    Lag { unit: u32, hours: f64 },
    /// Those who use a cache put so many times the load on everything else they need.
    Flush { unit: u32, load: f64 },
}

/// A line of the script as drawn for one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ScriptLine {
    pub at: f64,
    pub deed: u32,
    pub begins: bool,
}

/// A time of a script: a duration alone is fixed there.
fn moment(law: &Distribution, place: impl Fn() -> String) -> Result<Sampler, SimulationError> {
    match law {
        Distribution::Plain(value) => time(&Distribution::Law(Law::Fixed { value: value.clone() }), place),
        law => time(law, place),
    }
}

/// Adds the scenario of this name. Unless the scenario says otherwise, nothing else fails by itself.
pub(super) fn compile(
    project: &Project,
    names: &Names<'_>,
    model: &mut Compiled,
    name: &str,
) -> Result<(), SimulationError> {
    let scenario = project.scenario(name).ok_or_else(|| {
        let names: Vec<_> = project.scenarios().iter().map(|it| format!("'{}'", it.name)).collect();
        let known = match names.len() {
            0 => "the project has none".to_owned(),
            _ => format!("the project has {}", names.join(", ")),
        };
        SimulationError::NoScenario { name: name.to_owned(), known }
    })?;
    for (number, event) in scenario.events().iter().enumerate() {
        let place = || format!("event {} of scenario '{name}'", number + 1);
        let act = act(names, model, event, &place)?;
        let at = moment(&event.at, || format!("the time of {}", place()))?;
        let lasts = event.lasts.as_ref();
        let lasts = lasts.map(|law| moment(law, || format!("the length of {}", place()))).transpose()?;
        model.deeds.push(Deed { at, lasts, act });
    }
    if scenario.ordinary_failures != Some(true) {
        for process in &mut model.processes {
            process.up = Sampler::Fixed { value: NEVER };
        }
    }
    model.script_slot = Some(model.slots.len() as u32);
    model.slots.push(Slot::Script);
    Ok(())
}

fn act(
    names: &Names<'_>,
    model: &Compiled,
    event: &ScenarioEvent,
    place: &dyn Fn() -> String,
) -> Result<Act, SimulationError> {
    let zone = names.zones.get(event.target.as_str()).copied();
    let unit = names.units.get(event.target.as_str()).copied();
    let hours = event.by.as_ref().map_or(0.0, crate::units::Duration::hours);
    if let (Action::Fail, Some(zone), None) = (event.action, zone, unit) {
        let own = Slot::Zone(zone as u32);
        return Ok(hold_or_strike(model, Target::Zone(zone as u32), own, event.lasts.is_some()));
    }
    let expected = if event.action == Action::Fail { "component or zone" } else { "component" };
    let unit = unit.ok_or_else(|| unknown(place(), &event.target, expected))? as u32;
    Ok(match event.action {
        Action::Fail => fail(model, unit, event),
        Action::Deploy => hold_or_strike(model, Target::Unit(unit), Slot::Unit(unit), event.lasts.is_some()),
        Action::Brownout => Act::Brownout { unit, share: event.share.unwrap_or(0.0).clamp(0.0, 1.0) },
        Action::Slow => Act::Slow { unit, hours },
        Action::Lag => Act::Lag { unit, hours },
        Action::Flush => Act::Flush { unit, load: event.load.unwrap_or(1.0).max(1.0) },
        Action::Latency => {
            let to = event.to.as_deref().unwrap_or_default();
            let target = names.units.get(to).copied().ok_or_else(|| unknown(place(), to, "component"))?;
            let link = link(model, unit as usize, target);
            let reason = format!("there is no link from '{}' to '{to}'", event.target);
            let link = link.ok_or_else(|| SimulationError::Law { place: place(), reason })?;
            Act::Latency { from: unit, link, hours }
        }
    })
}

/// Down as a whole where the scenario says for how long, otherwise by its own failure process where it has one.
fn hold_or_strike(model: &Compiled, target: Target, own: Slot, timed: bool) -> Act {
    match model.slots[..model.processes.len()].iter().position(|slot| *slot == own) {
        Some(slot) if !timed => Act::Strike { slot: slot as u32 },
        _ => Act::Hold(target),
    }
}

fn fail(model: &Compiled, unit: u32, event: &ScenarioEvent) -> Act {
    let at = &model.units[unit as usize];
    let all = at.copy_count();
    let count = match event.copies {
        Some(share) if share < 1.0 => libm::ceil(share * f64::from(all)) as u32,
        Some(count) => (count as u32).min(all),
        None if event.lasts.is_some() => return Act::Hold(Target::Unit(unit)),
        None => all,
    };
    let first = &model.copies[at.copies.0 as usize];
    if event.copies.is_none() && first.processes.0 == first.processes.1 {
        return hold_or_strike(model, Target::Unit(unit), Slot::Unit(unit), false);
    }
    Act::Copies { unit, count }
}

/// The place of a link: hard links as they stand among all, soft ones after them.
fn link(model: &Compiled, from: usize, to: usize) -> Option<u32> {
    let hard = model.needs.range(from).zip(model.needs.row(from)).find(|(_, target)| **target as usize == to);
    let soft = || {
        let links = model.soft_links.row(from).iter();
        links.copied().find(|&soft| model.softs[soft as usize].target as usize == to)
    };
    hard.map(|(at, _)| at as u32).or_else(|| soft().map(|soft| model.needs.len() as u32 + soft))
}

impl Deed {
    /// The latest moment it is likely to end; laws count with four times their mean.
    pub(crate) fn horizon(&self) -> f64 {
        let late = |law: &Sampler| match law {
            Sampler::Fixed { value } => *value,
            Sampler::Uniform { high, .. } => *high,
            other => 4.0 * other.mean(),
        };
        late(&self.at) + self.lasts.as_ref().map_or(0.0, late)
    }
}

impl State {
    /// Draws the script of this run.
    pub(crate) fn begin_script(&mut self, model: &Compiled) {
        let Some(slot) = model.script_slot else { return };
        self.script.clear();
        self.script_next = 0;
        self.slow.fill(0.0);
        self.lag.fill(0.0);
        self.held.iter_mut().for_each(Vec::clear);
        for (number, deed) in model.deeds.iter().enumerate() {
            let at = deed.at.sample(&self.ziggurat, &mut self.rng);
            self.script.push(ScriptLine { at, deed: number as u32, begins: true });
            if let Some(law) = &deed.lasts {
                let end = at + law.sample(&self.ziggurat, &mut self.rng);
                self.script.push(ScriptLine { at: end, deed: number as u32, begins: false });
            }
        }
        crate::order::sort_by(&mut self.script, |a, b| a.at.total_cmp(&b.at));
        self.queue.set(slot as usize, self.script.first().map_or(NEVER, |line| line.at));
    }

    /// The next line of the script.
    pub(crate) fn script_line(&mut self, model: &Compiled, slot: usize) {
        let line = self.script[self.script_next];
        self.script_next += 1;
        self.queue.set(slot, self.script.get(self.script_next).map_or(NEVER, |next| next.at));
        let deed = &model.deeds[line.deed as usize];
        self.note(Note::Script { deed: line.deed, begins: line.begins });
        let culprit = model.causes.deed(model, line.deed);
        let add = if line.begins { 1.0 } else { -1.0 };
        match deed.act {
            Act::Hold(Target::Unit(unit)) => self.strike(unit as usize, line.begins),
            Act::Hold(Target::Zone(zone)) => self.zone_changed(model, zone as usize, line.begins),
            Act::Strike { slot } => self.force(model, slot as usize),
            Act::Copies { unit, count } => self.take_copies(model, line, unit as usize, count),
            Act::Slow { unit, hours } => self.slow[unit as usize] += add * hours,
            Act::Lag { unit, hours } => self.lag[unit as usize] += add * hours,
            Act::Brownout { .. } | Act::Latency { .. } | Act::Flush { .. } => {
                self.flow.disturb(deed.act, line.begins);
            }
        }
        self.culprit = culprit;
    }

    /// A failure process fails now, if it has not already.
    fn force(&mut self, model: &Compiled, slot: usize) {
        if !self.failed[slot] {
            self.fire(model, slot);
        }
    }

    /// Takes copies that work, those that serve first; or gives back those it took.
    fn take_copies(&mut self, model: &Compiled, line: ScriptLine, unit: usize, count: u32) {
        let deed = line.deed as usize;
        if !line.begins {
            let held = std::mem::take(&mut self.held[deed]);
            held.iter().for_each(|&copy| self.hold_copy(model, copy as usize, false));
            return;
        }
        let copies = model.units[unit].copies.0..model.units[unit].copies.1;
        let mut chosen: Vec<u32> = copies.clone().filter(|&copy| self.serves[copy as usize]).collect();
        chosen.extend(copies.filter(|&copy| !self.serves[copy as usize]));
        chosen.retain(|&copy| self.blocked[copy as usize] == 0);
        chosen.truncate(count as usize);
        for &copy in &chosen {
            let (first, end) = model.copies[copy as usize].processes;
            if model.deeds[deed].lasts.is_some() || first == end {
                self.hold_copy(model, copy as usize, true);
            } else {
                self.force(model, first as usize);
            }
        }
        if model.deeds[deed].lasts.is_some() {
            self.held[deed] = chosen;
        }
    }
}
