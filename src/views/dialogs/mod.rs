//! What lies above the page: the project menu and the lists of faults.

mod faults;
mod project_menu;
mod shortcuts;

use leptos::html;
use leptos::prelude::*;

use crate::state::Ui;

pub use project_menu::view as project_menu;

/// The dialogs and the veil for a file above the page.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    view! {
        {faults::view(ui)}
        <div class="drop-veil" hidden=move || !ui.file_above.get()>"Drop the project file to open it"</div>
    }
    .into_any()
}

/// A dialog over everything, with a title and a button that closes it.
fn modal(ui: Ui, testid: &'static str, title: String, content: AnyView) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    element.on_load(|dialog| {
        // A dialog that is already open stays open.
        let _open = dialog.show_modal();
    });
    view! {
        <dialog class="dialog" node_ref=element data-testid=testid aria-labelledby="dialog-title" on:close=move |_| ui.dialog.set(None)>
            <form class="dialog-body" method="dialog">
                <h1 id="dialog-title">{title}</h1>
                {content}
                <div class="dialog-actions"><button class="button primary" autofocus=true>"Close"</button></div>
            </form>
        </dialog>
    }
    .into_any()
}
