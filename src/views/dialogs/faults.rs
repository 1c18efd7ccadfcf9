//! All that is wrong with a file, or should be known about it.

use leptos::prelude::*;
use ninefold_engine::model::Diagnostic;

use super::modal;
use crate::state::Ui;

/// A file that was not opened, and why.
pub fn refused(ui: Ui, file: &str, diagnostics: Vec<Diagnostic>) -> AnyView {
    let faults = diagnostics.iter().filter(|it| it.is_error()).count();
    let count = if faults == 1 { "One thing is".to_owned() } else { format!("{faults} things are") };
    let sentence = format!("{count} wrong with it. The project you had open is untouched.");
    list(ui, format!("{file} was not opened"), sentence, diagnostics)
}

/// A file that was opened, and what should be known about it.
pub fn warned(ui: Ui, file: &str, diagnostics: Vec<Diagnostic>) -> AnyView {
    let sentence = "It can be used as it is, but know this:".to_owned();
    list(ui, format!("{file} is open"), sentence, diagnostics)
}

fn list(ui: Ui, title: String, sentence: String, diagnostics: Vec<Diagnostic>) -> AnyView {
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
