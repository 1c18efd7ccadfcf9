//! One component without redundancy that takes a journey down.

use serde_json::{Value, json};

use crate::lint::view::{Down, View, fails, is_promised, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{Component, CopyMode};

pub const RULE: Rule = Rule {
    id: "single-point-of-failure",
    title: "Single point of failure",
    why: "When this one thing fails, everything fails: its whole repair time is downtime of the journey.",
};

/// Kinds that keep data: a second copy is a standby.
const KEEPS_DATA: [&str; 5] = ["database", "storage", "queue", "cache", "broker"];

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        if !fails(it.failures())
            || is_redundant(it)
            || super::balancer::concerns(it)
            || super::shared::covers(view, at)
        {
            continue;
        }
        let Some(journey) = view.journey_down(Down { component: Some(at), zone: None }) else { continue };
        let name = it.display_name();
        let subject = Subject::Component(it.id.clone());
        if is_promised(it) {
            // A managed service is redundant inside; its promise says how much is left.
            let message =
                format!("Journey {journey} stands and falls with {name}, of which only a promise is known.");
            let gone = Change::component(&it.id, "failures", Value::Null);
            found.push(Finding::new(&RULE, Severity::Info, subject, message).without(vec![gone]));
            continue;
        }
        let message = format!("{name} has no second: when it is down, journey {journey} is down.");
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        let (label, copies) = second(it);
        found.push(match label {
            Some(label) => finding.with_remedy(label, vec![Change::component(&it.id, "copies", copies)]),
            None => finding.without(vec![Change::component(&it.id, "failures", Value::Null)]),
        });
    }
}

/// A second copy: a standby for what keeps data, one more beside it for what does not.
pub fn second(it: &Component) -> (Option<String>, Value) {
    let keeps_data = it.kind.as_deref().is_some_and(|kind| KEEPS_DATA.iter().any(|word| kind.contains(word)));
    match it.mode() {
        CopyMode::ActiveActive => {
            let mut copies = serde_json::to_value(&it.copies).unwrap_or(Value::Null);
            copies["count"] = json!(it.copy_count() + 1);
            (Some(format!("Run {} copies instead of {}", it.copy_count() + 1, it.copy_count())), copies)
        }
        _ if keeps_data => {
            let failover = json!({ "time": "60s", "success": 0.98, "manual": "30m", "source": "assumed" });
            let copies = json!({ "mode": "active-passive", "active": 1, "standby": 1, "standby_state": "hot",
                                 "failover": failover });
            (Some("Add a hot standby (switching in 60 s, 98 of 100 times: assumed)".to_owned()), copies)
        }
        _ => {
            let copies = json!({ "mode": "active-active", "count": 2, "required": 1, "detection": "30s", "source": "assumed" });
            (Some("Run a second copy beside it".to_owned()), copies)
        }
    }
}
