//! A link.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use ninefold_editor::selection::Selection;
use serde_json::json;

use super::{Subject, field, foot, head};

const EFFECTS: &[(&str, &str)] = &[("hard", "Hard"), ("soft", "Soft")];

/// The form of a link.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let workspace = subject.workspace();
    let selection: Selection = workspace.selection.get_untracked();
    let title = selection.describe(&workspace.project_untracked());
    let soft = Memo::new(move |_| subject.at("effect").as_str() == Some("soft"));
    let current = move || if soft.get() { "soft" } else { "hard" }.to_owned();
    let chosen = move |effect: &'static str| {
        let values = match effect {
            "soft" => vec![("effect".to_owned(), Input::Json(json!("soft")))],
            _ => vec![("effect".to_owned(), Input::Clear), ("loss".to_owned(), Input::Clear)],
        };
        subject.set_or_say(values);
    };
    let explain = move || match soft.get() {
        true => {
            "Soft: a circuit breaker, a cached page, a queue. While the target is down the source serves degraded."
        }
        false => "Hard: counts in the rule by which the source needs its links.",
    };
    let loss = move || {
        soft.get().then(|| {
            field::text(
                subject,
                "loss",
                "Requests lost meanwhile",
                "0 %",
                "The share that fails while the link is broken.",
            )
        })
    };
    view! {
        {head(icondata_lu::LuSpline, move || title.clone())}
        <div class="inspector-scroll">
            <section class="inspector-section"><div class="stack">
                {field::segments("field-effect", "Effect", EFFECTS, current, chosen)}
                <p class="explain">{explain}</p>
                {loss}
                {field::text(subject, "fan_out", "Calls per request", "1", "")}
            </div></section>
        </div>
        {foot(selection, workspace)}
    }
    .into_any()
}
