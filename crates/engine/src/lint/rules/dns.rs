//! Names that are kept longer than what they lead to needs to fail over.

use serde_json::{Value, json};

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model;
use crate::units::{Duration, format_duration};

pub const RULE: Rule = Rule {
    id: "dns-outlives-failover",
    title: "DNS kept longer than the failover",
    why: "Whoever has the old address goes on calling it until the record's time to live has passed, half of it on average; some resolvers and long-lived clients keep it longer (failover:dns-ttl).",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let Some(ttl) = it.facts.as_ref().and_then(|facts| facts.get("ttl")) else { continue };
        let name = it.display_name();
        let subject = Subject::Component(it.id.clone());
        let Some(seconds) = seconds(ttl) else {
            let message = format!("facts.ttl of {name} is no duration; write for example \"60s\".");
            found.push(Finding::new(&RULE, Severity::Warning, subject, message));
            continue;
        };
        let model::Rule::Failover(failover) = it.rule() else { continue };
        let switching = failover.time.mean_hours() * 3_600.0;
        if switching >= seconds / 2.0 {
            continue;
        }
        let message = format!(
            "{name} is taken to fail over in {}, but its records live {}: {} on average by themselves.",
            format_duration(switching),
            format_duration(seconds),
            format_duration(seconds / 2.0)
        );
        let honest = format!("{}s", switching + seconds / 2.0);
        let change = Change::component(&it.id, "needs.failover.time", json!(honest));
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        found.push(finding.with_remedy(format!("Count it in: {honest}"), vec![change]));
    }
}

/// A duration as the file writes it.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => Duration::parse(text).ok().map(|time| time.seconds()),
        Value::Number(hours) => hours.as_f64().map(|hours| hours * 3_600.0),
        _ => None,
    }
}
