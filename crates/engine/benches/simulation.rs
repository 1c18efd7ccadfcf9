//! How fast failures are played out, on one thread: the yardstick of the measurements (DNS, two load balancers, four API servers of which three
//! are needed, a database pair with failover, three cache shards of two, two zones), the same with other laws, and templates.
//! Best of several runs: the machine is shared.
#![allow(missing_docs, clippy::unwrap_used)]
// A bench looks at the clock; the engine does not.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::time::Instant;

use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::{Collector, Options, Plan};
use ninefold_engine::templates;
use serde_json::{Value, json};

const RUNS: usize = 5;

/// The yardstick; `law` makes the times to failure of its components.
fn yardstick(law: impl Fn(f64) -> Value) -> Project {
    let failing = |mtbf: f64, mttr: f64| json!([{"mtbf": law(mtbf), "mttr": mttr}]);
    let pair =
        |required: u32, count: u32| json!({"mode": "active-active", "count": count, "required": required});
    let places = json!(["a", "b"]);
    let cache =
        |id: &str| json!({"id": id, "zones": places, "failures": failing(1000.0, 0.1), "copies": pair(1, 2)});
    let database = json!({"mode": "active-passive", "failover": {"time": {"uniform": {"low": "30s", "high": "60s"}},
                          "success": 0.99}});
    let zone = |id: &str| json!({"id": id, "failures": [{"mtbf": 17_520.0, "mttr": 2.0}]});
    let links: Vec<Value> =
        [("dns", "lb"), ("lb", "api"), ("api", "db"), ("api", "c1"), ("api", "c2"), ("api", "c3")]
            .iter()
            .map(|(from, to)| json!({"from": from, "to": to}))
            .collect();
    let text = json!({
        "format": "ninefold/1", "objective": {"availability": 0.9995}, "zones": [zone("a"), zone("b")],
        "components": [
            {"id": "dns", "failures": failing(20_000.0, 0.5)},
            {"id": "lb", "zones": places, "failures": failing(8_000.0, 0.5), "copies": pair(1, 2)},
            {"id": "api", "zones": places, "failures": failing(2_000.0, 0.25), "copies": pair(3, 4)},
            {"id": "db", "zones": places, "failures": failing(4_000.0, 4.0), "copies": database},
            cache("c1"), cache("c2"), cache("c3")
        ],
        "links": links, "journeys": [{"id": "j", "entry": "dns"}]
    });
    model::read(&text.to_string()).unwrap().project
}

fn measure(name: &str, project: &Project, years: f64) {
    let plan = Plan::new(project, Options { years, ..Options::default() }).unwrap();
    let mut best = f64::INFINITY;
    let mut answer = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut collector = Collector::new(&plan);
        (0..plan.blocks()).for_each(|index| collector.add(plan.run_block(index, &mut |_| true).unwrap()));
        let simulation = collector.finish();
        best = best.min(start.elapsed().as_secs_f64());
        answer = Some(simulation);
    }
    let answer = answer.unwrap();
    println!(
        "{name:32} {:>12} {:>9.3} {:>12.1} {:>14.0} {:>14.4e}",
        answer.events,
        best,
        answer.events as f64 / best / 1e6,
        answer.years / best,
        answer.journeys[0].unavailability.mean
    );
}

fn main() {
    println!(
        "{:32} {:>12} {:>9} {:>12} {:>14} {:>14}",
        "model", "events", "seconds", "M events/s", "years/s", "unavailability"
    );
    let years: f64 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000.0);
    measure("yardstick, exponential", &yardstick(|mean| json!(mean)), years);
    let weibull = |mean: f64| json!({"weibull": {"mean": mean, "shape": 1.5}});
    measure("yardstick, Weibull failures", &yardstick(weibull), years);
    for template in templates::all() {
        let Ok(loaded) = model::read(template.text) else { continue };
        if !loaded.project.journeys().is_empty() {
            measure(template.id, &loaded.project, years / 5.0);
        }
    }
}
