//! Scenarios and recordings: everything by hand, because nothing is left to chance.

use ninefold_engine::model;
use ninefold_engine::simulation::{Options, Simulation};
use serde_json::{Value, json};

use crate::{links, run};

fn play(components: Value, wiring: Value, events: Value, entry: &str) -> Simulation {
    let text = json!({
        "format": "ninefold/1", "components": components, "links": wiring,
        "zones": [{"id": "x"}, {"id": "y"}, {"id": "x1", "parent": "x"}],
        "objective": {"availability": 0.999, "window": "10d"},
        "journeys": [{"id": "j", "entry": entry}],
        "scenarios": [{"name": "s", "events": events}]
    });
    let project = model::read(&text.to_string()).unwrap().project;
    let options = Options { years: 1.0, scenario: Some("s".to_owned()), record: true, ..Options::default() };
    run(&project, options)
}

/// Down from 1 h to 3 h, and from 2 h to 4 h: one outage of 3 h in each run of 10 d, which breaches 0.1 % of 240 h.
#[test]
fn overlapping_events_are_one_outage() {
    let events = json!([{"at": "2h", "fail": "a", "for": "2h"}, {"at": "1h", "fail": "x", "for": "2h"}]);
    let simulation = play(json!([{"id": "a", "zones": ["x1"]}]), json!([]), events, "a");
    let journey = &simulation.journeys[0];
    assert!((journey.unavailability.mean - 3.0 / 240.0).abs() < 1e-12);
    assert_eq!(journey.outage_seconds.max, 10_800.0);
    assert_eq!(journey.window.breach_probability.mean, 1.0);
    assert_eq!((journey.window.samples, simulation.replications), (37, 37));
    let told: Vec<_> = simulation
        .recording
        .iter()
        .map(|event| (event.at, event.subject.as_str(), event.change.as_str(), event.journeys["j"].as_str()))
        .collect();
    let expected = [
        (3_600.0, "x", "down", "down"),
        (3_600.0, "a", "down", "down"),
        (7_200.0, "a", "down", "down"),
        (10_800.0, "x", "up", "down"),
        (14_400.0, "a", "up", "up"),
    ];
    assert_eq!(told, expected);
    assert!(simulation.recording.iter().all(|event| !event.why.is_empty()));
}

fn pair(extra: Value) -> Value {
    let mut copies = json!({"mode": "active-passive", "failover": {"time": {"fixed": {"value": "5m"}}}});
    copies.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!([{"id": "db", "zones": ["x", "y"], "copies": copies}])
}

/// The zone of the serving copy goes at 1 h: 5 min of switching. At 6 h it returns: nothing, or 2 min of failback.
#[test]
fn switching_and_failback() {
    let events = json!([{"at": "1h", "fail": "x", "for": "5h"}]);
    let journey = play(pair(json!({})), json!([]), events.clone(), "db").journeys.remove(0);
    assert!((journey.unavailability.mean * 240.0 * 60.0 - 5.0).abs() < 1e-9);
    let home = json!({"failback": {"time": {"fixed": {"value": "2m"}}}});
    let simulation = play(pair(home), json!([]), events, "db");
    let journey = &simulation.journeys[0];
    assert!((journey.unavailability.mean * 240.0 * 60.0 - 7.0).abs() < 1e-9);
    assert!((journey.outage_seconds.max - 300.0).abs() < 1e-6);
    let changes: Vec<_> = simulation.recording.iter().map(|event| event.change.as_str()).collect();
    let round = ["failing over", "down", "failed over", "up"];
    let expected: Vec<_> = ["down"].iter().chain(&round).chain(&["up"]).chain(&round).copied().collect();
    assert_eq!(changes, expected);
}

/// The other zone goes while the switch is under way (at 1 h 3 min, for an hour): short until it is back, and then at once.
#[test]
fn short_in_the_middle_of_a_switch() {
    let events = json!([{"at": "1h", "fail": "x", "for": "5h"}, {"at": "1h3m", "fail": "y", "for": "1h"}]);
    let journey = play(pair(json!({})), json!([]), events, "db").journeys.remove(0);
    assert!((journey.unavailability.mean * 240.0 * 60.0 - 63.0).abs() < 1e-9);
}

/// A switch that never works and nobody to help: down until the copy that failed is back.
#[test]
fn stuck_until_the_copy_is_back() {
    let never = json!({"failover": {"time": "5m", "success": 0.0}});
    let events = json!([{"at": "1h", "fail": "x", "for": "5h"}]);
    let simulation = play(pair(never), json!([]), events.clone(), "db");
    assert!((simulation.journeys[0].unavailability.mean * 240.0 - 5.0).abs() < 1e-12);
    assert!(simulation.recording.iter().any(|event| event.change == "failover failed"));
    let person = json!({"failover": {"time": "5m", "success": 0.0, "manual": {"fixed": {"value": "30m"}}}});
    let journey = play(pair(person), json!([]), events, "db").journeys.remove(0);
    assert!((journey.unavailability.mean * 240.0 - 0.5).abs() < 1e-12);
}

fn record(time: &str) -> Value {
    json!([{"id": "dns", "needs": {"failover": {"time": {"fixed": {"value": time}}}}}, {"id": "a"}, {"id": "b"}, {"id": "c"}])
}

/// The rule, target by target. a: 1–5 h; b: 1 h 30 min – 2 h; c: never.
/// 1 h: timer 10 min, then b. 1 h 30 min: b stops, timer 10 min, then c. 2 h: b is back, taken at no cost. 5 h: a likewise.
#[test]
fn failover_between_targets() {
    let events = json!([{"at": "1h", "fail": "a", "for": "4h"}, {"at": "1h30m", "fail": "b", "for": "30m"}]);
    let three = links(&[("dns", "a"), ("dns", "b"), ("dns", "c")]);
    let simulation = play(record("10m"), three.clone(), events, "dns");
    assert!((simulation.journeys[0].unavailability.mean * 240.0 * 60.0 - 20.0).abs() < 1e-9);
    let moves: Vec<_> = simulation.recording.iter().filter(|event| event.change == "failed over").collect();
    let whys: Vec<_> = moves.iter().map(|event| event.why.as_str()).collect();
    assert_eq!(whys, ["requests go to b", "requests go to c", "requests go to b", "requests go to a"]);
    // a is back after 4 of the 10 minutes: taken at once, the timer is dropped.
    let brief = json!([{"at": "1h", "fail": "a", "for": "4m"}]);
    let journey = play(record("10m"), three.clone(), brief, "dns").journeys.remove(0);
    assert!((journey.unavailability.mean * 240.0 * 60.0 - 4.0).abs() < 1e-9);
    // All three down from 1 h; c returns first, after 2 h: long past the timer, so at once.
    let all = json!([{"at": "1h", "fail": "a", "for": "9h"}, {"at": "1h", "fail": "b", "for": "9h"}, {"at": "1h", "fail": "c", "for": "2h"}]);
    let journey = play(record("10m"), three, all, "dns").journeys.remove(0);
    assert!((journey.unavailability.mean * 240.0 - 2.0).abs() < 1e-12);
}

/// An end and a beginning at the same moment are no gap: a is down 1–2 h, b 2–3 h, either will do.
#[test]
fn simultaneous_changes_are_one_change() {
    let components = json!([{"id": "j", "needs": "any"}, {"id": "a"}, {"id": "b"}]);
    let events = json!([{"at": "2h", "fail": "b", "for": "1h"}, {"at": "1h", "fail": "a", "for": "1h"}]);
    let journey = play(components, links(&[("j", "a"), ("j", "b")]), events, "j").journeys.remove(0);
    assert_eq!((journey.unavailability.mean, journey.outages_per_year.mean), (0.0, 0.0));
}

/// While its entry serves, a journey with a broken soft link is degraded.
#[test]
fn degraded_is_told() {
    let soft = json!([{"from": "a", "to": "s", "effect": "soft", "loss": 0.25}]);
    let events = json!([{"at": "24h", "fail": "s", "for": "24h"}]);
    let simulation = play(json!([{"id": "a"}, {"id": "s"}]), soft, events, "a");
    assert_eq!(simulation.recording[0].journeys["j"], "degraded");
    assert!((simulation.journeys[0].served_fraction.mean - (1.0 - 0.025)).abs() < 1e-12);
}
