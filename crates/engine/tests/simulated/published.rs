//! Published cases of repairable systems (`../shared/oracles/cases.json`), as far as the model can express them. Cases whose
//! units age only while the system is up, are inspected, or share a crew across components cannot be.

use serde_json::{Value, json};

use crate::{assert_inside, failing, links, one, simulate};

/// The independent full-precision value of a case; none (said aloud) where the collection is absent.
fn published(id: &str) -> Option<f64> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED {id}: no {path}");
        return None;
    };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let case = cases.as_array().unwrap().iter().find(|case| case["id"] == id);
    Some(case.unwrap_or_else(|| panic!("no case {id}"))["recomputed"].as_f64().unwrap())
}

fn group(mtbf: f64, mttr: f64, count: u32, required: u32, repairers: u32) -> Value {
    let copies =
        json!({"mode": "active-active", "count": count, "required": required, "repairers": repairers});
    json!({"id": "a", "failures": failing(mtbf, mttr), "copies": copies})
}

#[test]
fn one_unit_and_two_in_series() {
    if let Some(per_hour) = published("rep-single-freq") {
        let answer = one(json!({"id": "u", "failures": failing(5.0, 1.0)}), 100.0);
        assert_inside(answer.outages_per_year, per_hour * 8_760.0, 0.01);
    }
    if let Some(up) = published("rep-series-MUT") {
        let parts =
            json!([{"id": "a", "failures": failing(5.0, 1.0)}, {"id": "b", "failures": failing(2.0, 1.0)}]);
        let answer = simulate(parts, links(&[("a", "b")]), "a", 100.0);
        let up_share = 5.0 / 6.0 * 2.0 / 3.0;
        assert_inside(answer.outages_per_year, 8_760.0 * up_share / up, 0.01);
    }
}

#[test]
fn crews() {
    let cases = [
        ("crew-3of5-c2", group(20.0, 1.0, 5, 3, 2), 2_000.0),
        ("crew-2of4-c1", group(5.0, 2.0, 4, 2, 1), 100.0),
        ("crew-1of3-c1", group(10.0, 2.0, 3, 1, 1), 300.0),
        ("crew-1of3-c2", group(10.0, 2.0, 3, 1, 2), 500.0),
    ];
    for (case, component, years) in cases {
        let answer = one(component, years);
        let known = |quantity: &str| match (case, quantity) {
            ("crew-1of3-c1", "MTBF") | ("crew-1of3-c2", "A") => None,
            _ => published(&format!("{case}-{quantity}")),
        };
        if let Some(availability) = known("A") {
            assert_inside(answer.unavailability, 1.0 - availability, 0.06);
        }
        if let Some(hours) = known("MTBF") {
            assert_inside(answer.outages_per_year, 8_760.0 / hours, 0.04);
        }
    }
}

#[test]
fn two_pairs_with_their_own_crews() {
    let (Some(availability), Some(per_hour)) = (published("crew-nested-A"), published("crew-nested-freq"))
    else {
        return;
    };
    let pair = |id: &str, mtbf: f64, mttr: f64| {
        json!({"id": id, "failures": failing(mtbf, mttr),
               "copies": {"mode": "active-active", "count": 2, "repairers": 1}})
    };
    let parts = json!([pair("x", 10.0, 2.0), pair("yz", 20.0, 4.0)]);
    let answer = simulate(parts, links(&[("x", "yz")]), "x", 300.0);
    assert_inside(answer.unavailability, 1.0 - availability, 0.03);
    assert_inside(answer.outages_per_year, per_hour * 8_760.0, 0.02);
}

fn standby(extra: Value) -> Value {
    let mut copies = json!({"mode": "active-passive"});
    copies.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({"id": "a", "failures": failing(100.0, 2.0), "copies": copies})
}

#[test]
fn standbys() {
    let instantly = json!({"time": {"fixed": {"value": 0}}, "success": 0.9});
    let cases = [
        ("stby-cold-cinf-A", standby(json!({"standby_state": "cold"})), 8_000.0),
        ("stby-warm-0.4-A", standby(json!({"standby_state": {"warm": {"factor": 0.4}}})), 6_000.0),
        ("stby-switch0.9-A", standby(json!({"standby_state": "cold", "failover": instantly})), 2_000.0),
        (
            "stby-2of4-f0.2-A",
            standby(
                json!({"active": 2, "standby": 2, "standby_state": {"warm": {"factor": 0.2}}, "repairers": 2}),
            ),
            20_000.0,
        ),
    ];
    for (case, component, years) in cases {
        let Some(availability) = published(case) else { continue };
        let answer = one(component, years);
        assert_inside(answer.unavailability, 1.0 - availability, 0.15);
        if let Some(per_hour) = published("stby-switch0.9-freq").filter(|_| case == "stby-switch0.9-A") {
            assert_inside(answer.outages_per_year, per_hour * 8_760.0, 0.05);
        }
    }
}
