//! Published structures, networks, repair crews and standby groups: the expected digits are the sources', the full-precision
//! values an independent recomputation. The cases live outside the repository; without them this file says so and passes.
#![allow(clippy::unwrap_used)]

use std::path::Path;

mod chains;
mod draw;
mod importance;
mod time;

use ninefold_engine::analysis::{JourneyAnswer, Options, analyze};
use serde_json::{Value, json};

/// Topics of the long run; the others are in `chains`, `importance` and `time`.
const TOPICS: [&str; 8] = [
    "rbd-structure",
    "network",
    "cloud-sla",
    "shared-component",
    "repairable",
    "repair-crews",
    "standby-repairable",
    "common-cause",
];

/// Cases of these topics that are not models of this kind, each with its reason.
const LEFT_OUT: [(&str, &str); 5] = [
    ("hidden-1oo2-beta5-same", "failures found only by periodic tests: the model has no hidden failures"),
    ("-rare", "a rare-event approximation; this answer is exact"),
    ("-mcub", "a bound; this answer is exact"),
    ("hidden-1oo2-beta5-stag", "failures found only by periodic tests: the model has no hidden failures"),
    ("crew-instant-repair-waits", "one repairer shared by different components"),
];

fn measured(journey: &JourneyAnswer, quantity: &str) -> Option<f64> {
    let frequency = journey.outages_per_year / 8760.0;
    Some(match quantity {
        q if q.contains("unavailability") => journey.unavailability,
        q if q.contains("frequency") => frequency,
        q if q.contains("mean up time") => journey.mean_uptime_hours?,
        q if q.contains("mean down time") => journey.mean_outage_hours?,
        q if q.contains("between system failures") => 1.0 / frequency,
        q if q.contains("top event") => journey.unavailability,
        q if q.contains("availab") || q.contains("reliability") => journey.availability,
        _ => return None,
    })
}

/// The cases; none, with a word about it, where they are absent.
fn cases() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/oracles is absent");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// The value to be met: recomputed in full precision where that was done.
fn expected(case: &Value) -> f64 {
    case["recomputed"].as_f64().or(case["expected"].as_f64()).unwrap()
}

/// Cases of a topic to be checked, less those that cannot be, each with its reason.
fn of_topic<'a>(cases: &'a [Value], topic: &str, left_out: &[(&str, &str)]) -> Vec<&'a Value> {
    let wanted = |case: &&Value| case["topic"] == topic && case["use_as_oracle"] != json!(false);
    let kept = |case: &&Value| {
        let id = case["id"].as_str().unwrap();
        let reason = left_out.iter().find(|(pattern, _)| id.contains(pattern));
        if let Some((_, reason)) = reason {
            println!("left out: {id}: {reason}");
        }
        reason.is_none()
    };
    cases.iter().filter(wanted).filter(kept).collect()
}

#[test]
fn published_cases() {
    let Some(cases) = cases() else { return };
    let model_of = |id: &str| &cases.iter().find(|c| c["id"] == id).unwrap()["model"]["structured"];
    let mut checked = 0;
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let wanted =
            TOPICS.contains(&case["topic"].as_str().unwrap()) && case["use_as_oracle"] != json!(false);
        if !wanted {
            continue;
        }
        if let Some((_, reason)) = LEFT_OUT.iter().find(|(pattern, _)| id.contains(pattern)) {
            println!("left out: {id}: {reason}");
            continue;
        }
        let own = &case["model"]["structured"];
        let model = own.get("see").map_or(own, |see| model_of(see.as_str().unwrap()));
        let (drawing, entry) =
            if model.get("ccf_groups").is_some() { draw::common_causes(model) } else { draw::draw(model) };
        let project = draw::project(&drawing, &entry);
        let answer = analyze(&project, &Options::default()).unwrap();
        let value = measured(&answer.journeys[0], case["quantity"].as_str().unwrap()).unwrap();
        let expected = expected(case);
        assert!((value / expected - 1.0).abs() < 1e-9, "{id}: {value}, expected {expected}");
        println!("agrees: {id}");
        checked += 1;
    }
    assert!(checked >= 40, "only {checked} cases were checked");
    println!("{checked} published cases agree");
}
