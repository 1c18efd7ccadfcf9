//! Active-passive groups copy by copy: which copies work, which hold a place, who waits for a repairer, and which zones are up.
//!
//! The transitions are those of docs/methods.md §1 with exponential times of the given means. Switch-overs that a zone causes take no time here:
//! they begin together with those of other groups and are charged to the zone (`charges`).

use super::graph::{self, Graph};
use super::law::TimeLaw;
use super::motion::{Label, Motion, STATE_LIMIT};
use super::pieces::{self, Piece};
use super::standby;
use crate::model::{Component, CopyMode, Project};

/// Most copies, and most zones above them, that are followed one by one.
const FOLLOWED: u32 = 8;

const SERVING: u64 = 0;
const SWITCHING: u64 = 1;
const STUCK: u64 = 2;
const SHORT: u64 = 3;
const FAILING_BACK: u64 = 4;

/// A zone above some of the copies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Above {
    /// Failures per hour of up time.
    pub failing: f64,
    /// Repairs per hour of down time.
    pub repair: f64,
}

/// The zones above a component's copies that can fail, and for each copy the bits of those it needs; none when there are too many to follow.
pub(super) fn zones_above(
    project: &Project,
    graph: &Graph,
    component: usize,
) -> Option<(Vec<Above>, Vec<u32>)> {
    let details = &project.components()[component];
    let places = graph::places(project, details);
    let mut numbers: Vec<usize> = places.iter().flat_map(|&place| graph.lineage[place].clone()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut zones = Vec::new();
    numbers.retain(|&zone| {
        let piece = Piece::series(project.zones()[zone].failures());
        let fails = piece.frequency > 0.0 && piece.down > 0.0;
        if fails {
            let failing = project.zones()[zone].failures().iter().map(|mode| 1.0 / mode.mtbf_hours()).sum();
            zones.push(Above { failing, repair: piece.frequency / piece.down });
        }
        fails
    });
    if zones.len() > FOLLOWED as usize {
        return None;
    }
    let bits = |place: usize| {
        let above = numbers.iter().enumerate().filter(|(_, zone)| graph.lineage[place].contains(zone));
        above.fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let of_copy = |copy: u32| match places.len() {
        0 => 0,
        many => bits(places[copy as usize % many]),
    };
    Some((zones, (0..details.copy_count()).map(of_copy).collect()))
}

/// The group as a chain; none when it is not active-passive, too large, or never fails.
#[must_use]
pub fn motion(project: &Project, graph: &Graph, component: usize) -> Option<Motion> {
    let group = Group::new(project, graph, component)?;
    let start =
        Standing { own: group.all(), serving: group.home(), zones: group.zones_up(), ..Standing::new() };
    Motion::explore(
        start.pack(),
        STATE_LIMIT,
        &|state, found| group.moves(Standing::unpack(state), found),
        &|state| group.label(Standing::unpack(state)),
    )
}

/// The pieces of the group for each number of available copies; none as for [`motion`].
#[must_use]
pub fn pieces(project: &Project, graph: &Graph, component: usize) -> Option<Vec<(u32, Piece)>> {
    let details = &project.components()[component];
    let motion = motion(project, graph, component)?;
    let kinds = |down: f64, entries: &[f64]| standby::outages(details, down, entries);
    Some(motion.pieces(details.required(), &kinds))
}

struct Group {
    copies: u32,
    active: u32,
    crews: u32,
    failing: f64,
    repair: f64,
    /// Share of the failure rate a standby has.
    factor: f64,
    success: f64,
    switch: TimeLaw,
    manual: TimeLaw,
    failback: Option<TimeLaw>,
    zones: Vec<Above>,
    /// Zones each copy needs.
    needs: Vec<u32>,
}

/// One state of the group.
#[derive(Clone, Copy)]
struct Standing {
    /// Copies whose own modes are all up.
    own: u32,
    serving: u32,
    zones: u32,
    mode: u64,
    /// While stuck: the copy whose failover failed.
    failed: u32,
    /// Failed copies, the longest waiting first, three bits each; 0 where repairers are enough.
    queue: u64,
}

impl Standing {
    fn new() -> Self {
        Self { own: 0, serving: 0, zones: 0, mode: SERVING, failed: 0, queue: 0 }
    }

    fn pack(self) -> u64 {
        let bits = u64::from(self.own) | u64::from(self.serving) << 8 | u64::from(self.zones) << 16;
        bits | self.mode << 24 | u64::from(self.failed) << 27 | self.queue << 30
    }

    fn unpack(bits: u64) -> Self {
        let byte = |at: u32| (bits >> at) as u32 & 0xff;
        Self {
            own: byte(0),
            serving: byte(8),
            zones: byte(16),
            mode: bits >> 24 & 7,
            failed: (bits >> 27) as u32 & 7,
            queue: bits >> 30,
        }
    }
}

impl Group {
    fn new(project: &Project, graph: &Graph, component: usize) -> Option<Self> {
        let details: &Component = &project.components()[component];
        let copies = details.copies.as_ref().filter(|copies| copies.mode == CopyMode::ActivePassive)?;
        let count = details.copy_count();
        let single = Piece::series(pieces::own_modes(details));
        let repair = single.frequency / single.down;
        if count > FOLLOWED || single.frequency == 0.0 || !repair.is_finite() {
            return None;
        }
        let (zones, needs) = zones_above(project, graph, component)?;
        let (switch, success, manual) = pieces::switching(details);
        Some(Self {
            copies: count,
            active: details.required(),
            crews: copies.repairers.unwrap_or(count).min(count),
            failing: pieces::copy_failure_rate(details),
            repair,
            factor: copies.standby_state().rate_factor(),
            success,
            switch,
            manual,
            failback: pieces::failback(details),
            zones,
            needs,
        })
    }

    fn all(&self) -> u32 {
        (1 << self.copies) - 1
    }

    /// The preferred copies.
    fn home(&self) -> u32 {
        (1 << self.active) - 1
    }

    fn zones_up(&self) -> u32 {
        (1 << self.zones.len()) - 1
    }

    /// Copies whose zones are all up.
    fn reachable(&self, zones: u32) -> u32 {
        let up = self.needs.iter().enumerate().filter(|(_, needs)| *needs & zones == **needs);
        up.fold(0, |bits, (copy, _)| bits | 1 << copy)
    }

    fn label(&self, state: Standing) -> Label {
        let available = self.reachable(state.zones).count_ones();
        Label { kind: state.mode as u8, available, zones: state.zones }
    }

    fn moves(&self, from: Standing, found: &mut Vec<(u64, f64)>) {
        for copy in (0..self.copies).filter(|copy| from.own >> copy & 1 == 1) {
            let rate = self.failing * if from.serving >> copy & 1 == 1 { 1.0 } else { self.factor };
            if rate > 0.0 {
                let mut next = Standing { own: from.own & !(1 << copy), ..from };
                if self.crews < self.copies {
                    next.queue |= u64::from(copy) << (3 * (self.copies - from.own.count_ones()));
                }
                self.settle(next, false, rate, found);
            }
        }
        self.repairs(from, found);
        for (at, zone) in self.zones.iter().enumerate() {
            let rate = if from.zones >> at & 1 == 1 { zone.failing } else { zone.repair };
            self.settle(Standing { zones: from.zones ^ 1 << at, ..from }, true, rate, found);
        }
        self.timers(from, found);
    }

    fn repairs(&self, from: Standing, found: &mut Vec<(u64, f64)>) {
        if self.crews >= self.copies {
            for copy in (0..self.copies).filter(|copy| from.own >> copy & 1 == 0) {
                self.settle(Standing { own: from.own | 1 << copy, ..from }, false, self.repair, found);
            }
            return;
        }
        let waiting = self.copies - from.own.count_ones();
        for place in 0..waiting.min(self.crews) {
            let shift = 3 * place;
            let copy = from.queue >> shift & 7;
            let queue = from.queue & ((1 << shift) - 1) | from.queue >> (shift + 3) << shift;
            self.settle(Standing { own: from.own | 1 << copy, queue, ..from }, false, self.repair, found);
        }
    }

    fn timers(&self, from: Standing, found: &mut Vec<(u64, f64)>) {
        let works = from.own & self.reachable(from.zones);
        match from.mode {
            SWITCHING => found.push((self.serve(from, works, false).pack(), 1.0 / self.switch.mean)),
            STUCK if self.manual.mean.is_finite() => {
                found.push((self.serve(from, works, false).pack(), pieces::rate_of(self.manual)));
            }
            FAILING_BACK => {
                let rate = self.failback.map_or(0.0, pieces::rate_of);
                found.push((self.come_home(from, works).pack(), rate));
            }
            _ => {}
        }
    }

    /// What follows at once from a change of the working copies.
    fn settle(&self, mut next: Standing, by_zone: bool, rate: f64, found: &mut Vec<(u64, f64)>) {
        let works = next.own & self.reachable(next.zones);
        let lost = next.serving & !works;
        next.serving &= works;
        if works.count_ones() < self.active {
            let short = Standing { serving: works, mode: SHORT, failed: 0, ..next };
            found.push((short.pack(), rate));
            return;
        }
        let settled = match next.mode {
            SHORT => self.serve(next, works, by_zone),
            SERVING if lost != 0 && (by_zone || self.switch.mean == 0.0 && self.success == 1.0) => {
                self.serve(next, works, by_zone)
            }
            SERVING if lost != 0 => {
                let stuck = Standing { mode: STUCK, failed: lost.trailing_zeros(), ..next };
                found.push((stuck.pack(), rate * (1.0 - self.success)));
                let switched = match self.switch.mean {
                    0.0 => self.serve(next, works, by_zone),
                    _ => Standing { mode: SWITCHING, ..next },
                };
                found.push((switched.pack(), rate * self.success));
                return;
            }
            SERVING => self.perhaps_fail_back(next, works, by_zone),
            STUCK if works >> next.failed & 1 == 1 => self.serve(next, works, by_zone),
            _ => next,
        };
        found.push((settled.pack(), rate));
    }

    /// The lowest-numbered working copies fill the free places.
    fn serve(&self, mut state: Standing, works: u32, by_zone: bool) -> Standing {
        for copy in 0..self.copies {
            if state.serving.count_ones() < self.active {
                state.serving |= works & 1 << copy;
            }
        }
        self.perhaps_fail_back(Standing { mode: SERVING, failed: 0, ..state }, works, by_zone)
    }

    fn perhaps_fail_back(&self, state: Standing, works: u32, by_zone: bool) -> Standing {
        let home = self.home();
        match self.failback {
            Some(law) if works & home == home && state.serving != home => {
                if by_zone || law.mean == 0.0 {
                    self.come_home(state, works)
                } else {
                    Standing { mode: FAILING_BACK, ..state }
                }
            }
            _ => state,
        }
    }

    fn come_home(&self, state: Standing, works: u32) -> Standing {
        let mut serving = 0_u32;
        for copy in 0..self.copies {
            if serving.count_ones() < self.active {
                serving |= works & 1 << copy;
            }
        }
        Standing { serving, mode: SERVING, failed: 0, ..state }
    }
}
