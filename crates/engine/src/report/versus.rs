//! Two designs side by side: what the second makes better and worse.

use serde::Serialize;

use super::document::{Block, Cell, Column, Document, Picture, Section, Table};
use super::sections::anchor;
use super::types::{JourneyReport, Report, Verdict};
use super::{csv, diagram, differences, html, markdown, words};
use crate::analysis::ObjectiveAnswer;
use crate::compare::{Drawing, points};
use crate::units::{HOURS_PER_YEAR, format_count, format_duration, format_percent, format_target};

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
    /// What differs in the drawing, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    drawing: Option<&'a Drawing>,
    /// The files they come from, to tell designs of one name apart.
    #[serde(skip)]
    files: Option<(&'a str, &'a str)>,
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
        Self { format: FORMAT, first, second, drawing: None, files: None }
    }

    /// Says also what differs in the drawing.
    #[must_use]
    pub fn with_drawing(self, drawing: &'a Drawing) -> Self {
        Self { drawing: Some(drawing), ..self }
    }

    /// The files of the two, by which designs of one name are told apart.
    #[must_use]
    pub fn from_files(self, first: &'a str, second: &'a str) -> Self {
        Self { files: Some((first, second)), ..self }
    }

    /// What the two are called: their names, with the file or the place where the names alone do not tell them apart.
    fn names(&self) -> (String, String) {
        let (first, second) = (&self.first.name, &self.second.name);
        if first != second {
            return (first.clone(), second.clone());
        }
        let files = self.files.filter(|(one, two)| one != two);
        let (one, two) = files.unwrap_or(("first", "second"));
        (format!("{first} ({one})"), format!("{second} ({two})"))
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
        let names = self.names();
        let both: Vec<(&JourneyReport, &JourneyReport)> = first
            .journeys
            .iter()
            .filter_map(|a| Some((a, second.journeys.iter().find(|b| b.id == a.id)?)))
            .collect();
        let mut sections = vec![self.summary(&both, (&names.0, &names.1))];
        sections.extend(both.iter().map(|(a, b)| journey(a, b)));
        sections.extend(self.drawing.map(differences::section));
        sections.extend(drawing("first", "The first design", first, &names.0));
        sections.extend(drawing("second", "The second design", second, &names.1));
        Document {
            title: format!("{} and {}: two designs compared", names.0, names.1),
            byline: format!("{} · Ninefold {}", second.date, second.version),
            sections,
        }
    }

    fn summary(&self, both: &[(&JourneyReport, &JourneyReport)], names: (&str, &str)) -> Section {
        let introduced = format!("First design: {}. Second design: {}.", names.0, names.1);
        let mut blocks = vec![Block::Paragraph(introduced)];
        blocks.extend(both.iter().map(|(a, b)| Block::Verdict {
            kept: match b.verdict {
                Verdict::Met => Some(true),
                Verdict::Missed => Some(false),
                Verdict::NoObjective | Verdict::Unknown => None,
            },
            word: b.name.clone(),
            sentence: sentence(a, b),
        }));
        let missing: Vec<String> = [(self.first, self.second, names.0), (self.second, self.first, names.1)]
            .into_iter()
            .flat_map(|(of, other, name)| {
                let absent = of.journeys.iter().filter(|a| !other.journeys.iter().any(|b| b.id == a.id));
                absent.map(move |journey| format!("{} is a journey of {name} only.", journey.name))
            })
            .collect();
        if !missing.is_empty() {
            blocks.push(Block::List(missing));
        }
        Section { id: "summary".to_owned(), title: "Summary".to_owned(), blocks }
    }
}

/// `99.95 % instead of 99.9 %: 4 h less downtime a year; the promise is kept, and was not.` Of promises, by what counts against them.
fn sentence(a: &JourneyReport, b: &JourneyReport) -> String {
    let counted = a.objective.as_ref().zip(b.objective.as_ref());
    let alike = counted.filter(|(one, two)| one.by_requests == two.by_requests && one.counted == two.counted);
    let lost = |journey: &JourneyReport, objective: Option<&ObjectiveAnswer>| {
        objective.map_or(journey.unavailability, |it| it.lost)
    };
    let (before, after) = (lost(a, alike.map(|it| it.0)), lost(b, alike.map(|it| it.1)));
    let share = alike.map_or(1.0, |(one, _)| one.counted);
    let change = (after - before) * share * HOURS_PER_YEAR * 3_600.0;
    let what = match alike {
        Some((one, _)) if one.by_requests => "lost requests, as downtime,",
        _ => "downtime",
    };
    let words = if change == 0.0 {
        format!("as much {}", what.trim_end_matches(','))
    } else {
        format!(
            "{} {} {what} a year",
            format_duration(change.abs()),
            if change < 0.0 { "less" } else { "more" }
        )
    };
    let percent = |lost: f64| format_percent(1.0 - lost, lost);
    let planned = match alike {
        Some((one, two)) if one.worked + two.worked > 0.0 => ", planned work included",
        _ => "",
    };
    format!("{} instead of {}{planned}: {words}{}.", percent(after), percent(before), about_promises(a, b))
}

/// `; both keep the promise`; where the promises differ, each with its own.
fn about_promises(a: &JourneyReport, b: &JourneyReport) -> String {
    if promised(a) != promised(b) {
        let each = |which: &str, it: &JourneyReport| {
            let Some(objective) = &it.objective else {
                return format!("the {which} design promises nothing");
            };
            let does = match it.verdict {
                Verdict::Met => "keeps",
                Verdict::Missed => "misses",
                Verdict::NoObjective | Verdict::Unknown => "may keep or miss",
            };
            let window = words::a_window(&objective.window);
            format!("the {which} design {does} its promise of {} over {window}", target(objective))
        };
        return format!("; the promises differ: {}, {}", each("first", a), each("second", b));
    }
    let same = match (a.verdict, b.verdict) {
        (Verdict::Missed, Verdict::Met) => "; the second design keeps the promise, the first does not",
        (Verdict::Met, Verdict::Missed) => "; the second design misses the promise, the first keeps it",
        (Verdict::Met, Verdict::Met) => "; both keep the promise",
        (Verdict::Missed, Verdict::Missed) => "; both miss the promise",
        _ => "",
    };
    same.to_owned()
}

/// What is promised, over which window, and of what.
fn promised(it: &JourneyReport) -> Option<(f64, &str, bool)> {
    let objective = it.objective.as_ref()?;
    Some((objective.availability, objective.window.as_str(), objective.by_requests))
}

/// `99.9 %`, `99.9 % of requests`.
fn target(objective: &ObjectiveAnswer) -> String {
    let of = if objective.by_requests { " of requests" } else { "" };
    format!("{}{of}", format_target(objective.availability))
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
    Section { id: format!("journey-{}", anchor(&a.id)), title: b.name.clone(), blocks }
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
    let mut rows = vec![
        Pair {
            name: "Availability",
            first: Cell::availability(a.availability, a.unavailability),
            second: Cell::availability(b.availability, b.unavailability),
            change: change_of_share(a.unavailability - b.unavailability),
        },
        pair("Downtime a year", &|it| Some(it.downtime_seconds_per_year), Cell::duration, change_of_time),
        pair("Outages a year", &|it| Some(it.outages_per_year), Cell::plain, change_of_number),
        pair("Mean outage", &|it| hours(it.mean_outage_hours), Cell::duration, change_of_time),
        pair("First outage after", &|it| hours(it.mttf_hours), Cell::duration, change_of_time),
        pair("Requests answered", &|it| Some(it.served_fraction), Cell::share, change_of_share),
    ];
    rows.extend(promises(a, b));
    rows.extend([
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
    ]);
    rows
}

/// The promises, which need not be the same, and what is spent of what they allow; nothing where neither promises anything. Over windows of different lengths
/// only shares can be compared.
fn promises(a: &JourneyReport, b: &JourneyReport) -> Vec<Pair> {
    let (one, two) = (a.objective.as_ref(), b.objective.as_ref());
    if one.or(two).is_none() {
        return Vec::new();
    }
    let same = one.zip(two).is_none_or(|(one, two)| one.window == two.window);
    let pair =
        |name, of: fn(&ObjectiveAnswer) -> Option<f64>, cell: fn(f64) -> Cell, change: fn(f64) -> Cell| {
            let (first, second) = (one.and_then(of), two.and_then(of));
            Pair {
                name,
                first: Cell::optional(first, cell),
                second: Cell::optional(second, cell),
                change: Cell::optional(first.zip(second).map(|(a, b)| b - a), change),
            }
        };
    let time = |name, of: fn(&ObjectiveAnswer) -> Option<f64>| {
        let row = pair(name, of, Cell::duration, change_of_time);
        if same { row } else { Pair { change: Cell::None, ..row } }
    };
    let window =
        |of: Option<&ObjectiveAnswer>| of.map_or(Cell::None, |it| Cell::text(words::a_window(&it.window)));
    let target = |it: &ObjectiveAnswer| Cell::Number { value: it.availability, shown: target(it) };
    vec![
        Pair {
            first: one.map_or(Cell::None, target),
            second: two.map_or(Cell::None, target),
            ..pair("Promised", |it| Some(it.availability), Cell::share, change_of_share)
        },
        Pair { name: "Over", first: window(one), second: window(two), change: Cell::None },
        time("Allowed, as downtime", |it| Some(it.allowed_seconds)),
        time("Expected, as downtime", |it| Some(it.expected_seconds)),
        pair(
            "Budget spent",
            |it| (it.allowed_seconds > 0.0).then(|| it.expected_seconds / it.allowed_seconds),
            Cell::share,
            change_of_share,
        ),
    ]
}

fn change_of_time(value: f64) -> Cell {
    Cell::Number { value, shown: signed(value, format_duration(value.abs())) }
}

fn change_of_number(value: f64) -> Cell {
    Cell::Number { value, shown: signed(value, format_count(value.abs())) }
}

/// A difference of percentages is no percentage of either.
fn change_of_share(value: f64) -> Cell {
    let shown = if value == 0.0 { "0".to_owned() } else { points(value.abs()) };
    Cell::Number { value, shown: signed(value, format!("{shown} percentage points")) }
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
    // One more is named instead of summed: it takes no more room.
    let named = if known.len() > CAUSES + 1 { CAUSES } else { known.len() };
    let rest: Vec<(&str, &str)> = known.split_off(named);
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

fn drawing(id: &str, title: &str, report: &Report, name: &str) -> Option<Section> {
    let picture = Picture {
        svg: report.diagram.to_svg(&diagram::Ink::light()),
        words: report.diagram.in_words(),
        caption: format!("{title}: {name}."),
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
    use crate::model::Project;
    use serde_json::{Value, json};

    fn report(mttr: &str) -> Report {
        of(&project(&format!("MTTR {mttr}"), &json!({"availability": 0.999}), 1, mttr))
    }

    /// A component that needs so many less one others, each down for `mttr` in 999 h; nothing is promised where `objective` is null.
    fn project(name: &str, objective: &Value, count: usize, mttr: &str) -> Project {
        let id = |number: usize| if number == 0 { "db".to_owned() } else { format!("c{number}") };
        let component = |number: usize| json!({ "id": id(number), "name": id(number).to_uppercase(), "failures": [{ "mtbf": "999h", "mttr": mttr }] });
        let mut text = json!({
            "format": "ninefold/1", "name": name,
            "components": (0..count).map(component).collect::<Vec<_>>(),
            "links": (1..count).map(|number| json!({ "from": "db", "to": id(number) })).collect::<Vec<_>>(),
            "journeys": [{ "id": "q", "entry": "db" }],
        });
        if !objective.is_null() {
            text["objective"] = objective.clone();
        }
        crate::model::read(&text.to_string()).unwrap().project
    }

    fn of(project: &Project) -> Report {
        Report::new(project, &analyze_in_full(project, &Options::default()).unwrap(), None, "2026-01-02")
    }

    /// The shown cells of a row of the figures.
    fn shown(text: &str, name: &str) -> Vec<String> {
        let row = text.lines().find(|line| line.starts_with(&format!("| {name} |")));
        row.unwrap_or_else(|| panic!("no {name}: {text}"))
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .skip(2)
            .collect()
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
        let json: Value = serde_json::from_str(&versus.to_json()).unwrap();
        assert_eq!(json["second"]["name"], "MTTR 30m");
        assert!(versus.to_html().contains("two designs compared"));
    }

    /// By hand: 1 h of 1,000 h and 30 m of 999.5 h are 0.1 % and 0.05003 % of the time, so half of 99.8 %'s budget and five times that of 99.99 %.
    #[test]
    fn promises_that_differ_are_told() {
        let first = of(&project("Shop", &json!({"availability": 0.998}), 1, "1h"));
        let second = of(&project("Shop", &json!({"availability": 0.9999, "window": "28d"}), 1, "30m"));
        let text = Versus::new(&first, &second).to_markdown();
        assert!(
            text.contains("the promises differ: the first design keeps its promise of 99.8 % over a month, the second design misses its promise of 99.99 % over 28 days"),
            "{text}"
        );
        let cells = |name: &str| shown(&text, name);
        assert_eq!(cells("Promised")[..3], ["99.8 %", "99.99 %", "+0.19 percentage points"]);
        assert_eq!(cells("Over")[..2], ["a month", "28 days"]);
        assert_eq!(cells("Budget spent")[..2], ["50 %", "500 %"]);
        assert_eq!(cells("Allowed, as downtime")[2], "–", "windows of different lengths");
        assert!(
            cells("Availability")[2].ends_with("percentage points")
                && cells("Availability")[2].starts_with('+')
        );
        assert!(cells("Chance of a miss")[2].ends_with("percentage points"), "{text}");
        let requests = of(&project("Shop", &json!({"availability": 0.998, "measure": "requests"}), 1, "1h"));
        let text = Versus::new(&first, &requests).to_markdown();
        assert!(
            text.contains("the second design keeps its promise of 99.8 % of requests over a month"),
            "{text}"
        );
        assert_eq!(shown(&text, "Promised")[..2], ["99.8 %", "99.8 % of requests"]);
        let none = of(&project("Shop", &Value::Null, 1, "1h"));
        let text = Versus::new(&none, &second).to_markdown();
        assert!(text.contains("the first design promises nothing"), "{text}");
        assert!(!Versus::new(&none, &none).to_markdown().contains("| Promised |"));
    }

    #[test]
    fn designs_of_one_name_can_be_told_apart() {
        let shop = of(&project("Shop", &Value::Null, 1, "1h"));
        let versus = Versus::new(&shop, &shop);
        let title = |versus: &Versus<'_>| versus.document().title;
        assert_eq!(title(&versus), "Shop (first) and Shop (second): two designs compared");
        let named = versus.from_files("old.json", "new.json");
        assert_eq!(title(&named), "Shop (old.json) and Shop (new.json): two designs compared");
        assert!(
            named.to_markdown().contains("First design: Shop (old.json). Second design: Shop (new.json).")
        );
        let (one, two) = (report("1h"), report("2h"));
        assert_eq!(title(&Versus::new(&one, &two)), "MTTR 1h and MTTR 2h: two designs compared");
    }

    #[test]
    fn small_changes_of_a_chance_keep_their_digits() {
        for (change, words) in [(0.0123, "+1.23"), (-5e-6, "-5.00e-4"), (0.0, "0")] {
            assert_eq!(change_of_share(change).shown(), format!("{words} percentage points"));
        }
    }

    #[test]
    fn one_cause_more_is_named() {
        for (count, others) in [(13, None), (14, Some("| 2 others |"))] {
            let report = of(&project("Many", &Value::Null, count, "1h"));
            let text = Versus::new(&report, &report).to_markdown();
            assert_eq!(text.contains(" others |"), others.is_some(), "{text}");
            assert!(others.is_none_or(|words| text.contains(words)), "{text}");
        }
    }

    #[test]
    fn what_differs_in_the_drawing_is_listed() {
        let (before, after) =
            (project("Shop", &Value::Null, 2, "1h"), project("Shop", &Value::Null, 3, "30m"));
        let (first, second) = (of(&before), of(&after));
        let drawing = crate::compare::differences(&before, &after);
        let text = Versus::new(&first, &second).with_drawing(&drawing).to_markdown();
        for row in [
            "| component | DB (db) | changed | failures\\[0\\].mttr | 1h | 30m |",
            "| component | C2 (c2) | added | – | – | – |",
            "| link | DB → C2 | added | – | – | – |",
        ] {
            assert!(text.contains(row), "{row}: {text}");
        }
        let back = crate::compare::differences(&after, &before);
        assert!(
            Versus::new(&second, &first)
                .with_drawing(&back)
                .to_csv()
                .contains("component,C2 (c2),removed,,,")
        );
        let same = crate::compare::differences(&before, &before);
        assert!(
            Versus::new(&first, &first)
                .with_drawing(&same)
                .to_markdown()
                .contains("Nothing differs in the drawing.")
        );
        let json: Value =
            serde_json::from_str(&Versus::new(&first, &second).with_drawing(&drawing).to_json()).unwrap();
        assert_eq!(json["drawing"]["components"][2]["difference"], "added");
    }
}
