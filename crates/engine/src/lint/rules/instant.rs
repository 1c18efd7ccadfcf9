//! A standby that takes over in no time.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::CopyMode;

pub const RULE: Rule = Rule {
    id: "instant-failover",
    title: "Failover that takes no time",
    why: "Every failover has to notice, decide and move. Published defaults lie between 1 s (etcd) and 6 min (a Kubernetes node).",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let Some(copies) = it.copies.as_ref().filter(|it| it.mode == CopyMode::ActivePassive) else {
            continue;
        };
        if copies.failover.as_ref().is_some_and(|failover| failover.time.mean_hours() > 0.0) {
            continue;
        }
        let message = format!("The standby of {} takes over instantly and surely.", it.display_name());
        let failover = json!({ "time": "60s", "success": 0.98, "manual": "30m", "source": "assumed" });
        let change = Change::component(&it.id, "copies.failover", failover);
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        found.push(finding.with_remedy("Reckon with 60 s, and 2 of 100 that fail (assumed)", vec![change]));
    }
}
