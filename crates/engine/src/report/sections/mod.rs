//! The sections of the report, each a function of the typed report: their order, headings and tables.

mod budget;
mod capacity;
mod journey;
mod simulation;

pub(super) use journey::anchor;
pub(super) use simulation::simulation;

use super::advice::Recommendation;
use super::document::{Block, Cell, Column, Picture, Section, Table};
use super::types::{ComponentReport, CreditRow, Report, Source, Verdict};
use super::{diagram, words};
use crate::simulation::ScenarioAnswer;
use crate::units::{format_count, format_target};

/// All sections in reading order; those with nothing to say are left out.
pub(super) fn all(report: &Report) -> Vec<Section> {
    let mut sections = vec![summary(report)];
    sections.extend(architecture(report));
    sections.extend(report.journeys.iter().map(|journey| journey::journey(report, journey)));
    if let Some(found) = &report.budget {
        sections.extend(budget::credits(found));
        sections.extend(budget::alerts(found));
        sections.extend(found.statement.as_ref().map(budget::incidents));
    }
    sections.extend(scenarios(report));
    sections.extend(recommendations(report));
    sections.push(components(report));
    sections.extend(capacity::capacity(report));
    sections.extend(capacity::improvements(report));
    sections.extend(report.simulation.as_ref().map(simulation));
    sections.push(assumptions(report));
    sections.extend(sources(report));
    sections.push(Section {
        id: "method".to_owned(),
        title: "Method".to_owned(),
        blocks: vec![Block::List(report.method.clone())],
    });
    sections
}

fn summary(report: &Report) -> Section {
    let verdicts = report.journeys.iter().map(|journey| Block::Verdict {
        kept: match journey.verdict {
            Verdict::Met => Some(true),
            Verdict::Missed => Some(false),
            Verdict::NoObjective | Verdict::Unknown => None,
        },
        word: words::verdict_word(journey.verdict).to_owned(),
        sentence: journey.sentence.clone(),
    });
    let mut blocks: Vec<Block> = report.description.clone().map(Block::Paragraph).into_iter().collect();
    blocks.extend(verdicts);
    let rest: Vec<String> = report.summary.iter().skip(report.journeys.len()).cloned().collect();
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(rest.join(" ")));
    }
    let terms = report.objective.as_ref().filter(|it| !it.terms.is_empty());
    blocks.extend(terms.map(|it| Block::Paragraph(format!("The promise: {}.", it.terms.join(", ")))));
    blocks.extend(promise_table(report));
    Section { id: "summary".to_owned(), title: "Summary".to_owned(), blocks }
}

fn promise_table(report: &Report) -> Option<Block> {
    let promise = report.objective.as_ref().filter(|promise| !promise.credits.is_empty())?;
    let row = |row: &CreditRow| {
        vec![
            Cell::Number { value: row.below, shown: format_target(row.below) },
            Cell::Number { value: row.percent, shown: format!("{} %", format_count(row.percent)) },
        ]
    };
    Some(Block::Table(Table {
        title: "Service credits".to_owned(),
        columns: vec![
            Column { numeric: false, ..Column::number("Availability below", "fraction") },
            Column::number("Credit of the fee", "percent"),
        ],
        rows: promise.credits.iter().map(row).collect(),
        total: None,
    }))
}

fn architecture(report: &Report) -> Option<Section> {
    if report.diagram.is_empty() {
        return None;
    }
    let picture = Picture {
        svg: report.diagram.to_svg(&diagram::Ink::light()),
        words: report.diagram.in_words(),
        caption: "Each box with its own availability in nines; frames are zones, dashed lines soft links and what stands by."
            .to_owned(),
        large: report.diagram.is_large(),
    };
    Some(Section {
        id: "architecture".to_owned(),
        title: "Architecture".to_owned(),
        blocks: vec![Block::Picture(picture)],
    })
}

fn components(report: &Report) -> Section {
    let row = |component: &ComponentReport| {
        vec![
            Cell::text(component.name.clone()),
            Cell::text(component.kind.clone().unwrap_or_default()),
            Cell::text(component.zones.join(", ")),
            Cell::text(match component.copies {
                1 => "1".to_owned(),
                copies => format!("{} of {copies}", component.required),
            }),
            Cell::availability(component.availability, component.unavailability),
            Cell::plain(component.outages_per_year),
        ]
    };
    let table = Table {
        title: "Each component by itself: its copies, zones and common causes, not what it needs".to_owned(),
        columns: vec![
            Column::text("Component"),
            Column::text("Kind"),
            Column::text("Zones"),
            Column::text("Copies needed"),
            Column::number("Availability", "fraction"),
            Column::number("Outages a year", ""),
        ],
        rows: report.components.iter().map(row).collect(),
        total: None,
    };
    Section { id: "components".to_owned(), title: "Components".to_owned(), blocks: vec![Block::Table(table)] }
}

/// What scenarios come to: how long until service is back, how much data is lost.
fn scenarios(report: &Report) -> Option<Section> {
    let name = |id: &str| {
        report.journeys.iter().find(|journey| journey.id == id).map_or(id, |journey| &journey.name).to_owned()
    };
    let mut rows = Vec::new();
    for scenario in &report.scenarios {
        for journey in &scenario.journeys {
            rows.push(vec![
                Cell::text(scenario.name.clone()),
                Cell::text(name(&journey.id)),
                Cell::duration(journey.recovery_seconds.mean),
                Cell::duration(journey.recovery_seconds.p95),
                Cell::duration(scenario.data_loss_seconds.mean),
                Cell::optional(journey.budget_spent.map(|spent| spent.mean), Cell::share),
                Cell::share(journey.unrecovered),
            ]);
        }
    }
    let table = Table {
        title: "Recovery time and data loss of each scenario".to_owned(),
        columns: vec![
            Column::text("Scenario"),
            Column::text("Journey"),
            Column::number("Recovery (RTO), mean", "seconds"),
            Column::number("95 % within", "seconds"),
            Column::number("Data lost (RPO)", "seconds"),
            Column::number("Budget spent", "fraction"),
            Column::number("Not recovered", "fraction"),
        ],
        rows,
        total: None,
    };
    let words = how_often_played(&report.scenarios)?;
    let blocks = vec![Block::Paragraph(words), Block::Table(table)];
    Some(Section { id: "scenarios".to_owned(), title: "Scenarios".to_owned(), blocks })
}

/// `Each was played 400 times by the simulation (seed 1), …`: with it the figures can be had again. None where nothing was played.
fn how_often_played(scenarios: &[ScenarioAnswer]) -> Option<String> {
    let seed = scenarios.first()?.seed;
    let runs = || scenarios.iter().map(|scenario| scenario.runs);
    let (least, most) = (runs().min()?, runs().max()?);
    let times = match (least, most) {
        (least, most) if least == most => simulation::how_often(most),
        (least, most) => format!("{} to {} times", format_count(least as f64), format_count(most as f64)),
    };
    Some(format!(
        "Each was played {times} by the simulation (seed {seed}), alone unless the scenario says otherwise."
    ))
}

/// What would help most.
fn recommendations(report: &Report) -> Option<Section> {
    if report.recommendations.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Paragraph(
        "The changes that save most downtime, each computed exactly with everything else as it is. What they cost is for you to weigh.".to_owned(),
    )];
    for journey in &report.journeys {
        let own = report.recommendations.iter().filter(|it| it.journey == journey.id);
        let row = |it: &Recommendation| {
            vec![
                Cell::text(it.change.clone()),
                Cell::duration(it.saved_seconds_per_year),
                Cell::share(it.saved_share),
            ]
        };
        let rows: Vec<Vec<Cell>> = own.map(row).collect();
        if rows.is_empty() {
            continue;
        }
        blocks.push(Block::Table(Table {
            title: format!("What would help {} most", journey.name),
            columns: vec![
                Column::text("Change"),
                Column::number("Saves a year", "seconds"),
                Column::number("Of its downtime", "fraction"),
            ],
            rows,
            total: None,
        }));
    }
    Some(Section { id: "recommendations".to_owned(), title: "Recommendations".to_owned(), blocks })
}

fn assumptions(report: &Report) -> Section {
    let mut blocks = Vec::new();
    if !report.warnings.is_empty() {
        blocks.push(Block::Heading("Know before relying on it".to_owned()));
        blocks.push(Block::List(report.warnings.clone()));
        blocks.push(Block::Heading("What the answer rests on".to_owned()));
    }
    if report.assumptions.is_empty() {
        blocks.push(Block::Paragraph(
            "Failure modes are independent of each other; nothing was approximated.".to_owned(),
        ));
    } else {
        blocks.push(Block::List(report.assumptions.clone()));
    }
    Section { id: "assumptions".to_owned(), title: "Assumptions".to_owned(), blocks }
}

fn sources(report: &Report) -> Option<Section> {
    let row = |source: &Source| {
        vec![
            Cell::text(source.subject.clone()),
            Cell::text(source.figure.clone()),
            Cell::text(source.source.as_deref().unwrap_or("not stated")),
        ]
    };
    let table = Table {
        title: "Every figure of the model and where it comes from".to_owned(),
        columns: vec![Column::text("Whose"), Column::text("Figure"), Column::text("Source")],
        rows: report.sources.iter().map(row).collect(),
        total: None,
    };
    let section =
        Section { id: "sources".to_owned(), title: "Sources".to_owned(), blocks: vec![Block::Table(table)] };
    (!report.sources.is_empty()).then_some(section)
}
