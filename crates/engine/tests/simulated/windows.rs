//! What one window brings, on every template: chance of breach, quantiles of the downtime, the longest outage of a year.

use ninefold_engine::simulation::Options;
use ninefold_engine::{analysis, model, templates};

use crate::{run, years};

#[test]
fn templates_by_both_methods() {
    let mut compared = 0;
    for template in templates::all() {
        let Ok(read) = model::read(template.text) else { continue };
        if read.project.journeys().is_empty() {
            continue;
        }
        let options = analysis::Options { window: true, ..Default::default() };
        let exact = analysis::analyze_in_full(&read.project, &options).unwrap();
        let simulated = run(&read.project, Options { confidence: 0.999, ..years(10_000.0) });
        for (exact, simulated) in exact.journeys.iter().zip(&simulated.journeys) {
            let breach = exact.objective.as_ref().unwrap().breach_probability;
            let interval = simulated.window.breach_probability;
            let what = format!("{} {}: {breach} {interval:?}", template.id, exact.id);
            assert!(interval.low * 0.99 <= breach && breach <= interval.high * 1.01, "{what}");
            let window = exact.window.as_ref().unwrap();
            let (own, seen) = (window.downtime_seconds, simulated.window.downtime_seconds);
            let (longest, seen_longest) =
                (window.longest_outage_seconds_per_year, simulated.longest_outage_seconds_per_year);
            for (name, own, seen, error) in [
                ("p50", own.p50, seen.p50, if template.id == "three-zone-saas" { 0.09 } else { 0.06 }),
                ("p90", own.p90, seen.p90, 0.04),
                ("p95", own.p95, seen.p95, 0.04),
                ("p99", own.p99, seen.p99, 0.06),
                ("longest p50", longest.p50, seen_longest.p50, 0.04),
                ("longest p90", longest.p90, seen_longest.p90, 0.05),
                ("longest p99", longest.p99, seen_longest.p99, 0.12),
            ] {
                // Below a second the median lies where the law climbs steeply from "no downtime": to a second is near enough.
                let slack = if name == "p50" && seen > 0.0 { 1.0 } else { 0.0 };
                assert!(
                    (own - seen).abs() <= (error * seen).max(slack),
                    "{} {} {name}: {own} {seen}",
                    template.id,
                    exact.id
                );
                compared += 1;
            }
        }
    }
    assert!(compared >= 28, "{compared}");
}
