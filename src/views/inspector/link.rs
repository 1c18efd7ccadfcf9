//! A link.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input};
use ninefold_editor::selection::{Item, Selection};
use serde_json::json;

use super::{Subject, field, foot, head};
use crate::state::Workspace;

const EFFECTS: &[(&str, &str)] = &[("hard", "Hard"), ("soft", "Soft")];

/// The form of a link.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let workspace = subject.workspace();
    let selection: Selection = workspace.selection.get_untracked();
    let title = selection.describe(&workspace.project_untracked());
    view! {
        {head(icondata_lu::LuSpline, move || title.clone())}
        <div class="inspector-scroll">{ends(workspace)} {fields(subject)}</div>
        {foot(selection, workspace)}
    }
    .into_any()
}

/// Its ends, each a choice: another one redirects the link.
fn ends(workspace: Workspace) -> Option<AnyView> {
    let selection = workspace.selection.get_untracked();
    let Some(Item::Link { from, to }) = selection.single().cloned() else { return None };
    let project = workspace.project_untracked();
    let options = |other: &str| -> Vec<(String, String)> {
        let fitting = project.components().iter().filter(|it| it.id != other);
        fitting.map(|it| (it.id.clone(), it.display_name().to_owned())).collect()
    };
    let (starts, ends) = (options(&to), options(&from));
    let link = StoredValue::new((from, to));
    let moved = move |to: (String, String)| {
        workspace.dispatch_or_say(Command::Reconnect { link: link.get_value(), to });
    };
    let view = view! {
        <section class="inspector-section"><div class="field-row">
            {field::choice("field-from", "From", starts, move || link.with_value(|it| it.0.clone()), move |from| moved((from, link.with_value(|it| it.1.clone()))))}
            {field::choice("field-to", "Needs", ends, move || link.with_value(|it| it.1.clone()), move |to| moved((link.with_value(|it| it.0.clone()), to)))}
        </div></section>
    };
    Some(view.into_any())
}

/// Its fields; of several links those they share.
pub fn fields(subject: Subject) -> AnyView {
    let effect = Memo::new(move |_| subject.at("effect").as_str().unwrap_or("hard").to_owned());
    let chosen = move |effect: &'static str| {
        let values = match effect {
            "soft" => {
                vec![("effect".to_owned(), Input::Json(json!("soft"))), ("retries".to_owned(), Input::Clear)]
            }
            _ => ["effect", "loss", "breaker"].map(|key| (key.to_owned(), Input::Clear)).into(),
        };
        subject.set_or_say(values);
    };
    let explain = move || match effect.get().as_str() {
        "soft" => {
            "Soft: a circuit breaker, a cached page, a queue. While the target is down the source serves degraded."
        }
        "hard" => "Hard: counts in the rule by which the source needs its links.",
        _ => "Some are hard, some soft.",
    };
    let of_effect = move || match effect.get().as_str() {
        "soft" => untrack(|| soft(subject)),
        "hard" => field::text(
            subject,
            "retries",
            "Retries",
            "0",
            "Further tries after a failed call: they help against brief losses, and add load.",
        ),
        _ => ().into_any(),
    };
    view! {
        <section class="inspector-section"><div class="stack">
            {field::segments("field-effect", "Effect", EFFECTS, move || effect.get(), chosen)}
            <p class="explain">{explain}</p>
            {of_effect}
            {field::text(subject, "fan_out", "Calls per request", "1", "")}
            {field::text(subject, "source", "Source of the figures", "assumed", "")}
            {field::long(subject, "notes", "Notes")}
        </div></section>
    }
    .into_any()
}

const BREAKER: &[(&str, &str)] = &[("none", "None"), ("breaker", "Opens after failed calls")];

/// What is lost while it is broken, and what stops calls to a target that does not answer.
fn soft(subject: Subject) -> AnyView {
    let there = Memo::new(move |_| subject.at("breaker").is_object());
    let options = BREAKER.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let input = match value.as_str() {
            "breaker" => Input::Json(json!({ "threshold": 5, "timeout": "3s", "reset": "30s" })),
            _ => Input::Clear,
        };
        subject.set_or_say(vec![("breaker".to_owned(), input)]);
    };
    let current = move || if there.get() { "breaker" } else { "none" }.to_owned();
    let breaker = move || {
        there.get().then(|| {
            view! {
                {field::text(subject, "breaker.threshold", "Opens after so many failed calls", "5", "")}
                <div class="field-row">
                    {field::text(subject, "breaker.timeout", "A call fails after", "3s", "")}
                    {field::text(subject, "breaker.reset", "Tries again after", "30s", "")}
                </div>
            }
            .into_any()
        })
    };
    view! {
        {field::text(subject, "loss", "Requests lost meanwhile", "0 %", "The share that fails while the link is broken.")}
        {field::choice("field-breaker", "Circuit breaker", options, current, chosen)}
        {breaker}
    }
    .into_any()
}
