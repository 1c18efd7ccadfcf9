//! Planned work on a component or zone.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field, more};
use crate::views::widgets::icon_button;

const SCOPES: &[(&str, &str)] = &[("all", "Everything at once"), ("copy", "One copy after the other")];

/// The list; `copies` says whether it can go copy by copy.
#[must_use]
pub fn view(subject: Subject, copies: bool) -> AnyView {
    let count = Memo::new(move |_| subject.at("maintenance").as_array().map_or(0, Vec::len));
    let add = move || {
        let path = format!("maintenance[{}]", count.get_untracked());
        let new = json!({ "name": "maintenance", "every": "4w", "at": "6d 2h", "for": "1h" });
        subject.set_or_say(vec![(path, Input::Json(new))]);
    };
    view! {
        <section class="inspector-section">
            <div class="section-head">
                <h3>"Planned work"{more::method(1)}</h3>
                {icon_button(icondata_lu::LuPlus, "Add planned work", add)}
            </div>
            <div class="stack">
                {move || (0..count.get()).map(|index| one(subject, index, copies)).collect::<Vec<_>>()}
                <p class="inspector-empty" hidden=move || count.get() != 0>
                    "None. Upgrades and backups that take it out of service at set times belong here; the simulation plays them."
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn one(subject: Subject, index: usize, copies: bool) -> AnyView {
    let path = move |key: &str| format!("maintenance[{index}].{key}");
    let remove = move || {
        let only = subject.at("maintenance").as_array().is_some_and(|list| list.len() == 1);
        let gone = if only { "maintenance".to_owned() } else { format!("maintenance[{index}]") };
        subject.set_or_say(vec![(gone, Input::Clear)]);
    };
    let current = move || subject.at(&path("scope")).as_str().unwrap_or("all").to_owned();
    let options = SCOPES.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let input = if value == "all" { Input::Clear } else { Input::Json(Value::String(value)) };
        subject.set_or_say(vec![(path("scope"), input)]);
    };
    let scope = copies.then(|| field::choice("field-scope", "Takes out", options, current, chosen));
    view! {
        <div class="failure" data-testid=format!("maintenance-{index}")>
            <div class="failure-head">
                {field::text(subject, &path("name"), "What is done", "upgrade, backup …", "")}
                {icon_button(icondata_lu::LuTrash2, "Remove this work", remove)}
            </div>
            <div class="field-row">
                {field::text(subject, &path("every"), "Every", "4w", "")}
                {field::text(subject, &path("for"), "Takes", "1h", "")}
            </div>
            {field::text(subject, &path("at"), "First at, from Monday 00:00", "at once", "")}
            {scope}
        </div>
    }
    .into_any()
}
