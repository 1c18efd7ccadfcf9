//! `ninefold capacity` and `ninefold improve`: the keys other tools rely on, and what is said about bad input.
#![allow(clippy::unwrap_used)]

mod common;

use common::{file, ninefold, scratch};
use serde_json::{Value, json};

fn shop() -> Value {
    json!({"format": "ninefold/1", "name": "Shop",
        "zones": [{"id": "a", "failures": [{"mtbf": "1y", "mttr": "2h"}]}, {"id": "b", "failures": [{"mtbf": "1y", "mttr": "2h"}]}],
        "components": [
            {"id": "api", "zones": ["a", "b"], "failures": [{"mtbf": "30d", "mttr": "1h"}],
             "copies": {"mode": "active-active", "count": 4, "required": "from-demand"},
             "capacity": {"per_copy_rps": 100, "target_utilisation": 0.8}, "cost": {"per_copy_month": 50}},
            {"id": "db", "failures": [{"mtbf": "1y", "mttr": "1h"}]}],
        "links": [{"from": "api", "to": "db"}], "demand": {"growth_per_month": 0.05},
        "journeys": [{"id": "buy", "entry": "api", "peak_rps": 240}]})
}

#[test]
fn capacity_has_its_keys() {
    let run = ninefold(&["capacity", &file("shop.json", &shop()), "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let plan = run.json();
    let api = &plan["components"][0];
    for key in [
        "id",
        "demand_rps",
        "copies",
        "copies_needed",
        "copies_needed_zone_loss",
        "headroom",
        "exhausted_month",
        "utilisation",
        "wait_seconds",
        "cost_month",
    ] {
        assert!(api.get(key).is_some(), "{key} is missing in {api}");
    }
    assert!(plan["warnings"].is_array());
    // By hand: ⌈240/80⌉ = 3; 6 over two zones; 240/320 of what is planned; 240 · 1.05^m > 320 first at m = 6; 4 · 50.
    assert_eq!((&api["copies_needed"], &api["copies_needed_zone_loss"]), (&json!(3), &json!(6)));
    assert!((api["headroom"].as_f64().unwrap() - 0.25).abs() < 1e-12);
    assert_eq!((&api["exhausted_month"], &api["cost_month"]), (&json!(6), &json!(200.0)));
    for part in ["mean", "p95", "p99"] {
        assert!(api["wait_seconds"][part].as_f64().unwrap() >= 0.0);
    }
    assert_eq!(plan["components"][1]["copies_needed"], Value::Null, "nobody says what the database answers");
}

#[test]
fn one_month_is_one() {
    let mut it = shop();
    it["demand"]["growth_per_month"] = json!(0.34);
    let run = ninefold(&["capacity", &file("month.json", &it)]);
    assert!(run.out.contains("  1 month\n"), "{}", run.out);
}

#[test]
fn words_say_what_is_missing() {
    let run = ninefold(&["capacity", &file("words.json", &shop())]);
    assert_eq!(run.code, 0, "{}", run.err);
    for words in ["api", "Zone lost", "6 months", "Nothing says what a copy answers of: db."] {
        assert!(run.out.contains(words), "{words} is not in\n{}", run.out);
    }
}

/// Two zones of one region: with a zone lost 2 of 4 copies take 240 of their 200 requests; with the region lost none is left.
#[test]
fn zones_and_regions_lost_are_told_apart() {
    let mut it = shop();
    it["zones"] =
        json!([{"id": "r", "kind": "region"}, {"id": "a", "parent": "r"}, {"id": "b", "parent": "r"}]);
    let run = ninefold(&["capacity", &file("region.json", &it)]);
    assert_eq!(run.code, 0, "{}", run.err);
    let (zone, region) = (run.out.find("120 % used"), run.out.find("none left"));
    assert!(run.out.contains("Worst, region lost") && zone.is_some() && zone < region, "{}", run.out);
    // Without regions there is nothing to say of them.
    let run = ninefold(&["capacity", &file("zones.json", &shop())]);
    assert!(run.out.contains("120 % used") && !run.out.contains("none left"), "{}", run.out);
}

#[test]
fn a_load_test_is_fitted_or_refused() {
    let path = scratch("load.csv");
    let rows: Vec<String> =
        [10, 30, 50, 70, 85, 92].map(|load| format!("{load},{}", 1.0 / f64::from(100 - load))).to_vec();
    std::fs::write(&path, rows.join("\n")).unwrap();
    let run = ninefold(&["capacity", "--fit", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("per_copy_rps") && run.out.contains("100 requests/s"), "{}", run.out);
    assert!(!run.out.contains("follow no curve"), "{}", run.out);
    let scattered = [0.9, 0.3, 0.02, 0.5, 0.04, 1.0, 0.03, 0.7, 0.2, 0.9, 0.05, 1.0];
    let rows: Vec<String> =
        scattered.iter().zip(1..).map(|(latency, step)| format!("{},{latency}", step * 8)).collect();
    std::fs::write(&path, rows.join("\n")).unwrap();
    let run = ninefold(&["capacity", "--fit", path.to_str().unwrap()]);
    assert!((run.out + &run.err).contains("The points follow no curve"));
    std::fs::write(&path, "10,0.1\nten,0.2").unwrap();
    let run = ninefold(&["capacity", "--fit", path.to_str().unwrap()]);
    assert!(run.code == 2 && run.err.contains("line 2"), "{}", run.err);
}

#[test]
fn bad_figures_are_named() {
    let bad = |path: &str, value: Value| {
        let mut it = shop();
        *it.pointer_mut(path).unwrap() = value;
        let run = ninefold(&["capacity", &file("bad.json", &it)]);
        assert_eq!(run.code, 2);
        run.err
    };
    assert!(
        bad("/components/0/capacity/per_copy_rps", json!(0)).contains("components[0].capacity.per_copy_rps")
    );
    assert!(bad("/components/0/capacity/target_utilisation", json!(1.2)).contains("target_utilisation"));
    assert!(bad("/demand/growth_per_month", json!(-1)).contains("growth_per_month"));
    let long = bad("/components/0/capacity", json!({"per_copy_rps": 100, "service_time": "99y"}));
    assert!(long.contains("must be at most a day"), "{long}");
}

#[test]
fn improve_has_its_keys_and_keeps_to_the_budget() {
    let path = file("improve.json", &shop());
    let run = ninefold(&["improve", &path, "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let found = run.json();
    assert_eq!((&found["format"], &found["complete"]), (&json!("ninefold-improve/1"), &json!(true)));
    let first = &found["improvements"][0];
    for key in [
        "changes",
        "title",
        "why",
        "unavailability",
        "saved_seconds_month",
        "cost_month",
        "saved_seconds_per_money",
    ] {
        assert!(first.get(key).is_some(), "{key} is missing in {first}");
    }
    // Nothing is promised, and no budget was named.
    for key in ["objective", "cheapest_for_objective", "budget", "best_within_budget"] {
        assert_eq!(found.get(key), Some(&Value::Null), "{key}");
    }
    assert_eq!(found["cheapest_is_proved"], json!(false));
    let mut promised = shop();
    promised["objective"] = json!({"availability": 0.99, "currency": "EUR"});
    let kept = file("improve-kept.json", &promised);
    let cheapest = ninefold(&["improve", &kept, "--json"]).json()["cheapest_for_objective"].clone();
    assert!(cheapest["cost_month"].as_f64().unwrap() <= 0.0, "the design as it is keeps it: {cheapest}");
    assert!(ninefold(&["improve", &kept]).out.contains("The cheapest design that keeps the promise of 99 %"));
    promised["objective"]["availability"] = json!(0.999_999_9);
    let run = ninefold(&["improve", &file("improve-missed.json", &promised), "--budget", "60"]);
    assert!(run.out.contains("keeps the promise of 99.99999 %"), "{}", run.out);
    assert!(run.out.contains("The best design for 60 EUR more a month at most"), "{}", run.out);
    let run = ninefold(&["improve", &path, "--budget", "1", "--json"]);
    for it in run.json()["improvements"].as_array().unwrap() {
        assert!(it["cost_month"].as_f64().unwrap() <= 1.0);
    }
    // Nothing to spend: only what costs nothing.
    let run = ninefold(&["improve", &path, "--budget", "0", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for it in run.json()["improvements"].as_array().unwrap() {
        assert!(it["cost_month"].as_f64().unwrap() <= 0.0);
    }
    assert_eq!(ninefold(&["improve", &path, "--budget", "-1"]).code, 2);
    let run = ninefold(&["improve", &path, "--journey", "sell"]);
    assert!(run.code == 2 && run.err.contains("its journeys: buy"), "{}", run.err);
    assert!(ninefold(&["improve", &path]).out.contains("Saves a month"));
}
