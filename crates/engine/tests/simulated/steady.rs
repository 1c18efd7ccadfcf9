//! Long-run averages of independent parts.

use ninefold_engine::analysis;
use serde_json::{Value, json};

use crate::{assert_inside, failing, links, one, project, run, simulate, years};

/// mttr/(mtbf + mttr) = 2/100; 8,760/100 outages a year; mean outage 2 h.
#[test]
fn one_machine() {
    let answer = one(json!({"id": "a", "failures": failing(98.0, 2.0)}), 600.0);
    assert_inside(answer.unavailability, 0.02, 0.03);
    assert_inside(answer.outages_per_year, 87.6, 0.02);
    assert!((answer.outage_seconds.mean / 7_200.0 - 1.0).abs() < 0.02);
    assert!((answer.outage_seconds.p50 / (7_200.0 * std::f64::consts::LN_2) - 1.0).abs() < 0.03);
    assert!((answer.availability.mean - 0.98).abs() < 0.001);
}

/// Long-run availability depends on means only, whatever the laws: 20 h/(980 h + 20 h).
#[test]
fn every_law_has_its_mean() {
    let laws = [
        json!({"exponential": {"mean": 980}}),
        json!({"fixed": {"value": 980}}),
        json!({"weibull": {"mean": 980, "shape": 0.7}}),
        json!({"weibull": {"mean": 980, "shape": 3}}),
        json!({"lognormal": {"mean": 980, "sigma": 1.2}}),
        json!({"gamma": {"mean": 980, "shape": 0.5}}),
        json!({"uniform": {"low": 0, "high": 1960}}),
        json!({"empirical": {"samples": [80, 880, 1980]}}),
    ];
    for law in laws {
        let repair = json!({"lognormal": {"mean": 20, "p95": 50}});
        let answer = one(json!({"id": "a", "failures": [{"mtbf": law, "mttr": repair}]}), 3_000.0);
        assert_inside(answer.unavailability, 0.02, 0.04);
    }
}

/// 1 − 0.98 · 0.95 in series, 0.02 · 0.05 in parallel.
#[test]
fn series_and_parallel() {
    let parts = |rule: &str| {
        json!([{"id": "j", "needs": rule}, {"id": "a", "failures": failing(98.0, 2.0)},
               {"id": "b", "failures": failing(95.0, 5.0)}])
    };
    let both = links(&[("j", "a"), ("j", "b")]);
    assert_inside(simulate(parts("all"), both.clone(), "j", 600.0).unavailability, 0.069, 0.02);
    let parallel = simulate(parts("any"), both, "j", 3_000.0);
    assert_inside(parallel.unavailability, 0.001, 0.03);
    // Frequency: (0.02 · 0.05)(1/2 + 1/5) an hour.
    assert_inside(parallel.outages_per_year, 0.001 * 0.7 * 8_760.0, 0.03);
}

/// Binomial: at least 3 of 5 at 0.9 fail with probability 0.00856.
#[test]
fn three_of_five() {
    let copies = json!({"mode": "active-active", "count": 5, "required": 3});
    let answer = one(json!({"id": "a", "failures": failing(9.0, 1.0), "copies": copies}), 300.0);
    assert_inside(answer.unavailability, 0.008_56, 0.03);
}

/// Two services that both need one database: the database counts once. 1 − 0.99 · (1 − 0.02²).
#[test]
fn shared_component_counts_once() {
    let parts = json!([
        {"id": "j", "needs": "any"}, {"id": "a", "failures": failing(98.0, 2.0)},
        {"id": "b", "failures": failing(98.0, 2.0)}, {"id": "db", "failures": failing(99.0, 1.0)}
    ]);
    let all = links(&[("j", "a"), ("j", "b"), ("a", "db"), ("b", "db")]);
    assert_inside(simulate(parts, all, "j", 4_000.0).unavailability, 1.0 - 0.99 * (1.0 - 0.0004), 0.02);
}

/// A zone takes its copies along: with both copies in one zone, 1 − 0.99(1 − 0.02²); one in each of two, 0.0298².
#[test]
fn zones_are_shared() {
    let zones = json!([
        {"id": "r"}, {"id": "x", "parent": "r", "failures": failing(99.0, 1.0)},
        {"id": "y", "failures": failing(99.0, 1.0)}
    ]);
    let pair = |zones: Value| {
        json!([{"id": "a", "failures": failing(98.0, 2.0), "zones": zones,
                "copies": {"mode": "active-active", "count": 2}}])
    };
    let together = project(zones.clone(), pair(json!(["x"])), json!([]), "a");
    let answer = run(&together, years(600.0)).journeys.remove(0);
    assert_inside(answer.unavailability, 1.0 - 0.99 * (1.0 - 0.0004), 0.03);
    let apart = project(zones, pair(json!(["x", "y"])), json!([]), "a");
    let answer = run(&apart, years(3_000.0)).journeys.remove(0);
    assert_inside(answer.unavailability, 0.0298 * 0.0298, 0.03);
}

/// A common cause takes both copies: 1 − (1/1.01)(1 − 0.02²).
#[test]
fn common_cause() {
    let failures =
        json!([{"mtbf": 98, "mttr": 2}, {"name": "deploy", "scope": "all", "mtbf": 100, "mttr": 1}]);
    let copies = json!({"mode": "active-active", "count": 2});
    let answer = one(json!({"id": "a", "failures": failures, "copies": copies}), 600.0);
    assert_inside(answer.unavailability, 1.0 - (1.0 - 0.0004) / 1.01, 0.03);
}

/// The yardstick of the design: both methods agree on every measure they share.
#[test]
fn agrees_with_the_exact_answer() {
    let pair =
        |required: u32, count: u32| json!({"mode": "active-active", "count": count, "required": required});
    let cache = |id: &str| json!({"id": id, "zones": ["a", "b"], "failures": failing(1000.0, 0.1), "copies": pair(1, 2)});
    let database = json!({"mode": "active-passive", "failover": {"time": {"uniform": {"low": "30s", "high": "60s"}},
                          "success": 0.99}});
    let zones = json!([{"id": "a", "failures": failing(17_520.0, 2.0)}, {"id": "b", "failures": failing(17_520.0, 2.0)}]);
    let components = json!([
        {"id": "dns", "failures": failing(20_000.0, 0.5)},
        {"id": "lb", "zones": ["a", "b"], "failures": failing(8_000.0, 0.5), "copies": pair(1, 2)},
        {"id": "api", "zones": ["a", "b"], "failures": failing(2_000.0, 0.25), "copies": pair(3, 4)},
        {"id": "db", "zones": ["a", "b"], "failures": failing(4_000.0, 4.0), "copies": database},
        cache("c1"), cache("c2"), cache("c3")
    ]);
    let all =
        links(&[("dns", "lb"), ("lb", "api"), ("api", "db"), ("api", "c1"), ("api", "c2"), ("api", "c3")]);
    let project = project(zones, components, all, "dns");
    let exact = analysis::analyze(&project, &analysis::Options::default()).unwrap().journeys.remove(0);
    let simulated = run(&project, years(20_000.0)).journeys.remove(0);
    assert_inside(simulated.unavailability, exact.unavailability, 0.04);
    assert_inside(simulated.outages_per_year, exact.outages_per_year, 0.02);
    assert_inside(simulated.served_fraction, exact.served_fraction, 0.01);
}
