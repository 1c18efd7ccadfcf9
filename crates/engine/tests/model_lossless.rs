//! Load → save loses nothing, and no text makes the reader panic.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::model;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A duration in one of the many ways people write it, above zero.
fn duration() -> impl Strategy<Value = Value> {
    let unit =
        prop::sample::select(vec!["ms", "s", " m", "h", " days", "w", "mo", " months", "y", "Min", ""]);
    prop_oneof![
        (1_u32..10_000, unit).prop_map(|(number, unit)| json!(format!("{number}{unit}"))),
        (1_u32..100, 1_u32..60).prop_map(|(hours, minutes)| json!(format!(" {hours}h {minutes}m"))),
        (1_u32..100_000).prop_map(|hours| json!(hours)),
        (1_u32..1_000).prop_map(|hours| json!(f64::from(hours) + 0.5)),
    ]
}

fn law() -> impl Strategy<Value = Value> {
    prop_oneof![
        duration(),
        duration().prop_map(|mean| json!({"exponential": {"mean": mean}})),
        duration().prop_map(|value| json!({"fixed": {"value": value}})),
        (duration(), any::<bool>(), 1_u32..40).prop_map(|(time, by_mean, shape)| {
            json!({"weibull": {if by_mean { "mean" } else { "scale" }: time, "shape": f64::from(shape) / 8.0 + 0.01}})
        }),
        (duration(), any::<bool>()).prop_map(|(time, by_mean)| {
            json!({"lognormal": {if by_mean { "mean" } else { "median" }: time, "sigma": 0.7}})
        }),
        duration().prop_map(|mean| json!({"gamma": {"mean": mean, "shape": 2.5}})),
        duration().prop_map(|high| json!({"uniform": {"low": 0, "high": high}})),
        prop::collection::vec(duration(), 1..4).prop_map(|samples| json!({"empirical": {"samples": samples}})),
    ]
}

/// Any text a person might put in, quotes, markup and other scripts included.
fn words() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!("")),
        Just(json!("<b>\"Ünïcode\" 漢字 & more\n</b>")),
        "\\PC{0,12}".prop_map(Value::from)
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-z]{3}", inner), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn failure() -> impl Strategy<Value = Value> {
    let known = prop_oneof![
        Just(json!({"mtbf": {"low": "10 days", "high": 9000}, "mttr": {"low": "1m", "high": "2h"}})),
        (0_u32..9, duration())
            .prop_map(|(failures, period)| json!({"observed": {"failures": failures, "period": period}})),
    ];
    let figures = prop_oneof![
        (law(), law(), some("uncertainty", known))
            .prop_map(|(mtbf, mttr, known)| merged([json!({"mtbf": mtbf, "mttr": mttr}), known])),
        Just(
            json!({"availability": 0.75, "mttr": "1h", "uncertainty": {"availability": {"low": 0.5, "high": 0.9}}})
        ),
        (1_u32..999, law())
            .prop_map(|(a, mttr)| json!({"availability": f64::from(a) / 1000.0, "mttr": mttr})),
        Just(json!({"availability": 1})),
        law().prop_map(
            |mttr| json!({"deploys": {"every": "1 day", "change_failure_rate": 0.05}, "mttr": mttr})
        ),
    ];
    (
        figures,
        some("name", words()),
        some("scope", choose(&["copy", "all"])),
        some("source", words()),
        unknown(),
    )
        .prop_map(|(figures, a, b, c, d)| merged([figures, a, b, c, d]))
}

fn copies() -> impl Strategy<Value = Value> {
    let failover = (
        law(),
        some("success", (0_u32..=4).prop_map(|n| json!(f64::from(n) / 4.0 * 0.9 + 0.05))),
        some("manual", law()),
    )
        .prop_map(|(time, success, manual)| merged([json!({"time": time}), success, manual]));
    let state = prop_oneof![
        choose(&["hot", "cold"]),
        Just(json!({"warm": {"factor": 0.25}})),
        law().prop_map(|start| json!({"cold": {"start": start}})),
    ];
    let failback = prop_oneof![choose(&["none"]), law().prop_map(|time| json!({"time": time}))];
    let required = prop_oneof![(1_u32..=3).prop_map(Value::from), Just(json!("from-demand"))];
    prop_oneof![
        Just(json!({"mode": "single"})),
        (
            3_u32..9,
            some("required", required),
            some("detection", law()),
            some("repairers", Just(json!(2))),
            some("load_sharing", Just(json!(1.5)))
        )
            .prop_map(|(count, a, b, c, d)| merged([
                json!({"mode": "active-active", "count": count}),
                a,
                b,
                c,
                d
            ])),
        (some("failover", failover), some("standby_state", state), some("failback", failback), unknown())
            .prop_map(|(a, b, c, d)| merged([
                json!({"mode": "active-passive", "active": 1, "standby": 2, "replication_lag": "2s"}),
                a,
                b,
                c,
                d
            ])),
    ]
}

fn component(id: usize) -> impl Strategy<Value = Value> {
    let needs = prop_oneof![
        choose(&["all", "any"]),
        Just(json!({"at_least": 1})),
        law().prop_map(|time| json!({"failover": {"time": time, "success": 0.5}})),
    ];
    let parts = (
        some("name", words()),
        some("zones", Just(json!(["z1", "z0", "z0"]))),
        some("failures", prop::collection::vec(failure(), 0..3).prop_map(Value::from)),
        some("copies", copies()),
        some("needs", needs),
        some(
            "cost",
            Just(
                json!({"per_copy_month": 70, "per_zone_month": 5, "fixed_month": 12.5, "cross_zone_per_million": 0.5, "tax": 0.25}),
            ),
        ),
        some("notes", words()),
        unknown(),
    );
    let capacity = json!({"per_copy_rps": 400, "target_utilisation": 0.7, "service_time": "80 ms", "overload_failures": 2.5,
                          "max_copies": 12, "scale_delay": {"fixed": {"value": "3m"}}, "service_variability": 0.5});
    let work = json!([{"name": "patches", "every": "4w", "at": "2d 3h", "for": "1h", "scope": "copy"}, {"every": 24, "for": 0.5}]);
    let options = json!([{"name": "larger", "failures": [{"mtbf": "1y", "mttr": "1h"}], "capacity": {"per_copy_rps": 800}, "cost": {"per_copy_month": 150}, "source": "assumed", "x-unknown": 1}]);
    let start = json!({"id": format!("c{id}"), "capacity": capacity, "maintenance": work, "options": options, "locked": true});
    parts.prop_map(move |(a, b, c, d, e, f, g, h)| merged([start.clone(), a, b, c, d, e, f, g, h]))
}

fn project() -> impl Strategy<Value = Value> {
    let objective = json!({"availability": 0.9995, "window": "28d", "measure": "time", "exclude_maintenance": true,
        "service_hours": {"from": "8h", "to": "18h", "days": [1, 2, 3]}, "credits": [{"below": 0.99, "percent": 10}], "monthly_fee": 12000, "currency": "USD", "downtime_cost_per_hour": 2500});
    let fixed = json!({
        "format": "ninefold/1",
        "zones": [{"id": "z0"}, {"id": "z1", "parent": "z0", "failures": []}],
        "links": [{"from": "c0", "to": "c1", "retries": 2, "locked": true}, {"from": "c1", "to": "c2", "effect": "hard"}, {"from": "c2", "to": "c0"},
                  {"from": "c0", "to": "c2", "effect": "soft", "loss": 0.05, "fan_out": 2,
                   "breaker": {"threshold": 5, "timeout": "1s", "reset": "30s"}}],
        "journeys": [{"id": "j", "entry": "c0", "peak_rps": 900}],
    });
    let parts = (
        [component(0).boxed(), component(1).boxed(), component(2).boxed()],
        some("name", words()),
        some("objective", Just(objective)),
        some(
            "demand",
            Just(
                json!({"growth_per_month": 0.03, "growth": "linear", "start": "2026-10", "arrival_variability": 2,
            "peaks": [{"name": "Black Friday", "at": "11-27", "multiplier": 2.5}, {"at": "2026-12-24", "multiplier": 0.5, "x-unknown": 2}],
            "profile": vec![1; 168]}),
            ),
        ),
        some("scenarios", Just(scenarios())),
        some("canvas", anything()),
        unknown(),
    );
    parts.prop_map(move |(components, a, b, c, d, e, f)| {
        merged([fixed.clone(), json!({"components": components}), a, b, c, d, e, f])
    })
}

/// Everything a scenario can do.
fn scenarios() -> Value {
    json!([{"name": "s", "ordinary_failures": true, "events": [
        {"at": 0, "fail": "z1", "for": "2h"},
        {"at": {"uniform": {"low": 0, "high": "1d"}}, "fail": "c0", "copies": 0.5, "x-unknown": [1]},
        {"at": "1h", "deploy": "c1"},
        {"at": "1h", "brownout": "c1", "share": 0.25, "for": {"exponential": {"mean": "5m"}}},
        {"at": "1h", "slow": "c2", "by": "90s", "for": "1h"},
        {"at": "1h", "latency": "c0", "to": "c1", "by": "250ms", "for": "10m"},
        {"at": "1h", "lag": "c2", "by": "40s", "for": "1h"},
        {"at": "1h", "flush": "c2", "load": 4, "for": "20m"}]}])
}

/// `{key: value}`, or nothing.
fn some(key: &'static str, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::option::of(value).prop_map(move |value| value.map_or(json!({}), |value| json!({key: value})))
}

/// A key this version does not know.
fn unknown() -> impl Strategy<Value = Value> {
    some("x-unknown", anything())
}

fn choose(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(words).prop_map(Value::from)
}

fn merged<const N: usize>(objects: [Value; N]) -> Value {
    Value::Object(
        objects.into_iter().flat_map(|object| object.as_object().cloned().unwrap_or_default()).collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_loaded_is_saved(input in project()) {
        let loaded = model::read(&input.to_string()).map_err(|found| TestCaseError::fail(format!("{found}\n{input:#}")))?;
        let saved = model::write(&loaded.project);
        prop_assert_eq!(&serde_json::from_str::<Value>(&saved).unwrap(), &input);
        prop_assert_eq!(&model::read(&saved).unwrap(), &loaded, "reading what was written");
        prop_assert_eq!(model::write(&model::read(&saved).unwrap().project), saved, "writing again changes nothing");
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = model::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_damage_makes_it_panic(input in project(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = input.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let text = String::from_utf8_lossy(&bytes);
        if let Err(found) = model::read(&text) {
            prop_assert!(found.0.iter().any(model::Diagnostic::is_error));
        }
    }

    #[test]
    fn no_value_in_the_wrong_place_makes_it_panic(input in project(), junk in anything(), at in any::<prop::sample::Index>()) {
        let mut project = input;
        let mut places = Vec::new();
        pointers(&project, String::new(), &mut places);
        let place = at.get(&places).clone();
        *project.pointer_mut(&place).unwrap() = junk;
        match model::read(&project.to_string()) {
            Ok(loaded) => prop_assert_eq!(serde_json::from_str::<Value>(&model::write(&loaded.project)).unwrap(), project),
            Err(found) => prop_assert!(found.0.iter().any(model::Diagnostic::is_error)),
        }
    }
}

/// The JSON pointer of every value.
fn pointers(value: &Value, here: String, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| pointers(value, format!("{here}/{key}"), into))
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, format!("{here}/{index}"), into));
        }
        _ => {}
    }
    into.push(here);
}
