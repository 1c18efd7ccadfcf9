//! Point and interval availability, reliability of redundant storage, shared load: published values as time goes on from "everything works".

use ninefold_engine::analysis::{CoursePoint, Options, analyze_in_full};
use ninefold_engine::model;
use serde_json::{Value, json};

use crate::{cases, draw, expected, of_topic};

const HOURS_PER_YEAR: f64 = 8_760.0;

/// One component by itself after so many hours.
fn one(component: Value, hours: f64) -> CoursePoint {
    let project =
        json!({"format": "ninefold/1", "components": [component], "journeys": [{"id": "j", "entry": "u"}]});
    let project = model::read(&project.to_string()).unwrap().project;
    let options = Options { curve: vec![hours], ..Options::default() };
    analyze_in_full(&project, &options).unwrap().journeys.remove(0).curve[0]
}

#[test]
fn point_and_interval_availability() {
    let Some(cases) = cases() else { return };
    for case in of_topic(&cases, "transient", &[]) {
        let model = &case["model"]["structured"];
        let quantity = case["quantity"].as_str().unwrap();
        let (drawing, entry) = draw::draw(model);
        let project = draw::project(&drawing, &entry);
        let hours = if quantity == "A(5)" { 5.0 } else { 10.0 };
        let options = Options { curve: vec![hours], ..Options::default() };
        let journey = analyze_in_full(&project, &options).unwrap().journeys.remove(0);
        let point = journey.curve[0];
        let (value, tolerance) = match quantity {
            q if q.starts_with("interval") => (1.0 - point.downtime_hours / hours, 1e-8),
            q if q.starts_with("steady") => (journey.availability, 1e-12),
            _ => (point.availability, 1e-12),
        };
        let expected = expected(case);
        assert!((value / expected - 1.0).abs() < tolerance, "{}: {value} {expected}", case["id"]);
        println!("agrees: {}", case["id"]);
    }
}

/// Mirrors and erasure codes as copies that are rebuilt: so many disks, so many needed, failures and rebuilds a year.
#[test]
fn durability_of_storage() {
    let Some(cases) = cases() else { return };
    for case in of_topic(&cases, "durability", &[]) {
        let id = case["id"].as_str().unwrap();
        let rebuilds: f64 = id.rsplit("-rr").next().unwrap().parse().unwrap();
        let rebuilds = if id.ends_with("rr52.1429") { 52.142_857_143 } else { rebuilds };
        let (count, required) = match id {
            _ if id.contains("mirror") => (2, 1),
            _ if id.contains("3of4") => (4, 3),
            _ => (20, 17),
        };
        let mut failures = vec![json!({"mtbf": HOURS_PER_YEAR / 0.05, "mttr": HOURS_PER_YEAR / rebuilds})];
        if id.contains("-dc-") {
            failures.push(json!({"scope": "all", "mtbf": HOURS_PER_YEAR / 1e-4, "mttr": "1d"}));
        }
        let copies = json!({"mode": "active-active", "count": count, "required": required});
        let lost =
            one(json!({"id": "u", "failures": failures, "copies": copies}), HOURS_PER_YEAR).unreliability;
        // The published percentages are all near 100: what is lost is compared, as far as they give it.
        let expected = 1.0 - expected(case) / 100.0;
        assert!((lost - expected).abs() < 1e-9 * expected + 2e-16, "{id}: {lost} {expected}");
        println!("agrees: {id}");
    }
}

#[test]
fn shared_load() {
    let Some(cases) = cases() else { return };
    for case in of_topic(&cases, "load-sharing", &[]) {
        let load = &case["model"]["structured"]["load_sharing"];
        let (full, single) = (load["rate_full"].as_f64().unwrap(), load["rate_single"].as_f64().unwrap());
        let copies = json!({"mode": "active-active", "count": 2, "load_sharing": single / full});
        let component =
            json!({"id": "u", "failures": [{"mtbf": 1.0 / full, "mttr": 1e15}], "copies": copies});
        let reliability = one(component, 10.0).reliability;
        assert!((reliability / expected(case) - 1.0).abs() < 1e-12, "{reliability}");
        println!("agrees: {}", case["id"]);
    }
}
