//! Prometheus alert rules: how long an outage goes on until somebody is told. No catalogue entry: the rule's own times.

use super::Read;
use super::text::{seconds, short};
use super::yaml::{self, Yaml};
use crate::catalogue::Worked;
use crate::catalogue::formula::plain;

/// Between two evaluations, and between two scrapes, by Prometheus' defaults.
const EVERY: f64 = 60.0;

pub(super) fn read(text: &str, read: &mut Read) {
    for document in yaml::documents(text, read) {
        let groups = if document.at("groups").is_some() {
            document.list("groups")
        } else {
            document.list("spec.groups")
        };
        for group in groups {
            let every = group.seconds("interval", 1.0, read);
            for rule in group.list("rules") {
                one(rule, every, read);
            }
        }
        if groups.is_empty() {
            let rules = if let yaml::Node::List(list) = &document.node {
                list.clone()
            } else {
                vec![document.clone()]
            };
            rules.iter().for_each(|rule| one(rule, None, read));
        }
    }
}

fn one(rule: &Yaml, every: Option<f64>, read: &mut Read) {
    let Some(name) = rule.text("alert").map(str::to_owned) else {
        if let Some(record) = rule.text("record") {
            read.unread(rule.line, format!("{}: a recording rule tells nobody", short(record)));
        }
        return;
    };
    let Some(expression) = rule.text("expr").map(str::to_owned) else {
        read.unread(rule.line, format!("{}: no expr", short(&name)));
        return;
    };
    let hold = rule.seconds("for", 1.0, read).unwrap_or(0.0);
    let range = longest_range(&expression).unwrap_or(0.0);
    let threshold = threshold(&expression);
    let evaluation = every.unwrap_or(EVERY);
    // After an outage of everything the share of failed requests over the range grows evenly from 0 to 1.
    let filling = threshold.map_or(range, |share| share * range);
    let expected = filling + hold + evaluation / 2.0 + EVERY / 2.0;
    let worst = range + hold + evaluation + EVERY;
    let p = plain;
    let mut lines = Vec::new();
    let share = threshold.map_or_else(|| p(range), |share| format!("{} × {}", p(share), p(range)));
    lines.push(format!("expected: threshold × range + for + evaluation / 2 + scrape / 2 = {share} + {} + {} / 2 + {} / 2 = {} s", p(hold), p(evaluation), p(EVERY), p(expected)));
    lines.push(format!(
        "worst: range + for + evaluation + scrape = {} + {} + {} + {} = {} s",
        p(range),
        p(hold),
        p(evaluation),
        p(EVERY),
        p(worst)
    ));
    if threshold.is_none() {
        read.unread(
            rule.line,
            format!("{}: the threshold is no share, so the whole range counts", short(&name)),
        );
    }
    read.worked.push(Worked {
        mechanism: "prometheus-alert".to_owned(),
        case: format!("{name}: everything fails, until it fires"),
        expected_seconds: Some(expected),
        worst_seconds: Some(worst),
        lines,
        settings: vec![
            format!("range = {} s", p(range)),
            format!("for = {} s", p(hold)),
            format!("evaluation = {} s{}", p(evaluation), if every.is_some() { "" } else { " by default" }),
            format!("scrape = {} s by default", p(EVERY)),
        ],
        basis: "derived from how rate and for work; Alertmanager's grouping (30 s by default) and the person come after it".to_owned(),
        source: format!("alert {name}, line {}", rule.line),
    });
}

/// The longest `[5m]`.
fn longest_range(expression: &str) -> Option<f64> {
    let ranges =
        expression.split('[').skip(1).filter_map(|rest| seconds(rest.split([']', ':']).next()?, 1.0));
    ranges.reduce(f64::max)
}

/// The share after the last comparison.
fn threshold(expression: &str) -> Option<f64> {
    let rest = expression.rsplit(['>', '<']).next()?.trim_start_matches('=').trim();
    let share: f64 = rest.split_whitespace().next()?.trim_end_matches(')').parse().ok()?;
    let of_failures = expression.contains('>');
    let share = if of_failures { share } else { 1.0 - share };
    (0.0..=1.0).contains(&share).then_some(share)
}
