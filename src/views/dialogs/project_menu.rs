//! The project's name in the bar, with the menu to open, save and start projects.

use icondata_core::IconData;
use leptos::html::Div;
use leptos::prelude::*;

use crate::managers::projects;
use crate::state::{Dialog, Ui, Workspace};
use crate::views::widgets::icon;

/// The button and its menu.
#[must_use]
pub fn view() -> AnyView {
    let workspace = expect_context::<Workspace>();
    let ui = expect_context::<Ui>();
    let open = RwSignal::new(false);
    let root = NodeRef::<Div>::new();
    let name = Memo::new(move |_| workspace.project().display_name().to_owned());
    let menu = move || open.get().then(|| menu(workspace, ui, open));
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

fn menu(workspace: Workspace, ui: Ui, open: RwSignal<bool>) -> AnyView {
    view! {
        <div class="menu" role="group" aria-label="Project">
            {item(open, "open-file".into(), icondata_lu::LuFolderOpen, "Open a file …", "Or drop one anywhere onto the page", move || projects::pick(workspace, ui))}
            {item(open, "import-config".into(), icondata_lu::LuFileInput, "Read a configuration …", "nginx.conf, Kubernetes, Terraform and more", move || ui.dialog.set(Some(Dialog::Import { file: String::new(), text: String::new() })))}
            {item(open, "save-file".into(), icondata_lu::LuDownload, "Save as a file", "", move || projects::save_file(workspace, ui))}
            {item(open, "share".into(), icondata_lu::LuLink, "Share as a link …", "The whole project in an address", move || ui.dialog.set(Some(Dialog::Share)))}
            {item(open, "open-history".into(), icondata_lu::LuHistory, "Steps …", "Go back to any step of this visit", move || ui.dialog.set(Some(Dialog::History)))}
            {item(open, "open-library".into(), icondata_lu::LuLibrary, "Kept in this browser …", "Earlier versions and other projects", move || ui.dialog.set(Some(Dialog::Library)))}
            <div class="menu-divider"></div>
            {item(open, "templates".into(), icondata_lu::LuLayoutTemplate, "Start from a template …", "Ready-made designs with sourced figures", move || ui.dialog.set(Some(Dialog::Templates)))}
            {item(open, "guide".into(), icondata_lu::LuBookOpen, "Guide …", "Ten short pages", move || ui.dialog.set(Some(Dialog::Guide(String::new()))))}
        </div>
    }
    .into_any()
}

fn item(
    open: RwSignal<bool>,
    testid: String,
    symbol: &'static IconData,
    label: &'static str,
    note: &'static str,
    press: impl Fn() + 'static,
) -> AnyView {
    let pressed = move |_| {
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
