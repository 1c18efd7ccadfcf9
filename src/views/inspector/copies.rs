//! Redundancy: how many copies, how they work together, and how they take over.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field, more, redundancy};

const MODES: &[(&str, &str)] =
    &[("single", "Single"), ("active-active", "Active-active"), ("active-passive", "Active-passive")];

/// Mode, diagram, and the fields of the mode.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let mode = Memo::new(move |_| subject.at("copies.mode").as_str().unwrap_or("single").to_owned());
    let fields = move || match mode.get().as_str() {
        "active-active" => active_active(subject),
        "active-passive" => active_passive(subject),
        _ => ().into_any(),
    };
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Redundancy"{more::method(2)}</h3></div>
            <div class="stack">
                {field::segments("field-mode", "Redundancy", MODES, move || mode.get(), move |mode| change(subject, mode))}
                {redundancy::view(subject)}
                {fields}
            </div>
        </section>
    }
    .into_any()
}

/// Another mode with sensible figures to start from.
fn change(subject: Subject, mode: &'static str) {
    let copies = match mode {
        "active-active" => Input::Json(json!({ "mode": mode, "count": 2, "required": 1 })),
        "active-passive" => Input::Json(json!({
            "mode": mode, "active": 1, "standby": 1, "standby_state": "hot",
            "failover": { "time": "30s", "success": 0.99, "manual": "30m" }, "source": "assumed",
        })),
        _ => Input::Clear,
    };
    subject.set_or_say(vec![("copies".to_owned(), copies)]);
}

fn active_active(subject: Subject) -> AnyView {
    view! {
        <div class="field-row">
            {field::text(subject, "copies.count", "Copies", "2", "")}
            {field::text(subject, "copies.required", "Needed", "1", "A number, or from-demand.")}
        </div>
        <div class="field-row">
            {field::text(subject, "copies.detection", "Detection", "at once", "")}
            {field::text(subject, "copies.repairers", "Repaired at once", "all", "")}
        </div>
        {field::text(subject, "copies.load_sharing", "The others then fail faster by", "1", "")}
        {field::text(subject, "copies.source", "Source", "assumed", "")}
        <p class="field-help">"Until a failed copy is detected, its share of the requests is lost."</p>
    }
    .into_any()
}

fn active_passive(subject: Subject) -> AnyView {
    view! {
        <div class="field-row">
            {field::text(subject, "copies.active", "Serving", "1", "")}
            {field::text(subject, "copies.standby", "Standing by", "1", "")}
        </div>
        {standby_state(subject)}
        <div class="field-row">
            {field::text(subject, "copies.failover.time", "Failover takes", "30s", "")}
            {field::text(subject, "copies.failover.success", "It works in", "100 %", "")}
        </div>
        <div class="field-row">
            {field::text(subject, "copies.failover.manual", "By hand otherwise", "after repair", "")}
            {field::text(subject, "copies.repairers", "Repaired at once", "all", "")}
        </div>
        <p class="field-help">
            "Detection included. When a failover fails, service waits for a person or for the repair, whichever is first."
        </p>
        {failback(subject)}
        <div class="field-row">
            {field::text(subject, "copies.replication_lag", "Standby is behind by", "nothing", "")}
            {field::text(subject, "copies.failover.source", "Source of failover", "assumed", "")}
        </div>
        <p class="field-help">"What a switch-over loses is what the standby had not received yet."</p>
        {field::text(subject, "copies.source", "Source", "assumed", "")}
    }
    .into_any()
}

const FAILBACK: &[(&str, &str)] = &[
    ("none", "Stay: the repaired copy stands by"),
    ("moves", "Move back: service is interrupted once more"),
];

/// Whether service goes home when the first copies work again.
fn failback(subject: Subject) -> AnyView {
    let moves = Memo::new(move |_| subject.at("copies.failback").is_object());
    let options = FAILBACK.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let input = if value == "moves" { Input::Json(json!({ "time": "10s" })) } else { Input::Clear };
        subject.set_or_say(vec![("copies.failback".to_owned(), input)]);
    };
    let current = move || if moves.get() { "moves" } else { "none" }.to_owned();
    let takes = move || {
        moves.get().then(|| field::text(subject, "copies.failback.time", "Moving back takes", "10s", ""))
    };
    view! {
        {field::choice("field-failback", "After the repair", options, current, chosen)}
        {takes}
    }
    .into_any()
}

const STATES: &[(&str, &str)] = &[
    ("hot", "Hot: runs, and fails as often as the others"),
    ("warm", "Warm: fails less often while it waits"),
    ("cold", "Cold: does not fail while it waits, has to start"),
];

fn standby_state(subject: Subject) -> AnyView {
    let state = Memo::new(move |_| name_of(&subject.at("copies.standby_state")).to_owned());
    let options = STATES.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let json = match value.as_str() {
            "warm" => json!({ "warm": { "factor": 0.5 } }),
            "cold" => json!({ "cold": { "start": "5m" } }),
            _ => json!("hot"),
        };
        subject.set_or_say(vec![("copies.standby_state".to_owned(), Input::Json(json))]);
    };
    let more = move || match state.get().as_str() {
        "warm" => field::text(
            subject,
            "copies.standby_state.warm.factor",
            "Share of the full failure rate",
            "50 %",
            "",
        ),
        "cold" => field::text(subject, "copies.standby_state.cold.start", "Starting takes", "5m", ""),
        _ => ().into_any(),
    };
    view! {
        {field::choice("field-standby_state", "The standby is", options, move || state.get(), chosen)}
        {more}
    }
    .into_any()
}

/// `hot`, `warm` or `cold`.
fn name_of(state: &Value) -> &str {
    match state {
        Value::String(word) => word,
        Value::Object(map) => map.keys().next().map_or("hot", String::as_str),
        _ => "hot",
    }
}
