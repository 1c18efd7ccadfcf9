//! Past the node limit: bounds that hold, and a sentence that says which limit was hit.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Analysis, Options, analyze, analyze_in_full};
use ninefold_engine::model::{self, Project};
use ninefold_engine::report::Report;
use ninefold_engine::templates;
use serde_json::{Value, json};

fn limited(node_limit: usize) -> Options {
    Options { node_limit, cut_sets: 0, ..Options::default() }
}

/// The exact unavailability of every journey lies between the bounds.
fn assert_held(bounded: &Analysis, exact: &Analysis, name: &str) {
    assert!(!bounded.is_exact() && exact.is_exact());
    for (bounded, exact) in bounded.journeys.iter().zip(&exact.journeys) {
        let bounds = bounded.bounds.unwrap();
        let down = exact.unavailability;
        assert!(bounds.low <= down * (1.0 + 1e-9), "{name}: {bounds:?} {down:e}");
        assert!(down <= bounds.high * (1.0 + 1e-9), "{name}: {bounds:?} {down:e}");
        assert_eq!(bounded.unavailability, bounds.high);
        assert!(exact.bounds.is_none());
    }
    for (bounded, exact) in bounded.components.iter().zip(&exact.components) {
        assert_eq!(bounded, exact, "{name}");
    }
}

#[test]
fn every_template_lies_between_its_bounds() {
    for template in templates::all() {
        let project = model::read(template.text).unwrap().project;
        if project.journeys().is_empty() {
            continue;
        }
        let bounded = analyze_in_full(&project, &limited(3)).unwrap();
        assert_eq!(bounded.solver.limit, Some(3));
        assert!(bounded.warnings[0].contains("3 nodes"), "{}", bounded.warnings[0]);
        assert_held(&bounded, &analyze(&project, &Options::default()).unwrap(), template.id);
    }
}

/// Squares of undirected links, from corner to corner: each node needs any of its neighbours, the last is the target.
fn grid(side: usize, availability: f64) -> Project {
    let id = |row: usize, column: usize| format!("n{row}-{column}");
    let (mut components, mut links) = (Vec::new(), Vec::new());
    for row in 0..side {
        for column in 0..side {
            let failures = json!([{"availability": availability, "mttr": "1h"}]);
            components.push(json!({"id": id(row, column), "needs": "any", "failures": failures}));
            let is_target = row + 1 == side && column + 1 == side;
            let mut to = |other: String| links.push(json!({"from": id(row, column), "to": other}));
            if is_target {
                continue;
            }
            if row > 0 {
                to(id(row - 1, column));
            }
            if column > 0 {
                to(id(row, column - 1));
            }
            if row + 1 < side {
                to(id(row + 1, column));
            }
            if column + 1 < side {
                to(id(row, column + 1));
            }
        }
    }
    let project: Value = json!({
        "format": "ninefold/1", "components": components, "links": links,
        "objective": {"availability": 0.95},
        "journeys": [{"id": "j", "entry": "n0-0"}]
    });
    model::read(&project.to_string()).unwrap().project
}

/// A cycle that is left open, against its exact solution.
#[test]
fn a_grid_lies_between_its_bounds_and_near_them() {
    let project = grid(5, 0.99);
    let exact = analyze(&project, &Options::default()).unwrap();
    let bounded = analyze(&project, &limited(10)).unwrap();
    assert_held(&bounded, &exact, "work for ten nodes");
    let more = analyze(&project, &limited(2_000)).unwrap();
    assert_held(&more, &exact, "work for two thousand nodes");
    let width = |analysis: &Analysis| {
        let bounds = analysis.journeys[0].bounds.unwrap();
        bounds.high - bounds.low
    };
    assert!(width(&more) < width(&bounded));
}

/// What no diagram of four million nodes holds. Both corners are needed, and at a corner of the two neighbours one: with q = 0.01 the first terms are
/// 2q − q² + 2(1 − q)²q² (two neighbours of a corner down together, at either corner).
#[test]
fn nine_by_nine_has_an_answer() {
    let answer = analyze(&grid(9, 0.99), &Options { cut_sets: 0, ..Options::default() }).unwrap();
    let bounds = answer.journeys[0].bounds.unwrap();
    let q: f64 = 0.01;
    let first = 2.0 * q - q * q + 2.0 * (1.0 - q) * (1.0 - q) * q * q;
    assert!(bounds.low < first * 1.01 && bounds.high > first * 0.99, "{bounds:?} {first}");
    assert!(bounds.high / bounds.low < 1.03, "{bounds:?}");
    assert!(answer.journeys[0].objective.as_ref().unwrap().met);
}

/// Planned work that counts is at most all of it, one after the other: 1 h in 100 h and 2 h in 400 h come on top of the upper bound.
#[test]
fn bounds_hold_planned_work_that_counts() {
    let template = templates::find(templates::FIRST).unwrap();
    let bounded = |excluded: bool| {
        let mut value: Value = serde_json::from_str(template.text).unwrap();
        value["components"][0]["maintenance"] = json!([{"every": "100h", "for": "1h"}]);
        value["zones"][0]["maintenance"] = json!([{"every": "400h", "for": "2h"}]);
        value["objective"] = json!({"availability": 0.99, "exclude_maintenance": excluded});
        let project = model::read(&value.to_string()).unwrap().project;
        let mut analysis = analyze(&project, &limited(3)).unwrap();
        let sentence = Report::new(&project, &analysis, None, "").journeys.remove(0).sentence;
        (analysis.journeys.remove(0), sentence)
    };
    let ((counted, sentence), (excluded, without)) = (bounded(false), bounded(true));
    assert!(
        sentence.contains("is not known") && sentence.contains(", less up to 1.5 % for planned work."),
        "{sentence}"
    );
    assert!(without.contains("keeps its promise") && !without.contains("planned"), "{without}");
    let high = counted.bounds.unwrap().high;
    let promise = counted.objective.unwrap();
    assert!((promise.expected_seconds / ((high + 0.015) * 2_592_000.0) - 1.0).abs() < 1e-9, "{promise:?}");
    assert!(!promise.met && high < 0.01, "by planned work alone");
    let promise = excluded.objective.unwrap();
    assert!(promise.met && (promise.lost / high - 1.0).abs() < 1e-12, "{promise:?}");
}
