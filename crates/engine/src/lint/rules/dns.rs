//! Names that are kept longer than what they lead to needs to fail over.

use serde_json::{Value, json};

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{self, CopyMode, Failover};
use crate::units::{Duration, format_duration};

pub const RULE: Rule = Rule {
    id: "dns-outlives-failover",
    title: "DNS kept longer than the failover",
    why: "Whoever has the old address goes on calling it until the record's time to live has passed, half of it on average; some resolvers and long-lived clients keep it longer (failover:dns-ttl).",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let Some(ttl) = it.facts.as_ref().and_then(|facts| facts.get("ttl")) else { continue };
        let Some(seconds) = seconds(ttl) else {
            let (name, subject) = (it.display_name(), Subject::Component(it.id.clone()));
            let message = format!("facts.ttl of {name} is no duration; write for example \"60s\".");
            found.push(Finding::new(&RULE, Severity::Warning, subject, message));
            continue;
        };
        let Some(own) = view.number(&it.id) else { continue };
        let late = served(view, own).into_iter().filter(|switch| switch.seconds < seconds / 2.0);
        found.extend(late.map(|switch| finding(view, own, seconds, &switch)));
    }
}

/// A failover after which names lead elsewhere.
struct Switch {
    component: usize,
    path: &'static str,
    seconds: f64,
}

/// What answers at the same address whichever of its copies works: its failover is nothing to a name.
const STEADY: [&str; 6] = ["load-balancer", "gateway", "cdn", "dns", "network", "external"];

/// The failovers that a component's names stand before: its own, and those of what a DNS points at, past junctions, which
/// have no address. Whatever chooses behind an address of its own keeps that address.
fn served(view: &View<'_>, own: usize) -> Vec<Switch> {
    let (mut list, mut seen, mut next) = (Vec::new(), vec![false; view.hard.len()], vec![own]);
    while let Some(at) = next.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let it = view.component(at);
        let kind = it.kind.as_deref().unwrap_or_default();
        let rule = it.rule();
        if let model::Rule::Failover(failover) = &rule
            && (at == own || kind == "junction")
        {
            list.push(switch(at, "needs.failover", failover));
        }
        if it.mode() == CopyMode::ActivePassive
            && !STEADY.contains(&kind)
            && let Some(failover) = it.copies.as_ref().and_then(|copies| copies.failover.as_ref())
        {
            list.push(switch(at, "copies.failover", failover));
        }
        if matches!(kind, "dns" | "junction") {
            next.extend(view.hard[at].iter().rev());
        }
    }
    list
}

fn switch(component: usize, path: &'static str, failover: &Failover) -> Switch {
    Switch { component, path, seconds: failover.time.mean_hours() * 3_600.0 }
}

fn finding(view: &View<'_>, own: usize, ttl: f64, switch: &Switch) -> Finding {
    let (it, other) = (view.component(own), view.component(switch.component));
    let whose = match switch.component == own {
        true => "its records".to_owned(),
        false => format!("the records of {} that lead to it", it.display_name()),
    };
    let message = format!(
        "{} is taken to fail over in {}, but {whose} live {}: {} on average by themselves.",
        other.display_name(),
        format_duration(switch.seconds),
        format_duration(ttl),
        format_duration(ttl / 2.0)
    );
    let found = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
    // Whoever else needs it need not ask for the name.
    let shared = view.hard.iter().filter(|needed| needed.contains(&switch.component)).count() > 1;
    if shared && switch.component != own {
        return found;
    }
    let honest = format!("{}s", switch.seconds + ttl / 2.0);
    let change = Change::component(&other.id, &format!("{}.time", switch.path), json!(honest));
    found.with_remedy(format!("Count it in: {honest}"), vec![change])
}

/// A duration as the file writes it.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => Duration::parse(text).ok().map(|time| time.seconds()),
        Value::Number(hours) => hours.as_f64().map(|hours| hours * 3_600.0),
        _ => None,
    }
}
