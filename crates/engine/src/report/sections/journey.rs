//! One journey's section: its figures, windows, causes and cut sets.

use crate::analysis::ContributorKind;
use crate::report::document::{Block, Cell, Column, Picture, Section, Table};
use crate::report::types::{CutSetReport, JourneyReport, Report, Share, WindowBudget};
use crate::report::{charts, words};
use crate::units::format_target;

/// What one journey can expect, and why.
pub(super) fn journey(report: &Report, journey: &JourneyReport) -> Section {
    let mut blocks = vec![Block::Figures(headline(journey)), Block::Table(windows(journey))];
    blocks.extend(budget_picture(journey).map(Block::Picture));
    blocks.extend(objective_table(journey).map(Block::Table));
    let found = report.budget.iter().flat_map(|budget| &budget.journeys).find(|it| it.id == journey.id);
    blocks.extend(found.and_then(super::budget::other_windows));
    if !journey.contributions.is_empty() {
        blocks.push(Block::Heading("Where the minutes go".to_owned()));
        match found {
            Some(budget) => blocks.extend(super::budget::waterfall(budget)),
            None => blocks.extend(contributions_picture(journey).map(Block::Picture)),
        }
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
    let (availability, downtime) = match journey.bounds {
        None => (
            Cell::availability(journey.availability, journey.unavailability),
            Cell::duration(journey.downtime_seconds_per_year),
        ),
        Some(bounds) => (Cell::text(words::between(bounds)), Cell::text(words::downtime_between(bounds))),
    };
    let mut figures = vec![
        ("Availability".to_owned(), availability),
        ("Downtime a year".to_owned(), downtime),
        ("Outages a year".to_owned(), Cell::plain(journey.outages_per_year)),
        (
            "Mean outage".to_owned(),
            Cell::optional(journey.mean_outage_hours.map(|hours| hours * 3_600.0), Cell::duration),
        ),
        (
            "First outage after, on average".to_owned(),
            Cell::optional(journey.mttf_hours.map(|hours| hours * 3_600.0), Cell::duration),
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
        let label = if objective.by_requests { "Promise, of requests" } else { "Promise" };
        figures.insert(0, (label.to_owned(), promise));
        figures.push(("Chance of a miss".to_owned(), Cell::share(objective.breach_probability)));
    }
    figures
}

fn windows(journey: &JourneyReport) -> Table {
    let row = |window: &WindowBudget| {
        vec![
            Cell::text(window.window.clone()),
            Cell::optional(window.allowed_seconds, Cell::duration),
            Cell::duration(window.expected_seconds),
            Cell::optional(spent(window), Cell::share),
        ]
    };
    let by_requests = journey.objective.as_ref().is_some_and(|it| it.by_requests);
    let title = if by_requests {
        "Allowed and expected loss of requests, as downtime"
    } else {
        "Allowed and expected downtime"
    };
    Table {
        title: title.to_owned(),
        columns: vec![
            Column::text("In one"),
            Column::number("Allowed", "seconds"),
            Column::number(if journey.bounds.is_some() { "At most" } else { "Expected" }, "seconds"),
            Column::number("Share of the budget", "fraction"),
        ],
        rows: journey.windows.iter().map(row).collect(),
        total: None,
    }
}

/// Share of the allowed downtime that is expected to be used.
fn spent(window: &WindowBudget) -> Option<f64> {
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
            Column::number(
                if objective.by_requests { "Allowed loss, as downtime" } else { "Allowed downtime" },
                "seconds",
            ),
            Column::number(
                match (journey.bounds.is_some(), objective.by_requests) {
                    (true, _) => "Downtime at most",
                    (false, true) => "Expected loss, as downtime",
                    (false, false) => "Expected downtime",
                },
                "seconds",
            ),
            Column::number("Chance of a miss", "fraction"),
            Column::number("Expected credit", "percent of the fee"),
        ],
        rows: vec![vec![
            Cell::text(objective.window.clone()),
            Cell::Number { value: objective.availability, shown: format_target(objective.availability) },
            Cell::duration(objective.allowed_seconds),
            Cell::duration(objective.expected_seconds),
            Cell::share(objective.breach_probability),
            Cell::percent(objective.expected_credit_percent),
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
        large: false,
    })
}

fn contributions(journey: &JourneyReport) -> Table {
    let row = |part: &Share| {
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
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

fn cut_sets(journey: &JourneyReport) -> Table {
    let row = |set: &CutSetReport| {
        vec![
            Cell::text(match set.sentence.as_str() {
                "" => set.events.join(" and "),
                sentence => sentence.to_owned(),
            }),
            Cell::probability(set.probability),
            Cell::duration(set.downtime_seconds_per_year),
        ]
    };
    Table {
        title: "The smallest sets of events that together cause an outage, most downtime first".to_owned(),
        columns: vec![
            Column::text("What happens together"),
            Column::number("Probability", "fraction"),
            Column::number("Downtime a year", "seconds"),
        ],
        rows: journey.cut_sets.iter().map(row).collect(),
        total: None,
    }
}

/// An id of what an anchor may hold, different for different ids: letters, digits and hyphens as they are, everything else by its number.
pub(in crate::report) fn anchor(id: &str) -> String {
    let kept = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let one = |character: char| match kept(character) {
        true => character.to_string(),
        false => format!("_{:x}_", u32::from(character)),
    };
    id.chars().map(one).collect()
}
