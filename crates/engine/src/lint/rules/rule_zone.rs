//! Alternatives in the same place.

use serde_json::json;

use crate::lint::view::{View, fails};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model;

pub const RULE: Rule = Rule {
    id: "alternatives-share-zone",
    title: "A redundant pair in one place",
    why: "A pair in one zone fails with that zone: the second is there for everything except the failure that takes both.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        let links = &view.hard[at];
        if links.len() < 2 || it.rule() == model::Rule::All {
            continue;
        }
        // The innermost zone that holds every copy of every alternative.
        let places: Vec<Vec<usize>> = links.iter().map(|to| view.placed(*to)).collect();
        if places.iter().any(Vec::is_empty) {
            continue;
        }
        let all = || places.iter().flatten();
        let common = |zone: &usize| all().all(|own| view.around[*own].contains(zone));
        let Some(zone) =
            places[0].first().and_then(|own| view.around[*own].iter().copied().find(|zone| common(zone)))
        else {
            continue;
        };
        let shared = &view.project.zones()[zone];
        let exact = all().all(|own| *own == zone);
        if !exact || !view.around[zone].iter().any(|at| fails(view.project.zones()[*at].failures())) {
            continue;
        }
        let names: Vec<&str> = links.iter().map(|to| view.component(*to).display_name()).collect();
        let message = format!(
            "{} can do with one of {}, but all of them lie in {}.",
            it.display_name(),
            names.join(", "),
            shared.display_name()
        );
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        let last = links.last().map(|to| view.component(*to));
        found.push(match (view.siblings(zone).first(), last) {
            (Some(other), Some(last)) => finding.with_remedy(
                format!("Move {} to {}", last.display_name(), other.display_name()),
                vec![Change::component(&last.id, "zones", json!([other.id]))],
            ),
            _ => finding.without(vec![Change::zone(&shared.id, "failures", json!(null))]),
        });
    }
}
