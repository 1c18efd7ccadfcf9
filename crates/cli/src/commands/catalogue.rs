//! `ninefold catalogue`: figures with their sources.

use ninefold_engine::catalogue::{self, Entry, Mechanism, Statistic};
use ninefold_engine::units::{complement, format_percent};
use serde::Serialize;

use crate::args::Catalogue;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output};

/// The answer; the field names are the keys of `catalogue --json`.
#[derive(Debug, Serialize)]
struct Answer {
    entries: Vec<Entry>,
    mechanisms: Vec<Mechanism>,
    statistics: Vec<Statistic>,
}

/// Largest catalogue of one's own.
const MAX_BYTES: u64 = 16 << 20;

/// Runs the command.
pub fn run(arguments: &Catalogue) -> Result<Outcome, Failure> {
    let words = arguments.search.join(" ");
    let all = match &arguments.file {
        Some(file) => own(file)?,
        None => catalogue::entries(),
    };
    let entries: Vec<Entry> = catalogue::search(&all, &words).into_iter().cloned().collect();
    // Mechanisms and statistics come along; a file of one's own has entries alone.
    let (mechanisms, statistics) = match arguments.file {
        Some(_) => (Vec::new(), Vec::new()),
        None => (catalogue::mechanisms_about(&words), catalogue::statistics_about(&words)),
    };
    let answer = Answer { entries, mechanisms, statistics };
    if arguments.json {
        output::print_json(&answer)?;
    } else {
        output::tell(&in_words(&answer))?;
    }
    Ok(Outcome::Done)
}

/// A catalogue of one's own.
fn own(file: &str) -> Result<Vec<Entry>, Failure> {
    let name = input::display_name(file).to_owned();
    let text =
        input::text(file, MAX_BYTES).map_err(|reason| Failure::Unreadable { file: name.clone(), reason })?;
    catalogue::read(&text).map_err(|faults| {
        let lines: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.path, fault.message)).collect();
        Failure::Unreadable { file: name, reason: lines.join("\n") }
    })
}

fn in_words(answer: &Answer) -> String {
    if answer.entries.is_empty() && answer.mechanisms.is_empty() && answer.statistics.is_empty() {
        return "Nothing in the catalogue has all of these words.\n".to_owned();
    }
    let mut text = String::new();
    if !answer.entries.is_empty() {
        let rows = answer.entries.iter().map(|entry| {
            let promise = entry
                .sla_availability
                .map_or_else(|| "–".to_owned(), |it| format_percent(it, complement(it)));
            let failover =
                entry.failover_seconds.seconds().map_or_else(|| "–".to_owned(), |it| format!("{it} s"));
            vec![
                entry.id.clone(),
                entry.name.clone(),
                entry.vendor.clone(),
                promise,
                failover,
                entry.source.cited(),
            ]
        });
        text += &table(&["Entry", "Name", "Vendor", ">Promised", ">Failover", "Source"], rows);
    }
    if !answer.mechanisms.is_empty() {
        let rows = answer.mechanisms.iter().flat_map(|it| {
            it.formulas.iter().map(|formula| {
                let seconds =
                    |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |it| format!("{it} s"));
                let (expected, worst) = (seconds(formula.expected_seconds), seconds(formula.worst_seconds));
                vec![it.id.clone(), formula.case.clone(), expected, worst, it.source.cited()]
            })
        });
        text += "\n";
        text += &table(&["Mechanism", "Case, by its defaults", ">Expected", ">Worst", "Source"], rows);
    }
    if !answer.statistics.is_empty() {
        let rows = answer
            .statistics
            .iter()
            .map(|it| vec![it.id.clone(), it.metric.clone(), it.figure(), it.cited()]);
        text += "\n";
        text += &table(&["Statistic", "What was counted", ">Value", "Source"], rows);
    }
    text + "\nA promise is a contractual floor, not a measurement.\n"
}
