//! The small independent parts an answer is made of: the copies of one component, given how many of them have a zone that is up.
//!
//! A [`Piece`] is what the diagram needs to know of such a part: how often it is down, how often it goes down, and for how long.
//! Copies repaired without waiting are a binomial k-of-n; standbys and limited crews are a continuous-time Markov chain.

use super::graph::Graph;
use super::law::TimeLaw;
use super::markov::Chain;
use super::{group, shared_load};
use crate::model::{Component, CopyMode, Failback, Failure, Project, Scope, StandbyState};

/// The long run of a part that is up or down.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Fraction of time down.
    pub down: f64,
    /// Up → down transitions per hour of all time.
    pub frequency: f64,
    /// Kinds of outage: their share of `frequency` and their length.
    pub outages: Vec<(f64, TimeLaw)>,
}

impl Piece {
    /// Never down.
    #[must_use]
    pub fn perfect() -> Self {
        Self { down: 0.0, frequency: 0.0, outages: Vec::new() }
    }

    /// Never up.
    #[must_use]
    pub fn hopeless() -> Self {
        Self { down: 1.0, frequency: 0.0, outages: Vec::new() }
    }

    /// Several independent modes in series: down while any is.
    ///
    /// Down: u ← u + (1 − u)·uᵢ, sums of positive numbers only. Frequency: P(all up) · Σ 1/mtbfᵢ.
    /// Assumes independent alternating renewal modes; exact for any law. Source: \[barlow-proschan1975\].
    #[must_use]
    pub fn series<'a>(modes: impl IntoIterator<Item = &'a Failure>) -> Self {
        let (mut up, mut down, mut rate) = (1.0, 0.0, 0.0);
        let mut outages = Vec::new();
        for mode in modes {
            let mode_rate = 1.0 / mode.mtbf_hours();
            if mode_rate == 0.0 {
                continue;
            }
            let mode_down = mode.unavailability();
            down += up * mode_down;
            up *= mode.mtbf_hours() / (mode.mtbf_hours() + mode.mttr_hours());
            rate += mode_rate;
            outages.push((mode_rate, TimeLaw::of(&mode.mttr_law())));
        }
        for outage in &mut outages {
            outage.0 /= rate;
        }
        Self { down, frequency: up * rate, outages }
    }

    /// Mean length of an outage in hours; 0 when there are none.
    #[must_use]
    pub fn mean_outage(&self) -> f64 {
        if self.frequency > 0.0 { self.down / self.frequency } else { 0.0 }
    }
}

/// One copy by itself as a two-state unit.
#[derive(Clone, Copy, Debug)]
struct Copy {
    up: f64,
    down: f64,
    /// Failures per hour of up time.
    failing: f64,
    /// Repairs per hour of down time.
    repair: f64,
}

/// How often the own modes of one copy make it fail, per hour of up time.
#[must_use]
pub fn copy_failure_rate(component: &Component) -> f64 {
    own_modes(component).map(|mode| 1.0 / mode.mtbf_hours()).sum()
}

/// The modes that strike copies one by one.
pub fn own_modes(component: &Component) -> impl Iterator<Item = &Failure> {
    component.failures().iter().filter(|mode| mode.scope() == Scope::Copy)
}

/// The modes that strike all copies at once.
pub fn common_modes(component: &Component) -> impl Iterator<Item = &Failure> {
    component.failures().iter().filter(|mode| mode.scope() == Scope::All)
}

/// The copies of `component` while the zones of `available` of them are up, `required` of them being needed.
#[must_use]
pub fn copies(component: &Component, available: u32, required: u32) -> Piece {
    if available < required {
        return Piece::hopeless();
    }
    let single = Piece::series(own_modes(component));
    if single.frequency == 0.0 {
        return Piece::perfect();
    }
    if available == 1 && required == 1 {
        return single;
    }
    let failing = copy_failure_rate(component);
    let copy =
        Copy { up: 1.0 - single.down, down: single.down, failing, repair: single.frequency / single.down };
    let count = component.copy_count();
    let crews = component.copies.as_ref().and_then(|copies| copies.repairers).unwrap_or(count).min(count);
    match component.mode() {
        CopyMode::ActivePassive => standby(component, copy, available, required, crews.min(available)),
        _ if crews >= count => k_of_n(copy, available, required),
        _ => crewed(copy, count, available, required, crews),
    }
}

/// The pieces of a component for each number of available copies that a chain of it gives: active-passive groups and copies that share
/// a load. None where there is no such chain, or it is too large; then [`copies`] answers.
///
/// `zones_held`: some zones are down for good, so that how long they have been in their state does not matter.
#[must_use]
pub fn followed(
    project: &Project,
    graph: &Graph,
    component: usize,
    zones_held: bool,
) -> Option<Vec<(u32, Piece)>> {
    match project.components()[component].mode() {
        CopyMode::ActivePassive if !zones_held => group::pieces(project, graph, component),
        CopyMode::ActiveActive => shared_load::pieces(project, graph, component),
        _ => None,
    }
}

/// Binomial k-of-n: down = Σ_{j<k} C(n,j) a^j u^(n−j); frequency = C(n,k) a^k u^(n−k) · k/up time.
///
/// Assumes independent copies and a repairer for each; exact for any law of repair and failure.
/// Source: \[barlow-proschan1975\].
fn k_of_n(copy: Copy, n: u32, k: u32) -> Piece {
    // term(j) = P(exactly j work), from j = 0 up, in logarithms where powers would underflow.
    let (ln_up, ln_down) = (libm::log1p(-copy.down), libm::log(copy.down));
    let term = |j: u32| libm::exp(ln_choose(n, j) + f64::from(j) * ln_up + f64::from(n - j) * ln_down);
    let direct = |j: u32| choose(n, j) * power(copy.up, j) * power(copy.down, n - j);
    let probability = |j: u32| if n <= 60 { direct(j) } else { term(j) };
    let down = (0..k).map(probability).sum::<f64>().min(1.0);
    let frequency = probability(k) * f64::from(k) * copy.failing;
    let mean = if frequency > 0.0 { down / frequency } else { 0.0 };
    Piece { down, frequency, outages: vec![(1.0, TimeLaw::exponential(mean))] }
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k.min(n - k)).fold(1.0, |product, i| product * f64::from(n - i) / f64::from(i + 1))
}

fn ln_choose(n: u32, k: u32) -> f64 {
    let factorial = |m: u32| libm::lgamma(f64::from(m) + 1.0);
    factorial(n) - factorial(k) - factorial(n - k)
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// k of `available` copies, which share repairers with the rest of the n: a birth–death chain on the number of copies down, of which a
/// hypergeometric share is among the available ones (copies whose zone is down fail and are repaired all the same).
///
/// Assumes exponential times. Source: \[barlow-proschan1975\].
fn crewed(copy: Copy, n: u32, available: u32, k: u32, crews: u32) -> Piece {
    let mut chain = Chain::new(n as usize + 1);
    for down in 0..n {
        chain.add(down as usize, down as usize + 1, f64::from(n - down) * copy.failing);
        chain.add(down as usize + 1, down as usize, f64::from((down + 1).min(crews)) * copy.repair);
    }
    let border = available - k;
    let (mut down, mut frequency) = (0.0, 0.0);
    for (broken, share) in (0..).zip(chain.steady_state()) {
        // P(so many of the broken copies are among the available ones), drawing without replacement.
        let among = |inside: u32| {
            let possible = inside <= broken && inside <= available && broken - inside <= n - available;
            let ways =
                ln_choose_or(available, inside) + ln_choose_or(n - available, broken - inside.min(broken));
            if possible { libm::exp(ways - ln_choose_or(n, broken)) } else { 0.0 }
        };
        down += share * (border + 1..=available.min(broken)).map(among).sum::<f64>();
        frequency += share * among(border) * f64::from(k) * copy.failing;
    }
    let mean = if frequency > 0.0 { down / frequency } else { 0.0 };
    Piece { down, frequency, outages: vec![(1.0, TimeLaw::exponential(mean))] }
}

/// ln C(n, k); 0 exactly where there is one way only.
fn ln_choose_or(n: u32, k: u32) -> f64 {
    if k == 0 || k >= n { 0.0 } else { ln_choose(n, k) }
}

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
struct Group<'a> {
    component: &'a Component,
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

/// What moving back to the preferred copies costs, where a group does so.
#[must_use]
pub fn failback(component: &Component) -> Option<TimeLaw> {
    match component.copies.as_ref().and_then(|copies| copies.failback.as_ref()) {
        Some(Failback::Automatic { time }) => Some(TimeLaw::of(time)),
        _ => None,
    }
}

/// How a component switches over: time (a cold start included), success, manual.
#[must_use]
pub fn switching(component: &Component) -> (TimeLaw, f64, TimeLaw) {
    let Some(copies) = component.copies.as_ref() else {
        return (TimeLaw::exponential(0.0), 1.0, TimeLaw::exponential(f64::INFINITY));
    };
    let start = match &copies.standby_state {
        Some(StandbyState::Cold { start: Some(start) }) => TimeLaw::of(start),
        _ => TimeLaw::exponential(0.0),
    };
    match &copies.failover {
        None => (start, 1.0, TimeLaw::exponential(f64::INFINITY)),
        Some(failover) => {
            let manual = failover.manual.as_ref().map_or(TimeLaw::exponential(f64::INFINITY), TimeLaw::of);
            (TimeLaw::of(&failover.time).plus(start), failover.success(), manual)
        }
    }
}

/// Active-passive copies as a Markov chain over [`State`], for groups too large to be followed copy by copy (`group`).
///
/// Assumes exponential times with the given means. The state keeps how many copies work, not which; the copy whose failed failover is being
/// waited for is one of those down. Steady state by \[gth1985\].
fn standby(component: &Component, copy: Copy, available: u32, active: u32, crews: u32) -> Piece {
    let (switch, success, manual) = switching(component);
    let details = component.copies.as_ref();
    let standby_factor = match details.and_then(|copies| copies.standby_state.as_ref()) {
        None | Some(StandbyState::Hot) => 1.0,
        Some(StandbyState::Warm { factor }) => *factor,
        Some(StandbyState::Cold { .. }) => 0.0,
    };
    let failback = failback(component);
    Group {
        component,
        copy,
        copies: available,
        active,
        crews,
        standby_factor,
        success,
        switch,
        manual,
        failback,
    }
    .solve()
}

/// The outages of an active-passive group by what they begin with, from the rates at which they do (by [`Mode`]). The lengths of all but
/// the shortages are known; theirs is what remains of the time down.
pub(super) fn standby_outages(component: &Component, down: f64, entries: &[f64]) -> Vec<(f64, TimeLaw)> {
    let (switch, _, manual) = switching(component);
    let single = Piece::series(own_modes(component));
    let repair = single.frequency / single.down;
    let stuck = TimeLaw::exponential(TimeLaw::exponential(1.0 / repair).mean_of_minimum(manual));
    let known = [
        (entries[Mode::Switching as usize], switch),
        (entries[Mode::Stuck as usize], stuck),
        (entries[Mode::FailingBack as usize], failback(component).unwrap_or(switch)),
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

impl Group<'_> {
    fn index(&self, state: State) -> usize {
        let mode = MODES.iter().position(|mode| *mode == state.mode).unwrap_or(0);
        (mode * (self.copies as usize + 1) + state.working as usize) * 2 + usize::from(state.away)
    }

    fn solve(&self) -> Piece {
        let size = MODES.len() * (self.copies as usize + 1) * 2;
        // State 0 of the elimination must be reached from all others: everything works, at home.
        let home = self.index(State { mode: Mode::Serving, working: self.copies, away: false });
        let place = |index: usize| {
            if index == home {
                0
            } else if index == 0 {
                home
            } else {
                index
            }
        };
        let mut chain = Chain::new(size);
        for (mode, working, away) in self.states() {
            let from = State { mode, working, away };
            for (to, rate) in self.transitions(from) {
                chain.add(place(self.index(from)), place(self.index(to)), rate);
            }
        }
        let pi = chain.steady_state();
        let mut piece = Piece { down: 0.0, frequency: 0.0, outages: Vec::new() };
        let mut entries = [0.0; MODES.len()];
        for (mode, working, away) in self.states() {
            let from = State { mode, working, away };
            let share = pi[place(self.index(from))];
            if mode != Mode::Serving {
                piece.down += share;
                continue;
            }
            for (to, rate) in self.transitions(from) {
                if to.mode != Mode::Serving {
                    entries[to.mode as usize] += share * rate;
                }
            }
        }
        piece.frequency = entries.iter().sum();
        piece.outages = standby_outages(self.component, piece.down, &entries);
        piece
    }

    fn states(&self) -> impl Iterator<Item = (Mode, u32, bool)> + '_ {
        MODES
            .into_iter()
            .flat_map(move |mode| {
                (0..=self.copies)
                    .flat_map(move |working| [false, true].map(move |away| (mode, working, away)))
            })
            .filter(|&(mode, working, away)| self.exists(mode, working, away))
    }

    fn exists(&self, mode: Mode, working: u32, away: bool) -> bool {
        let enough = working >= self.active;
        let possible = match mode {
            Mode::Serving | Mode::Switching => enough,
            Mode::Stuck => enough && working < self.copies,
            Mode::Short => !enough,
            Mode::FailingBack => enough && self.failback.is_some(),
        };
        possible && (!away || self.failback.is_some())
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

/// Where an instant failback or manual switch must have a rate, it takes a microsecond.
pub(super) fn rate_of(law: TimeLaw) -> f64 {
    1.0 / law.mean.max(1e-9 / 3.6)
}
