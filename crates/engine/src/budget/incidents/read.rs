//! From a log to incidents: good rows are kept, each bad one is said with its line.

use serde::Serialize;
use serde_json::{Map, Value};

use super::moment::{self, Fixed, Place};
use super::table::{Columns, MEANINGS, Table};
use crate::units::{Duration, format_count, format_number_of};

/// Most faults that are said one by one.
const SAID: usize = 200;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Incident {
    /// The line of the log, or its number in the project file, from 1.
    pub line: u64,
    /// When it began, in seconds since 1970.
    pub start: i64,
    /// When it ended; none while it goes on.
    pub end: Option<i64>,
    /// What happened.
    pub name: Option<String>,
    /// What failed.
    pub component: Option<String>,
    /// The fraction of the requests that was lost; all of them where the log does not say.
    pub impact: f64,
    /// Planned maintenance.
    pub planned: bool,
}

/// What is wrong with a row, or to be known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The line, from 1.
    pub row: u64,
    /// In a sentence.
    pub message: String,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Log {
    /// The good rows, earliest first.
    pub incidents: Vec<Incident>,
    /// How many rows there were.
    pub rows: usize,
    /// How many were left out.
    pub bad: usize,
    /// Why: the first two hundred.
    pub errors: Vec<Remark>,
    /// What to know about rows that were kept: the first two hundred.
    pub warnings: Vec<Remark>,
}

/// How a log is to be read.
pub struct Reading<'a> {
    /// Which column holds what; a guess where absent.
    pub columns: Option<Columns>,
    /// Where the clocks stand that wrote moments without an offset.
    pub place: &'a dyn Place,
    /// `03/04/2026` is 3 April.
    pub day_first: bool,
    /// Now, in seconds since 1970: nothing begins later.
    pub now: i64,
}

/// `1 of 3 rows was left out`: how many rows of a log could not be read.
#[must_use]
pub fn left_out(bad: usize, rows: usize) -> String {
    let of = format_number_of(rows as f64, "row", "rows");
    let was = if bad == 1 { "was" } else { "were" };
    format!("{} of {of} {was} left out", format_count(bad as f64))
}

impl Log {
    /// Reads a log that was typed, pasted or exported.
    #[must_use]
    pub fn read(text: &str, reading: &Reading<'_>) -> Self {
        Self::of(&Table::read(text), reading)
    }

    /// The same from its rows.
    #[must_use]
    pub fn of(table: &Table, reading: &Reading<'_>) -> Self {
        let columns = reading.columns.unwrap_or_else(|| Columns::guess(table));
        let heading =
            |column: Option<usize>| column.and_then(|at| table.header.get(at)).map_or("", String::as_str);
        let units = Units {
            duration: unit_of(heading(columns.duration)),
            percent: is_percent(heading(columns.impact)),
        };
        let mut log = Self { rows: table.rows.len() + table.unclosed.len(), ..Self::default() };
        for &line in &table.unclosed {
            log.refuse(line, "a quote is opened and never closed".to_owned());
        }
        if columns.start.is_none() && !table.rows.is_empty() {
            let row = table.rows[0].line;
            log.refuse(row, "no column says when an incident began; name one of them start".to_owned());
            log.bad = log.rows;
            return log;
        }
        for row in &table.rows {
            let cell = |key: &str| {
                let text = columns.get(key).and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim());
                if is_nothing(text) { "" } else { text }
            };
            log.take(row.line, &cell, units, reading);
        }
        log.sorted()
    }

    /// Reads what a project file keeps: a list of objects with `start` (must), `end` or `for`, `name`, `component`, `impact`, `planned`.
    #[must_use]
    pub fn kept(incidents: &Value, now: i64) -> Self {
        let list = incidents.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut log = Self { rows: list.len(), ..Self::default() };
        if !incidents.is_array() {
            log.rows = 1;
            log.refuse(1, "incidents must be a list of objects".to_owned());
        }
        let reading = Reading { columns: None, place: &Fixed(0), day_first: false, now };
        for (at, entry) in list.iter().enumerate() {
            let value = |key: &str| match entry.get(if key == "duration" { "for" } else { key }) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => String::new(),
                Some(other) => other.to_string(),
            };
            let texts: Vec<(&str, String)> = MEANINGS.iter().map(|(key, _, _)| (*key, value(key))).collect();
            let cell =
                |key: &str| texts.iter().find(|(known, _)| *known == key).map_or("", |(_, text)| text.trim());
            log.take(at as u64 + 1, &cell, Units::default(), &reading);
        }
        log.sorted()
    }

    /// The incidents as a project file keeps them, moments in UTC.
    #[must_use]
    pub fn to_kept(&self) -> Value {
        let entry = |incident: &Incident| {
            let mut object = Map::new();
            let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
            put("start", moment::in_utc(incident.start).into());
            incident.end.map(|end| put("end", moment::in_utc(end).into()));
            incident.name.clone().map(|name| put("name", name.into()));
            incident.component.clone().map(|component| put("component", component.into()));
            (incident.impact < 1.0).then(|| put("impact", incident.impact.into()));
            incident.planned.then(|| put("planned", true.into()));
            Value::Object(object)
        };
        Value::Array(self.incidents.iter().map(entry).collect())
    }

    fn take<'a>(&mut self, line: u64, cell: &dyn Fn(&str) -> &'a str, units: Units, reading: &Reading<'_>) {
        match incident(line, cell, units, reading) {
            Ok((incident, warning)) => {
                if let Some(message) = warning.filter(|_| self.warnings.len() < SAID) {
                    self.warnings.push(Remark { row: line, message });
                }
                self.incidents.push(incident);
            }
            Err(message) => self.refuse(line, message),
        }
    }

    fn refuse(&mut self, row: u64, message: String) {
        self.bad += 1;
        if self.errors.len() < SAID {
            self.errors.push(Remark { row, message });
        }
    }

    fn sorted(mut self) -> Self {
        crate::order::sort_by(&mut self.errors, |a, b| a.row.cmp(&b.row));
        crate::order::sort_by(&mut self.incidents, |a, b| a.start.cmp(&b.start).then(a.line.cmp(&b.line)));
        self
    }
}

/// What the headings say of the numbers beneath them.
#[derive(Clone, Copy, Default)]
struct Units {
    /// Seconds of the unit of durations; none where it is not said.
    duration: Option<f64>,
    /// Whether shares of requests are percentages.
    percent: bool,
}

/// What stands in a cell where there is nothing to say.
fn is_nothing(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
        || ["null", "none", "n/a", "ongoing", "open"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn incident<'a>(
    line: u64,
    cell: &dyn Fn(&str) -> &'a str,
    units: Units,
    reading: &Reading<'_>,
) -> Result<(Incident, Option<String>), String> {
    let moment = |key: &str| {
        moment::parse(cell(key), reading.place, reading.day_first).map_err(|why| format!("{key} {why}"))
    };
    let start = moment("start")?;
    if start < 0 {
        return Err(format!("begins before 1970 ({}): a placeholder, not a moment", cell("start")));
    }
    if start > reading.now {
        return Err(format!("begins in the future ({})", cell("start")));
    }
    let mut end = match (cell("end"), cell("duration")) {
        ("", "") => None,
        // A typed log has one column for both: a row may say how long, the next one until when.
        ("", text) => match lasting(text, units.duration) {
            Ok(seconds) => Some(start.saturating_add(seconds)),
            Err(why) => Some(moment("duration").map_err(|_| why)?),
        },
        (text, _) => match moment("end") {
            Ok(end) => Some(end),
            // 14:40 is an hour of a day that is missing, not a duration.
            Err(why) if text.contains(':') => return Err(why),
            Err(why) => Some(start.saturating_add(lasting(text, units.duration).map_err(|_| why)?)),
        },
    };
    if end.is_some_and(|end| end < start) {
        return Err("ends before it begins".to_owned());
    }
    let mut warning = None;
    if end.is_none() {
        warning = Some("has no end: taken as still going on".to_owned());
    } else if end.is_some_and(|end| end > reading.now) {
        warning = Some("ends in the future: counted up to now".to_owned());
        end = None;
    }
    let words = |key: &str| Some(cell(key)).filter(|text| !text.is_empty()).map(str::to_owned);
    let (impact, planned) = (impact(cell("impact"), units.percent)?, planned(cell("planned")));
    let (name, component) = (words("name"), words("component"));
    Ok((Incident { line, start, end, name, component, impact, planned }, warning))
}

/// `35m`, `1h30m`, `00:35`, `01:30:00`, or a number of the unit that the heading names.
fn lasting(text: &str, unit: Option<f64>) -> Result<i64, String> {
    let seconds = if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(|part| part.trim().parse().ok()).collect();
        match parts.as_deref() {
            Some([hours, minutes]) => hours * 3_600.0 + minutes * 60.0,
            Some([hours, minutes, seconds]) => hours * 3_600.0 + minutes * 60.0 + seconds,
            _ => return Err(format!("duration '{text}' is neither hours:minutes nor hours:minutes:seconds")),
        }
    } else if let Ok(number) = text.replace(',', ".").parse::<f64>() {
        let unit = unit.ok_or_else(|| {
            format!("duration '{text}' has no unit; write for example {text}m, or name the column \"duration (min)\"")
        })?;
        number * unit
    } else {
        Duration::parse(text).map_err(|error| error.to_string())?.seconds()
    };
    if (0.0..1e12).contains(&seconds) {
        Ok(libm::round(seconds) as i64)
    } else {
        Err(format!("duration '{text}' is not a time"))
    }
}

/// Seconds of the unit that a heading such as `duration (min)` names.
fn unit_of(heading: &str) -> Option<f64> {
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = |names: &[&str]| words.iter().any(|word| names.contains(word));
    if says(&["ms", "millis", "milliseconds"]) {
        Some(0.001)
    } else if says(&["m", "min", "mins", "minute", "minutes"]) {
        Some(60.0)
    } else if says(&["s", "sec", "secs", "second", "seconds"]) {
        Some(1.0)
    } else if says(&["h", "hour", "hours", "hr", "hrs"]) {
        Some(3_600.0)
    } else {
        None
    }
}

/// Whether a heading such as `impact (%)` or `impact_percent` says that its column holds percentages.
fn is_percent(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    lower.contains('%') || words.any(|word| matches!(word, "percent" | "percentage" | "pct" | "prozent"))
}

/// `30%`, `0.3`, `30`; of a column of percentages always so many of a hundred.
fn impact(text: &str, percent: bool) -> Result<f64, String> {
    if text.is_empty() {
        return Ok(1.0);
    }
    let number = text.trim_end_matches('%').trim().replace(',', ".");
    let value: f64 =
        number.parse().map_err(|_| format!("'{text}' is no share of the requests; write 30% or 0.3"))?;
    let share = if percent || text.ends_with('%') || value > 1.0 { value / 100.0 } else { value };
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(format!("'{text}' is no share: it lies between 0 and 100 %"))
    }
}

fn planned(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "yes" | "y" | "true" | "1" | "x" | "planned" | "scheduled" | "maintenance")
        || (lower.contains("planned") || lower.contains("maintenance") || lower.contains("scheduled"))
            && !lower.contains("unplanned")
            && !lower.contains("unscheduled")
            && !lower.starts_with("not ")
            && !lower.starts_with("no ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_780_000_000;

    fn reading() -> Reading<'static> {
        Reading { columns: None, place: &Fixed(0), day_first: false, now: NOW }
    }

    #[test]
    fn rows_left_out_are_counted_in_words() {
        assert_eq!(left_out(1, 3), "1 of 3 rows was left out");
        assert_eq!(
            (left_out(2, 3).as_str(), left_out(1, 1).as_str()),
            ("2 of 3 rows were left out", "1 of 1 row was left out")
        );
    }

    #[test]
    fn a_row_may_say_how_long_or_until_when() {
        let hour = |it: &Incident| it.end.map(|end| (end - it.start) / 60);
        let typed = "2026-03-02 14:05, 35m, bad deploy, API\n2026-03-09 02:20, 2026-03-09 03:00, disk full\n";
        let turned = "2026-03-09 02:20, 2026-03-09 03:00, disk full\n2026-03-10 14:05, 35m, bad deploy, API\n\
                      2026-03-11 14:05, 14:40, no date, API\n";
        for text in [typed, turned] {
            let log = Log::read(text, &reading());
            let minutes: Vec<_> = log.incidents.iter().map(hour).collect();
            assert!(
                minutes.contains(&Some(35)) && minutes.contains(&Some(40)),
                "{minutes:?} {:?}",
                log.errors
            );
        }
        let log = Log::read(turned, &reading());
        assert_eq!((log.bad, log.errors[0].row), (1, 3), "an hour without its day is no duration");
    }

    #[test]
    fn good_rows_are_kept_and_bad_ones_named() {
        let text = "start;end;title;impact;type\n\
                    2026-01-10 10:00;2026-01-10 11:30;database;;incident\n\
                    soon;2026-01-10 11:30;x;;\n\
                    2026-01-12 10:00;2026-01-12 09:00;backwards;;\n\
                    2099-01-01 00:00;2099-01-01 01:00;tomorrow;;\n\
                    2026-01-14 10:00;-;open;30 %;\n\
                    2026-01-15 10:00;2026-01-15 12:00;work;;planned maintenance\n\
                    2026-01-16 10:00;2026-01-16 12:00;y;140;\n";
        let log = Log::read(text, &reading());
        assert_eq!((log.rows, log.bad, log.incidents.len()), (7, 4, 3));
        let said: Vec<(u64, &str)> = log.errors.iter().map(|it| (it.row, it.message.as_str())).collect();
        assert_eq!(said[0].0, 3);
        assert!(said[0].1.starts_with("start 'soon' is not a date"), "{said:?}");
        assert_eq!(said[1], (4, "ends before it begins"));
        assert_eq!(said[2], (5, "begins in the future (2099-01-01 00:00)"));
        assert!(said[3].1.contains("between 0 and 100"), "{said:?}");
        assert_eq!(
            log.warnings,
            [Remark { row: 6, message: "has no end: taken as still going on".to_owned() }]
        );
        assert_eq!(
            log.incidents.iter().map(|it| (it.impact, it.planned)).collect::<Vec<_>>(),
            [(1.0, false), (0.3, false), (1.0, true)]
        );
    }

    #[test]
    fn durations_with_the_unit_of_the_heading_or_their_own() {
        let of = |heading: &str, cell: &str| {
            let log = Log::read(&format!("start,{heading}\n2026-01-10 10:00,{cell}\n"), &reading());
            let seconds = log.incidents.first().and_then(|it| Some(it.end? - it.start));
            seconds.ok_or_else(|| log.errors[0].message.clone())
        };
        assert_eq!(of("duration (min)", "35"), Ok(2_100));
        assert_eq!(of("Duration_s", "90"), Ok(90));
        assert_eq!(of("duration", "1h30m"), Ok(5_400));
        assert_eq!(of("duration", "00:35"), Ok(2_100));
        assert_eq!(of("duration", "1:00:05"), Ok(3_605));
        assert!(of("duration", "35").unwrap_err().contains("has no unit"));
        assert!(of("duration", "a while").unwrap_err().contains("not a duration"));
    }

    /// 0.5 %, 1 % and 2 % of the requests of an hour each are 126 s.
    #[test]
    fn shares_with_the_unit_of_the_heading_or_their_own() {
        let lost = |heading: &str, cells: [&str; 3]| {
            let rows = cells.iter().enumerate();
            let rows: String = rows.map(|(at, cell)| format!("2026-01-1{at} 10:00;1h;{cell}\n")).collect();
            let log = Log::read(&format!("start;duration;{heading}\n{rows}"), &reading());
            assert_eq!(log.bad, 0, "{heading}: {:?}", log.errors);
            log.incidents.iter().map(|it| it.impact * 3_600.0).sum::<f64>()
        };
        for heading in
            ["impact (%)", "Impact [%]", "impact_percent", "percent", "Requests lost (percent)", "%"]
        {
            assert!((lost(heading, ["0.5", "1", "2"]) - 126.0).abs() < 1e-9, "{heading}");
            assert!((lost(heading, ["0,5 %", "1 %", "2%"]) - 126.0).abs() < 1e-9, "{heading}");
        }
        // Half of the requests, all of them, and 2 %, where nothing says that they are percentages.
        assert!((lost("impact", ["0.5", "1", "2"]) - 5_472.0).abs() < 1e-9);
    }

    /// .NET writes 0001-01-01 where nothing was entered.
    #[test]
    fn placeholders_are_no_moments() {
        let text = "start,duration\n0001-01-01 00:00,1h\n1969-12-31 23:59:59,1h\n2026-01-10 10:00,1h\n";
        let log = Log::read(text, &reading());
        assert_eq!((log.rows, log.bad, log.incidents.len()), (3, 2, 1));
        assert_eq!(
            (log.errors[0].row, log.errors[0].message.as_str()),
            (2, "begins before 1970 (0001-01-01 00:00): a placeholder, not a moment")
        );
        assert_eq!((log.errors[1].row, log.incidents[0].line), (3, 4));
        let kept = Log::kept(&serde_json::json!([{ "start": "0001-01-01T00:00:00Z", "for": "2h" }]), NOW);
        assert_eq!((kept.incidents.len(), kept.errors[0].row), (0, 1));
    }

    #[test]
    fn the_project_file_keeps_them() {
        let log = Log::read("2026-01-10 10:00+02:00, 35m, deploy, api\n2026-01-11 10:00, 1h", &reading());
        let again = Log::kept(&log.to_kept(), NOW);
        assert_eq!(again.incidents.len(), 2);
        assert_eq!(again.incidents[0], Incident { line: 1, ..log.incidents[0].clone() });
        assert_eq!(log.to_kept()[0]["start"], "2026-01-10T08:00:00Z");
        let wrong =
            Log::kept(&serde_json::json!([{ "start": "2026-01-10", "for": "2h" }, { "end": "x" }]), NOW);
        assert_eq!((wrong.incidents.len(), wrong.errors[0].row), (1, 2));
        assert_eq!(wrong.incidents[0].end.map(|end| end - wrong.incidents[0].start), Some(7_200));
    }

    #[test]
    fn without_a_start_nothing_can_be_said() {
        let log = Log::read("title,cost\nx,3\n", &reading());
        assert!(log.incidents.is_empty() && log.bad == 1);
        assert!(log.errors[0].message.contains("no column says when"));
    }

    /// 200,000 rows, every tenth of them bad: none is lost, none is taken twice.
    #[test]
    fn two_hundred_thousand_rows() {
        let mut text = String::from("start,duration (s),name\n");
        for row in 0..200_000_i64 {
            let start = 1_600_000_000 + row * 600;
            if row % 10 == 9 {
                text += "never,60,bad\n";
            } else {
                text += &format!("{},60,\"n, {row}\"\n", moment::in_utc(start));
            }
        }
        let log = Log::read(&text, &reading());
        assert_eq!(
            (log.rows, log.bad, log.incidents.len(), log.errors.len()),
            (200_000, 20_000, 180_000, SAID)
        );
        assert_eq!(log.errors[0].row, 11);
        assert_eq!(log.incidents[179_999].name.as_deref(), Some("n, 199998"));
    }
}
