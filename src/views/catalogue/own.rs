//! A catalogue of one's own, from a file.

use leptos::prelude::*;
use ninefold_engine::catalogue;
use ninefold_engine::model::Diagnostic;

use crate::browser::files::{self, Picked};
use crate::state::{Dialog, NoticeKind, Ui};
use crate::views::widgets::icon;

/// The button.
pub fn view(ui: Ui) -> AnyView {
    let press = move |_| {
        files::pick(move |picked| match picked {
            Picked::Text { name, text } => take(ui, &name, text),
            Picked::Unreadable(why) => ui.notify(NoticeKind::Error, why),
        });
    };
    view! {
        <button type="button" class="button quiet catalogue-own" data-testid="catalogue-own" on:click=press
            title="A JSON list of entries with id, name, vendor, kind, and figures">
            {icon(icondata_lu::LuFolderOpen)} "Load your own …"
        </button>
    }
    .into_any()
}

/// Puts the entries of a file before the others; says all that is wrong with it.
fn take(ui: Ui, name: &str, text: String) {
    match catalogue::read(&text) {
        Ok(entries) => {
            let count = entries.len();
            ui.catalogue.set(Some(text));
            ui.notify(
                NoticeKind::Done,
                format!("{count} entries of {name} are in the catalogue until the page is closed."),
            );
        }
        Err(faults) => {
            let diagnostics =
                faults.into_iter().map(|fault| Diagnostic::error(fault.path, fault.message)).collect();
            ui.dialog.set(Some(Dialog::Refused { file: name.to_owned(), diagnostics }));
        }
    }
}
