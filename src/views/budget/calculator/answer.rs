//! What the calculator answers: the usual windows, what the terms leave of a month, what one more nine means, every convention.

use leptos::prelude::*;
use ninefold_engine::budget::{self, Allowed, Convention, Nine, OnTerms};
use ninefold_engine::units;

use super::question::Understood;

/// `99.95 % is 3.3 nines. One more nine (99.995 %) allows 2 m 10 s a month.`
pub fn in_words(asked: &Understood) -> String {
    let tiers = &asked.tiers;
    let level = units::format_percent(tiers.availability, tiers.unavailability);
    if tiers.unavailability <= 0.0 {
        return format!("{level} allows no downtime at all.");
    }
    let further = tiers.unavailability / 10.0;
    let next = units::format_percent(1.0 - further, further);
    let allowed = units::format_duration(asked.terms.of(tiers).allowed_seconds.month / 10.0);
    format!(
        "{level} is {} nines. One more nine ({next}) allows {allowed} a month.",
        units::format_count(tiers.nines)
    )
}

/// Everything beneath the fields.
pub fn view(asked: &Understood, has_terms: bool) -> AnyView {
    let found = asked.terms.of(&asked.tiers);
    let lengths = &budget::default_convention().lengths;
    let cells = windows(&found.allowed_seconds, lengths).map(|(name, seconds, length)| {
        view! {
            <div class="figure-item">
                <dt>{format!("a {name}")} <span class="convention">{days(length)}</span></dt>
                <dd data-testid=format!("calculator-{name}")>{units::format_duration_in_full(seconds)}</dd>
            </div>
        }
    });
    view! {
        <dl class="calculator-answer">{cells.into_iter().collect::<Vec<_>>()}</dl>
        {has_terms.then(|| on_terms(&found))}
        {one_more_nine(&budget::ladder(&asked.terms), asked.tiers.nines)}
        {conventions(&found)}
    }
    .into_any()
}

/// The length of a window, in days.
fn days(seconds: f64) -> String {
    format!("{} d", units::format_count(seconds / 86_400.0))
}

/// Name, downtime and length of each usual window.
fn windows(downtime: &Allowed, lengths: &Allowed) -> [(&'static str, f64, f64); 5] {
    [
        ("day", downtime.day, lengths.day),
        ("week", downtime.week, lengths.week),
        ("month", downtime.month, lengths.month),
        ("quarter", downtime.quarter, lengths.quarter),
        ("year", downtime.year, lengths.year),
    ]
}

/// What the terms leave of a month of 30 days.
fn on_terms(found: &OnTerms) -> AnyView {
    let time = units::format_duration_in_full;
    let left = found.for_failures_seconds.month;
    let left = if left < 0.0 { format!("none: {} too little", time(-left)) } else { time(left) };
    let seen = units::format_percent(found.seen_availability, found.seen_unavailability);
    let rows = [
        ("Service hours a month", time(found.agreed_seconds.month)),
        ("Planned maintenance a month", time(found.maintenance_seconds.month)),
        ("Left for failures a month", left),
        ("Away a month at most, in service hours", time(found.away_seconds.month)),
        ("Users then see", seen),
    ];
    let rows =
        rows.map(|(name, value)| view! { <div class="figure-item"><dt>{name}</dt><dd>{value}</dd></div> });
    view! { <dl class="figure-list" data-testid="calculator-terms">{rows.into_iter().collect::<Vec<_>>()}</dl> }.into_any()
}

/// Two to seven nines, and what each leaves for people.
fn one_more_nine(ladder: &[Nine], nines: f64) -> AnyView {
    let row = |rung: &Nine| {
        let current = (nines - f64::from(rung.nines)).abs() < 1e-9;
        let people = if rung.by_hand {
            "one repair of half an hour fits"
        } else {
            "no time for a person: it must heal itself"
        };
        view! {
            <tr aria-current=current.then_some("true")>
                <th scope="row">{rung.level.clone()}</th>
                <td class="number">{units::format_duration_in_full(rung.month_seconds)}</td>
                <td class="number">{units::format_duration_in_full(rung.year_seconds)}</td>
                <td class="number">{units::format_count(rung.half_hours_a_year)}</td>
                <td>{people}</td>
            </tr>
        }
    };
    view! {
        <details class="disclosure" data-testid="calculator-nines">
            <summary>"What one more nine means"</summary>
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Level"</th>
                            <th scope="col" class="number">"Month"</th>
                            <th scope="col" class="number">"Year"</th>
                            <th scope="col" class="number">"Half-hour outages a year"</th>
                            <th scope="col">"In a year"</th>
                        </tr>
                    </thead>
                    <tbody>{ladder.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// The same by every way of measuring months and years.
fn conventions(found: &OnTerms) -> AnyView {
    let row = |(convention, downtime): &(&'static Convention, Allowed)| {
        view! {
            <tr>
                <th scope="row">{convention.description.clone()} <span class="convention">{convention.source.clone()}</span></th>
                <td class="number">{units::format_duration_in_full(downtime.month)}</td>
                <td class="number">{units::format_duration_in_full(downtime.quarter)}</td>
                <td class="number">{units::format_duration_in_full(downtime.year)}</td>
            </tr>
        }
    };
    view! {
        <details class="disclosure">
            <summary>"Other ways to measure a month and a year"</summary>
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Convention"</th>
                            <th scope="col" class="number">"Month"</th>
                            <th scope="col" class="number">"Quarter"</th>
                            <th scope="col" class="number">"Year"</th>
                        </tr>
                    </thead>
                    <tbody>{found.allowed_by_convention.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
