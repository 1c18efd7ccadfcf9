//! Requests lost before a failed copy is taken out.

use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use crate::model::{CopyMode, Project};

/// Most zones above a component whose states are all looked at; with more, only that in which all are up and those with one down.
const ZONES: usize = 8;

/// Long-run share of an active-active component's requests that go to copies which failed a moment ago, while the component is up.
///
/// Each of n copies gets 1/n of the requests; after it fails it still gets them for min(detection, repair). While the component is down all
/// requests are lost anyway, so only the moments count in which enough other copies work: given the zones' states, an available copy is
/// undetected with the chance frequency · E[min(detection, repair)] and the others are enough with their binomial chance; a copy whose zone is
/// down worked before with the chance 1 − down, and is undetected with the zone's E[min(detection, down time)] ÷ its mean down time. Exact for
/// independent copies with a repairer each where only copies fail or only the zones right above them. Left out: a copy that fails by itself
/// while its zone is down or the other way round, and that zones are down for other components too at the same moment.
#[must_use]
pub fn share_lost(project: &Project, graph: &Graph, component: usize) -> f64 {
    let details = &project.components()[component];
    let (copies, required) = (details.copy_count(), details.required());
    let detection = match details.copies.as_ref().and_then(|copies| copies.detection.as_ref()) {
        Some(detection) if details.mode() == CopyMode::ActiveActive => TimeLaw::of(detection),
        _ => return 0.0,
    };
    let single = Piece::series(pieces::own_modes(details));
    let undetected = single.frequency * mean_until_detected(&single, detection);
    // P(so many copies that are all that is left are enough).
    let enough = |available: u32| match available < required {
        true => 0.0,
        false => 1.0 - pieces::independent(single.down, 0.0, available, required).0,
    };
    let zones = Zones::new(project, graph, component, detection);
    let (mut up, mut lost) = (0.0, 0.0);
    for (chance, down) in zones.states() {
        let struck = |lineage: &[usize]| {
            let shares = lineage.iter().filter_map(|zone| zones.list.iter().position(|it| it.zone == *zone));
            shares.filter(|&at| down[at]).map(|at| zones.list[at].undetected).reduce(f64::max)
        };
        let (mut available, mut unnoticed) = (copies, 0.0);
        for &(place, count) in &graph.placement[component] {
            if let Some(share) = struck(&graph.lineage[place]) {
                available -= count;
                unnoticed += f64::from(count) * share * (1.0 - single.down);
            }
        }
        let others = if available > 0 { enough(available - 1) } else { 0.0 };
        up += chance * enough(available);
        lost += chance * (unnoticed * enough(available) + f64::from(available) * undetected * others);
    }
    if up > 0.0 { (lost / up / f64::from(copies)).min(1.0) } else { 0.0 }
}

/// A zone above the component's copies.
struct Above {
    zone: usize,
    down: f64,
    /// Of the time it is down, the share before that is detected.
    undetected: f64,
}

struct Zones {
    list: Vec<Above>,
}

impl Zones {
    fn new(project: &Project, graph: &Graph, component: usize, detection: TimeLaw) -> Self {
        let places = graph.placement[component].iter();
        let mut zones: Vec<usize> =
            places.flat_map(|(zone, _)| graph.lineage[*zone].iter().copied()).collect();
        zones.sort_unstable();
        zones.dedup();
        let above = |zone: usize| {
            let piece = Piece::series(project.zones()[zone].failures());
            let share = mean_until_detected(&piece, detection) / piece.mean_outage();
            Above { zone, down: piece.down, undetected: share }
        };
        let list = zones.into_iter().map(above).filter(|above| above.down > 0.0).collect();
        Self { list }
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
            each.map(|(above, is_down)| if *is_down { above.down } else { 1.0 - above.down }).product()
        };
        sets.into_iter().map(|set| (chance(&set), set)).collect()
    }
}

/// E[min(detection, down time)] in hours.
fn mean_until_detected(piece: &Piece, detection: TimeLaw) -> f64 {
    piece.outages.iter().map(|(share, law)| share * law.mean_of_minimum(detection)).sum()
}
