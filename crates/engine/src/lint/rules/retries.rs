//! Retries with nothing that stops them.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};

pub const RULE: Rule = Rule {
    id: "retry-without-breaker",
    title: "Retries without a breaker",
    why: "Retries multiply the load on something that is already failing, layer by layer, and keep it down. A breaker stops them; the simulation shows what they do to requests.",
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
        let changes = vec![
            change("effect", json!("soft")),
            change("loss", json!(1)),
            change("retries", json!(null)),
            change("breaker", json!({ "threshold": 5, "timeout": "1s", "reset": "30s" })),
            change("source", json!("breaker assumed; its requests are lost while it is open")),
        ];
        let subject = Subject::Link(link.from.clone(), link.to.clone());
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        found.push(finding.with_remedy("Put a breaker there: fail at once instead of waiting", changes));
    }
}
