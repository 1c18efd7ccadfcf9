//! Capacity, queues, demand and improvements against published figures, hand calculations and the exact answer.
//!
//! Sources: `../shared/oracles/cases.json` (call-centre tables and planners named there); static stability: peak × zones/(zones − 1).
#![allow(clippy::unwrap_used)]

use std::path::Path;

use ninefold_engine::analysis::{self, Options};
use ninefold_engine::model::{self, Project};
use ninefold_engine::plan::queueing::{Queue, erlang_b, erlang_c, servers_for_blocking};
use ninefold_engine::plan::{CapacityOptions, ComponentPlan, capacity, improve};
use ninefold_engine::simulation::{self, Collector, Plan};
use serde_json::{Value, json};

fn project(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

fn planned(value: &Value, lose_zones: u32) -> ComponentPlan {
    let options = CapacityOptions { lose_zones, ..CapacityOptions::default() };
    capacity(&project(value), None, &options).components.remove(0)
}

/// One service that is sent so many requests, over zones.
fn service(rps: f64, per_copy: f64, target: f64, copies: u32, zones: &[&str]) -> Value {
    let all: Vec<Value> =
        ["a", "b", "c"].map(|id| json!({"id": id, "failures": [{"mtbf": "1y", "mttr": "4h"}]})).to_vec();
    json!({"format": "ninefold/1", "zones": all, "journeys": [{"id": "j", "entry": "api", "peak_rps": rps}],
        "components": [{"id": "api", "zones": zones, "failures": [{"mtbf": "30d", "mttr": "1h"}],
            "copies": {"mode": "active-active", "count": copies, "required": "from-demand"},
            "capacity": {"per_copy_rps": per_copy, "target_utilisation": target}}]})
}

#[test]
fn queueing_cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/oracles is absent");
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    for case in
        cases.iter().filter(|case| case["topic"] == "queueing" && case["use_as_oracle"] != json!(false))
    {
        let queue = &case["model"]["structured"]["queue"];
        let offered = queue["offered_erlangs"].as_f64().unwrap();
        let servers = queue["servers"].as_u64().unwrap_or(0) as u32;
        let found = match case["quantity"].as_str().unwrap() {
            "probability of waiting" => erlang_c(offered, servers),
            "blocking probability" => erlang_b(offered, servers),
            "number of channels" => {
                f64::from(servers_for_blocking(offered, queue["max_blocking"].as_f64().unwrap()).unwrap())
            }
            "service level" => {
                let service = queue["mean_service_minutes"].as_f64().unwrap();
                let queue_ = Queue { arrivals: offered / service, servers, service, variability: 1.0 };
                queue_.served_within(queue["answer_within_minutes"].as_f64().unwrap())
            }
            other => panic!("{other}"),
        };
        let expected = case["recomputed"].as_f64().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-12, "{}: {found} is not {expected}", case["id"]);
        checked += 1;
    }
    assert_eq!(checked, 10);
}

#[test]
fn copies_for_a_hundred_thousand_requests() {
    let plan = planned(&service(100_000.0, 100.0, 0.8, 1_250, &[]), 1);
    assert_eq!(plan.copies_needed, Some(1_250));
    assert_eq!((plan.copies_n_plus_1, plan.copies_n_plus_2), (Some(1_251), Some(1_252)));
    assert!(plan.headroom.unwrap().abs() < 1e-12 && (plan.utilisation.unwrap() - 0.8).abs() < 1e-12);
    assert_eq!(plan.exhausted_month, None, "nothing grows");
}

/// 400 requests a second of 100 a copy need 4 after a zone is lost: 8 over two zones, 6 over three.
#[test]
fn static_stability() {
    let needed = |zones: &[&str], lost: u32| {
        planned(&service(400.0, 100.0, 1.0, 8, zones), lost).copies_needed_zone_loss
    };
    assert_eq!((needed(&["a", "b"], 1), needed(&["a", "b", "c"], 1)), (Some(8), Some(6)));
    assert_eq!((needed(&["a", "b", "c"], 2), needed(&["a"], 1), needed(&[], 1)), (Some(12), None, Some(4)));
}

/// By hand: 900 · 1.03^m ≤ 4 · 400 · 0.7 = 1,120 until m = 7 (1,106.9), not in m = 8; 10 % of now a month: until 2 (1,080), not in 3.
#[test]
fn growth_exhausts_copies_in_the_right_month() {
    let mut it = service(900.0, 400.0, 0.7, 4, &["a", "b"]);
    it["demand"] = json!({"growth_per_month": 0.03});
    assert_eq!(planned(&it, 1).exhausted_month, Some(8));
    it["demand"] = json!({"growth_per_month": 0.1, "growth": "linear"});
    assert_eq!(planned(&it, 1).exhausted_month, Some(3));
    it["demand"] =
        json!({"start": "2026-10", "peaks": [{"name": "Black Friday", "at": "11-27", "multiplier": 1.3}]});
    assert_eq!(planned(&it, 1).exhausted_month, Some(1));
    it["demand"] = json!({"growth_per_month": -0.5, "growth": "linear"});
    assert_eq!(planned(&it, 1).exhausted_month, None);
    // With a zone lost 2 of 4 are left: 900 need 4 now.
    assert_eq!(planned(&it, 1).exhausted_month_zone_loss, Some(0));
}

/// M/M/4 of 0.25 s each at 12 a second (ρ = ¾): the mean wait is C/(cμ − λ) with C = 0.509434 (27/53 by the closed sum).
#[test]
fn waits_are_erlangs() {
    let plan = planned(&service(12.0, 4.0, 1.0, 4, &[]), 1);
    let waits = plan.wait_seconds.unwrap();
    assert!((waits.mean - 27.0 / 53.0 / 4.0).abs() < 1e-12, "{}", waits.mean);
    let p95 = libm::log(27.0 / 53.0 / 0.05) / 4.0;
    assert!((waits.p95 - p95).abs() < 1e-12);
    // Too many requests: no wait to tell, and the plan says how many copies are missing.
    let plan = planned(&service(17.0, 4.0, 1.0, 4, &[]), 1);
    assert_eq!((plan.wait_seconds, plan.copies_needed), (None, Some(5)));
    assert!(plan.headroom.unwrap() < 0.0);
}

/// 2 of 3 needed by day (half of the hours), 1 by night; a = 0.99: 0.5·(3·0.99·0.01² + 0.01³) + 0.5·0.01³.
#[test]
fn chance_of_too_few_copies_by_hand() {
    let mut it = service(200.0, 100.0, 1.0, 3, &[]);
    it["components"][0]["failures"] = json!([{"mtbf": "99h", "mttr": "1h"}]);
    let profile: Vec<f64> = (0..24).map(|hour| if hour < 12 { 0.5 } else { 1.0 }).collect();
    it["demand"] = json!({"profile": profile});
    let short = planned(&it, 1).chance_short.unwrap();
    let expected = 0.5 * (3.0 * 0.99 * 1e-4 + 1e-6) + 0.5 * 1e-6;
    assert!((short / expected - 1.0).abs() < 1e-10, "{short} is not {expected}");
}

/// 4 copies that grow to 12, 900 requests a second of 90 planned a copy in half of the hours and 180 in the others: 10 are there in the busy hours, 4 in the
/// quiet ones. Added copies make up for those that fail, so too few are there only where none of the 4 works, and for the 3 minutes after demand has stepped
/// up, when 4 serve what takes 9.
#[test]
fn autoscaling_by_hand() {
    let mut it = service(900.0, 100.0, 0.9, 4, &["a", "b"]);
    it["components"][0]["copies"]["required"] = json!(2);
    it["zones"] = json!([{"id": "a"}, {"id": "b"}]);
    it["components"][0]["failures"] = json!([{"mtbf": "99h", "mttr": "1h"}]);
    it["components"][0]["cost"] = json!({"per_copy_month": 10});
    let profile: Vec<f64> = (0..24).map(|hour| if hour < 12 { 0.2 } else { 1.0 }).collect();
    it["demand"] = json!({"profile": profile});
    it["components"][0]["capacity"]["max_copies"] = json!(12);
    let plan = planned(&it, 1);
    assert_eq!((plan.serving, plan.started, plan.most_copies), (12, 10, 12));
    assert!(
        (plan.headroom.unwrap() - 1.0 / 6.0).abs() < 1e-12 && (plan.utilisation.unwrap() - 0.9).abs() < 1e-12
    );
    let none = 1e-8;
    // Of 900: 9 of 12 are enough, so one of the 4 at least; of 180: 2, so again one and another that is added.
    assert!((plan.chance_short.unwrap() / none - 1.0).abs() < 1e-9, "{:?}", plan.chance_short);
    // On average 7 are paid for.
    assert!((plan.cost_month - 70.0).abs() < 1e-9, "{}", plan.cost_month);
    // With a zone lost 2 are left and 8 more come: 10, as many as are needed.
    let lost = plan.degraded.iter().find(|state| state.zone.as_deref() == Some("a")).unwrap();
    assert_eq!(
        (lost.copies, plan.copies_needed_zone_loss, plan.exhausted_month_zone_loss),
        (10, Some(12), None)
    );
    // 7 come beside 3 that are left, of 6.
    it["components"][0]["capacity"]["max_copies"] = json!(11);
    let plan = planned(&it, 1);
    assert_eq!((plan.copies_needed_zone_loss, plan.exhausted_month_zone_loss), (Some(13), Some(0)));

    it["components"][0]["capacity"]["max_copies"] = json!(12);
    it["components"][0]["capacity"]["scale_delay"] = json!("3m");
    let plan = planned(&it, 1);
    let late = 0.05 / 24.0;
    assert!(
        (plan.chance_short.unwrap() - (late + (1.0 - late) * none)).abs() < 1e-12,
        "{:?}",
        plan.chance_short
    );
    // In those minutes 4 · 0.99 copies answer of 900.
    let unserved = plan.unserved_requests_month.unwrap() / (3_600.0 * 730.0);
    assert!((unserved - late * (900.0 - 396.0)).abs() < 1e-4, "{unserved}");
    assert!(plan.notes.iter().any(|note| note.contains("The 3 m until they serve")), "{:?}", plan.notes);
}

/// What is said where nothing is left, where nothing can be counted, and where nothing is asked for.
#[test]
fn explanations_are_true() {
    let notes = |it: &Value, lost: u32| planned(it, lost).notes.join(" ");
    let both = service(100.0, 100.0, 1.0, 4, &["a", "b"]);
    assert!(notes(&both, 2).contains("lie in 2 zones: none is left when 2 are lost"), "{}", notes(&both, 2));
    let one = service(100.0, 100.0, 1.0, 4, &["a"]);
    assert!(notes(&one, 1).contains("lie in one zone"));
    let endless = service(1e9, 1e-3, 1.0, 4, &["a", "b"]);
    let plan = planned(&endless, 1);
    assert_eq!((plan.copies_needed, plan.copies_n_plus_1, plan.copies_needed_zone_loss), (None, None, None));
    assert_eq!(plan.exhausted_month, Some(0));
    assert!(plan.notes[0].contains("more copies than can be counted") && !plan.notes[0].contains("one zone"));
}

/// A standby in zone b gets requests only while zone a is lost: with b lost nothing is asked of it, so one copy is enough.
#[test]
fn an_idle_standby_is_not_short() {
    let component =
        |id: &str, zone: &str| json!({"id": id, "zones": [zone], "capacity": {"per_copy_rps": 100}});
    let it = json!({"format": "ninefold/1", "zones": [{"id": "a"}, {"id": "b"}], "journeys": [{"id": "j", "entry": "dns", "peak_rps": 90}],
        "components": [{"id": "dns", "needs": {"failover": {"time": "1m"}}}, component("main", "a"), component("spare", "b")],
        "links": [{"from": "dns", "to": "main"}, {"from": "dns", "to": "spare"}]});
    let plan = capacity(&project(&it), None, &CapacityOptions::default());
    let [_, main, spare] = &plan.components[..] else { panic!("three") };
    assert_eq!((main.copies_needed_zone_loss, main.exhausted_month_zone_loss), (None, Some(0)));
    assert_eq!((spare.copies_needed_zone_loss, spare.exhausted_month_zone_loss), (Some(1), None));
    assert!(!spare.notes.iter().any(|note| note.contains("one zone")), "{:?}", spare.notes);
    // Where it takes over and one copy is too few, it is.
    let mut more = it.clone();
    more["journeys"][0]["peak_rps"] = json!(190);
    let plan = capacity(&project(&more), None, &CapacityOptions::default());
    assert_eq!(
        (plan.components[2].copies_needed_zone_loss, plan.components[2].exhausted_month_zone_loss),
        (Some(2), Some(0))
    );
}

/// `from-demand` is the number it stands for, in the exact answer and in the simulation.
#[test]
fn from_demand_feeds_both_answers() {
    for (rps, needed) in [(300.0, 3), (460.0, 5), (90.0, 1), (5_000.0, 6)] {
        let asked = service(rps, 125.0, 0.8, 6, &["a", "b"]);
        let mut given = asked.clone();
        given["components"][0]["copies"]["required"] = json!(needed);
        let [asked, given] = [asked, given].map(|it| project(&it));
        let answers = [&asked, &given].map(|it| analysis::analyze(it, &Options::default()).unwrap());
        assert_eq!(
            answers[0].journeys[0].unavailability.to_bits(),
            answers[1].journeys[0].unavailability.to_bits()
        );
        assert_eq!(answers[0].components[0].required, needed);
        assert_eq!(answers[0].warnings.iter().any(|it| it.contains("there are 6")), needed == 6, "{rps}");
        let simulated = [&asked, &given].map(|it| {
            let plan =
                Plan::new(it, simulation::Options { years: 10.0, seed: 7, ..Default::default() }).unwrap();
            let mut collector = Collector::new(&plan);
            (0..plan.blocks()).for_each(|block| collector.add(plan.run_block(block, &mut |_| true).unwrap()));
            serde_json::to_string(&collector.finish().journeys).unwrap()
        });
        assert_eq!(simulated[0], simulated[1]);
    }
}

/// Web over two zones, a pair of databases, a cache: everything that suggests changes.
fn shop() -> Value {
    json!({"format": "ninefold/1",
        "objective": {"availability": 0.9995, "currency": "USD"},
        "zones": [{"id": "eu", "kind": "region", "failures": [{"mtbf": "10y", "mttr": "3h"}]},
            {"id": "eu-a", "parent": "eu", "failures": [{"mtbf": "2y", "mttr": "2h"}]}, {"id": "eu-b", "parent": "eu", "failures": [{"mtbf": "2y", "mttr": "2h"}]}],
        "components": [
            {"id": "lb", "zones": ["eu"], "failures": [{"availability": 0.9999, "mttr": "15m"}]},
            {"id": "api", "zones": ["eu-a", "eu-b"], "failures": [{"mtbf": "30d", "mttr": "2h"}, {"name": "bad deploy", "scope": "all", "deploys": {"every": "1d", "change_failure_rate": 0.02}, "mttr": "20m"}],
             "copies": {"mode": "active-active", "count": 4, "required": 3}, "cost": {"per_copy_month": 70}},
            {"id": "db", "zones": ["eu-a", "eu-b"], "failures": [{"mtbf": "1y", "mttr": "1h"}],
             "copies": {"mode": "active-passive", "active": 1, "standby": 1}, "cost": {"per_copy_month": 300},
             "options": [{"name": "Managed", "failures": [{"mtbf": "4y", "mttr": "30m"}], "cost": {"per_copy_month": 500}}]},
            {"id": "cache", "failures": [{"mtbf": "90d", "mttr": "10m"}], "locked": true}],
        "links": [{"from": "lb", "to": "api"}, {"from": "api", "to": "db"}, {"from": "api", "to": "cache"}],
        "journeys": [{"id": "checkout", "entry": "lb"}]})
}

/// The figures shown are those of the changed project, solved anew.
#[test]
fn improvements_are_what_they_say() {
    let value = shop();
    let project = project(&value);
    let found = improve(&project, None, None).unwrap();
    assert!(
        found.complete && found.singles > 12 && found.doubles > 60,
        "{} {}",
        found.singles,
        found.doubles
    );
    let base = analysis::analyze(&project, &Options::default()).unwrap().journeys[0].unavailability;
    assert!((found.unavailability / base - 1.0).abs() < 1e-12);
    let fewer: Vec<_> = found
        .improvements
        .iter()
        .filter(|it| it.changes[0].change == "safer-deploys" && it.changes.len() == 1)
        .collect();
    assert_eq!(fewer.len(), 1);
    let mut changed = value.clone();
    changed["components"][1]["failures"][1]["deploys"]["change_failure_rate"] = json!(0.01);
    let then =
        analysis::analyze(&self::project(&changed), &Options::default()).unwrap().journeys[0].unavailability;
    assert!((fewer[0].unavailability / then - 1.0).abs() < 1e-12);
    let copy = found.improvements.iter().find(|it| it.title == "api: one more copy").unwrap();
    assert_eq!(copy.cost_month, Some(70.0));
    assert!((copy.saved_seconds_per_money.unwrap() - copy.saved_seconds_month / 70.0).abs() < 1e-9);
    assert!(
        found.improvements.iter().any(|it| it.changes[0].change == "option" && it.cost_month == Some(400.0))
    );
    assert!(
        found.improvements.windows(2).all(|pair| pair[0].saved_seconds_month >= pair[1].saved_seconds_month)
    );
    assert!(
        found.improvements.iter().all(|it| it.changes.iter().all(|step| step.target != "cache")),
        "it is locked"
    );
    assert!(found.improvements[0].changes.len() == 2, "two changes do more than one");
}

/// What a walk over one diagram says of singles and doubles is what solving each anew says, where nothing switches.
#[test]
fn the_fast_way_is_exact() {
    use ninefold_engine::plan::Improve;
    let project = project(&shop());
    let mut search = Improve::new(&project, None, None).unwrap();
    while search.step().unwrap() {}
    let mut compared = 0;
    for number in 0..search.changes().len() {
        let (guess, exact) = search.single(number);
        let exact = exact.unwrap();
        assert!((guess / exact - 1.0).abs() < 1e-9, "{:?}: {guess} {exact}", search.changes()[number]);
        compared += 1;
    }
    assert!(compared > 12);
}

/// Sixty components over two of three zones, a tree of calls: everything is tried alone and in pairs.
fn sixty() -> Value {
    let zone = |id: &str| json!({"id": id, "parent": "r", "failures": [{"mtbf": "1y", "mttr": "1h"}]});
    let component = |number: usize| {
        let copies = match number % 4 {
            3 => {
                json!({"mode": "active-passive", "active": 1, "standby": 1, "failover": {"time": "40s", "success": 0.95, "manual": "30m"}})
            }
            _ => json!({"mode": "active-active", "count": 3, "required": 2}),
        };
        let deploys = json!({"name": "bad deploy", "scope": "all", "deploys": {"every": "7d", "change_failure_rate": 0.05}, "mttr": "20m"});
        let disk = json!({"name": "disk", "mtbf": "3y", "mttr": "4h"});
        let crash = json!({"name": "process", "mtbf": format!("{}d", 20 + number), "mttr": "15m"});
        json!({"id": format!("c{number}"), "zones": ["z0", "z1"], "copies": copies, "cost": {"per_copy_month": 50 + number},
            "failures": [crash, if number.is_multiple_of(2) { deploys } else { disk }]})
    };
    let link = |to: usize| json!({"from": format!("c{}", (to - 1) / 2), "to": format!("c{to}")});
    json!({"format": "ninefold/1", "components": (0..60).map(component).collect::<Vec<_>>(), "links": (1..60).map(link).collect::<Vec<_>>(),
        "zones": [{"id": "r", "kind": "region", "failures": [{"mtbf": "2y", "mttr": "2h"}]}, zone("z0"), zone("z1"), zone("z2")],
        "journeys": [{"id": "j", "entry": "c0"}], "objective": {"availability": 0.999}})
}

#[test]
fn sixty_components_are_tried_in_pairs() {
    let found = improve(&project(&sixty()), None, None).unwrap();
    assert!(found.complete);
    assert_eq!(found.warnings[0], "So many changes: two of one component are not tried together.");
    // 60 components with bad deploys of 20 minutes: no twelve of them are enough for 99.9 %.
    let missed = "Of the designs that money buys none keeps the promise of 99.9 %: the best is down ";
    assert!(found.warnings.len() == 2 && found.warnings[1].starts_with(missed), "{:?}", found.warnings);
    assert!(found.singles >= 200 && found.doubles >= 5_000, "{} {}", found.singles, found.doubles);
    assert!(found.improvements.iter().any(|it| it.changes.len() == 2));
}

#[test]
fn a_budget_leaves_out_what_costs_more() {
    let found = improve(&project(&shop()), Some("checkout"), Some(100.0)).unwrap();
    assert!(!found.improvements.is_empty());
    assert!(found.improvements.iter().all(|it| it.cost_month.is_some_and(|cost| cost <= 100.0)));
}

/// Every design over the choices of two components, by trying all of them: the front found is the front there is.
#[test]
fn the_front_is_what_trying_all_designs_gives() {
    let value = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}], "links": [{"from": "a", "to": "b"}],
        "components": [
            {"id": "a", "failures": [{"mtbf": "99h", "mttr": "1h"}], "cost": {"per_copy_month": 10}},
            {"id": "b", "failures": [{"mtbf": "49h", "mttr": "1h"}], "cost": {"per_copy_month": 30}}]});
    let front = improve(&project(&value), None, None).unwrap().front;
    assert!(front.proved && front.components == 2, "{front:?}");
    // By hand: one to three copies of each; unavailability 1 − (1 − 0.01^i)(1 − 0.02^j).
    let mut designs: Vec<(f64, f64)> = Vec::new();
    for (i, j) in (1..=3).flat_map(|i| (1..=3).map(move |j| (i, j))) {
        let down = 1.0 - (1.0 - libm::pow(0.01, f64::from(i))) * (1.0 - libm::pow(0.02, f64::from(j)));
        designs.push((10.0 * f64::from(i - 1) + 30.0 * f64::from(j - 1), down));
    }
    let beaten = |one: &(f64, f64)| designs.iter().any(|it| it != one && it.0 <= one.0 && it.1 <= one.1);
    let mut expected: Vec<(f64, f64)> = designs.iter().copied().filter(|it| !beaten(it)).collect();
    expected.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(front.points.len(), expected.len(), "{front:?} {expected:?}");
    for (point, (cost, down)) in front.points.iter().zip(expected) {
        assert!(
            (point.cost_month - cost).abs() < 1e-9 && (point.unavailability / down - 1.0).abs() < 1e-9,
            "{point:?}"
        );
    }
}
