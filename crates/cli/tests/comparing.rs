//! `compare`: two designs side by side.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, file, ninefold, ninefold_reading, project};
use serde_json::{Value, json};

fn designs() -> (Value, Value) {
    let before = project(&[component("web", 0.99), component("db", 0.999)], &[("web", "db")], "web");
    let mut after = project(&[component("web", 0.99), component("db", 0.9995)], &[("web", "db")], "web");
    after["components"][0]["copies"] = json!({ "mode": "active-active", "count": 2 });
    (before, after)
}

/// By hand: U = 1 − 0.99 · 0.999 before, 1 − (1 − 0.01²) · 0.9995 after.
#[test]
fn compare_keeps_its_keys_and_gives_the_differences() {
    let (before, after) = designs();
    let run = ninefold(&["compare", &file("before.json", &before), &file("after.json", &after), "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let answer = run.json();
    assert_eq!(answer["format"], "ninefold-comparison/1");
    for key in ["before", "after", "figures", "journeys", "drawing"] {
        assert!(answer.get(key).is_some(), "no {key}");
    }
    let figures = answer["journeys"][0]["figures"].as_array().unwrap();
    let down = figures.iter().find(|figure| figure["key"] == "unavailability").unwrap();
    for (key, expected) in [("before", 0.010_99), ("after", 0.000_599_95), ("difference", -0.010_390_05)] {
        assert!((down[key].as_f64().unwrap() - expected).abs() < 1e-12, "{key}: {down}");
    }
    assert_eq!((&down["change"], &down["unit"]), (&json!("better"), &json!("fraction")));
    let parts = answer["drawing"]["components"].as_array().unwrap();
    assert_eq!(
        parts[1]["fields"][0],
        json!({ "field": "failures[0].availability", "before": "0.999", "after": "0.9995" })
    );
}

#[test]
fn compare_says_it_in_words() {
    let (before, after) = designs();
    let after = file("words.json", &after);
    let run = ninefold_reading(&["compare", "-", &after], &before.to_string());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("failures[0].availability: 0.999 → 0.9995"), "{}", run.out);
    assert!(run.out.contains("better"), "{}", run.out);
    let same = ninefold(&["compare", &after, &after]);
    assert!(same.out.contains("Nothing differs in the drawing."), "{}", same.out);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (before, _) = designs();
    let good = file("good.json", &before);
    let twice = ninefold(&["compare", "-", "-"]);
    assert!(twice.code == 2 && twice.err.starts_with("error: "), "{}", twice.err);
    assert_eq!(ninefold(&["compare", &good, "nowhere.json"]).code, 2);
    let mut no_journey = before;
    no_journey["journeys"] = json!([]);
    let run = ninefold(&["compare", &good, &file("no-journey.json", &no_journey)]);
    assert!(run.code == 0 && run.out.contains("has no journey"), "{} {}", run.out, run.err);
}
