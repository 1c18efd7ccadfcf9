//! Standby copies, switching, crews, failover between targets, soft links: chains and sums that can be done by hand.

use serde_json::{Value, json};

use crate::{assert_inside, failing, links, one, project, run, simulate, years};

fn standby(mtbf: f64, mttr: f64, copies: Value) -> Value {
    let mut all = json!({"mode": "active-passive"});
    all.as_object_mut().unwrap().extend(copies.as_object().unwrap().clone());
    json!({"id": "db", "failures": failing(mtbf, mttr), "copies": all})
}

/// A hot pair whose switch-over always takes 6 min: both down 0.04², and 6 min after each failure of the serving copy while
/// the other works. The serving copy fails 1/48 an hour of the time one serves, which is nearly always:
/// the cycle of states (both work; one works, serving; switching; none) solved in `chain`.
#[test]
fn hot_standby_pays_each_switch() {
    let failover = json!({"failover": {"time": "0.1h"}});
    let answer = one(standby(48.0, 2.0, failover), 1_500.0);
    assert_inside(answer.unavailability, hot_pair(1.0 / 48.0, 0.5, 10.0), 0.03);
}

/// States: 0 both work, 1 one serves and the other is down, 2 switching (one works), 3 none works.
/// Switching ends at rate `switch`; here the time is exponential, as a duration alone is.
fn hot_pair(fail: f64, repair: f64, switch: f64) -> f64 {
    // 2' : switching, but the failed copy is repaired meanwhile (both work).
    // Balance, state by state, by iteration of the uniformised chain.
    let rates = [
        (0, 2, fail),
        (0, 1, fail),
        (1, 0, repair),
        (1, 3, fail),
        (2, 1, switch),
        (2, 4, repair),
        (2, 3, fail),
        (4, 0, switch),
        (4, 2, 2.0 * fail),
        (3, 1, 2.0 * repair),
    ];
    let p = steady_state(5, &rates);
    p[2] + p[3] + p[4]
}

/// The long run of a small chain by stepping it until it stands: slow, plain, and not the engine's method.
fn steady_state(states: usize, rates: &[(usize, usize, f64)]) -> Vec<f64> {
    let fastest = 2.0 * rates.iter().map(|rate| rate.2).sum::<f64>();
    let mut p = vec![1.0 / states as f64; states];
    for _ in 0..20_000 {
        let mut next = p.clone();
        for &(from, to, rate) in rates {
            let flow = p[from] * rate / fastest;
            next[from] -= flow;
            next[to] += flow;
        }
        p = next;
    }
    p
}

/// Cold pair that starts in no time: states 0, 1, 2 copies in repair, of which 0 and 1 serve.
#[test]
fn cold_standby_does_not_fail_while_it_waits() {
    let answer = one(standby(50.0, 2.0, json!({"standby_state": "cold"})), 2_000.0);
    let p = steady_state(3, &[(0, 1, 0.02), (1, 0, 0.5), (1, 2, 0.02), (2, 1, 1.0)]);
    assert_inside(answer.unavailability, p[2], 0.05);
    // Starting costs: each of the failures from state 0 adds 0.1 h (exponential: a failure or a repair can come before).
    let answer = one(standby(50.0, 2.0, json!({"standby_state": {"cold": {"start": "0.1h"}}})), 1_000.0);
    let rates =
        [(0, 3, 0.02), (3, 1, 10.0), (3, 4, 0.5), (4, 0, 10.0), (1, 0, 0.5), (1, 2, 0.02), (2, 1, 1.0)];
    let p = steady_state(5, &rates);
    assert_inside(answer.unavailability, p[2] + p[3] + p[4], 0.04);
}

/// A warm standby at 0.4 of the rate, and laws that are not memoryless: its clock just runs slower. With fixed up times of
/// 100 h and repairs of 10 h the pair alternates: 100 h each, and the standby would last 250 h: nothing is ever down.
#[test]
fn warm_standby_has_a_slower_clock() {
    let answer = one(standby(50.0, 2.0, json!({"standby_state": {"warm": {"factor": 0.4}}})), 2_000.0);
    let p = steady_state(3, &[(0, 1, 0.028), (1, 0, 0.5), (1, 2, 0.02), (2, 1, 1.0)]);
    assert_inside(answer.unavailability, p[2], 0.05);
    let fixed = json!([{"mtbf": {"fixed": {"value": 100}}, "mttr": {"fixed": {"value": 10}}}]);
    let copies = json!({"mode": "active-passive", "standby_state": "cold"});
    let answer = one(json!({"id": "db", "failures": fixed, "copies": copies}), 300.0);
    assert_eq!(answer.unavailability.mean, 0.0);
}

/// A failed switch waits for the copy (2 h) or a person (1 h), whichever is first: mean 2/3 h, one in ten failures.
#[test]
fn a_failed_switch_waits_for_repair_or_a_person() {
    let failover = json!({"standby_state": "cold", "failover": {"time": {"fixed": {"value": 0}}, "success": 0.9, "manual": "1h"}});
    let answer = one(standby(50.0, 2.0, failover), 2_000.0);
    // 3: stuck with the standby idle; 0 when the copy is back, 1 when the person came.
    let rates =
        [(0, 1, 0.018), (0, 3, 0.002), (3, 0, 0.5), (3, 1, 1.0), (1, 0, 0.5), (1, 2, 0.02), (2, 1, 1.0)];
    let p = steady_state(4, &rates);
    assert_inside(answer.unavailability, p[2] + p[3], 0.05);
}

/// A cold pair that switches in no time and moves home in 0.5 h (exponential). States: 0 home; 1 away, the first copy in
/// repair; 2 both in repair; 3 home, the second copy in repair; moving home with 4 both working, 5 the second copy in repair,
/// 6 the second repaired again (it holds no place any more).
#[test]
fn failback_interrupts_a_second_time() {
    let (fail, repair, home) = (0.02, 0.5, 2.0);
    let answer =
        one(standby(50.0, 2.0, json!({"standby_state": "cold", "failback": {"time": "0.5h"}})), 1_000.0);
    let moving = [(4, 0, home), (4, 5, fail), (5, 3, home), (5, 6, repair), (6, 0, home)];
    let still = [
        (0, 1, fail),
        (1, 4, repair),
        (1, 2, fail),
        (3, 0, repair),
        (3, 2, fail),
        (2, 3, repair),
        (2, 1, repair),
    ];
    let p = steady_state(7, &[&moving[..], &still[..]].concat());
    assert_inside(answer.unavailability, p[2] + p[4] + p[5] + p[6], 0.03);
}

/// Machine repair: three copies, one repairer, one must work (birth and death).
#[test]
fn one_repairer_for_three() {
    let copies = json!({"mode": "active-active", "count": 3, "repairers": 1});
    let answer = one(json!({"id": "a", "failures": failing(10.0, 2.0), "copies": copies}), 400.0);
    let p = steady_state(4, &[(0, 1, 0.3), (1, 0, 0.5), (1, 2, 0.2), (2, 1, 0.5), (2, 3, 0.1), (3, 2, 0.5)]);
    assert_inside(answer.unavailability, p[3], 0.04);
}

/// Two targets of which the second never fails: each failure of the first costs the switching time (exponential, 0.5 h), or
/// its own repair (2 h) if that is sooner: mean 0.4 h; 8,760/100 times a year.
#[test]
fn failover_rule_costs_the_switching_time() {
    let rule = |extra: Value| {
        let mut failover = json!({"time": "0.5h"});
        failover.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!([{"id": "dns", "needs": {"failover": failover}}, {"id": "a", "failures": failing(98.0, 2.0)}, {"id": "b"}])
    };
    let both = links(&[("dns", "a"), ("dns", "b")]);
    let answer = simulate(rule(json!({})), both.clone(), "dns", 1_000.0);
    assert_inside(answer.unavailability, 0.4 / 100.0, 0.02);
    assert_inside(answer.outages_per_year, 87.6, 0.02);
    // One in four switches fails and nobody helps: then it lasts as long as the repair.
    let answer = simulate(rule(json!({"success": 0.75})), both, "dns", 1_000.0);
    assert_inside(answer.unavailability, (0.75 * 0.4 + 0.25 * 2.0) / 100.0, 0.02);
}

/// A soft link to something down 2 % of the time, losing 30 %: no downtime, 0.6 % of the requests.
#[test]
fn soft_links_lose_requests_only() {
    let components =
        json!([{"id": "a", "failures": failing(99.0, 1.0)}, {"id": "s", "failures": failing(98.0, 2.0)}]);
    let soft = json!([{"from": "a", "to": "s", "effect": "soft", "loss": 0.3}]);
    let answer = simulate(components, soft, "a", 600.0);
    assert_inside(answer.unavailability, 0.01, 0.03);
    assert_inside(answer.served_fraction, 0.99 * (1.0 - 0.02 * 0.3), 0.001);
}

/// Four copies failing every 100 h for 2 h, detected after 0.5 h (exponential): min(d, repair) has mean 0.4 h, the share of a
/// copy's time 0.4/102, and a quarter of the requests each; of four copies together the same, 0.4/102.
#[test]
fn detection_loses_requests_until_it_happens() {
    let copies = json!({"mode": "active-active", "count": 4, "detection": "0.5h"});
    let answer = one(json!({"id": "a", "failures": failing(100.0, 2.0), "copies": copies}), 300.0);
    assert_inside(answer.served_fraction, 1.0 - 0.4 / 102.0, 0.001);
    let lost = 1.0 - answer.served_fraction.mean;
    assert!((lost / (0.4 / 102.0) - 1.0).abs() < 0.03, "{lost}");
}

/// Two services that need each other are up only together; two that could only reach the target through each other, never.
#[test]
fn cycles() {
    let mutual =
        json!([{"id": "a", "failures": failing(98.0, 2.0)}, {"id": "b", "failures": failing(95.0, 5.0)}]);
    let answer = simulate(mutual, links(&[("a", "b"), ("b", "a")]), "a", 600.0);
    assert_inside(answer.unavailability, 1.0 - 0.98 * 0.95, 0.02);
    // Bridge: r1 and r2 reach t directly or through the other; each direct way fails on its own.
    let bridge = json!([
        {"id": "in", "needs": "any"}, {"id": "r1", "needs": "any", "failures": failing(9.0, 1.0)},
        {"id": "r2", "needs": "any", "failures": failing(9.0, 1.0)},
        {"id": "w1", "failures": failing(9.0, 1.0)}, {"id": "w2", "failures": failing(9.0, 1.0)}
    ]);
    let ways = [("in", "r1"), ("in", "r2"), ("r1", "w1"), ("r2", "w2"), ("r1", "r2"), ("r2", "r1")];
    let answer = simulate(bridge, links(&ways), "in", 300.0);
    // Serves when r1·w1, r2·w2, or both routers and either way: 1 − P by enumeration of the four at 0.9.
    let mut down = 0.0;
    for state in 0..16u32 {
        let bit = |at: u32| state >> at & 1 == 1;
        let serves = bit(0) && bit(2) || bit(1) && bit(3) || bit(0) && bit(1) && (bit(2) || bit(3));
        let up = state.count_ones() as i32;
        down += if serves { 0.0 } else { libm::pow(0.9, f64::from(up)) * libm::pow(0.1, f64::from(4 - up)) };
    }
    assert_inside(answer.unavailability, down, 0.02);
}

/// A zone's failure starts a switch like any other: nothing else ever fails here. 1 h of switching a failure of the zone,
/// 8,760/1,000 of them a year, half of them away from the serving copy… which moves: after each switch the other zone serves.
#[test]
fn a_zone_outage_starts_a_switch() {
    let zones =
        json!([{"id": "x", "failures": [{"mtbf": 990, "mttr": {"fixed": {"value": 10}}}]}, {"id": "y"}]);
    let time = json!({"fixed": {"value": 1}});
    let failback = json!({"time": {"fixed": {"value": 0}}});
    let copies = json!({"mode": "active-passive", "failover": {"time": time}, "failback": failback});
    let components = json!([{"id": "db", "zones": ["x", "y"], "copies": copies}]);
    let answer = run(&project(zones, components, json!([]), "db"), years(3_000.0)).journeys.remove(0);
    assert_inside(answer.unavailability, 1.0 / 1_000.0, 0.03);
    assert_inside(answer.outages_per_year, 8.76, 0.03);
}
