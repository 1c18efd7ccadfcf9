//! Session state that dies with a copy.

use serde_json::json;

use crate::lint::view::{View, fails, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "session-state-in-a-copy",
    title: "Session state kept in a copy",
    why: "Copies are interchangeable only while none of them remembers anything: with sessions inside, every failure and every deploy logs people out, and a balancer must send them back to the same one.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let kept = it.facts.as_ref().and_then(|facts| facts.get("sessions")).and_then(|word| word.as_str());
        let words = [it.name.as_deref(), it.notes.as_deref()];
        let says = |word: &str| words.iter().flatten().any(|text| text.to_lowercase().contains(word));
        let subject = Subject::Component(it.id.clone());
        let name = it.display_name();
        if it.copy_count() > 1 && kept != Some("shared") && (kept == Some("copy") || says("sticky session")) {
            let message = format!("Each copy of {name} keeps the sessions of its own users.");
            let shared = Change::component(&it.id, "facts.sessions", json!("shared"));
            let finding = Finding::new(&RULE, Severity::Warning, subject, message);
            found.push(finding.with_remedy("Keep them outside, and say so here", vec![shared]));
        } else if says("session")
            && it.kind.as_deref() == Some("cache")
            && !is_redundant(it)
            && fails(it.failures())
        {
            let message = format!("{name} keeps the sessions and is alone.");
            let (label, copies) = super::single::second(it);
            let finding = Finding::new(&RULE, Severity::Warning, subject, message);
            found.push(
                finding.with_remedy(
                    label.unwrap_or_default(),
                    vec![Change::component(&it.id, "copies", copies)],
                ),
            );
        }
    }
}
