//! Writing scenarios: the list, the one that is open, and what could be tried on this design.
//!
//! Every change goes through the editor's commands, one step of the history each; a text that makes no sense yet stays in its
//! field while the project keeps its last good state.

mod event;
mod form;
mod list;
mod one;
mod targets;

use leptos::prelude::*;
use ninefold_engine::simulation::chaos;
use serde_json::{Value, json};

use crate::views::widgets::icon;
use form::Form;

/// The card: closed until someone wants to write.
pub fn view() -> AnyView {
    let form = Form::new();
    let pane = move || match form.open.get().filter(|_| !form.adding.get()) {
        Some(scenario) => one::view(form, scenario),
        None => catalogue(form),
    };
    view! {
        <details class="card scenarios" data-testid="scenarios">
            <summary>
                {icon(icondata_lu::LuChevronRight)}
                <h2>"Scenarios"</h2>
                <span class="quiet">"Write what happens, or take it from the catalogue"</span>
            </summary>
            <div class="scenarios-panes">
                {names(form)}
                <div class="scenarios-pane">{pane}</div>
            </div>
        </details>
    }
    .into_any()
}

/// The scenarios by name; the one that Run plays is marked.
fn names(form: Form) -> AnyView {
    let count = Memo::new(move |_| form.list.with(Vec::len));
    let entry = move |scenario: usize| {
        let name = move || form.value((scenario, None, "name")).as_str().unwrap_or_default().to_owned();
        let events = move || match form.value((scenario, None, "events")).as_array().map_or(0, Vec::len) {
            1 => "1 event".to_owned(),
            many => format!("{many} events"),
        };
        let current = move || form.open.get() == Some(scenario) && !form.adding.get();
        let press = move |_| {
            form.adding.set(false);
            form.play(scenario);
        };
        view! {
            <li>
                <button type="button" class="scenarios-name" class:is-current=current
                    aria-current=move || current().then_some("true") on:click=press>
                    <span>{name}</span>
                    <span class="quiet">{events}</span>
                </button>
            </li>
        }
        .into_any()
    };
    let entries = move || (0..count.get()).map(entry).collect::<Vec<_>>();
    let adding = move || form.adding.get() || form.open.get().is_none();
    view! {
        <div class="scenarios-list">
            <ul data-testid="scenario-list" aria-label="Scenarios of this project">{entries}</ul>
            <button type="button" class="button" data-testid="scenario-add" aria-pressed=move || adding().to_string()
                on:click=move |_| form.adding.set(true)>
                {icon(icondata_lu::LuPlus)} "Add a scenario"
            </button>
            {undo(form)}
        </div>
    }
    .into_any()
}

/// One step back, by its name, once there is something of this card to take back.
fn undo(form: Form) -> AnyView {
    let name = form.workspace.undo_name;
    let ours = Memo::new(move |_| name.get().filter(|name| name.contains("scenario")));
    (move || {
        let name = ours.get()?;
        let label = format!("Undo: {name}");
        Some(view! {
            <button type="button" class="button quiet" data-testid="scenario-undo" title=label.clone() aria-label=label
                on:click=move |_| form.undo()>
                {icon(icondata_lu::LuUndo2)} "Undo"
            </button>
        })
    })
    .into_any()
}

/// What can be tried on the design as it stands.
fn catalogue(form: Form) -> AnyView {
    let entries = move || {
        let mut offers: Vec<Value> = chaos::catalogue(&form.workspace.project())
            .iter()
            .filter_map(|it| serde_json::to_value(it).ok())
            .collect();
        let first = form.workspace.project().components().first().map(|it| it.id.clone());
        if let Some(first) = first {
            let notes = "One event to begin with; everything in it can be changed.";
            offers.push(json!({ "name": "New scenario", "notes": notes, "events": [{ "at": "5m", "fail": first, "for": "15m" }] }));
        }
        let none = offers
            .is_empty()
            .then(|| view! { <p class="quiet">"Nothing to strike yet: add a component first."</p> });
        (
            none,
            offers.into_iter().enumerate().map(move |(at, offer)| entry(form, at, offer)).collect::<Vec<_>>(),
        )
    };
    view! {
        <h3>"What could be tried on this design"</h3>
        <ul class="scenarios-catalogue" data-testid="scenario-catalogue">{entries}</ul>
    }
    .into_any()
}

fn entry(form: Form, at: usize, mut offer: Value) -> AnyView {
    let word = |key: &str| offer[key].as_str().unwrap_or_default().to_owned();
    let (name, notes) = (word("name"), word("notes"));
    let add = move |_| {
        let mut offer = offer.take();
        let place = form.list.with_untracked(Vec::len);
        let name = form
            .list
            .with_untracked(|list| list::free_name(offer["name"].as_str().unwrap_or_default(), list));
        offer["name"] = json!(name);
        if name.starts_with("New scenario") {
            offer["notes"].take();
        }
        form.change(format!("Add scenario “{name}”"), |list| list.push(offer));
        form.adding.set(false);
        form.play(place);
    };
    view! {
        <li>
            <button type="button" class="scenarios-offer" data-testid=format!("scenario-offer-{at}") on:click=add>
                <span class="scenarios-offer-name">{icon(icondata_lu::LuPlus)} {name}</span>
                <span class="quiet">{notes}</span>
            </button>
        </li>
    }
    .into_any()
}
