//! The simulation's section: exact beside simulated, percentiles, the histogram.

use crate::report::document::{Block, Cell, Column, Picture, Section, Table};
use crate::report::types::{Comparison, Measured, SimulatedJourney, SimulationReport};
use crate::report::{charts, words};
use crate::units::{format_count, format_share};

/// Exact beside simulated.
pub(in crate::report) fn simulation(simulation: &SimulationReport) -> Section {
    let mut blocks = vec![Block::Paragraph(format!(
        "{} years were played out event by event (seed {}). The interval is where the true value lies in {} of such runs.",
        format_count(simulation.years),
        simulation.seed,
        format_share(simulation.journeys.first().map_or(0.99, |journey| journey.confidence))
    ))];
    for journey in &simulation.journeys {
        if simulation.journeys.len() > 1 {
            blocks.push(Block::Heading(journey.name.clone()));
        }
        blocks.push(Block::Table(comparison(journey)));
        blocks.extend(histogram(journey).map(Block::Picture));
        blocks.push(Block::Table(percentiles(journey)));
    }
    if !simulation.warnings.is_empty() {
        blocks.push(Block::List(simulation.warnings.clone()));
    }
    Section { id: "simulation".to_owned(), title: "Exact and simulated".to_owned(), blocks }
}

fn comparison(journey: &SimulatedJourney) -> Table {
    let row = |one: &Comparison| {
        let (name, cell): (_, fn(f64) -> Cell) = match one.measure {
            Measured::Unavailability => ("Unavailability", Cell::share),
            Measured::OutagesPerYear => ("Outages a year", Cell::plain),
            Measured::ServedFraction => ("Requests answered", Cell::share),
            Measured::BreachProbability => ("Chance of a miss", Cell::share),
        };
        vec![
            Cell::text(name),
            Cell::optional(one.exact, cell),
            cell(one.simulated),
            cell(one.low),
            cell(one.high),
            Cell::text(one.agreement.words()),
        ]
    };
    Table {
        title: "Exact beside simulated".to_owned(),
        columns: vec![
            Column::text("Measure"),
            Column::number("Exact", ""),
            Column::number("Simulated", ""),
            Column::number("From", ""),
            Column::number("To", ""),
            Column::text("Verdict"),
        ],
        rows: journey.comparisons.iter().map(row).collect(),
        total: None,
    }
}

fn histogram(journey: &SimulatedJourney) -> Option<Picture> {
    let data = charts::Downtime::new(&journey.window, journey.allowed_seconds);
    let look = charts::Look::default();
    let svg = charts::to_svg((680, 300), |area| charts::histogram::draw(area, &data, &look)).ok()?;
    let caption = format!("Downtime in {} of simulated time.", words::a_window(&journey.window.name));
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

fn percentiles(journey: &SimulatedJourney) -> Table {
    let window = &journey.window.downtime_seconds;
    let outage = &journey.outage_seconds;
    let longest = &journey.longest_outage_seconds_per_year;
    let row = |name: String, values: [Option<f64>; 6]| {
        let mut cells = vec![Cell::text(name)];
        cells.extend(values.map(|value| Cell::optional(value, Cell::duration)));
        cells
    };
    let in_window = format!("Downtime in {}", words::a_window(&journey.window.name));
    Table {
        title: "What the simulation saw".to_owned(),
        columns: vec![
            Column::text("Measure"),
            Column::number("Mean", "seconds"),
            Column::number("Median", "seconds"),
            Column::number("90 % within", "seconds"),
            Column::number("95 % within", "seconds"),
            Column::number("99 % within", "seconds"),
            Column::number("Most", "seconds"),
        ],
        rows: vec![
            row(
                in_window,
                [window.mean, window.p50, window.p90, window.p95, window.p99, window.max].map(Some),
            ),
            row(
                "One outage".to_owned(),
                [
                    Some(outage.mean),
                    Some(outage.p50),
                    Some(outage.p90),
                    None,
                    Some(outage.p99),
                    Some(outage.max),
                ],
            ),
            row(
                "Longest outage of a year".to_owned(),
                [None, Some(longest.p50), Some(longest.p90), None, Some(longest.p99), None],
            ),
        ],
        total: None,
    }
}
