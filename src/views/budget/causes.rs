//! What takes the journey down, in words: the minimal cut sets with the most minutes.

use leptos::prelude::*;
use ninefold_engine::analysis::{CutSet, JourneyAnswer};
use ninefold_engine::units;

/// How many are shown.
const SHOWN: usize = 8;

/// The list.
pub fn view(journey: &JourneyAnswer) -> AnyView {
    if journey.cut_sets.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = journey.cut_sets.iter().take(SHOWN).map(item).collect();
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
