//! How much is asked of the system: its growth, and its shape over a day.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field};
use crate::views::widgets::icon_button;

/// The section of the project's form.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Demand"</h3></div>
            <div class="stack">
                {field::text(subject, "demand.growth_per_month", "Growth a month", "0 %", "")}
                {profile(subject)}
                {peaks(subject)}
                {field::text(subject, "demand.start", "This month", "2026-11", "")}
                {field::text(subject, "demand.arrival_variability", "Arrivals' deviation ÷ mean", "1", "")}
                {field::text(subject, "demand.source", "Source of the demand", "assumed", "")}
            </div>
        </section>
    }
    .into_any()
}

/// Each hour's share of the peak, of a day or of a week: drawn, typed, added and taken away, each one undo step.
#[must_use]
pub fn profile(subject: Subject) -> AnyView {
    let hours = Memo::new(move |_| subject.at("demand.profile").as_array().map_or(0, Vec::len));
    let set = move |input: Input| subject.set_or_say(vec![("demand.profile".to_owned(), input)]);
    let button = move || match hours.get() {
        0 => {
            icon_button(icondata_lu::LuPlus, "Add a daily profile", move || set(Input::Json(json!(WORKDAY))))
        }
        _ => icon_button(icondata_lu::LuTrash2, "Remove the profile", move || set(Input::Clear)),
    };
    let week = move || {
        let day = subject.at("demand.profile").as_array().cloned().unwrap_or_default();
        let week = DAYS.iter().flat_map(|_| day.clone()).collect();
        set(Input::Json(Value::Array(week)));
    };
    let title = move || if hours.get() == WEEK { "Over the week" } else { "Over the day" };
    let longer = move || {
        (hours.get() == WORKDAY.len()).then(|| {
            view! {
                <button type="button" class="button quiet" data-testid="profile-week" on:click=move |_| week()>
                    "A week of such days"
                </button>
            }
        })
    };
    // Not made anew when its length changes: someone may be typing in it.
    let shaped = Memo::new(move |_| hours.get() > 0);
    let drawn = move || {
        shaped.get().then(|| {
            view! {
                {bars(subject)}
                {field::text(subject, "demand.profile", "24 values of a day, or 168 of a week from Monday", "", "Each hour's share of the peak. Drag the bars, or type.")}
                {longer}
            }
        })
    };
    view! {
        <div class="section-head"><span class="field-label">{title}</span>{button}</div>
        {drawn}
    }
    .into_any()
}

/// The days of the year on which demand is higher: adding, changing and taking away each is one undo step.
#[must_use]
pub fn peaks(subject: Subject) -> AnyView {
    let count = Memo::new(move |_| subject.at("demand.peaks").as_array().map_or(0, Vec::len));
    let add = move || {
        let path = format!("demand.peaks[{}]", count.get_untracked());
        let new = json!({ "name": "Black Friday", "at": "11-27", "multiplier": 2 });
        subject.set_or_say(vec![(path, Input::Json(new))]);
    };
    let undated = move || count.get() == 0 || !subject.at("demand.start").is_null();
    view! {
        <div class="section-head">
            <span class="field-label">"Seasonal peaks"</span>
            {icon_button(icondata_lu::LuPlus, "Add a seasonal peak", add)}
        </div>
        {move || (0..count.get()).map(|index| peak(subject, index)).collect::<Vec<_>>()}
        <p class="field-help" hidden=undated>"Say which month is now: without it nobody knows how far off a day is."</p>
    }
    .into_any()
}

fn peak(subject: Subject, index: usize) -> AnyView {
    let path = move |key: &str| format!("demand.peaks[{index}].{key}");
    let remove = move || {
        let only = subject.at("demand.peaks").as_array().is_some_and(|list| list.len() == 1);
        let gone = if only { "demand.peaks".to_owned() } else { format!("demand.peaks[{index}]") };
        subject.set_or_say(vec![(gone, Input::Clear)]);
    };
    view! {
        <div class="failure" data-testid=format!("peak-{index}")>
            <div class="failure-head">
                {field::text(subject, &path("name"), "Season", "Black Friday", "")}
                {icon_button(icondata_lu::LuTrash2, "Remove this peak", remove)}
            </div>
            <div class="field-row">
                {field::text(subject, &path("at"), "Day", "11-27", "")}
                {field::text(subject, &path("multiplier"), "Times the demand", "2", "")}
            </div>
        </div>
    }
    .into_any()
}

/// A day of office hours to start from: no measurement, and to be replaced by one.
const WORKDAY: [f64; 24] = [
    0.2, 0.15, 0.1, 0.1, 0.1, 0.15, 0.3, 0.5, 0.8, 0.95, 1.0, 1.0, 0.9, 0.95, 1.0, 0.95, 0.9, 0.8, 0.7, 0.65,
    0.6, 0.5, 0.4, 0.3,
];
/// The picture's height and width, in its own units.
const HIGH: f64 = 64.0;
const WIDE: f64 = 288.0;
/// Hours of a week: its profile begins on Monday.
const WEEK: usize = 168;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// One bar an hour of a day or of a week; dragging across them draws it.
fn bars(subject: Subject) -> AnyView {
    use wasm_bindgen::JsCast;
    let values = Memo::new(move |_| -> Vec<f64> {
        let profile = subject.at("demand.profile");
        profile.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    });
    let most = Memo::new(move |_| values.with(|it| it.iter().fold(1.0, |most: f64, it| most.max(*it))));
    let draw = move |event: &web_sys::PointerEvent, start: bool| {
        let Some(svg) = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let frame = svg.get_bounding_client_rect();
        let along = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
        let up = 1.0 - (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0);
        let share = (up.clamp(0.0, 1.0) * most.get_untracked() * 20.0).round() / 20.0;
        let mut day = values.get_untracked();
        let hour = ((along * day.len() as f64).floor().max(0.0) as usize).min(day.len().saturating_sub(1));
        if day.get(hour).is_none_or(|now| !start && (now - share).abs() < 1e-9) {
            return;
        }
        day[hour] = share;
        let text = day.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        // Shares are never refused; a day of the wrong length is, and stays as it was then.
        let _refused = subject.type_in("demand.profile", &text);
    };
    let down = move |event: web_sys::PointerEvent| {
        if let Some(svg) = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) {
            // A pointer that is gone already cannot be captured, and need not be.
            let _gone = svg.set_pointer_capture(event.pointer_id());
        }
        draw(&event, true);
    };
    let moved = move |event: web_sys::PointerEvent| {
        if event.buttons() & 1 == 1 {
            draw(&event, false);
        }
    };
    let workspace = subject.workspace();
    let bar = move |(hour, value): (usize, f64)| {
        let high = (HIGH * value / most.get()).clamp(0.0, HIGH);
        let (wide, is_week) = values.with(|it| (WIDE / it.len().max(1) as f64, it.len() == WEEK));
        let x = wide * hour as f64;
        // A thin line between two bars, whatever there are of them.
        let gap = wide / 12.0;
        let day = if is_week { format!("{} ", DAYS[hour / 24 % 7]) } else { String::new() };
        let title = format!("{day}{}:00, {value}", hour % 24);
        view! { <rect x=x + gap y=HIGH - high width=wide - 2.0 * gap height=high rx=gap><title>{title}</title></rect> }
            .into_any()
    };
    let scale = move || {
        let is_week = values.with(|it| it.len() == WEEK);
        let words = if is_week { &DAYS[..] } else { &["0:00", "6:00", "12:00", "18:00", "24:00"] };
        words.iter().map(|word| view! { <span>{*word}</span> }).collect::<Vec<_>>()
    };
    let is_week = move || values.with(|it| it.len() == WEEK);
    view! {
        <svg
            class="profile" viewBox="0 0 288 64" preserveAspectRatio="none" aria-hidden="true" data-testid="profile"
            on:pointerdown=down on:pointermove=moved
            on:pointerup=move |_| workspace.commit() on:pointercancel=move |_| workspace.cancel()
        >
            <rect class="profile-ground" width="288" height="64" />
            {move || values.get().into_iter().enumerate().map(bar).collect::<Vec<_>>()}
        </svg>
        <div class="profile-hours" class:profile-days=is_week aria-hidden="true">{scale}</div>
    }
    .into_any()
}
