//! The project as a link: everything is in the address, nothing is uploaded.

use leptos::html::Input;
use leptos::prelude::*;
use ninefold_editor::share;

use super::modal;
use crate::browser::{clipboard, location};
use crate::state::{Ui, Workspace};
use crate::views::widgets::icon;

/// Letters past which programs for mail and chat are known to cut links.
const LONG: usize = 8_000;

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let link = format!("{}{}", location::page(), share::link(&workspace.to_file()));
    let letters = link.len();
    let size = format!("{letters} letters.");
    let long = (letters > LONG).then(|| {
        view! {
            <p class="dialog-warning" role="note">
                "Mail and chat programs may cut a link this long. Send the file instead where that matters."
            </p>
        }
    });
    let field = NodeRef::<Input>::new();
    let text = link.clone();
    let told = RwSignal::new(String::new());
    let copy = move |_| {
        if let Some(input) = field.get_untracked() {
            input.select();
        }
        clipboard::write(&text, move |done| {
            told.try_set(done.map_or_else(|why| why, |()| "The link is in the clipboard.".to_owned()));
        });
    };
    let content = view! {
        <p>
            "Whoever opens this link gets a copy of the project as it is now. The whole project is in the address; \
             nothing is uploaded."
        </p>
        <div class="share-row">
            <input
                class="input" node_ref=field readonly=true aria-label="Link" data-testid="share-link" prop:value=link
                on:focus=move |_| { if let Some(input) = field.get_untracked() { input.select(); } }
            />
            <button type="button" class="button" data-testid="share-copy" on:click=copy>{icon(icondata_lu::LuCopy)} "Copy"</button>
        </div>
        <p class="field-help" role="status">{size} " " {move || told.get()}</p>
        {long}
    };
    modal(ui, "share-dialog", "Share as a link".to_owned(), content.into_any())
}
