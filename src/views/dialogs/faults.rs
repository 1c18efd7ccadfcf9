//! All that is wrong with a file, or should be known about it.

use leptos::prelude::*;
use ninefold_engine::model::Diagnostic;

use super::{modal, shortcuts};
use crate::state::{Dialog, Ui};

/// The dialog, while there is one to show.
#[must_use]
pub fn view(ui: Ui) -> AnyView {
    let content = move || ui.dialog.get().map(|dialog| shown(ui, dialog));
    view! { {content} }.into_any()
}

fn shown(ui: Ui, dialog: Dialog) -> AnyView {
    let (title, sentence, diagnostics) = match dialog {
        Dialog::Shortcuts => return shortcuts::view(ui),
        Dialog::Refused { file, diagnostics } => {
            let faults = diagnostics.iter().filter(|it| it.is_error()).count();
            let count = if faults == 1 { "One thing is".to_owned() } else { format!("{faults} things are") };
            (
                format!("{file} was not opened"),
                format!("{count} wrong with it. The project you had open is untouched."),
                diagnostics,
            )
        }
        Dialog::Warned { file, diagnostics } => {
            (format!("{file} is open"), "It can be used as it is, but know this:".to_owned(), diagnostics)
        }
    };
    let rows: Vec<AnyView> = diagnostics.into_iter().map(row).collect();
    let content = view! {
        <p>{sentence}</p>
        <ul class="diagnostics" tabindex="0" aria-label="What was found">{rows}</ul>
    };
    modal(ui, "diagnostics", title, content.into_any())
}

fn row(diagnostic: Diagnostic) -> AnyView {
    let Diagnostic { path, message, hint, .. } = diagnostic;
    let path = (!path.is_empty()).then(|| view! { <code>{path}</code> }.into_any());
    let hint = hint.map(|hint| view! { <small>{hint}</small> }.into_any());
    view! { <li>{path} {message} {hint}</li> }.into_any()
}
