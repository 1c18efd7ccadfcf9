//! A call across regions that is waited for.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model;

pub const RULE: Rule = Rule {
    id: "synchronous-across-regions",
    title: "A call across regions that is waited for",
    why: "It ties two regions to one fate, with the network between them, and adds tens of milliseconds to every request. Replicate, queue, or answer from near by.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for link in view.project.links().iter().filter(|link| link.is_hard()) {
        let waited = link.facts.as_ref().and_then(|facts| facts.get("synchronous")) != Some(&json!(false));
        let (Some(from), Some(to)) = (view.number(&link.from), view.number(&link.to)) else { continue };
        let (near, far) = (view.regions(from), view.regions(to));
        // Whoever chooses among alternatives goes to another region on purpose.
        let chooses = view.component(from).rule() != model::Rule::All;
        if !waited
            || chooses
            || near.is_empty()
            || far.is_empty()
            || near.iter().any(|zone| far.contains(zone))
        {
            continue;
        }
        let zone = |at: &usize| view.project.zones()[*at].display_name();
        let message = format!(
            "{} in {} waits for {} in {}.",
            view.component(from).display_name(),
            near.iter().map(zone).collect::<Vec<_>>().join(", "),
            view.component(to).display_name(),
            far.iter().map(zone).collect::<Vec<_>>().join(", ")
        );
        let without = vec![Change::link(&link.from, &link.to, "effect", json!("soft"))];
        let subject = Subject::Link(link.from.clone(), link.to.clone());
        found.push(Finding::new(&RULE, Severity::Warning, subject, message).without(without));
    }
}
