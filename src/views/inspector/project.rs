//! The project itself: name, promise, journeys.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_editor::selection::{Item, Selection};
use serde_json::json;

use super::{Subject, demand, field, head, more, service_hours};
use crate::state::Workspace;
use crate::views::widgets::icon_button;

/// What is shown while nothing is selected.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    view! {
        {head(icondata_lu::LuFolderOpen, || "Project".to_owned())}
        <div class="inspector-scroll">
            <section class="inspector-section"><div class="stack">
                {field::text(subject, "name", "Name", "Untitled", "")}
                {field::long(subject, "description", "Description")}
            </div></section>
            {objective(subject)}
            {journeys(subject.workspace())}
            {demand::view(subject)}
        </div>
    }
    .into_any()
}

const WINDOWS: &[&str] = &["day", "week", "month", "quarter", "year"];

fn objective(subject: Subject) -> AnyView {
    let there = Memo::new(move |_| !subject.at("objective").is_null());
    let toggle = move || {
        let input = match there.get_untracked() {
            true => Input::Clear,
            false => Input::Json(json!({ "availability": 0.999, "window": "month" })),
        };
        subject.set_or_say(vec![("objective".to_owned(), input)]);
    };
    let button = move || match there.get() {
        true => icon_button(icondata_lu::LuTrash2, "Remove the objective", toggle),
        false => icon_button(icondata_lu::LuPlus, "Set an objective", toggle),
    };
    let fields = move || match there.get() {
        true => untrack(|| promise(subject)),
        false => view! { <p class="inspector-empty">"Nothing is promised yet."</p> }.into_any(),
    };
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Objective"{more::method(6)}</h3>{button}</div>
            <div class="stack">{fields}</div>
        </section>
    }
    .into_any()
}

fn promise(subject: Subject) -> AnyView {
    let window =
        move || Some(subject.text("objective.window")).filter(|it| !it.is_empty()).unwrap_or("month".into());
    let other = Memo::new(move |_| !WINDOWS.contains(&window().as_str()));
    let own = ("days".to_owned(), "so many days".to_owned());
    let options = WINDOWS.iter().map(|it| ((*it).to_owned(), (*it).to_owned())).chain([own]).collect();
    let chosen = move |window: String| {
        let window = if window == "days" { "28d" } else { &window };
        subject.set_or_say(vec![("objective.window".to_owned(), Input::text(window))]);
    };
    let current = move || if other.get() { "days".to_owned() } else { window() };
    let days = move || other.get().then(|| field::text(subject, "objective.window", "Every", "28d", ""));
    view! {
        <div class="field-row">
            {field::text(subject, "objective.availability", "Availability", "99.95 %", "")}
            {field::choice("field-window", "In every", options, current, chosen)}
        </div>
        {days}
        {more::view("What counts", untrack(|| is_special(subject)), counted(subject))}
        {credits(subject)}
    }
    .into_any()
}

/// Whether an objective says more than how much and in which window.
fn is_special(subject: Subject) -> bool {
    let says = |key: &str| !subject.at(&format!("objective.{key}")).is_null();
    ["measure", "exclude_maintenance", "service_hours", "source"].into_iter().any(says)
}

const MEASURES: &[(&str, &str)] = &[("time", "Minutes up"), ("requests", "Requests answered")];
const PLANNED: &[(&str, &str)] = &[("counts", "Counts as downtime"), ("excluded", "Does not count")];

/// What an objective counts.
fn counted(subject: Subject) -> AnyView {
    let measure =
        move || Some(subject.text("objective.measure")).filter(|it| !it.is_empty()).unwrap_or("time".into());
    let chosen = move |measure: &'static str| {
        let input = if measure == "time" { Input::Clear } else { Input::Json(json!(measure)) };
        subject.set_or_say(vec![("objective.measure".to_owned(), input)]);
    };
    let excluded = move || subject.at("objective.exclude_maintenance").as_bool().unwrap_or(false);
    let planned = move || if excluded() { "excluded" } else { "counts" }.to_owned();
    let options = PLANNED.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let exclude = move |value: String| {
        let input = if value == "excluded" { Input::Json(json!(true)) } else { Input::Clear };
        subject.set_or_say(vec![("objective.exclude_maintenance".to_owned(), input)]);
    };
    view! {
        {field::segments("field-measure", "Counted in", MEASURES, measure, chosen)}
        {service_hours::view(subject)}
        {field::choice("field-exclude_maintenance", "Planned work", options, planned, exclude)}
        {field::text(subject, "objective.source", "Source of the promise", "contract, page …", "")}
    }
    .into_any()
}

/// The table of service credits.
fn credits(subject: Subject) -> AnyView {
    let count = Memo::new(move |_| subject.at("objective.credits").as_array().map_or(0, Vec::len));
    let add = move || {
        let path = format!("objective.credits[{}]", count.get_untracked());
        let below = subject.at("objective.availability");
        subject.set_or_say(vec![(path, Input::Json(json!({ "below": below, "percent": 10 })))]);
    };
    let row = move |index: usize| {
        let remove = move || subject.set_or_say(vec![(format!("objective.credits[{index}]"), Input::Clear)]);
        view! {
            <div class="row-item">
                <div class="grow">{field::text(subject, &format!("objective.credits[{index}].below"), "Below", "99.9 %", "")}</div>
                <div class="grow">{field::text(subject, &format!("objective.credits[{index}].percent"), "Credit, %", "10", "")}</div>
                {icon_button(icondata_lu::LuTrash2, "Remove this credit", remove)}
            </div>
        }
        .into_any()
    };
    view! {
        <div class="section-head"><span class="field-label">"Service credits"</span>{icon_button(icondata_lu::LuPlus, "Add a credit", add)}</div>
        {move || (0..count.get()).map(row).collect::<Vec<_>>()}
        <div class="field-row">
            {field::text(subject, "objective.monthly_fee", "Fee a month", "unknown", "")}
            {field::text(subject, "objective.currency", "Currency", "USD", "")}
        </div>
    }
    .into_any()
}

fn journeys(workspace: Workspace) -> AnyView {
    let ids =
        Memo::new(move |_| workspace.project().journeys().iter().map(|it| it.id.clone()).collect::<Vec<_>>());
    let add = move || {
        let project = workspace.project_untracked();
        match project.components().first() {
            Some(first) => workspace.dispatch_keeping(Command::AddJourney { entry: first.id.clone() }),
            None => workspace.say("Add a component first: a journey enters at one."),
        }
    };
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Journeys"</h3>{icon_button(icondata_lu::LuPlus, "Add a journey", add)}</div>
            <div class="stack">
                {move || ids.get().into_iter().map(|id| untrack(|| journey(workspace, id))).collect::<Vec<_>>()}
                <p class="inspector-empty" hidden=move || !ids.with(Vec::is_empty)>
                    "No journey: nothing says where requests enter."
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn journey(workspace: Workspace, id: String) -> AnyView {
    let subject = Subject::of(Target::journey(&id), workspace);
    let options = Memo::new(move |_| {
        let project = workspace.project();
        let named = project.components().iter().map(|it| (it.id.clone(), it.display_name().to_owned()));
        named.collect::<Vec<_>>()
    });
    let open = untrack(|| !subject.at("source").is_null() || !subject.at("notes").is_null());
    let rarely = view! {
        {field::text(subject, "source", "Source of the figures", "assumed", "")} {field::long(subject, "notes", "Notes")}
    }
    .into_any();
    let testid = format!("journey-{id}");
    let remove =
        move || workspace.dispatch_keeping(Command::Remove(Selection::one(Item::Journey(id.clone()))));
    let chosen = move |entry: String| subject.set_or_say(vec![("entry".to_owned(), Input::text(&entry))]);
    let entry = move || {
        let options = options.get();
        untrack(|| field::choice("field-entry", "Enters at", options, move || subject.text("entry"), chosen))
    };
    view! {
        <div class="failure" data-testid=testid>
            <div class="failure-head">
                {field::text(subject, "name", "Name", "Checkout", "")}
                {icon_button(icondata_lu::LuTrash2, "Remove this journey", remove)}
            </div>
            {field::text(subject, "objective", "Its own objective", "as the project's", "")}
            <div class="field-row">
                {entry}
                {field::text(subject, "peak_rps", "Peak requests/s", "unknown", "")}
            </div>
            {more::view("Source and notes", open, rarely)}
        </div>
    }
    .into_any()
}
