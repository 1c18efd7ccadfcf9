//! Figures that come from nowhere.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::Failure;

pub const RULE: Rule = Rule {
    id: "figures-without-source",
    title: "Figures without a source",
    why: "An answer is as good as what goes in. Say where a figure was observed, who promised it, or that it is assumed.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    let unsourced = |own: Option<&String>, list: &[Failure]| {
        own.is_none() && list.iter().any(|failure| failure.source.is_none())
    };
    let mut say = |name: &str, of: Subject| {
        let message = format!("Nothing says where the figures of {name} come from.");
        let change = Change { of: of.clone(), path: "source".to_owned(), value: json!("assumed") };
        let finding = Finding::new(&RULE, Severity::Info, of, message);
        found.push(finding.with_remedy("Mark them as assumed", vec![change]));
    };
    for it in view.project.components().iter().filter(|it| unsourced(it.source.as_ref(), it.failures())) {
        say(it.display_name(), Subject::Component(it.id.clone()));
    }
    for it in view.project.zones().iter().filter(|it| unsourced(it.source.as_ref(), it.failures())) {
        say(it.display_name(), Subject::Zone(it.id.clone()));
    }
}
