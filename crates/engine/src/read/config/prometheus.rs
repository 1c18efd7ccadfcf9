//! Prometheus alert rules: how long an outage goes on until somebody is told. No catalogue entry: the rule's own times.

use super::Read;
use super::text::{seconds, short};
use super::yaml::{self, Yaml};
use crate::budget::alerts::{Condition, condition};
use crate::catalogue::Worked;
use crate::catalogue::formula::{plain, whole};

/// Between two evaluations, and between two scrapes, by Prometheus' defaults.
const EVERY: f64 = 60.0;

pub(super) fn read(text: &str, read: &mut Read) {
    for document in yaml::documents(text, read) {
        rules(&document, read);
    }
}

/// The rules of a file, or of a `PrometheusRule`; of several where they stand in a list.
pub(super) fn rules(document: &Yaml, read: &mut Read) {
    if document.at("items").is_some() {
        document.list("items").iter().for_each(|item| rules(item, read));
        return;
    }
    let groups =
        if document.at("groups").is_some() { document.list("groups") } else { document.list("spec.groups") };
    for group in groups {
        let every = group.seconds("interval", 1.0, read);
        for rule in group.list("rules") {
            one(rule, every, read);
        }
    }
    if groups.is_empty() {
        match &document.node {
            yaml::Node::List(list) => list.iter().for_each(|rule| one(rule, None, read)),
            _ => one(document, None, read),
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
    if let Some(what) = no_range(&expression) {
        let what = short(&what);
        read.unread(rule.line, format!("{}: the range [{what}] is no time: not understood", short(&name)));
        return;
    }
    // After an outage of everything the share of failed requests over the range grows evenly from 0 to 1.
    let Condition { seconds: filling, range, share, remarks, .. } = condition(&expression);
    let evaluation = every.unwrap_or(EVERY);
    let expected = whole(filling + hold + evaluation / 2.0 + EVERY / 2.0);
    let worst = whole(range + hold + evaluation + EVERY);
    let p = plain;
    let mut lines = Vec::new();
    let share = share.map(|share| format!("{} × {}", p((share * 1e9).round() / 1e9), p(range)));
    let share = share.unwrap_or_else(|| p(filling));
    lines.push(format!("expected: threshold × range + for + evaluation / 2 + scrape / 2 = {share} + {} + {} / 2 + {} / 2 = {} s", p(hold), p(evaluation), p(EVERY), p(expected)));
    lines.push(format!(
        "worst: range + for + evaluation + scrape = {} + {} + {} + {} = {} s",
        p(range),
        p(hold),
        p(evaluation),
        p(EVERY),
        p(worst)
    ));
    if !remarks.is_empty() {
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
        unit: None,
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

/// The range that is no time: `[$window]`.
fn no_range(expression: &str) -> Option<String> {
    let plain = without_texts(expression);
    let ranges = plain.split('[').skip(1).map(|piece| piece.split(']').next().unwrap_or_default());
    let is_time = |range: &str| seconds(range.split(':').next().unwrap_or_default(), 1.0).is_some();
    ranges.into_iter().find(|range| !is_time(range)).map(str::to_owned)
}

/// Without what stands in quotes: `{code=~"[45].."}` has no range.
fn without_texts(expression: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut letters = expression.chars();
    while let Some(letter) = letters.next() {
        match quote {
            None if matches!(letter, '"' | '\'' | '`') => quote = Some(letter),
            None => out.push(letter),
            Some('`') if letter == '`' => quote = None,
            Some(_) if letter == '\\' => drop(letters.next()),
            Some(own) if own == letter => quote = None,
            Some(_) => {}
        }
    }
    out
}
