//! Earlier versions of the open project.

use leptos::prelude::*;

use super::modal;
use crate::browser::{clock, location};
use crate::managers::Desk;
use crate::managers::library::{opening, versions};
use crate::state::Ui;
use crate::state::shelf::Shelf;
use crate::state::shelf::versions::{KEPT, Version};
use crate::views::widgets::{icon, icon_button};

/// What the rows share.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    changed: Trigger,
    /// What was removed last, and what stood there.
    gone: RwSignal<Option<(Version, String)>>,
    problem: RwSignal<Option<String>>,
}

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let desk = expect_context::<Desk>();
    versions::keep_now(desk);
    let list =
        List { desk, changed: Trigger::new(), gone: RwSignal::new(None), problem: RwSignal::new(None) };
    let rows = move || {
        list.changed.track();
        let id = desk.shelf.with_value(Shelf::id).unwrap_or_default();
        let found = desk.shelf.with_value(|shelf| shelf.versions(&id));
        if found.is_empty() {
            return view! { <p class="dialog-empty">"None yet: each save becomes one."</p> }.into_any();
        }
        let rows: Vec<AnyView> = found.into_iter().map(|version| row(list, &id, version)).collect();
        view! { <ul class="choices">{rows}</ul> }.into_any()
    };
    let keep = move |_| {
        list.problem.set(versions::keep_by_hand(desk).err());
        list.changed.notify();
    };
    let problem =
        move || list.problem.get().map(|why| view! { <p class="dialog-warning" role="alert">{why}</p> });
    let content = view! {
        <p>
            {format!(
                "Each save becomes a version; {KEPT} of them stay, the newest save by save, older ones further apart, those \
                 you keep by hand longest. Going back to one is a step like any other, and can be undone."
            )}
        </p>
        <div class="dialog-tools">
            <button type="button" class="button" data-testid="keep-version" on:click=keep>
                {icon(icondata_lu::LuBookmark)} "Keep this version"
            </button>
        </div>
        {problem}
        {move || list.gone.get().map(|(version, raw)| undo(list, version, raw))}
        {rows}
    };
    modal(ui, "versions", "Versions".to_owned(), content.into_any())
}

fn row(list: List, id: &str, version: Version) -> AnyView {
    let when = clock::moment(version.mark.at as f64);
    let mark = version.mark.write();
    let what = match (version.stray, version.label.as_str()) {
        (true, _) => "A save that never came to count".to_owned(),
        (_, "") => "As it was opened".to_owned(),
        (_, label) => label.to_owned(),
    };
    let by_hand = version.by_hand.then(|| view! { <span class="tag">"kept"</span> });
    let (desk, testid) = (list.desk, format!("version-{mark}"));
    let (back, copy, removed) = (version.clone(), version.clone(), version);
    let [own, other, third] = [id.to_owned(), id.to_owned(), id.to_owned()];
    let compared = format!("#/compare/v.{id}.{mark}/open");
    let go_back = move |_| {
        desk.ui.dialog.set(None);
        versions::go_back(desk, &own, &back);
    };
    let compare = move || {
        desk.ui.dialog.set(None);
        location::go(&compared);
    };
    let open = move || {
        if let Some(text) = desk.shelf.with_value(|shelf| shelf.version_text(&other, &copy)) {
            desk.ui.dialog.set(None);
            opening::open_text(desk, "the version as a project of its own", &text);
        }
    };
    let remove = move || {
        let raw = desk.shelf.with_value(|shelf| shelf.remove_version(&third, &removed));
        list.gone.set(raw.map(|raw| (removed.clone(), raw)));
        list.changed.notify();
    };
    view! {
        <li class="choice-row">
            <button type="button" class="choice" data-testid=testid title="Go back to it" on:click=go_back>
                <span>{what} {by_hand}</span> <small>{when}</small>
            </button>
            <div class="row-tools">
                {icon_button(icondata_lu::LuGitCompare, "Compare with the project as it is", compare)}
                {icon_button(icondata_lu::LuFilePlus2, "Open as a project of its own", open)}
                {icon_button(icondata_lu::LuTrash2, "Remove", remove)}
            </div>
        </li>
    }
    .into_any()
}

/// A notice would lie beneath the dialog.
fn undo(list: List, version: Version, raw: String) -> AnyView {
    let back = move |_| {
        let id = list.desk.shelf.with_value(Shelf::id).unwrap_or_default();
        let result = list.desk.shelf.with_value(|shelf| shelf.put_version_back(&id, &version, &raw));
        list.problem.set(result.err().map(|why| format!("It cannot be put back: {why}.")));
        list.gone.set(None);
        list.changed.notify();
    };
    view! {
        <p class="dialog-status" role="status">
            "The version was removed." <button type="button" class="button" data-testid="undo-remove" on:click=back>"Undo"</button>
        </p>
    }
    .into_any()
}
