//! The objective promises more than something it cannot do without.

use crate::lint::view::{Down, View};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use serde_json::json;

pub const RULE: Rule = Rule {
    id: "objective-above-dependency",
    title: "Promised more than a dependency gives",
    why: "A system is never up more than what it cannot do without. However good the rest is, this objective cannot be kept.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    let (Some(objective), Some(analysis)) = (&view.project.objective, view.analysis) else { return };
    for (at, own) in analysis.components.iter().enumerate() {
        if own.unavailability <= objective.unavailability() {
            continue;
        }
        let Some(journey) = view.journey_down(Down { component: Some(at), zone: None }) else { continue };
        let it = view.component(at);
        let message = format!(
            "{} is up {} of the time by itself, and journey {journey} cannot do without it; the objective is {}.",
            it.display_name(),
            crate::units::format_percent(own.availability, own.unavailability),
            crate::units::format_target(objective.availability)
        );
        let without = vec![
            Change::component(&it.id, "failures", json!(null)),
            Change::component(&it.id, "zones", json!(null)),
        ];
        let subject = Subject::Component(it.id.clone());
        found.push(Finding::new(&RULE, Severity::Error, subject, message).without(without));
    }
}
