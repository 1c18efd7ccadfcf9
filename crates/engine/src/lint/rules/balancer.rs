//! A load balancer that is itself alone.

use serde_json::json;

use crate::lint::view::{Down, View, fails, is_promised, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::Component;

pub const RULE: Rule = Rule {
    id: "lone-load-balancer",
    title: "Load balancer without a second",
    why: "It is there so that copies may fail, and is alone itself: whatever stands behind it, its own failures come through.",
};

/// Whether it is a balancer of one's own: a managed one is redundant inside.
pub fn concerns(it: &Component) -> bool {
    let balances = it.kind.as_deref().is_some_and(|kind| {
        ["load-balancer", "load_balancer", "gateway", "proxy"].iter().any(|word| kind.contains(word))
    });
    balances && !is_promised(it)
}

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        if !concerns(it) || is_redundant(it) || !fails(it.failures()) {
            continue;
        }
        let Some(journey) = view.journey_down(Down { component: Some(at), zone: None }) else { continue };
        let message = format!("{} is alone in front of journey {journey}.", it.display_name());
        let failover = json!({ "time": "3.1s", "success": 0.99,
            "source": "time: keepalived's defaults, failover:keepalived (3 × 1 s + (256 − 100)/256 s − 1/2 s); success assumed" });
        let copies = json!({ "mode": "active-passive", "active": 1, "standby": 1, "standby_state": "hot", "failover": failover });
        let change = Change::component(&it.id, "copies", copies);
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        found.push(finding.with_remedy("Add a second with a shared address (VRRP)", vec![change]));
    }
}
