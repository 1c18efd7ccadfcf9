//! Are the intervals honest? Over 200 seeds the 95 % interval must hold the exact value in 90 to 99 % of them, with a few years each.

use ninefold_engine::analysis;
use ninefold_engine::model::Project;
use ninefold_engine::simulation::{Collector, Interval, Options, Plan};
use serde_json::json;

use crate::{failing, links, project};

const SEEDS: u64 = 200;

/// How often each of the exact figures lies inside: unavailability, outages, served fraction, chance of breach.
fn covered(project: &Project, years: f64) -> [u64; 4] {
    let exact = analysis::analyze(project, &analysis::Options::default()).unwrap().journeys.remove(0);
    let breach = exact.objective.as_ref().map_or(0.0, |objective| objective.breach_probability);
    let mut counts = [0; 4];
    for seed in 1..=SEEDS {
        let plan = Plan::new(project, Options { years, seed, confidence: 0.95, ..Options::default() }).unwrap();
        let mut collector = Collector::new(&plan);
        (0..plan.blocks()).for_each(|index| collector.add(plan.run_block(index, &mut |_| true).unwrap()));
        let seen = collector.finish().journeys.remove(0);
        let inside = |interval: Interval, value: f64| u64::from(interval.low <= value && value <= interval.high);
        counts[0] += inside(seen.unavailability, exact.unavailability);
        counts[1] += inside(seen.outages_per_year, exact.outages_per_year);
        counts[2] += inside(seen.served_fraction, exact.served_fraction);
        counts[3] += inside(seen.window.breach_probability, breach);
    }
    counts
}

fn assert_honest(what: &str, counts: &[u64]) {
    println!("{what}: {counts:?} of {SEEDS}");
    for (measure, &count) in counts.iter().enumerate() {
        let share = count as f64 / SEEDS as f64;
        assert!((0.90..=0.995).contains(&share), "{what}, measure {measure}: {share} of 200 intervals hold the exact value");
    }
}

#[test]
fn one_machine() {
    let single = project(json!([]), json!([{"id": "a", "failures": failing(300.0, 1.0)}]), json!([]), "a");
    assert_honest("one machine", &covered(&single, 100.0));
}

#[test]
fn a_pair_behind_a_machine() {
    let copies = json!({"mode": "active-active", "count": 2, "detection": "20m"});
    let parts = json!([{"id": "a", "failures": failing(2_000.0, 0.5)},
                       {"id": "b", "failures": failing(200.0, 4.0), "copies": copies}]);
    let pair = project(json!([]), parts, links(&[("a", "b")]), "a");
    let counts = covered(&pair, 100.0);
    assert_honest("a pair behind a machine", &counts[..3]);
}

#[test]
fn a_standby_over_zones() {
    let zones = json!([{"id": "x", "failures": failing(4_000.0, 3.0)}, {"id": "y", "failures": failing(4_000.0, 3.0)}]);
    let copies = json!({"mode": "active-passive", "failover": {"time": "1m", "success": 0.9, "manual": "30m"}});
    let parts = json!([{"id": "a", "zones": ["x", "y"], "failures": failing(900.0, 5.0), "copies": copies}]);
    let counts = covered(&project(zones, parts, json!([]), "a"), 100.0);
    assert_honest("a standby over zones", &counts[..2]);
}
