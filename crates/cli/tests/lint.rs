//! `ninefold lint`: keys, exit status, words.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{component, file, ninefold};
use serde_json::json;

fn design(availability: f64) -> serde_json::Value {
    json!({ "format": "ninefold/1", "objective": { "availability": availability },
            "components": [ component("db", 0.999) ], "journeys": [ { "id": "q", "entry": "db" } ] })
}

#[test]
fn findings_have_the_keys_of_the_contract() {
    let run = ninefold(&["lint", &file("lint.json", &design(0.99)), "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let answer = run.json();
    let findings = answer["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    for finding in findings {
        for key in ["rule", "severity", "target", "message", "cost_seconds_per_year", "remedy"] {
            assert!(finding.get(key).is_some(), "{key}: {finding}");
        }
    }
    let single = findings.iter().find(|it| it["rule"] == "single-point-of-failure").unwrap();
    // A thousandth of 365 d.
    assert!((single["cost_seconds_per_year"].as_f64().unwrap() - 31_536.0).abs() < 1e-6);
}

#[test]
fn deny_fails_on_errors_only() {
    let (good, bad) = (file("good.json", &design(0.99)), file("bad.json", &design(0.9999)));
    assert_eq!(ninefold(&["lint", &good, "--deny"]).code, 0);
    assert_eq!(ninefold(&["lint", &bad]).code, 0);
    let run = ninefold(&["lint", &bad, "--deny"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("error: db: ") && run.out.contains("[objective-above-dependency]"),
        "{}",
        run.out
    );
    assert!(run.out.contains("Costs 8 h 45 m 36 s a year (q)."), "{}", run.out);
    assert_eq!(ninefold(&["lint", "no-such-file.json"]).code, 2);
}

#[test]
fn silenced_findings_stand_apart() {
    let mut quiet = design(0.9999);
    let reason = |rule: &str| json!({ "rule": rule, "reason": "known" });
    quiet["lint"] = json!({ "silenced": [ reason("objective-above-dependency"), reason("single-point-of-failure"), reason("figures-without-source") ] });
    let run = ninefold(&["lint", &file("quiet.json", &quiet), "--deny", "--json"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(run.json()["findings"].as_array().unwrap().len(), 0, "{}", run.out);
    assert_eq!(run.json()["silenced"][0]["silenced"], "known");
}

#[test]
fn the_catalogue_is_searched_and_says_where_it_is_from() {
    let run = ninefold(&["catalogue", "rds", "multi", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let answer = run.json();
    assert_eq!(answer["entries"][0]["id"], "aws-rds-multi-az");
    assert_eq!(answer["entries"][0]["sla_availability"], 0.9995);
    assert!(answer["mechanisms"].as_array().unwrap().iter().any(|it| it["id"] == "aws-rds-multi-az"));
    let words = ninefold(&["catalogue", "spanner"]).out;
    assert!(words.contains("check before relying on it") && words.contains("not a measurement"), "{words}");
    assert!(ninefold(&["catalogue", "no", "such", "thing"]).out.contains("Nothing in the catalogue"));
    let own = file(
        "own.json",
        &json!([{ "id": "a", "name": "A", "vendor": "us", "kind": "service", "sla_availability": 2 }]),
    );
    let run = ninefold(&["catalogue", "--file", &own]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("[0].sla_availability: a fraction"), "{}", run.err);
}
