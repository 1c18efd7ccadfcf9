//! A component.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use ninefold_editor::selection::{Item, Selection};
use serde_json::Value;

use super::{Subject, capacity, copies, failures, field, foot, head, more, result, rule, upkeep};
use crate::views::widgets::{icon, symbol};

/// The form of a component.
#[must_use]
pub fn view(subject: Subject, id: String) -> AnyView {
    let workspace = subject.workspace();
    let kind = subject.text("kind");
    let name = {
        let id = id.clone();
        move || Some(subject.text("name")).filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone())
    };
    view! {
        {head(symbol(&kind), name)}
        <div class="inspector-scroll">
            {result::component(&id)}
            <section class="inspector-section"><div class="stack">
                {field::text(subject, "name", "Name", "What people call it", "")}
                {field::text(subject, "kind", "Kind", "service, database, cache …", "")}
            </div></section>
            {failures::view(subject, true)}
            {copies::view(subject)}
            {zones(subject)}
            {rule::view(subject, id.clone())}
            {capacity::view(subject)}
            {upkeep::view(subject, true)}
            <section class="inspector-section"><div class="stack">
                {field::text(subject, "source", "Source of the figures", "assumed", "")}
                {field::long(subject, "notes", "Notes")}
            </div></section>
        </div>
        {foot(Selection::one(Item::Component(id)), workspace)}
    }
    .into_any()
}

/// Which zones the copies are dealt to.
pub fn zones(subject: Subject) -> AnyView {
    let workspace = subject.workspace();
    let all = Memo::new(move |_| {
        let name = |zone: &ninefold_engine::model::Zone| (zone.id.clone(), zone.display_name().to_owned());
        workspace.project().zones().iter().map(name).collect::<Vec<_>>()
    });
    let list =
        move || all.get().into_iter().map(|(id, name)| zone_check(subject, id, name)).collect::<Vec<_>>();
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Zones"{more::method(3)}</h3></div>
            <div class="row-list" role="group" aria-label="Zones" data-testid="field-zones">
                {list}
                <p class="inspector-empty" hidden=move || !all.with(Vec::is_empty)>
                    "No zones yet: drag a region or a zone onto the canvas."
                </p>
            </div>
            <p class="field-help" hidden=move || listed(&subject.at("zones")).len() < 2>
                "Copies are dealt to these in turn. A copy is down while its zone is."
            </p>
        </section>
    }
    .into_any()
}

/// In or out for each of the components by itself: what else they lie in stays.
fn zone_check(subject: Subject, id: String, name: String) -> AnyView {
    let (own, shown) = (id.clone(), id.clone());
    let inside = Memo::new(move |_| {
        let each = subject.each("zones");
        let inside = each.iter().filter(|zones| listed(zones).contains(&own)).count();
        (inside, each.len())
    });
    let checked = move || inside.with(|(inside, all)| inside == all);
    let mixed = move || inside.with(|(inside, all)| 0 < *inside && inside < all);
    let toggle = move |_| {
        let leave = inside.with_untracked(|(inside, all)| inside == all);
        subject.change_each("zones", |before| {
            let mut zones = listed(before);
            zones.retain(|zone| *zone != id);
            if !leave {
                let place = listed(before).iter().position(|zone| *zone == id).unwrap_or(zones.len());
                zones.insert(place, id.clone());
            }
            Input::list(&zones)
        });
    };
    let label = format!("Edit zone {name}");
    let open = move |_| subject.workspace().select(Selection::one(Item::zone(&shown)));
    view! {
        <div class="row-item">
            <label class="check grow"><input type="checkbox" prop:checked=checked prop:indeterminate=mixed on:change=toggle /> {name}</label>
            <button type="button" class="icon-button" title=label.clone() aria-label=label on:click=open>
                {icon(icondata_lu::LuChevronRight)}
            </button>
        </div>
    }
    .into_any()
}

fn listed(value: &Value) -> Vec<String> {
    let words = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}
