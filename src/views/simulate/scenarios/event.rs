//! One event of a scenario: what is done to what, when, for how long and by how much.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use ninefold_engine::model::Action;
use serde_json::Value;

use super::form::{Form, Place};
use super::{list, targets};
use crate::views::widgets::{icon, icon_button};

/// A row.
pub fn view(form: Form, scenario: usize, event: usize) -> AnyView {
    let action = Memo::new(move |_| list::action(&form.event(scenario, event)));
    let place = move |key: &'static str| (scenario, Some(event), key);
    let figures = move || {
        let action = action.get();
        let figure = |key: &&'static str| text(form, place(key), words(action, key));
        list::keys(action).iter().map(figure).collect::<Vec<_>>()
    };
    let help = move || targets::help(action.get());
    view! {
        <li class="event" data-testid=format!("event-{event}") aria-label=format!("Event {}", event + 1)>
            <div class="event-fields">
                {text(form, place("at"), Words { label: "At", hint: "5m" })}
                {actions(form, (scenario, event), action)}
                {subjects(form, (scenario, event))}
                {figures}
            </div>
            <div class="event-tools">{tools(form, scenario, event)}</div>
            <p class="field-help">{help}</p>
        </li>
    }
    .into_any()
}

/// What stands above a field and in it while it is empty.
#[derive(Clone, Copy)]
pub struct Words {
    /// Above.
    pub label: &'static str,
    /// In it.
    pub hint: &'static str,
}

fn words(action: Action, key: &str) -> Words {
    match (key, action) {
        ("for", Action::Fail) => Words { label: "For", hint: "until repaired" },
        ("for", Action::Deploy) => Words { label: "For", hint: "as modelled" },
        ("for", _) => Words { label: "For", hint: "15m" },
        ("copies", _) => Words { label: "Copies", hint: "all" },
        ("share", _) => Words { label: "Requests lost", hint: "30 %" },
        ("load", _) => Words { label: "Load elsewhere, times", hint: "3" },
        ("by", Action::Lag) => Words { label: "Behind by", hint: "1m" },
        _ => Words { label: "Longer by", hint: "1m" },
    }
}

/// A field that keeps what was typed, with what is wrong with it beneath.
pub fn text(form: Form, place: Place, words: Words) -> AnyView {
    let (scenario, event, key) = place;
    let id = match event {
        Some(event) => format!("event-{scenario}-{event}-{key}"),
        None => format!("scenario-{key}"),
    };
    let testid = match event {
        Some(event) => format!("event-{event}-{key}"),
        None => id.clone(),
    };
    let note = format!("{id}-note");
    let error = Memo::new(move |_| form.error(place));
    let described = {
        let note = note.clone();
        move || error.with(Option::is_some).then(|| note.clone())
    };
    let key_pressed = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => form.restore(place),
        "Enter" => form.leave(place),
        _ => {}
    };
    let beneath = move || {
        let sentence = error.get()?;
        Some(
            view! { <p class="field-error" role="alert">{icon(icondata_lu::LuCircleAlert)} <span>{sentence}</span></p> },
        )
    };
    view! {
        <div class="field" class:is-wide=event.is_none()>
            <label for=id.clone()>{words.label}</label>
            <input class="input" id=id type="text" autocomplete="off" spellcheck="false" data-testid=testid
                placeholder=words.hint
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                prop:value=move || form.shown(place)
                on:input=move |event| form.typed(place, event_target_value(&event))
                on:blur=move |_| form.leave(place)
                on:keydown=key_pressed />
            <div id=note>{beneath}</div>
        </div>
    }
    .into_any()
}

/// A choice; `options` are a value, its words, and whether it can be chosen.
fn choice(
    (id, testid, label): (String, String, &'static str),
    options: impl Fn() -> Vec<(String, String, bool)> + Send + 'static,
    current: impl Fn() -> String + Send + Sync + Copy + 'static,
    chosen: impl Fn(String) + 'static,
) -> AnyView {
    let options = move || {
        let now = current();
        let option = |(value, words, usable): (String, String, bool)| {
            let selected = value == now;
            view! { <option value=value selected=selected disabled=!usable>{words}</option> }.into_any()
        };
        options().into_iter().map(option).collect::<Vec<_>>()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="select" id=id data-testid=testid
                on:change=move |event| chosen(event_target_value(&event))>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn actions(form: Form, (scenario, event): (usize, usize), action: Memo<Action>) -> AnyView {
    let options = move || {
        let project = form.workspace.project();
        let usable = |action| !targets::of(&project, action).is_empty();
        let option = |(key, action): (&str, Action)| {
            (key.to_owned(), targets::verb(action).to_owned(), usable(action))
        };
        Action::ALL.into_iter().map(option).collect()
    };
    let chosen = move |key: String| {
        let Some(&(_, action)) = Action::ALL.iter().find(|(name, _)| *name == key) else { return };
        let fitting = targets::of(&form.workspace.project_untracked(), action);
        form.change_events(scenario, |events| {
            let Some(at) = events.get_mut(event) else { return };
            let same = fitting.iter().find(|it| it.id == list::target(at));
            if let Some(target) = same.or(fitting.first()) {
                *at = list::turned(at, action, &target.id, target.to.as_deref());
            }
        });
        form.carry(|at| (at.0 != scenario || at.1 != Some(event) || at.2 == "at").then_some(at));
    };
    let ids = (format!("event-{scenario}-{event}-action"), format!("event-{event}-action"), "What");
    choice(ids, options, move || action.get().key().to_owned(), chosen)
}

/// The components, zones or links it can be done to.
fn subjects(form: Form, (scenario, event): (usize, usize)) -> AnyView {
    let both = |id: &str, to: Option<&str>| format!("{id}\n{}", to.unwrap_or_default());
    let current = move || {
        let event = form.event(scenario, event);
        both(list::target(&event), event["to"].as_str())
    };
    let options = move || {
        let now = current();
        let action = list::action(&form.event(scenario, event));
        let option = |it: targets::Target| (both(&it.id, it.to.as_deref()), it.label, true);
        let mut all: Vec<_> =
            targets::of(&form.workspace.project(), action).into_iter().map(option).collect();
        if all.iter().all(|(value, ..)| *value != now) {
            all.push((now.clone(), now.trim().replace('\n', " → "), true));
        }
        all
    };
    let chosen = move |value: String| {
        let (id, to) = value.split_once('\n').unwrap_or((&value, ""));
        form.change_events(scenario, |events| {
            if let Some(at) = events.get_mut(event) {
                *at = list::turned(at, list::action(at), id, (!to.is_empty()).then_some(to));
            }
        });
    };
    let ids = (format!("event-{scenario}-{event}-target"), format!("event-{event}-target"), "Where");
    choice(ids, options, current, chosen)
}

fn tools(form: Form, scenario: usize, event: usize) -> AnyView {
    let shift = move |up: bool| {
        let mut to = None;
        form.change_events(scenario, |events: &mut Vec<Value>| to = list::shift(events, event, up));
        if let Some(other) = to {
            form.carry(|(at, one, key)| {
                let one = if at != scenario {
                    one
                } else if one == Some(event) {
                    Some(other)
                } else if one == Some(other) {
                    Some(event)
                } else {
                    one
                };
                Some((at, one, key))
            });
        }
    };
    let remove = move || {
        form.change_events(scenario, |events| {
            if event < events.len() {
                events.remove(event);
            }
        });
        form.carry(|(at, one, key)| match one {
            Some(one) if at == scenario && one == event => None,
            Some(one) if at == scenario && one > event => Some((at, Some(one - 1), key)),
            _ => Some((at, one, key)),
        });
    };
    view! {
        {icon_button(icondata_lu::LuArrowUp, "Move the event up", move || shift(true))}
        {icon_button(icondata_lu::LuArrowDown, "Move the event down", move || shift(false))}
        {icon_button(icondata_lu::LuTrash2, "Delete the event", remove)}
    }
    .into_any()
}
