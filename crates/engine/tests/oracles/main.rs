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

/// Topics of the long run.
const TOPICS: [&str; 9] = [
    "rbd-structure",
    "network",
    "cloud-sla",
    "shared-component",
    "repairable",
    "repair-crews",
    "standby-repairable",
    "common-cause",
    "fault-tree",
];

/// The other topics of the exact answer, and where every case of theirs that is not left out there is checked.
const ELSEWHERE: [(&str, &[(&str, &str)]); 5] = [
    ("ctmc", &chains::LEFT_OUT),
    ("importance", &[]),
    ("transient", &[]),
    ("durability", &[]),
    // In tests/fault_trees.rs, which has its own list.
    ("fault-tree-large", &[]),
];

/// Cases of these topics that are not models of this kind, each with its reason.
const LEFT_OUT: [(&str, &str); 3] = [
    ("hidden-1oo2-beta5-same", "failures found only by periodic tests: the model has no hidden failures"),
    ("hidden-1oo2-beta5-stag", "failures found only by periodic tests: the model has no hidden failures"),
    ("crew-instant-repair-waits", "one repairer shared by different components"),
];

fn measured(journey: &JourneyAnswer, quantity: &str) -> Option<f64> {
    let frequency = journey.outages_per_year / 8760.0;
    // What is made of the minimal cut sets: an approximation and a bound, for those who compare.
    let of_cut_sets = || journey.cut_sets.iter().map(|set| set.probability);
    Some(match quantity {
        q if q.contains("rare event") => of_cut_sets().sum(),
        q if q.contains("MCUB") => -libm::expm1(of_cut_sets().map(|p| libm::log1p(-p)).sum()),
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

/// No case of the exact answer's topics is forgotten: each is checked or left out with a reason, and no reason is left without a case.
#[test]
fn every_case_is_checked_or_listed() {
    let Some(cases) = cases() else { return };
    let ids = |topic: &str| -> Vec<&str> {
        cases.iter().filter(|case| case["topic"] == topic).map(|case| case["id"].as_str().unwrap()).collect()
    };
    let here = TOPICS.iter().flat_map(|topic| ids(topic)).collect::<Vec<_>>();
    assert!(!here.is_empty() && ELSEWHERE.iter().all(|(topic, _)| !ids(topic).is_empty()));
    for (pattern, reason) in LEFT_OUT {
        assert!(here.iter().any(|id| id.contains(pattern)), "no case is left out because '{reason}'");
    }
    for (topic, left_out) in ELSEWHERE {
        for (pattern, reason) in left_out {
            let stale = !ids(topic).iter().any(|id| id.contains(pattern));
            assert!(!stale, "no case of {topic} is left out because '{reason}'");
        }
    }
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
        let (drawing, entry) = match model.get("ccf_groups") {
            Some(_) => draw::common_causes(model),
            None => draw::draw(&draw::at_a_time(model)),
        };
        let project = draw::project(&drawing, &entry);
        let answer = analyze(&project, &Options { cut_sets: 1_000, ..Options::default() }).unwrap();
        let quantity = case["quantity"].as_str().unwrap();
        let value = measured(&answer.journeys[0], quantity).unwrap_or_else(|| panic!("{id}: {quantity}?"));
        let expected = expected(case);
        assert!((value / expected - 1.0).abs() < 1e-9, "{id}: {value}, expected {expected}");
        println!("agrees: {id}");
        checked += 1;
    }
    assert!(checked >= 50, "only {checked} cases were checked");
    println!("{checked} published cases agree");
}
