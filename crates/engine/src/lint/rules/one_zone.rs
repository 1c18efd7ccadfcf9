//! Copies that all lie in one zone.

use serde_json::json;

use crate::lint::view::{View, fails, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "copies-in-one-zone",
    title: "All copies in one zone",
    why: "Copies protect against the failure of one of them. A zone takes all of them together.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        if !is_redundant(it) {
            continue;
        }
        let mut placed = view.placed(at);
        placed.sort_unstable();
        placed.dedup();
        let [zone] = placed[..] else { continue };
        let own = &view.project.zones()[zone];
        // A region holds zones; whoever is placed in the region itself is placed by its provider.
        let is_outer = view.project.zones().iter().any(|inner| inner.parent.as_deref() == Some(&own.id));
        if is_outer || !fails(own.failures()) {
            continue;
        }
        let message =
            format!("All {} copies of {} lie in {}.", it.copy_count(), it.display_name(), own.display_name());
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        found.push(match view.siblings(zone)[..] {
            [] => finding.without(vec![Change::component(&it.id, "zones", json!(null))]),
            ref others => {
                let mut zones = vec![own.id.as_str()];
                zones.extend(others.iter().take(2).map(|zone| zone.id.as_str()));
                let names: Vec<&str> = others.iter().take(2).map(|zone| zone.display_name()).collect();
                finding.with_remedy(
                    format!("Spread them over {} too", names.join(" and ")),
                    vec![Change::component(&it.id, "zones", json!(zones))],
                )
            }
        });
    }
}
