//! One run, looked at event by event: a time line, the drawing coloured by state, a log in plain words.
//!
//! Nothing is recorded while the answer is computed: the run is played again from its own random stream, in short slices here.

mod controls;
mod drawing;
mod log;
mod player;
mod reel;
mod strip;

use leptos::prelude::*;
use ninefold_engine::report::charts::timeline::moment;
use ninefold_engine::units::{format_count, format_duration};

use crate::state::{Runs, Ui, Workspace};
use crate::views::widgets::{icon, words};
use player::{Asked, Player, Stage};

/// The card.
pub fn view() -> AnyView {
    let player = Player::new(expect_context::<Workspace>());
    asked_by_address(player);
    let inside = move || match player.stage.get() {
        Stage::Empty => ().into_any(),
        Stage::Playing => view! { <p class="quiet" role="status">"Playing the runs again…"</p> }.into_any(),
        Stage::Failed(why) => view! {
            <div class="banner banner-warn" role="alert">
                {icon(icondata_lu::LuTriangleAlert)} <p>{words::sentence(&why)}</p>
            </div>
        }
        .into_any(),
        Stage::Here => shown(player),
    };
    view! {
        <section class="card playback" aria-labelledby="playback-title" data-testid="playback">
            <div class="playback-head">
                <div>
                    <h2 id="playback-title">"Watch one run"</h2>
                    <p class="card-lead">"Played again from its own random numbers, with everything that happens in it."</p>
                </div>
                {ask(player)}
            </div>
            {inside}
        </section>
    }
    .into_any()
}

/// Which run: the one with the longest outage, or one by its number.
fn ask(player: Player) -> AnyView {
    let runs = expect_context::<Runs>();
    let setup = move |run: Option<u64>| {
        let setup = runs.setup.get_untracked();
        let (years, seed) = setup.parsed_years().ok().zip(setup.parsed_seed().ok())?;
        Some(Asked { years, seed, scenario: setup.scenario, run })
    };
    let unusable = move || runs.setup.with(|it| it.parsed_years().is_err() || it.parsed_seed().is_err());
    let worst = move |_| {
        if let Some(asked) = setup(None) {
            player.record(asked);
        }
    };
    let number = move |event| {
        let run = event_target_value(&event).trim().parse::<u64>().ok().filter(|run| *run > 0);
        if let Some(asked) = run.and_then(|run| setup(Some(run - 1))) {
            player.record(asked);
        }
    };
    let present = move || player.reel.with(|reel| reel.as_ref().map(|it| it.recording.run.to_string()));
    view! {
        <div class="playback-ask">
            <button type="button" class="button" data-testid="playback-record" disabled=unusable on:click=worst>
                {icon(icondata_lu::LuFilm)} "Find the longest outage"
            </button>
            <label class="playback-number">
                "Run" <input class="input" inputmode="numeric" autocomplete="off" data-testid="playback-run" placeholder="1"
                    prop:value=move || present().unwrap_or_default() on:change=number />
            </label>
        </div>
    }
    .into_any()
}

/// A link to a run was opened: `#/simulate/run/<years>/<seed>/<run>/<scenario>`.
fn asked_by_address(player: Player) {
    let fragment = expect_context::<Ui>().fragment.get_untracked();
    if let Some(asked) = Asked::from_fragment(&fragment) {
        player.record(asked);
    }
}

fn shown(player: Player) -> AnyView {
    let facts = move || player.reel.with(|reel| reel.as_ref().map(|reel| lead(player, reel)));
    let old = move || {
        player.is_old().then(|| view! { <p class="banner banner-warn" role="status">"The design has changed since this was recorded."</p> })
    };
    let state = move || {
        let at = player.time.get();
        player.reel.with(|reel| reel.as_ref().map(|reel| format!("{}: {}.", moment(at), reel.in_words(at))))
    };
    view! {
        <p data-testid="playback-facts">{facts}</p>
        {old}
        {controls::view(player)}
        {strip::view(player)}
        <p class="playback-now" data-testid="playback-now">{state}</p>
        <div class="playback-panes">{drawing::view(player)} {log::view(player)}</div>
    }
    .into_any()
}

/// What was recorded, in a sentence.
fn lead(player: Player, reel: &reel::Reel) -> String {
    let it = &reel.recording;
    let run = format_count(it.run as f64);
    let what = it.scenario.as_ref().map_or_else(|| "steady state".to_owned(), |name| format!("“{name}”"));
    let runs = format_count(it.runs as f64);
    let mut words = format!(
        "Run {run} of {runs} with seed {} ({what}): {} events in {}.",
        it.seed,
        format_count(it.events.len() as f64),
        format_duration(it.seconds)
    );
    match reel.longest {
        Some((from, to)) => {
            let whose = reel.struck.as_deref().unwrap_or_default();
            words += &format!(" Longest outage: {} ({whose}).", format_duration(to - from));
        }
        None => words += " No journey goes down in it.",
    }
    if let Some(runs) = player.searched.get() {
        words += &format!(" None of the first {} runs has a longer one.", format_count(runs as f64));
    }
    if it.cut {
        words += &format!(" The record is full: it ends at {}.", moment(reel.recording.until()));
    }
    words
}
