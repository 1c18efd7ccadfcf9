//! How a system is run: deploys, planned maintenance, service hours, load, breakers, retries. Everything by hand.

use ninefold_engine::simulation::{Options, Simulation};
use ninefold_engine::{analysis, model};
use serde_json::{Value, json};

use crate::{assert_inside, failing, run, years};

fn read(text: &Value) -> model::Project {
    model::read(&text.to_string()).unwrap().project
}

fn base(components: Value) -> Value {
    json!({"format": "ninefold/1", "components": components, "links": [],
           "objective": {"availability": 0.99, "window": "week"}, "journeys": [{"id": "j", "entry": "a"}]})
}

fn play(mut text: Value, events: Value) -> Simulation {
    text["scenarios"] = json!([{"name": "s", "events": events}]);
    let options = Options { years: 1.0, scenario: Some("s".to_owned()), record: true, ..Options::default() };
    run(&read(&text), options)
}

fn near(value: f64, expected: f64) {
    assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value} is not {expected}");
}

/// A change every 10 h of which a tenth fails is an MTBF of 100 h: 5/105, exact and simulated.
#[test]
fn changes_that_fail() {
    let deploys = json!({"every": "10h", "change_failure_rate": 0.1});
    let failures = json!([{"name": "bad deploy", "scope": "all", "deploys": deploys, "mttr": "5h"}]);
    let copies = json!({"mode": "active-active", "count": 3});
    let project = read(&base(json!([{"id": "a", "failures": failures, "copies": copies}])));
    let exact = analysis::analyze(&project, &analysis::Options::default()).unwrap().journeys.remove(0);
    near(exact.unavailability, 5.0 / 105.0);
    let seen = run(&project, years(500.0)).journeys.remove(0);
    assert_inside(seen.unavailability, 5.0 / 105.0, 0.03);
    assert_inside(seen.outages_per_year, 8_760.0 / 105.0, 0.02);
}

/// Planned work that counts is part of the promise's chance: every week 40 min, or every ten days, which a week sees once or not at all.
#[test]
fn planned_work_counts_against_the_promise() {
    for (every, chance_without) in [("1w", 0.0), ("10d", 0.3)] {
        let failures = json!([{"mtbf": "200h", "mttr": "30m"}]);
        let work = json!([{"every": every, "for": "40m"}]);
        let mut text = base(json!([{"id": "a", "failures": failures, "maintenance": work}]));
        text["objective"]["availability"] = json!(0.994);
        let answer = |text: &Value| {
            let analysis = analysis::analyze(&read(text), &analysis::Options::default()).unwrap();
            analysis.journeys[0].objective.clone().unwrap()
        };
        let exact = answer(&text);
        let seen = run(&read(&text), years(1_000.0)).journeys.remove(0);
        let breach = seen.window.breach_probability;
        assert_inside(breach, exact.breach_probability, 0.02);
        // While it is down anyway work costs nothing.
        near(
            exact.expected_seconds,
            604_800.0 * 0.5 / 200.5 + 2_400.0 * (200.0 / 200.5) * (1.0 - chance_without),
        );
        text["objective"]["exclude_maintenance"] = json!(true);
        let without = answer(&text);
        near(without.expected_seconds, 604_800.0 * 0.5 / 200.5);
        assert!(without.breach_probability < exact.breach_probability);
        // What never fails by itself is worked on all the same.
        text["objective"]["exclude_maintenance"] = json!(false);
        text["components"][0].as_object_mut().unwrap().remove("failures");
        near(answer(&text).expected_seconds, 2_400.0 * (1.0 - chance_without));
        near(answer(&text).breach_probability, 0.0);
        text["objective"]["availability"] = json!(0.999);
        near(answer(&text).breach_probability, 1.0 - chance_without);
    }
}

/// A promise that counts requests: a soft link that loses 30 % of them while its target is down breaks it as the target would break one with 10/3 of the
/// allowance, and the template's chances lie within what is simulated.
#[test]
fn requests_lost_by_soft_links_count_against_the_promise() {
    let failures = json!([{"mtbf": "200h", "mttr": "2h"}]);
    let mut text = base(json!([{"id": "a"}, {"id": "b", "failures": failures}]));
    text["links"] = json!([{"from": "a", "to": "b", "effect": "soft", "loss": 0.3}]);
    text["objective"] = json!({"availability": 0.994, "window": "month", "measure": "requests"});
    let answer = |text: &Value| {
        let analysis = analysis::analyze(&read(text), &analysis::Options::default()).unwrap();
        analysis.journeys[0].objective.clone().unwrap()
    };
    let soft = answer(&text);
    near(soft.expected_seconds, 0.3 * 2_592_000.0 * 2.0 / 202.0);
    // The same as a hard link with an allowance of 10/3, but for what is exact there.
    text["links"][0] = json!({"from": "a", "to": "b"});
    text["objective"]["availability"] = json!(0.98);
    let hard = answer(&text);
    assert!((soft.breach_probability / hard.breach_probability - 1.0).abs() < 0.01, "{soft:?} {hard:?}");

    let mut project =
        model::read(ninefold_engine::templates::find("ha-rest-api").unwrap().text).unwrap().project;
    let objective = project.objective.as_mut().unwrap();
    (objective.measure, objective.availability) = (Some(model::Measure::Requests), 0.99994);
    let exact = analysis::analyze(&project, &analysis::Options::default()).unwrap();
    let seen = run(&project, years(2_000.0));
    for (exact, seen) in exact.journeys.iter().zip(seen.journeys) {
        let objective = exact.objective.as_ref().unwrap();
        assert_inside(seen.window.breach_probability, objective.breach_probability, 0.05);
        near(objective.lost, 1.0 - exact.served_fraction);
    }
}

fn maintained(work: Value) -> Value {
    base(json!([{"id": "a", "copies": {"mode": "active-active", "count": 2}, "maintenance": [work]}]))
}

/// Two hours every week: 2/168 down, 52 times in 52 weeks; left out of the promise it is told apart.
#[test]
fn a_weekly_window() {
    let mut text = maintained(json!({"every": "1w", "at": "2d3h", "for": "2h"}));
    let simulation = run(&read(&text), years(40.0));
    let journey = &simulation.journeys[0];
    near(journey.unavailability.mean, 2.0 * 52.0 / 8_760.0);
    assert_eq!(journey.outage_seconds.max, 7_200.0);
    near(journey.outages_per_year.mean, 52.0);
    near(journey.window.breach_probability.mean, 1.0);
    assert_eq!(simulation.not_in_exact, ["planned maintenance"]);
    text["objective"]["exclude_maintenance"] = json!(true);
    let journey = run(&read(&text), years(40.0)).journeys.remove(0);
    assert_eq!((journey.unavailability.mean, journey.window.breach_probability.mean), (0.0, 0.0));
    near(journey.excluded_seconds_per_year, 2.0 * 52.0 * 3_600.0);
    // One copy after the other: the service never stops, unless both are needed.
    let mut text = maintained(json!({"every": "100h", "for": "3h", "scope": "copy"}));
    assert_eq!(run(&read(&text), years(40.0)).journeys[0].unavailability.mean, 0.0);
    text["components"][0]["copies"]["required"] = json!(2);
    let journey = run(&read(&text), years(40.0)).journeys.remove(0);
    assert!((journey.unavailability.mean - 0.06).abs() < 1e-3, "{:?}", journey.unavailability);
}

/// Monday to Friday 8 to 18 count. A zone that is down for an hour every night at 2 is never missed; every day at 12 it is: 5/50.
#[test]
fn service_hours_count() {
    let text = |at: &str| {
        let mut text = base(json!([{"id": "a", "zones": ["z"]}]));
        text["zones"] = json!([{"id": "z", "maintenance": [{"every": "1d", "at": at, "for": "1h"}]}]);
        text["objective"]["service_hours"] = json!({"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]});
        read(&text)
    };
    assert_eq!(run(&text("2h"), years(40.0)).journeys[0].unavailability.mean, 0.0);
    let journey = run(&text("12h"), years(40.0)).journeys.remove(0);
    assert!((journey.unavailability.mean - 0.1).abs() < 2e-4, "{:?}", journey.unavailability);
    // In a week 30 min of the 50 h are allowed and 5 h used.
    near(journey.window.breach_probability.mean, 1.0);
}

/// Service hours in the exact promise: what is allowed and expected is their share, and the chance of a miss takes the outages that reach into them, to first
/// order: within a tenth of what is simulated for short outages, long ones, and two kinds at once.
#[test]
fn service_hours_are_part_of_the_promise() {
    for failures in [
        json!([{"mtbf": "30d", "mttr": "1h"}]),
        json!([{"mtbf": "60d", "mttr": "8h"}]),
        json!([{"mtbf": "20d", "mttr": "20m"}, {"mtbf": "200d", "mttr": "2d"}]),
    ] {
        let mut text = base(json!([{"id": "a", "failures": failures}]));
        text["objective"] = json!({"availability": 0.999, "window": "month",
            "service_hours": {"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]}});
        let analysis = analysis::analyze(&read(&text), &analysis::Options::default()).unwrap();
        let exact = analysis.journeys[0].objective.clone().unwrap();
        // 50 of 168 hours, of 30 days.
        let month = 2_592_000.0 * 50.0 / 168.0;
        near(exact.allowed_seconds, 0.001 * month);
        near(exact.expected_seconds, analysis.journeys[0].unavailability * month);
        let seen = run(&read(&text), years(2_000.0)).journeys.remove(0).window.breach_probability;
        let off = exact.breach_probability / seen.mean - 1.0;
        assert!(off.abs() < 0.1, "{failures}: {} for {seen:?}", exact.breach_probability);
        // Around the clock it would be quite another chance.
        text["objective"].as_object_mut().unwrap().remove("service_hours");
        let all = analysis::analyze(&read(&text), &analysis::Options::default()).unwrap();
        let all = all.journeys[0].objective.clone().unwrap();
        assert!(all.breach_probability > 1.2 * seen.mean, "{failures}: {}", all.breach_probability);
    }
}

fn loaded(peak: f64, capacity: Value, failures: Value) -> Value {
    let copies = json!({"mode": "active-active", "count": 4, "required": 1});
    let mut text = base(json!([{"id": "a", "capacity": capacity, "copies": copies, "failures": failures}]));
    text["journeys"][0]["peak_rps"] = json!(peak);
    text
}

/// 300 requests a second, 100 a copy, and two of four copies gone for 2 h of a week: a third of the requests of 2 h is shed. One copy left
/// for another hour: two thirds.
#[test]
fn overload_is_shed() {
    let text = loaded(300.0, json!({"per_copy_rps": 100}), json!([]));
    let events = json!([{"at": "10h", "fail": "a", "copies": 2, "for": "2h"},
                        {"at": "20h", "fail": "a", "copies": 0.75, "for": "1h"}]);
    let simulation = play(text, events);
    let journey = &simulation.journeys[0];
    assert_eq!(journey.unavailability.mean, 0.0);
    let lost = (2.0 / 3.0 + 2.0 / 3.0) / 168.0;
    near(1.0 - journey.served_fraction.mean, lost);
    let scenario = simulation.scenario.as_ref().unwrap();
    near(scenario.journeys[0].lost_requests.unwrap().mean, lost * 168.0 * 3_600.0 * 300.0);
    assert_eq!(scenario.journeys[0].recovery_seconds.max, 0.0);
    assert!(scenario.not_recovered.is_empty() && !scenario.ordinary_failures);
    assert!(simulation.recording.iter().any(|event| event.change == "overloaded"));
}

/// The same, with an autoscaler that takes 15 minutes: a third of 15 min of requests, then none.
#[test]
fn autoscaling_takes_its_time() {
    let capacity = json!({"per_copy_rps": 100, "max_copies": 6, "scale_delay": {"fixed": {"value": "15m"}}});
    let events = json!([{"at": "10h", "fail": "a", "copies": 2, "for": "2h"}]);
    let journey = play(loaded(300.0, capacity, json!([])), events).journeys.remove(0);
    near(1.0 - journey.served_fraction.mean, 0.25 / 3.0 / 168.0);
}

/// The demand by hour: 100 a second from 8 to 20 o'clock and 50 at night, where 80 can be answered: a fifth of 12·100 of 12·100 + 12·50
/// requests; two months later, at 10 % a month, 1 − 80/121.
#[test]
fn demand_by_hour_and_growth() {
    let mut text = loaded(100.0, json!({"per_copy_rps": 20}), json!([]));
    let profile: Vec<f64> = (0..24).map(|hour| if (8..20).contains(&hour) { 1.0 } else { 0.5 }).collect();
    text["demand"] = json!({"growth_per_month": 0.1, "profile": profile});
    let project = read(&text);
    let lost = |month| 1.0 - run(&project, Options { month, ..years(2.0) }).journeys[0].served_fraction.mean;
    near(lost(0.0), 0.2 * 2.0 / 3.0);
    near(lost(2.0), (1.0 - 80.0 / 121.0) * 2.0 / 3.0);
}

/// Three copies, each failing every 100 h for 1 h; while one is missing the other two get too much and fail ten times as often. Birth and
/// death: rates 3λ, 2·10λ, 10λ up and μ, 2μ, 3μ down; down when all are. Two tenths of the requests are shed at two copies, 60 % at one.
#[test]
fn overload_cascades() {
    let copies = json!({"mode": "active-active", "count": 3, "required": 1});
    let capacity = json!({"per_copy_rps": 40, "overload_failures": 10});
    let mut text =
        base(json!([{"id": "a", "capacity": capacity, "copies": copies, "failures": failing(100.0, 1.0)}]));
    text["journeys"][0]["peak_rps"] = json!(100);
    let simulation = run(&read(&text), years(3_000.0));
    let journey = &simulation.journeys[0];
    let weights = [1.0, 3.0 * 0.01, 3.0 * 0.01 * 0.2 / 2.0, 3.0 * 0.01 * 0.2 / 2.0 * 0.1 / 3.0];
    let total: f64 = weights.iter().sum();
    assert_inside(journey.unavailability, weights[3] / total, 0.05);
    let lost = (weights[3] + 0.2 * weights[1] + 0.6 * weights[2]) / total;
    let seen = 1.0 - journey.served_fraction.mean;
    assert!((seen / lost - 1.0).abs() < 0.02, "{seen} {lost}");
    assert_eq!(simulation.not_in_exact, ["overload", "load"]);
}

/// The target is gone for 5 min from 1 h. Calls come 10 a second: after the timeout of 2 s and 30 calls (3 s) the breaker opens; it tries
/// every minute and closes 5 min after opening, at its fifth try: 5 s of everything lost, 300 s of a quarter.
#[test]
fn a_breaker_opens_and_closes() {
    let mut text = base(json!([{"id": "a"}, {"id": "s"}]));
    let breaker = json!({"threshold": 30, "timeout": "2s", "reset": "1m"});
    text["links"] = json!([{"from": "a", "to": "s", "effect": "soft", "loss": 0.25, "breaker": breaker}]);
    text["journeys"][0]["peak_rps"] = json!(10);
    let gone = json!([{"at": "1h", "fail": "s", "for": "5m"}]);
    let simulation = play(text.clone(), gone);
    let lost = (5.0 + 0.25 * 300.0) / 3_600.0;
    near((1.0 - simulation.journeys[0].served_fraction.mean) * 168.0, lost);
    let open = &simulation.breakers[0];
    near(open.open_share, 300.0 / 3_600.0 / 168.0);
    near(open.opened_per_year, 8_760.0 / 168.0);
    let words: Vec<_> = simulation.recording.iter().map(|event| event.change.as_str()).collect();
    assert!(words.contains(&"breaker open") && words.contains(&"breaker closed"), "{words:?}");
    // A call that takes 3 s longer than the timeout allows trips it too; one that stays below only slows the source.
    let slow = json!([{"at": "1h", "latency": "a", "to": "s", "by": "3s", "for": "5m"}]);
    near((1.0 - play(text.clone(), slow).journeys[0].served_fraction.mean) * 168.0, lost);
    let bearable = json!([{"at": "1h", "latency": "a", "to": "s", "by": "1s", "for": "5m"}]);
    assert_eq!(play(text, bearable).journeys[0].served_fraction.mean, 1.0);
}

/// A request takes 100 ms; over a link that is 300 ms slower a copy answers a quarter: 25 of 50 requests a second, for an hour.
#[test]
fn a_slow_link_takes_capacity() {
    let mut text = base(json!([{"id": "a", "capacity": {"per_copy_rps": 100}}, {"id": "b"}]));
    text["links"] = json!([{"from": "a", "to": "b"}]);
    text["journeys"][0]["peak_rps"] = json!(50);
    let slow = json!([{"at": "1h", "latency": "a", "to": "b", "by": "300ms", "for": "1h"}]);
    near((1.0 - play(text, slow).journeys[0].served_fraction.mean) * 168.0, 0.5);
}

/// A tenth of the calls fails for an hour; tried again twice, a thousandth does. 1.11 times the load is more than 110 can carry, so some
/// is shed: the least solution of p = 1 − 0.9·min(1, 110/sent).
#[test]
fn retries_help_and_add_load() {
    let text = |capacity: f64| {
        let mut text = base(json!([{"id": "a"}, {"id": "b", "capacity": {"per_copy_rps": capacity}}]));
        text["links"] = json!([{"from": "a", "to": "b", "retries": 2}]);
        text["journeys"][0]["peak_rps"] = json!(100);
        text
    };
    let events = json!([{"at": "1h", "brownout": "b", "share": 0.1, "for": "1h"}]);
    near((1.0 - play(text(200.0), events.clone()).journeys[0].served_fraction.mean) * 168.0, 0.001);
    let lost = (1.0 - play(text(110.0), events).journeys[0].served_fraction.mean) * 168.0;
    let (mut p, mut sent) = (0.1, 100.0);
    for _ in 0..10_000 {
        sent = 100.0 * (1.0 + p + p * p);
        p = 1.0 - 0.9 * f64::min(1.0, 110.0 / sent);
    }
    assert!(sent > 110.0);
    assert!((lost - p * p * p).abs() < 1e-9, "{lost} {}", p * p * p);
}

/// A cache that is empty for half an hour sends the database four times its load: 400 where 100 can be answered.
#[test]
fn a_flushed_cache() {
    let mut text =
        base(json!([{"id": "a"}, {"id": "cache"}, {"id": "db", "capacity": {"per_copy_rps": 200}}]));
    text["links"] =
        json!([{"from": "a", "to": "db"}, {"from": "a", "to": "cache", "effect": "soft", "loss": 0.1}]);
    text["journeys"][0]["peak_rps"] = json!(100);
    let events = json!([{"at": "1h", "flush": "cache", "load": 4, "for": "30m"}]);
    near((1.0 - play(text, events).journeys[0].served_fraction.mean) * 168.0, 0.25);
}

/// A soft target that loses 30 % of its calls for an hour costs its source 30 % of what it would lose without it.
#[test]
fn a_soft_target_browns_out() {
    let mut text = base(json!([{"id": "a"}, {"id": "s"}]));
    text["links"] = json!([{"from": "a", "to": "s", "effect": "soft", "loss": 0.5}]);
    let events = json!([{"at": "1h", "brownout": "s", "share": 0.3, "for": "1h"}]);
    near((1.0 - play(text, events).journeys[0].served_fraction.mean) * 168.0, 0.15);
}

/// With "any" the two targets share the requests: 120 a second over two that answer 50 each, a sixth is shed; with one alone, 70 of 120.
#[test]
fn alternatives_share_the_load() {
    let part = |id: &str| json!({"id": id, "capacity": {"per_copy_rps": 50}});
    let mut text = base(json!([{"id": "a", "needs": "any"}, part("b"), part("c")]));
    text["links"] = json!([{"from": "a", "to": "b"}, {"from": "a", "to": "c"}]);
    text["journeys"][0]["peak_rps"] = json!(120);
    let events = json!([{"at": "1h", "fail": "c", "for": "1h"}]);
    let journey = play(text, events).journeys.remove(0);
    near((1.0 - journey.served_fraction.mean) * 168.0, 167.0 / 6.0 + 70.0 / 120.0);
}
