//! What ended service, and at which hour of the day.

use ninefold_engine::model;
use ninefold_engine::simulation::{JourneySimulation, Options};
use serde_json::json;

use crate::{assert_inside, failing, links, project, run, years};

/// In series, λa = 1/100, μa = 1/10, λb = 1/50, μb = 1/5 an hour. By hand: an outage begun by a lasts T_a = (1 + λb·T)/(μa + λb), one begun
/// by b T_b = (1 + λa·T)/(μb + λa), where both are down T = (1 + μa·T_b + μb·T_a)/(μa + μb) = 12; so T_a = 31/3 and T_b = 16/3, and a begins
/// one of three: downtime 31/9 of 63/9. A cycle lasts 100/3 + 7 hours.
#[test]
fn outages_are_charged_to_what_they_began_with() {
    let components =
        json!([{"id": "a", "failures": failing(100.0, 10.0)}, {"id": "b", "failures": failing(50.0, 5.0)}]);
    let seen = run(&project(json!([]), components, links(&[("a", "b")]), "a"), years(3_000.0));
    let journey = &seen.journeys[0];
    let [b, a] = &journey.causes[..] else { panic!("{:?}", journey.causes) };
    assert_eq!((b.id.as_str(), a.id.as_str(), a.kind.as_str()), ("b", "a", "failure"));
    let cycles = 8_760.0 / (100.0 / 3.0 + 7.0);
    assert_inside(a.downtime_seconds_per_year, cycles * 31.0 / 9.0 * 3_600.0, 0.02);
    assert_inside(b.downtime_seconds_per_year, cycles * 32.0 / 9.0 * 3_600.0, 0.02);
    assert!((a.share - 31.0 / 63.0).abs() < 0.01 && (a.share + b.share - 1.0).abs() < 1e-12);
    assert!((b.outages_per_year / a.outages_per_year - 2.0).abs() < 0.05);
}

fn adds_up(journey: &JourneySimulation) {
    let down: f64 = journey.causes.iter().map(|cause| cause.downtime_seconds_per_year.mean).sum();
    let all = journey.unavailability.mean * 31_536_000.0;
    assert!((down / all - 1.0).abs() < 1e-9, "{down} {all}");
    let outages: f64 = journey.causes.iter().map(|cause| cause.outages_per_year).sum();
    assert!((outages / journey.outages_per_year.mean - 1.0).abs() < 1e-9);
    let day: f64 = journey.hours_of_day.iter().map(|hour| hour.unavailability.mean).sum();
    assert!((day / 24.0 / journey.unavailability.mean - 1.0).abs() < 1e-9);
    let lost: f64 = journey.hours_of_day.iter().map(|hour| hour.lost_fraction.mean).sum();
    assert!((lost / 24.0 / (1.0 - journey.served_fraction.mean) - 1.0).abs() < 1e-6);
}

/// Causes of every kind, in quiet times and without: they add up to all downtime, and so do the hours of the day.
#[test]
fn causes_and_hours_add_up() {
    let copies = json!({"mode": "active-passive", "failover": {"time": "1m", "success": 0.95, "manual": "1h"},
                        "failback": {"time": "30s"}});
    let mut all = json!([
        {"id": "a", "zones": ["x", "y"], "failures": [{"mtbf": "60h", "mttr": "1h"},
            {"name": "bad deploy", "scope": "all", "mtbf": "99d", "mttr": "20m"}],
         "copies": {"mode": "active-active", "count": 3, "required": 2, "detection": "3m"}},
        {"id": "b", "zones": ["x", "y"], "failures": failing(100.0, 2.0), "copies": copies}
    ]);
    let zones =
        json!([{"id": "x", "failures": failing(720.0, 5.0)}, {"id": "y", "failures": failing(900.0, 4.0)}]);
    for maintained in [false, true] {
        if maintained {
            all[0]["maintenance"] = json!([{"name": "patching", "every": "1w", "at": "50h", "for": "3h"}]);
        }
        let project = project(zones.clone(), all.clone(), links(&[("a", "b")]), "a");
        let seen = run(&project, years(400.0));
        let journey = &seen.journeys[0];
        adds_up(journey);
        let kinds = ["failure", "common cause", "zone", "failback"];
        for kind in kinds.into_iter().chain(maintained.then_some("maintenance")) {
            assert!(journey.causes.iter().any(|cause| cause.kind == kind), "{kind}");
        }
        let named = |name: &str| journey.causes.iter().find(|cause| cause.name == name);
        assert_eq!(named("bad deploy").map(|cause| cause.id.as_str()), Some("a"));
        assert_eq!(named("patching").is_some(), maintained);
    }
}

/// Work for two hours every Wednesday at 3 (52 times in 365 days): hours 3 and 4 are down 52 of 365 times, no other is. With promises about
/// 8 to 18 o'clock only, those ten hours are told.
#[test]
fn the_hour_of_the_day() {
    let work = |at: &str| json!([{"every": "1w", "at": at, "for": "2h"}]);
    let mut text = json!({"format": "ninefold/1", "components": [{"id": "a", "maintenance": work("2d3h")}],
        "objective": {"availability": 0.99}, "journeys": [{"id": "j", "entry": "a"}]});
    let play = |text: &serde_json::Value| {
        let project = model::read(&text.to_string()).unwrap().project;
        run(&project, Options { years: 2.0, seed: 7, ..Options::default() }).journeys.remove(0)
    };
    let journey = play(&text);
    assert_eq!(journey.hours_of_day.len(), 24);
    for hour in &journey.hours_of_day {
        let expected = if (3..5).contains(&hour.hour) { 52.0 / 365.0 } else { 0.0 };
        assert!((hour.unavailability.mean - expected).abs() < 1e-9, "{hour:?}");
    }
    assert_eq!((journey.causes.len(), journey.causes[0].kind.as_str()), (1, "maintenance"));
    text["components"][0]["maintenance"] = work("2d17h");
    text["objective"]["service_hours"] = json!({"from": "8h", "to": "18h"});
    let journey = play(&text);
    let hours: Vec<u32> = journey.hours_of_day.iter().map(|hour| hour.hour).collect();
    assert_eq!(hours, (8..18).collect::<Vec<u32>>());
    assert!((journey.hours_of_day[9].unavailability.mean - 52.0 / 365.0).abs() < 1e-9);
}

/// An outage of weeks: whole days are booked at once, and the hours still add up.
#[test]
fn long_outages_fill_every_hour() {
    let components = json!([{"id": "a", "failures": failing(2_000.0, 500.0)}]);
    adds_up(&run(&project(json!([]), components, json!([]), "a"), years(300.0)).journeys[0]);
}
