//! What ends a journey's service: the thing whose failure an outage began with is charged with the whole of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::block::{are_counts, are_sums};
use super::compiled::{Compiled, Slot, Target};
use super::script::Act;

/// The first of all causes: whatever is down from the beginning of a run on.
pub(crate) const FROM_THE_START: u32 = 0;

/// One thing that can end service. Alike failure modes of a component's copies are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    /// Component or zone; empty for what is down from the start.
    pub id: String,
    pub kind: &'static str,
    /// What people call it.
    pub name: String,
}

/// All of them, and which of them whatever may happen is: slots, then failbacks by group, then the deeds of the scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Causes {
    pub list: Vec<Cause>,
    of: Vec<u32>,
    groups: usize,
}

impl Causes {
    /// Of a model that is complete.
    pub(crate) fn new(model: &Compiled) -> Self {
        let start = Cause { id: String::new(), kind: "start", name: "down from the start".to_owned() };
        let mut causes = Self { list: vec![start], of: Vec::new(), groups: model.passives.len() };
        let mut known = std::collections::HashMap::new();
        let slots = (0..model.slots.len()).map(|slot| of_slot(model, slot));
        let groups = model.passives.iter().map(|group| {
            let unit = &model.units[group.unit as usize];
            Some((unit.id.as_str(), "failback", "moving back"))
        });
        let deeds = model.deeds.iter().map(|deed| Some((deed_id(model, deed.act), "scenario", "scenario")));
        for cause in slots.chain(groups).chain(deeds) {
            let Some(cause) = cause else {
                causes.of.push(FROM_THE_START);
                continue;
            };
            let place = *known.entry(cause).or_insert_with(|| {
                let (id, kind, name) = cause;
                causes.list.push(Cause { id: id.to_owned(), kind, name: name.to_owned() });
                causes.list.len() as u32 - 1
            });
            causes.of.push(place);
        }
        causes
    }

    /// The cause that something is, by its number: see [`Causes`].
    pub(crate) fn number(&self, culprit: u32) -> u32 {
        self.of.get(culprit as usize).copied().unwrap_or(FROM_THE_START)
    }

    /// The number of a group's failback.
    pub(crate) fn failback(&self, model: &Compiled, group: usize) -> u32 {
        (model.slots.len() + group) as u32
    }

    /// The number of a deed of the scenario.
    pub(crate) fn deed(&self, model: &Compiled, deed: u32) -> u32 {
        (model.slots.len() + self.groups) as u32 + deed
    }
}

/// Id, kind and name; none for what ends no service by itself.
fn of_slot(model: &Compiled, slot: usize) -> Option<(&str, &'static str, &str)> {
    let name = model.processes.get(slot).map_or("", |process| process.name.as_str());
    Some(match model.slots[slot] {
        Slot::Copy(copy) => (&model.units[model.copies[copy as usize].unit as usize].id, "failure", name),
        Slot::Unit(unit) => (&model.units[unit as usize].id, "common cause", name),
        Slot::Zone(zone) => (&model.zones[zone as usize].id, "zone", name),
        Slot::Upkeep(work) => {
            let work = &model.upkeep[work as usize];
            (target_id(model, work.target), "maintenance", &work.name)
        }
        Slot::Passive(group) => {
            (&model.units[model.passives[group as usize].unit as usize].id, "failback", "moving back")
        }
        _ => return None,
    })
}

fn target_id(model: &Compiled, target: Target) -> &str {
    match target {
        Target::Unit(unit) => &model.units[unit as usize].id,
        Target::Zone(zone) => &model.zones[zone as usize].id,
    }
}

fn deed_id(model: &Compiled, act: Act) -> &str {
    match act {
        Act::Hold(target) => target_id(model, target),
        Act::Strike { slot } => of_slot(model, slot as usize).map_or("", |(id, ..)| id),
        Act::Copies { unit, .. }
        | Act::Brownout { unit, .. }
        | Act::Slow { unit, .. }
        | Act::Lag { unit, .. }
        | Act::Flush { unit, .. }
        | Act::Latency { from: unit, .. } => &model.units[unit as usize].id,
    }
}

/// What one cause is charged with: hours down, by replication summed and summed squared, and outages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub hours: f64,
    pub squares: f64,
    pub outages: u64,
    /// In the present replication.
    #[serde(skip)]
    now: f64,
    #[serde(skip)]
    touched: bool,
}

/// Cause → its charge.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Charges {
    of: Vec<Charge>,
    touched: Vec<u32>,
}

impl Charges {
    /// An outage, or what of it was observed, is over.
    pub(crate) fn add(&mut self, cause: u32, hours: f64, began: bool) {
        let charge = self.charge(cause as usize);
        charge.now += hours;
        charge.outages += u64::from(began);
        if !std::mem::replace(&mut charge.touched, true) {
            self.touched.push(cause);
        }
    }

    fn charge(&mut self, cause: usize) -> &mut Charge {
        if self.of.len() <= cause {
            self.of.resize(cause + 1, Charge::default());
        }
        &mut self.of[cause]
    }

    /// A replication is over.
    pub(crate) fn close(&mut self) {
        while let Some(cause) = self.touched.pop() {
            let charge = &mut self.of[cause as usize];
            charge.hours += charge.now;
            charge.squares += charge.now * charge.now;
            (charge.now, charge.touched) = (0.0, false);
        }
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        self.seen().all(|(_, it)| are_counts(&[it.outages]) && are_sums(&[it.hours, it.squares]))
    }

    /// Adds another block's.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (cause, more) in other.seen() {
            let charge = self.charge(cause);
            charge.hours += more.hours;
            charge.squares += more.squares;
            charge.outages += more.outages;
        }
    }

    /// Those with anything to their charge, by their numbers.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (usize, &Charge)> {
        self.of.iter().enumerate().filter(|(_, charge)| charge.outages > 0 || charge.hours > 0.0)
    }
}

impl Serialize for Charges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.seen())
    }
}

impl<'de> Deserialize<'de> for Charges {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut charges = Self::default();
        for (cause, charge) in Vec::<(u32, Charge)>::deserialize(deserializer)? {
            if cause > MOST_CAUSES {
                return Err(serde::de::Error::custom("no such cause"));
            }
            *charges.charge(cause as usize) = charge;
        }
        Ok(charges)
    }
}

/// More than any model has.
const MOST_CAUSES: u32 = 10_000_000;
