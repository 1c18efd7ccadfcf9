//! The sections of the report, each a function of the typed report: their order, headings and tables.

use super::document::{Block, Cell, Column, Picture, Section, Table};
use super::types::{JourneyReport, Report, SimulatedJourney, SimulationReport, Verdict};
use super::{Measured, charts, diagram, words};
use crate::analysis::ContributorKind;
use crate::units::{format_count, format_share, format_target};

/// All sections in reading order; those with nothing to say are left out.
pub(super) fn all(report: &Report) -> Vec<Section> {
    let mut sections = vec![summary(report)];
    sections.extend(architecture(report));
    sections.extend(report.journeys.iter().map(|journey| self::journey(report, journey)));
    sections.push(components(report));
    sections.extend(report.simulation.as_ref().map(simulation));
    sections.push(assumptions(report));
    sections.extend(sources(report));
    sections.push(Section {
        id: "method".to_owned(),
        title: "Method".to_owned(),
        blocks: vec![Block::List(report.method.clone())],
    });
    sections
}

fn summary(report: &Report) -> Section {
    let verdicts = report.journeys.iter().map(|journey| Block::Verdict {
        kept: match journey.verdict {
            Verdict::Met => Some(true),
            Verdict::Missed => Some(false),
            Verdict::NoObjective => None,
        },
        word: words::verdict_word(journey.verdict).to_owned(),
        sentence: journey.sentence.clone(),
    });
    let mut blocks: Vec<Block> = report.description.clone().map(Block::Paragraph).into_iter().collect();
    blocks.extend(verdicts);
    let rest: Vec<String> = report.summary.iter().skip(report.journeys.len()).cloned().collect();
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(rest.join(" ")));
    }
    blocks.extend(promise_table(report));
    Section { id: "summary".to_owned(), title: "Summary".to_owned(), blocks }
}

fn promise_table(report: &Report) -> Option<Block> {
    let promise = report.objective.as_ref().filter(|promise| !promise.credits.is_empty())?;
    let row = |row: &super::CreditRow| {
        vec![
            Cell::Number { value: row.below, shown: format_target(row.below) },
            Cell::Number { value: row.percent, shown: format!("{} %", format_count(row.percent)) },
        ]
    };
    Some(Block::Table(Table {
        title: "Service credits".to_owned(),
        columns: vec![
            Column::number("Availability below", "fraction"),
            Column::number("Credit of the fee", "percent"),
        ],
        rows: promise.credits.iter().map(row).collect(),
        total: None,
    }))
}

fn architecture(report: &Report) -> Option<Section> {
    if report.diagram.is_empty() {
        return None;
    }
    let picture = Picture {
        svg: report.diagram.to_svg(&diagram::Ink::light()),
        words: report.diagram.in_words(),
        caption: "Each box with its own availability in nines; frames are zones, dashed lines soft links."
            .to_owned(),
    };
    Some(Section {
        id: "architecture".to_owned(),
        title: "Architecture".to_owned(),
        blocks: vec![Block::Picture(picture)],
    })
}

fn journey(report: &Report, journey: &JourneyReport) -> Section {
    let mut blocks = vec![Block::Figures(headline(journey)), Block::Table(windows(journey))];
    blocks.extend(budget_picture(journey).map(Block::Picture));
    blocks.extend(objective_table(journey).map(Block::Table));
    if !journey.contributions.is_empty() {
        blocks.push(Block::Heading("Where the minutes go".to_owned()));
        blocks.extend(contributions_picture(journey).map(Block::Picture));
        blocks.push(Block::Table(contributions(journey)));
    }
    if !journey.cut_sets.is_empty() {
        blocks.push(Block::Heading("What takes it down".to_owned()));
        blocks.push(Block::Table(cut_sets(journey)));
    }
    let title = if report.journeys.len() == 1 && journey.name == journey.id {
        "Downtime budget".to_owned()
    } else {
        format!("Downtime budget: {}", journey.name)
    };
    Section { id: format!("journey-{}", anchor(&journey.id)), title, blocks }
}

fn headline(journey: &JourneyReport) -> Vec<(String, Cell)> {
    let mut figures = vec![
        ("Availability".to_owned(), Cell::availability(journey.availability, journey.unavailability)),
        ("Downtime a year".to_owned(), Cell::duration(journey.downtime_seconds_per_year)),
        ("Outages a year".to_owned(), Cell::plain(journey.outages_per_year)),
        (
            "Mean outage".to_owned(),
            Cell::optional(journey.mean_outage_hours.map(|hours| hours * 3_600.0), Cell::duration),
        ),
        ("Full service".to_owned(), Cell::availability(journey.full_service, 1.0 - journey.full_service)),
        (
            "Requests answered".to_owned(),
            Cell::availability(journey.served_fraction, 1.0 - journey.served_fraction),
        ),
    ];
    if let Some(objective) = &journey.objective {
        let promise =
            Cell::Number { value: objective.availability, shown: format_target(objective.availability) };
        figures.insert(0, ("Promise".to_owned(), promise));
        figures.push(("Chance of a miss".to_owned(), Cell::share(objective.breach_probability)));
    }
    figures
}

fn windows(journey: &JourneyReport) -> Table {
    let row = |window: &super::WindowBudget| {
        vec![
            Cell::text(window.window.clone()),
            Cell::optional(window.allowed_seconds, Cell::duration),
            Cell::duration(window.expected_seconds),
            Cell::optional(spent(window), Cell::share),
        ]
    };
    Table {
        title: "Allowed and expected downtime".to_owned(),
        columns: vec![
            Column::text("In one"),
            Column::number("Allowed", "seconds"),
            Column::number("Expected", "seconds"),
            Column::number("Share of the budget", "fraction"),
        ],
        rows: journey.windows.iter().map(row).collect(),
        total: None,
    }
}

/// Share of the allowed downtime that is expected to be used.
fn spent(window: &super::WindowBudget) -> Option<f64> {
    let allowed = window.allowed_seconds.filter(|&seconds| seconds > 0.0)?;
    Some(window.expected_seconds / allowed)
}

fn objective_table(journey: &JourneyReport) -> Option<Table> {
    let objective = journey.objective.as_ref()?;
    Some(Table {
        title: "The promise".to_owned(),
        columns: vec![
            Column::text("Window"),
            Column::number("Promise", "fraction"),
            Column::number("Allowed downtime", "seconds"),
            Column::number("Expected downtime", "seconds"),
            Column::number("Chance of a miss", "fraction"),
            Column::number("Expected credit", "percent of the fee"),
        ],
        rows: vec![vec![
            Cell::text(objective.window.clone()),
            Cell::Number { value: objective.availability, shown: format_target(objective.availability) },
            Cell::duration(objective.allowed_seconds),
            Cell::duration(objective.expected_seconds),
            Cell::share(objective.breach_probability),
            Cell::Number {
                value: objective.expected_credit_percent,
                shown: format!("{} %", format_count(objective.expected_credit_percent)),
            },
        ]],
        total: None,
    })
}

fn budget_picture(journey: &JourneyReport) -> Option<Picture> {
    let objective = journey.objective.as_ref().filter(|objective| objective.allowed_seconds > 0.0)?;
    let label = format!("in {}", words::a_window(&objective.window));
    let data = charts::Budget::new([(label, objective.expected_seconds, objective.allowed_seconds)]);
    let look = charts::Look::default();
    let svg = charts::to_svg((680, data.height()), |area| charts::budget::draw(area, &data, &look)).ok()?;
    Some(Picture {
        svg,
        words: data.in_words(),
        caption: "Expected downtime as a share of what is allowed.".to_owned(),
    })
}

fn contributions(journey: &JourneyReport) -> Table {
    let row = |part: &super::Share| {
        vec![
            Cell::text(part.name.clone()),
            Cell::text(match part.kind {
                ContributorKind::Component => "component",
                ContributorKind::Zone => "zone",
            }),
            Cell::duration(part.downtime_seconds_per_year),
            Cell::share(part.share),
        ]
    };
    // Rounding of the sum's last bits is no share of anything.
    let shares: f64 = journey.contributions.iter().map(|part| part.share).sum();
    let shares = (shares * 1e9).round() / 1e9;
    Table {
        title: "Downtime a year by cause".to_owned(),
        columns: vec![
            Column::text("Cause"),
            Column::text("Kind"),
            Column::number("Downtime a year", "seconds"),
            Column::number("Share", "fraction"),
        ],
        rows: journey.contributions.iter().map(row).collect(),
        total: Some(vec![
            Cell::text("Total"),
            Cell::text(""),
            Cell::duration(journey.downtime_seconds_per_year),
            Cell::share(shares),
        ]),
    }
}

fn contributions_picture(journey: &JourneyReport) -> Option<Picture> {
    let parts = journey.contributions.iter().map(|part| (part.name.as_str(), part.downtime_seconds_per_year));
    let data = charts::Contributions::new(parts);
    let look = charts::Look::default();
    let svg =
        charts::to_svg((680, data.height()), |area| charts::contributions::draw(area, &data, &look)).ok()?;
    let caption = "Expected downtime a year by cause.".to_owned();
    Some(Picture { svg, words: data.in_words(), caption })
}

fn cut_sets(journey: &JourneyReport) -> Table {
    let row = |set: &super::CutSetReport| {
        vec![
            Cell::text(set.events.join(" and ")),
            Cell::probability(set.probability),
            Cell::duration(set.downtime_seconds_per_year),
        ]
    };
    Table {
        title: "The smallest sets of events that together cause an outage, most downtime first".to_owned(),
        columns: vec![
            Column::text("Events"),
            Column::number("Probability", "fraction"),
            Column::number("Downtime a year", "seconds"),
        ],
        rows: journey.cut_sets.iter().map(row).collect(),
        total: None,
    }
}

fn components(report: &Report) -> Section {
    let row = |component: &super::ComponentReport| {
        vec![
            Cell::text(component.name.clone()),
            Cell::text(component.kind.clone().unwrap_or_default()),
            Cell::text(component.zones.join(", ")),
            Cell::text(match component.copies {
                1 => "1".to_owned(),
                copies => format!("{} of {copies}", component.required),
            }),
            Cell::availability(component.availability, component.unavailability),
            Cell::plain(component.outages_per_year),
        ]
    };
    let table = Table {
        title: "Each component by itself: its copies, zones and common causes, not what it needs".to_owned(),
        columns: vec![
            Column::text("Component"),
            Column::text("Kind"),
            Column::text("Zones"),
            Column::text("Copies needed"),
            Column::number("Availability", "fraction"),
            Column::number("Outages a year", ""),
        ],
        rows: report.components.iter().map(row).collect(),
        total: None,
    };
    Section { id: "components".to_owned(), title: "Components".to_owned(), blocks: vec![Block::Table(table)] }
}

/// Exact beside simulated.
pub(super) fn simulation(simulation: &SimulationReport) -> Section {
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
    let row = |one: &super::Comparison| {
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
    Some(Picture { svg, words: data.in_words(), caption })
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

fn assumptions(report: &Report) -> Section {
    let mut blocks = Vec::new();
    if !report.warnings.is_empty() {
        blocks.push(Block::Heading("Know before relying on it".to_owned()));
        blocks.push(Block::List(report.warnings.clone()));
        blocks.push(Block::Heading("What the answer rests on".to_owned()));
    }
    if report.assumptions.is_empty() {
        blocks.push(Block::Paragraph(
            "Failure modes are independent of each other; nothing was approximated.".to_owned(),
        ));
    } else {
        blocks.push(Block::List(report.assumptions.clone()));
    }
    Section { id: "assumptions".to_owned(), title: "Assumptions".to_owned(), blocks }
}

fn sources(report: &Report) -> Option<Section> {
    let row = |source: &super::Source| {
        vec![
            Cell::text(source.subject.clone()),
            Cell::text(source.figure.clone()),
            Cell::text(source.source.as_deref().unwrap_or("not stated")),
        ]
    };
    let table = Table {
        title: "Every figure of the model and where it comes from".to_owned(),
        columns: vec![Column::text("Whose"), Column::text("Figure"), Column::text("Source")],
        rows: report.sources.iter().map(row).collect(),
        total: None,
    };
    let section =
        Section { id: "sources".to_owned(), title: "Sources".to_owned(), blocks: vec![Block::Table(table)] };
    (!report.sources.is_empty()).then_some(section)
}

/// Letters, digits and hyphens of an id: what an anchor may hold.
fn anchor(id: &str) -> String {
    id.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '-' }).collect()
}
