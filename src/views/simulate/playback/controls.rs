//! What moves the cursor: buttons, and what takes the recording along.

use leptos::prelude::*;

use super::player::Player;
use crate::browser::{clipboard, download, location};
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::{icon, icon_button};

/// The row of buttons.
pub fn view(player: Player) -> AnyView {
    let steps = [
        ("playback-previous", icondata_lu::LuSkipBack, "Previous event"),
        ("playback-next", icondata_lu::LuSkipForward, "Next event"),
    ];
    let [previous, next] = steps.map(|(id, data, label)| {
        let forth = id == "playback-next";
        let press = move |_| {
            player.pause();
            player.step(forth);
        };
        view! {
            <button type="button" class="icon-button" data-testid=id title=label aria-label=label on:click=press>{icon(data)}</button>
        }
    });
    let toggle = move |_| if player.playing.get_untracked() { player.pause() } else { player.play() };
    let label = move || if player.playing.get() { "Pause" } else { "Play" };
    let face = move || match player.playing.get() {
        true => icon(icondata_lu::LuPause),
        false => icon(icondata_lu::LuPlay),
    };
    let none = move || player.reel.with(|reel| reel.as_ref().is_none_or(|reel| reel.longest.is_none()));
    view! {
        <div class="playback-controls" role="group" aria-label="Playback">
            {previous}
            <button type="button" class="icon-button" data-testid="playback-play" title=label aria-label=label on:click=toggle>{face}</button>
            {next}
            <button type="button" class="button" data-testid="playback-longest" disabled=none on:click=move |_| player.longest()>
                "Longest outage"
            </button>
            <span class="playback-gap"></span>
            {icon_button(icondata_lu::LuZoomIn, "Zoom in", move || player.zoom(0.5))}
            {icon_button(icondata_lu::LuZoomOut, "Zoom out", move || player.zoom(2.0))}
            {icon_button(icondata_lu::LuMaximize, "The whole run", move || player.whole())}
            {share(player)}
        </div>
    }
    .into_any()
}

/// A link to this very run, and the recording as a file.
fn share(player: Player) -> AnyView {
    let ui = expect_context::<Ui>();
    let href = move || {
        let run = player.reel.with(|reel| reel.as_ref().map(|reel| reel.recording.run))?;
        player.asked.with(|asked| asked.as_ref().map(|asked| asked.fragment(run)))
    };
    // A press copies it; the address shows it too, so that coming back finds the run again.
    let copy = move |event: leptos::ev::MouseEvent| {
        let Some(fragment) = untrack(href) else { return };
        event.prevent_default();
        location::replace(&fragment);
        clipboard::write(&format!("{}{fragment}", location::page()), move |done| match done {
            Ok(()) => ui.notify(
                NoticeKind::Done,
                "Link copied. It opens this run for whoever has this very project: share that too.",
            ),
            Err(_) => {
                ui.notify(NoticeKind::Info, "The link to this run is in the address bar now: copy it there.")
            }
        });
    };
    let save = move |_| {
        let Some(reel) = player.reel.get_untracked() else { return };
        let name = format!("run-{}-seed-{}.json", reel.recording.run, reel.recording.seed);
        let text = serde_json::to_string_pretty(&reel.recording).unwrap_or_default();
        match download::text(&name, "application/json", &text) {
            Ok(()) => ui.notify(NoticeKind::Done, format!("Saved {name}.")),
            Err(why) => ui.notify(NoticeKind::Error, why),
        }
    };
    view! {
        <a class="button quiet" data-testid="playback-link" href=href on:click=copy>{icon(icondata_lu::LuLink)} "Link to this run"</a>
        <button type="button" class="button quiet" data-testid="playback-save" on:click=save>
            {icon(icondata_lu::LuDownload)} "Recording"
        </button>
    }
    .into_any()
}
