//! The objective promises more than something it cannot do without.

use crate::lint::view::{Down, View};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{Journey, Objective};
use serde_json::json;

pub const RULE: Rule = Rule {
    id: "objective-above-dependency",
    title: "Promised more than a dependency gives",
    why: "A system is never up more than what it cannot do without. However good the rest is, this objective cannot be kept.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(analysis) = view.analysis else { return };
    let promise = |journey| Some((journey, view.project.promise(journey)?));
    let promises: Vec<(&Journey, Objective)> = view.project.journeys().iter().filter_map(promise).collect();
    for (at, own) in analysis.components.iter().enumerate() {
        let less = |it: &&(&Journey, Objective)| own.unavailability > it.1.unavailability();
        if !promises.iter().any(|it| less(&it)) {
            continue;
        }
        let serves = view.serving(Down { component: Some(at), zone: None });
        let stopped = |it: &&(&Journey, Objective)| view.number(&it.0.entry).is_some_and(|at| !serves[at]);
        let Some((journey, objective)) = promises.iter().filter(less).find(stopped) else { continue };
        let (it, journey) = (view.component(at), &journey.id);
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
