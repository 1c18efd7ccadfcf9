//! The simulation against digits from outside: arithmetic by hand, Markov chains solved on paper, published cases,
//! and against the exact answer. Every expected value must lie in the simulated 99 % interval at the seed written here.
#![allow(clippy::unwrap_used)]

mod bytes;
mod causes;
mod chains;
mod chaos;
mod coverage;
mod cross;
mod groups;
mod moving_back;
mod operations;
mod oracles;
mod published;
mod random;
mod scripted;
mod steady;
mod switching;
mod windows;

use ninefold_engine::model;
use ninefold_engine::simulation::{Collector, Interval, JourneySimulation, Options, Plan, Simulation};
use serde_json::{Value, json};

fn project(zones: Value, components: Value, links: Value, entry: &str) -> model::Project {
    let project = json!({
        "format": "ninefold/1", "zones": zones, "components": components, "links": links,
        "objective": {"availability": 0.999},
        "journeys": [{"id": "j", "entry": entry}]
    });
    model::read(&project.to_string()).unwrap().project
}

fn run(project: &model::Project, options: Options) -> Simulation {
    let plan = Plan::new(project, options).unwrap();
    let mut collector = Collector::new(&plan);
    for index in 0..plan.blocks() {
        collector.add(plan.run_block(index, &mut |_| true).unwrap());
        if collector.enough() {
            break;
        }
    }
    collector.finish()
}

fn years(years: f64) -> Options {
    Options { years, seed: 7, ..Options::default() }
}

fn simulate(components: Value, links: Value, entry: &str, length: f64) -> JourneySimulation {
    run(&project(json!([]), components, links, entry), years(length)).journeys.remove(0)
}

fn one(component: Value, length: f64) -> JourneySimulation {
    let id = component["id"].as_str().unwrap().to_owned();
    simulate(json!([component]), json!([]), &id, length)
}

fn links(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(from, to)| json!({"from": from, "to": to})).collect()
}

/// The expected value lies inside, and the interval is narrow enough for that to mean something.
fn assert_inside(interval: Interval, expected: f64, widest: f64) {
    let Interval { mean, low, high } = interval;
    assert!(low <= expected && expected <= high, "{expected} is outside {low} … {high} around {mean}");
    assert!((high - low) / 2.0 <= widest * expected, "{low} … {high} is wider than ±{widest} of {expected}");
}

fn failing(mtbf: f64, mttr: f64) -> Value {
    json!([{"mtbf": mtbf, "mttr": mttr}])
}
