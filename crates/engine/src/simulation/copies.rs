//! Copies while a replication runs: failures, repairs and crews, zones, detection, and the active-passive groups.

use super::compiled::{Compiled, Redundancy};
use super::queue::NEVER;
use super::record::Note;
use super::state::{Phase, State};

impl State {
    /// A failure mode of one copy fails or is repaired.
    pub(crate) fn copy_mode(&mut self, model: &Compiled, slot: usize, copy: usize) {
        let process = &model.processes[slot];
        let failed = !self.failed[slot];
        self.failed[slot] = failed;
        self.note(Note::Process { slot: slot as u32, failed });
        if failed {
            self.broken[copy] += 1;
            if process.crewed && !self.crew_takes(model, copy) {
                self.queue.set(slot, NEVER);
            } else {
                let next = self.now + self.down_hours(process);
                self.queue.set(slot, next);
            }
            self.block(model, copy);
        } else {
            self.broken[copy] -= 1;
            if process.streamed {
                self.queue.set(slot, NEVER);
            } else {
                let hours = self.hours(&process.up);
                self.start_clock(model, slot, copy, hours);
            }
            if process.crewed && self.broken[copy] == 0 {
                self.crew_leaves(model, copy);
            }
            self.unblock(model, copy);
        }
    }

    /// A copy whose repair waits for nobody fails, and is back at a time already known.
    pub(crate) fn fail_copy(&mut self, model: &Compiled, slot: usize, copy: usize, back: f64) {
        self.failed[slot] = true;
        self.culprit = slot as u32;
        self.note(Note::Process { slot: slot as u32, failed: true });
        self.broken[copy] += 1;
        self.queue.set(slot, back);
        self.block(model, copy);
    }

    /// Sets the end of an up time of so many hours, slower while the copy stands by.
    #[inline]
    fn start_clock(&mut self, model: &Compiled, slot: usize, copy: usize, hours: f64) {
        if !model.processes[slot].scaled {
            let next = self.now + hours;
            return self.queue.set(slot, next);
        }
        let speed = self.clock_speed(model, copy);
        self.remaining[slot] = hours;
        self.queue.set(slot, if speed > 0.0 { self.now + hours / speed } else { NEVER });
    }

    /// How fast the up times of a copy run. Active-passive: fully while it holds a serving place; where copies share a load: the faster the
    /// fewer work.
    pub(crate) fn clock_speed(&self, model: &Compiled, copy: usize) -> f64 {
        match model.units[model.copies[copy].unit as usize].redundancy {
            Redundancy::Passive(passive) if !self.serves[copy] => model.passives[passive as usize].factor,
            Redundancy::Passive(_) => 1.0,
            Redundancy::Threshold(_) => self.speed[copy],
        }
    }

    /// The load of a unit after some of its copies began or stopped to work: those that work share it.
    pub(crate) fn share_load(&mut self, model: &Compiled, unit: usize) {
        let at = &model.units[unit];
        let lost = at.copy_count() - self.working[unit];
        let overload = match &model.traffic {
            Some(traffic) if self.flow.overloaded[unit] => traffic.stations[unit].overload,
            _ => 1.0,
        };
        for copy in at.copies.0 as usize..at.copies.1 as usize {
            let after = if self.blocked[copy] == 0 { at.speeds[lost as usize] * overload } else { 1.0 };
            let before = std::mem::replace(&mut self.speed[copy], after);
            self.change_speed(model, copy, before, after);
        }
    }

    /// Gives a copy a serving place or takes it away; the clocks of its up times change speed.
    fn set_serves(&mut self, model: &Compiled, copy: usize, serves: bool) {
        if self.serves[copy] == serves {
            return;
        }
        let before = self.clock_speed(model, copy);
        self.serves[copy] = serves;
        let after = self.clock_speed(model, copy);
        self.change_speed(model, copy, before, after);
    }

    /// The clocks of a copy's up times run at another speed from now on.
    fn change_speed(&mut self, model: &Compiled, copy: usize, before: f64, after: f64) {
        if before == after {
            return;
        }
        let (first, end) = model.copies[copy].processes;
        for slot in first as usize..end as usize {
            if !model.processes[slot].scaled || self.failed[slot] {
                continue;
            }
            if before > 0.0 {
                self.remaining[slot] = (self.queue.time(slot) - self.now) * before;
            }
            let time = if after > 0.0 { self.now + self.remaining[slot] / after } else { NEVER };
            self.queue.set(slot, time);
        }
    }

    /// Whether a repairer is at the copy, after one more of its modes failed; otherwise it waits.
    fn crew_takes(&mut self, model: &Compiled, copy: usize) -> bool {
        let Some(crew) = model.units[model.copies[copy].unit as usize].crew else { return true };
        if self.in_repair[copy] {
            return true;
        }
        let state = &mut self.crews[crew as usize];
        if state.busy < model.crews[crew as usize].repairers {
            state.busy += 1;
            self.in_repair[copy] = true;
        } else if self.broken[copy] == 1 {
            state.waiting.push_back(copy as u32);
        }
        self.in_repair[copy]
    }

    /// A copy is whole again: its repairer goes to the one that waits longest.
    fn crew_leaves(&mut self, model: &Compiled, copy: usize) {
        let Some(crew) = model.units[model.copies[copy].unit as usize].crew else { return };
        self.in_repair[copy] = false;
        let Some(next) = self.crews[crew as usize].waiting.pop_front() else {
            self.crews[crew as usize].busy -= 1;
            return;
        };
        self.in_repair[next as usize] = true;
        let (first, end) = model.copies[next as usize].processes;
        for slot in first as usize..end as usize {
            if self.failed[slot] {
                let time = self.now + self.hours(&model.processes[slot].down);
                self.queue.set(slot, time);
            }
        }
    }

    /// One more reason for a copy not to work.
    #[inline]
    fn block(&mut self, model: &Compiled, copy: usize) {
        self.blocked[copy] += 1;
        if self.blocked[copy] == 1 {
            self.stops(model, copy);
            self.copies_changed(model, model.copies[copy].unit as usize);
        }
    }

    /// One reason fewer.
    #[inline]
    fn unblock(&mut self, model: &Compiled, copy: usize) {
        self.blocked[copy] -= 1;
        if self.blocked[copy] == 0 {
            self.starts(model, copy);
            self.copies_changed(model, model.copies[copy].unit as usize);
        }
    }

    /// A copy is taken out of service, or given back.
    pub(crate) fn hold_copy(&mut self, model: &Compiled, copy: usize, down: bool) {
        if down { self.block(model, copy) } else { self.unblock(model, copy) }
    }

    /// A copy stops working: counted, and its detection starts.
    fn stops(&mut self, model: &Compiled, copy: usize) {
        let at = &model.copies[copy];
        let unit = at.unit as usize;
        self.working[unit] -= 1;
        if let (Some(slot), Some(law)) = (at.detection, &model.units[unit].detection) {
            let hours = match self.drawn_detection.take() {
                Some(hours) => hours,
                None => self.hours(law),
            };
            self.queue.set(slot as usize, self.now + hours);
            self.undetected[unit] += 1;
            self.stir(model, unit, i32::from(self.undetected[unit] == 1));
        }
    }

    /// A copy works again; what was not detected yet never will be.
    fn starts(&mut self, model: &Compiled, copy: usize) {
        let at = &model.copies[copy];
        self.working[at.unit as usize] += 1;
        if let Some(slot) = at.detection.map(|slot| slot as usize)
            && self.queue.time(slot) < NEVER
        {
            self.queue.set(slot, NEVER);
            self.detected(model, at.unit as usize);
        }
    }

    /// A failed copy of the unit no longer gets requests.
    pub(crate) fn detected(&mut self, model: &Compiled, unit: usize) {
        self.undetected[unit] -= 1;
        self.stir(model, unit, -i32::from(self.undetected[unit] == 0));
    }

    /// One more (or one fewer) reason for a zone itself to be down: all copies inside it follow, unit by unit.
    pub(crate) fn zone_changed(&mut self, model: &Compiled, zone: usize, down: bool) {
        if down {
            self.zone_down[zone] += 1;
        } else {
            self.zone_down[zone] -= 1;
        }
        if self.zone_down[zone] != u32::from(down) {
            return;
        }
        let mut pending = None;
        for &copy in model.zone_copies.row(zone) {
            let (copy, unit) = (copy as usize, model.copies[copy as usize].unit as usize);
            if let Some(before) = pending.filter(|&before| before != unit) {
                self.copies_changed(model, before);
            }
            pending = Some(unit);
            if down {
                self.blocked[copy] += 1;
                if self.blocked[copy] == 1 {
                    self.stops(model, copy);
                }
            } else {
                self.blocked[copy] -= 1;
                if self.blocked[copy] == 0 {
                    self.starts(model, copy);
                }
            }
        }
        if let Some(unit) = pending {
            self.copies_changed(model, unit);
        }
    }

    /// Some copies of a unit began or stopped to work.
    #[inline]
    fn copies_changed(&mut self, model: &Compiled, unit: usize) {
        match model.units[unit].redundancy {
            Redundancy::Threshold(required) => {
                if !model.units[unit].speeds.is_empty() {
                    self.share_load(model, unit);
                }
                self.enough[unit] = self.working[unit] >= required;
                self.refresh(unit);
            }
            Redundancy::Passive(passive) => self.passive_changed(model, passive as usize),
        }
    }

    /// The active-passive group after some of its copies began or stopped to work.
    fn passive_changed(&mut self, model: &Compiled, passive: usize) {
        let group = &model.passives[passive];
        let (first, end) = model.units[group.unit as usize].copies;
        let mut lost = None;
        for copy in first as usize..end as usize {
            if self.serves[copy] && self.blocked[copy] > 0 {
                self.set_serves(model, copy, false);
                lost = lost.or(Some(copy as u32));
            }
        }
        let able = self.working[group.unit as usize] >= group.active;
        match self.passives[passive].phase {
            _ if !able => self.fall_short(model, passive),
            Phase::Short => self.serve(model, passive),
            Phase::Serving => match lost {
                Some(copy) => self.switch(model, passive, copy),
                None => self.perhaps_fail_back(model, passive),
            },
            Phase::Stuck if self.blocked[self.passives[passive].failed as usize] == 0 => {
                self.serve(model, passive)
            }
            Phase::Switching | Phase::Stuck | Phase::FailingBack => {}
        }
    }

    fn set_phase(&mut self, model: &Compiled, passive: usize, phase: Phase, timer: f64) {
        let group = &model.passives[passive];
        self.queue.set(group.timer as usize, timer);
        let before = std::mem::replace(&mut self.passives[passive].phase, phase);
        if before != phase {
            self.note(Note::Phase { passive: passive as u32, before, phase });
        }
        let unit = group.unit as usize;
        self.enough[unit] = phase == Phase::Serving;
        self.refresh(unit);
    }

    /// Too few copies work: those that do all serve, and wait for company.
    fn fall_short(&mut self, model: &Compiled, passive: usize) {
        let (first, end) = model.units[model.passives[passive].unit as usize].copies;
        for copy in first as usize..end as usize {
            self.set_serves(model, copy, self.blocked[copy] == 0);
        }
        self.set_phase(model, passive, Phase::Short, NEVER);
    }

    /// A serving copy stopped working and the others suffice: they take over, or fail to.
    fn switch(&mut self, model: &Compiled, passive: usize, copy: u32) {
        let group = &model.passives[passive];
        self.passives[passive].failed = copy;
        if group.success < 1.0 && !self.happens(group.success) {
            let hours = group.manual.as_ref().map_or(NEVER, |law| self.hours(law));
            return self.set_phase(model, passive, Phase::Stuck, self.now + hours);
        }
        self.lose_data(model, passive);
        let mut hours = self.hours(&group.time) + self.slow[group.unit as usize];
        if let Some(start) = &group.start {
            hours += self.hours(start);
        }
        if hours > 0.0 {
            self.set_phase(model, passive, Phase::Switching, self.now + hours);
        } else {
            self.serve(model, passive);
        }
    }

    /// The lowest-numbered working copies fill the free places, and service goes on.
    fn serve(&mut self, model: &Compiled, passive: usize) {
        let group = &model.passives[passive];
        let (first, end) = model.units[group.unit as usize].copies;
        let mut free = group.active;
        for copy in first as usize..end as usize {
            free -= u32::from(self.serves[copy]);
        }
        for copy in first as usize..end as usize {
            if free > 0 && !self.serves[copy] && self.blocked[copy] == 0 {
                self.set_serves(model, copy, true);
                free -= 1;
            }
        }
        self.set_phase(model, passive, Phase::Serving, NEVER);
        self.perhaps_fail_back(model, passive);
    }

    /// Moves service home, at the price of an interruption, once all preferred copies work and one of them does not serve.
    fn perhaps_fail_back(&mut self, model: &Compiled, passive: usize) {
        let group = &model.passives[passive];
        let Some(law) = &group.failback else { return };
        let first = model.units[group.unit as usize].copies.0 as usize;
        let preferred = first..first + group.active as usize;
        let ready = preferred.clone().all(|copy| self.blocked[copy] == 0);
        if !ready || preferred.into_iter().all(|copy| self.serves[copy]) {
            return;
        }
        let hours = self.hours(law);
        if hours > 0.0 {
            self.culprit = model.causes.failback(model, passive);
            self.set_phase(model, passive, Phase::FailingBack, self.now + hours);
        } else {
            self.come_home(model, passive);
        }
    }

    /// The end of the failback: the lowest-numbered working copies serve, and no others.
    fn come_home(&mut self, model: &Compiled, passive: usize) {
        let group = &model.passives[passive];
        let (first, end) = model.units[group.unit as usize].copies;
        let mut free = group.active;
        for copy in first as usize..end as usize {
            let serves = free > 0 && self.blocked[copy] == 0;
            free -= u32::from(serves);
            self.set_serves(model, copy, serves);
        }
        self.set_phase(model, passive, Phase::Serving, NEVER);
    }

    /// The timer of a group: switched, a person came, or home again.
    pub(crate) fn passive_timer(&mut self, model: &Compiled, passive: usize) {
        match self.passives[passive].phase {
            Phase::FailingBack => self.come_home(model, passive),
            Phase::Stuck => {
                self.helped[model.passives[passive].unit as usize] = true;
                self.lose_data(model, passive);
                self.serve(model, passive);
            }
            _ => self.serve(model, passive),
        }
    }

    /// A standby takes over from a copy that failed: what had not reached it is lost.
    fn lose_data(&mut self, model: &Compiled, passive: usize) {
        let group = &model.passives[passive];
        let lag = group.lag + self.lag[group.unit as usize];
        self.data_loss = self.data_loss.max(lag);
    }
}
