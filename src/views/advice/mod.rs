//! What the linter says: badges on the canvas, and a panel with why, what it costs, and a remedy a click away.

mod badges;
mod card;

use leptos::prelude::*;
use ninefold_editor::selection::Item;
use ninefold_engine::lint::{Finding, Severity, Subject};

use crate::managers::advice::{self, Found};
use crate::views::canvas::Stage;
use crate::views::widgets::icon;

/// Over the canvas.
#[must_use]
pub fn view() -> AnyView {
    let stage = Stage::from_context();
    let found = advice::follow(stage.workspace);
    let open = RwSignal::new(false);
    view! {
        {badges::view(stage, found, open)}
        {panel(stage, found, open)}
    }
    .into_any()
}

fn panel(stage: Stage, found: RwSignal<Found>, open: RwSignal<bool>) -> AnyView {
    let label = move || found.with(summary);
    let class = move || match found.with(Found::worst) {
        Some(Severity::Error) => "advice-toggle advice-error",
        Some(Severity::Warning) => "advice-toggle advice-warning",
        _ => "advice-toggle",
    };
    let symbol = move || match found.with(Found::worst) {
        None => icon(icondata_lu::LuCircleCheck),
        Some(severity) => icon(card::symbol(severity)),
    };
    let list = move || open.get().then(|| cards(stage, found));
    let key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    // What is done here is not done to the canvas beneath.
    view! {
        <div
            class="advice" on:keydown=key
            on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()
            on:wheel=|event| event.stop_propagation()
        >
            <button
                type="button" class=class data-testid="lint-toggle" aria-expanded=move || open.get().to_string()
                hidden=move || found.with(|it| it.list.is_none() && !it.waits)
                on:click=move |_| { found.update(|it| it.wanted = true); open.update(|open| *open = !*open); }
            >
                {symbol} <span>{label}</span>
            </button>
            {list}
        </div>
    }
    .into_any()
}

/// "2 errors, 3 warnings".
fn summary(found: &Found) -> String {
    let Some(list) = &found.list else { return "Look for mistakes".to_owned() };
    let count = |severity| list.iter().filter(|it| !it.is_silenced() && it.severity == severity).count();
    let several = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        more => Some(format!("{more} {word}s")),
    };
    let known = [several(count(Severity::Error), "error"), several(count(Severity::Warning), "warning")];
    let said: Vec<String> = known.into_iter().flatten().collect();
    match (said.is_empty(), count(Severity::Info)) {
        (false, _) => said.join(", "),
        (true, 0) => "No mistakes found".to_owned(),
        (true, notes) => several(notes, "note").unwrap_or_default(),
    }
}

/// The findings, those about what is selected first.
fn cards(stage: Stage, found: RwSignal<Found>) -> AnyView {
    let rows = move || {
        let selection = stage.workspace.selection.get();
        let about = |it: &Finding| match &it.subject {
            Subject::Component(id) => selection.contains(&Item::component(id)),
            Subject::Zone(id) => selection.contains(&Item::zone(id)),
            Subject::Link(from, to) => selection.contains(&Item::link(from, to)),
            _ => false,
        };
        found.with(|it| {
            let list = it.list.as_deref().map(Vec::as_slice).unwrap_or_default();
            let (mut first, rest): (Vec<&Finding>, Vec<&Finding>) =
                list.iter().filter(|it| !it.is_silenced()).partition(|it| about(it));
            first.extend(rest);
            first.into_iter().map(|finding| card::view(stage, finding)).collect::<Vec<_>>()
        })
    };
    let silenced = move || {
        found.with(|it| {
            let list = it.list.as_deref().map(Vec::as_slice).unwrap_or_default();
            let quiet: Vec<AnyView> =
                list.iter().filter(|it| it.is_silenced()).map(|finding| card::silenced(stage, finding)).collect();
            (!quiet.is_empty()).then(|| {
                let count = quiet.len();
                view! { <details class="advice-silenced"><summary>{format!("{count} silenced")}</summary>{quiet}</details> }
            })
        })
    };
    let nothing =
        move || found.with(|it| it.list.as_ref().is_some_and(|list| list.iter().all(Finding::is_silenced)));
    view! {
        <section class="advice-panel" data-testid="lint-panel" aria-label="Findings" tabindex="-1">
            <p class="advice-empty" hidden=move || found.with(|it| it.list.is_some())>"Solving the design with and without each …"</p>
            <p class="advice-empty" hidden=move || !nothing()>"No classic mistake was found. That is not a promise: it looks for those it knows."</p>
            <ul class="advice-list">{rows}</ul>
            {silenced}
        </section>
    }
    .into_any()
}
