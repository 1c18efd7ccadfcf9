//! `ninefold tiers`: the quick calculator, both directions.

use ninefold_engine::budget::{Allowed, OnTerms, Terms, TierError, Tiers, WeekHours, ladder, levels, tiers};
use ninefold_engine::units::{format_count, format_duration_in_full, format_percent};
use serde::Serialize;
use serde_json::json;

use crate::args::Tiers as Arguments;
use crate::failure::Failure;
use crate::table::{pairs, table};
use crate::{Outcome, output};

/// The document of `tiers --json`.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    tiers: &'a Tiers,
    /// What it comes to on the terms that were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_terms: Option<OnTerms>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let terms = terms(arguments);
    match &arguments.figure {
        Some(figure) => one(&asked(figure, terms.as_ref())?, terms.as_ref(), arguments.json)?,
        None => all(&terms.unwrap_or_default(), arguments.json)?,
    }
    Ok(Outcome::Done)
}

/// What the level is agreed on; none where nothing was said about it.
fn terms(arguments: &Arguments) -> Option<Terms> {
    let said = arguments.hours.is_some() || arguments.maintenance.is_some() || arguments.exclude_maintenance;
    said.then(|| Terms {
        hours: arguments.hours.clone().unwrap_or_else(WeekHours::always),
        maintenance: arguments.maintenance.unwrap_or(0.0),
        maintenance_counts: !arguments.exclude_maintenance,
    })
}

/// The level that was asked for; a downtime is one of the agreed time.
fn asked(figure: &str, terms: Option<&Terms>) -> Result<Tiers, Failure> {
    let found = read(figure)?;
    let Some(terms) = terms.filter(|_| is_downtime(figure)) else { return Ok(found) };
    terms.level_of(&found).ok_or_else(|| {
        Failure::usage(format!("{figure} is more than the agreed time"), "give less downtime, or more hours")
    })
}

/// Whether a time was given, and not a percentage.
fn is_downtime(figure: &str) -> bool {
    figure.chars().any(char::is_alphabetic)
}

fn read(figure: &str) -> Result<Tiers, Failure> {
    tiers(figure).map_err(|error: TierError| {
        Failure::usage(error.to_string(), "give a percentage such as 99.95, or a downtime such as 43m/month")
    })
}

/// One service level, by every convention.
fn one(tiers: &Tiers, terms: Option<&Terms>, as_json: bool) -> Result<(), Failure> {
    let on_terms = terms.map(|terms| terms.of(tiers));
    if as_json {
        return output::print_json(&Document { tiers, on_terms });
    }
    let percent = format_percent(tiers.availability, tiers.unavailability);
    let conventions = on_terms.as_ref().map_or(&tiers.conventions, |found| &found.allowed_by_convention);
    let rows = conventions.iter().map(|(convention, allowed)| row(&convention.description, allowed));
    let nines = if tiers.nines.is_finite() { format!(" ({:.2} nines)", tiers.nines) } else { String::new() };
    let mut text = format!("{percent}{nines} allows this much downtime:\n\n{}", titled("Convention", rows));
    if let Some(found) = &on_terms {
        text += &format!("\n{}", in_words(found));
    }
    output::tell(&text)
}

/// The terms, and what they leave of a month of 30 days.
fn in_words(found: &OnTerms) -> String {
    let time = |seconds: f64| {
        if seconds < 0.0 {
            return format!("nothing: {} too little", format_duration_in_full(-seconds));
        }
        format_duration_in_full(seconds)
    };
    let counted = if found.maintenance_counts { "counted as downtime" } else { "not counted" };
    let month = found.maintenance_seconds.month;
    pairs(&[
        ("Service hours", found.service_hours.clone()),
        ("Agreed time a month", time(found.agreed_seconds.month)),
        ("Planned maintenance a month", format!("{}, {counted}", format_duration_in_full(month))),
        ("Left for failures a month", time(found.for_failures_seconds.month)),
        ("Away a month at most", time(found.away_seconds.month)),
        ("Seen by users", format_percent(found.seen_availability, found.seen_unavailability)),
    ])
}

/// The usual service levels, by the convention of objectives, and what each nine means.
fn all(terms: &Terms, as_json: bool) -> Result<(), Failure> {
    let levels = levels().iter().map(|level| read(level)).collect::<Result<Vec<Tiers>, Failure>>()?;
    let ladder = ladder(terms);
    if as_json {
        return output::print_json(&json!({ "tiers": levels, "nines": ladder }));
    }
    let rows = levels.iter().map(|tiers| {
        let percent = format_percent(tiers.availability, tiers.unavailability);
        row(&percent, &terms.of(tiers).allowed_seconds)
    });
    let rungs = ladder.iter().map(|rung| {
        let outages = format_count(rung.half_hours_a_year);
        let by_hand = if rung.by_hand { "possible" } else { "too slow" };
        let time = format_duration_in_full(rung.year_seconds);
        vec![rung.nines.to_string(), rung.level.clone(), time, outages, by_hand.to_owned()]
    });
    let headings = ["Nines", "Availability", ">a year", ">half-hour outages a year", "Repair by hand"];
    output::tell(&format!("{}\n{}", titled("Availability", rows), table(&headings, rungs)))
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
