//! The simulation's section: exact beside simulated, percentiles, the histogram.

use crate::report::document::{Block, Cell, Column, Picture, Section, Table};
use crate::report::types::{Comparison, CountedIn, Measured, NamedCause, SimulatedJourney, SimulationReport};
use crate::report::{charts, words};
use crate::simulation::{BreakerAnswer, QuantileInterval, ScenarioAnswer, ScenarioJourney, ScenarioShare};
use crate::units::{format_count, format_duration, format_number_of, format_share};

/// Exact beside simulated.
pub(in crate::report) fn simulation(simulation: &SimulationReport) -> Section {
    let mut blocks = vec![Block::Paragraph(format!(
        "{} played out event by event (seed {}). The interval is where the true value lies in {} of such runs.",
        format_number_of(simulation.years, "year was", "years were"),
        simulation.seed,
        format_share(simulation.journeys.first().map_or(0.99, |journey| journey.confidence))
    ))];
    if let Some(scenario) = &simulation.scenario {
        blocks.extend(played(scenario, simulation));
    }
    if !simulation.breakers.is_empty() {
        blocks.push(Block::Table(breakers(&simulation.breakers)));
    }
    for journey in &simulation.journeys {
        if simulation.journeys.len() > 1 {
            blocks.push(Block::Heading(journey.name.clone()));
        }
        blocks.push(Block::Table(comparison(journey)));
        blocks.extend(histogram(journey).map(Block::Picture));
        blocks.push(Block::Table(percentiles(journey)));
        blocks.extend(lengths(journey).map(Block::Picture));
        blocks.extend(convergence(journey).map(Block::Picture));
        blocks.extend(causes(journey));
        blocks.extend(hours(journey).map(Block::Picture));
    }
    if !simulation.warnings.is_empty() {
        blocks.push(Block::List(simulation.warnings.clone()));
    }
    Section { id: "simulation".to_owned(), title: "Exact and simulated".to_owned(), blocks }
}

/// What a scenario came to: recovery, losses, and who was left behind.
fn played(scenario: &ScenarioAnswer, simulation: &SimulationReport) -> Vec<Block> {
    let name = |id: &str| {
        let journey = simulation.journeys.iter().find(|journey| journey.id == id);
        journey.map_or(id, |journey| &journey.name).to_owned()
    };
    let row = |it: &ScenarioJourney| {
        let recovery = &it.recovery_seconds;
        let mut cells = vec![Cell::text(name(&it.id))];
        let times = [recovery.mean, recovery.p50, recovery.p95, recovery.max, it.downtime_seconds.mean];
        cells.extend(times.map(Cell::duration));
        cells.push(Cell::optional(it.lost_requests.map(|lost| lost.mean), Cell::plain));
        cells.push(Cell::optional(it.budget_spent.map(|spent| spent.mean), Cell::share));
        cells.push(Cell::share(it.unrecovered));
        cells
    };
    let table = Table {
        title: format!("Scenario: {}", scenario.name),
        columns: vec![
            Column::text("Journey"),
            Column::number("Recovery, mean", "seconds"),
            Column::number("Median", "seconds"),
            Column::number("95 % within", "seconds"),
            Column::number("Longest", "seconds"),
            Column::number("Downtime", "seconds"),
            Column::number("Requests lost", ""),
            Column::number("Budget spent", ""),
            Column::number("Still down at the end", ""),
        ],
        rows: scenario.journeys.iter().map(row).collect(),
        total: None,
    };
    let times = how_often(scenario.runs);
    let mut words = vec![if scenario.ordinary_failures {
        format!("Played {times}, while everything else went on failing.")
    } else {
        format!("Played {times}, alone: nothing else failed by itself.")
    }];
    let loss = &scenario.data_loss_seconds;
    if loss.max > 0.0 {
        let (mean, max) = (format_duration(loss.mean), format_duration(loss.max));
        words.push(format!("Data lost by switching over: {mean} on average, {max} at most."));
    }
    let list = |shares: &[ScenarioShare]| {
        let items: Vec<_> =
            shares.iter().map(|it| format!("{} ({} of the runs)", it.id, format_share(it.share))).collect();
        items.join(", ")
    };
    if !scenario.needed_person.is_empty() {
        words.push(format!("A person had to switch over: {}.", list(&scenario.needed_person)));
    }
    if scenario.not_recovered.is_empty() {
        words.push("Everything served again at the end.".to_owned());
    } else {
        words.push(format!("Not recovered at the end: {}.", list(&scenario.not_recovered)));
    }
    vec![Block::Table(table), Block::List(words)]
}

/// `once`, `400 times`.
pub(super) fn how_often(runs: u64) -> String {
    if runs == 1 { "once".to_owned() } else { format!("{} times", format_count(runs as f64)) }
}

fn breakers(list: &[BreakerAnswer]) -> Table {
    let row = |it: &BreakerAnswer| {
        let link = format!("{} → {}", it.from, it.to);
        vec![Cell::text(link), Cell::share(it.open_share), Cell::plain(it.opened_per_year)]
    };
    Table {
        title: "Circuit breakers".to_owned(),
        columns: vec![
            Column::text("Link"),
            Column::number("Time open", ""),
            Column::number("Opened a year", ""),
        ],
        rows: list.iter().map(row).collect(),
        total: None,
    }
}

fn comparison(journey: &SimulatedJourney) -> Table {
    let row = |one: &Comparison| {
        let cell: fn(f64) -> Cell = match one.measure.counted_in() {
            CountedIn::Shares => Cell::share,
            CountedIn::Counts => Cell::plain,
            CountedIn::Seconds => Cell::duration,
        };
        let verdict = match &one.reason {
            Some(reason) => format!("{}: {reason}", one.agreement.words()),
            None => one.agreement.words().to_owned(),
        };
        vec![
            Cell::text(one.measure.words()),
            Cell::optional(one.exact, cell),
            cell(one.simulated),
            Cell::optional(one.low, cell),
            Cell::optional(one.high, cell),
            Cell::text(verdict),
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
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

/// Outages by length; none where none was seen.
fn lengths(journey: &SimulatedJourney) -> Option<Picture> {
    let data = charts::Lengths { bins: journey.outage_histogram.clone() };
    let look = charts::Look::default();
    let drawn = charts::to_svg((680, 260), |area| charts::lengths::draw(area, &data, &look)).ok();
    let svg = drawn.filter(|_| !data.bins.is_empty())?;
    let caption = "Outages by length; each step is about twice the one before.".to_owned();
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

/// How the unavailability came to be known, with the exact one where it is comparable.
fn convergence(journey: &SimulatedJourney) -> Option<Picture> {
    let exact = journey.comparisons.iter().find(|it| it.measure == Measured::Unavailability);
    let data =
        charts::Convergence { estimates: journey.convergence.clone(), exact: exact.and_then(|it| it.exact) };
    let look = charts::Look::default();
    let drawn = charts::to_svg((680, 260), |area| charts::convergence::draw(area, &data, &look)).ok();
    let svg = drawn.filter(|_| data.estimates.len() > 1)?;
    let caption = "The estimate of the unavailability and its interval as the years went by.".to_owned();
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

/// What the outages began with; nothing where none was seen.
fn causes(journey: &SimulatedJourney) -> Vec<Block> {
    if journey.causes.is_empty() {
        return Vec::new();
    }
    let bars = journey.causes.iter().map(|it| (it.label.as_str(), it.cause.downtime_seconds_per_year.mean));
    let data = charts::Contributions::new(bars);
    let look = charts::Look::default();
    let drawn =
        charts::to_svg((680, data.height()), |area| charts::contributions::draw(area, &data, &look)).ok();
    let caption =
        "What simulated outages began with; each is charged whole to what ended service.".to_owned();
    let picture =
        drawn.map(|svg| Block::Picture(Picture { svg, words: data.in_words(), caption, large: false }));
    let row = |it: &NamedCause| {
        let down = &it.cause.downtime_seconds_per_year;
        vec![
            Cell::text(it.label.clone()),
            Cell::duration(down.mean),
            Cell::duration(down.low),
            Cell::duration(down.high),
            Cell::plain(it.cause.outages_per_year),
            Cell::share(it.cause.share),
        ]
    };
    let table = Table {
        title: "What outages begin with".to_owned(),
        columns: vec![
            Column::text("Cause"),
            Column::number("In a year", "seconds"),
            Column::number("From", "seconds"),
            Column::number("To", "seconds"),
            Column::number("Outages a year", ""),
            Column::number("Share", ""),
        ],
        rows: journey.causes.iter().map(row).collect(),
        total: None,
    };
    picture.into_iter().chain([Block::Table(table)]).collect()
}

/// Downtime by hour of the day.
fn hours(journey: &SimulatedJourney) -> Option<Picture> {
    let down = journey.comparisons.iter().find(|it| it.measure == Measured::Unavailability)?;
    let data = charts::Hours { hours: journey.hours_of_day.clone(), mean: down.simulated };
    let look = charts::Look::default();
    let drawn = charts::to_svg((680, 260), |area| charts::hours::draw(area, &data, &look)).ok();
    let svg = drawn.filter(|_| !data.hours.is_empty())?;
    let caption = "Downtime by hour of the day, with the interval of each estimate.".to_owned();
    Some(Picture { svg, words: data.in_words(), caption, large: false })
}

/// One end of the quantiles' intervals, in the columns of the percentiles.
fn bounds(list: &[QuantileInterval], end: impl Fn(&QuantileInterval) -> Option<f64>) -> [Option<f64>; 6] {
    let of = |quantile: f64| list.iter().find(|it| it.quantile == quantile).and_then(&end);
    [None, of(0.5), of(0.9), of(0.95), of(0.99), None]
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
    let intervals = &journey.quantile_intervals;
    let (in_windows, outages, years) = (&intervals.window, &intervals.outage, &intervals.longest);
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
            row("  at least".to_owned(), bounds(in_windows, |it| Some(it.low))),
            row("  at most".to_owned(), bounds(in_windows, |it| it.high)),
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
            row("  at least".to_owned(), bounds(outages, |it| Some(it.low))),
            row("  at most".to_owned(), bounds(outages, |it| it.high)),
            row(
                "Longest outage of a year".to_owned(),
                [None, Some(longest.p50), Some(longest.p90), None, Some(longest.p99), None],
            ),
            row("  at least".to_owned(), bounds(years, |it| Some(it.low))),
            row("  at most".to_owned(), bounds(years, |it| it.high)),
        ],
        total: None,
    }
}
