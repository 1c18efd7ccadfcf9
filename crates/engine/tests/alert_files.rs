//! What is exported for other tools, as their readers of YAML see it: the keys they ask for and no others, names they take, queries that are closed.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use ninefold_engine::budget::alerts::{Exported, Queries};
use ninefold_engine::model::{self, Project};
use saphyr::{LoadableYamlNode, YamlOwned};

/// Names that end strings, comments, templates and documents of YAML; ids that differ by what no label holds, or by a number.
fn hostile(measure: &str) -> Project {
    let text = r#"{"format": "ninefold/1", "name": "Shop: \"A\" #1\n---", "description": "'{{ $value }}' \\",
        "objective": {"availability": 0.999, "window": "28d", "measure": "time"}, "components": [{"id": "a"}],
        "journeys": [{"id": "buy", "name": "{{ .Boom }}", "entry": "a"}, {"id": "buy!", "name": "- x: [", "entry": "a", "objective": 0.9},
            {"id": "buy-2", "name": "\u2028\u0085 *a &b", "entry": "a", "objective": 0.99999}, {"id": "数", "name": "%YAML", "entry": "a"},
            {"id": "all", "entry": "a", "objective": 1}]}"#;
    model::read(&text.replace("\"time\"", &format!("\"{measure}\""))).unwrap().project
}

fn queries() -> [Option<Queries>; 3] {
    let own = |errors: &str, total: Option<&str>| {
        Some(Queries { errors: errors.to_owned(), total: total.map(str::to_owned) })
    };
    [
        None,
        own("sum(rate(bad{j=\"{journey}\"}[$window]))", Some("sum(rate(all[$window]))")),
        own("avg_over_time(bad[$window])", None),
    ]
}

fn documents(text: &str) -> Vec<YamlOwned> {
    YamlOwned::load_from_str(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

fn keys(node: &YamlOwned) -> Vec<&str> {
    node.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap()).collect()
}

fn text<'a>(node: &'a YamlOwned, key: &str) -> &'a str {
    node[key].as_str().unwrap_or_else(|| panic!("{key} of {node:?}"))
}

/// A name that DNS takes, as OpenSLO and Sloth ask for it.
fn is_label(name: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=63).contains(&name.len())
        && name.chars().all(known)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Brackets close in the order they open, strings end, and no placeholder of ours is left.
fn assert_closed(query: &str) {
    let mut open = Vec::new();
    for (at, part) in query.split('"').enumerate() {
        for bracket in part.chars().filter(|_| at % 2 == 0) {
            match bracket {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => assert_eq!(open.pop(), Some(bracket), "{query}"),
                _ => {}
            }
        }
    }
    assert!(open.is_empty() && query.matches('"').count().is_multiple_of(2), "{query}");
    assert!(!query.contains("$window") && !query.contains("{journey}"), "{query}");
}

/// As <https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/> says: every series an alert asks for is recorded with its label.
#[test]
fn prometheus_takes_the_rules() {
    for (measure, queries) in ["time", "requests"].into_iter().flat_map(|it| queries().map(|own| (it, own))) {
        let project = hostile(measure);
        let rules = documents(&Exported::new(&project, queries).unwrap().prometheus());
        assert_eq!((rules.len(), keys(&rules[0])), (1, vec!["groups"]));
        let (mut groups, mut recorded) = (BTreeSet::new(), BTreeSet::new());
        for group in rules[0]["groups"].as_sequence().unwrap() {
            assert_eq!(keys(group), ["name", "rules"]);
            assert!(groups.insert(text(group, "name")), "{groups:?}");
            for rule in group["rules"].as_sequence().unwrap() {
                let (expression, slo) = (text(rule, "expr"), text(&rule["labels"], "slo"));
                assert_closed(expression);
                if keys(rule) == ["record", "expr", "labels"] {
                    let name = text(rule, "record");
                    assert!(
                        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':'),
                        "{name}"
                    );
                    assert!(recorded.insert(format!("{name}{{slo=\"{slo}\"}}")), "{name} twice for {slo}");
                } else {
                    assert_eq!(keys(rule), ["alert", "expr", "labels", "annotations"]);
                    assert!(["page", "ticket"].contains(&text(&rule["labels"], "severity")));
                    let asked = expression.split("slo:").skip(1).map(|rest| rest.split('}').next().unwrap());
                    for series in asked.map(|series| format!("slo:{series}}}")) {
                        assert!(recorded.contains(&series), "{series} of {recorded:?}");
                    }
                    // What stands between braces in a name is no template.
                    for words in ["summary", "description"] {
                        let words = text(&rule["annotations"], words);
                        assert!(!words.contains("{{ .Boom }}"), "{words}");
                    }
                }
            }
        }
        assert_eq!(groups.len(), 8, "two for each journey that has a budget: {groups:?}");
    }
}

/// As <https://sloth.dev/specs/default/> and <https://github.com/OpenSLO/OpenSLO> say.
#[test]
fn sloth_and_openslo_take_the_objectives() {
    let project = hostile("requests");
    let promised = [99.9, 90.0, 99.999, 99.9];
    for queries in queries() {
        let exported = Exported::new(&project, queries).unwrap();
        let sloth = documents(&exported.sloth()).remove(0);
        assert_eq!(keys(&sloth), ["version", "service", "slos"]);
        assert!(text(&sloth, "version") == "prometheus/v1" && is_label(text(&sloth, "service")));
        let objectives = sloth["slos"].as_sequence().unwrap();
        let names: BTreeSet<&str> = objectives.iter().map(|slo| text(slo, "name")).collect();
        assert!(names.len() == promised.len() && names.iter().all(|name| is_label(name)), "{names:?}");
        for (slo, promised) in objectives.iter().zip(promised) {
            assert_eq!(keys(slo), ["name", "objective", "description", "sli", "alerting"]);
            assert!((number(&slo["objective"]) - promised).abs() < 1e-9, "{slo:?}");
            let (kind, queries) = slo["sli"].as_mapping().unwrap().iter().next().unwrap();
            let wanted: &[&str] = match kind.as_str().unwrap() {
                "events" => &["error_query", "total_query"],
                _ => &["error_ratio_query"],
            };
            assert_eq!(keys(queries), wanted);
            wanted.iter().for_each(|query| assert!(text(queries, query).contains("[{{.window}}]")));
        }
        let openslo = documents(&exported.openslo());
        assert_eq!(openslo.len(), 1 + promised.len());
        let service = text(&openslo[0]["metadata"], "name");
        assert_eq!(text(&openslo[0]["metadata"], "displayName"), project.display_name());
        for (document, promised) in openslo[1..].iter().zip(promised) {
            assert_eq!(keys(document), ["apiVersion", "kind", "metadata", "spec"]);
            assert!(text(document, "kind") == "SLO" && is_label(text(&document["metadata"], "name")));
            let spec = &document["spec"];
            assert_eq!(text(spec, "service"), service);
            assert_eq!(text(&spec["timeWindow"][0], "duration"), "28d");
            assert!((number(&spec["objectives"][0]["target"]) - promised / 100.0).abs() < 1e-12);
            for (_, metric) in spec["indicator"]["spec"]["ratioMetric"].as_mapping().unwrap() {
                if let Some(source) = metric.as_mapping_get("metricSource") {
                    assert_closed(text(&source["spec"], "query"));
                }
            }
        }
    }
}

fn number(node: &YamlOwned) -> f64 {
    node.as_floating_point().or(node.as_integer().map(|whole| whole as f64)).unwrap()
}
