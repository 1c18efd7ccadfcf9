//! How a component needs what it is linked to.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input};
use ninefold_editor::selection::{Item, Selection};
use serde_json::{Value, json};

use super::{Subject, field, more};
use crate::state::Workspace;
use crate::views::widgets::icon;

const RULES: &[(&str, &str)] = &[
    ("all", "All of them"),
    ("any", "Any one of them"),
    ("at_least", "At least so many"),
    ("failover", "The first that works (failover)"),
];

/// The rule, its fields, and the links it is over.
#[must_use]
pub fn view(subject: Subject, id: String) -> AnyView {
    let rule = Memo::new(move |_| name_of(&subject.at("needs")).to_owned());
    let options = RULES.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let more = move || match rule.get().as_str() {
        "at_least" => field::text(subject, "needs.at_least", "At least", "2", ""),
        "failover" => failover(subject),
        _ => ().into_any(),
    };
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Needs"{more::method(1)}</h3></div>
            <div class="stack">
                {targets(subject.workspace(), id)}
                {field::choice("field-needs", "Of its hard links it needs", options, move || rule.get(), move |value| change(subject, &value))}
                {more}
            </div>
        </section>
    }
    .into_any()
}

fn failover(subject: Subject) -> AnyView {
    view! {
        <div class="field-row">
            {field::text(subject, "needs.failover.time", "Switching takes", "60s", "")}
            {field::text(subject, "needs.failover.success", "It works in", "100 %", "")}
        </div>
        {field::text(subject, "needs.failover.manual", "By hand otherwise", "never", "In the order of the links; the first that works serves.")}
        {field::text(subject, "needs.failover.source", "Source", "assumed", "")}
    }
    .into_any()
}

fn change(subject: Subject, rule: &str) {
    let input = match rule {
        "any" => Input::Json(json!("any")),
        "at_least" => Input::Json(json!({ "at_least": 1 })),
        "failover" => {
            Input::Json(json!({ "failover": { "time": "60s", "success": 0.99, "source": "assumed" } }))
        }
        _ => Input::Clear,
    };
    subject.set_or_say(vec![("needs".to_owned(), input)]);
}

fn name_of(rule: &Value) -> &str {
    match rule {
        Value::String(word) => word,
        Value::Object(map) => map.keys().next().map_or("all", String::as_str),
        _ => "all",
    }
}

/// The linked components, in order, each a way to its link.
fn targets(workspace: Workspace, id: String) -> AnyView {
    let links = Memo::new(move |_| {
        let project = workspace.project();
        let mine = project.links().iter().filter(|link| link.from == id);
        mine.map(|link| {
            (link.from.clone(), link.to.clone(), link.is_hard(), Item::component(&link.to).label(&project))
        })
        .collect::<Vec<_>>()
    });
    let ordered = move |links: Vec<(String, String, bool, String)>| {
        let last = links.len().saturating_sub(1);
        let row = |(place, link)| target(workspace, link, place, last);
        links.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    view! {
        <ul class="row-list">{move || ordered(links.get())}</ul>
        <p class="inspector-empty" hidden=move || !links.with(Vec::is_empty)>
            "Nothing yet: drag from the round port at its right side to what it needs."
        </p>
    }
    .into_any()
}

/// One linked component: a way to its link, and to another place in the order.
fn target(workspace: Workspace, link: (String, String, bool, String), place: usize, last: usize) -> AnyView {
    let (from, to, hard, name) = link;
    let (symbol, word) =
        if hard { (icondata_lu::LuArrowRight, "hard") } else { (icondata_lu::LuCornerDownRight, "soft") };
    let title = format!("Edit the link to {name}");
    let item = Item::link(&from, &to);
    let open = move |_| workspace.select(Selection::one(item.clone()));
    let earlier = (last > 0).then(|| {
        let press = move |_| {
            let (from, to) = (from.clone(), to.clone());
            workspace.dispatch_keeping(Command::OrderLink { from, to, place: place.saturating_sub(1) });
        };
        let label = format!("{name}: one place earlier");
        view! {
            <button type="button" class="icon-button" title=label.clone() aria-label=label disabled=place == 0 on:click=press>
                {icon(icondata_lu::LuArrowUp)}
            </button>
        }
        .into_any()
    });
    view! {
        <li class="row-item">
            <button type="button" class="menu-item grow" title=title on:click=open>
                {icon(symbol)} <span class="grow">{name}</span> <span class="menu-note">{word}</span>
            </button>
            {earlier}
        </li>
    }
    .into_any()
}
