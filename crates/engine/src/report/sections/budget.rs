//! Credits, alerts and the log of incidents.

use crate::budget::alerts::{BurnAlert, range};
use crate::budget::credits::MonthCredit;
use crate::budget::incidents::{Observed, Range, Spend, left_out};
use crate::budget::{Bar, ObservedComponent, Statement};
use crate::report::budget::{BudgetReport, CreditLine, JourneyBudget, WindowChance};
use crate::report::document::{Block, Cell, Column, Picture, Section, Table};
use crate::report::{charts, words};
use crate::units::{complement, format_count, format_money, format_target};

/// The waterfall of one journey: picture and table.
pub(super) fn waterfall(budget: &JourneyBudget) -> Vec<Block> {
    let found = &budget.waterfall;
    let number =
        |seconds: f64, shown: &str| Cell::Number { value: seconds, shown: format!("{shown} {}", found.unit) };
    let row = |bar: &Bar| vec![Cell::text(bar.name.clone()), number(bar.seconds, &bar.shown)];
    let window = words::a_window(&found.window);
    let table = Table {
        title: format!("Downtime in {window} by cause; the figures add up to the last digit"),
        columns: vec![Column::text("Cause"), Column::number("Downtime", "seconds")],
        rows: found.bars.iter().map(row).collect(),
        total: Some(vec![Cell::text("Total"), number(found.total_seconds, &found.total_shown)]),
    };
    let mut blocks: Vec<Block> = waterfall_picture(budget).map(Block::Picture).into_iter().collect();
    blocks.push(Block::Table(table));
    if found.uncounted_seconds > 0.0 {
        blocks.push(Block::Paragraph(format!(
            "Planned maintenance, which the promise does not count: {} in {window} more, to first order.",
            crate::units::format_duration(found.uncounted_seconds)
        )));
    }
    blocks
}

/// How likely the promise is missed in windows of other lengths.
pub(super) fn other_windows(budget: &JourneyBudget) -> Option<Block> {
    let row = |chance: &WindowChance| {
        vec![
            Cell::text(chance.window.clone()),
            Cell::duration(chance.allowed_seconds),
            Cell::duration(chance.expected_seconds),
            Cell::share(chance.breach_probability),
        ]
    };
    let table = Table {
        title: "Chance to miss the promise in windows of any length, rolling or by the calendar".to_owned(),
        columns: vec![
            Column::text("Window"),
            Column::number("Allowed", "seconds"),
            Column::number("Expected", "seconds"),
            Column::number("Chance of a miss", "fraction"),
        ],
        rows: budget.windows.iter().map(row).collect(),
        total: None,
    };
    (!budget.windows.is_empty()).then_some(Block::Table(table))
}

fn waterfall_picture(budget: &JourneyBudget) -> Option<Picture> {
    let data = charts::Waterfall::new(&budget.waterfall);
    let look = charts::Look::default();
    let svg =
        charts::to_svg((680, data.height()), |area| charts::waterfall::draw(area, &data, &look)).ok()?;
    let caption = format!(
        "Where the downtime of {} comes from, step by step to the total.",
        words::a_window(&budget.waterfall.window)
    );
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

/// What contracts would credit.
pub(super) fn credits(budget: &BudgetReport) -> Option<Section> {
    let mut blocks = Vec::new();
    for journey in budget.journeys.iter().filter(|journey| !journey.credits.is_empty()) {
        if budget.journeys.len() > 1 {
            blocks.push(Block::Heading(journey.name.clone()));
        }
        let agreed = journey.promise.map_or("the promise".to_owned(), format_target);
        blocks.push(Block::Paragraph(format!(
            "What a calendar month is expected to cost, if {agreed} were agreed under these rules."
        )));
        blocks.push(Block::Table(credit_table(&journey.credits)));
    }
    if blocks.is_empty() {
        return None;
    }
    let check = "Check the contract in force: the rules are read from public texts.";
    blocks.push(Block::Paragraph(check.to_owned()));
    Some(Section { id: "credits".to_owned(), title: "Service credits".to_owned(), blocks })
}

fn credit_table(lines: &[CreditLine]) -> Table {
    let money = lines.iter().any(|line| line.expected.expected_money.is_some());
    let row = |line: &CreditLine| {
        let expected = &line.expected;
        let steps: Vec<String> = expected
            .steps
            .iter()
            .map(|step| {
                format!(
                    "{} % below {}: {}",
                    format_count(step.percent),
                    format_target(step.below),
                    crate::units::format_share(step.probability)
                )
            })
            .collect();
        let mut cells = vec![
            Cell::text(line.name.clone()),
            Cell::text(steps.join("; ")),
            Cell::share(1.0 - expected.none),
            Cell::Number {
                value: expected.expected_percent,
                shown: format!("{} %", format_count(expected.expected_percent)),
            },
        ];
        if money {
            let currency = line.currency.as_deref().unwrap_or("");
            let shown = |value: f64| Cell::Number { value, shown: format_money(value, currency) };
            cells.push(expected.expected_money.map_or(Cell::None, shown));
        }
        cells
    };
    let mut columns = vec![
        Column::text("Rules"),
        Column::text("Chance of each step"),
        Column::number("Chance of a credit", "fraction"),
        Column::number("Expected credit", "percent of the bill"),
    ];
    if money {
        columns.push(Column::number("Expected money", "a month"));
    }
    Table {
        title: "Expected credit for a calendar month".to_owned(),
        columns,
        rows: lines.iter().map(row).collect(),
        total: None,
    }
}

/// When alerts on the error budget fire.
pub(super) fn alerts(budget: &BudgetReport) -> Option<Section> {
    let window = budget.a_window();
    let mut blocks = Vec::new();
    if !budget.alerts.is_empty() {
        blocks.push(Block::Table(alert_table(&window, &budget.alerts)));
    }
    for journey in budget.journeys.iter().filter(|journey| !journey.alerts.is_empty()) {
        blocks.push(Block::Heading(format!("{}, which has an objective of its own", journey.name)));
        blocks.push(Block::Table(alert_table(&window, &journey.alerts)));
    }
    if !blocks.is_empty() {
        let words = "Both windows have to be above the threshold: the long one says that it matters, the short one that it still goes on.";
        blocks.push(Block::Paragraph(words.to_owned()));
    }
    blocks.extend(budget.journeys.iter().filter_map(|it| it.without_alerts.clone()).map(Block::Paragraph));
    if blocks.is_empty() {
        return None;
    }
    Some(Section { id: "alerts".to_owned(), title: "Alerts".to_owned(), blocks })
}

fn alert_table(window: &str, lines: &[BurnAlert]) -> Table {
    let row = |line: &BurnAlert| {
        vec![
            Cell::text(line.severity.word()),
            Cell::plain(line.burn_rate),
            Cell::text(range(line.long_seconds)),
            Cell::text(range(line.short_seconds)),
            Cell::share(line.budget_share),
            Cell::share(line.threshold),
            Cell::optional(line.outage_noticed_seconds, Cell::duration),
        ]
    };
    Table {
        title: format!("Multi-window, multi-burn-rate alerts on the error budget of {window}"),
        columns: vec![
            Column::text("Alert"),
            Column::number("Burn rate", ""),
            Column::text("Long window"),
            Column::text("Short window"),
            Column::number("Budget gone", "fraction"),
            Column::number("Fires when fails", "fraction"),
            Column::number("Total outage noticed after", "seconds"),
        ],
        rows: lines.iter().map(row).collect(),
        total: None,
    }
}

/// What the log says.
pub(super) fn incidents(statement: &Statement) -> Section {
    let mut blocks = vec![Block::Figures(vec![
        ("Incidents".to_owned(), Cell::plain(statement.incidents as f64)),
        ("Down".to_owned(), Cell::duration(statement.observed.down_seconds)),
        ("Watched from".to_owned(), Cell::text(statement.since_day.clone())),
        ("Watched until".to_owned(), Cell::text(statement.until_day.clone())),
    ])];
    blocks.extend(statement.held_against().map(Block::Paragraph));
    if !statement.windows.is_empty() {
        blocks.push(Block::Table(windows(&statement.windows)));
    }
    if !statement.months.is_empty() {
        blocks.push(Block::Table(months(statement)));
    }
    blocks.push(Block::Table(observed(statement)));
    let remarks = statement.errors.iter().take(20).map(|it| format!("Row {}: {}.", it.row, it.message));
    let remarks: Vec<String> = remarks.collect();
    if !remarks.is_empty() {
        blocks.push(Block::Heading(left_out(statement.bad, statement.rows)));
        blocks.push(Block::List(remarks));
    }
    Section { id: "incidents".to_owned(), title: "Incidents".to_owned(), blocks }
}

fn windows(list: &[Spend]) -> Table {
    let row = |spend: &Spend| {
        vec![
            Cell::text(spend.window.clone()),
            Cell::duration(spend.allowed_seconds),
            Cell::duration(spend.spent_seconds),
            Cell::duration(spend.left_seconds),
            Cell::plain(spend.burn_rate),
            Cell::text(spend.gone.clone().unwrap_or_else(|| "–".to_owned())),
        ]
    };
    Table {
        title: "The error budget as the incidents spent it".to_owned(),
        columns: vec![
            Column::text("Window"),
            Column::number("Allowed", "seconds"),
            Column::number("Spent", "seconds"),
            Column::number("Left", "seconds"),
            Column::number("Burn rate", ""),
            Column::text("Gone"),
        ],
        rows: list.iter().map(row).collect(),
        total: None,
    }
}

fn months(statement: &Statement) -> Table {
    let money = statement.months.iter().any(|month| month.money.is_some());
    let currency = statement.currency.as_deref().unwrap_or("");
    let row = |month: &MonthCredit| {
        let watched = if month.complete { "" } else { " (in part)" };
        let mut cells = vec![
            Cell::text(format!("{}{watched}", month.month)),
            Cell::duration(month.counted_seconds),
            Cell::availability(month.availability, month.unavailability),
            Cell::Number { value: month.percent, shown: format!("{} %", format_count(month.percent)) },
        ];
        if money {
            let shown = |value: f64| Cell::Number { value, shown: format_money(value, currency) };
            cells.push(month.money.map_or(Cell::None, shown));
        }
        cells
    };
    let mut columns = vec![
        Column::text("Month"),
        Column::number("Downtime as it counts", "seconds"),
        Column::number("Availability", "fraction"),
        Column::number("Credit", "percent of the bill"),
    ];
    if money {
        columns.push(Column::number("Money", ""));
    }
    Table {
        title: match &statement.schedule {
            Some(name) => {
                format!("Credit due for each calendar month by the incidents, under the rules of {name}")
            }
            None => "Credit due for each calendar month by the incidents".to_owned(),
        },
        columns,
        rows: statement.months.iter().map(row).collect(),
        total: None,
    }
}

fn observed(statement: &Statement) -> Table {
    let whole = observed_row("All of it", &statement.observed);
    let each = |it: &ObservedComponent| observed_row(&it.name, &it.observed);
    Table {
        title: "Observed failures and repairs, each with the range in which its mean lies nine times in ten"
            .to_owned(),
        columns: vec![
            Column::text("What"),
            Column::number("Failures", ""),
            Column::number("MTBF", "seconds"),
            Column::text("… between"),
            Column::number("MTTR", "seconds"),
            Column::text("… between"),
            Column::number("Availability", "fraction"),
        ],
        rows: std::iter::once(whole).chain(statement.components.iter().map(each)).collect(),
        total: None,
    }
}

fn observed_row(name: &str, seen: &Observed) -> Vec<Cell> {
    let mttr =
        seen.mttr_lognormal.filter(|law| law.fits_better).map_or(seen.mttr_seconds, |law| law.mean_seconds);
    vec![
        Cell::text(name),
        Cell::plain(f64::from(seen.failures)),
        Cell::optional(seen.mtbf_seconds.mean, Cell::duration),
        Cell::text(between(seen.mtbf_seconds)),
        Cell::optional(mttr.mean, Cell::duration),
        Cell::text(between(mttr)),
        seen.availability.mean.map_or(Cell::None, |mean| Cell::availability(mean, complement(mean))),
    ]
}

fn between(range: Range) -> String {
    let time = crate::units::format_duration;
    match (range.mean, range.high) {
        (None, None) if range.low > 0.0 => format!("over {}", time(range.low)),
        (_, None) => "–".to_owned(),
        (_, Some(high)) => format!("{} and {}", time(range.low), time(high)),
    }
}
