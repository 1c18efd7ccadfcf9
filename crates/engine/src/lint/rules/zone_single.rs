//! A zone that everything depends on.

use serde_json::Value;

use crate::lint::view::{Down, View, fails};
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "single-zone",
    title: "A zone nothing can do without",
    why: "A zone fails as a whole: power, network, a wrong command. What must survive that stands in more than one.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, zone) in view.project.zones().iter().enumerate() {
        if !fails(zone.failures()) {
            continue;
        }
        let Some(journey) = view.journey_down(Down { component: None, zone: Some(at) }) else { continue };
        // That a whole region is lost is a decision more often than a mistake.
        let outermost = zone.parent.is_none() && zone.kind.as_deref() == Some("region");
        let severity = if outermost { Severity::Info } else { Severity::Warning };
        let name = zone.display_name();
        let message = format!("When {name} is down, journey {journey} is down.");
        let without = vec![Change::zone(&zone.id, "failures", Value::Null)];
        found.push(Finding::new(&RULE, severity, Subject::Zone(zone.id.clone()), message).without(without));
    }
}
