//! The templates: right in every respect, drawn tidily, and every figure with its source.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::model::{self, CopyMode, Effect, Project, Rule, Scope};
use ninefold_engine::simulation::{self, Collector, Plan};
use ninefold_engine::templates::{self, Template};
use serde_json::Value;

fn project(id: &str) -> Project {
    model::read(templates::find(id).unwrap().text).unwrap().project
}

fn filled() -> impl Iterator<Item = &'static Template> {
    templates::all().iter().filter(|template| template.id != "empty")
}

/// The sources the templates may name, by id: those noted beside them, and the catalogue's.
fn sources() -> &'static [Value] {
    static SOURCES: std::sync::OnceLock<Vec<Value>> = std::sync::OnceLock::new();
    SOURCES.get_or_init(read_sources)
}

fn read_sources() -> Vec<Value> {
    let data: Value = serde_json::from_str(include_str!("../data/sources.json")).unwrap();
    let mut list = data["entries"].as_array().unwrap().clone();
    for (kind, text) in [
        ("catalogue", include_str!("../data/catalogue.json")),
        ("failover", include_str!("../data/failover.json")),
    ] {
        let entries: Vec<Value> = serde_json::from_str(text).unwrap();
        for mut entry in entries {
            entry["id"] = format!("{kind}:{}", entry["id"].as_str().unwrap()).into();
            if entry["as_of"].is_null() {
                entry["as_of"] = "undated".into();
            }
            if list.iter().all(|known| known["id"] != entry["id"]) {
                list.push(entry);
            }
        }
    }
    list
}

#[test]
fn no_template_has_a_fault_or_a_warning() {
    assert!(templates::find(templates::FIRST).is_some());
    for template in filled() {
        assert_eq!(model::read(template.text).unwrap().warnings, [], "{}", template.id);
    }
    let empty = model::read(templates::find("empty").unwrap().text).unwrap();
    let paths: Vec<&str> = empty.warnings.iter().map(|warning| warning.path.as_str()).collect();
    assert_eq!(paths, ["components", "journeys"], "an empty project says only that it is empty");
}

#[test]
fn saving_a_template_changes_nothing() {
    for template in templates::all() {
        let saved = model::write(&model::read(template.text).unwrap().project);
        let (saved, text): (Value, Value) =
            (serde_json::from_str(&saved).unwrap(), serde_json::from_str(template.text).unwrap());
        assert_eq!(saved, text, "{}", template.id);
    }
}

/// Every object with a figure in it has a `source`, which says "assumed" or names an entry of `data/sources.json`
/// with its address, and warns where that address was not read.
#[test]
fn every_figure_has_a_source() {
    for template in filled() {
        let mut value: Value = serde_json::from_str(template.text).unwrap();
        for layout in ["canvas", "scenarios"] {
            value.as_object_mut().unwrap().remove(layout);
        }
        let mut checked = 0;
        figures(&value, template.id, &mut checked);
        assert!(checked >= 4, "{}: {checked}", template.id);
    }
}

fn figures(value: &Value, here: &str, checked: &mut usize) {
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, item)| figures(item, &format!("{here}[{n}]"), checked));
        }
        Value::Object(map) => {
            let is_figure = |key: &str, value: &Value| match key {
                // How many copies there are is the design, not a figure about the world.
                "count" | "required" | "active" | "standby" => false,
                "mtbf" | "mttr" | "time" | "manual" | "detection" | "start" => true,
                _ => value.is_number(),
            };
            // A row of a credit table or a breaker: its source stands in the objective or link that holds it.
            let is_held = map.contains_key("below") || map.contains_key("threshold");
            if !is_held && map.iter().any(|(key, value)| is_figure(key, value)) {
                let source = map.get("source").and_then(Value::as_str);
                let source = source.unwrap_or_else(|| panic!("{here} has figures and no source"));
                assert!(source.contains("assumed") || source.contains("(http"), "{here}: {source}");
                named_entries(source, here);
                *checked += 1;
            }
            map.iter().for_each(|(key, value)| figures(value, &format!("{here}.{key}"), checked));
        }
        _ => {}
    }
}

fn named_entries(source: &str, here: &str) {
    let entries = sources();
    for word in source
        .split_whitespace()
        .filter(|word| ["catalogue:", "failover:", "statistic:"].iter().any(|kind| word.starts_with(kind)))
    {
        let entry = entries.iter().find(|entry| entry["id"] == word.trim_end_matches(','));
        let entry = entry.unwrap_or_else(|| panic!("{here} names {word}, which data/sources.json has not"));
        let (url, date) = (entry["source_url"].as_str().unwrap(), entry["as_of"].as_str().unwrap());
        assert!(source.contains(&format!("({url}, {date}")), "{here}: {source}");
        if !entry["source_url_status"].as_str().unwrap().starts_with("read") {
            assert!(
                source.contains(&format!("({url}, {date}; check before relying on it)")),
                "{here}: {source}"
            );
        }
    }
}

/// The copy kept here says what the shared facts say.
#[test]
fn the_sources_are_those_of_the_shared_data() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !shared.is_dir() {
        println!("skipped: ../shared is absent");
        return;
    }
    let read = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(shared.join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (catalogue, failover, statistics) =
        (read("catalogue.json"), read("failover.json"), read("failure_stats.json"));
    for entry in sources() {
        let (kind, id) = entry["id"].as_str().unwrap().split_once(':').unwrap();
        let list = match kind {
            "catalogue" => &catalogue,
            "failover" => &failover,
            _ => &statistics,
        };
        let original = list.iter().find(|original| original["id"] == id).unwrap();
        for key in ["source_url", "source_url_status", "confidence"] {
            assert_eq!(entry[key], original[key], "{kind}:{id} {key}");
        }
    }
}

/// The arithmetic written into the sources gives the figures used.
#[test]
fn the_figures_follow_from_the_formulas() {
    let entries = sources();
    let formula = |id: &str, case: &str| -> f64 {
        let entry = entries.iter().find(|entry| entry["id"] == id).unwrap();
        let formulas = entry["formulas"].as_array().unwrap();
        let found =
            formulas.iter().find(|formula| formula["case"].as_str().unwrap().starts_with(case)).unwrap();
        found["expected_seconds"].as_f64().unwrap()
    };
    let project = project("ha-rest-api");
    let seconds = |hours: f64| (hours * 3_600.0 * 1e6).round() / 1e6;
    let api = project.component("api").unwrap();

    let Rule::Failover(dns) = project.component("dns").unwrap().rule() else { panic!("DNS fails over") };
    assert_eq!(seconds(dns.time.mean_hours()), formula("failover:aws-route53", "standard"));
    let detection = api.copies.as_ref().unwrap().detection.as_ref().unwrap();
    assert_eq!(seconds(detection.mean_hours()), formula("failover:k8s-probe", "readiness"));
    let start_up = 20.0;
    let restart =
        formula("failover:k8s-probe", "liveness") + start_up + formula("failover:k8s-probe", "recovery");
    assert_eq!(seconds(api.failures()[0].mttr_hours()), restart);
    assert_eq!(
        seconds(api.failures()[1].mttr_hours()),
        formula("failover:k8s-node", "pods evicted") + start_up
    );
    let failover = |id: &str| {
        let copies = project.component(id).unwrap().copies.clone().unwrap();
        seconds(copies.failover.unwrap().time.mean_hours())
    };
    let promotion = 5.0;
    assert_eq!(failover("db"), formula("failover:patroni", "host lost") + promotion);
    for shard in ["redis-1", "redis-2", "redis-3"] {
        assert_eq!(failover(shard), formula("failover:redis-cluster", "process crash"));
    }
}

/// The blueprint is whole: each of its parts is there.
#[test]
fn the_reference_blueprint_is_whole() {
    let project = project("ha-rest-api");
    let component = |id: &str| project.component(id).unwrap();
    let links = |from: &str| -> Vec<&str> {
        project
            .links()
            .iter()
            .filter(|link| link.from == from && link.is_hard())
            .map(|link| &*link.to)
            .collect()
    };
    assert_eq!(project.zones().iter().filter(|zone| zone.parent.as_deref() == Some("eu-west-1")).count(), 2);
    assert!(project.zones().iter().all(|zone| !zone.failures().is_empty()));
    assert!(matches!(component("dns").rule(), Rule::Failover(_)));
    assert_eq!(links("dns"), ["lb", "dr-lb"], "primary first");
    let api = component("api");
    assert_eq!((api.mode(), api.copy_count(), api.required()), (CopyMode::ActiveActive, 4, 2));
    assert_eq!(api.zone_ids(), ["eu-west-1a", "eu-west-1b"]);
    assert!(api.failures().iter().any(|failure| failure.scope() == Scope::All), "deploys are a common cause");
    let db = component("db");
    assert_eq!((db.mode(), db.copy_count(), db.required()), (CopyMode::ActivePassive, 2, 1));
    assert!(db.copies.as_ref().unwrap().failover.is_some());
    let shards = links("sessions");
    assert_eq!(shards.len(), 3);
    assert_eq!(component("sessions").rule(), Rule::All);
    assert!(shards.iter().all(|id| component(id).mode() == CopyMode::ActivePassive));
    let breaker = project.links().iter().find(|link| link.from == "api" && link.to == "users").unwrap();
    assert_eq!(breaker.effect(), Effect::Soft);
    assert!(breaker.loss() > 0.0);
    for id in ["dr-lb", "dr-api", "dr-db"] {
        assert_eq!(component(id).zone_ids(), ["eu-central-1"]);
    }
    assert!(project.scenario("Lose eu-west-1a").is_some() && project.scenario("Lose eu-west-1").is_some());
    assert!(project.journeys().len() >= 2 && project.objective.is_some());
}

#[test]
fn nodes_are_drawn_on_the_grid_and_apart() {
    const WIDTH: f64 = 168.0;
    const HEIGHT: f64 = 72.0;
    const GAP: f64 = 56.0;
    for template in filled() {
        let project = model::read(template.text).unwrap().project;
        let positions = &project.canvas.as_ref().unwrap()["positions"];
        let at = |id: &str| (positions[id][0].as_f64().unwrap(), positions[id][1].as_f64().unwrap());
        // Every component has a place (read below); what else has one is a zone.
        for id in positions.as_object().unwrap().keys() {
            assert!(project.component(id).is_some() || project.zone(id).is_some(), "{id} in {}", template.id);
        }
        for (index, one) in project.components().iter().enumerate() {
            let (x, y) = at(&one.id);
            assert!(x % 8.0 == 0.0 && y % 8.0 == 0.0, "{} is off the grid", one.id);
            for other in &project.components()[index + 1..] {
                let (left, top) = at(&other.id);
                let apart = (x - left).abs() >= WIDTH + GAP || (y - top).abs() >= HEIGHT + GAP;
                assert!(apart, "{} and {} are too close", one.id, other.id);
            }
        }
    }
}

/// Two tiers, three tiers, two zones, two regions: each is down less than the one before.
#[test]
fn the_row_of_designs_gains_nines() {
    let down = |id: &str| {
        let answer = analyze(&project(id), &Options::default()).unwrap();
        answer.journeys[0].unavailability
    };
    let row: Vec<f64> =
        ["two-tier", "multi-tier", "multi-zone", "multi-region"].into_iter().map(down).collect();
    assert!(row.windows(2).all(|pair| pair[1] < pair[0]), "{row:?}");
    assert!(row[3] < row[0] / 5.0, "{row:?}");
    for id in ["multi-tier", "multi-zone", "multi-region"] {
        let words = project(id).description.unwrap();
        let reason = words.split_once("Better than").and_then(|(_, rest)| rest.split_once("because"));
        assert!(reason.is_some_and(|(_, reason)| reason.len() > 40), "{id} says why: {words}");
    }
}

/// All sixteen that were promised, and each keeps what it promises.
#[test]
fn sixteen_designs_keep_their_objectives() {
    let wanted = [
        "two-tier",
        "multi-tier",
        "ha-rest-api",
        "active-passive-postgresql",
        "active-active-cockroachdb",
        "mysql-group-replication",
        "redis-sentinel",
        "redis-cluster",
        "sharded-database",
        "multi-region",
        "anycast-edge",
        "kubernetes-service",
        "queue-decoupled",
        "microservices",
        "three-zone-saas",
        "on-premises-pair",
    ];
    for id in wanted {
        let project = project(id);
        assert!(project.description.as_ref().is_some_and(|words| words.len() > 60), "{id}");
        let answer = analyze(&project, &Options::default()).unwrap();
        for journey in &answer.journeys {
            assert!(journey.objective.as_ref().unwrap().met, "{id} {}: {}", journey.id, journey.availability);
        }
    }
    assert!(project("microservices").components().len() >= 40);
}

/// Exact and simulated agree: the exact unavailability lies within the simulation's 99.9 % interval, or within 4 % of
/// its middle where the interval is narrower than the known error of two zones failing at once.
#[test]
fn exact_and_simulated_agree() {
    for template in filled() {
        let project = model::read(template.text).unwrap().project;
        let exact = analyze(&project, &Options::default()).unwrap();
        // Many parts, many events: fewer years.
        let years = 24_000.0 / project.components().len() as f64;
        let setup = simulation::Options { seed: 7, years, ..simulation::Options::default() };
        let plan = Plan::new(&project, setup).unwrap();
        let mut collector = Collector::new(&plan);
        (0..plan.blocks()).for_each(|index| collector.add(plan.run_block(index, &mut |_| true).unwrap()));
        let simulated = collector.finish();
        for (one, other) in exact.journeys.iter().zip(&simulated.journeys) {
            let (mean, half) =
                (other.unavailability.mean, (other.unavailability.high - other.unavailability.low) / 2.0);
            let apart = (one.unavailability - mean).abs();
            // The interval given is of 99 %: 3.29 / 2.576 of it is of 99.9 %.
            assert!(
                apart <= 1.28 * half || apart <= 0.04 * mean,
                "{} {}: {} exactly, {mean} ± {half} simulated",
                template.id,
                one.id,
                one.unavailability
            );
        }
    }
}
