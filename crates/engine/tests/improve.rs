//! What is suggested is what comes of it.
#![allow(clippy::unwrap_used, clippy::panic)]

use ninefold_engine::model::{self, Project};
use ninefold_engine::plan::{Improvements, apply, improve};
use ninefold_engine::{analysis, templates};
use serde_json::{Value, json};

fn project(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

fn unavailability(project: &Project) -> f64 {
    analysis::analyze(project, &analysis::Options::default()).unwrap().journeys[0].unavailability
}

/// Every suggestion and every point of the front, done to the project and solved anew.
fn kept(name: &str, project: &Project) -> Improvements {
    let found = improve(project, None, None).unwrap();
    let base = unavailability(project);
    let suggestions = found.improvements.iter().map(|it| (&it.numbers, it.unavailability, &it.title));
    let title = "a point of the front".to_owned();
    let points = found.front.points.iter().map(|it| (&it.numbers, it.unavailability, &title));
    for (numbers, promised, title) in suggestions.chain(points) {
        let mut changed = project.clone();
        apply(&mut changed, None, numbers);
        let down = unavailability(&changed);
        let close = (down - promised).abs() <= 1e-9 * down.max(1e-15 * base);
        assert!(close, "{name}: {title}: {promised} was promised, {down} came of it, {base} before");
    }
    found
}

#[test]
fn promises_are_kept() {
    for template in ["ha-rest-api", "two-tier", "redis-sentinel", "multi-zone"] {
        let Some(template) = templates::find(template) else { continue };
        let project = model::read(template.text).unwrap().project;
        assert!(!kept(template.id, &project).improvements.is_empty(), "{}", template.id);
    }
}

/// How many copies must work follows the demand: four of 100 requests a second at 90 % for 450 of them are all needed, and so are five; another size needs
/// another number.
#[test]
fn promises_are_kept_where_demand_says_how_many_must_work() {
    let options = json!([
        {"name": "Small", "failures": [{"mtbf": "199h", "mttr": "1h"}], "capacity": {"per_copy_rps": 50, "target_utilisation": 0.9}, "cost": {"per_copy_month": 8}},
        {"name": "Big", "capacity": {"per_copy_rps": 200, "target_utilisation": 0.9}, "cost": {"per_copy_month": 20}}]);
    for (peak, big_helps) in [(450, false), (180, true)] {
        let value = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "api", "peak_rps": peak}],
            "components": [{"id": "api", "failures": [{"mtbf": "99h", "mttr": "1h"}], "options": options, "cost": {"per_copy_month": 10},
                "copies": {"mode": "active-active", "count": 4, "required": "from-demand"},
                "capacity": {"per_copy_rps": 100, "target_utilisation": 0.9}}]});
        let found = kept("demand", &project(&value));
        let small = found.improvements.iter().any(|it| it.title.contains("Small") && it.changes.len() == 1);
        assert!(!small || peak == 450, "half as large, twice as many must work");
        let big = found.improvements.iter().any(|it| it.title.contains("Big"));
        assert!(big || !big_helps, "{found:?}");
    }
}

/// No suggestion for money does more for less than the front says.
#[test]
fn the_front_is_not_beaten_by_a_suggestion() {
    let found =
        kept("ha-rest-api", &model::read(templates::find("ha-rest-api").unwrap().text).unwrap().project);
    let points = &found.front.points;
    assert!(points.len() > 2 && points.windows(2).all(|it| it[0].cost_month < it[1].cost_month));
    assert!(points.windows(2).all(|it| it[0].unavailability > it[1].unavailability));
    let bought = ["add-copy", "add-zone", "second-region", "option"];
    for it in &found.improvements {
        let Some(cost) = it.cost_month.filter(|cost| *cost > 0.0) else { continue };
        if !it.changes.iter().all(|step| bought.contains(&step.change.as_str())) {
            continue;
        }
        let least =
            points.iter().filter(|point| point.cost_month <= cost * (1.0 + 1e-9)).map(|it| it.unavailability);
        let least = least.fold(f64::INFINITY, f64::min);
        assert!(
            least <= it.unavailability * (1.0 + 1e-6),
            "{}: {} for {cost}, the front {least}",
            it.title,
            it.unavailability
        );
    }
    assert!(!found.front.proved, "switching is no part of the search");
}
