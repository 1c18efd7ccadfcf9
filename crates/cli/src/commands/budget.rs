//! `ninefold budget`: where the minutes go, credits, alerts, and what a log of incidents has spent.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use ninefold_engine::analysis::Options;
use ninefold_engine::budget::alerts::{Intervals, Noticing, noticing};
use ninefold_engine::budget::credits::{Schedule, schedules};
use ninefold_engine::budget::incidents::{Columns, Fixed, Log, Place, Reading, Table, moment};
use ninefold_engine::budget::{Statement, statement};
use ninefold_engine::model::Project;
use ninefold_engine::report::document::{Document, Section};
use ninefold_engine::report::{BudgetReport, Report};
use ninefold_engine::units::{format_duration, format_number_of};
use serde::Serialize;

use super::analyze::solve;
use crate::args::Budget as Arguments;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output, text};

/// Most bytes of a log.
const LOG_BYTES: u64 = 256 << 20;

/// The document of `budget --json`.
#[derive(Serialize)]
struct Answer<'a> {
    format: &'static str,
    name: &'a str,
    #[serde(flatten)]
    budget: &'a BudgetReport,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<Noticing>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    let place = place(&arguments.time_zone)?;
    let statement = account(&project, arguments, place.as_ref())?;
    let rules = arguments.rule.as_ref().map(|file| rules(file, arguments)).transpose()?.unwrap_or_default();
    let analysis = solve(&project)?;
    let budget = BudgetReport::new(&project, &analysis, &Options::default(), statement)?;
    if arguments.json {
        let name = project.display_name();
        output::print_json(&Answer { format: "ninefold-budget/1", name, budget: &budget, rules })?;
        return Ok(Outcome::Done);
    }
    let mut report = Report::new(&project, &analysis, None, "");
    report.budget = Some(budget);
    output::tell(&(in_words(&report) + &rules_in_words(&rules)))?;
    Ok(Outcome::Done)
}

/// The sections of the report that are about the budget.
fn in_words(report: &Report) -> String {
    let document = Document::new(report);
    let ours = |section: &&Section| {
        section.id.starts_with("journey-")
            || ["credits", "alerts", "incidents"].contains(&section.id.as_str())
    };
    text::render(document.sections.iter().filter(ours))
}

/// What the log says; none where there is none.
fn account(
    project: &Project,
    arguments: &Arguments,
    place: &dyn Place,
) -> Result<Option<Statement>, Failure> {
    let moment = |text: &str| {
        moment::parse(text, place, arguments.day_first)
            .and_then(|moment| since_1970(text, moment))
            .map_err(|why| Failure::usage(why, "write a moment such as 2026-03-01 or 2026-03-01T14:05Z"))
    };
    let now =
        arguments.until.as_deref().map(moment).transpose()?.unwrap_or_else(|| Timestamp::now().as_second());
    let since = arguments.from.as_deref().map(moment).transpose()?;
    if since.is_some_and(|since| since >= now) {
        return Err(Failure::usage(
            "nothing is watched: --from is not before --until",
            "--until is now where absent",
        ));
    }
    let schedule = schedule(project, arguments)?;
    let log = match (&arguments.incidents, &project.incidents) {
        (Some(file), _) => read(file, arguments, place, now)?,
        (None, Some(kept)) => Log::kept(kept, now),
        (None, None) => return Ok(None),
    };
    for remark in &log.errors {
        output::warn(&format!("row {}: {}", remark.row, remark.message));
    }
    if log.bad > log.errors.len() {
        let more = (log.bad - log.errors.len()) as f64;
        eprintln!("warning: {} left out", format_number_of(more, "more row was", "more rows were"));
    }
    Ok(Some(statement(project, &log, since, now, place, schedule.as_ref())))
}

/// What lies before 1970 is a placeholder, as it is in a log.
fn since_1970(text: &str, moment: i64) -> Result<i64, String> {
    if moment < 0 { Err(format!("'{text}' is before 1970: a placeholder, not a moment")) } else { Ok(moment) }
}

fn read(file: &str, arguments: &Arguments, place: &dyn Place, now: i64) -> Result<Log, Failure> {
    let unreadable = |reason| Failure::Unreadable { file: input::display_name(file).to_owned(), reason };
    let table = Table::read(&input::text(file, LOG_BYTES).map_err(unreadable)?);
    let columns = columns(&table, &arguments.columns)?;
    Ok(Log::of(&table, &Reading { columns: Some(columns), place, day_first: arguments.day_first, now }))
}

/// The guess, and what was said about it: `start=Opened` or `start=3`.
fn columns(table: &Table, said: &[String]) -> Result<Columns, Failure> {
    let mut columns = Columns::guess(table);
    for pair in said {
        let (key, column) = pair.split_once('=').unwrap_or((pair, ""));
        let named = table.header.iter().position(|heading| heading.eq_ignore_ascii_case(column.trim()));
        let numbered = column.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let Some(at) = named.or(numbered) else {
            let known = table.header.join(", ");
            return Err(Failure::usage(
                format!("there is no column '{column}'"),
                format!("the columns are: {known}"),
            ));
        };
        if !columns.set(key.trim(), Some(at)) {
            let hint = "start, end, duration, name, component, impact or planned";
            return Err(Failure::usage(format!("'{key}' is nothing a column can hold"), hint));
        }
    }
    Ok(columns)
}

fn schedule(project: &Project, arguments: &Arguments) -> Result<Option<Schedule>, Failure> {
    let own = || project.objective.as_ref().and_then(Schedule::own);
    match arguments.credits.as_deref() {
        None | Some("own") => Ok(own()),
        Some(id) => match schedules().iter().find(|schedule| schedule.id == id) {
            Some(schedule) => Ok(Some(schedule.clone())),
            None => {
                let known: Vec<&str> = schedules().iter().map(|schedule| schedule.id.as_str()).collect();
                Err(Failure::usage(format!("there are no credit rules '{id}'"), known.join(", ")))
            }
        },
    }
}

fn rules(file: &str, arguments: &Arguments) -> Result<Vec<Noticing>, Failure> {
    let name = input::display_name(file);
    let text = input::text(file, LOG_BYTES)
        .map_err(|reason| Failure::Unreadable { file: name.to_owned(), reason })?;
    let intervals = Intervals {
        scrape_seconds: arguments.scrape_interval,
        evaluation_seconds: arguments.evaluation_interval,
    };
    noticing(&text, intervals)
        .map_err(|error| Failure::Usage { message: format!("{name}: {error}"), hint: None })
}

fn rules_in_words(rules: &[Noticing]) -> String {
    rules.iter().map(rule_in_words).collect()
}

fn rule_in_words(rule: &Noticing) -> String {
    let time = format_duration;
    let rows = rule
        .parts
        .iter()
        .map(|part| vec![part.what.clone(), time(part.expected_seconds), time(part.worst_seconds)]);
    let total = vec!["noticed after".to_owned(), time(rule.expected_seconds), time(rule.worst_seconds)];
    let remarks: String = rule.remarks.iter().map(|remark| format!("  {remark}\n")).collect();
    let shown = table(&["What passes", ">expected", ">at worst"], rows.chain([total]));
    format!("\nAlert {}\n{shown}{remarks}", rule.alert)
}

/// A place whose clocks the system knows.
struct Zone(TimeZone);

impl Place for Zone {
    fn ahead_of_local(&self, local: i64) -> i64 {
        let clock = Timestamp::from_second(local).map(|at| Offset::UTC.to_datetime(at));
        let moment = clock.ok().and_then(|clock: civil::DateTime| self.0.to_timestamp(clock).ok());
        moment.map_or(0, |moment| local - moment.as_second())
    }

    fn ahead_at(&self, unix: i64) -> i64 {
        Timestamp::from_second(unix).map_or(0, |at| i64::from(self.0.to_offset(at).seconds()))
    }
}

/// `UTC`, `+02:00`, `Europe/Berlin`, or `local`.
fn place(name: &str) -> Result<Box<dyn Place>, Failure> {
    if name.eq_ignore_ascii_case("local") {
        return Ok(Box::new(Zone(TimeZone::system())));
    }
    if let Ok(moment) = moment::parse(&format!("1970-01-01 00:00 {name}"), &Fixed(0), false) {
        return Ok(Box::new(Fixed(-moment)));
    }
    match TimeZone::get(name) {
        Ok(zone) => Ok(Box::new(Zone(zone))),
        Err(_) => Err(Failure::usage(
            format!("there is no time zone '{name}'"),
            "write UTC, local, an offset such as +02:00, or a name such as Europe/Berlin",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Berlin is two hours ahead in July and one in January.
    #[test]
    fn places() {
        assert_eq!(place("+02:00").unwrap().ahead_at(0), 7_200);
        assert_eq!(place("utc").unwrap().ahead_of_local(0), 0);
        assert!(place("Mars/Olympus").is_err());
        let berlin = place("Europe/Berlin").unwrap();
        let july = moment::parse("2026-07-01", &Fixed(0), false).unwrap();
        let january = moment::parse("2026-01-01", &Fixed(0), false).unwrap();
        assert_eq!((berlin.ahead_at(july), berlin.ahead_of_local(january)), (7_200, 3_600));
    }
}
