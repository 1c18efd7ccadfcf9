//! Components that need each other in a circle.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "cycle",
    title: "A circle of dependencies",
    why: "What needs each other fails together, and may be unable to start again after everything was down: each waits for the other.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for circle in view.circles.iter().filter(|circle| circle.len() > 1) {
        let names: Vec<&str> = circle.iter().map(|at| view.component(*at).display_name()).collect();
        let shown = names.iter().take(6).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(6);
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{shown}{tail} need each other in a circle.");
        let id = |at: usize| view.component(at).id.clone();
        // The circle without the links that close it: those back to where it begins.
        let closing = circle.iter().filter(|at| view.hard[**at].contains(&circle[0]) && **at != circle[0]);
        let without =
            closing.map(|at| Change::link(&id(*at), &id(circle[0]), "effect", json!("soft"))).collect();
        let subject = Subject::Component(id(circle[0]));
        found.push(Finding::new(&RULE, Severity::Warning, subject, message).without(without));
    }
}
