//! All keys, from the editor's own table.

use leptos::prelude::*;
use ninefold_editor::keymap::{BINDINGS, Binding, HELD, Section};

use super::modal;
use crate::state::Ui;

const SECTIONS: [Section; 5] =
    [Section::Edit, Section::Select, Section::Arrange, Section::View, Section::Model];

/// The dialog.
#[must_use]
pub fn view(ui: Ui) -> AnyView {
    let sections: Vec<AnyView> = SECTIONS.into_iter().map(section).collect();
    modal(ui, "shortcuts-list", "Keys".to_owned(), view! { <div class="keys">{sections}</div> }.into_any())
}

fn section(section: Section) -> AnyView {
    let own = BINDINGS.iter().filter(|it| it.section == section);
    let mut rows: Vec<AnyView> = own.map(row).collect();
    let held = HELD.iter().filter(|it| it.2 == section);
    rows.extend(held.map(|it| view! { <li><kbd>{it.0}</kbd> <span>{it.1}</span></li> }.into_any()));
    if section == Section::Model {
        rows.push(view! { <li><kbd>"C"</kbd> <span>"Connect to another component"</span></li> }.into_any());
    }
    view! { <section><h2>{section.label()}</h2><ul>{rows}</ul></section> }.into_any()
}

fn row(binding: &'static Binding) -> AnyView {
    view! { <li><kbd>{binding.keys(false)}</kbd> <span>{binding.label}</span></li> }.into_any()
}
