//! How it was done, so that anyone can do it again.

use leptos::prelude::*;
use ninefold_engine::units;

use super::result::Shown;
use crate::views::widgets::words;

/// The facts of the run.
pub fn view(shown: &Shown) -> AnyView {
    let run = &shown.finished.simulation;
    let facts = [
        ("Played", shown.finished.scenario.clone().unwrap_or_else(|| "Steady state".to_owned())),
        ("Seed", run.seed.to_string()),
        ("Years", units::format_count(run.years)),
        ("Runs", units::format_count(run.replications as f64)),
        ("Events", units::format_count(run.events as f64)),
        ("Took", took(run.seconds, run.threads)),
    ];
    let items =
        facts.map(|(name, value)| view! { <div class="figure-item"><dt>{name}</dt><dd>{value}</dd></div> });
    let warnings: Vec<AnyView> =
        run.warnings.iter().map(|warning| view! { <li>{warning.clone()}</li> }.into_any()).collect();
    view! {
        <section class="card" aria-labelledby="method-title">
            <h2 id="method-title">"How it was done"</h2>
            <p class="card-lead">{words::sentence(&run.method)}</p>
            <dl class="figure-list">{items.into_iter().collect::<Vec<_>>()}</dl>
            {(!warnings.is_empty()).then(|| view! { <ul class="plain-list">{warnings}</ul> })}
            <p class="footnote">"The same seed gives the same figures here and on the command line, whatever the number of workers."</p>
        </section>
    }
    .into_any()
}

fn took(seconds: f64, workers: u32) -> String {
    let who = match workers {
        0 => "in the page itself".to_owned(),
        1 => "on one worker".to_owned(),
        many => format!("on {many} workers"),
    };
    format!("{} {who}", units::format_duration(seconds))
}
