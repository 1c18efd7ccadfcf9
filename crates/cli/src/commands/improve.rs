//! `ninefold improve`: what to change, and what that saves and costs.

use ninefold_engine::plan::{self, FrontPoint, Improvement, Improvements, Order};
use ninefold_engine::units::{format_count, format_duration, format_money, format_percent, format_share};

use crate::args::Improve;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output};

/// Most changes listed for people, near twins left out.
const LISTED: usize = 20;

/// Runs the command.
pub fn run(arguments: &Improve) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    if let Some(id) = &arguments.journey {
        super::analyze::known(&project, id)?;
    }
    let found = plan::improve(&project, arguments.journey.as_deref(), arguments.budget)?;
    if arguments.json {
        output::print_json(&found)?;
    } else {
        output::tell(&in_words(&found))?;
    }
    Ok(Outcome::Done)
}

fn in_words(found: &Improvements) -> String {
    let now = format_duration(found.downtime_seconds_month);
    let head = format!(
        "{}: {} down a month; {} changes and {} pairs of them tried\n\n",
        found.journey,
        now,
        format_count(found.singles as f64),
        format_count(found.doubles as f64)
    );
    let notes: String = found.warnings.iter().map(|it| format!("  {it}\n")).collect();
    if found.improvements.is_empty() {
        return format!("{head}  Nothing that was tried helps.\n\n{}{}{notes}", front(found), sought(found));
    }
    let rows = found.shown(Order::Downtime, LISTED).into_iter().map(|it| row(it, &found.currency));
    let headings = ["Change", ">Saves a month", ">Costs a month", ">Saved per money", ">Availability"];
    format!("{head}{}\n{}{}{notes}", table(&headings, rows), front(found), sought(found))
}

/// The cheapest design that keeps the promise, and the best within the budget.
fn sought(found: &Improvements) -> String {
    let mut text = String::new();
    // Where nothing has a price there is nothing to choose from.
    if found.front.components == 0 && found.front.points.iter().all(|point| point.numbers.is_empty()) {
        return text;
    }
    if let (Some(design), Some(target)) = (&found.cheapest_for_objective, found.objective) {
        let proof = if found.cheapest_is_proved { "proved" } else { "not proved" };
        let target = format_percent(target, 1.0 - target);
        text += &format!(
            "The cheapest design that keeps the promise of {target} ({proof})\n{}\n",
            one(design, found)
        );
    }
    if let (Some(design), Some(budget)) = (&found.best_within_budget, found.budget) {
        let (money, proof) =
            (format_money(budget, &found.currency), if found.front.proved { "proved" } else { "not proved" });
        text +=
            &format!("The best design for {money} more a month at most ({proof})\n{}\n", one(design, found));
    }
    text
}

fn one(design: &FrontPoint, found: &Improvements) -> String {
    let more = if design.cost_month < 0.0 { "less" } else { "more" };
    format!(
        "  {}: {} {more} a month, {} down a month\n",
        title(design),
        format_money(design.cost_month.abs(), &found.currency),
        format_duration(design.unavailability * 730.0 * 3_600.0)
    )
}

fn title(design: &FrontPoint) -> String {
    let titles: Vec<&str> = design.changes.iter().map(|step| step.title.as_str()).collect();
    if titles.is_empty() { "as it is".to_owned() } else { titles.join("; ") }
}

/// What each amount of money buys; nothing where only the design as it is is on the front.
fn front(found: &Improvements) -> String {
    let front = &found.front;
    if front.points.iter().all(|point| point.numbers.is_empty()) {
        return String::new();
    }
    let row = |point: &FrontPoint| {
        vec![
            more(point.cost_month, &found.currency),
            format_duration(point.unavailability * 730.0 * 3_600.0),
            title(point),
        ]
    };
    let proof = if front.proved {
        "proved: no other of these choices is both cheaper and less down".to_owned()
    } else if front.gap >= 1.0 {
        "the best found, not proved".to_owned()
    } else {
        format!(
            "the best found; for the same money downtime could be {} less",
            format_share(front.gap.min(1.0))
        )
    };
    let rows = table(&[">More a month", ">Down a month", "Design"], front.points.iter().map(row));
    format!(
        "What money buys, over the {} components that matter most ({proof})\n\n{rows}\n",
        front.components
    )
}

/// Money more, with a minus where it is less.
fn more(money: f64, currency: &str) -> String {
    let sign = if money < 0.0 { "−" } else { "" };
    format!("{sign}{}", format_money(money.abs(), currency))
}

fn row(it: &Improvement, currency: &str) -> Vec<String> {
    let money = |money: f64| more(money, currency);
    let saved = if it.saved_seconds_month < 0.0 {
        format!("−{}", format_duration(-it.saved_seconds_month))
    } else {
        format_duration(it.saved_seconds_month)
    };
    vec![
        it.title.clone(),
        saved,
        it.cost_month.map_or("not known".to_owned(), money),
        it.saved_seconds_per_money.map_or("–".to_owned(), format_duration),
        format_percent(it.availability, it.unavailability),
    ]
}
