//! Copies over several zones that do not survive the loss of one.

use serde_json::json;

use crate::lint::view::{View, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::CopyMode;

pub const RULE: Rule = Rule {
    id: "zone-loss-takes-too-many",
    title: "A zone holds too many copies",
    why: "Copies are spread over zones so that one zone may be lost. Here the others are not enough: for a quorum, two zones never are.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        let mut zones = view.placed(at);
        zones.sort_unstable();
        zones.dedup();
        if !is_redundant(it) || it.mode() != CopyMode::ActiveActive || zones.len() < 2 {
            continue;
        }
        let Some(zone) = zones.iter().copied().min_by_key(|zone| view.left(at, *zone)) else { continue };
        let (left, required, count) = (view.left(at, zone), it.required(), it.copy_count());
        if left >= required {
            continue;
        }
        let message = format!(
            "{} needs {required} of {count} copies; without {} there are {left}.",
            it.display_name(),
            view.project.zones()[zone].display_name()
        );
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        let spread = zones.len() as u32;
        let unused: Vec<&str> = view.siblings(zone).iter().map(|zone| zone.id.as_str()).collect();
        let unused: Vec<&str> =
            unused.into_iter().filter(|id| !it.zone_ids().iter().any(|own| own == id)).collect();
        let majority = required > count / 2;
        found.push(match (majority, unused.first()) {
            (true, None) => finding.without(vec![Change::component(&it.id, "zones", json!(null))]),
            (true, Some(third)) => {
                let mut zones: Vec<&str> = it.zone_ids().iter().map(String::as_str).collect();
                zones.push(third);
                finding.with_remedy(
                    "Spread them over one more zone",
                    vec![Change::component(&it.id, "zones", json!(zones))],
                )
            }
            (false, _) => {
                let enough =
                    (count + 1..=count + required * spread).find(|n| n - n.div_ceil(spread) >= required);
                match enough {
                    Some(enough) => finding.with_remedy(
                        format!("Run {enough} copies, so that any zone may be lost"),
                        vec![Change::component(&it.id, "copies.count", json!(enough))],
                    ),
                    None => finding,
                }
            }
        });
    }
}
