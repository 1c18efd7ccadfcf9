//! Requests while a replication runs: how many reach each unit, what is answered, which breakers are open.
//!
//! Worked out anew after every change, callers before those they call.

use crate::model::copies_for;

use super::compiled::{Compiled, MemberRule, Redundancy, Support};
use super::queue::NEVER;
use super::record::Note;
use super::script::Act;
use super::state::State;
use super::traffic::{Breaker, Station, Traffic, inside_cycle};

/// Where a circuit breaker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Door {
    /// Calls go through.
    #[default]
    Closed,
    /// Calls fail, not yet often enough.
    Tripping,
    /// No calls.
    Open,
}

/// Requests while a replication runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    /// The multiple of the peak demand now.
    level: f64,
    /// Unit → requests a second sent to it, further tries not counted.
    demand: Vec<f64>,
    /// Unit → share of its requests answered.
    pub(crate) answered: Vec<f64>,
    /// Unit → the share of a journey's requests that comes to it (for the walk).
    weight: Vec<f64>,
    /// Unit → copies added by autoscaling.
    extra: Vec<u32>,
    /// Unit → too many requests.
    pub(crate) overloaded: Vec<bool>,
    /// Unit → share lost to a brown-out.
    brown: Vec<f64>,
    /// Unit → what its users' load on everything else is multiplied by.
    load: Vec<f64>,
    /// Link → hours added to a call; hard links first.
    latency: Vec<f64>,
    /// Unit → hours added to the calls it makes.
    slowed: Vec<f64>,
    pub(crate) doors: Vec<Door>,
    /// Breaker → when it opened.
    opened_at: Vec<f64>,
    /// Breaker → hours open, and times it opened, in all replications so far.
    pub(crate) open: Vec<(f64, u64)>,
}

impl Flow {
    /// Room for the model's requests; none where it has none.
    pub(crate) fn new(model: &Compiled) -> Self {
        let Some(traffic) = &model.traffic else { return Self::default() };
        let units = model.units.len();
        Self {
            level: 1.0,
            demand: vec![0.0; units],
            answered: vec![1.0; units],
            weight: vec![0.0; units],
            extra: vec![0; units],
            overloaded: vec![false; units],
            brown: vec![0.0; units],
            load: vec![1.0; units],
            latency: vec![0.0; model.needs.len() + model.softs.len()],
            slowed: vec![0.0; units],
            doors: vec![Door::Closed; traffic.breakers.len()],
            opened_at: vec![0.0; traffic.breakers.len()],
            open: vec![(0.0, 0); traffic.breakers.len()],
        }
    }

    /// Begins or ends what a scenario does to requests.
    pub(crate) fn disturb(&mut self, act: Act, begins: bool) {
        let add = if begins { 1.0 } else { -1.0 };
        match act {
            Act::Brownout { unit, share } => self.brown[unit as usize] = if begins { share } else { 0.0 },
            Act::Flush { unit, load } => self.load[unit as usize] = if begins { load } else { 1.0 },
            Act::Latency { from, link, hours } => {
                self.latency[link as usize] += add * hours;
                self.slowed[from as usize] += add * hours;
            }
            _ => {}
        }
    }
}

/// The share of requests answered and the requests sent, of `demand` that come where `capacity` can be answered and a share `lost` is
/// lost anyway, each tried again up to `retries` times: the least solution of
/// p = 1 − (1 − lost)·min(1, capacity/sent), sent = demand·(1 + p + … + p^retries).
fn answered(demand: f64, capacity: f64, lost: f64, retries: u32) -> (f64, f64) {
    let (mut sent, mut missed) = (demand, lost);
    for _ in 0..200 {
        let through = if sent > capacity { capacity / sent } else { 1.0 };
        missed = 1.0 - (1.0 - lost) * through;
        if retries == 0 {
            break;
        }
        let mut tries = 1.0;
        for _ in 0..retries {
            tries = 1.0 + missed * tries;
        }
        let next = demand * tries;
        let still = next - sent <= 1e-12 * next;
        sent = next;
        if still {
            break;
        }
    }
    (1.0 - libm::pow(missed, f64::from(retries + 1)), sent)
}

impl State {
    /// Nothing disturbed, no copy added, every breaker closed.
    pub(crate) fn begin_flow(&mut self, model: &Compiled) {
        let Some(traffic) = &model.traffic else { return };
        let flow = &mut self.flow;
        flow.extra.fill(0);
        flow.overloaded.fill(false);
        flow.brown.fill(0.0);
        flow.load.fill(1.0);
        flow.latency.fill(0.0);
        flow.slowed.fill(0.0);
        flow.doors.fill(Door::Closed);
        self.demand_timer(traffic);
    }

    /// The demand of this hour, until the next that has another.
    pub(crate) fn demand_timer(&mut self, traffic: &Traffic) {
        let Some(slot) = traffic.hour_slot else {
            self.flow.level = traffic.profile[0];
            return;
        };
        // Half a second late is the same hour: the times are sums.
        let clock = self.now - self.start;
        let hour = libm::floor(clock + 1.0 / 7_200.0);
        let cycle = traffic.profile.len() as f64;
        let at = |hours: f64| traffic.profile[(hours - cycle * libm::floor(hours / cycle)) as usize];
        self.flow.level = at(hour);
        let mut next = hour + 1.0;
        while at(next) == at(hour) && next < hour + cycle {
            next += 1.0;
        }
        self.queue.set(slot as usize, self.now + (next - clock));
    }

    /// Everything about requests that follows from the last changes.
    #[cold]
    pub(crate) fn settle_flow(&mut self, model: &Compiled, traffic: &Traffic) {
        self.spread_demand(model, traffic);
        for number in 0..traffic.breakers.len() {
            self.look_at_breaker(traffic, number);
        }
        for journey in 0..model.journeys.len() {
            self.stirred.insert(journey);
        }
    }

    fn spread_demand(&mut self, model: &Compiled, traffic: &Traffic) {
        self.flow.demand.fill(0.0);
        for (journey, route) in model.journeys.iter().enumerate() {
            if self.serving[route.entry as usize] {
                self.flow.demand[route.entry as usize] += traffic.peaks[journey] * self.flow.level;
            }
        }
        for unit in (0..model.units.len()).rev() {
            if !self.serving[unit] {
                self.flow.answered[unit] = 0.0;
                continue;
            }
            self.load_unit(model, traffic, unit);
            let passed = self.flow.demand[unit] * self.flow.answered[unit];
            if passed <= 0.0 {
                continue;
            }
            let more = model
                .soft_links
                .row(unit)
                .iter()
                .map(|&soft| self.flow.load[model.softs[soft as usize].target as usize]);
            let passed = passed * more.fold(1.0, f64::max) * self.share(model, unit);
            let only = self.only_target(model, unit);
            for (at, link) in model.needs.range(unit).enumerate() {
                let target = model.needs.row(unit)[at] as usize;
                if only.is_none_or(|only| only == at)
                    && self.serving[target]
                    && !inside_cycle(model, unit, target)
                {
                    self.flow.demand[target] += passed * traffic.fan_out[link];
                }
            }
        }
    }

    /// The share of a unit's requests that each of its targets gets: all of them where it needs all, split where it needs some.
    fn share(&self, model: &Compiled, unit: usize) -> f64 {
        let least = match (model.units[unit].support, model.member_rules[unit]) {
            (Support::Count(least), _) | (_, Some(MemberRule::Count(least))) => least,
            _ => return 1.0,
        };
        let serving = model.needs.row(unit).iter().filter(|&&target| self.serving[target as usize]).count();
        if serving == 0 { 1.0 } else { (f64::from(least) / serving as f64).min(1.0) }
    }

    /// What a unit answers of its demand; its overload and its autoscaling follow.
    fn load_unit(&mut self, model: &Compiled, traffic: &Traffic, unit: usize) {
        let station = &traffic.stations[unit];
        let at = &model.units[unit];
        let unnoticed = f64::from(self.undetected[unit]) / f64::from(at.copy_count());
        let lost = 1.0 - (1.0 - unnoticed) * (1.0 - self.flow.brown[unit]);
        let working = match at.redundancy {
            Redundancy::Threshold(_) => self.working[unit],
            Redundancy::Passive(passive) => model.passives[passive as usize].active,
        };
        let rate = station.per_copy * station.service / (station.service + self.slowed(model, traffic, unit));
        let capacity = rate * f64::from(working + self.flow.extra[unit]);
        let (share, sent) = answered(self.flow.demand[unit], capacity, lost, station.retries);
        self.flow.answered[unit] = share;
        let overloaded = sent > capacity * (1.0 + 1e-9);
        if overloaded != self.flow.overloaded[unit] {
            self.flow.overloaded[unit] = overloaded;
            self.note(Note::Load { unit: unit as u32, overloaded });
            if station.overload > 1.0 && !at.speeds.is_empty() {
                self.share_load(model, unit);
            }
        }
        self.look_at_scaling(station, unit, (sent, rate), working);
    }

    /// Hours added to each request of a unit by its slow links: over a guarded link at most the timeout, and none once it is open.
    fn slowed(&self, model: &Compiled, traffic: &Traffic, unit: usize) -> f64 {
        let mut hours = self.flow.slowed[unit];
        if hours <= 0.0 {
            return 0.0;
        }
        for &soft in model.soft_links.row(unit) {
            let Some(number) = traffic.guarded[soft as usize].map(|number| number as usize) else { continue };
            let latency = self.flow.latency[traffic.fan_out.len() + soft as usize];
            let waits = if self.flow.doors[number] == Door::Open {
                0.0
            } else {
                latency.min(traffic.breakers[number].timeout)
            };
            hours += waits - latency;
        }
        hours.max(0.0)
    }

    fn look_at_scaling(&mut self, station: &Station, unit: usize, (sent, rate): (f64, f64), working: u32) {
        let Some((delay, slot)) = &station.scaling else { return };
        let wanted = if sent > 0.0 { copies_for(sent, rate, station.target) } else { 0 };
        let extra = wanted.saturating_sub(working).min(station.most_extra);
        let timer = self.queue.time(*slot as usize) < NEVER;
        if extra <= self.flow.extra[unit] {
            self.flow.extra[unit] = extra;
            if timer {
                self.queue.set(*slot as usize, NEVER);
            }
        } else if !timer {
            let hours = delay.sample(&self.ziggurat, &mut self.rng);
            self.queue.set(*slot as usize, self.now + hours);
        }
    }

    /// The copies asked for are there: as many as are needed now.
    pub(crate) fn scale_timer(&mut self, model: &Compiled, traffic: &Traffic, unit: usize) {
        let station = &traffic.stations[unit];
        let Some((_, slot)) = &station.scaling else { return };
        self.queue.set(*slot as usize, NEVER);
        let working = match model.units[unit].redundancy {
            Redundancy::Threshold(_) => self.working[unit],
            Redundancy::Passive(passive) => model.passives[passive as usize].active,
        };
        let rate = station.per_copy * station.service / (station.service + self.slowed(model, traffic, unit));
        let sent = self.flow.demand[unit];
        let wanted = if sent > 0.0 { copies_for(sent, rate, station.target) } else { 0 };
        let extra = wanted.saturating_sub(working).min(station.most_extra);
        self.flow.extra[unit] = extra;
        self.note(Note::Scaled { unit: unit as u32, extra });
    }

    /// Whether calls over a guarded link fail.
    fn calls_fail(&self, traffic: &Traffic, breaker: &Breaker) -> bool {
        let link = traffic.fan_out.len() + breaker.soft as usize;
        !self.serving[breaker.target as usize] || self.flow.latency[link] > breaker.timeout
    }

    fn look_at_breaker(&mut self, traffic: &Traffic, number: usize) {
        let breaker = &traffic.breakers[number];
        let fails = self.calls_fail(traffic, breaker);
        match (self.flow.doors[number], fails) {
            (Door::Closed, true) => {
                // So many calls must have failed: they come with the requests, or one after the other where nobody says how many.
                let calls = self.flow.demand[breaker.source as usize] * breaker.fan_out * 3_600.0;
                let hours = if calls > 0.0 {
                    breaker.timeout + breaker.threshold / calls
                } else {
                    breaker.timeout * breaker.threshold
                };
                self.flow.doors[number] = Door::Tripping;
                self.queue.set(breaker.slot as usize, self.now + hours);
            }
            (Door::Tripping, false) => {
                self.flow.doors[number] = Door::Closed;
                self.queue.set(breaker.slot as usize, NEVER);
            }
            // The next try is at a multiple of the reset time; tries that are bound to fail are not played.
            (Door::Open, false) if self.queue.time(breaker.slot as usize) == NEVER => {
                let opened = self.flow.opened_at[number];
                let tries = libm::floor((self.now - opened) / breaker.reset) + 1.0;
                self.queue.set(breaker.slot as usize, opened + tries * breaker.reset);
            }
            (Door::Open, true) => self.queue.set(breaker.slot as usize, NEVER),
            _ => {}
        }
    }

    /// The timer of a breaker: it opens, or its try succeeds and it closes.
    pub(crate) fn breaker_timer(&mut self, traffic: &Traffic, number: usize) {
        let breaker = &traffic.breakers[number];
        self.queue.set(breaker.slot as usize, NEVER);
        let opens = self.flow.doors[number] == Door::Tripping;
        if opens {
            self.flow.doors[number] = Door::Open;
            self.flow.opened_at[number] = self.now;
            self.flow.open[number].1 += u64::from(self.now >= self.start);
        } else {
            self.count_open(number);
            self.flow.doors[number] = Door::Closed;
        }
        self.note(Note::Breaker { soft: breaker.soft, source: breaker.source, opens });
    }

    fn count_open(&mut self, number: usize) {
        let from = self.flow.opened_at[number].max(self.start);
        self.flow.open[number].0 += (self.now.min(self.end) - from).max(0.0);
    }

    /// Counts what is open at the end of a replication.
    pub(crate) fn finish_flow(&mut self) {
        self.now = self.end;
        for number in 0..self.flow.doors.len() {
            if self.flow.doors[number] == Door::Open {
                self.count_open(number);
            }
        }
    }

    /// The share of a soft link's requests that is lost now: all while a breaker has not opened yet; of a target that browns out its share.
    fn soft_loss(&self, model: &Compiled, traffic: &Traffic, soft: usize) -> f64 {
        let link = model.softs[soft];
        let browned = link.loss * self.flow.brown[link.target as usize];
        match traffic.guarded[soft].map(|number| self.flow.doors[number as usize]) {
            Some(Door::Closed) => browned,
            Some(Door::Tripping) => 1.0,
            Some(Door::Open) => link.loss,
            None if self.serving[link.target as usize] => browned,
            None => link.loss,
        }
    }

    /// The share of a journey's requests that is lost, and whether a soft link is broken, where requests are counted.
    pub(crate) fn lost_in_traffic(&mut self, model: &Compiled, traffic: &Traffic, entry: u32) -> (f64, bool) {
        self.walk = self.walk.wrapping_add(1);
        // What all requests pass multiplies; what only a part of them passes adds up.
        let (mut answered, mut aside, mut broken) = (1.0, 0.0, false);
        self.path.clear();
        self.path.push(entry);
        self.seen[entry as usize] = self.walk;
        self.flow.weight[entry as usize] = 1.0;
        while let Some(unit) = self.path.pop() {
            let unit = unit as usize;
            let weight = self.flow.weight[unit];
            let mut here = self.flow.answered[unit];
            for &soft in model.soft_links.row(unit) {
                let loss = self.soft_loss(model, traffic, soft as usize);
                let open = traffic.guarded[soft as usize]
                    .is_some_and(|number| self.flow.doors[number as usize] != Door::Closed);
                broken |= open || !self.serving[model.softs[soft as usize].target as usize];
                here *= 1.0 - loss;
            }
            if weight >= 1.0 {
                answered *= here;
            } else {
                aside += weight * (1.0 - here);
            }
            let share = weight * self.share(model, unit);
            let only = self.only_target(model, unit);
            for (at, &target) in model.needs.row(unit).iter().enumerate() {
                let goes = only.is_none_or(|only| only == at) && self.serving[target as usize];
                if goes && self.seen[target as usize] != self.walk {
                    self.seen[target as usize] = self.walk;
                    self.flow.weight[target as usize] = share;
                    self.path.push(target);
                }
            }
        }
        (1.0 - answered * (1.0 - aside).max(0.0), broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 100 requests a second where 80 are answered; tried again without end none of that changes. A tenth lost anyway, one
    /// further try: 1 − 0.1², sent 1.1 times.
    #[test]
    fn retries_add_load() {
        let near = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-9, "{value} {expected}");
        near(answered(100.0, 80.0, 0.0, 0).0, 0.8);
        let (share, sent) = answered(100.0, 80.0, 0.0, 3);
        near(share, 0.8);
        // 1 + p + p² + p³ = sent/100 and (1 − p)·sent = 80.
        let p = 1.0 - 80.0 / sent;
        near(100.0 * (1.0 + p + p * p + p * p * p), sent);
        let (share, sent) = answered(100.0, 1e9, 0.1, 1);
        near(share, 0.99);
        near(sent, 110.0);
        // 105 can be answered, but with the further tries 110 come.
        let (share, sent) = answered(100.0, 105.0, 0.1, 1);
        let p = 1.0 - 0.9 * 105.0 / sent;
        near(sent, 100.0 * (1.0 + p));
        near(share, 1.0 - p * p);
    }
}
