//! What happened, in plain words: the moment looked at and what is around it.

use leptos::prelude::*;
use ninefold_engine::report::charts::timeline::moment;

use super::player::Player;
use super::reel::Reel;

/// Events shown before the present ones, and in all.
const BEFORE: usize = 4;
const SHOWN: usize = 14;

/// The list.
pub fn view(player: Player) -> AnyView {
    let lines = move || {
        let at = player.time.get();
        player.reel.with(|reel| reel.as_ref().map(|reel| lines(player, reel, at)))
    };
    view! {
        <div class="playback-log">
            <h3>"What happens"</h3>
            <ol data-testid="playback-log">{lines}</ol>
        </div>
    }
    .into_any()
}

fn lines(player: Player, reel: &Reel, at: f64) -> Vec<AnyView> {
    let events = &reel.recording.events;
    if events.is_empty() {
        return vec![view! { <li class="quiet">"Nothing happens in this run."</li> }.into_any()];
    }
    let present = reel.present(at);
    let first = present.start.saturating_sub(BEFORE);
    let last = (first + SHOWN).max(present.end).min(events.len());
    (first..last).map(|number| line(player, reel, number, present.contains(&number))).collect()
}

fn line(player: Player, reel: &Reel, number: usize, present: bool) -> AnyView {
    let event = &reel.recording.events[number];
    let seconds = event.at;
    let press = move |_| {
        player.pause();
        player.go(seconds);
    };
    let journeys = journeys(reel, number);
    view! {
        <li>
            <button type="button" class="playback-line" class:is-current=present
                aria-current=present.then_some("step") on:click=press>
                <span class="playback-when">{moment(seconds)}</span>
                <span><strong>{reel.label(&event.subject).to_owned()}</strong> " " {event.change.clone()} ": " {event.why.clone()}{journeys}</span>
            </button>
        </li>
    }
    .into_any()
}

/// Journeys that stand otherwise than after the event before.
fn journeys(reel: &Reel, number: usize) -> String {
    let events = &reel.recording.events;
    let state = |at: Option<usize>, id: &str| {
        at.and_then(|at| events[at].journeys.get(id)).map_or("up", String::as_str).to_owned()
    };
    let mut words = String::new();
    for (id, row) in &reel.journeys {
        let (before, after) = (state(number.checked_sub(1), id), state(Some(number), id));
        if before != after {
            words += &format!(" → {} {after}", row.label);
        }
    }
    words
}
