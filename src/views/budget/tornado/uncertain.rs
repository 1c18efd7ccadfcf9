//! What the figures known within a range only leave of the answer: an interval, and which of them matter most.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{Doubt, JourneyUncertainty, Options, UncertainInput};
use ninefold_engine::model::{Failure, Project};
use ninefold_engine::units;

use super::super::later;
use crate::views::widgets::stat;

/// How many inputs are shown.
const SHOWN: usize = 6;

/// The card, filled in as soon as all sets of inputs were solved; nothing where every figure is taken as given. `project` has one journey.
pub fn view(project: &Arc<Project>, options: &Options) -> Option<AnyView> {
    let uncertain = |failures: &[Failure]| failures.iter().any(|failure| failure.uncertainty.is_some());
    let components = project.components().iter().any(|it| uncertain(it.failures()));
    if !components && !project.zones().iter().any(|it| uncertain(it.failures())) {
        return None;
    }
    let found = RwSignal::new(None::<JourneyUncertainty>);
    let (model, chosen) = (Arc::clone(project), options.clone());
    later::run(240, move || {
        let mut doubt = Doubt::new(&model, &chosen).ok().flatten();
        later::in_pieces(move || {
            // Gone when the design changed.
            if found.try_get_untracked().is_none() {
                return false;
            }
            let more = doubt.as_mut().is_some_and(|doubt| doubt.step().unwrap_or(false));
            if !more {
                let all = doubt.take().and_then(|doubt| doubt.finish().ok()).unwrap_or_default();
                found.try_set(all.into_iter().next());
            }
            more
        });
    });
    let project = Arc::clone(project);
    let card = view! {
        <section class="card" aria-labelledby="doubt-title" data-testid="uncertainty">
            <h2 id="doubt-title">"How well that is known"</h2>
            <p class="card-lead">"The figures given as a range or as failures counted, moved together within what is known of them; each time solved anew."</p>
            {move || found.with(|found| match found {
                None => view! { <p class="footnote" role="status">"Trying 500 sets of figures …"</p> }.into_any(),
                Some(found) => filled(&project, found),
            })}
        </section>
    };
    Some(card.into_any())
}

fn filled(project: &Project, found: &JourneyUncertainty) -> AnyView {
    let (down, share) = (found.downtime_seconds_per_year, found.unavailability);
    let between = |low: String, high: String| format!("{low} to {high}");
    let downtime = between(units::format_duration(down.low), units::format_duration(down.high));
    let percent = |down: f64| units::format_percent(1.0 - down, down);
    let availability = between(percent(share.high), percent(share.low));
    let half = format!("half of the cases below {}", units::format_duration(down.median));
    let kept = found.met.map(|met| {
        stat::view("Chance that the objective is met", units::format_share(met), "plain", String::new())
    });
    let rows: Vec<AnyView> = found.inputs.iter().take(SHOWN).map(|input| row(project, input)).collect();
    view! {
        <div class="stats">
            {stat::view("Downtime a year, nine times in ten", downtime, "plain", half)}
            {stat::view("Availability, nine times in ten", availability, "plain", String::new())}
            {kept}
        </div>
        <div class="table-scroll" tabindex="0">
            <table class="table">
                <thead><tr>
                    <th scope="col">"Known within"</th>
                    <th scope="col" class="number">"From"</th>
                    <th scope="col" class="number">"To"</th>
                    <th scope="col" class="number">"Share of the doubt"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(project: &Project, input: &UncertainInput) -> AnyView {
    let is_share = input.input.ends_with("availability");
    let value = |value: f64| match is_share {
        true => units::format_percent(value, 1.0 - value),
        false => units::format_duration(value * 3_600.0),
    };
    let figure = input.input.rsplit('.').next().unwrap_or_default();
    let figure = if is_share { figure.to_owned() } else { figure.to_uppercase() };
    view! {
        <tr>
            <th scope="row"><span class="cause-name">{super::name(project, &input.id)}</span> " " {figure}</th>
            <td class="number">{value(input.low)}</td>
            <td class="number">{value(input.high)}</td>
            <td class="number">{units::format_share(input.share)}</td>
        </tr>
    }
    .into_any()
}
