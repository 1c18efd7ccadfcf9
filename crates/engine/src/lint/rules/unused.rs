//! Components no journey needs.

use crate::lint::view::View;
use crate::lint::{Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "not-on-a-journey",
    title: "Nothing needs it",
    why: "It stands on the drawing, but no journey reaches it: a link is missing, or it can go.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.project.journeys().is_empty() {
        return;
    }
    for (at, reached) in view.reached().into_iter().enumerate() {
        let it = view.component(at);
        if !reached {
            let message = format!("No journey needs {}.", it.display_name());
            found.push(Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message));
        }
    }
}
