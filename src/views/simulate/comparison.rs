//! Exact beside simulated, measure by measure.

use leptos::prelude::*;
use ninefold_engine::report::{Agreement, agreement};
use ninefold_engine::simulation::Interval;
use ninefold_engine::units;

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
            <div class="table-scroll">
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
    let down = journey.unavailability;
    let up = Interval {
        mean: journey.availability.mean,
        low: journey.availability.low,
        high: journey.availability.high,
    };
    let mut list = vec![
        Measure {
            name: "Availability".to_owned(),
            exact: exact.map(|one| one.availability),
            simulated: up,
            format: percent,
        },
        Measure {
            name: "Downtime a year".to_owned(),
            exact: exact.map(|one| one.unavailability),
            simulated: down,
            format: per_year,
        },
        Measure {
            name: "Outages a year".to_owned(),
            exact: exact.map(|one| one.outages_per_year),
            simulated: journey.outages_per_year,
            format: units::format_count,
        },
        Measure {
            name: "Requests answered".to_owned(),
            exact: exact.map(|one| one.served_fraction),
            simulated: journey.served_fraction,
            format: percent,
        },
    ];
    if let Some(objective) = exact.and_then(|one| one.objective.as_ref()) {
        list.push(Measure {
            name: format!("Chance to miss the objective in a {}", objective.window),
            exact: Some(objective.breach_probability),
            simulated: journey.window.breach_probability,
            format: units::format_share,
        });
    } else if shown.allowed().is_some() {
        list.push(Measure {
            name: format!("Chance to miss the objective in a {}", journey.window.name),
            exact: None,
            simulated: journey.window.breach_probability,
            format: units::format_share,
        });
    }
    list
}

fn percent(fraction: f64) -> String {
    units::format_percent(fraction, 1.0 - fraction)
}

fn per_year(unavailability: f64) -> String {
    units::format_duration(unavailability * units::Window::Year.seconds())
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
