//! The scenario that is open: its name, its events in order, what it is played with.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::event::{self, Words};
use super::form::{Form, quoted};
use super::{list, targets};
use crate::views::widgets::{icon, icon_button};
use ninefold_engine::model::Action;

/// The form of one scenario.
pub fn view(form: Form, scenario: usize) -> AnyView {
    let count = Memo::new(move |_| form.value((scenario, None, "events")).as_array().map_or(0, Vec::len));
    let events = move || {
        form.moved.track();
        (0..count.get()).map(|at| event::view(form, scenario, at)).collect::<Vec<_>>()
    };
    let add = move |_| {
        let Some(target) = targets::of(&form.workspace.project_untracked(), Action::Fail).into_iter().next()
        else {
            return;
        };
        form.change_events(scenario, |events| {
            let at = events.last().and_then(|it| it.get("at")).cloned().unwrap_or_else(|| json!("5m"));
            let event = json!({ "at": at });
            events.push(list::turned(&event, Action::Fail, &target.id, None));
        });
    };
    view! {
        <div class="scenario-head">
            {event::text(form, (scenario, None, "name"), Words { label: "Name", hint: "What happens" })}
            <div class="event-tools">{tools(form, scenario)}</div>
        </div>
        <ol class="events" data-testid="scenario-events">{events}</ol>
        <div class="scenario-foot">
            <button type="button" class="button" data-testid="event-add" on:click=add>
                {icon(icondata_lu::LuPlus)} "Add an event"
            </button>
            {ordinary(form, scenario)}
        </div>
        {event::text(form, (scenario, None, "notes"), Words { label: "Notes", hint: "What it is meant to show" })}
        <p class="field-help">
            "Times as people write them: 45s, 1h30m, 3 months. Drawn anew in every run: uniform low 5m high 2h, exponential mean 1h."
        </p>
    }
    .into_any()
}

/// Whether everything else fails meanwhile.
fn ordinary(form: Form, scenario: usize) -> AnyView {
    let place = (scenario, None, "ordinary_failures");
    let checked = move || form.value(place).as_bool() == Some(true);
    let change = move |event| {
        let on = event_target_checked(&event);
        let name = form.list.with_untracked(|list| list.get(scenario).map(quoted)).unwrap_or_default();
        form.change(format!("Change scenario {name}"), |list| {
            if let Some(object) = list.get_mut(scenario).and_then(Value::as_object_mut) {
                match on {
                    true => drop(object.insert("ordinary_failures".to_owned(), json!(true))),
                    false => drop(object.shift_remove("ordinary_failures")),
                }
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" data-testid="scenario-ordinary" prop:checked=checked on:change=change />
            "Everything else goes on failing as modelled"
        </label>
    }
    .into_any()
}

fn tools(form: Form, scenario: usize) -> AnyView {
    let shift = move |up: bool| {
        let mut to = None;
        form.change("Reorder scenarios".to_owned(), |list| to = list::shift(list, scenario, up));
        if let Some(other) = to {
            form.carry(|(at, event, key)| {
                let at = if at == scenario {
                    other
                } else if at == other {
                    scenario
                } else {
                    at
                };
                Some((at, event, key))
            });
            form.play(other);
        }
    };
    let duplicate = move || {
        let Some(mut copy) = form.list.with_untracked(|list| list.get(scenario).cloned()) else { return };
        let name =
            form.list.with_untracked(|list| list::free_name(copy["name"].as_str().unwrap_or_default(), list));
        let undo = format!("Duplicate scenario {}", quoted(&copy));
        copy["name"] = json!(name);
        form.change(undo, |list| list.insert(scenario + 1, copy));
        form.carry(|(at, event, key)| Some((if at > scenario { at + 1 } else { at }, event, key)));
        form.play(scenario + 1);
    };
    let remove = move || {
        let name = form.list.with_untracked(|list| list.get(scenario).map(quoted)).unwrap_or_default();
        form.change(format!("Delete scenario {name}"), |list| {
            if scenario < list.len() {
                list.remove(scenario);
            }
        });
        form.carry(|(at, event, key)| match at {
            at if at == scenario => None,
            at if at > scenario => Some((at - 1, event, key)),
            at => Some((at, event, key)),
        });
        form.play(usize::MAX);
    };
    view! {
        {icon_button(icondata_lu::LuArrowUp, "Move the scenario up", move || shift(true))}
        {icon_button(icondata_lu::LuArrowDown, "Move the scenario down", move || shift(false))}
        {icon_button(icondata_lu::LuCopy, "Duplicate the scenario", duplicate)}
        {icon_button(icondata_lu::LuTrash2, "Delete the scenario", remove)}
    }
    .into_any()
}
