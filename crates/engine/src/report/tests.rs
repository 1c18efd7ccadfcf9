//! The report as a whole: numbers, sums, escaping and determinism in every format.
#![allow(clippy::unwrap_used)]

use super::document::{Block, Cell, Document};
use super::{Agreement, Measured, Report};
use crate::analysis::*;
use crate::model::{self, Project};
use crate::simulation::*;
use crate::units::Duration;

const HOSTILE: &str = r#"</title><script>alert('x')</script> <img src=x onerror=alert(1)>"#;

/// Two components in nested zones, one with a name that tries everything.
fn project(name: &str) -> Project {
    let text = serde_json::json!({
        "format": "ninefold/1", "name": name, "description": name,
        "objective": { "availability": 0.9995, "window": "month",
                       "credits": [ { "below": 0.9995, "percent": 10 } ], "monthly_fee": 12000, "currency": "USD" },
        "zones": [ { "id": "eu", "name": name, "failures": [ { "mtbf": "10y", "mttr": "3h", "source": "=cmd|'x'!A1" } ] },
                   { "id": "eu-a", "parent": "eu" } ],
        "components": [
            { "id": "api", "name": name, "kind": "service", "zones": ["eu-a"],
              "failures": [ { "name": "process", "mtbf": "30d", "mttr": "2m", "source": "assumed" } ] },
            { "id": "db", "name": "a|b, \"c\"", "zones": ["eu"],
              "failures": [ { "mtbf": "1y", "mttr": { "lognormal": { "mean": "1h", "p95": "3h" } } } ],
              "copies": { "mode": "active-passive", "failover": { "time": "45s", "success": 0.99, "manual": "30m" } } } ],
        "links": [ { "from": "api", "to": "db", "effect": "soft", "loss": 0.05 } ],
        "journeys": [ { "id": "checkout", "name": "Checkout", "entry": "api" } ]
    });
    model::read(&text.to_string()).unwrap().project
}

const YEAR: f64 = 31_536_000.0;

fn analysis() -> Analysis {
    let unavailability = 4.123_456_789e-4;
    let total = unavailability * YEAR;
    let part = |id: &str, kind, share: f64| Contribution {
        id: id.to_owned(),
        kind,
        downtime_seconds_per_year: total * share,
        birnbaum: 1.0,
        criticality: share,
        fussell_vesely: share,
        raw: 100.0,
        rrw: Some(1.1),
        parts: Vec::new(),
    };
    let component = |id: &str, unavailability: f64| ComponentAnswer {
        id: id.to_owned(),
        availability: 1.0 - unavailability,
        unavailability,
        outages_per_year: 1.234_567,
        copies: 2,
        required: 1,
    };
    Analysis {
        format: crate::analysis::FORMAT.to_owned(),
        name: "x".to_owned(),
        journeys: vec![JourneyAnswer {
            id: "checkout".to_owned(),
            availability: 1.0 - unavailability,
            unavailability,
            bounds: None,
            full_service: 0.9991,
            served_fraction: 0.9994,
            outages_per_year: 3.217,
            mean_uptime_hours: Some(2_700.0),
            mean_outage_hours: Some(1.1),
            mttf_hours: Some(2_701.0),
            mttf_exact: true,
            curve: Vec::new(),
            window: None,
            sensitivity: None,
            uncertainty: None,
            downtime_seconds: PerWindow {
                day: unavailability * 86_400.0,
                week: unavailability * 604_800.0,
                month: unavailability * 2_592_000.0,
                quarter: unavailability * 7_776_000.0,
                year: total,
            },
            objective: Some(ObjectiveAnswer {
                availability: 0.9995,
                window: "month".to_owned(),
                by_requests: false,
                lost: unavailability,
                worked: 0.0,
                counted: 1.0,
                met: true,
                allowed_seconds: 1_296.0,
                expected_seconds: unavailability * 2_592_000.0,
                breach_probability: 0.173_21,
                breach_exact: false,
                expected_credit_percent: 1.732_1,
                credits: Vec::new(),
            }),
            contributions: vec![
                part("db", ContributorKind::Component, 0.61),
                part("api", ContributorKind::Component, 0.29),
                part("eu", ContributorKind::Zone, 0.10),
            ],
            cut_sets: vec![CutSet {
                events: vec![HOSTILE.to_owned(), "eu-a is out".to_owned()],
                sentence: format!("{HOSTILE} while eu-a is out"),
                probability: 3.21e-7,
                downtime_seconds_per_year: 10.1,
            }],
        }],
        components: vec![component("api", 4.629_2e-5), component("db", 1.2e-9)],
        solver: Solver { variables: 4, modules: 2, bdd_nodes: 7, limit: None, milliseconds: 1.5 },
        assumptions: vec!["Means only: PostgreSQL's repair law.".to_owned()],
        warnings: vec![],
    }
}

fn simulation() -> Simulation {
    let around = |mean: f64| Interval { mean, low: mean * 0.95, high: mean * 1.05 };
    let mean = 4.1e-4;
    Simulation {
        format: crate::simulation::FORMAT.to_owned(),
        seed: 7,
        replications: 100,
        years: 20_000.0,
        events: 123_456,
        seconds: 0.0,
        threads: 1,
        method: "Plain sampling.".to_owned(),
        journeys: vec![JourneySimulation {
            estimator: "plain".to_owned(),
            id: "checkout".to_owned(),
            availability: Confident { mean: 1.0 - mean, low: 0.9995, high: 0.9996, confidence: 0.99 },
            unavailability: around(mean),
            served_fraction: Interval { mean: 0.9, low: 0.89, high: 0.91 },
            outages_per_year: around(3.2),
            outage_seconds: OutageSeconds {
                mean: 4_000.0,
                p50: 3_000.0,
                p90: 8_000.0,
                p99: 20_000.0,
                max: 90_000.0,
            },
            outage_histogram: Vec::new(),
            convergence: Vec::new(),
            window: WindowSimulation {
                name: "month".to_owned(),
                seconds: 2_592_000.0,
                samples: 240_000,
                breach_probability: around(0.17),
                downtime_seconds: WindowDowntime {
                    mean: 1_062.0,
                    p50: 0.0,
                    p90: 2_500.0,
                    p95: 4_000.0,
                    p99: 9_000.0,
                    max: 100_000.0,
                },
                histogram: vec![
                    HistogramBin { from: 0.0, to: 0.0, count: 180_000 },
                    HistogramBin { from: 0.0, to: 5_000.0, count: 50_000 },
                    HistogramBin { from: 5_000.0, to: 10_000.0, count: 10_000 },
                ],
            },
            longest_outage_seconds_per_year: LongestOutage { p50: 3_000.0, p90: 9_000.0, p99: 20_000.0 },
            quantile_intervals: crate::simulation::QuantileIntervals::default(),
            excluded_seconds_per_year: 0.0,
            causes: Vec::new(),
            hours_of_day: Vec::new(),
        }],
        scenario: None,
        breakers: Vec::new(),
        not_in_exact: Vec::new(),
        recording: vec![],
        warnings: vec![],
    }
}

fn report(name: &str) -> Report {
    Report::new(&project(name), &analysis(), Some(&simulation()), "2026-01-02")
}

/// Every number of the document with how it is shown, wherever it stands.
fn numbers(document: &Document) -> Vec<(f64, String)> {
    let mut found = Vec::new();
    let mut note = |cell: &Cell| {
        if let Cell::Number { value, shown } = cell {
            found.push((*value, shown.clone()));
        }
    };
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Figures(list) => list.iter().for_each(|(_, cell)| note(cell)),
            Block::Table(table) => table.rows.iter().chain(&table.total).flatten().for_each(&mut note),
            _ => {}
        }
    }
    found
}

/// What a reader takes a shown figure for, and half of its last digit.
fn read_back(shown: &str) -> (f64, f64) {
    let text = shown.replace(',', "");
    if let Some(percent) = text.strip_suffix(" %") {
        let decimals = percent.split_once('.').map_or(0, |(_, tail)| tail.len());
        return (percent.parse::<f64>().unwrap() / 100.0, 0.005 * libm::pow(0.1, f64::from(decimals as i32)));
    }
    if let Ok(number) = text.parse::<f64>() {
        let (digits, power) =
            text.split_once('e').map_or((text.as_str(), 0), |(d, p)| (d, p.parse().unwrap()));
        let decimals = digits.split_once('.').map_or(0, |(_, tail)| tail.len()) as i32;
        return (number, 0.5 * libm::pow(10.0, f64::from(power - decimals)));
    }
    let last = text.rsplit(|c: char| c.is_ascii_digit() || c == '.' || c == ' ').next().unwrap().to_owned();
    let unit = Duration::parse(&format!("1{last}")).unwrap().seconds();
    let number = text.trim_end_matches(&last).trim_end();
    let decimals = number.rsplit(' ').next().unwrap().split_once('.').map_or(0, |(_, tail)| tail.len());
    (Duration::parse(&text).unwrap().seconds(), 0.5 * unit * libm::pow(0.1, f64::from(decimals as i32)))
}

#[test]
fn shown_figures_are_the_engines_to_the_digits_shown() {
    let document = Document::new(&report("Shop"));
    let numbers = numbers(&document);
    assert!(numbers.len() > 50, "{}", numbers.len());
    for (value, shown) in numbers.iter().filter(|(_, shown)| !shown.starts_with("under")) {
        let (read, half) = read_back(shown);
        // A percentage column holds percent, a fraction column fractions.
        let as_percent = (read * 100.0 - value).abs() <= half * 100.0 * 1.000_001;
        assert!(
            (read - value).abs() <= half * 1.000_001 + value.abs() * 1e-12 || as_percent,
            "{value} shown as {shown}"
        );
    }
}

#[test]
fn html_carries_every_number_unrounded() {
    let report = report("Shop");
    let html = report.to_html();
    let values: Vec<f64> = html
        .split("<data value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    let expected: Vec<f64> = numbers(&Document::new(&report)).into_iter().map(|(value, _)| value).collect();
    assert_eq!(values, expected);
}

#[test]
fn json_carries_the_answers_themselves() {
    let report = report("Shop");
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
    let journey = &json["journeys"][0];
    assert_eq!(journey["unavailability"].as_f64(), Some(4.123_456_789e-4));
    assert_eq!(journey["objective"]["breach_probability"].as_f64(), Some(0.173_21));
    assert_eq!(json["simulation"]["journeys"][0]["window"]["samples"].as_u64(), Some(240_000));
    assert_eq!(json["format"], "ninefold-report/1");
}

#[test]
fn csv_and_markdown_have_the_same_tables() {
    let report = report("Shop");
    let tables = Document::new(&report).tables().count();
    assert!(tables >= 9);
    let csv = report.to_csv();
    assert_eq!(csv.split("\r\n\r\n").count(), tables);
    assert!(csv.contains(&format!(",{},", 4.123_456_789e-4 * YEAR * 0.61)), "{csv}");
    assert_eq!(report.to_markdown().lines().filter(|line| line.starts_with("| --")).count(), tables);
}

#[test]
fn contributions_sum_to_the_total() {
    let report = report("Shop");
    let journey = &report.journeys[0];
    let sum: f64 = journey.contributions.iter().map(|part| part.downtime_seconds_per_year).sum();
    assert!((sum / journey.downtime_seconds_per_year - 1.0).abs() < 1e-12);
    assert!((journey.contributions.iter().map(|part| part.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn hostile_names_stay_text() {
    let report = report(HOSTILE);
    let html = report.to_html();
    assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)"));
    assert_no_active_content(&html);
    let markdown = report.to_markdown();
    assert!(!markdown.contains("<script") && !markdown.contains("<img"));
    assert!(markdown.contains("a\\|b"));
    for line in markdown.lines().filter(|line| line.starts_with("| ")) {
        assert!(!line.replace("\\|", "").trim_matches('|').contains("||"), "{line}");
    }
    for field in report.to_csv().split(['\n', ',']) {
        assert!(!field.trim_start_matches('"').starts_with(['=', '@', '+']), "{field}");
    }
}

/// No element that runs or loads anything, and no attribute that does.
fn assert_no_active_content(html: &str) {
    let tags: Vec<&str> = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    for tag in tags {
        let name = tag.split_whitespace().next().unwrap().to_lowercase();
        assert!(
            !["script", "img", "link", "iframe", "object", "embed", "image", "use", "a"]
                .contains(&name.as_str()),
            "{tag}"
        );
        // Quoted values are text; what stands outside of them are the attributes.
        let outside: String = tag.split('"').step_by(2).collect();
        for attribute in [" src=", " href=", " onerror=", " onload=", " action=", " background="] {
            assert!(!outside.contains(attribute), "{tag}");
        }
    }
    let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn pages_are_balanced_and_anchored() {
    let html = report("Shop").to_html();
    // As validators ask for it.
    assert!(html.starts_with("<!DOCTYPE html>\n"));
    for name in ["section", "table", "tbody", "thead", "figure", "svg", "dl", "ul", "main", "div"] {
        let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
        assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{name}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"journey-checkout"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(report("Shop").to_html(), report("Shop").to_html());
    let mut slower = analysis();
    slower.solver.milliseconds = 99.0;
    let again = Report::new(&project("Shop"), &slower, Some(&simulation()), "2026-01-02");
    assert_eq!(again.to_html(), report("Shop").to_html(), "the machine's speed is no part of the report");
}

#[test]
fn agreement_is_said_for_each_measure() {
    let report = report("Shop");
    let verdict = |measure: Measured| {
        let comparisons = &report.simulation.as_ref().unwrap().journeys[0].comparisons;
        comparisons.iter().find(|one| one.measure == measure).unwrap().agreement
    };
    assert_eq!(verdict(Measured::Unavailability), Agreement::Agree);
    assert_eq!(verdict(Measured::ServedFraction), Agreement::Disagree);
    assert_eq!(verdict(Measured::BreachProbability), Agreement::Agree);
}

#[test]
fn one_of_a_thing_is_said_as_one() {
    let mut once = simulation();
    once.years = 1.0;
    once.journeys[0].convergence = vec![
        Estimate { years: 0.5, mean: 1e-3, low: 0.0, high: 1.0 },
        Estimate { years: 1.0, mean: 1e-3, low: 0.0, high: 1.0 },
    ];
    once.journeys[0].outage_histogram = vec![HistogramBin { from: 0.0, to: 60.0, count: 1 }];
    let html = Report::new(&project("Shop"), &analysis(), Some(&once), "2026-01-02").to_html();
    for words in ["1 year was played out", "Unavailability after 1 year:", "1 outage by length."] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn a_manager_reads_what_matters() {
    let summary = report("Shop").summary.join("\n");
    for words in [
        "Checkout keeps its promise of 99.95 %",
        "17.3 %",
        "1.732 % of the fee, 207.9 USD",
        "(61 %)",
        "agrees",
    ] {
        assert!(summary.contains(words), "{words} in {summary}");
    }
}

#[test]
fn every_figure_names_its_source() {
    let sources = report("Shop").sources;
    let of = |id: &str| sources.iter().filter(|source| source.id == id).collect::<Vec<_>>();
    assert_eq!(of("api")[0].source.as_deref(), Some("assumed"));
    assert_eq!(of("db")[0].source, None);
    assert!(of("db")[0].figure.contains("log-normal (mean 1h, 95 % within 3h)"), "{}", of("db")[0].figure);
    assert_eq!(of("db")[1].figure, "1 serving, 1 standing by");
    assert_eq!(of("db")[2].figure, "failover 45s, works 99 % of the time, by hand otherwise: 30m");
}
