//! Whatever validates is answered: every kind of group over every arrangement of zones, alone and beside another.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::model;
use proptest::prelude::*;
use serde_json::{Value, json};

fn copies() -> impl Strategy<Value = Value> {
    let shared = (1..6u32, 1..6u32, prop::option::of(1.0..3.0), prop::option::of(1..4u32)).prop_map(
        |(count, required, load_sharing, repairers)| {
            json!({"mode": "active-active", "count": count.max(required), "required": required,
                   "load_sharing": load_sharing, "repairers": repairers})
        },
    );
    let states = prop_oneof![
        Just(json!("hot")),
        Just(json!({"warm": {"factor": 0.3}})),
        Just(json!("cold")),
        Just(json!({"cold": {"start": "2m"}})),
    ];
    // Past eight copies a group is not followed copy by copy, past ten not at all.
    let taken_over = (1..4u32, 0..12u32, states, any::<bool>(), prop::option::of(1..4u32), 0.0..1.0)
        .prop_map(|(active, standby, state, moves_back, repairers, success)| {
            json!({"mode": "active-passive", "active": active, "standby": standby, "standby_state": state,
                   "failover": {"time": "45s", "success": success, "manual": "20m"},
                   "failback": moves_back.then(|| json!({"time": "10s"})), "repairers": repairers})
        });
    prop_oneof![Just(Value::Null), shared, taken_over]
}

fn component(id: &'static str) -> impl Strategy<Value = Value> {
    (copies(), prop::sample::subsequence(vec!["a", "b", "c", "r"], 0..=4)).prop_map(move |(copies, zones)| {
        json!({"id": id, "zones": zones, "copies": copies,
               "failures": [{"mtbf": "30d", "mttr": "1h"}, {"scope": "all", "mtbf": "1y", "mttr": "20m"}]})
    })
}

/// Without the keys that were not drawn: the file has no null.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_pair_of_groups(first in component("first"), second in component("second")) {
        let text = without_nulls(json!({
            "format": "ninefold/1", "objective": {"availability": 0.999},
            "zones": [{"id": "r", "failures": [{"mtbf": "10y", "mttr": "3h"}]},
                      {"id": "a", "parent": "r", "failures": [{"mtbf": "2y", "mttr": "2h"}]},
                      {"id": "b", "parent": "r", "failures": [{"mtbf": "2y", "mttr": "2h"}]},
                      {"id": "c"}],
            "components": [first, second], "links": [{"from": "first", "to": "second"}],
            "journeys": [{"id": "j", "entry": "first"}]
        }));
        let project = model::read(&text.to_string()).unwrap().project;
        let answer = analyze(&project, &Options::default()).unwrap();
        let journey = &answer.journeys[0];
        let down = journey.unavailability;
        prop_assert!(down > 0.0 && down < 1.0, "{down}");
        prop_assert!(journey.outages_per_year.is_finite() && journey.outages_per_year > 0.0);
    }
}
