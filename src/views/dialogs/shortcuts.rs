//! All keys, from the editor's own table.

use leptos::prelude::*;
use ninefold_editor::keymap::{self, BINDINGS, DRAGS, Section};

use super::modal;
use crate::browser::platform;
use crate::state::Ui;

const SECTIONS: [Section; 5] =
    [Section::Edit, Section::Select, Section::Arrange, Section::View, Section::Model];

/// The dialog.
#[must_use]
pub fn view(ui: Ui) -> AnyView {
    let apple = platform::is_apple();
    let sections: Vec<AnyView> = SECTIONS.into_iter().map(|it| section(it, apple)).collect();
    // It scrolls, and nothing in it takes the focus.
    let list = view! { <div class="keys" role="group" tabindex="0" aria-label="Keys">{sections}</div> };
    modal(ui, "shortcuts-list", "Keys".to_owned(), list.into_any())
}

fn section(section: Section, apple: bool) -> AnyView {
    let keys = BINDINGS.iter().filter(|it| it.section == section).map(|it| row(it.keys(apple), it.label));
    let drags = DRAGS.iter().filter(|it| it.2 == section);
    let drags = drags.map(|&(held, label, _)| row(keymap::held(held, apple) + "drag", label));
    let rows: Vec<AnyView> = keys.chain(drags).collect();
    view! { <section><h2>{section.label()}</h2><ul>{rows}</ul></section> }.into_any()
}

fn row(keys: String, label: &'static str) -> AnyView {
    view! { <li><kbd>{keys}</kbd> <span>{label}</span></li> }.into_any()
}
