//! Two designs side by side: what the second makes better and worse.

use serde::Serialize;

use super::document::{Block, Cell, Column, Document, Picture, Section, Table};
use super::types::{JourneyReport, Report, Verdict};
use super::{csv, diagram, html, markdown};
use crate::units::{format_count, format_duration, format_percent, format_share};

/// The version of the comparison's JSON form.
const FORMAT: &str = "ninefold-comparison/1";
/// Causes that are compared one by one.
const CAUSES: usize = 12;

/// Two reports to be compared.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Versus<'a> {
    /// [`FORMAT`].
    format: &'static str,
    first: &'a Report,
    second: &'a Report,
}

/// A figure of both designs.
struct Pair {
    name: &'static str,
    first: Cell,
    second: Cell,
    change: Cell,
}

impl<'a> Versus<'a> {
    /// Compares the second design with the first.
    #[must_use]
    pub fn new(first: &'a Report, second: &'a Report) -> Self {
        Self { format: FORMAT, first, second }
    }

    /// One self-contained page.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::render(&self.document())
    }

    /// Markdown with tables.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::render(&self.document())
    }

    /// The tables, unrounded.
    #[must_use]
    pub fn to_csv(&self) -> String {
        csv::render(&self.document())
    }

    /// Both reports, unrounded.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What it says, in reading order.
    #[must_use]
    pub fn document(&self) -> Document {
        let (first, second) = (self.first, self.second);
        let both: Vec<(&JourneyReport, &JourneyReport)> = first
            .journeys
            .iter()
            .filter_map(|a| Some((a, second.journeys.iter().find(|b| b.id == a.id)?)))
            .collect();
        let mut sections = vec![self.summary(&both)];
        sections.extend(both.iter().map(|(a, b)| journey(a, b)));
        sections.extend(drawing("first", "The first design", first));
        sections.extend(drawing("second", "The second design", second));
        Document {
            title: format!("{} and {}: two designs compared", first.name, second.name),
            byline: format!("{} · Ninefold {}", second.date, second.version),
            sections,
        }
    }

    fn summary(&self, both: &[(&JourneyReport, &JourneyReport)]) -> Section {
        let mut blocks = vec![Block::Paragraph(format!(
            "First design: {}. Second design: {}.",
            self.first.name, self.second.name
        ))];
        blocks.extend(both.iter().map(|(a, b)| Block::Verdict {
            kept: match b.verdict {
                Verdict::Met => Some(true),
                Verdict::Missed => Some(false),
                Verdict::NoObjective | Verdict::Unknown => None,
            },
            word: b.name.clone(),
            sentence: sentence(a, b),
        }));
        let missing: Vec<String> = [(self.first, self.second), (self.second, self.first)]
            .into_iter()
            .flat_map(|(of, other)| {
                let absent = of.journeys.iter().filter(|a| !other.journeys.iter().any(|b| b.id == a.id));
                absent.map(move |journey| format!("{} is a journey of {} only.", journey.name, of.name))
            })
            .collect();
        if !missing.is_empty() {
            blocks.push(Block::List(missing));
        }
        Section { id: "summary".to_owned(), title: "Summary".to_owned(), blocks }
    }
}

/// `99.95 % instead of 99.9 %: 4 h less downtime a year; the promise is kept, and was not.`
fn sentence(a: &JourneyReport, b: &JourneyReport) -> String {
    let availability = |it: &JourneyReport| format_percent(it.availability, it.unavailability);
    let change = b.downtime_seconds_per_year - a.downtime_seconds_per_year;
    let words = if change == 0.0 {
        "as much downtime".to_owned()
    } else {
        format!(
            "{} {} downtime a year",
            format_duration(change.abs()),
            if change < 0.0 { "less" } else { "more" }
        )
    };
    let promise = match (a.verdict, b.verdict) {
        (Verdict::Missed, Verdict::Met) => "; the second design keeps the promise, the first does not",
        (Verdict::Met, Verdict::Missed) => "; the second design misses the promise, the first keeps it",
        (Verdict::Met, Verdict::Met) => "; both keep the promise",
        (Verdict::Missed, Verdict::Missed) => "; both miss the promise",
        _ => "",
    };
    format!("{} instead of {}: {words}{promise}.", availability(b), availability(a))
}

fn journey(a: &JourneyReport, b: &JourneyReport) -> Section {
    let row = |pair: Pair| vec![Cell::text(pair.name), pair.first, pair.second, pair.change];
    let figures = Table {
        title: "The figures of both designs".to_owned(),
        columns: vec![
            Column::text("Figure"),
            Column::number("First design", ""),
            Column::number("Second design", ""),
            Column::number("Change", ""),
        ],
        rows: figures(a, b).into_iter().map(row).collect(),
        total: None,
    };
    let blocks = vec![Block::Table(figures), Block::Table(causes(a, b))];
    let anchor: String = a.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Section { id: format!("journey-{anchor}"), title: b.name.clone(), blocks }
}

fn figures(a: &JourneyReport, b: &JourneyReport) -> Vec<Pair> {
    let pair = |name,
                of: &dyn Fn(&JourneyReport) -> Option<f64>,
                cell: fn(f64) -> Cell,
                change: fn(f64) -> Cell| Pair {
        name,
        first: Cell::optional(of(a), cell),
        second: Cell::optional(of(b), cell),
        change: Cell::optional(of(a).zip(of(b)).map(|(a, b)| b - a), change),
    };
    let hours = |hours: Option<f64>| hours.map(|hours| hours * 3_600.0);
    vec![
        Pair {
            name: "Availability",
            first: Cell::availability(a.availability, a.unavailability),
            second: Cell::availability(b.availability, b.unavailability),
            change: Cell::None,
        },
        pair("Downtime a year", &|it| Some(it.downtime_seconds_per_year), Cell::duration, change_of_time),
        pair("Outages a year", &|it| Some(it.outages_per_year), Cell::plain, change_of_number),
        pair("Mean outage", &|it| hours(it.mean_outage_hours), Cell::duration, change_of_time),
        pair("First outage after", &|it| hours(it.mttf_hours), Cell::duration, change_of_time),
        pair("Requests answered", &|it| Some(it.served_fraction), Cell::share, change_of_share),
        pair(
            "Chance of a miss",
            &|it| it.objective.as_ref().map(|it| it.breach_probability),
            Cell::share,
            change_of_share,
        ),
        pair(
            "Expected credit, percent of the fee",
            &|it| it.objective.as_ref().map(|it| it.expected_credit_percent),
            Cell::plain,
            change_of_number,
        ),
    ]
}

fn change_of_time(value: f64) -> Cell {
    Cell::Number { value, shown: signed(value, format_duration(value.abs())) }
}

fn change_of_number(value: f64) -> Cell {
    Cell::Number { value, shown: signed(value, format_count(value.abs())) }
}

fn change_of_share(value: f64) -> Cell {
    Cell::Number { value, shown: signed(value, format_share(value.abs())) }
}

fn signed(value: f64, shown: String) -> String {
    match value {
        value if value > 0.0 => format!("+{shown}"),
        value if value < 0.0 => format!("-{shown}"),
        _ => shown,
    }
}

/// What each cause costs in both, most in either first.
fn causes(a: &JourneyReport, b: &JourneyReport) -> Table {
    let of = |it: &JourneyReport, id: &str| {
        it.contributions.iter().find(|part| part.id == id).map_or(0.0, |part| part.downtime_seconds_per_year)
    };
    let mut known: Vec<(&str, &str)> = Vec::new();
    for part in a.contributions.iter().chain(&b.contributions) {
        if !known.iter().any(|(id, _)| *id == part.id) {
            known.push((&part.id, &part.name));
        }
    }
    crate::order::sort_by(&mut known, |(x, _), (y, _)| {
        of(a, y).max(of(b, y)).total_cmp(&of(a, x).max(of(b, x)))
    });
    let row = |name: String, a: f64, b: f64| {
        vec![Cell::text(name), Cell::duration(a), Cell::duration(b), change_of_time(b - a)]
    };
    let rest: Vec<(&str, &str)> = known.split_off(known.len().min(CAUSES));
    let mut rows: Vec<Vec<Cell>> =
        known.iter().map(|(id, name)| row((*name).to_owned(), of(a, id), of(b, id))).collect();
    if !rest.is_empty() {
        let sum = |it: &JourneyReport| rest.iter().map(|(id, _)| of(it, id)).sum();
        rows.push(row(format!("{} others", rest.len()), sum(a), sum(b)));
    }
    Table {
        title: "Downtime a year by cause".to_owned(),
        columns: vec![
            Column::text("Cause"),
            Column::number("First design", "seconds"),
            Column::number("Second design", "seconds"),
            Column::number("Change", "seconds"),
        ],
        rows,
        total: Some(row("Total".to_owned(), a.downtime_seconds_per_year, b.downtime_seconds_per_year)),
    }
}

fn drawing(id: &str, title: &str, report: &Report) -> Option<Section> {
    let picture = Picture {
        svg: report.diagram.to_svg(&diagram::Ink::light()),
        words: report.diagram.in_words(),
        caption: format!("{title}: {}.", report.name),
        large: report.diagram.is_large(),
    };
    (!report.diagram.is_empty()).then(|| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        blocks: vec![Block::Picture(picture)],
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::analysis::{Options, analyze_in_full};

    fn report(mttr: &str) -> Report {
        let text = format!(
            r#"{{"format": "ninefold/1", "name": "MTTR {mttr}", "objective": {{"availability": 0.999}},
            "components": [{{"id": "db", "name": "DB", "failures": [{{"mtbf": "999h", "mttr": "{mttr}"}}]}}],
            "journeys": [{{"id": "q", "entry": "db"}}]}}"#
        );
        let project = crate::model::read(&text).unwrap().project;
        Report::new(&project, &analyze_in_full(&project, &Options::default()).unwrap(), None, "2026-01-02")
    }

    /// Down 2 h of 1,001 h misses 99.9 %; half an hour of 999.5 h keeps it.
    #[test]
    fn what_the_second_makes_better() {
        let (first, second) = (report("2h"), report("30m"));
        let versus = Versus::new(&first, &second);
        let text = versus.to_markdown();
        assert!(text.contains("the second design keeps the promise, the first does not"), "{text}");
        assert!(text.contains("less downtime a year") && text.contains("| DB |"), "{text}");
        let csv = versus.to_csv();
        let change =
            second.journeys[0].downtime_seconds_per_year - first.journeys[0].downtime_seconds_per_year;
        assert!(csv.contains(&format!(",{change}")), "{csv}");
        let json: serde_json::Value = serde_json::from_str(&versus.to_json()).unwrap();
        assert_eq!(json["second"]["name"], "MTTR 30m");
        assert!(versus.to_html().contains("two designs compared"));
    }
}
