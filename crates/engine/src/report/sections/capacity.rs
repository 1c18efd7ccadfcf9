//! Capacity: copies now and with a zone lost, head-room, waits; and what is worth changing.

use super::super::document::{Block, Cell, Column, Section, Table};
use super::super::types::{CapacityReport, Report};
use crate::plan::{ComponentPlan, Improvement};
use crate::units::{format_duration, format_money, format_number_of, format_share};

/// The section; none where nobody says what is sent and answered.
pub(super) fn capacity(report: &Report) -> Option<Section> {
    let capacity = report.capacity.as_ref()?;
    let mut blocks = vec![Block::Table(copies(capacity)), Block::Table(strain(capacity))];
    let notes: Vec<String> = capacity.components.iter().flat_map(|it| it.plan.notes.clone()).collect();
    let all: Vec<String> = notes.into_iter().chain(capacity.warnings.iter().cloned()).collect();
    if !all.is_empty() {
        blocks.push(Block::List(all));
    }
    Some(Section { id: "capacity".to_owned(), title: "Capacity".to_owned(), blocks })
}

fn copies(capacity: &CapacityReport) -> Table {
    let count = |copies: Option<u32>| match copies {
        Some(copies) => Cell::Number { value: f64::from(copies), shown: copies.to_string() },
        None => Cell::text("none would do"),
    };
    let row = |name: &str, it: &ComponentPlan| {
        vec![
            Cell::text(name),
            Cell::plain(it.demand_rps),
            Cell::plain(f64::from(it.copies)),
            count(it.copies_needed),
            count(it.copies_n_plus_1),
            count(it.copies_needed_zone_loss),
            count(it.copies_needed_region_loss),
            share(it.headroom),
            match it.exhausted_month {
                Some(month) => Cell::plain(f64::from(month)),
                None => Cell::text(format!(
                    "not in {}",
                    format_number_of(f64::from(capacity.months), "month", "months")
                )),
            },
        ]
    };
    Table {
        title: "Copies for the busiest hour, and to have enough left when a zone or region is lost"
            .to_owned(),
        columns: vec![
            Column::text("Component"),
            Column::number("Requests/s", ""),
            Column::number("Copies", ""),
            Column::number("Needed", ""),
            Column::number("N+1", ""),
            Column::number("Zone lost", ""),
            Column::number("Region lost", ""),
            Column::number("Free", "fraction"),
            Column::number("Lasts months", ""),
        ],
        rows: capacity.components.iter().map(|it| row(&it.name, &it.plan)).collect(),
        total: None,
    }
}

fn share(share: Option<f64>) -> Cell {
    share.map_or(Cell::None, |value| Cell::Number { value, shown: format_share(value) })
}

fn strain(capacity: &CapacityReport) -> Table {
    let time = |seconds: f64| Cell::Number { value: seconds, shown: format_duration(seconds) };
    let mut rows = Vec::new();
    for it in &capacity.components {
        let waits =
            |waits: Option<crate::plan::Waits>| waits.map_or(Cell::text("grow"), |waits| time(waits.p99));
        rows.push(vec![
            Cell::text(it.name.clone()),
            Cell::text("nothing"),
            Cell::plain(f64::from(it.plan.started)),
            share(it.plan.utilisation),
            waits(it.plan.wait_seconds),
        ]);
        for state in &it.plan.degraded {
            rows.push(vec![
                Cell::text(it.name.clone()),
                Cell::text(state.lost.clone()),
                Cell::plain(f64::from(state.copies)),
                share(state.utilisation),
                if state.copies == 0 { Cell::None } else { waits(state.wait_seconds) },
            ]);
        }
    }
    Table {
        title: "How full the rest is, and how long all but one request in a hundred wait at most".to_owned(),
        columns: vec![
            Column::text("Component"),
            Column::text("Lost"),
            Column::number("Copies serving", ""),
            Column::number("Used", "fraction"),
            Column::number("99 % wait less than", "seconds"),
        ],
        rows,
        total: None,
    }
}

/// What is worth changing; none where nobody looked, or nothing is.
pub(super) fn improvements(report: &Report) -> Option<Section> {
    let found = report.improvements.as_ref().filter(|found| !found.improvements.is_empty())?;
    let row = |it: &Improvement| {
        vec![
            Cell::text(it.title.clone()),
            Cell::text(it.why.clone()),
            Cell::Number {
                value: it.saved_seconds_month,
                shown: format_duration(it.saved_seconds_month.max(0.0)),
            },
            match it.cost_month {
                Some(value) => Cell::Number { value, shown: format_money(value, &found.currency) },
                None => Cell::text("not known"),
            },
            Cell::availability(it.availability, it.unavailability),
        ]
    };
    let lead = format!(
        "{} that the design suggests and {} of them were solved for {}; these save most downtime.",
        format_number_of(found.singles as f64, "change", "changes"),
        format_number_of(found.doubles as f64, "pair", "pairs"),
        found.journey
    );
    let table = Table {
        title: "What to change".to_owned(),
        columns: vec![
            Column::text("Change"),
            Column::text("Why"),
            Column::number("Less downtime a month", "seconds"),
            Column::number("More money a month", ""),
            Column::number("Availability then", "fraction"),
        ],
        rows: found.improvements.iter().take(LISTED).map(row).collect(),
        total: None,
    };
    Some(Section {
        id: "improvements".to_owned(),
        title: "What is worth changing".to_owned(),
        blocks: vec![Block::Paragraph(lead), Block::Table(table)],
    })
}

/// Most recommendations listed.
const LISTED: usize = 10;
