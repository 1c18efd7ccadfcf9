//! The readers against configurations as people write them: comments, templates, several of a kind in one file.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::read::config::{self, Format, Part, Read};
use serde_json::json;

fn read(text: &str) -> Read {
    config::read("", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn part<'a>(read: &'a Read, id: &str) -> &'a Part {
    let ids: Vec<_> = read.parts.iter().map(|it| it.component["id"].clone()).collect();
    read.parts
        .iter()
        .find(|part| part.component["id"] == id)
        .unwrap_or_else(|| panic!("{id} is not among {ids:?}"))
}

/// Expected and worst seconds of a case.
fn worked(part: &Part, case: &str) -> (Option<f64>, Option<f64>) {
    let found = part.worked.iter().find(|it| it.case.starts_with(case));
    let found = found.unwrap_or_else(|| panic!("{case}: {:?}", part.worked));
    (found.expected_seconds, found.worst_seconds)
}

fn traps(part: &Part, word: &str) -> bool {
    part.traps.iter().any(|trap| trap.text.contains(word))
}

/// Whether a line is said not to be understood, with a word.
fn listed(read: &Read, line: usize, word: &str) -> bool {
    read.unread.iter().any(|note| note.line == line && note.text.contains(word))
}

fn linked(read: &Read, from: &str, to: &str) -> bool {
    read.links.iter().any(|link| link["from"] == from && link["to"] == to && link["effect"] != "soft")
}

/// What was read is a project that solves.
fn solves(read: &Read) {
    let project = read.project("read").unwrap_or_else(|faults| panic!("{faults}"));
    let answer = analyze(&project, &Options::default()).unwrap();
    assert!(answer.journeys.iter().all(|it| it.availability > 0.9 && it.availability < 1.0), "{answer:?}");
}

/// Everything on one host; what runs once, what has no check, what is written elsewhere.
#[test]
fn compose_on_one_host() {
    let text = "x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n    depends_on:\n      api: {condition: service_healthy}\n      migrate: {condition: service_completed_successfully}\n  api:\n    deploy: {replicas: 3}\n    healthcheck: {interval: 10s, timeout: 2s, retries: 2}\n    depends_on: [db]\n  migrate: {image: acme/migrate, depends_on: [db]}\n  db:\n    image: postgres:16\n    healthcheck: {test: [\"NONE\"]}\n  worker:\n    extends: {service: api}\n    depends_on: [db]\n";
    let compose = read(text);
    for id in ["web", "api", "db", "worker"] {
        let own = part(&compose, id);
        assert_eq!(own.component["zones"], json!(["host"]), "{id}");
        assert!(own.component["failures"].as_array().unwrap().iter().all(|it| it["name"] == "process"));
    }
    assert!(linked(&compose, "web", "api") && linked(&compose, "api", "db"));
    assert!(compose.parts.iter().all(|it| it.component["id"] != "migrate"));
    assert!(listed(&compose, 13, "migrate: runs once"), "{:?}", compose.unread);
    assert!(listed(&compose, 18, "what it extends is not read"), "{:?}", compose.unread);
    assert!(traps(part(&compose, "db"), "switched off") && !traps(part(&compose, "db"), "only marked"));
    solves(&compose);
    // One failure of the host takes the three copies together: an hour in a year and an hour.
    let project = compose.project("compose").unwrap();
    let answer = analyze(&project, &Options::default()).unwrap();
    let worker = answer.journeys.iter().find(|it| it.id == "web").unwrap();
    assert!(worker.unavailability > 1.0 / 8_761.0, "{worker:?}");
    let short = read("services:\n  a: {image: x, deploy: {replicas: 3}}\n").project("a").unwrap();
    let three = analyze(&short, &Options::default()).unwrap().journeys[0].unavailability;
    assert!((three * 8_761.0 - 1.0).abs() < 0.01, "{three}");
}
