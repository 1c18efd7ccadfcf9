//! How long it takes to try changes to a model of some 60 components, and to prove the 33 classical redundancy allocations.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use ninefold_engine::model::{self, Project};
use ninefold_engine::plan::allocation::{Mix, Part, allocate, mixtures};
use ninefold_engine::plan::improve;
use serde_json::{Value, json};

/// Two regions of three zones, in each 14 services with copies in all zones and 14 databases with a standby, behind a failover rule.
fn two_regions() -> Project {
    let (mut zones, mut components, mut links) = (Vec::new(), Vec::new(), Vec::new());
    components
        .push(json!({"id": "dns", "needs": {"failover": {"time": "90s", "success": 0.98, "manual": "30m"}},
                           "failures": [{"availability": 0.99999, "mttr": "30m"}]}));
    for region in ["r1", "r2"] {
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
        for number in 0..14 {
            let (service, database) = (format!("{region}-s{number}"), format!("{region}-d{number}"));
            components.push(json!({"id": service, "zones": places,
                "failures": [{"mtbf": "30d", "mttr": format!("{}m", 2 + number)}, {"scope": "all", "mtbf": "60d", "mttr": "20m"}],
                "copies": {"mode": "active-active", "count": 6, "required": 4, "detection": "30s"}, "cost": {"per_copy_month": 50 + number}}));
            components.push(json!({"id": database, "zones": places, "failures": [{"mtbf": "1y", "mttr": format!("{}h", 1 + number % 3)}],
                "copies": {"mode": "active-passive", "active": 1, "standby": 1,
                           "failover": {"time": "45s", "success": 0.99, "manual": "30m"}}, "cost": {"per_copy_month": 300}}));
            links.push(json!({"from": front, "to": service}));
            links.push(json!({"from": service, "to": database}));
        }
    }
    let text = json!({"format": "ninefold/1", "objective": {"availability": 0.9995}, "zones": zones,
                      "components": components, "links": links, "journeys": [{"id": "j", "entry": "dns"}]});
    model::read(&text.to_string()).unwrap().project
}

fn fyffe() -> Option<Vec<Vec<Mix>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/cases.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let case = cases.iter().find(|case| case["id"] == "rap-fyffe-W189")?;
    let part = |it: &Value| Part {
        failing: 1.0 - it["reliability"].as_f64().unwrap(),
        uses: [it["cost"].as_f64().unwrap(), it["weight"].as_f64().unwrap()],
    };
    let list = case["model"]["structured"]["subsystems"].as_array()?;
    Some(
        list.iter()
            .map(|it| mixtures(&it.as_array().unwrap().iter().map(part).collect::<Vec<_>>(), 8))
            .collect(),
    )
}

fn plan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("plan");
    group.sample_size(10);
    let project = two_regions();
    let found = improve(&project, None, None).unwrap();
    println!(
        "{} components, {} singles, {} doubles",
        project.components().len(),
        found.singles,
        found.doubles
    );
    group.bench_function("improve 59 components", |bench| {
        bench.iter(|| improve(&project, None, None).unwrap())
    });
    if let Some(subsystems) = fyffe() {
        group.bench_function("33 redundancy allocations", |bench| {
            bench.iter(|| {
                (159..=191)
                    .map(|weight| allocate(&subsystems, [130.0, f64::from(weight)]).unwrap().reliability)
                    .sum::<f64>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, plan);
criterion_main!(benches);
