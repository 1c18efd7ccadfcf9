//! What takes the journey down, in words: the minimal cut sets with the most minutes.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{self, CutSet, JourneyAnswer, Options};
use ninefold_engine::model::Project;
use ninefold_engine::units;

use super::later;

/// How many are shown.
const SHOWN: usize = 8;

/// The card, filled in as soon as the sets are known; nothing where there are none.
pub fn view(project: &Arc<Project>, options: &Options, journey: &JourneyAnswer) -> AnyView {
    let found = RwSignal::new(Vec::<CutSet>::new());
    let (project, options, id) = (Arc::clone(project), options.clone(), journey.id.clone());
    later::run(0, move || {
        let journeys = analysis::analyze(&project, &options).ok().map(|analysis| analysis.journeys);
        let journey = journeys.into_iter().flatten().find(|journey| journey.id == id);
        // Gone when the design changed.
        found.try_set(journey.map(|journey| journey.cut_sets).unwrap_or_default());
    });
    (move || found.with(|sets| list(sets))).into_any()
}

fn list(sets: &[CutSet]) -> AnyView {
    if sets.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = sets.iter().take(SHOWN).map(item).collect();
    view! {
        <section class="card" aria-labelledby="causes-title">
            <h2 id="causes-title">"What takes it down"</h2>
            <p class="card-lead">"The smallest combinations of failures that end the service, most minutes first. One line alone is a single point of failure."</p>
            <ol class="causes">{items}</ol>
        </section>
    }
    .into_any()
}

fn item(set: &CutSet) -> AnyView {
    let alone = set.events.len() == 1;
    let events: Vec<AnyView> = set
        .events
        .iter()
        .enumerate()
        .map(|(index, event)| {
            let joint = (index > 0).then(|| view! { <span class="cause-and">"and"</span> });
            view! { {joint} <span class="cause-event">{event.clone()}</span> }.into_any()
        })
        .collect();
    view! {
        <li class="cause">
            <span class="cause-words">{events} {alone.then(|| view! { <span class="tag tag-warn">"alone"</span> })}</span>
            <span class="cause-figure">{units::format_duration(set.downtime_seconds_per_year)} " a year"</span>
        </li>
    }
    .into_any()
}
