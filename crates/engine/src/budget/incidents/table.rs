//! A log as rows of cells: which character parts them, which column means what.

use serde::Serialize;

use super::moment::{self, Fixed};

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the text it begins in, from 1.
    pub line: u64,
    /// What stands in it.
    pub cells: Vec<String>,
}

/// A log cut into rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The headings; empty where there are none.
    pub header: Vec<String>,
    /// What stands beneath.
    pub rows: Vec<Row>,
    /// Lines in which a quote is opened and never closed.
    pub unclosed: Vec<u64>,
}

/// Which column holds what, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// When it began.
    pub start: Option<usize>,
    /// When it ended.
    pub end: Option<usize>,
    /// How long it lasted, instead of its end.
    pub duration: Option<usize>,
    /// What happened.
    pub name: Option<usize>,
    /// What failed.
    pub component: Option<usize>,
    /// Which share of the requests was lost.
    pub impact: Option<usize>,
    /// Whether it was planned.
    pub planned: Option<usize>,
}

/// What a column may hold: its key, its word for people, and headings that mean it.
pub const MEANINGS: [(&str, &str, &[&str]); 7] = [
    (
        "start",
        "Start",
        &[
            "start",
            "started",
            "startedat",
            "starttime",
            "startdate",
            "begin",
            "began",
            "from",
            "opened",
            "openedat",
            "created",
            "createdat",
            "detected",
            "detectedat",
            "triggered",
            "triggeredat",
            "timestamp",
            "date",
            "time",
            "downat",
            "outagestart",
            "incidentstart",
            "startutc",
            "beginn",
        ],
    ),
    (
        "end",
        "End",
        &[
            "end",
            "ended",
            "endedat",
            "endtime",
            "enddate",
            "resolved",
            "resolvedat",
            "closed",
            "closedat",
            "to",
            "until",
            "restored",
            "restoredat",
            "recovered",
            "recoveredat",
            "finished",
            "finish",
            "fixed",
            "upat",
            "outageend",
            "incidentend",
            "endutc",
            "ende",
        ],
    ),
    (
        "duration",
        "Duration",
        &[
            "duration",
            "length",
            "downtime",
            "lasted",
            "outage",
            "minutes",
            "mins",
            "min",
            "durationmin",
            "durationmins",
            "durationminutes",
            "durations",
            "durationsec",
            "durationseconds",
            "durationhours",
            "durationh",
            "downtimemin",
            "downtimeminutes",
            "hours",
            "seconds",
            "dauer",
            "timetoresolve",
            "ttr",
        ],
    ),
    (
        "name",
        "What happened",
        &[
            "name",
            "title",
            "summary",
            "incident",
            "description",
            "what",
            "note",
            "notes",
            "cause",
            "id",
            "key",
        ],
    ),
    (
        "component",
        "Component",
        &[
            "component",
            "components",
            "service",
            "system",
            "affected",
            "resource",
            "application",
            "app",
            "host",
        ],
    ),
    (
        "impact",
        "Share of requests lost",
        &[
            "impact",
            "share",
            "lost",
            "errorrate",
            "requestslost",
            "failurerate",
            "lossrate",
            "impactpercent",
            "impactpercentage",
            "impactpct",
            "requestslostpercent",
            "errorpercent",
            "percent",
            "percentage",
            "pct",
        ],
    ),
    ("planned", "Planned", &["planned", "maintenance", "scheduled", "type", "kind", "category"]),
];

impl Columns {
    /// The column of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<usize> {
        match key {
            "start" => self.start,
            "end" => self.end,
            "duration" => self.duration,
            "name" => self.name,
            "component" => self.component,
            "impact" => self.impact,
            "planned" => self.planned,
            _ => None,
        }
    }

    /// Sets the column of a key; false where there is no such key.
    pub fn set(&mut self, key: &str, column: Option<usize>) -> bool {
        let place = match key {
            "start" => &mut self.start,
            "end" => &mut self.end,
            "duration" => &mut self.duration,
            "name" => &mut self.name,
            "component" => &mut self.component,
            "impact" => &mut self.impact,
            "planned" => &mut self.planned,
            _ => return false,
        };
        *place = column;
        true
    }

    /// Which column is likely to hold what, from the headings; without them from the first row.
    #[must_use]
    pub fn guess(table: &Table) -> Self {
        let mut columns = Self::default();
        if table.header.is_empty() {
            let first = table.rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
            columns.start = Some(0);
            let second_is_moment = first.get(1).is_some_and(|cell| is_moment(cell));
            columns.set(if second_is_moment { "end" } else { "duration" }, (first.len() > 1).then_some(1));
            columns.name = (first.len() > 2).then_some(2);
            columns.component = (first.len() > 3).then_some(3);
            return columns;
        }
        for (key, _, words) in MEANINGS {
            // The words are in the order in which they are believed.
            let found =
                words.iter().find_map(|word| table.header.iter().position(|heading| plain(heading) == *word));
            columns.set(key, found);
        }
        columns
    }
}

/// A heading without what does not matter: `Started At (UTC)` is `startedatutc`, `duration [min]` is `durationmin`.
fn plain(heading: &str) -> String {
    if heading.trim() == "%" {
        return "percent".to_owned();
    }
    let letters: String = heading.chars().filter(|c| c.is_alphanumeric()).collect();
    let lower = letters.to_lowercase();
    lower.strip_suffix("utc").filter(|rest| !rest.is_empty()).unwrap_or(&lower).to_owned()
}

fn is_moment(cell: &str) -> bool {
    moment::parse(cell, &Fixed(0), false).is_ok()
}

impl Table {
    /// Cuts a text into rows: commas, semicolons, tabs or bars between the cells, quotes around those that hold any of these.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let delimiter = delimiter(text);
        let (mut rows, mut unclosed) = (Vec::new(), Vec::new());
        let (mut at, mut lines) = (0, 0);
        loop {
            let rest = &text[at..];
            let open = rows_of(rest, delimiter, lines, &mut rows);
            let Some((line, byte)) = open else { break };
            // What the open quote swallowed is read again without it.
            unclosed.push(line);
            rows.pop();
            let Some(end) = rest[byte..].find('\n') else { break };
            at += byte + end + 1;
            lines = line;
        }
        let headed = rows.first().is_some_and(|row| !row.cells.iter().any(|cell| is_moment(cell)));
        let header = if headed { rows.remove(0).cells } else { Vec::new() };
        Self { header, rows, unclosed }
    }
}

/// Appends the rows of `text`; the line and byte of the last one where its quote is never closed.
fn rows_of(text: &str, delimiter: u8, lines: u64, rows: &mut Vec<Row>) -> Option<(u64, usize)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut last = None;
    let mut record = csv::StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let (line, byte) = record.position().map_or((0, 0), |at| (at.line(), at.byte() as usize));
        // The reader counts from the line it left off at: blank lines and breaks belong to the row after them.
        let blank = text[byte..].len() - text[byte..].trim_start_matches(['\r', '\n']).len();
        let skipped = text[byte..byte + blank].matches('\n').count();
        let (line, byte) = (line + skipped as u64, byte + blank);
        if record.iter().all(str::is_empty) {
            continue;
        }
        rows.push(Row { line: line + lines, cells: record.iter().map(str::to_owned).collect() });
        last = Some((line + lines, byte));
    }
    last.filter(|(_, byte)| text[*byte..].matches('"').count() % 2 == 1)
}

/// The character between the cells: the one the first lines have most of, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0_usize; 4];
    const CANDIDATES: [u8; 4] = [b'\t', b';', b',', b'|'];
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(5) {
        let mut quoted = false;
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            if let Some(at) = CANDIDATES.iter().position(|candidate| *candidate == byte).filter(|_| !quoted) {
                counts[at] += 1;
            }
        }
    }
    // Tabs and semicolons before commas: these also stand within dates and numbers.
    if let Some(at) = [0, 1].into_iter().find(|&at| counts[at] > 0) {
        return CANDIDATES[at];
    }
    if counts[3] > counts[2] { b'|' } else { b',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(table: &Table) -> Vec<(u64, Vec<&str>)> {
        table.rows.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn semicolons_quotes_and_a_byte_order_mark() {
        let text = "\u{feff}Started At;Resolved;Title\r\n2026-01-01 10:00;2026-01-01 11:00;\"one; \"\"two\"\"\r\nthree\"\r\n\r\n2026-02-01 10:00;;x\r\n";
        let table = Table::read(text);
        assert_eq!(table.header, ["Started At", "Resolved", "Title"]);
        assert_eq!(
            cells(&table),
            [
                (2, vec!["2026-01-01 10:00", "2026-01-01 11:00", "one; \"two\"\r\nthree"]),
                (5, vec!["2026-02-01 10:00", "", "x"])
            ]
        );
        let columns = Columns::guess(&table);
        assert_eq!(
            (columns.start, columns.end, columns.name, columns.duration),
            (Some(0), Some(1), Some(2), None)
        );
    }

    #[test]
    fn typed_without_headings() {
        let table = Table::read("2026-03-01 14:05, 35m, bad deploy, api\n2026-03-02 10:00, 1h");
        assert!(table.header.is_empty());
        let columns = Columns::guess(&table);
        assert_eq!(
            (columns.start, columns.duration, columns.name, columns.component),
            (Some(0), Some(1), Some(2), Some(3))
        );
        assert_eq!(table.rows[1].cells, ["2026-03-02 10:00", "1h"]);
        let ends = Table::read("2026-03-01 14:05\t2026-03-01 14:40\n");
        assert_eq!(Columns::guess(&ends).end, Some(1));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row() {
        let table = Table::read(
            "start,end,title\n2026-01-01,2026-01-02,ok\n2026-01-03,2026-01-04,\"open\n2026-01-05,2026-01-06,fine\n",
        );
        assert_eq!(table.unclosed, [3]);
        assert_eq!(
            cells(&table),
            [(2, vec!["2026-01-01", "2026-01-02", "ok"]), (4, vec!["2026-01-05", "2026-01-06", "fine"])]
        );
    }

    #[test]
    fn headings_of_other_tools() {
        let table = Table::read("Incident,Service,Triggered at (UTC),Duration [min]\n");
        let columns = Columns::guess(&table);
        assert_eq!(
            (columns.name, columns.component, columns.start, columns.duration),
            (Some(0), Some(1), Some(2), Some(3))
        );
    }
}
