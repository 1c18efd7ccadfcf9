//! How long a Prometheus alert takes to notice: its range, its `for`, and the scrape and evaluation intervals.

use serde::Serialize;
use thiserror::Error;

use super::balance::query_fault;
use super::promql::{self, Condition};
use super::yaml::{self, Node};

/// How often Prometheus looks where the rule does not say; its own defaults are a minute each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervals {
    /// Between two scrapes, in seconds.
    pub scrape_seconds: f64,
    /// Between two evaluations, in seconds, for groups that do not say.
    pub evaluation_seconds: f64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self { scrape_seconds: 60.0, evaluation_seconds: 60.0 }
    }
}

/// A part of the time it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// What is waited for.
    pub what: String,
    /// On average, in seconds.
    pub expected_seconds: f64,
    /// At worst, in seconds.
    pub worst_seconds: f64,
}

/// An alerting rule and how long it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Noticing {
    /// Its name.
    pub alert: String,
    /// The parts, in the order in which they pass.
    pub parts: Vec<Part>,
    /// Their sum on average, for an outage in which everything fails.
    pub expected_seconds: f64,
    /// Their sum at worst.
    pub worst_seconds: f64,
    /// What could not be read from the rule.
    pub remarks: Vec<String>,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Not YAML.
    #[error("line {line}: {message}")]
    Yaml {
        /// From 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// No alert in it.
    #[error(
        "there is no alerting rule in it; paste a rule with alert: and expr:, or a rules file with groups:"
    )]
    NoAlert,
    /// An alert that cannot be read.
    #[error("alert {alert}: {message}")]
    Rule {
        /// Its name.
        alert: String,
        /// What is wrong.
        message: String,
    },
}

/// Reads a rules file, a list of rules, a single one, or a PrometheusRule of Kubernetes, and says how long each alert takes to notice an outage in which
/// everything fails.
///
/// Worst: a scrape interval, the part of the range that has to fill, an evaluation interval, and `for` rounded up to evaluations. On average half of the
/// scrape and half of the evaluation interval.
///
/// # Errors
/// What is wrong with the text.
///
/// ```
/// use ninefold_engine::budget::alerts::{Intervals, noticing};
/// let rule = "alert: Down\nexpr: avg_over_time(probe_success[5m]) < 0.9\nfor: 2m\n";
/// let found = &noticing(rule, Intervals { scrape_seconds: 15.0, evaluation_seconds: 30.0 }).unwrap()[0];
/// assert_eq!(found.worst_seconds, 15.0 + 30.0 + 30.0 + 120.0); // 10 % of 5 m are 30 s
/// ```
pub fn noticing(text: &str, intervals: Intervals) -> Result<Vec<Noticing>, RuleError> {
    let documents = yaml::read(text)?;
    let mut found = Vec::new();
    for document in &documents {
        collect(document, intervals.evaluation_seconds, intervals, &mut found)?;
    }
    if found.is_empty() { Err(RuleError::NoAlert) } else { Ok(found) }
}

/// Alerts wherever they stand: beneath `spec`, `groups`, `rules`, in lists, or here.
fn collect(
    node: &Node,
    evaluation: f64,
    intervals: Intervals,
    found: &mut Vec<Noticing>,
) -> Result<(), RuleError> {
    if let Node::List(list) = node {
        return list.iter().try_for_each(|entry| collect(entry, evaluation, intervals, found));
    }
    if let Some(name) = node.text("alert") {
        found.push(rule(name, node, evaluation, intervals)?);
        return Ok(());
    }
    let evaluation = node.text("interval").and_then(promql::duration).unwrap_or(evaluation);
    for key in ["spec", "groups", "rules"] {
        if let Some(inner) = node.get(key) {
            collect(inner, evaluation, intervals, found)?;
        }
    }
    Ok(())
}

fn rule(name: &str, node: &Node, evaluation: f64, intervals: Intervals) -> Result<Noticing, RuleError> {
    let wrong = |message: String| RuleError::Rule { alert: name.to_owned(), message };
    let expression = node.text("expr").ok_or_else(|| wrong("expr: is missing".to_owned()))?;
    if let Some(fault) = query_fault(expression) {
        return Err(wrong(format!("expr: {fault}")));
    }
    let pending = match node.text("for") {
        None => 0.0,
        Some(text) => promql::duration(text)
            .ok_or_else(|| wrong(format!("for: '{text}' is no duration; write for example 5m")))?,
    };
    let Condition { seconds, words, remarks, .. } = promql::condition(expression);
    let held = if evaluation > 0.0 { libm::ceil(pending / evaluation - 1e-9) * evaluation } else { pending };
    let part = |what: &str, expected: f64, worst: f64| Part {
        what: what.to_owned(),
        expected_seconds: expected,
        worst_seconds: worst,
    };
    let (scrape, parts) = (intervals.scrape_seconds, &mut Vec::new());
    parts.push(part("until the next scrape sees it", scrape / 2.0, scrape));
    parts.push(part(&words, seconds, seconds));
    parts.push(part("until the next evaluation", evaluation / 2.0, evaluation));
    if pending > 0.0 {
        parts.push(part("for, in whole evaluations", held.max(0.0), held.max(0.0)));
    }
    Ok(Noticing {
        alert: name.to_owned(),
        expected_seconds: parts.iter().map(|part| part.expected_seconds).sum(),
        worst_seconds: parts.iter().map(|part| part.worst_seconds).sum(),
        parts: std::mem::take(parts),
        remarks,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::budget::alerts::Exported;

    const QUICK: Intervals = Intervals { scrape_seconds: 15.0, evaluation_seconds: 15.0 };

    fn worst(text: &str) -> f64 {
        noticing(text, QUICK).unwrap()[0].worst_seconds
    }

    /// By hand, with 15 s between scrapes and evaluations.
    #[test]
    fn rules_as_they_are_written() {
        for (rule, seconds) in [
            // 15 + 0 + 15 + 300
            ("alert: InstanceDown\nexpr: up == 0\nfor: 5m\n", 330.0),
            // 15 + 5 % of 600 + 15
            ("- alert: Errors\n  expr: sum(rate(errors[10m])) / sum(rate(all[10m])) > 0.05\n", 60.0),
            // 15 + 300 + 15 + 60 rounded up to 60
            ("alert: Many\nexpr: increase(failures_total[5m]) > 5\nfor: 50s", 390.0),
            // the faster of two, the slower of both sides: 15 + max(0.5 of 1 h, 0.5 of 5 m) + 15
            (
                "alert: A\nexpr: (r:rate1h > 0.5 and r:rate5m > 0.5) or (r:rate6h > 0.5 and r:rate30m > 0.5)",
                1_830.0,
            ),
        ] {
            assert_eq!(worst(rule), seconds, "{rule}");
        }
    }

    #[test]
    fn a_rules_file_with_its_own_interval() {
        let text = "groups:\n- name: g\n  interval: 2m\n  rules:\n  - record: x\n    expr: y\n  - alert: Down\n    expr: |\n      up{job=\"api\"}\n      == 0\n    for: 3m\n";
        let found = noticing(text, QUICK).unwrap();
        assert_eq!(found.len(), 1);
        // 15 + 120 + 240
        assert_eq!((found[0].worst_seconds, found[0].expected_seconds), (375.0, 7.5 + 60.0 + 240.0));
        let kubernetes = format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  {}",
            text.replace('\n', "\n  ")
        );
        assert_eq!(noticing(&kubernetes, QUICK).unwrap(), found);
    }

    #[test]
    fn what_is_no_rule_is_said() {
        for (text, says) in [
            ("", "no alerting rule"),
            ("groups: []", "no alerting rule"),
            ("alert: X\nfor: 5m", "alert X: expr: is missing"),
            ("alert: X\nexpr: up == 0\nfor: soon", "'soon' is no duration"),
            (
                "alert: X\nexpr: rate(bad[5m]) / rate(all[5m] > 0.1",
                "alert X: expr: '(' at character 21 is not closed",
            ),
            ("alert: [", "line "),
            ("just words", "no alerting rule"),
        ] {
            let error = noticing(text, QUICK).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    /// What is exported is read again: 14.4 × 0.0005 of an hour is 25.92 s of a total outage.
    #[test]
    fn the_exported_rules() {
        let text = r#"{"format": "ninefold/1", "name": "A \"quoted\" {{name}}: x", "objective": {"availability": 0.9995},
            "components": [{"id": "a"}], "journeys": [{"id": "Check out", "entry": "a"}, {"id": "check-out", "entry": "a"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let rules = Exported::new(&project, None).unwrap().prometheus();
        let found = noticing(&rules, QUICK).unwrap();
        assert_eq!(found.len(), 4, "{rules}");
        assert!((found[0].worst_seconds - (30.0 + 25.92)).abs() < 1e-9, "{found:?}");
        assert!((found[1].worst_seconds - (30.0 + 3.0 * 0.0005 * 86_400.0)).abs() < 1e-9, "{found:?}");
    }
}
