//! What the outages began with, and at which hours of the day it is down.

use leptos::prelude::*;
use ninefold_engine::report::cause_name;
use ninefold_engine::report::charts::hours::clock;
use ninefold_engine::report::charts::{Contributions, Hours, contributions, hours};
use ninefold_engine::simulation::{CauseSimulation, HourSimulation};
use ninefold_engine::units;

use super::charts::{Figures, card, count, seconds, share};
use super::result::Shown;
use crate::charts;

/// Causes by minutes; nothing where no outage was seen.
pub fn causes(shown: &Shown) -> AnyView {
    let list = &shown.journey.causes;
    if list.is_empty() {
        return ().into_any();
    }
    let project = &shown.finished.project;
    let names: Vec<String> = list.iter().map(|cause| cause_name(project, cause)).collect();
    let spent = |cause: &CauseSimulation| cause.downtime_seconds_per_year.mean;
    let data = Contributions::new(names.iter().map(String::as_str).zip(list.iter().map(spent)));
    let (words, height, drawn) = (data.in_words(), data.height(), data.clone());
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table beneath it.
            let _refused = contributions::draw(area, &drawn, look);
        },
    );
    let picture =
        view! { <div class="chart-sized" style=format!("--chart-height:{height}px")>{picture}</div> };
    let columns = [
        ("In a year", "downtime_seconds_per_year"),
        ("From", "low"),
        ("To", "high"),
        ("Outages a year", "outages_per_year"),
        ("Share", "share"),
    ];
    let row = |cause: &CauseSimulation| {
        let down = &cause.downtime_seconds_per_year;
        vec![
            seconds(down.mean),
            seconds(down.low),
            seconds(down.high),
            count(cause.outages_per_year),
            share(cause.share),
        ]
    };
    let figures = Figures {
        file: "causes",
        caption: "The bars as a table",
        heads: Some(("Cause", "cause", names.clone())),
        columns: columns.map(|(head, name)| (head.to_owned(), name)).to_vec(),
        rows: list.iter().map(row).collect(),
    };
    let lead = match (names.first(), list.first()) {
        (Some(name), Some(first)) => format!(
            "{} of the downtime began with {name}. Each outage is charged whole to what ended service, whatever made it possible.",
            units::format_share(first.share)
        ),
        _ => String::new(),
    };
    card("causes-title", "What outages begin with".to_owned(), lead, picture.into_any(), figures)
}

/// Downtime by hour of the day; nothing where there is no day, as in a scenario.
pub fn by_hour(shown: &Shown) -> AnyView {
    let journey = &shown.journey;
    if journey.hours_of_day.is_empty() {
        return ().into_any();
    }
    let data = Hours { hours: journey.hours_of_day.clone(), mean: journey.unavailability.mean };
    let (words, drawn) = (data.in_words(), data.clone());
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // As above.
            let _refused = hours::draw(area, &drawn, look);
        },
    );
    let columns =
        [("Down", "unavailability"), ("From", "low"), ("To", "high"), ("Requests lost", "lost_fraction")];
    let row = |hour: &HourSimulation| {
        let down = &hour.unavailability;
        vec![share(down.mean), share(down.low), share(down.high), share(hour.lost_fraction.mean)]
    };
    let figures = Figures {
        file: "hours-of-day",
        caption: "The bars as a table",
        heads: Some(("Hour", "hour", data.hours.iter().map(|it| clock(it.hour)).collect())),
        columns: columns.map(|(head, name)| (head.to_owned(), name)).to_vec(),
        rows: data.hours.iter().map(row).collect(),
    };
    let lead = "How much of each hour it is down; the thin lines are the intervals. Time begins on a Monday at midnight.";
    card("hours-title", "Over the time of day".to_owned(), lead.to_owned(), picture, figures)
}
