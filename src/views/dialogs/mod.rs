//! What lies above the page: the project menu, the finder, and what wants an answer.

mod faults;
mod find;
mod guide;
mod history;
mod project_menu;
mod projects;
mod share;
mod shortcuts;
mod templates;
mod versions;

use leptos::html;
use leptos::prelude::*;

use crate::browser::focus;
use crate::state::{Dialog, Ui};
use crate::views::{catalogue, import, parts};

pub use project_menu::{menu, view as project_menu};

/// The dialogs and the veil for a file above the page.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    let any = Memo::new(move |_| ui.dialog.with(Option::is_some));
    let dialog = move || any.get().then(parts::dialogs);
    view! {
        {dialog}
        <div class="drop-veil" hidden=move || !ui.file_above.get()>"Drop the project file to open it"</div>
    }
    .into_any()
}

/// The dialog, while there is one to show.
#[must_use]
pub fn shown() -> AnyView {
    let ui = expect_context::<Ui>();
    let content = move || ui.dialog.get().map(|dialog| one(ui, dialog));
    view! { {content} }.into_any()
}

fn one(ui: Ui, dialog: Dialog) -> AnyView {
    match dialog {
        Dialog::Shortcuts => shortcuts::view(ui),
        Dialog::Find => find::view(ui),
        Dialog::Share => share::view(ui),
        Dialog::History => history::view(ui),
        Dialog::Projects => projects::view(ui),
        Dialog::Versions => versions::view(ui),
        Dialog::Guide(id) => guide::view(ui, &id),
        Dialog::Templates => templates::view(ui),
        Dialog::Import { file, text } => {
            modal(ui, "import", "Read a configuration".to_owned(), import::dialog(&file, &text))
        }
        Dialog::Catalogue(id) => match catalogue::dialog(&id) {
            Some((title, content)) => modal(ui, "catalogue-entry", title, content),
            None => ().into_any(),
        },
        Dialog::Refused { file, diagnostics } => faults::refused(ui, &file, diagnostics),
        Dialog::Warned { file, diagnostics } => faults::warned(ui, &file, diagnostics),
    }
}

/// A dialog over everything, with a title and a button that closes it.
fn modal(ui: Ui, testid: &'static str, title: String, content: AnyView) -> AnyView {
    let actions = view! {
        <div class="dialog-actions"><button class="button" autofocus=true>"Close"</button></div>
    };
    frame(ui, testid, view! { <h1 id="dialog-title">{title}</h1> {content} {actions} }.into_any())
}

/// A dialog over everything; what is in it names it with the id `dialog-title`. Escape closes it.
fn frame(ui: Ui, testid: &'static str, content: AnyView) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    element.on_load(|dialog| {
        // A dialog that is already open stays open.
        let _open = dialog.show_modal();
        // A dialog that takes another's place loses the focus when that one goes.
        focus::enter_on_next_frame("dialog[open]");
    });
    view! {
        <dialog class="dialog" node_ref=element data-testid=testid aria-labelledby="dialog-title" on:close=move |_| ui.dialog.set(None)>
            <form class="dialog-body" method="dialog">{content}</form>
        </dialog>
    }
    .into_any()
}
