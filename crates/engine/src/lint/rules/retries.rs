//! Retries with nothing that stops them.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "retry-without-breaker",
    title: "Retries without a breaker",
    why: "Retries multiply the load on something that is already failing, layer by layer, and keep it down. A breaker stops them where the caller can do without the answer; the simulation shows what they do to requests.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for link in view.project.links() {
        let Some(retries) = link.retries.filter(|retries| *retries > 0 && link.is_hard()) else { continue };
        let name = |id: &str| view.number(id).map_or(id, |at| view.component(at).display_name()).to_owned();
        let message = format!(
            "{} calls {} up to {} times, and goes on calling while nothing answers.",
            name(&link.from),
            name(&link.to),
            retries + 1
        );
        let change = |path: &str, value| Change::link(&link.from, &link.to, path, value);
        // The dependency stays needed: what it fails is its own price, that of the retries is the load they add.
        let changes = vec![change("retries", json!(null))];
        let subject = Subject::Link(link.from.clone(), link.to.clone());
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        found.push(finding.with_remedy("Take the retries away: fail at once", changes));
    }
}
