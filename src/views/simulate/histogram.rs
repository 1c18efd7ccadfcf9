//! Downtime per window: the histogram with the objective, and its percentiles as a table.

use leptos::prelude::*;
use ninefold_engine::report::charts::{Downtime, histogram};
use ninefold_engine::simulation::HistogramBin;
use ninefold_engine::units;

use super::charts::Figures;
use super::result::Shown;
use crate::charts;

/// The figure.
pub fn view(shown: &Shown) -> AnyView {
    let window = &shown.journey.window;
    let data = Downtime::new(window, shown.allowed());
    let words = data.in_words();
    let drawn = data.clone();
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table beneath it.
            let _refused = histogram::draw(area, &drawn, look);
        },
    );
    view! {
        <section class="card" aria-labelledby="histogram-title">
            <h2 id="histogram-title">{format!("Downtime in one {}", window.name)}</h2>
            <p class="card-lead">{lead(shown)}</p>
            <figure class="figure">{picture}</figure>
            {percentiles(shown)}
            {bins(&data)}
        </section>
    }
    .into_any()
}

fn lead(shown: &Shown) -> String {
    let window = &shown.journey.window;
    let seen = units::format_count(window.samples as f64);
    match shown.allowed() {
        Some(allowed) => format!(
            "{} of {seen} simulated {}s spent more than the {} the objective allows.",
            units::format_share(window.breach_probability.mean),
            window.name,
            units::format_duration(allowed),
        ),
        None => format!("{seen} simulated windows ({}).", window.name),
    }
}

fn percentiles(shown: &Shown) -> AnyView {
    let downtime = &shown.journey.window.downtime_seconds;
    let named = [
        ("Mean", downtime.mean),
        ("Half stay below", downtime.p50),
        ("90 % stay below", downtime.p90),
        ("95 % stay below", downtime.p95),
        ("99 % stay below", downtime.p99),
        ("Worst seen", downtime.max),
    ];
    let items = named.map(|(name, seconds)| {
        view! { <div class="figure-item"><dt>{name}</dt><dd>{units::format_duration(seconds)}</dd></div> }
    });
    view! { <dl class="figure-list">{items.into_iter().collect::<Vec<_>>()}</dl> }.into_any()
}

/// The bars as a table, for those who do not see them, and as a file.
fn bins(data: &Downtime) -> AnyView {
    let none = HistogramBin { from: 0.0, to: 0.0, count: data.none };
    let all = std::iter::once(&none).chain(&data.bins).chain(&data.beyond);
    let row = |bin: &HistogramBin| {
        let length = |seconds: f64| (units::format_duration(seconds), seconds);
        vec![length(bin.from), length(bin.to), (units::format_count(bin.count as f64), bin.count as f64)]
    };
    let columns =
        [("From", "from_seconds"), ("To", "to_seconds")].map(|(head, name)| (head.to_owned(), name));
    let columns = columns.into_iter().chain([(format!("{}s", data.window), "windows")]).collect();
    let rows = all.filter(|bin| bin.count > 0).map(row).collect();
    Figures { file: "downtime", caption: "The bars as a table", heads: None, columns, rows }.view()
}
