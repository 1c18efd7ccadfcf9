//! What is kept in this browser: earlier versions of this project, and other projects.

use leptos::prelude::*;

use super::modal;
use crate::browser::clock;
use crate::browser::storage::BrowserStorage;
use crate::managers::projects;
use crate::state::library::{Entry, KEPT, Library};
use crate::state::{NoticeKind, Ui, Workspace};
use crate::views::widgets::icon_button;

/// What was removed last, to bring it back.
type Gone = RwSignal<Option<(Entry, String)>>;

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let changed = Trigger::new();
    let gone: Gone = RwSignal::new(None);
    let list = move || {
        changed.track();
        let entries = Library(&BrowserStorage).list();
        if entries.is_empty() {
            return view! { <p class="dialog-empty">"Nothing yet."</p> }.into_any();
        }
        let rows: Vec<AnyView> =
            entries.into_iter().map(|entry| row(entry, changed, gone, ui, workspace)).collect();
        view! { <ul class="choices">{rows}</ul> }.into_any()
    };
    let keep = move |_| {
        if projects::keep(workspace) {
            changed.notify();
        } else {
            ui.notify(NoticeKind::Error, "There is nothing to keep, or no room for it in this browser.");
        }
    };
    let content = view! {
        <p>
            {format!(
                "A version is kept every ten minutes of work, and before another project is opened: the last {KEPT}, in this browser only."
            )}
        </p>
        <button type="button" class="button" data-testid="keep-version" on:click=keep>"Keep this version now"</button>
        {list}
        {move || gone.get().map(|(entry, text)| undo(entry, text, changed, gone, ui))}
    };
    modal(ui, "library", "Kept in this browser".to_owned(), content.into_any())
}

fn row(entry: Entry, changed: Trigger, gone: Gone, ui: Ui, workspace: Workspace) -> AnyView {
    let (opened, removed) = (entry.clone(), entry.clone());
    let name = if entry.name.is_empty() { "Untitled".to_owned() } else { entry.name.clone() };
    let size = Library(&BrowserStorage).text(entry.id).map_or(0, |text| text.len());
    let about = format!("{} · {} KB", clock::moment(entry.at), size.div_ceil(1024));
    let open = move |_| {
        ui.dialog.set(None);
        projects::open_kept(workspace, ui, &opened);
    };
    let remove = move || {
        let entry = removed.clone();
        gone.set(Library(&BrowserStorage).remove(entry.id).map(|text| (entry, text)));
        changed.notify();
    };
    view! {
        <li class="choice-row">
            <button type="button" class="choice" data-testid=format!("kept-{}", entry.id) on:click=open>
                <span>{name.clone()}</span> <small>{about}</small>
            </button>
            {icon_button(icondata_lu::LuTrash2, "Remove", remove)}
        </li>
    }
    .into_any()
}

/// A notice would lie beneath the dialog.
fn undo(entry: Entry, text: String, changed: Trigger, gone: Gone, ui: Ui) -> AnyView {
    let sentence = format!("{} was removed.", entry.name);
    let back = move |_| {
        match Library(&BrowserStorage).restore(&entry, &text) {
            Ok(()) => gone.set(None),
            Err(why) => ui.notify(NoticeKind::Error, format!("It cannot be put back: {why}.")),
        }
        changed.notify();
    };
    view! {
        <p class="dialog-status" role="status">
            {sentence} <button type="button" class="button" data-testid="undo-remove" on:click=back>"Undo"</button>
        </p>
    }
    .into_any()
}
