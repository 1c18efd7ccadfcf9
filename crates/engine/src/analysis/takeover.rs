//! Where an active-passive group serves, and so which zone failures make it switch over.

use super::graph::{self, Graph};
use super::markov::Chain;
use super::pieces::{self, Piece};
use super::quadrature;
use crate::model::{CopyMode, Failback, Project};

/// Most copies for which the serving set is followed exactly.
const FOLLOWED: u32 = 10;

/// What the failure of one zone does to one active-passive group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takeover {
    /// Component number.
    pub component: usize,
    /// Copies left in zones that are up.
    pub available: u32,
    /// Probability that one of the lost copies was serving.
    pub chance: f64,
}

/// Where the active-passive groups of a project serve; groups that are alike are solved once.
#[derive(Debug, Default)]
pub struct Groups {
    solved: Vec<Serving>,
    /// By component: which of these.
    of: Vec<Option<usize>>,
}

impl Groups {
    fn place(&mut self, project: &Project, graph: &Graph, component: usize) -> usize {
        if self.of.len() <= component {
            self.of.resize(project.components().len(), None);
        }
        if let Some(place) = self.of[component] {
            return place;
        }
        let mut serving = Serving::new(project, graph, component);
        let known = self.solved.iter().position(|other| other.is_like(&serving));
        let place = known.unwrap_or_else(|| {
            serving.long_run = serving.chain().steady_state();
            self.solved.push(serving);
            self.solved.len() - 1
        });
        self.of[component] = Some(place);
        place
    }
}

/// The groups that have copies in `zone` and enough elsewhere to take over.
#[must_use]
pub fn takeovers(project: &Project, graph: &Graph, zone: usize, groups: &mut Groups) -> Vec<Takeover> {
    let mut list = Vec::new();
    for (component, details) in project.components().iter().enumerate() {
        if details.mode() != CopyMode::ActivePassive {
            continue;
        }
        let lost: u32 = lost_copies(graph, component, zone);
        let available = details.copy_count() - lost;
        if lost == 0 || available < details.required() {
            continue;
        }
        let chance = chance_of_serving(project, graph, component, zone, groups);
        if chance > 0.0 {
            list.push(Takeover { component, available, chance });
        }
    }
    list
}

fn lost_copies(graph: &Graph, component: usize, zone: usize) -> u32 {
    let inside = graph.placement[component].iter().filter(|(place, _)| graph.lineage[*place].contains(&zone));
    inside.map(|(_, count)| count).sum()
}

/// Which copies lie under `zone`, as bits; copies are dealt to the listed zones in turn.
fn struck(project: &Project, graph: &Graph, component: usize, zone: usize) -> u32 {
    let details = &project.components()[component];
    let places = graph::places(project, details);
    (0..details.copy_count().min(31))
        .filter(|copy| graph.lineage[places[*copy as usize % places.len()]].contains(&zone))
        .fold(0, |bits, copy| bits | 1 << copy)
}

/// One way the serving sets of several groups can lie together: its probability, and for each group the probability that a serving copy
/// lies under the zone; within one such way the groups are independent.
pub type Mixture = Vec<(f64, Vec<f64>)>;

/// How the groups of `list`, all with copies under `zone`, serve together.
///
/// They are not independent: the last zone failure moved all of them out of that zone at once, and since then only their own failures
/// have moved them apart. So the mixture runs over which zone failed last (in proportion to the frequencies) and how long ago
/// (exponential; four Gauss–Legendre points in its survival probability). Exact for groups over two zones; with more zones a group's place
/// before the last failure is taken from its long run.
#[must_use]
pub fn together(
    project: &Project,
    graph: &Graph,
    zone: usize,
    list: &[Takeover],
    groups: &mut Groups,
) -> Mixture {
    let places: Vec<usize> = list.iter().map(|t| groups.place(project, graph, t.component)).collect();
    let alone = || vec![(1.0, list.iter().map(|takeover| takeover.chance).collect())];
    if places.len() < 2 || places.iter().any(|&place| groups.solved[place].sets.is_empty()) {
        return alone();
    }
    let mut distinct = places.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let servings: Vec<&Serving> = distinct.iter().map(|&place| &groups.solved[place]).collect();
    let mut zones: Vec<(usize, f64)> = servings.iter().flat_map(|group| group.zones.clone()).collect();
    crate::order::sort_by_key(&mut zones, |(zone, _)| *zone);
    zones.dedup_by_key(|(zone, _)| *zone);
    let total: f64 = zones.iter().map(|(_, rate)| rate).sum();
    if total == 0.0 {
        return alone();
    }
    let mut mixture = Vec::new();
    for (last, rate) in zones {
        for (node, weight) in quadrature::RULE {
            let survival = (1.0 + node) / 2.0;
            let ago = -libm::log(survival) / total;
            let chances: Vec<f64> =
                servings.iter().map(|group| group.chance_after(zone, last, ago)).collect();
            let of = |place: &usize| chances[distinct.binary_search(place).unwrap_or(0)];
            mixture.push((rate / total * weight / 2.0, places.iter().map(of).collect()));
        }
    }
    mixture
}

/// Long-run probability that a serving copy lies under `zone`, while all zones are up.
///
/// Beyond ten copies every set is taken as equally likely.
fn chance_of_serving(
    project: &Project,
    graph: &Graph,
    component: usize,
    zone: usize,
    groups: &mut Groups,
) -> f64 {
    let details = &project.components()[component];
    let (copies, active) = (details.copy_count(), details.required());
    let lost = lost_copies(graph, component, zone);
    if copies > FOLLOWED {
        // 1 − P(all serving copies lie elsewhere), drawing without replacement.
        let elsewhere =
            (0..active).fold(1.0, |p, i| p * f64::from(copies - lost - i) / f64::from(copies - i));
        return 1.0 - elsewhere;
    }
    let home = (1u32 << active) - 1;
    let place = groups.place(project, graph, component);
    let serving = &groups.solved[place];
    if serving.sets.is_empty() {
        return if home & struck(project, graph, component, zone) == 0 { 0.0 } else { 1.0 };
    }
    serving.chance(&serving.long_run, serving.struck_by(zone))
}

/// The serving set of one active-passive group as a Markov chain over the sets of `active` copies.
///
/// A set changes when one of its copies fails or loses its zone: the lowest-numbered others take the places. Assumes that
/// those others work at that moment (an error of the order of one copy's unavailability).
#[derive(Debug)]
struct Serving {
    copies: u32,
    active: u32,
    /// All possible sets as bits, ascending; empty when the group always returns home or is too large to follow.
    sets: Vec<u32>,
    /// Zones above its copies that fail, with their frequency per hour.
    zones: Vec<(usize, f64)>,
    /// Copies under each of these zones, as bits.
    struck: Vec<u32>,
    /// Failures of one copy per hour.
    own: f64,
    long_run: Vec<f64>,
}

impl Serving {
    /// Not solved yet.
    fn new(project: &Project, graph: &Graph, component: usize) -> Self {
        let details = &project.components()[component];
        let (copies, active) = (details.copy_count(), details.required());
        let mut zones: Vec<usize> =
            graph.placement[component].iter().flat_map(|(place, _)| graph.lineage[*place].clone()).collect();
        zones.sort_unstable();
        zones.dedup();
        let rate = |zone: usize| Piece::series(project.zones()[zone].failures()).frequency;
        let zones: Vec<(usize, f64)> =
            zones.into_iter().map(|zone| (zone, rate(zone))).filter(|(_, rate)| *rate > 0.0).collect();
        let struck = zones.iter().map(|(zone, _)| struck(project, graph, component, *zone)).collect();
        let returns =
            matches!(details.copies.as_ref().map(|c| c.failback()), Some(Failback::Automatic { .. }));
        let followed = !returns && copies <= FOLLOWED;
        let sets = if followed { 0..1u32 << copies } else { 0..0 };
        let sets: Vec<u32> = sets.filter(|bits| bits.count_ones() == active).collect();
        let own = pieces::copy_failure_rate(details);
        Self { copies, active, sets, zones, struck, own, long_run: Vec::new() }
    }

    /// Whether the chain is the same.
    fn is_like(&self, other: &Self) -> bool {
        let counts = |it: &Self| (it.copies, it.active, it.sets.len());
        counts(self) == counts(other)
            && self.own == other.own
            && self.zones == other.zones
            && self.struck == other.struck
    }

    fn number(&self, bits: u32) -> usize {
        self.sets.binary_search(&bits).unwrap_or(0)
    }

    fn struck_by(&self, zone: usize) -> u32 {
        self.zones.iter().position(|(known, _)| *known == zone).map_or(0, |at| self.struck[at])
    }

    fn chance(&self, shares: &[f64], target: u32) -> f64 {
        self.sets.iter().zip(shares).filter(|(set, _)| **set & target != 0).map(|(_, share)| share).sum()
    }

    /// The sets one failure of a serving copy leads to, each per hour.
    fn own_moves(&self, set: u32) -> impl Iterator<Item = usize> + '_ {
        (0..self.copies)
            .filter(move |copy| set >> copy & 1 == 1)
            .filter_map(move |copy| refill(set, 1 << copy, self.copies, self.active))
            .map(|next| self.number(next))
    }

    fn chain(&self) -> Chain {
        let mut chain = Chain::new(self.sets.len());
        for (from, &set) in self.sets.iter().enumerate() {
            self.own_moves(set).for_each(|to| chain.add(from, to, self.own));
            for ((_, rate), &lost) in self.zones.iter().zip(&self.struck) {
                if let Some(next) = refill(set, lost, self.copies, self.active) {
                    chain.add(from, self.number(next), *rate);
                }
            }
        }
        chain
    }

    /// P(a serving copy lies under `zone`) when `last` failed `ago` hours ago and since then only copies have failed, by
    /// uniformisation.
    fn chance_after(&self, zone: usize, last: usize, ago: f64) -> f64 {
        let target = self.struck_by(zone);
        if self.zones.iter().all(|(known, _)| *known != last) {
            return self.chance(&self.long_run, target);
        }
        let lost = self.struck_by(last);
        let mut shares = vec![0.0; self.sets.len()];
        for (&set, share) in self.sets.iter().zip(&self.long_run) {
            shares[self.number(refill(set, lost, self.copies, self.active).unwrap_or(set))] += share;
        }
        let rate = self.own * f64::from(self.active);
        // Past a hundred moves nothing is remembered.
        let moves = (rate * ago).min(100.0);
        let mut term = libm::exp(-moves);
        let mut chance = term * self.chance(&shares, target);
        let mut next = vec![0.0; shares.len()];
        let mut left = 1.0 - term;
        for count in 1..300 {
            if left < 1e-12 {
                break;
            }
            next.fill(0.0);
            for (from, &set) in self.sets.iter().enumerate() {
                let mut stays = 1.0;
                for to in self.own_moves(set) {
                    next[to] += shares[from] / f64::from(self.active);
                    stays -= 1.0 / f64::from(self.active);
                }
                next[from] += shares[from] * stays.max(0.0);
            }
            std::mem::swap(&mut shares, &mut next);
            term *= moves / f64::from(count);
            left -= term;
            chance += term * self.chance(&shares, target);
        }
        chance
    }
}

/// The serving set after `lost` copies stop working: the lowest-numbered others fill the places; none when too few are left.
fn refill(set: u32, lost: u32, copies: u32, active: u32) -> Option<u32> {
    let mut next = set & !lost;
    for copy in 0..copies {
        if next.count_ones() == active {
            break;
        }
        if (set | lost) >> copy & 1 == 0 {
            next |= 1 << copy;
        }
    }
    (next.count_ones() == active).then_some(next)
}
