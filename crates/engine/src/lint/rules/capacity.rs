//! Throughput that does not survive the loss of a zone.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::CopyMode;

pub const RULE: Rule = Rule {
    id: "capacity-after-zone-loss",
    title: "Too little capacity when a zone is lost",
    why: "What is left must carry the whole peak at once. Copies started only then come minutes late, when everybody else starts theirs (static stability).",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    let demand = view.demand();
    for (at, it) in view.project.components().iter().enumerate() {
        let capacity = it.capacity.as_ref();
        let Some(rps) = capacity.and_then(|it| it.per_copy_rps).filter(|_| demand[at] > 0.0) else {
            continue;
        };
        let carried = rps * capacity.map_or(1.0, |it| it.target_utilisation());
        let needed = (demand[at] / carried).ceil() as u32;
        let mut zones = view.placed(at);
        zones.sort_unstable();
        zones.dedup();
        let (name, count) = (it.display_name(), it.copy_count());
        let subject = Subject::Component(it.id.clone());
        let worst = zones.iter().copied().min_by_key(|zone| view.left(at, *zone));
        let (left, lost) = match worst {
            Some(zone) if zones.len() > 1 => (view.left(at, zone), view.project.zones()[zone].display_name()),
            _ => (count, ""),
        };
        if left >= needed {
            continue;
        }
        let peak = demand[at];
        let message = if lost.is_empty() {
            format!(
                "{name} has {count} copies; {needed} are needed for {peak:.0} requests a second at the peak."
            )
        } else {
            format!(
                "Without {lost} {name} has {left} copies; {needed} are needed for {peak:.0} requests a second at the peak."
            )
        };
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        let spread = zones.len().max(1) as u32;
        let enough = (needed..=2 * needed + spread)
            .find(|n| if spread > 1 { n - n.div_ceil(spread) >= needed } else { *n >= needed });
        found.push(match enough.filter(|_| it.mode() == CopyMode::ActiveActive) {
            Some(enough) => finding.with_remedy(
                format!("Run {enough} copies"),
                vec![Change::component(&it.id, "copies.count", json!(enough))],
            ),
            None => finding,
        });
    }
}
