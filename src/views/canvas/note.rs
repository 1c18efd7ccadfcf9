//! A note on the canvas.

use leptos::prelude::*;
use ninefold_editor::selection::Item;

use super::Stage;
use super::node::class_list;

/// The note.
#[must_use]
pub fn view(stage: Stage, id: String) -> AnyView {
    let part = stage.followed.note(&id);
    let style = move || {
        let rect = part.with(|note| note.as_ref().map(|note| note.rect)).unwrap_or_default();
        format!(
            "transform:translate({}px,{}px);width:{}px;height:{}px",
            rect.x, rect.y, rect.width, rect.height
        )
    };
    let own = Item::note(&id);
    let selected = stage.followed.selected(own.clone());
    let class = move || class_list("note", &[("selected", selected.get())]);
    let text = move || part.with(|note| note.as_ref().map(|note| note.text.clone()));
    view! {
        <div
            class=class style=style role="button" tabindex="-1" dir="auto"
            data-testid=format!("note-{id}") data-item=id aria-pressed=move || selected.get().to_string()
            on:focus=move |event| stage.focused(&own, &event)
        >
            <span class="visually-hidden">"Note: "</span>{text}
        </div>
    }
    .into_any()
}
