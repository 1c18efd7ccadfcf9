//! How long the exact answer takes: a small model, 200 components in three regions, a long chain.
//! Compare rows of one run with each other; absolute times depend on the machine.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use ninefold_engine::analysis::{Options, analyze};
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
    group.finish();
}

criterion_group!(benches, exact);
criterion_main!(benches);
