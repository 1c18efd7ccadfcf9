//! A zone.

use leptos::prelude::*;
use ninefold_editor::command::Command;
use ninefold_editor::selection::{Item, Selection};

use super::{Subject, failures, field, foot, head, result, upkeep};

/// The form of a zone.
#[must_use]
pub fn view(subject: Subject, id: String) -> AnyView {
    let name = {
        let id = id.clone();
        move || Some(subject.text("name")).filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone())
    };
    view! {
        {head(icondata_lu::LuMapPin, name)}
        <div class="inspector-scroll">
            {result::zone(&id)}
            <section class="inspector-section"><div class="stack">
                {field::text(subject, "name", "Name", "eu-west-1a", "")}
                {field::text(subject, "kind", "Kind", "region, zone, rack …", "")}
                {parent(subject, id.clone())}
            </div></section>
            {failures::view(subject, false)}
            {upkeep::view(subject, false)}
            <section class="inspector-section"><div class="stack">
                {field::text(subject, "source", "Source of the figures", "assumed", "")}
                {field::long(subject, "notes", "Notes")}
            </div></section>
        </div>
        {foot(Selection::one(Item::Zone(id)), subject.workspace())}
    }
    .into_any()
}

/// The zone it lies in.
fn parent(subject: Subject, id: String) -> AnyView {
    let workspace = subject.workspace();
    let project = workspace.project_untracked();
    let mut options = vec![(String::new(), "No other zone".to_owned())];
    let others = project.zones().iter().filter(|zone| zone.id != id);
    options.extend(others.map(|zone| (zone.id.clone(), zone.display_name().to_owned())));
    let current = move || subject.text("parent");
    let chosen = move |parent: String| {
        workspace.dispatch_or_say(Command::MoveIntoZone {
            items: Selection::one(Item::Zone(id.clone())),
            zone: Some(parent).filter(|parent| !parent.is_empty()),
        });
    };
    field::choice("field-parent", "Lies in", options, current, chosen)
}
