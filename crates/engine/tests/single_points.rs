//! Single points of failure against the exact answer: a project in which nothing else ever fails is then either always up or always down.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Options, analyze, single_points};
use ninefold_engine::model::{self, Project};
use ninefold_engine::templates;
use serde_json::{Value, json};

fn read(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

/// "id: journeys" of every single point.
fn marked(project: &Project, off: &[&str]) -> Vec<String> {
    let off: Vec<String> = off.iter().map(|id| (*id).to_owned()).collect();
    let line = |it: ninefold_engine::analysis::SinglePoint| format!("{}: {}", it.id, it.journeys.join(" "));
    single_points(project, &off).into_iter().map(line).collect()
}

/// The same by decision diagrams: everything that could fail is made not to, and one thing is held down.
fn marked_by_the_answer(project: &Project, off: &[&str]) -> Vec<String> {
    let mut perfect = project.clone();
    perfect.components.iter_mut().flatten().for_each(|it| it.failures = None);
    perfect.zones.iter_mut().flatten().for_each(|it| it.failures = None);
    let up = |held: &[&str]| -> Vec<bool> {
        let off = held.iter().map(|id| (*id).to_owned()).collect();
        let answer = analyze(&perfect, &Options { off, ..Options::default() }).unwrap();
        assert!(answer.journeys.iter().all(|it| it.unavailability == 0.0 || it.unavailability == 1.0));
        answer.journeys.iter().map(|it| it.unavailability == 0.0).collect()
    };
    let fails = |it: &model::Failure| it.unavailability() > 0.0;
    let components = project.components().iter();
    let components =
        components.filter(|it| it.copy_count() == it.required() && it.failures().iter().any(fails));
    let zones = project.zones().iter().filter(|it| it.failures().iter().any(fails));
    let before = up(off);
    components
        .map(|it| it.id.as_str())
        .chain(zones.map(|it| it.id.as_str()))
        .filter_map(|id| {
            let now = up(&[off, &[id]].concat());
            let lost = project
                .journeys()
                .iter()
                .zip(before.iter().zip(now))
                .filter(|(_, (before, now))| **before && !now);
            let lost: Vec<&str> = lost.map(|(journey, _)| journey.id.as_str()).collect();
            (!lost.is_empty()).then(|| format!("{id}: {}", lost.join(" ")))
        })
        .collect()
}

#[test]
fn templates_with_each_thing_switched_off() {
    for template in templates::all().iter().filter(|it| it.id != "empty") {
        let project = model::read(template.text).unwrap().project;
        assert_eq!(marked(&project, &[]), marked_by_the_answer(&project, &[]), "{}", template.id);
        let ids = project.components().iter().map(|it| it.id.as_str());
        for id in ids.chain(project.zones().iter().map(|it| it.id.as_str())) {
            let (walked, solved) = (marked(&project, &[id]), marked_by_the_answer(&project, &[id]));
            assert_eq!(walked, solved, "{} without {id}", template.id);
        }
    }
}

fn failing(id: &str) -> Value {
    json!({ "id": id, "failures": [{ "mtbf": "30d", "mttr": "1h" }] })
}

/// By hand: `lb` is single; of `api`'s two copies one is enough, but both lie in `a`; `db` can fail over; `cache` is only missed;
/// the two `dns` are alternatives; `idle` is needed by nobody.
#[test]
fn by_hand() {
    let project = json!({
        "format": "ninefold/1",
        "zones": [
            { "id": "a", "failures": [{ "mtbf": "1y", "mttr": "1h" }] }, { "id": "b", "failures": [{ "mtbf": "1y", "mttr": "1h" }] },
            { "id": "calm" },
        ],
        "components": [
            { "id": "user", "needs": "any", "zones": ["calm"] }, failing("dns1"), failing("dns2"), failing("lb"),
            { "id": "api", "zones": ["a"], "failures": [{ "mtbf": "30d", "mttr": "1h" }],
              "copies": { "mode": "active-active", "count": 2, "required": 1 } },
            { "id": "db", "zones": ["a", "b"], "failures": [{ "mtbf": "30d", "mttr": "1h" }],
              "copies": { "mode": "active-passive" } },
            failing("cache"), failing("idle"),
        ],
        "links": [
            { "from": "user", "to": "dns1" }, { "from": "user", "to": "dns2" },
            { "from": "dns1", "to": "lb" }, { "from": "dns2", "to": "lb" }, { "from": "lb", "to": "api" },
            { "from": "lb", "to": "cache", "effect": "soft" }, { "from": "lb", "to": "db" },
        ],
        "journeys": [{ "id": "buy", "entry": "user" }, { "id": "look", "entry": "cache" }],
    });
    let project = read(&project);
    assert_eq!(marked(&project, &[]), ["lb: buy", "cache: look", "a: buy"]);
    // Without the first name server the second is all there is; what is down already takes nothing more down.
    assert_eq!(marked(&project, &["dns1"]), ["dns2: buy", "lb: buy", "cache: look", "a: buy"]);
    assert_eq!(marked(&project, &["b"]), ["lb: buy", "cache: look", "a: buy"]);
    assert_eq!(marked(&project, &["lb"]), ["cache: look"]);
    assert_eq!(marked(&project, &[]), marked_by_the_answer(&project, &[]));
}

/// Cycles: services that call each other need each other; routers that reach a target through each other need one way that ends there.
#[test]
fn cycles() {
    let mutual = read(&json!({
        "format": "ninefold/1", "components": [failing("a"), failing("b")],
        "links": [{ "from": "a", "to": "b" }, { "from": "b", "to": "a" }],
        "journeys": [{ "id": "j", "entry": "a" }],
    }));
    assert_eq!(marked(&mutual, &[]), ["a: j", "b: j"]);
    let router =
        |id: &str| json!({ "id": id, "needs": "any", "failures": [{ "mtbf": "30d", "mttr": "1h" }] });
    let routers = read(&json!({
        "format": "ninefold/1",
        "components": [{ "id": "start", "needs": "any" }, router("left"), router("right"), failing("target")],
        "links": [
            { "from": "start", "to": "left" }, { "from": "start", "to": "right" },
            { "from": "left", "to": "right" }, { "from": "right", "to": "left" }, { "from": "right", "to": "target" },
        ],
        "journeys": [{ "id": "j", "entry": "start" }],
    }));
    assert_eq!(marked(&routers, &[]), ["right: j", "target: j"]);
    for project in [mutual, routers] {
        assert_eq!(marked(&project, &[]), marked_by_the_answer(&project, &[]));
    }
}
