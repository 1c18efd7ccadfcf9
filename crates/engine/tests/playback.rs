//! A run played again to be looked at is the run the answer was computed from.

#![allow(clippy::unwrap_used)]

use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::playback::{Recorder, Recording};
use ninefold_engine::simulation::{Collector, Options, Plan, Simulation};

fn project(text: &str) -> Project {
    model::read(text).unwrap().project
}

fn simulated(plan: &Plan) -> Simulation {
    let mut collector = Collector::new(plan);
    (0..plan.blocks()).for_each(|at| collector.add(plan.run_block(at, &mut |_| true).unwrap()));
    collector.finish()
}

fn recorded(plan: &Plan, run: u64) -> Recording {
    let mut recorder = Recorder::new(plan, run);
    while !recorder.advance(plan, 777) {}
    recorder.into_recording(plan)
}

const SHOP: &str = r#"{"format": "ninefold/1", "objective": {"availability": 0.99, "window": "month"},
    "zones": [{"id": "z", "failures": [{"mtbf": "90d", "mttr": "2h"}]}],
    "components": [
        {"id": "web", "failures": [{"mtbf": "40d", "mttr": "1h"}], "copies": {"mode": "active-active", "count": 2, "required": 1, "detection": "1m"}},
        {"id": "db", "zones": ["z"], "failures": [{"mtbf": "60d", "mttr": "3h"}],
         "copies": {"mode": "active-passive", "standby": 1, "failover": {"time": "2m", "success": 0.9, "manual": "30m"}}}],
    "links": [{"from": "web", "to": "db"}], "journeys": [{"id": "j", "entry": "web"}]}"#;

/// Downtime and outages of all runs, read off their recordings, are the answer's.
#[test]
fn recordings_add_up_to_the_answer() {
    let plan = Plan::new(&project(SHOP), Options { years: 300.0, seed: 5, ..Options::default() }).unwrap();
    let answer = simulated(&plan);
    let (mut down, mut began, mut seconds) = (0.0, 0, 0.0);
    for run in 0..plan.replications() {
        let recording = recorded(&plan, run);
        assert!(!recording.cut);
        seconds += recording.seconds;
        for (from, to) in recording.outages("j") {
            down += to - from;
            // One that was under way at the beginning of a run did not begin in it.
            began += u64::from(from > 0.0);
        }
    }
    let journey = &answer.journeys[0];
    assert!((down / seconds / journey.unavailability.mean - 1.0).abs() < 1e-9, "{down} of {seconds}");
    let outages = journey.outages_per_year.mean * answer.years;
    assert!((outages - began as f64).abs() < 1e-6 * outages, "{outages} and {began}");
    assert!(began > 1_000);
}

/// The states of things say the same as the words of the events.
#[test]
fn states_follow_a_script() {
    let text = SHOP.trim_end_matches('}').to_owned()
        + r#", "scenarios": [{"name": "s", "events": [{"at": "1h", "fail": "z", "for": "2h"}, {"at": "10h", "fail": "web", "copies": 1, "for": "1h"}]}]}"#;
    let options = Options { years: 1.0, scenario: Some("s".to_owned()), ..Options::default() };
    let plan = Plan::new(&project(&text), options).unwrap();
    let recording = recorded(&plan, 0);
    let state = |id: &str, hours: f64| {
        let until = recording.events.iter().take_while(|event| event.at <= hours * 3_600.0);
        until.filter_map(|event| event.states.get(id)).last().map_or("up", String::as_str)
    };
    assert_eq!([0.5, 2.0, 4.0].map(|hours| state("z", hours)), ["up", "down", "up"]);
    assert_eq!([0.5, 2.0, 4.0].map(|hours| state("db", hours)), ["up", "down", "up"]);
    assert_eq!([2.0, 10.5, 11.5].map(|hours| state("web", hours)), ["down", "degraded", "up"]);
}

/// What happens more often than can be kept is cut, and says until when it goes.
#[test]
fn a_full_record_says_where_it_ends() {
    let text = r#"{"format": "ninefold/1", "components": [{"id": "x", "failures": [{"mtbf": "1h", "mttr": "1m"}]}],
        "journeys": [{"id": "j", "entry": "x"}]}"#;
    let plan = Plan::new(&project(text), Options { years: 100.0, ..Options::default() }).unwrap();
    let recording = recorded(&plan, 3);
    assert!(recording.cut && recording.until() < recording.seconds);
    assert_eq!(recording.until(), recording.events.last().unwrap().at);
    assert!(recording.events.len() <= 10_000);
}
