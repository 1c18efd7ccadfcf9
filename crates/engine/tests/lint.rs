//! The linter: each rule finds its mistake, prices it by solving with and without, and its remedy can be applied.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::lint::{self, Finding, Severity, apply};
use ninefold_engine::model::{self, Project};
use ninefold_engine::templates;
use serde_json::{Value, json};

const YEAR: f64 = 8_760.0 * 3_600.0;

fn project(value: Value) -> Project {
    let mut value = value;
    value["format"] = json!("ninefold/1");
    model::read(&value.to_string()).unwrap().project
}

fn part(id: &str) -> Value {
    json!({ "id": id, "failures": [ { "mtbf": "999h", "mttr": "1h", "source": "assumed" } ] })
}

fn with(mut part: Value, key: &str, value: Value) -> Value {
    part[key] = value;
    part
}

fn found(value: Value, rule: &str) -> Finding {
    let all = lint::lint(&project(value)).unwrap();
    let names: Vec<&str> = all.iter().map(|it| it.rule).collect();
    all.iter().find(|it| it.rule == rule).unwrap_or_else(|| panic!("{rule} is not among {names:?}")).clone()
}

fn near(value: Option<f64>, expected: f64) {
    let value = value.unwrap();
    assert!((value - expected).abs() <= 1e-6 * expected.abs().max(1e-9), "{value} is not {expected}");
}

/// One part with q = 0.001 costs a thousandth of the year; two of them side by side 1e-6 of it, without switching.
#[test]
fn a_single_point_of_failure_costs_its_downtime_less_that_of_a_pair() {
    let design = json!({ "components": [ with(part("db"), "kind", json!("service")) ],
                         "journeys": [ { "id": "q", "entry": "db" } ] });
    let finding = found(design.clone(), "single-point-of-failure");
    assert_eq!((finding.severity, finding.target.as_str()), (Severity::Warning, "db"));
    assert_eq!(finding.journey.as_deref(), Some("q"));
    near(finding.cost_seconds_per_year, (1e-3 - 1e-6) * YEAR);
    let mended = apply(&project(design), &finding.changes).unwrap();
    assert!(lint::lint(&mended).unwrap().iter().all(|it| it.rule != "single-point-of-failure"));
}

/// With an objective of 99.99 % the same part alone breaks it: an error; with 99 % it does not.
#[test]
fn what_alone_breaks_the_objective_is_an_error() {
    let design = |availability: f64| {
        json!({ "objective": { "availability": availability }, "components": [ part("db") ],
                "journeys": [ { "id": "q", "entry": "db" } ] })
    };
    assert_eq!(found(design(0.9999), "single-point-of-failure").severity, Severity::Error);
    assert_eq!(found(design(0.99), "single-point-of-failure").severity, Severity::Warning);
    let above = found(design(0.9999), "objective-above-dependency");
    assert_eq!(above.severity, Severity::Error);
    near(above.cost_seconds_per_year, 1e-3 * YEAR);
    assert!(
        lint::lint(&project(design(0.99))).unwrap().iter().all(|it| it.rule != "objective-above-dependency")
    );
}

#[test]
fn a_balancer_of_ones_own_is_not_alone_but_a_promised_one_may_be() {
    let design = |failure: Value| {
        json!({ "components": [ { "id": "lb", "kind": "load-balancer", "failures": [failure] } ],
                "journeys": [ { "id": "q", "entry": "lb" } ] })
    };
    let finding = found(design(json!({ "mtbf": "999h", "mttr": "1h" })), "lone-load-balancer");
    assert!(finding.saves_seconds_per_year.unwrap() > 0.0);
    let promised = found(design(json!({ "availability": 0.999, "mttr": "1h" })), "single-point-of-failure");
    assert_eq!((promised.severity, promised.remedy), (Severity::Info, None));
    near(promised.cost_seconds_per_year, 1e-3 * YEAR);
}

/// Two alternatives of q = 0.001 each over one database of q = 0.001.
#[test]
fn alternatives_over_one_database_are_one_way() {
    let design = json!({
        "components": [ { "id": "in", "needs": "any" }, part("a"), part("b"), part("db") ],
        "links": [ { "from": "in", "to": "a" }, { "from": "in", "to": "b" }, { "from": "a", "to": "db" }, { "from": "b", "to": "db" } ],
        "journeys": [ { "id": "q", "entry": "in" } ] });
    let finding = found(design.clone(), "shared-dependency");
    assert_eq!(finding.target, "db");
    assert!(finding.message.starts_with("in chooses among a and b"), "{}", finding.message);
    near(finding.cost_seconds_per_year, 1e-3 * (1.0 - 1e-6) * YEAR);
    let all = lint::lint(&project(design)).unwrap();
    assert!(all.iter().all(|it| it.rule != "single-point-of-failure"), "said once, not twice");
}

fn zones() -> Value {
    let zone = |id: &str| json!({ "id": id, "kind": "zone", "failures": [ { "mtbf": "999h", "mttr": "1h", "source": "assumed" } ] });
    json!([zone("a"), zone("b")])
}

fn pool(count: u32, required: u32, zones: &[&str]) -> Value {
    json!({ "id": "api", "zones": zones, "failures": [ { "mtbf": "999h", "mttr": "1h", "source": "assumed" } ],
            "copies": { "mode": "active-active", "count": count, "required": required, "detection": "1s" } })
}

/// Two copies in one zone of q = 0.001: the zone's 1e-3 and the pair's 1e-6; over two zones (1 − (1 − 0.001)²)².
#[test]
fn copies_in_one_zone_are_spread() {
    let design = json!({ "zones": zones(), "components": [ pool(2, 1, &["a"]) ], "journeys": [ { "id": "q", "entry": "api" } ] });
    let finding = found(design.clone(), "copies-in-one-zone");
    let (one, other) = (1.0 - 0.999 * (1.0 - 1e-6), (1.0 - 0.999 * 0.999) * (1.0 - 0.999 * 0.999));
    near(finding.cost_seconds_per_year, (one - other) * YEAR);
    assert_eq!(found(design, "single-zone").target, "a");
}

#[test]
fn a_quorum_over_two_zones_and_too_few_copies_after_a_loss() {
    let design = |components: Value| json!({ "zones": zones(), "components": components, "journeys": [ { "id": "q", "entry": "api", "peak_rps": 900 } ] });
    let quorum = found(design(json!([pool(3, 2, &["a", "b"])])), "zone-loss-takes-too-many");
    assert!(quorum.message.contains("needs 2 of 3 copies; without a there are 1"), "{}", quorum.message);
    let plain = found(design(json!([pool(6, 3, &["a", "b"])])), "no-common-cause");
    assert!(plain.saves_seconds_per_year.unwrap() < 0.0, "it brings to light what the figures left out");
    assert_eq!(plain.cost_seconds_per_year, Some(0.0));
    let sized =
        with(pool(4, 2, &["a", "b"]), "capacity", json!({ "per_copy_rps": 400, "target_utilisation": 0.75 }));
    let capacity = found(design(json!([sized])), "capacity-after-zone-loss");
    // 900 / (400 · 0.75) = 3 copies in each of two zones.
    assert_eq!(capacity.changes[0].value, json!(6));
    let even = found(design(json!([pool(4, 3, &["a", "b"])])), "even-quorum");
    assert_eq!(even.remedy.as_deref(), Some("Run 3 with a majority of 2"));
    let all = found(design(json!([pool(2, 2, &["a", "b"])])), "copies-without-spare");
    assert_eq!(all.changes[0].value, json!(3));
}

#[test]
fn a_pair_in_one_zone_is_parted() {
    let placed = |id: &str| with(part(id), "zones", json!(["a"]));
    let design = json!({ "zones": zones(), "components": [ { "id": "in", "needs": "any" }, placed("x"), placed("y") ],
        "links": [ { "from": "in", "to": "x" }, { "from": "in", "to": "y" } ], "journeys": [ { "id": "q", "entry": "in" } ] });
    let finding = found(design, "alternatives-share-zone");
    assert_eq!(finding.remedy.as_deref(), Some("Move y to b"));
    assert!(finding.cost_seconds_per_year.unwrap() > 0.9e-3 * YEAR);
}

fn standby(failover: Value) -> Value {
    let mut copies = json!({ "mode": "active-passive", "active": 1, "standby": 1 });
    if !failover.is_null() {
        copies["failover"] = failover;
    }
    json!({ "components": [ with(part("db"), "copies", copies) ], "journeys": [ { "id": "q", "entry": "db" } ] })
}

#[test]
fn standbys_take_time_fail_and_wait_for_people() {
    let instant = found(standby(Value::Null), "instant-failover");
    assert!(instant.saves_seconds_per_year.unwrap() < 0.0);
    assert_eq!(found(standby(json!({ "time": "30s" })), "standby-never-tested").severity, Severity::Info);
    let person =
        found(standby(json!({ "time": "30s", "success": 0.9, "manual": "30m" })), "human-in-recovery");
    assert_eq!(person.message, "10 of 100 switch-overs of db fail and wait for a person, 30 min.");
    assert!(person.cost_seconds_per_year.unwrap() > 0.0);
    // By hand in 30 min, against 60 s by itself.
    let mut by_hand = standby(json!({ "time": "30m", "success": 1 }));
    by_hand["components"][0]["facts"] = json!({ "failover": "manual" });
    let person = found(by_hand.clone(), "human-in-recovery");
    assert_eq!(
        person.message,
        "db is switched over by hand in 30 m; counted against 60 s by itself (assumed)."
    );
    let down = |time: &str| {
        let mut design = by_hand.clone();
        design["components"][0]["copies"]["failover"]["time"] = json!(time);
        analyze(&project(design), &Options::default()).unwrap().journeys[0].unavailability
    };
    near(person.cost_seconds_per_year, (down("30m") - down("60s")) * YEAR);
    let tested = with(standby(json!({ "time": "30s" })), "name", json!("x"));
    let mut tested = tested;
    tested["components"][0]["facts"] = json!({ "tested": "2026-05" });
    assert!(lint::lint(&project(tested)).unwrap().iter().all(|it| it.rule != "standby-never-tested"));
}

#[test]
fn what_no_number_says_is_in_the_facts() {
    let dns = json!({ "id": "dns", "kind": "dns", "facts": { "ttl": "5m" }, "needs": { "failover": { "time": "30s", "success": 0.99 } } });
    let design = json!({ "components": [ dns, part("a"), part("b") ],
        "links": [ { "from": "dns", "to": "a" }, { "from": "dns", "to": "b", "retries": 2 } ], "journeys": [ { "id": "q", "entry": "dns" } ] });
    let finding = found(design.clone(), "dns-outlives-failover");
    assert_eq!(finding.changes[0].value, json!("180s"));
    assert!(finding.saves_seconds_per_year.unwrap() < 0.0);
    let retries = found(design.clone(), "retry-without-breaker");
    assert_eq!(retries.target, "dns -> b");
    // What the dependency fails is not the price of calling it again, and the remedy does not hide it.
    near(retries.cost_seconds_per_year, 0.0);
    assert_eq!(retries.severity, Severity::Warning);
    let before = project(design.clone());
    let after = apply(&before, &retries.changes).unwrap();
    let down = |project: &Project| analyze(project, &Options::default()).unwrap().journeys[0].unavailability;
    assert!(after.links().iter().all(|link| link.is_hard() && link.retries.is_none()));
    assert!(down(&after) >= down(&before));

    let sticky = with(pool(2, 1, &[]), "facts", json!({ "sessions": "copy" }));
    let design = json!({ "components": [ sticky ], "journeys": [ { "id": "q", "entry": "api" } ] });
    assert_eq!(found(design, "session-state-in-a-copy").changes[0].path, "facts.sessions");
}

/// A name outlives the failovers that move an address, not those behind one that stays.
#[test]
fn names_outlive_the_failover_of_what_they_lead_to() {
    let failover = json!({ "time": "7s", "success": 0.99, "manual": "30m", "source": "assumed" });
    let dns = json!({ "id": "dns", "kind": "dns", "facts": { "ttl": "1h" } });
    let behind = |middle: Value| {
        json!({ "components": [ dns.clone(), middle, part("a"), part("b") ],
            "links": [ { "from": "dns", "to": "m" }, { "from": "m", "to": "a" }, { "from": "m", "to": "b" } ],
            "journeys": [ { "id": "q", "entry": "dns" } ] })
    };
    let middle = |kind: &str| json!({ "id": "m", "kind": kind, "needs": { "failover": failover.clone() } });
    let finding = found(behind(middle("junction")), "dns-outlives-failover");
    assert_eq!((finding.target.as_str(), &finding.changes[0].value), ("dns", &json!("1807s")));
    assert_eq!(
        finding.message,
        "m is taken to fail over in 7 s, but the records of dns that lead to it live 1 h: 30 m on average by themselves."
    );
    let pair = |kind: &str| {
        let copies =
            json!({ "mode": "active-passive", "active": 1, "standby": 1, "failover": failover.clone() });
        with(with(part("m"), "kind", json!(kind)), "copies", copies)
    };
    let before = |kind: &str| {
        json!({ "components": [ dns.clone(), pair(kind) ], "links": [ { "from": "dns", "to": "m" } ],
            "journeys": [ { "id": "q", "entry": "dns" } ] })
    };
    let finding = found(before("database"), "dns-outlives-failover");
    assert_eq!(finding.changes[0].path, "copies.failover.time");
    for quiet in [behind(middle("load-balancer")), behind(middle("service")), before("load-balancer")] {
        let all = lint::lint(&project(quiet)).unwrap();
        assert!(all.iter().all(|it| it.rule != "dns-outlives-failover"), "{all:?}");
    }
}

#[test]
fn regions_are_compared_by_kind_whatever_is_around_them() {
    let zone = |id: &str, kind: &str, parent: Option<&str>| match parent {
        Some(parent) => json!({ "id": id, "kind": kind, "parent": parent }),
        None => json!({ "id": id, "kind": kind }),
    };
    let placed = |id: &str, zone: &str| with(part(id), "zones", json!([zone]));
    let design = |zones: Value, near: &str, far: &str| {
        json!({ "zones": zones, "components": [ placed("api", near), placed("db", far) ],
            "links": [ { "from": "api", "to": "db" } ], "journeys": [ { "id": "q", "entry": "api" } ] })
    };
    let cloud = json!([
        zone("cloud", "provider", None),
        zone("eu", "region", Some("cloud")),
        zone("us", "region", Some("cloud")),
        zone("eu-a", "zone", Some("eu")),
        zone("eu-b", "zone", Some("eu"))
    ]);
    let finding = found(design(cloud.clone(), "eu-a", "us"), "synchronous-across-regions");
    assert_eq!(finding.message, "api in eu waits for db in us.");
    let zones = json!([zone("a", "zone", None), zone("b", "zone", None)]);
    for quiet in [design(cloud, "eu-a", "eu-b"), design(zones, "a", "b")] {
        let all = lint::lint(&project(quiet)).unwrap();
        assert!(all.iter().all(|it| it.rule != "synchronous-across-regions"), "{all:?}");
    }
}

#[test]
fn regions_circles_and_the_unused() {
    let region = |id: &str| json!({ "id": id, "kind": "region", "failures": [ { "mtbf": "999h", "mttr": "1h", "source": "assumed" } ] });
    let placed = |id: &str, zone: &str| with(part(id), "zones", json!([zone]));
    let design = json!({ "zones": [ region("eu"), region("us") ],
        "components": [ placed("api", "eu"), placed("db", "us"), part("lost") ],
        "links": [ { "from": "api", "to": "db" } ], "journeys": [ { "id": "q", "entry": "api" } ] });
    let finding = found(design.clone(), "synchronous-across-regions");
    assert_eq!(finding.target, "api -> db");
    // The link gone soft, the far region and the database no longer count: 1 − 0.999⁴ against 1 − 0.999².
    near(finding.cost_seconds_per_year, (0.999 * 0.999 - 0.999 * 0.999 * 0.999 * 0.999) * YEAR);
    assert_eq!(found(design, "not-on-a-journey").target, "lost");

    let circle = json!({ "components": [ part("a"), part("b"), part("c") ],
        "links": [ { "from": "a", "to": "b" }, { "from": "b", "to": "c" }, { "from": "c", "to": "b" } ],
        "journeys": [ { "id": "q", "entry": "a" } ] });
    assert_eq!(found(circle, "cycle").message, "b, c need each other in a circle.");
}

#[test]
fn figures_without_a_source_are_marked() {
    let design = json!({ "components": [ { "id": "x", "failures": [ { "mtbf": "1y", "mttr": "1h" } ] } ], "journeys": [ { "id": "q", "entry": "x" } ] });
    let finding = found(design.clone(), "figures-without-source");
    let marked = apply(&project(design), &finding.changes).unwrap();
    assert_eq!(marked.components()[0].source.as_deref(), Some("assumed"));
}

#[test]
fn findings_are_silenced_with_a_reason_and_bad_silences_are_found() {
    let mut design = json!({ "components": [ part("db") ], "journeys": [ { "id": "q", "entry": "db" } ] });
    design["lint"] = json!({ "silenced": [
        { "rule": "single-point-of-failure", "target": "db", "reason": "bought in 2027" },
        { "rule": "cycle", "reason": "none there" },
        { "rule": "no-such-rule", "reason": "x" },
        { "rule": "cycle" } ] });
    let all = lint::lint(&project(design.clone())).unwrap();
    let silenced: Vec<&Finding> = all.iter().filter(|it| it.is_silenced()).collect();
    assert_eq!(silenced.len(), 1);
    assert_eq!(silenced[0].silenced.as_deref(), Some("bought in 2027"));
    let about: Vec<&str> =
        all.iter().filter(|it| it.rule == "silence").map(|it| it.message.as_str()).collect();
    assert_eq!(about.len(), 3, "{about:?}");
    assert!(about.iter().any(|it| it.contains("lint.silenced[2].rule: there is no rule 'no-such-rule'")));
    assert!(about.iter().any(|it| it.contains("lint.silenced[3].reason is missing")));
    let saved: Value = serde_json::from_str(&model::write(&project(design.clone()))).unwrap();
    assert_eq!(saved["lint"], design["lint"], "kept as it is");
}

#[test]
fn every_rule_has_words_and_its_own_id() {
    let mut ids: Vec<&str> = lint::rules().map(|rule| rule.id).collect();
    assert!(lint::rules().all(|rule| !rule.title.is_empty() && rule.why.ends_with('.')));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), lint::rules().count());
}

#[test]
fn templates_have_no_errors_and_every_remedy_applies() {
    for template in templates::all().iter().filter(|it| it.id != "empty") {
        let project = model::read(template.text).unwrap().project;
        for finding in lint::lint(&project).unwrap() {
            assert_ne!(finding.severity, Severity::Error, "{}: {}", template.id, finding.message);
            assert!(finding.cost_seconds_per_year.is_some(), "{}: {}", template.id, finding.message);
            assert_eq!(finding.remedy.is_some(), !finding.changes.is_empty(), "{}", finding.message);
            if !finding.changes.is_empty() {
                let mended = apply(&project, &finding.changes);
                assert!(mended.is_some(), "{}: {:?}", template.id, finding.changes);
            }
        }
    }
}

#[test]
fn a_design_that_cannot_be_solved_is_looked_at_all_the_same() {
    let design = json!({ "components": [ pool(2, 2, &[]) ] });
    assert_eq!(found(design, "copies-without-spare").cost_seconds_per_year, None);
}
