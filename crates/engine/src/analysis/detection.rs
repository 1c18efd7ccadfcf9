//! Requests lost before a failed copy is taken out.

use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use crate::model::{CopyMode, Project};

/// Long-run share of an active-active component's requests that go to copies which failed a moment ago.
///
/// Each of n copies gets 1/n of the requests; after it fails it still gets them for min(detection, repair). So the
/// share is Σ over kinds of failure of frequency · (copies struck ÷ n) · E[min(detection, down time)].
/// Assumes that such moments do not overlap; their overlap is of second order.
#[must_use]
pub fn share_lost(project: &Project, graph: &Graph, component: usize) -> f64 {
    let details = &project.components()[component];
    let copies = f64::from(details.copy_count());
    let detection = match details.copies.as_ref().and_then(|copies| copies.detection.as_ref()) {
        Some(detection) if details.mode() == CopyMode::ActiveActive => TimeLaw::of(detection),
        _ => return 0.0,
    };
    // With no copy to spare a failure is downtime, not a lost share.
    let spare = details.copy_count() > details.required();
    let own = if spare { lost_per_hour(&Piece::series(pieces::own_modes(details)), detection) } else { 0.0 };
    let mut zones: Vec<usize> = graph.placement[component]
        .iter()
        .flat_map(|(zone, _)| graph.lineage[*zone].iter().copied())
        .collect();
    zones.sort_unstable();
    zones.dedup();
    let of_zones: f64 = zones
        .into_iter()
        .map(|zone| {
            let struck: u32 = graph.placement[component]
                .iter()
                .filter(|(place, _)| graph.lineage[*place].contains(&zone))
                .map(|(_, count)| count)
                .sum();
            let survives = details.copy_count() - struck >= details.required();
            let share = if survives { f64::from(struck) / copies } else { 0.0 };
            share * lost_per_hour(&Piece::series(project.zones()[zone].failures()), detection)
        })
        .sum();
    (own + of_zones).min(1.0)
}

fn lost_per_hour(piece: &Piece, detection: TimeLaw) -> f64 {
    let mean: f64 = piece.outages.iter().map(|(share, law)| share * law.mean_of_minimum(detection)).sum();
    piece.frequency * mean
}
