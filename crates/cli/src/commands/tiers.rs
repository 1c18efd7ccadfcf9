//! `ninefold tiers`: the quick calculator, both directions.

use ninefold_engine::budget::{Allowed, TierError, Tiers, levels, tiers};
use ninefold_engine::units::{format_duration_in_full, format_percent};
use serde_json::json;

use crate::args::Tiers as Arguments;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, output};

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.figure {
        Some(figure) => one(&read(figure)?, arguments.json)?,
        None => all(arguments.json)?,
    }
    Ok(Outcome::Done)
}

fn read(figure: &str) -> Result<Tiers, Failure> {
    tiers(figure).map_err(|error: TierError| {
        Failure::usage(error.to_string(), "give a percentage such as 99.95, or a downtime such as 43m/month")
    })
}

/// One service level, by every convention.
fn one(tiers: &Tiers, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return output::print_json(tiers);
    }
    let percent = format_percent(tiers.availability, tiers.unavailability);
    let rows = tiers.conventions.iter().map(|(convention, allowed)| row(&convention.description, allowed));
    let nines = if tiers.nines.is_finite() { format!(" ({:.2} nines)", tiers.nines) } else { String::new() };
    output::print(&format!("{percent}{nines} allows this much downtime:\n\n{}", titled("Convention", rows)))
}

/// The usual service levels, by the convention of objectives.
fn all(as_json: bool) -> Result<(), Failure> {
    let levels = levels().iter().map(|level| read(level)).collect::<Result<Vec<Tiers>, Failure>>()?;
    if as_json {
        return output::print_json(&json!({ "tiers": levels }));
    }
    let rows = levels
        .iter()
        .map(|tiers| row(&format_percent(tiers.availability, tiers.unavailability), &tiers.allowed_seconds));
    output::print(&titled("Availability", rows))
}

fn titled(first: &str, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    table(&[first, ">a day", ">a week", ">a month", ">a quarter", ">a year"], rows)
}

fn row(name: &str, allowed: &Allowed) -> Vec<String> {
    let lengths = [allowed.day, allowed.week, allowed.month, allowed.quarter, allowed.year];
    let mut cells = vec![name.to_owned()];
    cells.extend(lengths.map(format_duration_in_full));
    cells
}
