//! The whole report of larger designs: complete, light, the same every time, and what it shows sums.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{self, Options};
use ninefold_engine::model::{self, Project};
use ninefold_engine::report::document::{Block, Cell, Document, Table};
use ninefold_engine::report::{Completion, Report};
use ninefold_engine::templates;
use serde_json::json;

fn complete(project: &Project) -> Report {
    let options = Options::default();
    let analysis = analysis::analyze_in_full(project, &options).unwrap();
    let mut report = Report::new(project, &analysis, None, "2026-03-01");
    report.complete(Completion::new(project, &analysis, Some(1_772_409_600), None).unwrap().finish());
    report
}

/// A hundred components: chains of services over two zones, each with a database of its own.
fn hundred() -> Project {
    let component = |number: usize| {
        json!({ "id": format!("service-{number}"), "name": format!("Service number {number}"), "kind": "service",
            "zones": ["a", "b"], "copies": { "mode": "active-active", "count": 4, "required": 2 },
            "failures": [{ "name": "process", "mtbf": "30d", "mttr": "2m", "source": "assumed" },
                { "name": "bad deploy", "scope": "all", "mtbf": format!("{}d", 60 + number), "mttr": "20m" }] })
    };
    let link = |number: usize| json!({ "from": format!("service-{}", number / 3), "to": format!("service-{number}") });
    let text = json!({ "format": "ninefold/1", "name": "A hundred",
        "objective": { "availability": 0.99, "credits": [{ "below": 0.99, "percent": 10 }] },
        "zones": [{ "id": "a", "failures": [{ "mtbf": "2y", "mttr": "2h" }] }, { "id": "b", "failures": [{ "mtbf": "2y", "mttr": "2h" }] }],
        "components": (0..100).map(component).collect::<Vec<_>>(),
        "links": (1..100).map(link).collect::<Vec<_>>(),
        "journeys": [{ "id": "all", "entry": "service-0" }] });
    model::read(&text.to_string()).unwrap().project
}

#[test]
fn a_hundred_components_weigh_less_than_a_megabyte() {
    let html = complete(&hundred()).to_html();
    assert!(html.len() < 1_000_000, "{}", html.len());
    assert!(
        !html.contains("<script") && !html.contains("href=") && !html.contains("src="),
        "it stands alone"
    );
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    for template in templates::all().iter().filter(|template| template.id != "empty") {
        let project = model::read(template.text).unwrap().project;
        let (first, second) = (complete(&project), complete(&project));
        assert!(
            first.to_html() == second.to_html() && first.to_json() == second.to_json(),
            "{}",
            template.id
        );
        assert!(first.budget.is_some() && !first.recommendations.is_empty(), "{}", template.id);
    }
}

/// Every table with a total: its numbers are the sum of the column, unrounded, and the waterfall's also as shown.
#[test]
fn tables_sum() {
    let project = model::read(templates::find(templates::FIRST).unwrap().text).unwrap().project;
    let report = complete(&project);
    let document = Document::new(&report);
    let mut summed = 0;
    for (_, table) in document.tables().filter(|(_, table)| table.total.is_some()) {
        for (column, total) in table.total.iter().flatten().enumerate() {
            let Cell::Number { value: total, shown } = total else { continue };
            let sum: f64 = column_of(table, column).map(|(value, _)| value).sum();
            assert!((sum - total).abs() <= 1e-9 * total.abs().max(1e-9), "{}: {sum} {total}", table.title);
            if table.title.contains("last digit") {
                let figure = |shown: &str| shown.split(' ').next().unwrap().parse::<f64>().unwrap();
                let decimals =
                    shown.split(' ').next().unwrap().split_once('.').map_or(0, |(_, digits)| digits.len());
                let shown_sum: f64 = column_of(table, column).map(|(_, shown)| figure(shown)).sum();
                assert_eq!(
                    format!("{shown_sum:.decimals$}"),
                    format!("{:.decimals$}", figure(shown)),
                    "{}",
                    table.title
                );
                summed += 1;
            }
        }
    }
    assert_eq!(summed, report.journeys.len());
    let has_cut_set = document.sections.iter().flat_map(|section| &section.blocks).any(|block| match block {
        Block::Table(table) => table.rows.iter().flatten().any(|cell| cell.shown().contains(" while ")),
        _ => false,
    });
    assert!(has_cut_set, "cut sets are said in words");
}

fn column_of(table: &Table, column: usize) -> impl Iterator<Item = (f64, &str)> {
    table.rows.iter().filter_map(move |row| match &row[column] {
        Cell::Number { value, shown } => Some((*value, shown.as_str())),
        _ => None,
    })
}

/// The table of windows, the own contract's credit and the periods say what the verdict says, whatever the promise counts.
#[test]
fn every_table_counts_what_the_promise_counts() {
    let template = templates::find("ha-rest-api").unwrap();
    for (measure, work) in [("time", json!([{"every": "30d", "for": "1m"}])), ("requests", json!([]))] {
        let mut value: serde_json::Value = serde_json::from_str(template.text).unwrap();
        value["objective"]["measure"] = json!(measure);
        value["objective"]["exclude_maintenance"] = json!(false);
        value["components"][0]["maintenance"] = work;
        let project = model::read(&value.to_string()).unwrap().project;
        let options = Options::default();
        let analysis = analysis::analyze(&project, &options).unwrap();
        let budget = ninefold_engine::report::BudgetReport::new(&project, &analysis, &options, None).unwrap();
        let mut more = 0;
        for (answer, own) in analysis.journeys.iter().zip(&budget.journeys) {
            let objective = answer.objective.as_ref().unwrap();
            let row = own.windows.iter().find(|it| it.window == "30 d").unwrap();
            let near = |left: f64, right: f64| (left - right).abs() <= 1e-9 * right.abs();
            assert!(near(row.expected_seconds, objective.expected_seconds), "{row:?} {objective:?}");
            // Where the journey is one chain both are that chain's.
            assert!(near(row.breach_probability, objective.breach_probability), "{row:?} {objective:?}");
            more += u32::from(objective.lost > answer.unavailability * (1.0 + 1e-9));
        }
        assert!(more > 0, "something counts besides downtime");
    }
}
