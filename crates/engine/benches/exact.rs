//! How long the exact answer takes: a small model, 200 components in three regions, a long chain, 5,000 components with 20 shared ones; and an
//! edit in a session.
//! Compare rows of one run with each other; absolute times depend on the machine.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use ninefold_engine::analysis::{Options, Session, analyze};
use ninefold_engine::model::{self, Project};
use serde_json::{Value, json};

fn project(zones: &[Value], components: &[Value], links: &[Value], entry: &str) -> Project {
    let text = json!({"format": "ninefold/1", "objective": {"availability": 0.9995}, "zones": zones,
                      "components": components, "links": links, "journeys": [{"id": "j", "entry": entry}]});
    model::read(&text.to_string()).unwrap().project
}

/// Three regions of three zones; in each region a front, services with copies in all zones, databases with a standby; the regions behind
/// a failover rule.
fn three_regions(services: usize) -> Project {
    let (mut zones, mut components, mut links) = (Vec::new(), Vec::new(), Vec::new());
    components
        .push(json!({"id": "dns", "needs": {"failover": {"time": "90s", "success": 0.98, "manual": "30m"}},
                           "failures": [{"availability": 0.99999, "mttr": "30m"}]}));
    for region in ["r1", "r2", "r3"] {
        zones.push(json!({"id": region, "failures": [{"mtbf": "10y", "mttr": "3h"}]}));
        let places: Vec<String> = ["a", "b", "c"].iter().map(|z| format!("{region}{z}")).collect();
        zones.extend(
            places
                .iter()
                .map(|id| json!({"id": id, "parent": region, "failures": [{"mtbf": "2y", "mttr": "2h"}]})),
        );
        let front = format!("{region}-front");
        components.push(
            json!({"id": front, "zones": [region], "failures": [{"availability": 0.9999, "mttr": "15m"}]}),
        );
        links.push(json!({"from": "dns", "to": front}));
        for number in 0..services {
            let (service, database) = (format!("{region}-s{number}"), format!("{region}-d{number}"));
            components.push(json!({"id": service, "zones": places,
                "failures": [{"mtbf": "30d", "mttr": "2m"}, {"scope": "all", "mtbf": "60d", "mttr": "20m"}],
                "copies": {"mode": "active-active", "count": 6, "required": 4, "detection": "30s"}}));
            components.push(
                json!({"id": database, "zones": places, "failures": [{"mtbf": "1y", "mttr": "1h"}],
                "copies": {"mode": "active-passive", "active": 1, "standby": 1,
                           "failover": {"time": "45s", "success": 0.99, "manual": "30m"}}}),
            );
            links.push(json!({"from": front, "to": service}));
            links.push(json!({"from": service, "to": database}));
        }
    }
    project(&zones, &components, &links, "dns")
}

fn chain(length: usize) -> Project {
    let components: Vec<Value> = (0..length)
        .map(|i| json!({"id": format!("c{i}"), "failures": [{"availability": 0.9999, "mttr": "1h"}]}))
        .collect();
    let links: Vec<Value> =
        (1..length).map(|i| json!({"from": format!("c{}", i - 1), "to": format!("c{i}")})).collect();
    project(&[], &components, &links, "c0")
}

/// `length` services in a tree, four below each, in two of three zones; some also need one of `shared` components.
fn tree(length: usize, shared: usize) -> Project {
    let zones: Vec<Value> = ["a", "b", "c"]
        .iter()
        .map(|id| json!({"id": id, "failures": [{"mtbf": "2y", "mttr": "2h"}]}))
        .collect();
    let mut components = vec![json!({"id": "c0", "failures": [{"availability": 0.99999, "mttr": "30m"}]})];
    let mut links = Vec::new();
    for number in 0..shared {
        components.push(json!({"id": format!("s{number}"), "zones": ["a", "b", "c"],
            "failures": [{"mtbf": "90d", "mttr": "10m"}],
            "copies": {"mode": "active-active", "count": 3, "required": 2}}));
    }
    for number in 1..length - shared {
        let zones = [["a", "b"], ["b", "c"], ["a", "c"]][number % 3];
        let needs = if number % 3 == 1 { "any" } else { "all" };
        components.push(json!({"id": format!("c{number}"), "zones": zones, "needs": needs,
            "failures": [{"mtbf": format!("{}d", 30 + number % 270), "mttr": format!("{}m", 2 + number % 58)}],
            "copies": {"mode": "active-active", "count": 2, "required": 1}}));
        links.push(json!({"from": format!("c{}", (number - 1) / 4), "to": format!("c{number}")}));
        if number % 5 < 2 {
            let target = format!("s{}", number * 7 % shared);
            links.push(json!({"from": format!("c{number}"), "to": target}));
        }
    }
    project(&zones, &components, &links, "c0")
}

/// An edit in a session that has answered for `model`: a number of component `at` there and back, and a component more and less.
fn edits(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, model: &Project, at: usize) {
    let quick = Options { cut_sets: 0, ..Options::default() };
    let mut other = model.clone();
    let failures = other.components.as_mut().unwrap()[at].failures.as_mut().unwrap();
    failures[0].mtbf = model.components()[at + 1].failures()[0].mtbf.clone();
    let mut fewer = model.clone();
    let removed = fewer.components.as_mut().unwrap().pop().unwrap().id;
    fewer.links.as_mut().unwrap().retain(|link| link.to != removed && link.from != removed);
    for (what, edited) in [("one number changed", &other), ("one component removed", &fewer)] {
        let mut session = Session::complete();
        session.analyze(model, &quick).unwrap();
        let mut there = false;
        group.bench_function(format!("{name}, {what}"), |b| {
            b.iter(|| {
                there = !there;
                session.analyze(if there { edited } else { model }, &quick).unwrap()
            });
        });
    }
}

fn exact(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("exact");
    group.sample_size(10);
    let quick = Options { cut_sets: 0, ..Options::default() };
    for (name, model) in [
        ("10 components, 3 regions", three_regions(1)),
        ("200 components, 3 regions", three_regions(33)),
        ("chain of 1000", chain(1000)),
    ] {
        group.bench_function(name, |b| b.iter(|| analyze(&model, &quick).unwrap()));
        group.bench_function(format!("{name}, with cut sets"), |b| {
            b.iter(|| analyze(&model, &Options::default()).unwrap());
        });
    }
    let regions = three_regions(33);
    edits(&mut group, "200 components, 3 regions", &regions, regions.components().len() - 2);
    let large = tree(5_000, 20);
    group.bench_function("5000 components, 20 shared", |b| b.iter(|| analyze(&large, &quick).unwrap()));
    group.finish();
}

criterion_group!(benches, exact);
criterion_main!(benches);
