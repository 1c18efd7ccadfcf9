//! `simulate`: the same answer on any number of threads, close to the exact one, with the keys of the contract.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, file, ninefold, project};
use serde_json::{Value, json};

fn system() -> Value {
    let mut system = project(&[component("web", 0.995), component("db", 0.998)], &[("web", "db")], "web");
    system["objective"] = json!({ "availability": 0.99, "window": "month" });
    system["scenarios"] = json!([ { "name": "Lose the database",
                                   "events": [ { "at": "1h", "fail": "db", "for": "2h" } ] } ]);
    system
}

/// The simulation without what may differ between two runs.
fn steady(mut answer: Value) -> Value {
    let map = answer.as_object_mut().unwrap();
    assert!(map.remove("seconds").is_some() && map.remove("threads").is_some());
    answer
}

#[test]
fn threads_change_nothing_but_the_clock() {
    let path = file("threads.json", &system());
    let run = |threads: &str| {
        ninefold(&["simulate", &path, "--years", "3000", "--seed", "7", "--threads", threads, "--json"])
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!((one.code, two.code), (0, 0), "{}", one.err);
    assert_eq!(one.json()["threads"], 1);
    assert_eq!(two.json()["threads"], 2);
    // As text: not a single byte may differ.
    let lines = |out: &str| -> Vec<String> {
        let clock = |line: &&str| line.starts_with("  \"seconds\":") || line.starts_with("  \"threads\":");
        out.lines().filter(|line| !clock(line)).map(str::to_owned).collect()
    };
    assert_eq!(lines(&one.out), lines(&two.out));
    assert_eq!(lines(&one.out).len() + 2, one.out.lines().count());
}

#[test]
fn stopping_at_a_precision_does_not_depend_on_threads() {
    let path = file("precision.json", &system());
    let run = |threads: &str| {
        let arguments =
            ["simulate", &path, "--years", "100000", "--precision", "0.05", "--threads", threads, "--json"];
        steady(ninefold(&arguments).json())
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    assert!(one["years"].as_f64().unwrap() < 100_000.0, "it stopped early: {}", one["years"]);
    let down = &one["journeys"][0]["unavailability"];
    let half = (down["high"].as_f64().unwrap() - down["low"].as_f64().unwrap()) / 2.0;
    assert!(half <= 0.05 * down["mean"].as_f64().unwrap() * 1.000_001, "{down}");
}

#[test]
fn the_exact_answer_lies_within_the_interval() {
    let path = file("agree.json", &system());
    let exact = ninefold(&["analyze", &path, "--json"]).json();
    let run = ninefold(&["simulate", &path, "--years", "4000", "--seed", "11", "--json"]).json();
    let (exact, seen) = (&exact["journeys"][0], &run["journeys"][0]);
    let within = |exact: &Value, interval: &Value| {
        let number = |value: &Value| value.as_f64().unwrap();
        assert!(
            number(&interval["low"]) <= number(exact) && number(exact) <= number(&interval["high"]),
            "{exact} not in {interval}"
        );
    };
    within(&exact["availability"], &seen["availability"]);
    within(&exact["unavailability"], &seen["unavailability"]);
    within(&exact["outages_per_year"], &seen["outages_per_year"]);
}

#[test]
fn simulate_keeps_its_keys() {
    let path = file("keys.json", &system());
    let answer = ninefold(&["simulate", &path, "--years", "50", "--record", "--json"]).json();
    assert_eq!(answer["format"], "ninefold-simulation/1");
    let keys = |value: &Value, expected: &str| {
        let map = value.as_object().unwrap();
        expected.split_whitespace().for_each(|key| assert!(map.contains_key(key), "no '{key}' in {value}"));
    };
    keys(&answer, "seed replications years events seconds threads method journeys recording warnings");
    let journey = &answer["journeys"][0];
    keys(
        journey,
        "id availability unavailability served_fraction outages_per_year outage_seconds window \
         longest_outage_seconds_per_year",
    );
    keys(&journey["availability"], "mean low high confidence");
    keys(&journey["outage_seconds"], "mean p50 p90 p99 max");
    keys(&journey["window"], "name seconds samples breach_probability downtime_seconds histogram");
    keys(&journey["window"]["downtime_seconds"], "mean p50 p90 p95 p99 max");
    keys(&journey["window"]["histogram"][0], "from to count");
    keys(&journey["longest_outage_seconds_per_year"], "p50 p90 p99");
    keys(&answer["recording"][0], "at subject change why journeys");
    let counted: u64 = journey["window"]["histogram"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["count"].as_u64().unwrap())
        .sum();
    assert_eq!(Some(counted), journey["window"]["samples"].as_u64());
}

#[test]
fn a_scenario_is_played_by_name() {
    let path = file("scenario.json", &system());
    let played = ninefold(&["simulate", &path, "--years", "50", "--scenario", "Lose the database"]);
    assert_eq!(played.code, 0, "{}", played.err);
    assert!(played.out.contains("not comparable") && !played.out.contains("disagree"), "{}", played.out);
    let unknown = ninefold(&["simulate", &path, "--scenario", "Lose everything"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("Lose everything") && unknown.err.contains("Lose the database"),
        "{}",
        unknown.err
    );
}

/// Down for the 2 h the scenario says and not a second more: 2 of the 7.2 h that 99 % of a month allow.
#[test]
fn a_scenario_tells_what_it_cost() {
    let mut system = system();
    system["journeys"][0]["peak_rps"] = json!(10);
    let path = file("cost.json", &system);
    let run = ninefold(&["simulate", &path, "--years", "50", "--scenario", "Lose the database", "--json"]);
    let played = &run.json()["scenario"];
    let keys = |value: &Value, expected: &str| {
        let map = value.as_object().unwrap();
        expected.split_whitespace().for_each(|key| assert!(map.contains_key(key), "no '{key}' in {value}"));
    };
    keys(played, "name runs ordinary_failures journeys data_loss_seconds not_recovered needed_person");
    let journey = &played["journeys"][0];
    keys(journey, "id recovery_seconds unrecovered downtime_seconds lost_requests budget_spent");
    keys(&journey["recovery_seconds"], "mean low high p50 p95 max");
    keys(&played["data_loss_seconds"], "mean low high max");
    let near = |value: &Value, expected: f64| {
        assert!((value.as_f64().unwrap() / expected - 1.0).abs() < 1e-9, "{value} is not {expected}");
    };
    near(&journey["recovery_seconds"]["mean"], 7_200.0);
    near(&journey["lost_requests"]["mean"], 72_000.0);
    near(&journey["budget_spent"]["mean"], 2.0 / 7.2);
    assert_eq!(played["not_recovered"], json!([]));
    let words = ninefold(&["simulate", &path, "--years", "50", "--scenario", "Lose the database"]).out;
    for expected in
        ["Scenario: Lose the database", "Recovery", "Budget spent", "72,000", "Everything served again"]
    {
        assert!(words.contains(expected), "no {expected} in {words}");
    }
}

#[test]
fn exact_and_simulated_stand_side_by_side() {
    let path = file("side.json", &system());
    let run = ninefold(&["simulate", &path, "--years", "500", "--seed", "3", "--threads", "1"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for words in ["Exact", "Simulated", "agree", "Unavailability", "Outages a year", "1 thread."] {
        assert!(run.out.contains(words), "no {words} in {}", run.out);
    }
    for bad in
        [["--years", "0"], ["--years", "NaN"], ["--threads", "0"], ["--seed", "x"], ["--precision", "-1"]]
    {
        assert_eq!(ninefold(&["simulate", &path, bad[0], bad[1]]).code, 2, "{bad:?}");
    }
}
