//! Published cases without repair (`../shared/oracles/cases.json`): standbys, shared loads, spares, laws that are not exponential. Every case of
//! these topics is played or left out with its reason; without the collection this says so and passes.
//!
//! A scenario with ordinary failures starts with everything up and lasts one window: with repairs that take for ever the share of runs still
//! down at its end is the unreliability at that time, and what is left of the window on average the mean time to failure.

use ninefold_engine::model;
use ninefold_engine::simulation::{Interval, Options, ScenarioJourney};
use serde_json::{Value, json};

use crate::{links, run};

const TOPICS: [&str; 5] = [
    "deterministic-simulation",
    "non-exponential",
    "standby-nonrepairable",
    "load-sharing",
    "dynamic-fault-tree",
];

/// Cases that are not models of this kind.
const LEFT_OUT: [(&str, &str); 13] = [
    ("det-blocksim-series", "units that do not age while the system is down"),
    ("det-skip-inspection", "failures found only by inspection"),
    ("qcomp-vgs5", "the case names a file that is not in the collection"),
    ("dft-spare7", "spares with rates of their own: all copies of a component are alike"),
    ("dft-pdep", "one failure that causes another with some probability"),
    ("dft-spare2", "a spare shared by two components"),
    ("dft-spare3", "a spare shared by three components"),
    ("dft-spare4", "a spare shared by two components"),
    ("dft-spare_dc", "a spare shared by two components"),
    ("dft-spare5", "a spare made of three parts"),
    ("dft-spare8", "a spare that has a spare itself"),
    ("dft-pand", "the order of two failures decides"),
    ("dft-hecs", "standbys with rates of their own"),
];

/// Repairs outlast everything.
const FOR_EVER: f64 = 1e9;

fn play(components: Value, wiring: Value, hours: f64, events: Value) -> ScenarioJourney {
    let window = format!("{}d", hours / 24.0);
    let text = json!({
        "format": "ninefold/1", "components": components, "links": wiring,
        "objective": {"availability": 0.999, "window": window}, "journeys": [{"id": "j", "entry": "a"}],
        "scenarios": [{"name": "s", "ordinary_failures": true, "events": events}]
    });
    let project = model::read(&text.to_string()).unwrap().project;
    let options = Options {
        years: 100_000.0 * hours / 8_760.0,
        scenario: Some("s".to_owned()),
        seed: 7,
        ..Options::default()
    };
    run(&project, options).scenario.unwrap().journeys.remove(0)
}

/// An event that changes nothing.
fn nothing() -> Value {
    json!([{"at": 0, "slow": "a", "by": 0, "for": 0}])
}

fn never_repaired(rate: f64) -> Value {
    json!([{"mtbf": 1.0 / rate, "mttr": {"fixed": {"value": FOR_EVER}}}])
}

fn group(rate: f64, copies: Value) -> Value {
    json!([{"id": "a", "failures": never_repaired(rate), "copies": copies}])
}

fn standby(units: u64, active: u64, dormancy: f64, success: f64) -> Value {
    json!({"mode": "active-passive", "active": active, "standby": units - active,
           "standby_state": {"warm": {"factor": dormancy}}, "failover": {"time": {"fixed": {"value": 0}}, "success": success}})
}

/// Hours to days: the shortest window is an hour, so one unit of time of a case is 240 h here.
const UNIT: f64 = 240.0;

/// Share still down after `time`, within its binomial 99.9 % interval of 100,000 runs.
fn unreliable(id: &str, parts: Value, wiring: Value, time: f64, expected: f64) {
    let share = play(parts, wiring, time * UNIT, nothing()).unrecovered;
    let room = 3.29 * f64::sqrt(expected * (1.0 - expected) / 1e5);
    assert!((share - expected).abs() <= room, "{id}: {share} {expected} ± {room}");
}

/// Mean time to failure, in units of the case's time: the window is long enough for every run to end in it.
fn lasts(id: &str, parts: Value, wiring: Value, expected: f64) {
    let hours = 40.0 * expected * UNIT;
    let Interval { low, high, .. } = play(parts, wiring, hours, nothing()).downtime_seconds;
    let (low, high) = ((hours - high / 3_600.0) / UNIT, (hours - low / 3_600.0) / UNIT);
    assert!(
        low <= expected && expected <= high && high - low < 0.05 * expected,
        "{id}: {low} … {high} {expected}"
    );
}

/// Three units in series, with these rates.
fn series(rates: [f64; 3]) -> (Value, Value) {
    let part = |id: &str, rate: f64| json!({"id": id, "failures": never_repaired(rate / UNIT)});
    (json!([part("a", rates[0]), part("b", rates[1]), part("c", rates[2])]), links(&[("a", "b"), ("a", "c")]))
}

/// Plays one case; false where nothing knows how.
fn check(id: &str, case: &Value, expected: f64) -> bool {
    let structured = &case["model"]["structured"];
    let quantity = case["quantity"].as_str().unwrap();
    let time = quantity
        .trim_end_matches([')', ' '])
        .rsplit(['(', '=', ' '])
        .find_map(|word| word.parse::<f64>().ok());
    let spare = |dormancy: f64| group(0.5 / UNIT, standby(2, 1, dormancy, 1.0));
    let (fdep, voting) = (series([0.5, 0.5, 0.5]), series([0.3, 0.4, 1.0]));
    let beside = |parts: Value| {
        let mut parts = parts.as_array().unwrap().clone();
        parts[0]["id"] = json!("b");
        parts.push(json!({"id": "a", "failures": never_repaired(0.5 / UNIT)}));
        (Value::from(parts), links(&[("a", "b")]))
    };
    match id {
        _ if structured["standby"].is_object() => {
            let it = &structured["standby"];
            let number = |key: &str| it[key].as_f64().unwrap();
            // A month of the space probe is a unit of time like any other.
            let rate = it["failure_rate"].as_f64().unwrap_or_else(|| 1.0 / number("mttf_months"));
            let time = if id.contains("nist") { Some(24.0) } else { time };
            let scale = if time.is_some_and(|time| time > 20.0) { 100.0 } else { 1.0 };
            let copies = standby(
                number("units") as u64,
                number("k") as u64,
                number("dormancy_factor"),
                number("switch_success"),
            );
            let parts = group(rate * scale / UNIT, copies);
            if quantity.contains("MTTF") || quantity.contains("mean time") {
                lasts(id, parts, json!([]), expected / scale);
            } else {
                unreliable(id, parts, json!([]), time.unwrap() / scale, 1.0 - expected);
            }
        }
        "ebeling-6.1-R10" => {
            let copies = json!({"mode": "active-active", "count": 2, "load_sharing": 10});
            unreliable(id, group(0.01 / UNIT, copies), json!([]), 10.0, 1.0 - expected);
        }
        "dft-fdep-MTTF" => lasts(id, fdep.0, fdep.1, expected),
        "dft-fdep-U1" => unreliable(id, fdep.0, fdep.1, 1.0, expected),
        "dft-voting2-MTTF" => lasts(id, voting.0, voting.1, expected),
        "dft-voting2-U1" => unreliable(id, voting.0, voting.1, 1.0, expected),
        "dft-spare-MTTF" => lasts(id, spare(0.3), json!([]), expected),
        "dft-spare-U1" => unreliable(id, spare(0.3), json!([]), 1.0, expected),
        // What can fail only after another has is its cold standby.
        "dft-seq-MTTF" => lasts(id, spare(0.0), json!([]), expected),
        "dft-spare6-MTTF" => {
            let (parts, wiring) = beside(spare(0.5));
            lasts(id, parts, wiring, expected);
        }
        "dft-spare6-U1" => {
            let (parts, wiring) = beside(spare(0.5));
            unreliable(id, parts, wiring, 1.0, expected);
        }
        "dist-erlang-and-t0.8" => repaired_by(id, [erlang(1, 2.0), erlang(3, 4.0)], expected),
        "dist-lognormal-and-t0.8" => repaired_by(id, [lognormal(0.5, 1.0), lognormal(-1.0, 0.3)], expected),
        _ => return false,
    }
    true
}

fn erlang(phases: u32, rate: f64) -> Value {
    json!({"gamma": {"mean": f64::from(phases) / rate * UNIT, "shape": phases}})
}

fn lognormal(mu: f64, sigma: f64) -> Value {
    json!({"lognormal": {"median": libm::exp(mu) * UNIT, "sigma": sigma}})
}

/// Both of two laws are over by 0.8: as two repairs that begin together.
fn repaired_by(id: &str, laws: [Value; 2], expected: f64) {
    let part = |id: &str, law: &Value| json!({"id": id, "failures": [{"mtbf": {"fixed": {"value": FOR_EVER}}, "mttr": law}]});
    let parts = json!([part("a", &laws[0]), part("b", &laws[1])]);
    let events = json!([{"at": 0, "fail": "a"}, {"at": 0, "fail": "b"}]);
    let down = play(parts, links(&[("a", "b")]), 0.8 * UNIT, events).unrecovered;
    let room = 3.29 * f64::sqrt(expected * (1.0 - expected) / 1e5);
    assert!((1.0 - down - expected).abs() <= room, "{id}: {} {expected} ± {room}", 1.0 - down);
}

#[test]
fn published_without_repair() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: ../shared/oracles is absent");
        return;
    };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let wanted = |case: &&Value| {
        TOPICS.contains(&case["topic"].as_str().unwrap()) && case["use_as_oracle"] != json!(false)
    };
    let (mut played, mut left) = (0, 0);
    for case in cases.as_array().unwrap().iter().filter(wanted) {
        let id = case["id"].as_str().unwrap();
        let value = case["recomputed"].as_f64().or(case["expected"].as_f64()).unwrap();
        if check(id, case, value) {
            played += 1;
            continue;
        }
        let reason = LEFT_OUT.iter().find(|(pattern, _)| id.starts_with(pattern));
        let (_, reason) = reason.unwrap_or_else(|| panic!("{id} is neither played nor left out"));
        println!("left out: {id}: {reason}");
        left += 1;
    }
    assert!(played >= 19, "{played} played, {left} left out");
}
