//! Where an active-passive group serves, and so which zone failures make it switch over.

use super::graph::Graph;
use super::markov::Chain;
use super::pieces::{self, Piece};
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

/// The groups that have copies in `zone` and enough elsewhere to take over.
#[must_use]
pub fn takeovers(project: &Project, graph: &Graph, zone: usize) -> Vec<Takeover> {
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
        let chance = chance_of_serving(project, graph, component, zone);
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
    let places: Vec<usize> = details
        .zone_ids()
        .iter()
        .filter_map(|id| project.zones().iter().position(|zone| zone.id == *id))
        .collect();
    (0..details.copy_count().min(31))
        .filter(|copy| graph.lineage[places[*copy as usize % places.len()]].contains(&zone))
        .fold(0, |bits, copy| bits | 1 << copy)
}

/// Long-run probability that a serving copy lies under `zone`, while all zones are up.
///
/// The serving set moves when one of its copies fails or loses its zone: the lowest-numbered others take the places. Its
/// steady state is that of a chain over the sets. Assumes that the other copies work at that moment (an error of the order of one copy's
/// unavailability). Beyond ten copies every set is taken as equally likely.
fn chance_of_serving(project: &Project, graph: &Graph, component: usize, zone: usize) -> f64 {
    let details = &project.components()[component];
    let (copies, active) = (details.copy_count(), details.required());
    let lost = lost_copies(graph, component, zone);
    if copies > FOLLOWED {
        // 1 − P(all serving copies lie elsewhere), drawing without replacement.
        let elsewhere =
            (0..active).fold(1.0, |p, i| p * f64::from(copies - lost - i) / f64::from(copies - i));
        return 1.0 - elsewhere;
    }
    let target = struck(project, graph, component, zone);
    let home = (1u32 << active) - 1;
    let returns = matches!(details.copies.as_ref().map(|c| c.failback()), Some(Failback::Automatic { .. }));
    if returns {
        return if home & target == 0 { 0.0 } else { 1.0 };
    }
    let sets: Vec<u32> = (0..1u32 << copies).filter(|bits| bits.count_ones() == active).collect();
    let number = |bits: u32| sets.binary_search(&bits).unwrap_or(0);
    let mut chain = Chain::new(sets.len());
    let own = pieces::copy_failure_rate(details);
    let mut zones: Vec<usize> =
        graph.placement[component].iter().flat_map(|(place, _)| graph.lineage[*place].clone()).collect();
    zones.sort_unstable();
    zones.dedup();
    for &set in &sets {
        for copy in (0..copies).filter(|copy| set >> copy & 1 == 1) {
            if let Some(next) = refill(set, 1 << copy, copies, active) {
                chain.add(number(set), number(next), own);
            }
        }
        for &zone in &zones {
            let rate = Piece::series(project.zones()[zone].failures()).frequency;
            if let Some(next) = refill(set, struck(project, graph, component, zone), copies, active) {
                chain.add(number(set), number(next), rate);
            }
        }
    }
    let pi = chain.steady_state();
    sets.iter().zip(pi).filter(|(set, _)| **set & target != 0).map(|(_, share)| share).sum()
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
