//! Requests lost before a failed copy is taken out.

use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use crate::model::{CopyMode, Project};

/// Most zones above a component whose states are all looked at; with more, only that in which all are up and those with one down.
const ZONES: usize = 8;
/// Most parts of one copy, its zones among them, whose failures while it does not work already are followed.
const FOLLOWED: usize = 6;

/// Long-run share of an active-active component's requests that go to copies which failed a moment ago, while the component is up.
///
/// Each of n copies gets 1/n of the requests; after it stopped working it still gets them for min(detection, until it works again). While the
/// component is down all requests are lost anyway, so only the moments count in which enough other copies work. Given the states of the zones above
/// the component the copies are independent, so the share is Σ P(zones)·Σ over the copies P(not detected | its zones)·P(enough others | zones), over
/// P(up) and n. A copy that does not work stays so while its own modes or a zone of it are down: see [`unnoticed`]. Exact for exponential times and
/// copies with a repairer each that carry no more load for each other. Left out: that zones are down for other components too at the same moment.
#[must_use]
pub fn share_lost(project: &Project, graph: &Graph, component: usize) -> f64 {
    let details = &project.components()[component];
    let (copies, required) = (details.copy_count(), details.required());
    let detection = match details.copies.as_ref().and_then(|copies| copies.detection.as_ref()) {
        Some(detection) if details.mode() == CopyMode::ActiveActive => TimeLaw::of(detection),
        _ => return 0.0,
    };
    if detection.mean == 0.0 {
        return 0.0;
    }
    let single = Piece::series(pieces::own_modes(details));
    // P(so many copies that are all that is left are enough).
    let enough = |available: u32| match available < required {
        true => 0.0,
        false => 1.0 - pieces::independent(single.down, 0.0, available, required).0,
    };
    let enough: Vec<f64> = (0..=copies).map(enough).collect();
    let zones = Zones::new(project, graph, component);
    let own = Part::of(&single, detection);
    let classes: Vec<Class> = zones.classes(graph, component, copies, &own, detection);
    let (mut up, mut lost) = (0.0, 0.0);
    for (chance, down) in zones.states() {
        let available: u32 =
            classes.iter().filter(|class| !class.is_struck(&down)).map(|class| class.copies).sum();
        up += chance * enough[available as usize];
        for class in &classes {
            // One that does not work in a zone that is up is one of those available.
            let others = available - u32::from(!class.is_struck(&down));
            lost += chance * f64::from(class.copies) * class.undetected(&down) * enough[others as usize];
        }
    }
    if up > 0.0 { (lost / up / f64::from(copies)).min(1.0) } else { 0.0 }
}

/// What a copy needs: its own modes, or a zone.
#[derive(Clone, Copy)]
struct Part {
    down: f64,
    /// Failures per hour of up time, repairs per hour of down time.
    failing: f64,
    repair: f64,
    /// Detections per hour of an outage that begins with it: such that the mean of min(detection, outage) is right whatever the laws are.
    detected: f64,
}

impl Part {
    /// None where it never fails.
    fn of(piece: &Piece, detection: TimeLaw) -> Option<Self> {
        if piece.frequency == 0.0 || piece.down == 0.0 {
            return None;
        }
        let undetected: f64 =
            piece.outages.iter().map(|(share, law)| share * law.mean_of_minimum(detection)).sum();
        let repair = piece.frequency / piece.down;
        let failing = piece.frequency / (1.0 - piece.down);
        Some(Self { down: piece.down, failing, repair, detected: (1.0 / undetected - repair).max(0.0) })
    }
}

/// P(a copy does not work and that is not detected yet), by which of its parts are down (as bits).
///
/// An outage begins with one part while all work, at its rate; from then on parts fail and are repaired until all work again or it is detected. The
/// time spent in each state is the solution of the balance of flows, by elimination (an M-matrix: no pivot is needed).
fn unnoticed(parts: &[Part]) -> Vec<f64> {
    let states = 1_usize << parts.len();
    let all_work: f64 = parts.iter().map(|part| 1.0 - part.down).product();
    let mut total = vec![0.0; states];
    for (first, part) in parts.iter().enumerate() {
        let mut balance = vec![0.0; states * states];
        let mut flow = vec![0.0; states];
        flow[1 << first] = all_work * part.failing;
        for state in 1..states {
            balance[state * states + state] += part.detected;
            for (at, other) in parts.iter().enumerate() {
                let next = state ^ 1 << at;
                let rate = if state >> at & 1 == 1 { other.repair } else { other.failing };
                balance[state * states + state] += rate;
                if next != 0 {
                    balance[next * states + state] -= rate;
                }
            }
        }
        solve(&mut balance, &mut flow, states);
        total.iter_mut().zip(flow).for_each(|(sum, share)| *sum += share);
    }
    total
}

/// Solves the equations of rows and columns from 1 on.
fn solve(rows: &mut [f64], right: &mut [f64], size: usize) {
    for pivot in 1..size {
        for row in pivot + 1..size {
            let factor = rows[row * size + pivot] / rows[pivot * size + pivot];
            if factor != 0.0 {
                for column in pivot..size {
                    rows[row * size + column] -= factor * rows[pivot * size + column];
                }
                right[row] -= factor * right[pivot];
            }
        }
    }
    for row in (1..size).rev() {
        let known: f64 = (row + 1..size).map(|column| rows[row * size + column] * right[column]).sum();
        right[row] = (right[row] - known) / rows[row * size + row];
    }
}

/// Copies under the same zones.
struct Class {
    copies: u32,
    /// Their zones, by position among all that are looked at.
    zones: Vec<usize>,
    /// P(not detected | which of the zones are down, as bits).
    undetected: Vec<f64>,
}

impl Class {
    fn is_struck(&self, down: &[bool]) -> bool {
        self.zones.iter().any(|&zone| down[zone])
    }

    fn undetected(&self, down: &[bool]) -> f64 {
        let bits = self.zones.iter().enumerate().filter(|(_, zone)| down[**zone]);
        self.undetected[bits.fold(0, |bits, (at, _)| bits | 1 << at)]
    }
}

/// The zones above a component that fail: number and piece.
struct Zones {
    list: Vec<(usize, Piece)>,
}

impl Zones {
    fn new(project: &Project, graph: &Graph, component: usize) -> Self {
        let places = graph.placement[component].iter();
        let mut zones: Vec<usize> =
            places.flat_map(|(zone, _)| graph.lineage[*zone].iter().copied()).collect();
        zones.sort_unstable();
        zones.dedup();
        let zones = zones.into_iter().map(|zone| (zone, Piece::series(project.zones()[zone].failures())));
        Self { list: zones.filter(|(_, piece)| piece.down > 0.0 && piece.frequency > 0.0).collect() }
    }

    fn classes(
        &self,
        graph: &Graph,
        component: usize,
        copies: u32,
        own: &Option<Part>,
        detection: TimeLaw,
    ) -> Vec<Class> {
        let mut placement: Vec<(Vec<usize>, u32)> = Vec::new();
        for &(zone, count) in &graph.placement[component] {
            let above = graph.lineage[zone].iter();
            let zones =
                above.filter_map(|zone| self.list.iter().position(|(known, _)| known == zone)).collect();
            placement.push((zones, count));
        }
        if placement.is_empty() {
            placement.push((Vec::new(), copies));
        }
        let class = |(zones, copies): (Vec<usize>, u32)| {
            // The outermost zones are left out of deeper trees than anybody draws.
            let skipped = zones.len().saturating_sub(FOLLOWED - 1);
            let zones: Vec<usize> = zones[skipped..].to_vec();
            let parts = zones.iter().filter_map(|&zone| Part::of(&self.list[zone].1, detection));
            let parts: Vec<Part> = parts.chain(*own).collect();
            let found = unnoticed(&parts);
            let given = |bits: usize| {
                let chance = |(at, part): (usize, &Part)| {
                    if bits >> at & 1 == 1 { part.down } else { 1.0 - part.down }
                };
                let zones_so: f64 = parts.iter().take(zones.len()).enumerate().map(chance).product();
                let own_down = if own.is_some() { found[bits | 1 << zones.len()] } else { 0.0 };
                (found[bits] + own_down) / zones_so
            };
            let undetected = (0..1_usize << zones.len()).map(given).collect();
            Class { copies, zones, undetected }
        };
        placement.into_iter().map(class).collect()
    }

    /// Which zones are down, with the chance of that.
    fn states(&self) -> Vec<(f64, Vec<bool>)> {
        let count = self.list.len();
        let sets: Vec<Vec<bool>> = if count <= ZONES {
            (0..1_usize << count).map(|bits| (0..count).map(|at| bits >> at & 1 == 1).collect()).collect()
        } else {
            (0..=count).map(|down| (0..count).map(|at| at + 1 == down).collect()).collect()
        };
        let chance = |set: &Vec<bool>| {
            let each = self.list.iter().zip(set);
            each.map(|((_, zone), is_down)| if *is_down { zone.down } else { 1.0 - zone.down }).product()
        };
        sets.into_iter().map(|set| (chance(&set), set)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::markov::Chain;
    use super::*;

    /// Three copies in two zones, two needed, detection as long as the repairs, everything often down: against the chain of the whole, with one
    /// more bit for each copy that is not detected yet.
    #[test]
    fn copies_over_failing_zones_by_the_chain_of_the_whole() {
        let (failing, repair, zone_failing, zone_repair, detection) =
            (1.0 / 9.0, 1.0, 1.0 / 20.0, 0.5, 1.0 / 1.5);
        let text = r#"{"format": "ninefold/1",
          "zones": [{"id": "a", "failures": [{"mtbf": "20h", "mttr": "2h"}]}, {"id": "b", "failures": [{"mtbf": "20h", "mttr": "2h"}]}],
          "components": [{"id": "c", "zones": ["a", "b"], "failures": [{"mtbf": "9h", "mttr": "1h"}],
            "copies": {"mode": "active-active", "count": 3, "required": 2, "detection": "90m"}}],
          "journeys": [{"id": "j", "entry": "c"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let found = share_lost(&project, &Graph::new(&project), 0);

        // Bits: own failures 0–2, zones 3 and 4, undetected 5–7. Copies 0 and 2 lie in the first zone.
        let zone_of = |copy: usize| 3 + copy % 2;
        let is = |state: usize, bit: usize| state >> bit & 1 == 1;
        let works = |state: usize, copy: usize| !is(state, copy) && !is(state, zone_of(copy));
        let mut chain = Chain::new(256);
        for state in 0..256 {
            for bit in 0..8 {
                let (rate, mut next) = match bit {
                    0..3 => (if is(state, bit) { repair } else { failing }, state ^ 1 << bit),
                    3..5 => (if is(state, bit) { zone_repair } else { zone_failing }, state ^ 1 << bit),
                    _ if is(state, bit) => (detection, state ^ 1 << bit),
                    _ => continue,
                };
                for copy in 0..3 {
                    if works(next, copy) {
                        next &= !(1 << (5 + copy));
                    } else if works(state, copy) {
                        next |= 1 << (5 + copy);
                    }
                }
                chain.add(state, next, rate);
            }
        }
        let shares = chain.steady_state();
        let (mut up, mut lost) = (0.0, 0.0);
        for (state, share) in shares.iter().enumerate() {
            let working = (0..3).filter(|&copy| works(state, copy)).count();
            if working >= 2 {
                up += share;
                lost += share * (5..8).filter(|&bit| is(state, bit)).count() as f64 / 3.0;
            }
        }
        assert!((found - lost / up).abs() < 1e-12, "{found} {}", lost / up);
    }
}
