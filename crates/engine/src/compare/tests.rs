//! Comparisons against hand calculations, and what cannot be compared.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::analysis::{Options, analyze};
use crate::{model, templates};

fn project(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

fn solved(before: &Project, after: &Project) -> Comparison {
    let solve = |project| analyze(project, &Options::default());
    let (one, two) = (solve(before), solve(after));
    compare(Design::new(before, &one), Design::new(after, &two))
}

/// A service that needs a database; the copies of the service and the times are what the tests change.
fn shop() -> Value {
    json!({
        "format": "ninefold/1", "name": "Shop",
        "objective": { "availability": 0.999, "window": "month", "currency": "EUR" },
        "components": [
            { "id": "web", "name": "Web", "kind": "service", "cost": { "per_copy_month": 30 },
              "failures": [ { "mtbf": "99h", "mttr": "1h" } ] },
            { "id": "db", "name": "DB", "kind": "database", "cost": { "per_copy_month": 100.5 },
              "failures": [ { "mtbf": "999h", "mttr": "1h" } ] }
        ],
        "links": [ { "from": "web", "to": "db" } ],
        "journeys": [ { "id": "buy", "name": "Buy", "entry": "web" } ]
    })
}

/// By hand. One copy: U = 1 − 0.99 · 0.999 = 0.01099. Two copies, one needed: U = 1 − (1 − 0.01²) · 0.999 = 0.0010999.
#[test]
fn a_second_copy_is_worth_what_the_hand_calculation_says() {
    let mut doubled = shop();
    doubled["components"][0]["copies"] = json!({ "mode": "active-active", "count": 2 });
    let comparison = solved(&project(&shop()), &project(&doubled));
    let journey = &comparison.journeys[0];
    assert_eq!(
        (journey.id.as_str(), journey.name.as_str(), journey.met),
        ("buy", "Buy", (Some(false), Some(false)))
    );
    let close = |value: Option<f64>, expected: f64| {
        let value = value.unwrap();
        assert!((value - expected).abs() < 1e-12, "{value} {expected}");
    };
    let down = journey.figure("unavailability").unwrap();
    close(down.before, 0.010_99);
    close(down.after, 0.001_099_9);
    close(down.difference, -0.009_890_1);
    let up = journey.figure("availability").unwrap();
    close(up.difference, 0.009_890_1);
    assert_eq!((down.change, up.change), (Change::Better, Change::Better));
    assert_eq!(up.shown.difference, "+0.989 points");
    let month = journey.figure("downtime_seconds.month").unwrap();
    assert!((month.difference.unwrap() + 0.009_890_1 * 2_592_000.0).abs() < 1e-6);
    assert_eq!(month.shown.difference, "−7 h 7 m 15 s (−90 %)");
    // 30 + 100.5 and 60 + 100.5 a month.
    let cost = comparison.figures.iter().find(|it| it.key == "cost_month").unwrap();
    assert_eq!((cost.before, cost.after, cost.difference), (Some(130.5), Some(160.5), Some(30.0)));
    assert_eq!((cost.change, cost.shown.difference.as_str()), (Change::Worse, "+30 EUR"));
    let part = &comparison.drawing.components[0];
    assert_eq!((part.id.as_str(), part.difference, part.fields.len()), ("web", Difference::Changed, 2));
    let count = &part.fields[1];
    assert_eq!(
        (count.field.as_str(), &count.before, count.after.as_deref()),
        ("copies.count", &None, Some("2"))
    );
}

#[test]
fn a_design_is_the_same_as_itself() {
    for template in templates::all() {
        let own = model::read(template.text).unwrap().project;
        assert!(solved(&own, &own).is_same(), "{}", template.id);
    }
}

#[test]
fn what_came_went_and_moved_is_named() {
    let mut other = shop();
    other["components"][1] =
        json!({ "id": "cache", "name": "Cache", "failures": [ { "availability": 0.99 } ] });
    other["links"] = json!([ { "from": "web", "to": "cache", "effect": "soft" } ]);
    other["zones"] = json!([ { "id": "eu" } ]);
    other["objective"]["availability"] = json!(0.9995);
    let mut here = shop();
    here["canvas"] = json!({ "positions": { "web": [0, 0], "db": [300, 0] } });
    other["canvas"] = json!({ "positions": { "web": [0, 60], "cache": [300, 0] } });
    let drawing = solved(&project(&here), &project(&other)).drawing;
    let named = |parts: &[Part]| -> Vec<(String, Difference)> {
        parts.iter().map(|part| (part.id.clone(), part.difference)).collect()
    };
    use Difference::{Added, Moved, Removed};
    let named_as = |list: &[(&str, Difference)]| -> Vec<(String, Difference)> {
        list.iter().map(|(id, difference)| ((*id).to_owned(), *difference)).collect()
    };
    assert_eq!(named(&drawing.components), named_as(&[("web", Moved), ("db", Removed), ("cache", Added)]));
    assert_eq!(named(&drawing.links), named_as(&[("web → db", Removed), ("web → cache", Added)]));
    assert_eq!(named(&drawing.zones), named_as(&[("eu", Added)]));
    assert_eq!(drawing.project.len(), 1);
    assert_eq!(drawing.project[0].field, "objective.availability");
    assert!(!drawing.is_empty());
}

/// The same component under another id is found by its name, and its links with it.
#[test]
fn another_id_is_not_another_component() {
    let mut renamed = shop();
    renamed["components"][1]["id"] = json!("database");
    renamed["links"][0]["to"] = json!("database");
    let drawing = solved(&project(&shop()), &project(&renamed)).drawing;
    let part = &drawing.components[0];
    assert_eq!((part.id.as_str(), part.id_before.as_deref()), ("database", Some("db")));
    assert!(drawing.links.is_empty(), "{:?}", drawing.links);
    // Two of the same name: nobody can say which is which.
    renamed["components"][0]["id"] = json!("w");
    renamed["components"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": "v", "name": "Web", "kind": "service" }));
    renamed["links"] = json!([]);
    renamed["journeys"][0]["entry"] = json!("w");
    let drawing = solved(&project(&shop()), &project(&renamed)).drawing;
    let ids: Vec<_> = drawing.components.iter().map(|part| (part.id.as_str(), part.difference)).collect();
    assert_eq!(
        ids,
        [
            ("web", Difference::Removed),
            ("database", Difference::Changed),
            ("w", Difference::Added),
            ("v", Difference::Added)
        ]
    );
}

#[test]
fn what_cannot_be_compared_has_no_difference() {
    let mut yearly = shop();
    yearly["objective"]["window"] = json!("year");
    yearly["objective"]["currency"] = json!("USD");
    yearly["journeys"] = json!([ { "id": "buy", "entry": "web" }, { "id": "look", "entry": "db" } ]);
    let comparison = solved(&project(&shop()), &project(&yearly));
    let journey = &comparison.journeys[0];
    for key in ["objective.allowed_seconds", "objective.expected_seconds", "objective.breach_probability"] {
        let figure = journey.figure(key).unwrap();
        assert_eq!((figure.difference, figure.change), (None, Change::Unknown), "{key}");
    }
    assert_eq!(journey.figure("downtime_seconds.month").unwrap().change, Change::Same);
    let cost = comparison.figures.iter().find(|it| it.key == "cost_month").unwrap();
    assert_eq!((cost.difference, cost.shown.after.as_str()), (None, "130.50 USD"));
    let added = &comparison.journeys[1];
    assert_eq!((added.id.as_str(), added.figure("availability").unwrap().before), ("look", None));
}

/// Two architectures of different origin have no journey in common: the first is then compared with the first.
#[test]
fn journeys_without_a_common_id_are_paired_in_order() {
    let mut other = shop();
    other["journeys"] =
        json!([ { "id": "pay", "name": "Pay", "entry": "db" }, { "id": "look", "entry": "web" } ]);
    let comparison = solved(&project(&shop()), &project(&other));
    let names: Vec<&str> = comparison.journeys.iter().map(|journey| journey.name.as_str()).collect();
    assert_eq!(names, ["Buy → Pay", "look"]);
    assert_eq!(comparison.journeys[0].figure("unavailability").unwrap().change, Change::Better);
}

#[test]
fn a_design_without_an_answer_is_still_drawn() {
    let mut broken = shop();
    broken["journeys"] = json!([]);
    let comparison = solved(&project(&shop()), &project(&broken));
    assert!(comparison.after.problem.as_deref().unwrap().contains("no journey"));
    assert_eq!(comparison.journeys[0].figure("availability").unwrap().after, None);
    assert_eq!(comparison.drawing.journeys[0].difference, Difference::Removed);
}

#[test]
fn json_keeps_the_figures() {
    let text = serde_json::to_string(&solved(&project(&shop()), &project(&shop()))).unwrap();
    let back: Comparison = serde_json::from_str(&text).unwrap();
    assert_eq!((back.format.as_str(), back.journeys[0].figures.len()), (FORMAT, 17));
}
