//! One stream of failures for all processes whose up times are exponential: the next one is drawn for all of them together, and then whose it is
//! \[cox1962\]. A failure of what has already failed is dropped (thinning), so an up time needs no slot in the queue.
//!
//! Most failures change nothing: a copy too many goes and comes back before anything else happens. Those are played in one step.

use super::block::JourneyFindings;
use super::compiled::{Compiled, Redundancy, Slot};
use super::queue::NEVER;
use super::rng::Rng;
use super::sampler::Sampler;
use super::state::{Phase, State};
use super::tally::{Health, Measures};

/// All failure processes with exponential up times, by Walker's alias method \[walker1977\].
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    /// Mean hours from one failure to the next, of all together; infinite where there are none.
    pub mean: f64,
    columns: Vec<Column>,
    /// Process → its share of the stream.
    shares: Vec<f64>,
    /// Process → what must be looked at; none for what always makes a difference.
    quick: Vec<Option<Quick>>,
}

/// One column of the alias table: below this part of it (of 2⁶⁴) its own process, otherwise the other.
#[derive(Clone, Copy, Debug)]
struct Column {
    part: u64,
    own: u32,
    other: u32,
}

/// A failure process of a copy of which nobody takes note as long as there are copies enough.
#[derive(Clone, Copy, Debug)]
struct Quick {
    copy: u32,
    unit: u32,
    /// The number of working copies at which one more failure matters; never reached for what is not quick.
    critical: u32,
    /// The active-passive group, if it is one.
    group: u32,
    /// Requests are lost until its failure is noticed.
    noticed: bool,
}

/// What the failure of a copy does, as long as nothing else happens before it is back.
enum Effect {
    /// Nothing but itself.
    Nothing(usize),
    /// Requests are lost for a while.
    Requests(usize),
    /// Perhaps more.
    More,
}

/// No group.
const NONE: u32 = u32::MAX;

impl Stream {
    /// Takes every process it can and marks it.
    pub(crate) fn new(model: &mut Compiled) -> Self {
        let mut shares = Vec::new();
        for (slot, process) in model.processes.iter_mut().enumerate() {
            if let Sampler::Exponential { mean } = process.up
                && !process.scaled
                && mean.is_finite()
            {
                process.streamed = true;
                shares.push((slot as u32, 1.0 / mean));
            }
        }
        let total: f64 = shares.iter().map(|(_, rate)| rate).sum();
        if shares.is_empty() || !(total > 0.0 && total.is_finite()) {
            shares.iter().for_each(|(slot, _)| model.processes[*slot as usize].streamed = false);
            return Self { mean: f64::INFINITY, ..Self::default() };
        }
        let mut of_total = vec![0.0; model.processes.len()];
        shares.iter().for_each(|(slot, rate)| of_total[*slot as usize] = rate / total);
        Self { mean: 1.0 / total, columns: columns(&shares, total), shares: of_total, quick: quick(model) }
    }

    /// Whose failure it is.
    #[inline]
    pub(crate) fn pick(&self, rng: &mut Rng) -> usize {
        let bits = rng.bits();
        let place = (bits >> 32) * self.columns.len() as u64;
        let column = &self.columns[(place >> 32) as usize];
        let part = (place << 32) | (bits & 0xffff_ffff);
        (if part < column.part { column.own } else { column.other }) as usize
    }
}

impl Stream {
    /// Any of its processes, each alike.
    pub(crate) fn anyone(&self, rng: &mut Rng) -> usize {
        let place = (rng.bits() >> 32) * self.columns.len() as u64;
        self.columns[(place >> 32) as usize].own as usize
    }

    /// The share of a process in all failures.
    pub(crate) fn share(&self, slot: usize) -> f64 {
        self.shares[slot]
    }

    /// How many processes it has.
    pub(crate) fn count(&self) -> f64 {
        self.columns.len() as f64
    }
}

/// The alias table of processes with these rates.
fn columns(shares: &[(u32, f64)], total: f64) -> Vec<Column> {
    let count = shares.len() as f64;
    let mut chances: Vec<f64> = shares.iter().map(|(_, rate)| rate / total * count).collect();
    let mut others: Vec<u32> = shares.iter().map(|(own, _)| *own).collect();
    let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
        (0..chances.len()).partition(|&at| chances[at] < 1.0);
    while let (Some(&from), Some(to)) = (rich.last(), poor.pop()) {
        others[to] = shares[from].0;
        chances[from] -= 1.0 - chances[to];
        if chances[from] < 1.0 {
            rich.pop();
            poor.push(from);
        }
    }
    let column = |((chance, other), &(own, _)): ((&f64, &u32), &(u32, f64))| Column {
        part: (chance * 18_446_744_073_709_551_616.0) as u64,
        own,
        other: *other,
    };
    chances.iter().zip(&others).zip(shares).map(column).collect()
}

/// What must be looked at when a process fails.
fn quick(model: &Compiled) -> Vec<Option<Quick>> {
    let of = |slot: &Slot| {
        let Slot::Copy(copy) = *slot else { return None };
        let unit = model.copies[copy as usize].unit;
        let at = &model.units[unit as usize];
        let (critical, group) = match at.redundancy {
            Redundancy::Threshold(required) => (required, NONE),
            Redundancy::Passive(passive) => (model.passives[passive as usize].active, passive),
        };
        let noticed = at.detection.is_some();
        at.plain.then_some(Quick { copy, unit, critical, group, noticed })
    };
    model.slots[..model.processes.len()].iter().map(of).collect()
}

impl State {
    /// Draws the first failure of the stream.
    pub(crate) fn begin_stream(&mut self, model: &Compiled) {
        self.next_failure = f64::INFINITY;
        if model.stream.mean.is_finite() {
            self.next_failure = self.now + model.stream.mean * self.ziggurat.exponential(&mut self.rng);
        }
    }

    /// Plays failures of the stream as long as they come before everything that is pending, the end, and so many events; says whether it
    /// played any that has to be settled.
    pub(crate) fn play_stream(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (limit, stop): (f64, u64),
    ) -> bool {
        let mean = model.stream.mean;
        // The stream and the clock live in registers meanwhile.
        let (mut rng, mut next) = (self.rng.clone(), self.next_failure);
        let all_at_once = self.shortcuts && self.log.is_none();
        while next < limit && self.events < stop {
            let time = next;
            let slot = model.stream.pick(&mut rng);
            if self.failed[slot] {
                next = time + mean * self.ziggurat.exponential(&mut rng);
                continue;
            }
            let effect = self.effect(model, slot);
            let (Effect::Nothing(copy) | Effect::Requests(copy)) = effect else {
                self.now = time;
                self.rng = rng;
                self.events += 1;
                self.fire(model, slot);
                self.next_failure = time + mean * self.ziggurat.exponential(&mut self.rng);
                return true;
            };
            let back = time + model.processes[slot].down.sample(&self.ziggurat, &mut rng);
            let requests = matches!(effect, Effect::Requests(_));
            if requests {
                let unit = &model.units[model.copies[copy].unit as usize];
                let law = unit.detection.as_ref();
                self.drawn_detection = law.map(|law| law.sample(&self.ziggurat, &mut rng));
            }
            next = time + mean * self.ziggurat.exponential(&mut rng);
            if !(back < next && back < limit && all_at_once) {
                self.now = time;
                (self.rng, self.next_failure) = (rng, next);
                self.events += 1;
                self.fail_copy(model, slot, copy, back);
                return true;
            }
            self.events += 2;
            if requests {
                self.now = time;
                self.lose_requests(model, measures, out, (copy, back));
            }
        }
        (self.rng, self.next_failure) = (rng, next);
        false
    }

    /// What the failure of a process, and its repair, would do.
    #[inline]
    fn effect(&self, model: &Compiled, slot: usize) -> Effect {
        let Some(quick) = model.stream.quick[slot] else { return Effect::More };
        let copy = quick.copy as usize;
        if self.blocked[copy] > 0 {
            return Effect::Nothing(copy);
        }
        let working = self.working[quick.unit as usize];
        let bearable = if quick.group == NONE {
            working != quick.critical
        } else {
            let serving = self.passives[quick.group as usize].phase == Phase::Serving;
            serving && !self.serves[copy] && working > quick.critical
        };
        match bearable {
            false => Effect::More,
            true if !quick.noticed => Effect::Nothing(copy),
            true => {
                let mut watchers = model.watchers.row(quick.unit as usize).iter();
                let alone = watchers.all(|&journey| self.impaired[journey as usize] == 0);
                if alone { Effect::Requests(copy) } else { Effect::More }
            }
        }
    }

    /// A copy fails, is taken out of rotation and comes back at a known time, and nothing else happens meanwhile: until it is noticed, the
    /// journeys that come to its unit lose its share of their requests.
    fn lose_requests(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        (copy, back): (usize, f64),
    ) {
        let unit = model.copies[copy].unit as usize;
        let noticed = self.now + self.drawn_detection.take().unwrap_or(f64::INFINITY);
        self.events += u64::from(noticed < back);
        if noticed <= self.now {
            return;
        }
        let (from, to) = (self.now - self.start, noticed.min(back) - self.start);
        let loss = 1.0 - (1.0 - 1.0 / f64::from(model.units[unit].copy_count()));
        for &journey in model.watchers.row(unit) {
            let journey = journey as usize;
            if self.routes[journey].0 != self.changes {
                self.find_route(model, journey);
            }
            if self.routes[journey].1.contains(&(unit as u32)) {
                let unwell = Health { loss, ..Health::WELL };
                self.tallies[journey].change(measures, &mut out[journey], from, unwell);
                self.tallies[journey].change(measures, &mut out[journey], to, Health::WELL);
            }
        }
    }

    /// A replication's events until the end (true) or until about so many more were processed (false).
    pub(crate) fn run(
        &mut self,
        model: &Compiled,
        measures: &Measures,
        out: &mut [JourneyFindings],
        most: u64,
    ) -> bool {
        let stop = self.events.saturating_add(most);
        loop {
            let time = self.queue.next_time();
            if self.next_failure < time.min(self.end) {
                if self.events >= stop {
                    return false;
                }
                let quiet = time == NEVER && self.has_quiet && self.shortcuts && self.log.is_none();
                let unsettled = if quiet {
                    self.play_quiet(model, measures, out, stop)
                } else {
                    self.play_stream(model, measures, out, (time.min(self.end), stop))
                };
                if unsettled && self.queue.next_time() > self.now {
                    self.settle(model, measures, out);
                }
                continue;
            }
            if time >= self.end {
                return true;
            }
            if self.events >= stop {
                return false;
            }
            self.now = time;
            self.events += 1;
            let slot = self.queue.next_slot();
            self.fire(model, slot);
            if self.queue.next_time() > time {
                self.settle(model, measures, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::plan::{BlockRun, Learnt, Options, Plan};
    use super::*;

    /// A bit of everything: copies, a standby over zones, a common cause, crews, detection, a failover rule, a law that is not exponential.
    const PROJECT: &str = r#"{"format": "ninefold/1", "objective": {"availability": 0.999},
        "zones": [{"id": "x", "failures": [{"mtbf": "30d", "mttr": "5h"}]}, {"id": "y", "failures": [{"mtbf": "40d", "mttr": "4h"}]}],
        "components": [
            {"id": "top", "needs": {"failover": {"time": "2m", "success": 0.9, "manual": "1h"}}},
            {"id": "a", "zones": ["x", "y"], "failures": [{"mtbf": "60h", "mttr": "1h"}, {"mtbf": "900h", "mttr": "9h"},
                {"scope": "all", "mtbf": "99d", "mttr": "20m"}], "copies": {"mode": "active-active", "count": 4, "required": 2, "detection": "3m"}},
            {"id": "b", "failures": [{"mtbf": "50h", "mttr": "4h"}],
                "copies": {"mode": "active-active", "count": 3, "required": 1, "repairers": 1, "detection": "5m"}},
            {"id": "db", "zones": ["x", "y"], "failures": [{"mtbf": "100h", "mttr": {"lognormal": {"mean": "2h", "p95": "6h"}}}],
                "copies": {"mode": "active-passive", "standby": 2, "failover": {"time": "1m", "success": 0.95, "manual": "1h"},
                           "failback": {"time": "30s"}}},
            {"id": "old", "failures": [{"mtbf": {"weibull": {"mean": "200h", "shape": 2}}, "mttr": "3h"}],
                "copies": {"mode": "active-active", "count": 2}}],
        "links": [{"from": "top", "to": "a"}, {"from": "top", "to": "b"}, {"from": "a", "to": "db"}, {"from": "b", "to": "db"},
                  {"from": "a", "to": "old", "effect": "soft", "loss": 0.2}],
        "journeys": [{"id": "j", "entry": "top"}, {"id": "k", "entry": "a"}]}"#;

    /// What is played in one step is what would have been played event by event, bit for bit: where something is always pending, and
    /// where there are quiet times, of which blocks know from those before them.
    #[test]
    fn shortcuts_change_nothing() {
        let all_exponential = PROJECT.replace(r#"{"weibull": {"mean": "200h", "shape": 2}}"#, r#""200h""#);
        assert_ne!(all_exponential, PROJECT);
        let at_once = all_exponential.replace(r#""3m""#, r#"{"empirical": {"samples": ["0s", "1h", "9h"]}}"#);
        assert_ne!(at_once, all_exponential);
        same_event_by_event(PROJECT, 600.0);
        same_event_by_event(&all_exponential, 600.0);
        same_event_by_event(&at_once, 600.0);
        same_event_by_event(crate::templates::find("ha-rest-api").unwrap().text, 3_000.0);
        same_event_by_event(crate::templates::find("multi-zone").unwrap().text, 10_000.0);
    }

    fn same_event_by_event(text: &str, years: f64) {
        let project = crate::model::read(text).unwrap().project;
        let plan = Plan::new(&project, Options { years, ..Options::default() }).unwrap();
        let mut learnt = Learnt::default();
        for index in 0..4 {
            let play = |run: &mut BlockRun| while !run.advance(&plan, 10_000) {};
            let mut fast = BlockRun::new(&plan, index).knowing(learnt);
            let mut slow = BlockRun::new(&plan, index).step_by_step();
            play(&mut fast);
            play(&mut slow);
            learnt = fast.learnt();
            let (fast, slow) = (fast.into_block(), slow.into_block());
            assert!(fast.events > 10_000);
            assert_eq!(fast, slow);
        }
    }

    /// Shares of the alias table: each process as often as its rate says, 1, 2, 4 and 13 of 20, within 5 standard errors.
    #[test]
    fn each_as_often_as_its_rate() {
        let failing =
            |id: &str, mtbf: u32| format!(r#"{{"id": "{id}", "failures": [{{"mtbf": {mtbf}, "mttr": 1}}]}}"#);
        let parts = [("a", 5_200), ("b", 2_600), ("c", 1_300), ("d", 400)]
            .map(|(id, mtbf)| failing(id, mtbf))
            .join(",");
        let text = format!(
            r#"{{"format": "ninefold/1", "components": [{parts}], "journeys": [{{"id": "j", "entry": "a"}}]}}"#
        );
        let project = crate::model::read(&text).unwrap().project;
        let model = super::super::compile::compile(&project, None, 0.0).unwrap();
        assert!((model.stream.mean - 260.0).abs() < 1e-9);
        let (mut rng, mut counts) = (Rng::stream(3, 0), [0_u32; 4]);
        let draws = 200_000;
        (0..draws).for_each(|_| counts[model.stream.pick(&mut rng)] += 1);
        for (count, share) in counts.iter().zip([0.05, 0.1, 0.2, 0.65]) {
            let expected = f64::from(draws) * share;
            assert!((f64::from(*count) - expected).abs() < 5.0 * libm::sqrt(expected), "{counts:?}");
        }
    }
}
