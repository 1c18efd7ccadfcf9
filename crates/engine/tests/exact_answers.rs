//! The exact answer against digits from outside: arithmetic by hand, literature, published calculators' known errors.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Analysis, JourneyAnswer, Options, analyze};
use ninefold_engine::model;
use serde_json::{Value, json};

fn solve(components: Value, links: Value, entry: &str) -> Analysis {
    solve_in(json!([]), components, links, entry)
}

fn solve_in(zones: Value, components: Value, links: Value, entry: &str) -> Analysis {
    let project = json!({
        "format": "ninefold/1", "zones": zones, "components": components, "links": links,
        "objective": {"availability": 0.999},
        "journeys": [{"id": "j", "entry": entry}]
    });
    let project = model::read(&project.to_string()).unwrap().project;
    analyze(&project, &Options::default()).unwrap()
}

fn journey(analysis: &Analysis) -> &JourneyAnswer {
    &analysis.journeys[0]
}

fn unit(id: &str, availability: f64) -> Value {
    json!({"id": id, "failures": [{"availability": availability, "mttr": "1h"}]})
}

fn links(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(from, to)| json!({"from": from, "to": to})).collect()
}

fn assert_close(actual: f64, expected: f64, relative: f64) {
    assert!((actual / expected - 1.0).abs() <= relative, "{actual} is not {expected} to {relative}");
}

/// 0.9999 · 0.9995 · 0.999 = 0.99840064995 (multiply by hand).
#[test]
fn three_in_series() {
    let answer = solve(
        json!([unit("a", 0.9999), unit("b", 0.9995), unit("c", 0.999)]),
        links(&[("a", "b"), ("b", "c")]),
        "a",
    );
    assert_close(journey(&answer).availability, 0.998_400_649_95, 1e-10);
    assert_close(journey(&answer).unavailability, 0.001_599_350_05, 1e-10);
}

/// Two at 99.9 %: down 10⁻⁶.
#[test]
fn two_in_parallel() {
    let answer = solve(
        json!([{"id": "j", "needs": "any"}, unit("a", 0.999), unit("b", 0.999)]),
        links(&[("j", "a"), ("j", "b")]),
        "j",
    );
    assert_close(journey(&answer).unavailability, 1e-6, 1e-12);
}

/// Front door, two services, one database that both need: 0.9999 · 0.99995 · (1 − 0.0005²) = 0.9998498….
/// A free calculator that multiplies paths counts the database twice and says 0.9998997.
#[test]
fn shared_database_is_counted_once() {
    let answer = solve(
        json!([
            {"id": "door", "needs": "any", "failures": [{"availability": 0.9999, "mttr": "1h"}]},
            unit("s1", 0.9995), unit("s2", 0.9995), unit("db", 0.99995)
        ]),
        links(&[("door", "s1"), ("door", "s2"), ("s1", "db"), ("s2", "db")]),
        "door",
    );
    assert_close(journey(&answer).availability, 0.9999 * 0.99995 * (1.0 - 0.0005 * 0.0005), 1e-14);
    assert_eq!(format!("{:.7}", journey(&answer).availability), "0.9998498");
}

/// 3-of-4 copies, binomial by hand with u = 1/101; frequency C(4,3)·a³·u·3λ.
#[test]
fn three_of_four_copies() {
    let answer = solve(
        json!([{"id": "a", "failures": [{"mtbf": "100h", "mttr": "1h"}],
                "copies": {"mode": "active-active", "count": 4, "required": 3}}]),
        json!([]),
        "a",
    );
    let (u, a) = (1.0 / 101.0_f64, 100.0 / 101.0_f64);
    let expected = u * u * u * u + 4.0 * a * u * u * u + 6.0 * a * a * u * u;
    assert_close(journey(&answer).unavailability, expected, 1e-13);
    let per_hour = 4.0 * a * a * a * u * 3.0 / 100.0;
    assert_close(journey(&answer).outages_per_year, per_hour * 8760.0, 1e-12);
}

/// A single unit: frequency 8760/(mtbf + mttr), mean up = mtbf, mean outage = mttr.
#[test]
fn one_unit_in_time() {
    let answer = solve(json!([{"id": "a", "failures": [{"mtbf": "999h", "mttr": "1h"}]}]), json!([]), "a");
    let journey = journey(&answer);
    assert_close(journey.outages_per_year, 8.76, 1e-12);
    assert_close(journey.mean_outage_hours.unwrap(), 1.0, 1e-12);
    assert_close(journey.mean_uptime_hours.unwrap(), 999.0, 1e-12);
    assert_close(journey.downtime_seconds.year, 8760.0 * 3.6, 1e-12);
}

/// Three 1-of-3 groups with u = 1e−5 a copy: 1 − (1 − 1e−15)³ = 3e−15 − 3e−30 + …
#[test]
fn small_unavailability_keeps_its_digits() {
    let triple = |id: &str| {
        json!({"id": id, "failures": [{"mtbf": "99999h", "mttr": "1h"}],
               "copies": {"mode": "active-active", "count": 3, "required": 1}})
    };
    let answer = solve(json!([triple("a"), triple("b"), triple("c")]), links(&[("a", "b"), ("b", "c")]), "a");
    assert_close(journey(&answer).unavailability, 3e-15, 1e-9);
}

/// The bridge network of five links at 0.9, up 0.97848 in every textbook, drawn as routers that reach each other over the
/// bridging link in both directions (a cycle with grounded support).
#[test]
fn undirected_bridge_network() {
    let answer = solve(
        json!([
            {"id": "in", "needs": "any"}, unit("A", 0.9), unit("B", 0.9),
            {"id": "left", "needs": "any"}, {"id": "right", "needs": "any"},
            {"id": "C", "needs": "any", "failures": [{"availability": 0.9, "mttr": "1h"}]},
            unit("D", 0.9), unit("E", 0.9)
        ]),
        links(&[
            ("in", "A"),
            ("in", "B"),
            ("A", "left"),
            ("B", "right"),
            ("left", "D"),
            ("left", "C"),
            ("right", "E"),
            ("right", "C"),
            ("C", "left"),
            ("C", "right"),
        ]),
        "in",
    );
    assert_close(journey(&answer).availability, 0.97848, 1e-12);
}

/// Two routers that reach the target only through each other do not serve.
#[test]
fn support_must_be_grounded() {
    let answer = solve(
        json!([{"id": "x", "needs": "any"}, {"id": "y", "needs": "any"}, unit("t", 0.9)]),
        links(&[("x", "y"), ("y", "x"), ("x", "t")]),
        "y",
    );
    assert_close(journey(&answer).availability, 0.9, 1e-12);
}

/// A mutual set: each needs every other to be up.
#[test]
fn mutual_services() {
    let answer = solve(
        json!([unit("x", 0.99), unit("y", 0.98), unit("t", 0.9)]),
        links(&[("x", "y"), ("y", "x"), ("y", "t")]),
        "x",
    );
    assert_close(journey(&answer).availability, 0.99 * 0.98 * 0.9, 1e-12);
}

/// Two zones shared by two services with a copy in each: conditioning on the zones by hand.
#[test]
fn zones_are_common_causes() {
    let zone = |id: &str| json!({"id": id, "failures": [{"availability": 0.99, "mttr": "2h"}]});
    let service = |id: &str| {
        json!({"id": id, "zones": ["za", "zb"], "failures": [{"availability": 0.9, "mttr": "1h"}],
               "copies": {"mode": "active-active", "count": 2, "required": 1}})
    };
    let answer = solve_in(
        json!([zone("za"), zone("zb")]),
        json!([service("s"), service("t")]),
        links(&[("s", "t")]),
        "s",
    );
    let both = 0.99_f64 * 0.99 * 0.99 * 0.99;
    let one = 2.0 * 0.99 * 0.01 * 0.9 * 0.9;
    assert_close(journey(&answer).availability, both + one, 1e-12);
    let sum: f64 = journey(&answer).contributions.iter().map(|c| c.downtime_seconds_per_year).sum();
    assert_close(sum, journey(&answer).downtime_seconds.year, 1e-12);
}

/// A region around two zones takes both down: 0.999 · (…).
#[test]
fn zones_are_a_tree() {
    let answer = solve_in(
        json!([
            {"id": "r", "failures": [{"availability": 0.999, "mttr": "3h"}]},
            {"id": "za", "parent": "r", "failures": [{"availability": 0.99, "mttr": "2h"}]},
            {"id": "zb", "parent": "r", "failures": [{"availability": 0.98, "mttr": "2h"}]}
        ]),
        json!([{"id": "s", "zones": ["za", "zb"], "copies": {"mode": "active-active", "count": 2}}]),
        json!([]),
        "s",
    );
    assert_close(journey(&answer).availability, 0.999 * (1.0 - 0.01 * 0.02), 1e-12);
}

/// A common cause takes all copies: 0.999 · (1 − 0.1²).
#[test]
fn common_cause() {
    let answer = solve(
        json!([{"id": "a", "copies": {"mode": "active-active", "count": 2},
                "failures": [{"availability": 0.9, "mttr": "1h"},
                             {"name": "bad deploy", "scope": "all", "availability": 0.999, "mttr": "20m"}]}]),
        json!([]),
        "a",
    );
    assert_close(journey(&answer).availability, 0.999 * 0.99, 1e-12);
}

/// Soft link with loss 0.2 to a target that is up 0.9 of the time: full 0.9, served 0.98.
#[test]
fn soft_link() {
    let answer = solve(
        json!([{"id": "a"}, unit("b", 0.9)]),
        json!([{"from": "a", "to": "b", "effect": "soft", "loss": 0.2}]),
        "a",
    );
    assert_close(journey(&answer).availability, 1.0, 0.0);
    assert_close(journey(&answer).full_service, 0.9, 1e-12);
    assert_close(journey(&answer).served_fraction, 0.98, 1e-12);
}

/// A pair with p = 0.9 and q = 0.1 each, of whose hours down the first half on average goes undetected (detection and repair are both
/// exponential with a mean of 10 h: min(10, 10) → 5 h). Up: p² + 2pq = 0.99. Half of the requests are lost while one works and
/// the other is undetected: 2pq · ½ · ½ = 0.045. Answered: 0.945, where taking the two as independent would say 0.99 · 0.95 = 0.9405.
/// The same where it is the zones of the two copies that fail.
#[test]
fn long_detection_counts_while_the_component_is_up() {
    let failing = json!([{"mtbf": "90h", "mttr": "10h"}]);
    let copies = json!({"mode": "active-active", "count": 2, "detection": "10h"});
    let pair = solve(json!([{"id": "web", "failures": failing, "copies": copies}]), json!([]), "web");
    assert_close(journey(&pair).unavailability, 0.01, 1e-12);
    assert_close(journey(&pair).served_fraction, 0.945, 1e-12);
    let zones = json!([{"id": "a", "failures": failing}, {"id": "b", "failures": failing}]);
    let web = json!([{"id": "web", "zones": ["a", "b"], "copies": copies}]);
    let over_zones = solve_in(zones, web, json!([]), "web");
    assert_close(journey(&over_zones).unavailability, 0.01, 1e-12);
    assert_close(journey(&over_zones).served_fraction, 0.945, 1e-12);
}

/// Two of three such copies: up p³ + 3p²q = 0.972; a third of the requests is lost while one is undetected and the other two work:
/// 3 · p²q · ½ · ⅓ = 0.0405. Answered: 0.9315. With three of three a failure is downtime, never a lost share: 0.729.
#[test]
fn long_detection_of_copies_that_are_needed() {
    let of_three = |required: u32| {
        let web = json!([{"id": "web", "failures": [{"mtbf": "90h", "mttr": "10h"}],
            "copies": {"mode": "active-active", "count": 3, "required": required, "detection": "10h"}}]);
        journey(&solve(web, json!([]), "web")).served_fraction
    };
    assert_close(of_three(2), 0.9315, 1e-12);
    assert_close(of_three(3), 0.729, 1e-12);
}

/// Two copies, one needed, each failing every 999 h for 1 h, noticed after 36 s (exponential): the share lost is
/// frequency 1/1000 h⁻¹ · E[min] = 0.01·1/(1.01) h, while the other copy works (0.999).
#[test]
fn detection_costs_requests() {
    let answer = solve(
        json!([{"id": "a", "failures": [{"mtbf": "999h", "mttr": "1h"}],
                "copies": {"mode": "active-active", "count": 2, "detection": "36s"}}]),
        json!([]),
        "a",
    );
    let lost = 1e-6 + 0.999 * 0.01 / 1.01 / 1000.0;
    assert_close(1.0 - journey(&answer).served_fraction, lost, 1e-9);
}

/// Active-passive pair, hot, failover 45 s with success 0.99 and manual 30 m, to first order:
/// λ·(0.99·45 s + 0.01·min(30 m, 1 h)) + both down (λ·mttr)².
#[test]
fn active_passive_pair_to_first_order() {
    let answer = solve(
        json!([{"id": "db", "failures": [{"mtbf": "8760h", "mttr": "1h"}],
                "copies": {"mode": "active-passive", "active": 1, "standby": 1,
                           "failover": {"time": "45s", "success": 0.99, "manual": "30m"}}}]),
        json!([]),
        "db",
    );
    let rate = 1.0 / 8760.0;
    let waiting = 1.0 / (1.0 / 0.5 + 1.0);
    let expected = rate * (0.99 * 45.0 / 3600.0 + 0.01 * waiting) + rate * rate;
    assert_close(journey(&answer).unavailability, expected, 1e-3);
    assert_close(journey(&answer).outages_per_year, 1.0, 1e-3);
}

/// With an instant, sure failover a hot pair is a 1-of-2 pair: u².
#[test]
fn perfect_failover_is_parallel() {
    let answer = solve(
        json!([{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}],
                "copies": {"mode": "active-passive", "active": 1, "standby": 1}}]),
        json!([]),
        "db",
    );
    assert_close(journey(&answer).unavailability, 1e-6, 1e-4);
}

/// Cold standby, instant sure switching, two repairers: 1 up + 1 spare is the birth–death chain with failure rate λ in both
/// states: π₂ = (r²/2)/(1 + r + r²/2), r = λ/μ (M/M/2/2 by its Erlang loss formula).
#[test]
fn cold_standby_is_erlang_loss() {
    let answer = solve(
        json!([{"id": "db", "failures": [{"mtbf": "10h", "mttr": "1h"}],
                "copies": {"mode": "active-passive", "standby_state": "cold"}}]),
        json!([]),
        "db",
    );
    let r: f64 = 0.1;
    let expected = r * r / 2.0 / (1.0 + r + r * r / 2.0);
    assert_close(journey(&answer).unavailability, expected, 1e-6);
}

/// Three machines, one needed, one repairer: π₃ = 6r³/(1 + 3r + 6r² + 6r³).
#[test]
fn one_repairer() {
    let answer = solve(
        json!([{"id": "m", "failures": [{"mtbf": "10h", "mttr": "1h"}],
                "copies": {"mode": "active-active", "count": 3, "required": 1, "repairers": 1}}]),
        json!([]),
        "m",
    );
    let r: f64 = 0.1;
    let expected = 6.0 * r * r * r / (1.0 + 3.0 * r + 6.0 * r * r + 6.0 * r * r * r);
    assert_close(journey(&answer).unavailability, expected, 1e-12);
}

/// Failover rule: the primary fails every 1000 h for 10 h, the standby site never: down for min(1 min, outage) each time.
#[test]
fn failover_rule_costs_its_time() {
    let answer = solve(
        json!([{"id": "dns", "needs": {"failover": {"time": "1m"}}},
               {"id": "p", "failures": [{"mtbf": "990h", "mttr": "10h"}]}, {"id": "s"}]),
        links(&[("dns", "p"), ("dns", "s")]),
        "dns",
    );
    assert_close(journey(&answer).unavailability, 1.0 / 60.1 / 1000.0, 1e-12);
    assert_close(journey(&answer).outages_per_year, 8.76, 1e-12);
}

/// A zone takes a pair's primary half of the time: the switch-over is charged to the zone. Two equal zones, failing every 1000 h for 2 h, a
/// database in both that never fails itself: down = 2·ν·½·36 s + both zones down. A switch-over that has begun goes on when the zone is back.
#[test]
fn a_zone_is_charged_with_the_switch_over_it_causes() {
    let zone = |id: &str| json!({"id": id, "failures": [{"mtbf": "998h", "mttr": "2h"}]});
    let answer = solve_in(
        json!([zone("za"), zone("zb")]),
        json!([{"id": "db", "zones": ["za", "zb"], "failures": [{"mtbf": "1000000y", "mttr": "1h"}],
                "copies": {"mode": "active-passive", "failover": {"time": "36s"}}}]),
        json!([]),
        "db",
    );
    let expected = 2.0 / 1000.0 * 0.5 * 0.01 * 0.998 + 0.002 * 0.002;
    assert_close(journey(&answer).unavailability, expected, 1e-5);
    assert_eq!(journey(&answer).contributions[0].kind, ninefold_engine::analysis::ContributorKind::Zone);
}

#[test]
fn cut_sets_in_words() {
    let answer = solve(
        json!([
            {"id": "door", "name": "Door", "needs": "any", "failures": [{"availability": 0.9999, "mttr": "1h"}]},
            unit("s1", 0.995), unit("s2", 0.995)
        ]),
        links(&[("door", "s1"), ("door", "s2")]),
        "door",
    );
    let sets = &journey(&answer).cut_sets;
    assert_eq!(sets.len(), 2);
    assert_eq!(sets[0].events, ["Door: down"]);
    assert_eq!(sets[1].events, ["s1: down", "s2: down"]);
    assert_close(sets[1].probability, 2.5e-5, 1e-10);
}

/// Importance in a two-unit series system, by definition: Birnbaum of a is A_b, RAW 1/U, RRW U/u_b.
#[test]
fn importance_by_definition() {
    let answer = solve(json!([unit("a", 0.99), unit("b", 0.98)]), links(&[("a", "b")]), "a");
    let journey = journey(&answer);
    let of = |id: &str| journey.contributions.iter().find(|c| c.id == id).unwrap();
    let total = 1.0 - 0.99 * 0.98;
    assert_close(of("a").birnbaum, 0.98, 1e-12);
    assert_close(of("a").criticality, 0.98 * 0.01 / total, 1e-10);
    assert_close(of("a").raw, 1.0 / total, 1e-10);
    assert_close(of("a").rrw.unwrap(), total / 0.02, 1e-10);
}

/// One outage in 730 h on average, each of exactly an hour, 43.2 min allowed in 720 h: P(breach) = 1 − e^(−720/730).
#[test]
fn chance_of_breach_by_hand() {
    let answer = solve(
        json!([{"id": "a", "failures": [{"mtbf": "729h", "mttr": {"fixed": {"value": "1h"}}}]}]),
        json!([]),
        "a",
    );
    let objective = journey(&answer).objective.clone().unwrap();
    assert!((objective.allowed_seconds - 2592.0).abs() < 1e-6);
    assert!((objective.breach_probability - (1.0 - libm::exp(-720.0 / 730.0))).abs() < 1e-3);
}

#[test]
fn switching_something_off() {
    let project = json!({
        "format": "ninefold/1",
        "components": [{"id": "j", "needs": "any"}, unit("a", 0.999), unit("b", 0.99)],
        "links": [{"from": "j", "to": "a"}, {"from": "j", "to": "b"}],
        "journeys": [{"id": "j", "entry": "j"}]
    });
    let project = model::read(&project.to_string()).unwrap().project;
    let off = Options { off: vec!["a".to_owned()], ..Options::default() };
    assert_close(journey(&analyze(&project, &off).unwrap()).availability, 0.99, 1e-12);
    let unknown = Options { off: vec!["zz".to_owned()], ..Options::default() };
    assert!(analyze(&project, &unknown).unwrap_err().to_string().contains("zz"));
}

#[test]
fn no_journey_and_too_large_are_sentences() {
    let empty = model::read(r#"{"format": "ninefold/1"}"#).unwrap().project;
    assert!(analyze(&empty, &Options::default()).unwrap_err().to_string().contains("journey"));
    let answer = |limit: usize| {
        let project = json!({"format": "ninefold/1",
            "components": [unit("a", 0.9), unit("b", 0.9), unit("c", 0.9)],
            "links": [{"from": "a", "to": "b"}, {"from": "a", "to": "c"}],
            "journeys": [{"id": "j", "entry": "a"}]});
        let project = model::read(&project.to_string()).unwrap().project;
        analyze(&project, &Options { node_limit: limit, ..Options::default() })
    };
    assert!(answer(100).unwrap().is_exact());
    let bounded = answer(3).unwrap();
    assert!(bounded.warnings[0].contains("3 nodes"));
    // Three in series: 1 − 0.9³.
    let bounds = journey(&bounded).bounds.unwrap();
    assert!(bounds.low <= 0.271 && 0.271 <= bounds.high);
}

/// Four thousand in series, each at 1 − 1e−6: deeper than a browser's call stack. 1 − (1 − 1e−6)^4000.
#[test]
fn a_very_long_chain() {
    let count = 4_000;
    let components: Vec<Value> = (0..count).map(|i| unit(&format!("c{i}"), 0.999_999)).collect();
    let names: Vec<String> = (0..count).map(|i| format!("c{i}")).collect();
    let pairs: Vec<(&str, &str)> =
        names.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
    let project = json!({"format": "ninefold/1", "components": components, "links": links(&pairs),
                         "journeys": [{"id": "j", "entry": "c0"}]});
    let project = model::read(&project.to_string()).unwrap().project;
    let answer = analyze(&project, &Options { cut_sets: 0, ..Options::default() }).unwrap();
    // ln(1 − 1e−6) = −1.0000005000003e−6
    let expected = -libm::expm1(-1.000_000_500_000_333e-6 * f64::from(count));
    assert_close(journey(&answer).unavailability, expected, 1e-9);
}
