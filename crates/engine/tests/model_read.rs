//! Reading project files: every fault is found, each with its path, and nothing is lost on the way.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::model::{self, Diagnostics};
use serde_json::{Value, json};

/// A small project that is right in every respect.
fn good() -> Value {
    json!({
        "format": "ninefold/1",
        "zones": [{"id": "eu", "failures": [{"mtbf": "10y", "mttr": "3h"}]}, {"id": "eu-a", "parent": "eu"}],
        "components": [
            {"id": "lb", "failures": [{"availability": 0.9999, "mttr": "15m"}]},
            {"id": "api", "zones": ["eu-a"], "failures": [{"mtbf": "30d", "mttr": "2m"}],
             "copies": {"mode": "active-active", "count": 4, "required": 2}},
            {"id": "db", "failures": [{"mtbf": "1y", "mttr": {"lognormal": {"mean": "1h", "p95": "3h"}}}],
             "copies": {"mode": "active-passive", "active": 1, "standby": 1,
                        "failover": {"time": "45s", "success": 0.99, "manual": "30m"}}}
        ],
        "links": [{"from": "lb", "to": "api"}, {"from": "api", "to": "db"}],
        "journeys": [{"id": "shop", "entry": "lb"}],
        "scenarios": [{"name": "lose", "events": [{"at": "1h", "fail": "eu-a", "for": "2h"}]}]
    })
}

/// `good()` with one place changed; a null removes the key, `-` appends.
fn with(pointer: &str, value: Value) -> String {
    let mut project = good();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (project.pointer_mut(parent).unwrap(), value) {
        (Value::Object(map), Value::Null) => drop(map.remove(key)),
        (Value::Object(map), value) => drop(map.insert(key.to_owned(), value)),
        (Value::Array(list), value) if key == "-" => list.push(value),
        (Value::Array(list), value) => list[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} leads nowhere"),
    }
    project.to_string()
}

fn faults(text: &str) -> Diagnostics {
    model::read(text).expect_err("the file should be refused")
}

/// Each case: where to change what, the path of the one fault that makes, words of its line.
fn each_is_the_only_fault(cases: &[(&str, Value, &str, &str)]) {
    for (pointer, value, path, says) in cases {
        let found = faults(&with(pointer, value.clone()));
        let lines = found.to_string();
        let errors: Vec<&str> =
            found.0.iter().filter(|one| one.is_error()).map(|one| one.path.as_str()).collect();
        assert_eq!(errors, [*path], "{pointer} = {value}: {lines}");
        assert!(lines.contains(says), "{pointer} = {value}: {lines}");
    }
}

#[test]
fn the_good_project_is_good() {
    assert_eq!(model::read(&good().to_string()).unwrap().warnings, []);
}

#[test]
fn faults_of_shape_and_names() {
    each_is_the_only_fault(&[
        ("/format", json!("ninefold/7"), "format", "\"ninefold/7\" is newer"),
        ("/format", Value::Null, "format", "missing"),
        ("/scenarios", json!(5), "scenarios", "expected a list"),
        ("/zones/-", json!("lb"), "zones[2]", "must be an object"),
        ("/components/-", json!({}), "components[3].id", "missing"),
        ("/components/-", json!({"id": 7}), "components[3].id", "expected a text, not 7"),
        ("/components/-", json!({"id": ""}), "components[3].id", "empty"),
        ("/components/-", json!({"id": "a\nb"}), "components[3].id", "control"),
        ("/components/-", json!({"id": "x".repeat(201)}), "components[3].id", "200 characters"),
        ("/components/-", json!({"id": "api"}), "components[3].id", "already taken"),
        ("/components/-", json!({"id": "eu"}), "components[3].id", "already taken"),
        ("/components/-", json!({"id": "q", "name": null}), "components[3].name", "leave the key out"),
        ("/zones/-", json!({"id": "eu"}), "zones[2].id", "already taken"),
        ("/components/1/zones/0", json!("eu-b"), "components[1].zones[0]", "there is no zone 'eu-b'"),
        ("/components/1/zones/0", json!("db"), "components[1].zones[0]", "is a component"),
        ("/zones/1/parent", json!("us"), "zones[1].parent", "there is no zone 'us'"),
        ("/zones/0/parent", json!("eu"), "zones[0].parent", "lies in itself"),
        ("/links/1/to", json!("bd"), "links[1].to", "did you mean 'db'"),
        ("/links/1/to", json!("eu"), "links[1].to", "is a zone"),
        ("/links/1/to", json!("api"), "links[1]", "needs itself"),
        ("/links/1/from", Value::Null, "links[1].from", "missing"),
        ("/links/1/effect", json!("sof"), "links[1].effect", "did you mean \"soft\""),
        ("/links/1/loss", json!(2), "links[1].loss", "between 0 and 1"),
        ("/links/1/fan_out", json!(-2), "links[1].fan_out", "between 0 and"),
        ("/journeys/0/entry", json!("web"), "journeys[0].entry", "there is no component 'web'"),
        ("/journeys/-", json!({"id": "shop", "entry": "lb"}), "journeys[1].id", "already taken"),
        (
            "/scenarios/0/events/0/fail",
            json!("mars"),
            "scenarios[0].events[0].fail",
            "no component or zone 'mars'",
        ),
        ("/scenarios/0/events/0/for", json!(-1), "scenarios[0].events[0].for", "negative"),
        ("/scenarios/-", json!({"name": "lose"}), "scenarios[1].name", "already taken"),
    ]);
}

#[test]
fn faults_of_failure_modes() {
    let cases = [
        (json!({"mtbf": "-5h", "mttr": 1}), ".mtbf", "negative"),
        (json!({"mtbf": -5, "mttr": 1}), ".mtbf", "negative"),
        (json!({"mtbf": 0, "mttr": 1}), ".mtbf", "more than zero"),
        (json!({"mtbf": "0s", "mttr": 1}), ".mtbf", "more than zero"),
        (json!({"mtbf": "NaN", "mttr": 1}), ".mtbf", "'NaN' is not a duration"),
        (json!({"mtbf": "inf", "mttr": 1}), ".mtbf", "'inf' is not a duration"),
        (json!({"mtbf": "3 fortnights", "mttr": 1}), ".mtbf", "unknown unit 'fortnights'"),
        (json!({"mtbf": true, "mttr": 1}), ".mtbf", "expected a duration"),
        (json!({"mtbf": "1d", "mttr": "-1m"}), ".mttr", "negative"),
        (json!({"mtbf": "1d"}), ".mttr", "missing"),
        (json!({"mttr": "1h"}), "", "neither"),
        (json!({"mtbf": "1d", "availability": 0.9, "mttr": "1h"}), "", "both"),
        (json!({"availability": 1.01, "mttr": "1h"}), ".availability", "at most 1"),
        (json!({"availability": 99.95, "mttr": "1h"}), ".availability", "99.95 % is written 0.9995"),
        (json!({"availability": 0, "mttr": "1h"}), ".availability", "above 0"),
        (json!({"availability": -0.1, "mttr": "1h"}), ".availability", "above 0"),
        (json!({"availability": "99%", "mttr": "1h"}), ".availability", "a number"),
        (json!({"availability": 0.9, "mttr": 0}), ".mttr", "more than zero"),
        (json!({"mtbf": "1d", "mttr": "1h", "scope": "some"}), ".scope", "\"copy\" or \"all\""),
    ];
    for (failure, place, says) in cases {
        let path = format!("components[0].failures[0]{place}");
        each_is_the_only_fault(&[("/components/0/failures/0", failure, &path, says)]);
    }
}

#[test]
fn faults_of_laws() {
    let cases = [
        (json!({}), "", "0 keys"),
        (json!({"weibul": {"mean": "1d", "shape": 2}}), "", "did you mean \"weibull\""),
        (json!({"weibull": {"shape": 2}}), ".weibull", "exactly one"),
        (json!({"weibull": {"mean": 1, "scale": 1, "shape": 2}}), ".weibull", "exactly one"),
        (json!({"weibull": {"mean": 1, "shape": 0}}), ".weibull.shape", "more than zero"),
        (json!({"weibull": {"mean": 1}}), ".weibull.shape", "missing"),
        (json!({"weibull": {"mean": 1, "shpe": 1, "shape": 1}}), ".weibull.shpe", "has no `shpe`"),
        (json!({"gamma": {"mean": 1, "shape": -1}}), ".gamma.shape", "more than zero"),
        (json!({"lognormal": {"mean": 1}}), ".lognormal", "`sigma` and `p95`"),
        (json!({"lognormal": {"mean": 1, "p95": 4}}), ".lognormal.p95", "3.868"),
        (json!({"lognormal": {"median": 2, "p95": 1}}), ".lognormal.p95", "median"),
        (json!({"uniform": {"low": "3h", "high": "2h"}}), ".uniform.low", "(3h) must not exceed `high` (2h)"),
        (json!({"uniform": {"low": 0, "high": 0}}), "", "more than zero"),
        (json!({"empirical": {"samples": []}}), ".empirical.samples", "at least one"),
        (json!({"empirical": {"samples": ["1h", "x"]}}), ".empirical.samples[1]", "'x'"),
        (json!({"exponential": {"mean": "-1h"}}), ".exponential.mean", "negative"),
        (json!({"fixed": {"value": {}}}), ".fixed.value", "expected a duration"),
    ];
    for (law, place, says) in cases {
        let path = format!("components[0].failures[0].mtbf{place}");
        let failure = json!({"mtbf": law, "mttr": "1h"});
        each_is_the_only_fault(&[("/components/0/failures/0", failure, &path, says)]);
    }
}

#[test]
fn faults_of_what_is_known() {
    let cases = [
        (json!({"mtbf": {"low": "2h", "high": "1h"}}), ".mtbf.low", "(2h) must not exceed `high` (1h)"),
        (json!({"mtbf": {"low": "2h"}}), ".mtbf.high", "missing"),
        (json!({"mttr": {"low": 0, "high": 1}}), ".mttr.low", "more than zero"),
        (json!({"availability": {"low": 0.9, "high": 0.99}}), ".availability", "not given"),
        (json!({"observed": {"failures": 2, "period": 0}}), ".observed.period", "more than zero"),
        (json!({"observed": {"count": 2, "failures": 2, "period": 1}}), ".observed.count", "has no `count`"),
        (
            json!({"mtbf": {"low": 1, "high": 2}, "observed": {"failures": 2, "period": 1}}),
            ".observed",
            "keep one",
        ),
        (json!({"mttf": {"low": 1, "high": 2}}), ".mttf", "did you mean"),
    ];
    for (known, place, says) in cases {
        let path = format!("components[0].failures[0].uncertainty{place}");
        let failure = json!({"mtbf": "10d", "mttr": "1h", "uncertainty": known});
        each_is_the_only_fault(&[("/components/0/failures/0", failure, &path, says)]);
    }
}

#[test]
fn faults_of_redundancy() {
    let api = |key: &str| format!("/components/1/copies/{key}");
    let db = |key: &str| format!("/components/2/copies/{key}");
    let cases = [
        (api("mode"), json!("active-activ"), "components[1].copies.mode", "did you mean \"active-active\""),
        (api("mode"), Value::Null, "components[1].copies.mode", "missing"),
        (
            api("required"),
            json!(5),
            "components[1].copies.required",
            "5 copies are required but there are only 4",
        ),
        (api("required"), json!(0), "components[1].copies.required", "at least 1"),
        (api("required"), json!("from-demand"), "components[1].copies.required", "throughput"),
        (api("required"), json!("most"), "components[1].copies.required", "from-demand"),
        (api("count"), json!(2.5), "components[1].copies.count", "whole number"),
        (api("count"), json!(-4), "components[1].copies.count", "whole number"),
        (api("count"), json!(1e9), "components[1].copies.count", "at most 100000"),
        (api("count"), Value::Null, "components[1].copies.count", "missing"),
        (api("repairers"), json!(0), "components[1].copies.repairers", "at least 1"),
        (api("load_sharing"), json!(0.5), "components[1].copies.load_sharing", "between 1"),
        (db("failover/success"), json!(1.5), "components[2].copies.failover.success", "between 0 and 1"),
        (db("failover/time"), Value::Null, "components[2].copies.failover.time", "missing"),
        (db("active"), json!(0), "components[2].copies.active", "at least 1"),
        (db("standby"), json!(200_000), "components[2].copies.standby", "at most 100000"),
        (db("standby_state"), json!({"warm": 0.5}), "components[2].copies.standby_state.warm", "an object"),
        (
            db("standby_state"),
            json!({"warm": {"factor": 2}}),
            "components[2].copies.standby_state.warm.factor",
            "betw",
        ),
        (
            db("standby_state"),
            json!({"cold": {}}),
            "components[2].copies.standby_state.cold.start",
            "missing",
        ),
        (db("standby_state"), json!("lukewarm"), "components[2].copies.standby_state", "lukewarm"),
        (db("failback"), json!("auto"), "components[2].copies.failback", "none"),
        (
            "/components/0/needs".into(),
            json!({"at_least": 2}),
            "components[0].needs.at_least",
            "has 1 hard link",
        ),
        ("/components/0/needs".into(), json!({"at_least": 0}), "components[0].needs.at_least", "at least 1"),
        ("/components/0/needs".into(), json!("some"), "components[0].needs", "\"all\""),
        (
            "/components/0/needs".into(),
            json!({"failover": {}}),
            "components[0].needs.failover.time",
            "missing",
        ),
    ];
    for (pointer, value, path, says) in cases {
        each_is_the_only_fault(&[(&pointer, value, path, says)]);
    }
    let none = json!({"mode": "active-passive", "active": 0, "standby": 0});
    each_is_the_only_fault(&[("/components/2/copies", none, "components[2].copies", "no copy at all")]);
}

#[test]
fn faults_of_promises_load_and_money() {
    let objective = |key: &str, value: Value| {
        let mut objective = json!({"availability": 0.9});
        objective[key] = value;
        objective
    };
    let credit =
        |below: f64, percent: f64| objective("credits", json!([{"below": below, "percent": percent}]));
    each_is_the_only_fault(&[
        ("/objective", objective("availability", json!(1.2)), "objective.availability", "at most 1"),
        ("/objective", objective("window", json!("fortnight")), "objective.window", "\"28d\""),
        ("/objective", objective("window", json!("28.0d")), "objective.window", "\"28d\""),
        ("/objective", objective("window", json!("40000d")), "objective.window", "100 years"),
        ("/objective", objective("window", json!("0d")), "objective.window", "\"28d\""),
        ("/objective", objective("measure", json!("vibes")), "objective.measure", "\"time\""),
        ("/objective", objective("monthly_fee", json!(-1)), "objective.monthly_fee", "negative"),
        (
            "/objective",
            objective("exclude_maintenance", json!("yes")),
            "objective.exclude_maintenance",
            "true or false",
        ),
        ("/objective", credit(0.9, 101.0), "objective.credits[0].percent", "100"),
        ("/objective", credit(2.0, 1.0), "objective.credits[0].below", "at most 1"),
        ("/demand", json!({"profile": [1, 2]}), "demand.profile", "24"),
        ("/demand", json!({"growth_per_month": -1}), "demand.growth_per_month", "more than -1"),
        (
            "/components/1/capacity",
            json!({"per_copy_rps": 0}),
            "components[1].capacity.per_copy_rps",
            "more than",
        ),
        (
            "/components/1/capacity",
            json!({"target_utilisation": 1.2}),
            "components[1].capacity.target_utilisation",
            "at most 1",
        ),
        (
            "/components/1/cost",
            json!({"per_copy_month": -1}),
            "components[1].cost.per_copy_month",
            "negative",
        ),
        ("/journeys/0/peak_rps", json!(-1), "journeys[0].peak_rps", "negative"),
    ]);
}

#[test]
fn all_faults_are_listed_at_once() {
    let text = r#"{
      "format": "ninefold/1",
      "zones": [{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "inside", "parent": "b"}],
      "components": [
        {"id": "x", "failures": [{"mtbf": "-1h", "mttr": "1 parsec"}], "needs": {"at_least": 3}},
        {"id": "x", "copies": {"mode": "active-active", "count": 2, "required": 3}, "zones": ["c"]},
        {"id": 4, "failures": [{"availability": 1.5}, {}]}
      ],
      "links": [{"from": "x", "to": "nowhere"}],
      "journeys": [{"id": "j", "entry": "y"}, {"id": "j", "entry": "x"}],
      "objective": {"availability": 2}
    }"#;
    let found = faults(text);
    let mut paths: Vec<&str> =
        found.0.iter().filter(|one| one.is_error()).map(|one| one.path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "components[0].failures[0].mtbf",
        "components[0].failures[0].mttr",
        "components[0].needs.at_least",
        "components[1].copies.required",
        "components[1].id",
        "components[1].zones[0]",
        "components[2].failures[0].availability",
        "components[2].failures[1]",
        "components[2].id",
        "journeys[0].entry",
        "journeys[1].id",
        "links[0].to",
        "objective.availability",
        "zones[0].parent",
        "zones[1].parent",
    ];
    assert_eq!(paths, expected);
    let mtbf = found.0.iter().find(|one| one.path.ends_with("mtbf")).unwrap();
    assert_eq!(mtbf.target.as_deref(), Some("x"));
    assert_eq!(found.to_string().lines().count(), found.0.len());
}

#[test]
fn text_that_is_not_json_is_refused_with_line_and_column() {
    for (text, place, says) in [
        ("", "line 1, column 0", "not valid JSON"),
        ("{\n  \"format\": nope\n}", "line 2, column 14", "not valid JSON"),
        ("{\"format\": \"ninefold/1\",}", "line 1, column 25", "comma"),
        ("{\"a\": NaN}", "line 1, column 7", "no NaN"),
        ("{\"a\": 1e999}", "line 1, column 11", "number out of range"),
        ("{} {}", "line 1, column 4", "trailing characters"),
        ("{\n// hello\n}", "line 2, column 1", "no comments"),
    ] {
        let found = faults(text);
        assert_eq!((found.0.len(), found.0[0].path.as_str()), (1, place), "{text}: {found}");
        assert!(found.to_string().contains(says), "{text}: {found}");
    }
    assert!(faults(&"[".repeat(100_000)).to_string().contains("nesting"));
    for text in ["[]", "null", "3", "\"x\""] {
        assert!(faults(text).to_string().contains("must be an object"), "{text}");
    }
}

#[test]
fn keys_given_twice_are_refused() {
    let text = r#"{"format": "ninefold/1", "components": [{"id": "a", "id": "b", "name": "n"}], "links": [], "links": []}"#;
    let found = faults(text);
    let paths: Vec<&str> = found.0.iter().filter(|one| one.is_error()).map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["components[0].id", "links"]);
    assert!(found.0[0].message.contains("given twice"));
}

#[test]
fn unknown_keys_are_kept_and_reported() {
    let mut project = good();
    project["components"][0]["naem"] = json!("LB");
    project["colour"] = json!({"z": 1, "a": [1, {"y": null, "b": 2.5}]});
    let loaded = model::read(&project.to_string()).unwrap();
    let said: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "components[0].naem: unknown key `naem`; it is kept but has no effect (did you mean `name`?)",
        "colour: unknown key `colour`; it is kept but has no effect",
    ];
    assert_eq!(said, expected);
    assert_eq!(loaded.warnings[0].target.as_deref(), Some("lb"));
    let saved = model::write(&loaded.project);
    assert_eq!(serde_json::from_str::<Value>(&saved).unwrap(), project);
    assert!(saved.find("\"z\"").unwrap() < saved.find("\"a\": [").unwrap(), "keys inside keep their order");
}

#[test]
fn what_is_assumed_is_said() {
    let text = with("/components/0/failures/0", json!({"availability": 0.999}));
    let loaded = model::read(&text).unwrap();
    assert_eq!(loaded.warnings.len(), 1);
    assert_eq!(loaded.warnings[0].path, "components[0].failures[0].mttr");
    let failure = &loaded.project.components()[0].failures()[0];
    assert_eq!((failure.mttr_hours(), failure.unavailability()), (1.0, 0.001));
    assert!((failure.mtbf_hours() - 999.0).abs() < 1e-9);

    let never = model::read(&with("/components/0/failures/0", json!({"availability": 1}))).unwrap();
    assert_eq!(never.warnings, []);
    let failure = &never.project.components()[0].failures()[0];
    assert_eq!((failure.mtbf_hours(), failure.unavailability()), (f64::INFINITY, 0.0));
}

#[test]
fn an_empty_project_can_be_held() {
    let loaded = model::read("\u{feff}{\"format\": \"ninefold/1\"}").unwrap();
    assert_eq!(loaded.warnings.len(), 2);
    assert_eq!(loaded.project, model::Project::empty());
    assert_eq!(model::write(&loaded.project), "{\n  \"format\": \"ninefold/1\"\n}\n");
}

#[test]
fn sizes_are_bounded() {
    let too_long = " ".repeat(model::MAX_BYTES + 1);
    assert!(faults(&too_long).to_string().contains("64 MiB"));
    let journey = json!({"id": "j", "entry": "lb"});
    let many = with("/journeys", Value::from(vec![journey; 100_001]));
    let found = faults(&many);
    assert_eq!(found.0[0].path, "journeys");
    assert!(found.0[0].message.contains("100001"));
}

#[test]
fn a_flood_of_warnings_is_cut_short_and_hides_no_error() {
    let mut project = good();
    let noise: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("k{n}"), json!(n))).collect();
    project["components"][0].as_object_mut().unwrap().extend(noise);
    project["objective"] = json!({"availability": 7});
    let found = faults(&project.to_string());
    assert_eq!(found.0.len(), 1_001);
    assert_eq!(found.0[0].path, "objective.availability");
    assert!(found.to_string().ends_with("not listed"));
}

#[test]
fn a_long_chain_of_zones_is_checked_without_a_long_wait() {
    let zone = |n: usize| json!({"id": format!("z{n}"), "parent": format!("z{}", n + 1)});
    let mut zones: Vec<Value> = (0..99_999).map(zone).collect();
    zones.push(json!({"id": "z99999"}));
    let text = with("/zones", Value::from(zones.clone())).replace("eu-a", "z0");
    assert_eq!(model::read(&text).unwrap().warnings, []);
    zones[99_999]["parent"] = json!("z99998");
    let text = with("/zones", Value::from(zones)).replace("eu-a", "z0");
    assert_eq!(faults(&text).0.len(), 2, "the two zones that lie in each other, not those below them");
}

#[test]
fn what_the_file_holds_is_quoted_back_in_short() {
    let long = "x".repeat(100_000);
    let mut project = good();
    project["components"][0]["failures"] = json!([{"mtbf": long, "mttr": "1h"}]);
    project["components"][1][&long] = json!(1);
    project["links"][0]["to"] = json!(long);
    let found = faults(&project.to_string());
    assert_eq!(found.0.len(), 3, "two errors and the unknown key");
    assert!(found.to_string().len() < 3_000, "{found}");
    project["components"][0]["failures"] = json!([]);
    project["links"] = json!([]);
    let loaded = model::read(&project.to_string()).unwrap();
    assert!(loaded.warnings[0].to_string().len() < 2_000);
}
