//! Several things at once: what they have in common, changed for all of them in one step.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Target};
use ninefold_editor::selection::{Item, Selection};

use super::{Subject, capacity, component, copies, failures, field, foot, head, link, more, upkeep};
use crate::state::{Answers, Workspace};
use crate::views::widgets::icon;
use ninefold_engine::units::{format_duration, format_share};

/// The form of what is selected.
#[must_use]
pub fn view(selection: Selection, workspace: Workspace) -> AnyView {
    let title = selection.describe(&workspace.project_untracked());
    let targets = |wanted: fn(&Item) -> bool| {
        let items = selection.iter().filter(|item| wanted(item));
        items.map(|item| Target::Item(item.clone())).collect::<Vec<_>>()
    };
    let components = targets(|item| matches!(item, Item::Component(_)));
    let zones = targets(|item| matches!(item, Item::Zone(_)));
    let links = targets(|item| matches!(item, Item::Link { .. }));
    let heading = |words: &'static str, count: usize| {
        let several = [components.len(), zones.len(), links.len()].iter().filter(|it| **it > 0).count() > 1;
        several.then(|| {
            view! { <p class="inspector-section inspector-kind">{format!("{words} ({count})")}</p> }
                .into_any()
        })
    };
    let of_components = (!components.is_empty()).then(|| {
        let subject = Subject::of_each(components.clone(), workspace);
        let zones = component::zones(subject);
        view! { {heading("Components", components.len())} {of_components(subject, zones)} }.into_any()
    });
    let of_zones = (!zones.is_empty()).then(|| {
        let subject = Subject::of_each(zones.clone(), workspace);
        view! { {heading("Zones", zones.len())} {of_zones(subject)} }.into_any()
    });
    let of_links = (!links.is_empty()).then(|| {
        let subject = Subject::of_each(links.clone(), workspace);
        view! { {heading("Links", links.len())} {link::fields(subject)} }.into_any()
    });
    view! {
        {head(icondata_lu::LuSquareDashedMousePointer, move || title.clone())}
        <div class="inspector-scroll">
            {result(&selection)}
            <p class="several-note">
                {icon(icondata_lu::LuInfo)}
                <span>"What is typed here goes to all of them, as one step. \u{201c}mixed\u{201d} stands where they differ."</span>
            </p>
            {of_components} {of_zones} {of_links}
            {arrangements(&selection, workspace)}
        </div>
        {foot(selection.clone(), workspace)}
    }
    .into_any()
}

fn of_components(subject: Subject, zones: AnyView) -> AnyView {
    view! {
        <section class="inspector-section">
            {field::text(subject, "kind", "Kind", "service, database, cache …", "")}
        </section>
        {listed(subject, "failures", "Failures", failures::view(subject, true))}
        {copies::view(subject)}
        {zones}
        {capacity::view(subject)}
        {listed(subject, "maintenance", "Planned work", upkeep::view(subject, true))}
        <section class="inspector-section"><div class="stack">
            {field::text(subject, "source", "Source of the figures", "assumed", "")}
            {field::long(subject, "notes", "Notes")}
        </div></section>
    }
    .into_any()
}

fn of_zones(subject: Subject) -> AnyView {
    view! {
        <section class="inspector-section">
            {field::text(subject, "kind", "Kind", "region, zone, rack …", "")}
        </section>
        {listed(subject, "failures", "Failures", failures::view(subject, false))}
        {listed(subject, "maintenance", "Planned work", upkeep::view(subject, false))}
        <section class="inspector-section"><div class="stack">
            {field::text(subject, "source", "Source of the figures", "assumed", "")}
            {field::long(subject, "notes", "Notes")}
        </div></section>
    }
    .into_any()
}

/// A list's form, or a sentence where the lists cannot be laid side by side.
fn listed(subject: Subject, path: &'static str, words: &'static str, form: AnyView) -> AnyView {
    let mixed = Memo::new(move |_| subject.is_mixed(path));
    view! {
        <section class="inspector-section" hidden=move || !mixed.get()>
            <div class="section-head"><h3>{words}</h3></div>
            <p class="inspector-empty">"Mixed: they do not have the same number of these. Select one to edit its own."</p>
        </section>
        <div hidden=move || mixed.get()>{form}</div>
    }
    .into_any()
}

/// What they cause together.
fn result(selection: &Selection) -> AnyView {
    let answers = expect_context::<Answers>();
    let ids: Vec<String> = selection.components().chain(selection.zones()).map(str::to_owned).collect();
    let sum = Memo::new(move |_| {
        let seconds = answers.journey.with(|journey| {
            let list = journey.as_ref().map(|it| it.contributions.as_slice()).unwrap_or_default();
            list.iter().filter(|it| ids.contains(&it.id)).map(|it| it.downtime_seconds_per_year).sum::<f64>()
        });
        let share: f64 = ids.iter().filter_map(|id| answers.share(id)).sum();
        (seconds, share)
    });
    view! {
        <dl class="result" hidden=move || sum.get().1 <= 0.0>
            <div><dt>"Downtime a year, together"</dt><dd>{move || format_duration(sum.get().0)}</dd></div>
            <div><dt>"Of all downtime"</dt><dd>{move || format_share(sum.get().1)}</dd></div>
        </dl>
    }
    .into_any()
}

/// Into line, or spread evenly.
fn arrangements(selection: &Selection, workspace: Workspace) -> AnyView {
    use ninefold_editor::command::Arrangement as A;
    let count = selection.components().chain(selection.zones()).count();
    let buttons = [
        (A::Left, icondata_lu::LuAlignStartVertical),
        (A::Centre, icondata_lu::LuAlignCenterVertical),
        (A::Right, icondata_lu::LuAlignEndVertical),
        (A::Top, icondata_lu::LuAlignStartHorizontal),
        (A::Middle, icondata_lu::LuAlignCenterHorizontal),
        (A::Bottom, icondata_lu::LuAlignEndHorizontal),
        (A::Across, icondata_lu::LuAlignHorizontalDistributeCenter),
        (A::Down, icondata_lu::LuAlignVerticalDistributeCenter),
    ];
    let button = |(how, symbol): (A, &'static icondata_core::IconData)| {
        let items = selection.clone();
        let press = move |_| workspace.dispatch_keeping(Command::Arrange { items: items.clone(), how });
        view! {
            <button type="button" class="icon-button" title=how.label() aria-label=how.label() on:click=press>{icon(symbol)}</button>
        }
        .into_any()
    };
    (count > 1)
        .then(|| {
            let buttons: Vec<AnyView> = buttons.into_iter().map(button).collect();
            more::view(
                "Align and distribute",
                true,
                view! { <div class="tool-row">{buttons}</div> }.into_any(),
            )
        })
        .into_any()
}
