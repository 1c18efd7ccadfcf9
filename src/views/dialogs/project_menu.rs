//! The project's name in the bar, with the menu to open, save and start projects.

use icondata_core::IconData;
use leptos::html::Div;
use leptos::prelude::*;

use crate::browser::{download, focus, location};
use crate::managers::Desk;
use crate::managers::library::{opening, saving};
use crate::state::{Dialog, Route, Workspace};
use crate::views::parts;
use crate::views::widgets::icon;

/// The button and its menu.
#[must_use]
pub fn view() -> AnyView {
    let workspace = expect_context::<Workspace>();
    let open = RwSignal::new(false);
    let root = NodeRef::<Div>::new();
    let name = Memo::new(move |_| workspace.project().display_name().to_owned());
    let menu = move || open.get().then(|| parts::project_menu(open));
    // Leaving the menu with the keyboard or a press elsewhere closes it.
    let left = move |event: web_sys::FocusEvent| {
        use wasm_bindgen::JsCast;
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if !root.get_untracked().is_some_and(|root| root.contains(to.as_ref())) {
            open.set(false);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <div class="project" node_ref=root on:focusout=left on:keydown=key>
            <button
                type="button" class="project-button" data-testid="project-menu"
                aria-haspopup="true" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span>{move || name.get()}</span> {icon(icondata_lu::LuChevronDown)}
            </button>
            {menu}
        </div>
    }
    .into_any()
}

/// What the menu offers.
#[must_use]
pub fn menu(open: RwSignal<bool>) -> AnyView {
    let desk = expect_context::<Desk>();
    let dialog = move |dialog: Dialog| move || desk.ui.dialog.set(Some(dialog.clone()));
    let item = move |testid: &str, symbol, label, note, press: Box<dyn Fn()>| {
        entry(open, testid.to_owned(), symbol, label, note, press)
    };
    let into = download::can_write_files().then(|| {
        let press = Box::new(move || saving::write_file(desk));
        item("save-into", icondata_lu::LuSave, "Write into a file …", "A file of yours is replaced", press)
    });
    view! {
        <div class="menu" role="group" aria-label="Project">
            {item("open-projects", icondata_lu::LuLibrary, "Projects …", "All that are kept in this browser", Box::new(dialog(Dialog::Projects)))}
            {item("open-versions", icondata_lu::LuHistory, "Versions …", "Earlier saves of this project", Box::new(dialog(Dialog::Versions)))}
            {item("open-history", icondata_lu::LuListOrdered, "Steps …", "Go back to any step of this visit", Box::new(dialog(Dialog::History)))}
            {item("open-compare", icondata_lu::LuGitCompare, "Compare …", "With another project, version or file", Box::new(|| location::go(&Route::Compare.href())))}
            <div class="menu-divider"></div>
            {item("open-file", icondata_lu::LuFolderOpen, "Open a file …", "Or drop one anywhere onto the page", Box::new(move || opening::pick(desk)))}
            {item("import-config", icondata_lu::LuFileInput, "Read a configuration …", "nginx.conf, Kubernetes, Terraform and more", Box::new(dialog(Dialog::Import { file: String::new(), text: String::new() })))}
            {item("save-file", icondata_lu::LuDownload, "Save as a file", "", Box::new(move || saving::save_file(desk)))}
            {into}
            {item("share", icondata_lu::LuLink, "Share as a link …", "The whole project in an address", Box::new(dialog(Dialog::Share)))}
            <div class="menu-divider"></div>
            {item("templates", icondata_lu::LuLayoutTemplate, "Start from a template …", "Ready-made designs with sourced figures", Box::new(dialog(Dialog::Templates)))}
            {item("guide", icondata_lu::LuBookOpen, "Guide …", "Ten short pages", Box::new(dialog(Dialog::Guide(String::new()))))}
        </div>
    }
    .into_any()
}

fn entry(
    open: RwSignal<bool>,
    testid: String,
    symbol: &'static IconData,
    label: &'static str,
    note: &'static str,
    press: Box<dyn Fn()>,
) -> AnyView {
    let pressed = move |_| {
        // The menu goes: what opens in its place gives the focus back to its button.
        focus::on("[data-testid=project-menu]");
        open.set(false);
        press();
    };
    let note = (!note.is_empty()).then(|| view! { <span class="menu-note">{note}</span> }.into_any());
    view! {
        <button type="button" class="menu-item" data-testid=testid on:click=pressed>
            {icon(symbol)} <span>{label} {note}</span>
        </button>
    }
    .into_any()
}
