//! The inspector: everything about the selected thing, typed as people write it and checked as they type.

mod capacity;
mod component;
mod copies;
pub mod demand;
mod failures;
pub mod field;
pub mod law;
mod link;
mod more;
mod project;
mod redundancy;
mod refused;
mod result;
mod rule;
mod scrub;
mod service_hours;
mod several;
mod standing;
mod subject;
mod upkeep;
mod words;
mod zone;

use icondata_core::IconData;
use leptos::prelude::*;
use ninefold_editor::command::{Command, Target};
use ninefold_editor::prelude::Action;
use ninefold_editor::selection::{Item, Selection};

use crate::managers::requests;
use crate::state::{Floating, Ui, Workspace};
use crate::views::widgets::{icon, icon_button};

pub use subject::Subject;

/// The panel.
#[must_use]
pub fn view() -> AnyView {
    let workspace = expect_context::<Workspace>();
    let ui = expect_context::<Ui>();
    let explained = RwSignal::new("");
    provide_context(field::Explained(explained));
    let tip = move || match explained.get() {
        "" => "Go to a field, and what it means is told here.",
        words => words,
    };
    let class = move || if ui.inspector_open.get() { "inspector open" } else { "inspector" };
    // The form stays while its thing changes: only its fields follow.
    let content = move || {
        let selection = workspace.selection.get();
        untrack(|| content(&selection, workspace))
    };
    view! {
        <aside class=class data-testid="inspector" aria-label="Inspector">
            {content}
            // Screen readers read the same with the field.
            <p class="inspector-tip" aria-hidden="true">{tip}</p>
        </aside>
    }
    .into_any()
}

fn content(selection: &Selection, workspace: Workspace) -> AnyView {
    match selection.single() {
        None if selection.is_empty() => project::view(Subject::of(Target::Project, workspace)),
        None => several::view(selection.clone(), workspace),
        Some(item) => {
            let subject = Subject::of(Target::Item(item.clone()), workspace);
            match item {
                Item::Component(id) => component::view(subject, id.clone()),
                Item::Zone(id) => zone::view(subject, id.clone()),
                Item::Link { .. } => link::view(subject),
                Item::Note(_) => note(item.clone(), workspace),
                Item::Journey(_) => project::view(Subject::of(Target::Project, workspace)),
            }
        }
    }
}

/// A note: what can be done with it.
fn note(item: Item, workspace: Workspace) -> AnyView {
    let ui = expect_context::<Ui>();
    let edited = item.clone();
    let edit = move |_| ui.floating.set(Some(Floating::Rename(edited.clone())));
    view! {
        {head(icondata_lu::LuStickyNote, || "Note".to_owned())}
        <div class="inspector-section">
            <p class="explain">"A text for people: no figure depends on it. It is saved with the drawing."</p>
        </div>
        <div class="inspector-section">
            <button type="button" class="button" on:click=edit>{icon(icondata_lu::LuPencil)} "Write"</button>
        </div>
        {foot(Selection::one(item), workspace)}
    }
    .into_any()
}

/// Icon and title, and on a phone a button that closes the sheet.
fn head(symbol: &'static IconData, title: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let ui = expect_context::<Ui>();
    view! {
        <div class="inspector-head">
            {icon(symbol)}
            <h2>{title}</h2>
            <span class="sheet-close">
                {icon_button(icondata_lu::LuX, "Close the inspector", move || ui.inspector_open.set(false))}
            </span>
        </div>
    }
    .into_any()
}

/// Duplicate and delete.
fn foot(selection: Selection, workspace: Workspace) -> AnyView {
    let links_only = selection.iter().all(|item| matches!(item, Item::Link { .. } | Item::Note(_)));
    let duplicate = move |_| workspace.dispatch_or_say(Command::Duplicate(selection.clone()));
    let ui = expect_context::<Ui>();
    // What is inspected is what is selected.
    let remove = move |_| requests::perform(workspace, ui, Action::Delete);
    view! {
        <div class="inspector-foot">
            <button type="button" class="button" hidden=links_only on:click=duplicate>
                {icon(icondata_lu::LuCopy)} "Duplicate"
            </button>
            <button type="button" class="button danger" data-testid="remove" on:click=remove>
                {icon(icondata_lu::LuTrash2)} "Delete"
            </button>
        </div>
    }
    .into_any()
}
