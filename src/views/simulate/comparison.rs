//! Exact beside simulated, measure by measure.

use leptos::prelude::*;
use ninefold_engine::report::{Agreement, agreement};
use ninefold_engine::simulation::{Interval, JourneySimulation};
use ninefold_engine::units::{self, Window};

use super::result::Shown;
use crate::views::widgets::icon;

/// A measure that has an exact and a simulated figure.
struct Measure {
    name: String,
    exact: Option<f64>,
    simulated: Interval,
    format: fn(f64) -> String,
}

/// The table.
pub fn view(shown: &Shown) -> AnyView {
    let rows: Vec<AnyView> = measures(shown).iter().map(row).collect();
    let confidence = units::format_share(shown.journey.availability.confidence);
    view! {
        <section class="card" aria-labelledby="comparison-title">
            <h2 id="comparison-title">"Exact beside simulated"</h2>
            <p class="card-lead">{lead(shown)}</p>
            <div class="table-scroll" tabindex="0">
                <table class="table comparison">
                    <thead>
                        <tr>
                            <th scope="col">"Measure"</th>
                            <th scope="col" class="number">"Exact"</th>
                            <th scope="col" class="number">"Simulated"</th>
                            <th scope="col" class="number">{format!("{confidence} interval")}</th>
                            <th scope="col">"Verdict"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn lead(shown: &Shown) -> String {
    match (&shown.finished.scenario, &shown.exact) {
        (Some(name), _) => {
            format!("The scenario “{name}” is scripted, so the long-run answer does not apply to it.")
        }
        (None, Some(_)) => {
            "The exact answer should lie in the simulated interval; by chance one in a hundred will not."
                .to_owned()
        }
        (None, None) => "There is no exact answer for the design as it was simulated.".to_owned(),
    }
}

fn measures(shown: &Shown) -> Vec<Measure> {
    let journey = &shown.journey;
    let exact = shown.exact.as_ref();
    let loaded = !shown.finished.simulation.not_in_exact.is_empty();
    let served = exact.filter(|_| !loaded).map(|one| one.served_fraction);
    let up = &journey.availability;
    let up = Interval { mean: up.mean, low: up.low, high: up.high };
    let (period, seconds) = period(shown);
    let years = seconds / Window::Year.seconds();
    let mut list = vec![
        measure("Availability", exact.map(|one| one.availability), up, percent),
        measure(
            &format!("Downtime {period}"),
            exact.map(|one| one.unavailability * seconds),
            times(journey.unavailability, seconds),
            units::format_duration,
        ),
        measure(
            &format!("Outages {period}"),
            exact.map(|one| one.outages_per_year * years),
            times(journey.outages_per_year, years),
            units::format_count,
        ),
        measure(
            "Mean length of an outage",
            exact.and_then(|one| one.mean_outage_hours).map(|hours| hours * 3_600.0),
            mean_outage(journey),
            units::format_duration,
        ),
        measure("Requests answered", served, journey.served_fraction, percent),
    ];
    if shown.allowed().is_some() {
        let objective = exact.and_then(|one| one.objective.as_ref());
        list.push(measure(
            &format!("Chance to miss the objective in a {}", journey.window.name),
            objective.map(|objective| objective.breach_probability),
            journey.window.breach_probability,
            units::format_share,
        ));
    }
    list
}

/// Downtime over outages; its interval from the far ends of theirs, so wider than it need be. Where no outage was seen there is none.
fn mean_outage(journey: &JourneySimulation) -> Interval {
    let (down, outages) = (journey.unavailability, journey.outages_per_year);
    let over =
        |down: f64, outages: f64| if outages > 0.0 { down * Window::Year.seconds() / outages } else { 0.0 };
    let high = if outages.low > 0.0 { over(down.high, outages.low) } else { f64::INFINITY };
    Interval { mean: over(down.mean, outages.mean), low: over(down.low, outages.high), high }
}

/// What downtime and outages are counted over: a year, or the window a scenario is played in.
fn period(shown: &Shown) -> (String, f64) {
    match shown.finished.scenario {
        None => ("a year".to_owned(), Window::Year.seconds()),
        Some(_) => (format!("in the {} it happens", shown.journey.window.name), shown.journey.window.seconds),
    }
}

fn measure(name: &str, exact: Option<f64>, simulated: Interval, format: fn(f64) -> String) -> Measure {
    Measure { name: name.to_owned(), exact, simulated, format }
}

fn times(interval: Interval, factor: f64) -> Interval {
    Interval { mean: interval.mean * factor, low: interval.low * factor, high: interval.high * factor }
}

fn percent(fraction: f64) -> String {
    units::format_percent(fraction, 1.0 - fraction)
}

fn row(measure: &Measure) -> AnyView {
    let simulated = &measure.simulated;
    let exact = measure.exact.map_or_else(|| "–".to_owned(), measure.format);
    let interval = format!("{} – {}", (measure.format)(simulated.low), (measure.format)(simulated.high));
    view! {
        <tr>
            <th scope="row">{measure.name.clone()}</th>
            <td class="number" data-label="exact">{exact}</td>
            <td class="number" data-label="simulated">{(measure.format)(simulated.mean)}</td>
            <td class="number quiet" data-label="interval">{interval}</td>
            <td class="verdict-cell">{mark(agreement(measure.exact, simulated))}</td>
        </tr>
    }
    .into_any()
}

/// Symbol and word: never the colour alone.
fn mark(agreement: Agreement) -> AnyView {
    let (class, symbol) = match agreement {
        Agreement::Agree => ("mark mark-good", icondata_lu::LuCheck),
        Agreement::Disagree => ("mark mark-bad", icondata_lu::LuX),
        Agreement::NotComparable => ("mark mark-plain", icondata_lu::LuMinus),
    };
    view! { <span class=class>{icon(symbol)} {agreement.words()}</span> }.into_any()
}
