//! Renaming in place: a field over the name on the canvas.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use ninefold_editor::prelude::{Command, Item, Point};
use web_sys::{FocusEvent, KeyboardEvent};

use super::Stage;
use crate::browser::focus;
use crate::state::Floating;

/// Its place in a component and in a zone, in world units from the upper left corner.
const IN_NODE: (f64, f64) = (44.0, 5.0);
const IN_ZONE: (f64, f64) = (32.0, 3.0);
/// Room at its right, in world units; the least and the most it is wide, in pixels.
const BESIDE: f64 = 8.0;
const WIDTH: (f64, f64) = (144.0, 400.0);

/// The field over a component's or zone's name.
#[must_use]
pub fn field(stage: Stage, item: Item) -> AnyView {
    if matches!(item, Item::Note(_)) {
        return note(stage, item);
    }
    let name = item.label(&stage.workspace.project_untracked());
    let inset = if matches!(item, Item::Zone(_)) { IN_ZONE } else { IN_NODE };
    let placed = item.clone();
    let style = move || {
        let view = stage.workspace.viewport.get();
        let rect = stage.workspace.scene.with(|scene| scene.rect(&placed)).unwrap_or_default();
        let at = view.to_screen(rect.origin()) + Point::new(inset.0, inset.1).scaled(view.scale());
        let width = ((rect.width - inset.0 - BESIDE) * view.scale()).clamp(WIDTH.0, WIDTH.1);
        format!("transform:translate({:.0}px,{:.0}px);width:{width:.0}px", at.x, at.y)
    };
    let renamed = item.clone();
    let left = move |event: FocusEvent| {
        finish(stage, &renamed, &event_target_value(&event));
    };
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" if !event.is_composing() && finish(stage, &item, &event_target_value(&event)) => {
                back(&item);
            }
            "Escape" => {
                stage.ui.floating.set(None);
                back(&item);
            }
            _ => {}
        }
    };
    // At once, not with the next frame: what is typed right after the key is meant for the field, not for the canvas.
    let element = NodeRef::<Input>::new();
    element.on_load(|field| {
        // A field that was just made takes the focus.
        let _taken = field.focus();
        field.select();
    });
    view! {
        <input
            class="input name-field" type="text" dir="auto" aria-label="Name" autocomplete="off" spellcheck="false"
            data-testid="rename" node_ref=element style=style value=name on:focusout=left on:keydown=key
        />
    }
    .into_any()
}

/// The field over a note, of several lines: Ctrl+Enter or leaving it takes the text.
fn note(stage: Stage, item: Item) -> AnyView {
    let placed = item.clone();
    let style = move || {
        let view = stage.workspace.viewport.get();
        let rect = stage.workspace.scene.with(|scene| scene.rect(&placed)).unwrap_or_default();
        let at = view.to_screen(rect.origin());
        let (width, height) = (rect.width * view.scale(), rect.height * view.scale());
        format!(
            "transform:translate({:.0}px,{:.0}px);width:{:.0}px;height:{:.0}px",
            at.x,
            at.y,
            width.max(WIDTH.0),
            height.max(NOTE_HEIGHT)
        )
    };
    let text = text_of(stage, &item);
    let written = item.clone();
    let left = move |event: FocusEvent| {
        finish(stage, &written, &event_target_value(&event));
    };
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let done = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        match event.key().as_str() {
            _ if done && finish(stage, &item, &event_target_value(&event)) => back(&item),
            "Escape" => {
                let before = text_of(stage, &item);
                finish(stage, &item, &before);
                back(&item);
            }
            _ => {}
        }
    };
    let element = NodeRef::<Textarea>::new();
    element.on_load(|field| {
        // A field that was just made takes the focus.
        let _taken = field.focus();
        field.select();
    });
    view! {
        <textarea
            class="note note-field" dir="auto" aria-label="Note; Ctrl+Enter when done" placeholder="Write a note" spellcheck="false"
            data-testid="rename" node_ref=element style=style prop:value=text on:focusout=left on:keydown=key
        ></textarea>
    }
    .into_any()
}

/// The least height of a note's field, in pixels.
const NOTE_HEIGHT: f64 = 72.0;

/// What is renamed, as it is called now.
fn text_of(stage: Stage, item: &Item) -> String {
    match item {
        Item::Note(id) => stage
            .workspace
            .scene
            .with_untracked(|it| it.note(id).map(|it| it.text.clone()))
            .unwrap_or_default(),
        other => other.label(&stage.workspace.project_untracked()),
    }
}

/// Renames, unless nothing changed or the field is gone already; true if the field is not needed any more. What is
/// refused stays in it as long as it has the focus.
fn finish(stage: Stage, item: &Item, name: &str) -> bool {
    let own = |it: &Option<Floating>| matches!(it, Some(Floating::Rename(named)) if named == item);
    if !stage.ui.floating.with_untracked(own) {
        return true;
    }
    let before = text_of(stage, item);
    let command = Command::Rename { item: item.clone(), name: name.to_owned() };
    // A note with nothing on it goes.
    let empty = matches!(item, Item::Note(_)) && name.trim().is_empty();
    if empty && before.is_empty() {
        // Nothing was ever written on it: as if it had not been made.
        stage.workspace.undo();
    } else if (before != name.trim() || empty)
        && let Err(error) = stage.workspace.dispatch(command)
    {
        stage.workspace.say(&error);
        return false;
    }
    stage.ui.floating.set(None);
    true
}

fn back(item: &Item) {
    if let Item::Component(id) | Item::Zone(id) | Item::Note(id) = item {
        focus::on_item(id);
    }
}
