//! The time line: scrubbed by pointer or keyboard, zoomed by wheel or keyboard.

use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;
use ninefold_engine::report::charts::timeline::{self, Timeline, moment};
use wasm_bindgen::JsCast;

use super::player::Player;
use crate::charts;

/// The strip.
pub fn view(player: Player) -> AnyView {
    let rows =
        Memo::new(move |_| player.reel.with(|reel| reel.as_ref().map(|it| it.rows()).unwrap_or_default()));
    let picture = charts::picture(
        || "Time line of the run; what it shows at the cursor is said beneath it.".to_owned(),
        move |area, look| {
            let end = player.reel.with(|reel| reel.as_ref().map_or(1.0, |reel| reel.recording.until()));
            let data = Timeline { rows: rows.get(), span: player.span.get(), end, cursor: player.time.get() };
            // A canvas that refuses to be drawn on leaves the words beneath it.
            let _refused = timeline::draw(area, &data, look);
        },
    );
    let scrub = move |event: &PointerEvent| {
        if let Some(seconds) = moment_at(player, f64::from(event.offset_x()), event.target()) {
            player.go(seconds);
        }
    };
    let down = move |event: PointerEvent| {
        player.pause();
        if let Some(element) = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) {
            // Without it a scrub ends at the edge, which is no harm.
            let _captured = element.set_pointer_capture(event.pointer_id());
        }
        scrub(&event);
    };
    let moved = move |event: PointerEvent| {
        if event.buttons() == 1 {
            scrub(&event);
        }
    };
    let wheel = move |event: WheelEvent| {
        if !event.ctrl_key() && !event.meta_key() {
            return;
        }
        event.prevent_default();
        if let Some(seconds) = moment_at(player, f64::from(event.offset_x()), event.target()) {
            player.zoom_at(seconds, if event.delta_y() > 0.0 { 1.25 } else { 0.8 });
        }
    };
    let words = move || {
        let at = player.time.get();
        player.reel.with(|reel| reel.as_ref().map(|reel| format!("{}: {}", moment(at), reel.in_words(at))))
    };
    let end =
        move || player.reel.with(|reel| reel.as_ref().map_or(0.0, |reel| reel.recording.until().ceil()));
    view! {
        <div class="playback-strip" role="slider" tabindex="0" data-testid="playback-timeline"
            aria-label="Moment of the run" aria-valuemin="0" aria-valuemax=move || end().to_string()
            aria-valuenow=move || player.time.get().to_string() aria-valuetext=words
            data-value=move || player.time.get().to_string()
            style=move || format!("height:{}px", timeline::height(rows.with(Vec::len)))
            on:pointerdown=down on:pointermove=moved on:wheel=wheel
            on:keydown=move |event| key(player, &event)>
            {picture}
        </div>
        {legend()}
    }
    .into_any()
}

/// The moment under a place of the canvas.
fn moment_at(player: Player, x: f64, target: Option<web_sys::EventTarget>) -> Option<f64> {
    let width = f64::from(target?.dyn_into::<web_sys::Element>().ok()?.client_width());
    let (left, right) = timeline::across(width);
    let (from, to) = player.span.get_untracked();
    (right > left).then(|| from + ((x - left) / (right - left)).clamp(0.0, 1.0) * (to - from))
}

fn key(player: Player, event: &KeyboardEvent) {
    let (from, to) = player.span.get_untracked();
    let now = player.time.get_untracked();
    let page = (to - from) / 10.0;
    match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => drop(player.step(true)),
        "ArrowLeft" | "ArrowDown" => drop(player.step(false)),
        "PageUp" => player.go(now + page),
        "PageDown" => player.go(now - page),
        "Home" => player.go(0.0),
        "End" => player.go(f64::INFINITY),
        "+" | "=" => player.zoom(0.5),
        "-" => player.zoom(2.0),
        "0" => player.whole(),
        " " if player.playing.get_untracked() => player.pause(),
        " " => player.play(),
        _ => return,
    }
    if event.key() != " " {
        player.pause();
    }
    event.prevent_default();
    event.stop_propagation();
}

/// What the bars mean, and the keys.
fn legend() -> AnyView {
    let names = [
        ("down", "Down"),
        ("failing-over", "Failing over"),
        ("degraded", "Degraded"),
        ("maintenance", "Planned work"),
        ("up", "Up"),
    ];
    let entries = names.map(|(class, name)| {
        view! { <li><span class=format!("playback-swatch is-{class}") aria-hidden="true"></span> {name}</li> }
    });
    view! {
        <div class="playback-legend">
            <ul>{entries.into_iter().collect::<Vec<_>>()}</ul>
            <p class="field-help">"← → step from event to event, + − zoom (or Ctrl and the wheel), 0 shows all, Space plays."</p>
        </div>
    }
    .into_any()
}
