//! The chaos catalogue: what each scripted event does, how long recovery takes, what is lost, who is left behind. By hand.

use ninefold_engine::model;
use ninefold_engine::simulation::{Options, Plan, ScenarioAnswer, Simulation};
use serde_json::{Value, json};

use crate::{failing, run};

fn system(components: Value) -> Value {
    json!({"format": "ninefold/1", "components": components, "links": [],
           "zones": [{"id": "z", "failures": [{"mtbf": "1y", "mttr": {"fixed": {"value": "2h"}}}]}],
           "objective": {"availability": 0.99, "window": "week"}, "journeys": [{"id": "j", "entry": "a"}]})
}

fn play_in(mut text: Value, scenario: Value, length: f64) -> Simulation {
    text["scenarios"] = json!([scenario]);
    let project = model::read(&text.to_string()).unwrap().project;
    run(&project, Options { years: length, scenario: Some("s".to_owned()), ..Options::default() })
}

fn play(text: Value, events: Value) -> ScenarioAnswer {
    play_in(text, json!({"name": "s", "events": events}), 1.0).scenario.unwrap()
}

fn near(value: f64, expected: f64) {
    assert!((value - expected).abs() <= 1e-6 * expected.abs().max(1e-3), "{value} is not {expected}");
}

/// One machine of many: one that fails once an hour besides would spoil every figure, if it were not quiet meanwhile.
#[test]
fn a_scenario_is_played_alone() {
    let parts = json!([{"id": "a", "failures": failing(1.0, 1.0)}]);
    let events = json!([{"at": "1h", "fail": "a", "for": "30m"}]);
    let answer = play(system(parts.clone()), events.clone());
    let journey = &answer.journeys[0];
    for value in [journey.recovery_seconds.mean, journey.recovery_seconds.max, journey.downtime_seconds.mean]
    {
        near(value, 1_800.0);
    }
    // 0.5 h of the 1.68 h that a week allows.
    near(journey.budget_spent.unwrap().mean, 0.5 / 1.68);
    assert_eq!((journey.unrecovered, journey.lost_requests.is_some()), (0.0, false));
    let among =
        play_in(system(parts), json!({"name": "s", "events": events, "ordinary_failures": true}), 10.0);
    assert!(among.journeys[0].unavailability.mean > 0.4, "{:?}", among.journeys[0].unavailability);
    assert!(among.scenario.unwrap().ordinary_failures);
}

/// Without an end of its own, what fails is repaired as usual: a copy after its fixed 20 min, a zone after 2 h, a bad deploy after 15 min.
#[test]
fn what_fails_is_repaired_as_usual() {
    let fixed = |time: &str| json!({"fixed": {"value": time}});
    let failures = json!([{"mtbf": "30d", "mttr": fixed("20m")},
                          {"scope": "all", "deploys": {"every": "1d", "change_failure_rate": 0.1}, "mttr": fixed("15m")}]);
    let copies = json!({"mode": "active-active", "count": 3, "required": 2});
    let parts = json!([{"id": "a", "zones": ["z"], "failures": failures, "copies": copies}]);
    let recovery = |events: Value| play(system(parts.clone()), events).journeys[0].recovery_seconds.max;
    near(recovery(json!([{"at": "1h", "fail": "a", "copies": 1}])), 0.0);
    near(recovery(json!([{"at": "1h", "fail": "a", "copies": 2}])), 1_200.0);
    near(recovery(json!([{"at": "1h", "fail": "a", "copies": 0.5}])), 1_200.0);
    near(recovery(json!([{"at": "1h", "fail": "a"}])), 1_200.0);
    near(recovery(json!([{"at": "1h", "fail": "z"}])), 7_200.0);
    near(recovery(json!([{"at": "1h", "deploy": "a"}])), 900.0);
    near(recovery(json!([{"at": "1h", "deploy": "a", "for": "40m"}])), 2_400.0);
}

fn database(failover: Value) -> Value {
    let copies = json!({"mode": "active-passive", "failover": failover, "replication_lag": "2s"});
    system(json!([{"id": "a", "zones": ["z", "z"], "copies": copies,
                   "failures": [{"mtbf": "1y", "mttr": {"fixed": {"value": "1h"}}}]}]))
}

/// The primary goes: 30 s to switch over and the 2 s the standby was behind; 40 s more behind and 5 min slower when it is disturbed.
#[test]
fn failover_loses_what_had_not_arrived() {
    let failover = json!({"time": {"fixed": {"value": "30s"}}});
    let kill = json!({"at": "1h", "fail": "a", "copies": 1});
    let answer = play(database(failover.clone()), json!([kill]));
    near(answer.journeys[0].recovery_seconds.max, 30.0);
    near(answer.data_loss_seconds.max, 2.0);
    let slow = json!({"at": "30m", "slow": "a", "by": "5m", "for": "1h"});
    let lag = json!({"at": "45m", "lag": "a", "by": "40s", "for": "1h"});
    let answer = play(database(failover), json!([kill, slow, lag]));
    near(answer.journeys[0].recovery_seconds.max, 330.0);
    near(answer.data_loss_seconds.max, 42.0);
    assert!(answer.not_recovered.is_empty() && answer.needed_person.is_empty());
}

/// A switch-over that never works: a person after 20 min; nobody, and the copy's own hour.
#[test]
fn who_needed_help() {
    let kill = json!([{"at": "1h", "fail": "a", "copies": 1}]);
    let manual = json!({"time": "30s", "success": 0.0, "manual": {"fixed": {"value": "20m"}}});
    let answer = play(database(manual), kill.clone());
    near(answer.journeys[0].recovery_seconds.max, 1_200.0);
    assert_eq!((answer.needed_person[0].id.as_str(), answer.needed_person[0].share), ("a", 1.0));
    let answer = play(database(json!({"time": "30s", "success": 0.0})), kill);
    near(answer.journeys[0].recovery_seconds.max, 3_600.0);
    assert_eq!(answer.data_loss_seconds.max, 0.0);
    // Nothing says how this is ever repaired.
    let answer = play(system(json!([{"id": "a"}])), json!([{"at": "24h", "fail": "a"}]));
    assert_eq!(answer.not_recovered[0].id, "a");
    assert_eq!(answer.journeys[0].unrecovered, 1.0);
    near(answer.journeys[0].recovery_seconds.max, 6.0 * 86_400.0);
}

/// A stale address: the failover rule takes 90 s, and an hour longer while the name is cached.
#[test]
fn slow_dns() {
    let rule = json!({"failover": {"time": {"fixed": {"value": "90s"}}}});
    let mut text = system(json!([{"id": "a", "needs": rule}, {"id": "b"}, {"id": "c"}]));
    text["links"] = json!([{"from": "a", "to": "b"}, {"from": "a", "to": "c"}]);
    let events =
        json!([{"at": "1h", "fail": "b", "for": "5h"}, {"at": "0h", "slow": "a", "by": "1h", "for": "2h"}]);
    near(play(text, events).journeys[0].recovery_seconds.max, 3_690.0);
}

/// A rule that never switches by itself: back after 5 min, nobody had to come; gone for an hour, a person came after 20 min.
#[test]
fn a_person_comes_only_if_it_lasts() {
    let rule = json!({"failover": {"time": "90s", "success": 0.0, "manual": {"fixed": {"value": "20m"}}}});
    let played = |length: &str| {
        let mut text = system(json!([{"id": "a", "needs": rule}, {"id": "b"}, {"id": "c"}]));
        text["links"] = json!([{"from": "a", "to": "b"}, {"from": "a", "to": "c"}]);
        play(text, json!([{"at": "1h", "fail": "b", "for": length}]))
    };
    let (brief, long) = (played("5m"), played("1h"));
    near(brief.journeys[0].recovery_seconds.max, 300.0);
    assert!(brief.needed_person.is_empty(), "{:?}", brief.needed_person);
    near(long.journeys[0].recovery_seconds.max, 1_200.0);
    assert_eq!(long.needed_person[0].id, "a");
}

/// At a random time and for a random while: uniform between 20 and 40 min, mean 30, never more than 40; a third of the requests of 2 h.
#[test]
fn random_times() {
    let events = json!([{"at": {"uniform": {"low": "1h", "high": "100h"}}, "fail": "a",
                         "for": {"uniform": {"low": "20m", "high": "40m"}}}]);
    let text = system(json!([{"id": "a"}]));
    let answer = play_in(text, json!({"name": "s", "events": events}), 100.0).scenario.unwrap();
    let recovery = &answer.journeys[0].recovery_seconds;
    assert!(recovery.low <= 1_800.0 && 1_800.0 <= recovery.high && recovery.max <= 2_400.0, "{recovery:?}");
    assert!(
        (recovery.p50 / 1_800.0 - 1.0).abs() < 0.02 && (recovery.p95 / 2_340.0 - 1.0).abs() < 0.01,
        "{recovery:?}"
    );
    assert_eq!(answer.runs, 5_215);
}

/// Bad scripts are refused where they are read, each with its path; what slips through is refused in a sentence.
#[test]
fn bad_scripts_are_refused() {
    let faults = |event: Value| {
        let mut text = system(json!([{"id": "a"}, {"id": "b"}]));
        text["scenarios"] = json!([{"name": "s", "events": [event]}]);
        model::read(&text.to_string()).unwrap_err().to_string()
    };
    for (event, expected) in [
        (json!({"at": "1h", "fail": "nobody", "for": "1h"}), "events[0].fail"),
        (json!({"at": "1h", "deploy": "z"}), "events[0].deploy"),
        (json!({"at": "1h", "fail": "a", "flush": "b", "for": "1h"}), "does one thing"),
        (json!({"at": "1h", "for": "1h"}), "events[0].fail"),
        (json!({"at": "1h", "brownout": "a", "share": 0.5}), "events[0].for"),
        (json!({"at": "1h", "brownout": "a", "share": 1.5, "for": "1h"}), "events[0].share"),
        (json!({"at": "1h", "latency": "a", "to": "b", "by": "1s", "for": "1h"}), "no link"),
        (json!({"at": "1h", "fail": "a", "copies": 1.5}), "events[0].copies"),
        (json!({"at": "-1h", "fail": "a"}), "events[0].at"),
    ] {
        let said = faults(event.clone());
        assert!(said.contains(expected), "{event}: {said}");
    }
    let mut text = system(json!([{"id": "a"}]));
    text["scenarios"] = json!([{"name": "s", "events": [{"at": "1h", "fail": "a", "for": "1h"}]}]);
    let mut project = model::read(&text.to_string()).unwrap().project;
    project.scenarios.as_mut().unwrap()[0].events.as_mut().unwrap()[0].target = "gone".to_owned();
    let options = Options { scenario: Some("s".to_owned()), ..Options::default() };
    let error = Plan::new(&project, options).unwrap_err().to_string();
    assert!(error.contains("'gone'") && error.contains("event 1 of scenario 's'"), "{error}");
}
