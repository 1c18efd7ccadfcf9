//! How long outages last, and the longest one in a year.

use leptos::prelude::*;
use ninefold_engine::units;

use super::result::Shown;

/// Two small tables.
pub fn view(shown: &Shown) -> AnyView {
    let outage = &shown.journey.outage_seconds;
    let longest = &shown.journey.longest_outage_seconds_per_year;
    let lengths = [
        ("Mean", outage.mean),
        ("Half are shorter than", outage.p50),
        ("90 % are shorter than", outage.p90),
        ("99 % are shorter than", outage.p99),
        ("Longest seen", outage.max),
    ];
    let worst = [
        ("In every second year, under", longest.p50),
        ("In nine years of ten, under", longest.p90),
        ("In 99 years of 100, under", longest.p99),
    ];
    view! {
        <div class="simulate-pair">
            {card("outage-title", "How long an outage lasts", &lengths)}
            {card("longest-title", "The longest outage of a year", &worst)}
        </div>
    }
    .into_any()
}

fn card(id: &'static str, title: &'static str, lines: &[(&'static str, f64)]) -> AnyView {
    let rows: Vec<AnyView> = lines
        .iter()
        .map(|&(name, seconds)| {
            view! { <tr><th scope="row">{name}</th><td class="number">{units::format_duration(seconds)}</td></tr> }.into_any()
        })
        .collect();
    view! {
        <section class="card" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <table class="table"><tbody>{rows}</tbody></table>
        </section>
    }
    .into_any()
}
