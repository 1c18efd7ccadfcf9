//! Allowed downtime against the published tables, which lie beside the repository where they are at hand.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use ninefold_engine::budget::tiers;
use ninefold_engine::units::Window;
use serde_json::Value;

/// A file of `../shared`, or none (said aloud) where it is absent.
fn shared(path: &str) -> Option<Value> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) => {
            println!("skipped: ../shared is absent ({path})");
            None
        }
    }
}

#[test]
fn every_level_by_every_convention() {
    let Some(data) = shared("data/tiers.json") else { return };
    let mut compared = 0;
    for row in data["table"].as_array().unwrap() {
        let tiers = tiers(row["nines"].as_str().unwrap()).unwrap();
        assert_eq!(tiers.unavailability, row["unavailability"].as_f64().unwrap());
        let found = serde_json::to_value(&tiers).unwrap();
        for (convention, windows) in row["downtime_seconds"].as_object().unwrap() {
            for (window, seconds) in windows.as_object().unwrap() {
                let expected = seconds.as_f64().unwrap();
                let value = found["conventions"][convention][window].as_f64().unwrap();
                assert!(
                    (value - expected).abs() <= 1e-9 * expected,
                    "{convention} {window}: {value} {expected}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 12 * 5 * 5);
}

#[test]
fn the_table_of_the_sre_book() {
    let Some(cases) = shared("oracles/cases.json") else { return };
    let mut compared = 0;
    for case in cases.as_array().unwrap().iter().filter(|case| case["topic"] == "sla-downtime") {
        let asked = &case["model"]["structured"];
        let window = match asked["period"].as_str().unwrap() {
            "hour" => Window::Days(1.0 / 24.0),
            period => Window::parse(period).unwrap(),
        };
        let minutes = tiers(&asked["slo"].to_string()).unwrap().allowed_in(window) / 60.0;
        let (expected, tolerance) = (case["expected"].as_f64().unwrap(), case["tolerance"].as_f64().unwrap());
        assert!(
            (minutes - expected).abs() <= tolerance * (1.0 + 1e-9),
            "{}: {minutes} {expected}",
            case["id"]
        );
        compared += 1;
    }
    assert!(compared >= 10, "{compared} cases");
}
