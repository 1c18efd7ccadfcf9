//! The figures compared, their units, and whether a difference is for the better.

use serde::{Deserialize, Serialize};

use crate::analysis::{JourneyAnswer, ObjectiveAnswer};
use crate::model::Project;
use crate::units::{format_count, format_duration, format_money, format_percent, format_share};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A fraction of time, requests or windows.
    Fraction,
    /// A time.
    Seconds,
    /// Times a year of 8,760 h.
    PerYear,
    /// Percent of the fee.
    Percent,
    /// Money a month, in the designs' currency.
    MoneyPerMonth,
    /// How many.
    Count,
}

/// What a difference means to whoever runs the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The figure is the same, but for rounding (1e-12 of it).
    Same,
    /// For the better.
    Better,
    /// For the worse.
    Worse,
    /// Different, which by itself is neither: a size, a promise.
    Different,
    /// One of the designs has no such figure, or the two cannot be compared: another window, another currency.
    Unknown,
}

/// A figure of both designs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its key, as `ninefold analyze --json` calls it: `downtime_seconds.month`.
    pub key: String,
    /// For people.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// In the design compared with.
    pub before: Option<f64>,
    /// In the design compared.
    pub after: Option<f64>,
    /// After − before; none where either is missing or the two cannot be compared.
    pub difference: Option<f64>,
    /// What the difference means.
    pub change: Change,
    /// The three as text for people.
    #[serde(skip)]
    pub shown: Shown,
}

/// A figure's values as text; a dash stands for what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// In the design compared with.
    pub before: String,
    /// In the design compared.
    pub after: String,
    /// After − before, with its sign.
    pub difference: String,
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Good {
    Less,
    More,
    Neither,
}

type Values = (Option<f64>, Option<f64>);

/// Below this share of the larger value two figures differ by rounding alone.
const ROUNDING: f64 = 1e-12;
const MISSING: &str = "–";
const HOUR: f64 = 3_600.0;

/// The figures of a journey; those of a design that lacks it are missing.
pub(super) fn of_journey(before: Option<&JourneyAnswer>, after: Option<&JourneyAnswer>) -> Vec<Figure> {
    let both = |read: &dyn Fn(&JourneyAnswer) -> Option<f64>| -> Values {
        (before.and_then(read).filter(|it| it.is_finite()), after.and_then(read).filter(|it| it.is_finite()))
    };
    let mut list = vec![availability(before, after)];
    let mut add = |key: &str, label: &str, unit, good, read: &dyn Fn(&JourneyAnswer) -> Option<f64>| {
        list.push(figure(key, label, unit, good, both(read)));
    };
    use Good::{Less, More};
    use Unit::{Fraction, PerYear, Seconds};
    add("unavailability", "Unavailability", Fraction, Less, &|it| Some(it.unavailability));
    for (window, read) in WINDOWS {
        let (key, label) = (format!("downtime_seconds.{window}"), format!("Downtime a {window}"));
        add(&key, &label, Seconds, Less, &|it| Some(read(it)));
    }
    add("outages_per_year", "Outages a year", PerYear, Less, &|it| Some(it.outages_per_year));
    add("mean_outage_hours", "Mean outage", Seconds, Less, &|it| Some(it.mean_outage_hours? * HOUR));
    add("mean_uptime_hours", "Mean time between outages", Seconds, More, &|it| {
        Some(it.mean_uptime_hours? * HOUR)
    });
    add("full_service", "Time at full service", Fraction, More, &|it| Some(it.full_service));
    add("served_fraction", "Requests answered", Fraction, More, &|it| Some(it.served_fraction));
    list.extend(of_promise(before, after));
    list
}

type Window = (&'static str, fn(&JourneyAnswer) -> f64);
const WINDOWS: [Window; 5] = [
    ("day", |it| it.downtime_seconds.day),
    ("week", |it| it.downtime_seconds.week),
    ("month", |it| it.downtime_seconds.month),
    ("quarter", |it| it.downtime_seconds.quarter),
    ("year", |it| it.downtime_seconds.year),
];

/// Against the promises, which may be over different windows: then what depends on the window has no difference.
fn of_promise(before: Option<&JourneyAnswer>, after: Option<&JourneyAnswer>) -> Vec<Figure> {
    let promise = |journey: Option<&JourneyAnswer>| journey.and_then(|it| it.objective.clone());
    let (before, after) = (promise(before), promise(after));
    let Some(named) = before.as_ref().or(after.as_ref()) else { return Vec::new() };
    let same = match (&before, &after) {
        (Some(one), Some(two)) => one.window == two.window,
        _ => true,
    };
    let window = if same { format!("one {}", named.window) } else { "its window".to_owned() };
    let row = |key: &str, label: &str, unit: Unit, good: Good, read: fn(&ObjectiveAnswer) -> f64| {
        let values = (before.as_ref().map(read), after.as_ref().map(read));
        let figure = figure(&format!("objective.{key}"), label, unit, good, values);
        let comparable = same || key == "availability";
        if comparable { figure } else { figure.without_difference() }
    };
    let in_window = |word: &str| format!("{word} in {window}");
    use Unit::{Fraction, Percent, Seconds};
    vec![
        row("availability", "Promised", Fraction, Good::Neither, |it| it.availability),
        row("allowed_seconds", &in_window("Allowed"), Seconds, Good::Neither, |it| it.allowed_seconds),
        row("expected_seconds", &in_window("Expected"), Seconds, Good::Less, |it| it.expected_seconds),
        row("breach_probability", &in_window("Chance to miss it"), Fraction, Good::Less, |it| {
            it.breach_probability
        }),
        row("expected_credit_percent", "Expected credit", Percent, Good::Less, |it| {
            it.expected_credit_percent
        }),
    ]
}

/// How large each design is, and what it costs where anything has a price.
pub(super) fn of_design(before: &Project, after: &Project) -> Vec<Figure> {
    let count = |key: &str, label: &str, read: &dyn Fn(&Project) -> f64| {
        figure(key, label, Unit::Count, Good::Neither, (Some(read(before)), Some(read(after))))
    };
    let copies = |project: &Project| project.components().iter().map(|it| f64::from(it.copy_count())).sum();
    let mut list = vec![
        count("components", "Components", &|it| it.components().len() as f64),
        count("copies", "Copies", &copies),
        count("links", "Links", &|it| it.links().len() as f64),
        count("zones", "Zones", &|it| it.zones().len() as f64),
    ];
    let costs = (cost(before), cost(after));
    if costs == (None, None) {
        return list;
    }
    let currency = |project: &Project| project.objective.as_ref().and_then(|it| it.currency.clone());
    let (one, two) = (currency(before), currency(after));
    let mut money = figure("cost_month", "Cost a month", Unit::MoneyPerMonth, Good::Less, costs);
    let other = one.is_some() && two.is_some() && one != two;
    let code =
        |own: &Option<String>, other: &Option<String>| own.clone().or(other.clone()).unwrap_or_default();
    let shown =
        |amount: Option<f64>, code: &str| amount.map_or(MISSING.to_owned(), |it| format_money(it, code));
    money.shown.before = shown(money.before, &code(&one, &two));
    money.shown.after = shown(money.after, &code(&two, &one));
    if let Some(difference) = money.difference.filter(|_| money.change != Change::Same) {
        money.shown.difference = signed(difference, |it| format_money(it, &code(&one, &two)));
    }
    list.push(if other { money.without_difference() } else { money });
    list
}

/// Copies times their price, of all components that have one; none where none has.
fn cost(project: &Project) -> Option<f64> {
    let priced = project.components().iter().filter_map(|component| {
        Some(f64::from(component.copy_count()) * component.cost.as_ref()?.per_copy_month?)
    });
    priced.reduce(|sum, price| sum + price)
}

/// The availability: its difference is taken from the unavailabilities, which have the digits.
fn availability(before: Option<&JourneyAnswer>, after: Option<&JourneyAnswer>) -> Figure {
    let read = |journey: Option<&JourneyAnswer>| journey.map(|it| it.availability);
    let mut figure =
        figure("availability", "Availability", Unit::Fraction, Good::More, (read(before), read(after)));
    let text = |journey: Option<&JourneyAnswer>| {
        journey.map_or(MISSING.to_owned(), |it| format_percent(it.availability, it.unavailability))
    };
    (figure.shown.before, figure.shown.after) = (text(before), text(after));
    if let (Some(one), Some(two)) = (before, after) {
        let difference = one.unavailability - two.unavailability;
        figure.difference = Some(difference);
        figure.change = change(one.unavailability, two.unavailability, Good::Less);
        figure.shown.difference = shown_difference(Unit::Fraction, difference, None, figure.change);
    }
    figure
}

fn figure(key: &str, label: &str, unit: Unit, good: Good, (before, after): Values) -> Figure {
    let text = |value: Option<f64>| value.map_or(MISSING.to_owned(), |value| in_words(unit, value));
    let (difference, change) = match (before, after) {
        (Some(one), Some(two)) => (Some(two - one), change(one, two, good)),
        _ => (None, Change::Unknown),
    };
    let shown = Shown {
        before: text(before),
        after: text(after),
        difference: difference.map_or(MISSING.to_owned(), |it| shown_difference(unit, it, before, change)),
    };
    Figure { key: key.to_owned(), label: label.to_owned(), unit, before, after, difference, change, shown }
}

impl Figure {
    /// Where the two cannot be compared.
    fn without_difference(mut self) -> Self {
        self.difference = None;
        self.change = Change::Unknown;
        self.shown.difference = MISSING.to_owned();
        self
    }
}

fn change(before: f64, after: f64, good: Good) -> Change {
    if (after - before).abs() <= ROUNDING * before.abs().max(after.abs()) {
        return Change::Same;
    }
    match (good, after < before) {
        (Good::Neither, _) => Change::Different,
        (Good::Less, true) | (Good::More, false) => Change::Better,
        _ => Change::Worse,
    }
}

fn in_words(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Fraction if value > 0.0 && value < 1e-3 => format!("{value:.3e}"),
        Unit::Fraction => format_share(value),
        Unit::Seconds => format_duration(value),
        Unit::PerYear | Unit::Count => format_count(value),
        Unit::Percent => format!("{} %", format_count(value)),
        Unit::MoneyPerMonth => format_money(value, ""),
    }
}

/// The difference with its sign; of what grows without bounds also by how much of what it was.
fn shown_difference(unit: Unit, difference: f64, before: Option<f64>, change: Change) -> String {
    if change == Change::Same {
        return "same".to_owned();
    }
    let text = match unit {
        // A difference of percentages is no percentage of either.
        Unit::Fraction => signed(difference, |it| format!("{} points", points(it))),
        _ => signed(difference, |it| in_words(unit, it)),
    };
    let relative = matches!(unit, Unit::Seconds | Unit::PerYear | Unit::MoneyPerMonth);
    match before.filter(|before| relative && *before > 0.0) {
        Some(before) => format!("{text} ({})", times(difference / before)),
        None => text,
    }
}

/// `−58 %`, or `4.2 times` from double on.
fn times(relative: f64) -> String {
    if relative >= 1.0 {
        return format!("{} times", format_count(relative + 1.0));
    }
    signed(relative, format_share)
}

/// Percentage points with three digits that matter.
pub(crate) fn points(fraction: f64) -> String {
    let percent = fraction * 100.0;
    if percent >= 1e-3 {
        format_share(fraction).trim_end_matches(" %").to_owned()
    } else {
        format!("{percent:.2e}")
    }
}

fn signed(value: f64, text: impl Fn(f64) -> String) -> String {
    format!("{}{}", if value < 0.0 { "−" } else { "+" }, text(value.abs()))
}
