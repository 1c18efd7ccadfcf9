//! Copies whose failure nobody notices.

use serde_json::json;

use crate::lint::view::{View, fails, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::CopyMode;

pub const RULE: Rule = Rule {
    id: "no-detection",
    title: "No health check",
    why: "Until a check has failed, requests still go to the dead copy; without the keyword check HAProxy never looks (failover:haproxy-check). The time it takes costs requests, not minutes.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let Some(copies) = it.copies.as_ref().filter(|it| it.mode == CopyMode::ActiveActive) else {
            continue;
        };
        // Members of a quorum answer by majority: no balancer sends a request to one of them.
        let votes = it.required() > 1 && it.required() * 2 > it.copy_count();
        if copies.detection.is_some() || !is_redundant(it) || !fails(it.failures()) || votes {
            continue;
        }
        let message =
            format!("Nothing says how long requests still go to a failed copy of {}.", it.display_name());
        let change = Change::component(&it.id, "copies.detection", json!("26s"));
        let finding = Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message);
        found.push(
            finding.with_remedy("Take Kubernetes' readiness probe by its defaults: 26 s", vec![change]),
        );
    }
}
