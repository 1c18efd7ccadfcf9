//! A standby nobody has tried.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{self, CopyMode};

pub const RULE: Rule = Rule {
    id: "standby-never-tested",
    title: "A standby that never failed to take over",
    why: "Failover that is not exercised rots: credentials, replication, an address nobody changed. A success of 100 % is a hope until drills show it; write the last one into facts.tested.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let tested = it.facts.as_ref().and_then(|facts| facts.get("tested")).is_some();
        let rule = it.rule();
        let (failover, path) = match (it.mode(), &it.copies, &rule) {
            (CopyMode::ActivePassive, Some(copies), _) => (copies.failover.as_ref(), "copies.failover"),
            (_, _, model::Rule::Failover(failover)) => (Some(failover), "needs.failover"),
            _ => continue,
        };
        let Some(failover) = failover.filter(|it| it.success() >= 1.0 && it.time.mean_hours() > 0.0) else {
            continue;
        };
        if tested {
            continue;
        }
        let message = format!("{} is taken to switch over successfully every time.", it.display_name());
        let mut changes = vec![Change::component(&it.id, &format!("{path}.success"), json!(0.95))];
        if failover.manual.is_none() {
            changes.push(Change::component(&it.id, &format!("{path}.manual"), json!("30m")));
        }
        if failover.source.is_none() {
            changes.push(Change::component(&it.id, &format!("{path}.source"), json!("success assumed")));
        }
        let finding = Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message);
        found.push(
            finding
                .with_remedy("Reckon with 5 of 100 that fail, mended by hand in 30 min (assumed)", changes),
        );
    }
}
