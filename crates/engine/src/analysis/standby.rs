//! Active-passive groups too large to be followed copy by copy: a chain over what the group is doing and how many copies work.
//!
//! The state keeps how many copies work, not which; the copy whose failed failover is being waited for is one of those down.

use super::law::TimeLaw;
use super::motion::{Label, Motion};
use super::pieces::{self, Copy, Piece, failback, rate_of, switching};
use crate::model::{Component, StandbyState};

/// What an active-passive group is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Serving,
    Switching,
    Stuck,
    Short,
    FailingBack,
}

const MODES: [Mode; 5] = [Mode::Serving, Mode::Switching, Mode::Stuck, Mode::Short, Mode::FailingBack];

/// State: what the group is doing, how many copies work, and (with failback) whether a preferred copy is out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    mode: Mode,
    working: u32,
    away: bool,
}

/// The rates of an active-passive group.
struct Group {
    copy: Copy,
    copies: u32,
    active: u32,
    crews: u32,
    /// Share of the failure rate a standby has.
    standby_factor: f64,
    success: f64,
    switch: TimeLaw,
    manual: TimeLaw,
    failback: Option<TimeLaw>,
}

/// Active-passive copies as a Markov chain over [`State`], for groups too large to be followed copy by copy (`group`).
///
/// Assumes exponential times with the given means. The state keeps how many copies work, not which; the copy whose failed failover is being
/// waited for is one of those down. Steady state by \[gth1985\].
pub(super) fn motion(
    component: &Component,
    copy: Copy,
    available: u32,
    active: u32,
    crews: u32,
) -> Option<Motion> {
    let (switch, success, manual) = switching(component);
    let details = component.copies.as_ref();
    let standby_factor = match details.and_then(|copies| copies.standby_state.as_ref()) {
        None | Some(StandbyState::Hot) => 1.0,
        Some(StandbyState::Warm { factor }) => *factor,
        Some(StandbyState::Cold { .. }) => 0.0,
    };
    let failback = failback(component);
    Group { copy, copies: available, active, crews, standby_factor, success, switch, manual, failback }
        .motion()
}

/// The outages of an active-passive group by what they begin with, from the rates at which they do (by [`Mode`]). The lengths of all but
/// the shortages are known; theirs is what remains of the time down.
pub(super) fn outages(component: &Component, down: f64, entries: &[f64]) -> Vec<(f64, TimeLaw)> {
    let single = Piece::series(pieces::own_modes(component));
    let repair = single.frequency / single.down;
    let [switch, stuck, back] = switching_laws(component);
    let known = [
        (entries[Mode::Switching as usize], switch),
        (entries[Mode::Stuck as usize], stuck),
        (entries[Mode::FailingBack as usize], back),
    ];
    let short = entries[Mode::Short as usize];
    let explained: f64 = known.iter().map(|(rate, law)| rate * law.mean).sum();
    let mut kinds: Vec<(f64, TimeLaw)> = known.to_vec();
    if short > 0.0 {
        let least = 0.5 / (repair * f64::from(component.copy_count()));
        kinds.push((short, TimeLaw::exponential(((down - explained) / short).max(least))));
    }
    kinds.retain(|(rate, law)| *rate > 0.0 && law.mean > 0.0);
    let total: f64 = kinds.iter().map(|(rate, _)| rate).sum();
    kinds.iter().map(|(rate, law)| (rate / total, *law)).collect()
}

/// How long a group is away when it switches, when that fails, and when it moves home.
pub(super) fn switching_laws(component: &Component) -> [TimeLaw; 3] {
    let (switch, _, manual) = switching(component);
    let single = Piece::series(pieces::own_modes(component));
    let repair = TimeLaw::exponential(single.down / single.frequency);
    let stuck = TimeLaw::exponential(repair.mean_of_minimum(manual));
    [switch, stuck, failback(component).unwrap_or(switch)]
}

impl State {
    fn pack(self) -> u64 {
        self.mode as u64 | u64::from(self.away) << 3 | u64::from(self.working) << 4
    }

    fn unpack(bits: u64) -> Self {
        Self { mode: MODES[(bits & 7) as usize], working: (bits >> 4) as u32, away: bits >> 3 & 1 == 1 }
    }
}

impl Group {
    fn motion(&self) -> Option<Motion> {
        let start = State { mode: Mode::Serving, working: self.copies, away: false };
        let most = MODES.len() * (self.copies as usize + 1) * 2;
        let next = |state: u64, found: &mut Vec<(u64, f64)>| {
            let list = self.transitions(State::unpack(state));
            found.extend(list.into_iter().map(|(to, rate)| (to.pack(), rate)));
        };
        let label =
            |state: u64| Label { kind: State::unpack(state).mode as u8, available: self.copies, zones: 0 };
        Motion::explore(start.pack(), most, &next, &label)
    }

    fn transitions(&self, from: State) -> Vec<(State, f64)> {
        let mut list = Vec::new();
        self.failures(from, &mut list);
        self.repairs(from, &mut list);
        self.switch_overs(from, &mut list);
        list.retain(|(_, rate)| *rate > 0.0);
        list
    }

    fn failures(&self, from: State, list: &mut Vec<(State, f64)>) {
        let State { mode, working, away } = from;
        if working == 0 {
            return;
        }
        let left = working - 1;
        let enough = left >= self.active;
        let leaves_home = self.failback.is_some();
        // How many carry the load, and so fail at the full rate.
        let loaded = match mode {
            Mode::Serving | Mode::FailingBack => self.active,
            Mode::Switching | Mode::Stuck => self.active - 1,
            Mode::Short => working,
        };
        let idle = f64::from(working - loaded.min(working)) * self.standby_factor;
        let (serving, idle) = (f64::from(loaded) * self.copy.failing, idle * self.copy.failing);
        let go = |mode: Mode, away: bool| State { mode, working: left, away };
        match mode {
            Mode::Serving if enough => {
                list.push((go(self.switching_mode(), leaves_home), serving * self.success));
                list.push((go(Mode::Stuck, leaves_home), serving * (1.0 - self.success)));
                list.push((go(Mode::Serving, away), idle));
            }
            Mode::Serving | Mode::FailingBack if !enough => {
                list.push((go(Mode::Short, leaves_home), serving));
                // With no copy to spare there is no idle one left.
                list.push((go(Mode::Short, leaves_home), idle));
            }
            Mode::FailingBack => {
                // One of those that work is the preferred copy, unless it is out already.
                let rate = serving + idle;
                let preferred = if away { 0.0 } else { rate / f64::from(working) };
                list.push((go(Mode::FailingBack, true), preferred));
                list.push((go(Mode::FailingBack, away), rate - preferred));
            }
            _ => {
                let next = if enough { mode } else { Mode::Short };
                list.push((go(next, away), serving + idle));
            }
        }
    }

    /// An instant switch-over is none.
    fn switching_mode(&self) -> Mode {
        if self.switch.mean > 0.0 { Mode::Switching } else { Mode::Serving }
    }

    fn repairs(&self, from: State, list: &mut Vec<(State, f64)>) {
        let State { mode, working, away } = from;
        let broken = self.copies - working;
        if broken == 0 {
            return;
        }
        let all = f64::from(broken.min(self.crews)) * self.copy.repair;
        // The copy that matters (the failed server, the preferred copy) is one of those down.
        let this_one = all / f64::from(broken);
        let others = all - this_one;
        let go = |mode: Mode, away: bool| State { mode, working: working + 1, away };
        match mode {
            Mode::Short if working + 1 < self.active => list.push((go(Mode::Short, away), all)),
            Mode::Short => {
                list.push((go(Mode::Serving, false), this_one));
                list.push((go(Mode::Serving, away), others));
            }
            Mode::Stuck => {
                list.push((go(Mode::Serving, false), this_one));
                list.push((self.still_stuck(working + 1, away), others));
            }
            Mode::Serving | Mode::FailingBack if away => {
                list.push((go(Mode::FailingBack, false), this_one));
                list.push((go(mode, true), others));
            }
            _ => list.push((go(mode, away), all)),
        }
    }

    fn still_stuck(&self, working: u32, away: bool) -> State {
        let mode = if working < self.copies { Mode::Stuck } else { Mode::Serving };
        State { mode, working, away }
    }

    fn switch_overs(&self, from: State, list: &mut Vec<(State, f64)>) {
        let to = |away: bool| State { mode: Mode::Serving, working: from.working, away };
        match from.mode {
            Mode::Switching => {
                // Repaired meanwhile and preferred: it goes home at once.
                let away = from.away && from.working < self.copies;
                list.push((to(away), rate_of(self.switch)));
            }
            Mode::Stuck => list.push((to(from.away), rate_of(self.manual))),
            Mode::FailingBack => list.push((to(from.away), self.failback.map_or(0.0, rate_of))),
            Mode::Serving | Mode::Short => {}
        }
    }
}
