//! Does what the editor asks the page for.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use ninefold_editor::prelude::{Action, Item, Modifiers, Request, Response, keymap};

use crate::browser::focus;
use crate::state::{Dialog, Floating, NoticeKind, Ui, Workspace};

/// The first field of the inspector.
const FIRST_FIELD: &str = ".inspector .input";
const NAME_FIELD: &str = ".inspector [data-testid='field-name']";

/// Listens for the finder's key anywhere on the page, a field with the focus included.
pub fn listen(workspace: Workspace, ui: Ui) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if keymap::action(&event.key(), held(&event)) == Some(Action::Find) {
            event.prevent_default();
            perform(workspace, ui, Action::Find);
        }
    });
    on_cleanup(move || handle.remove());
}

/// The keys held with another; Command counts as Control.
#[must_use]
pub fn held(event: &web_sys::KeyboardEvent) -> Modifiers {
    Modifiers {
        shift: event.shift_key(),
        control: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    }
}

/// Does all of it; true if the browser shall not do its own with the event.
pub fn follow(workspace: Workspace, ui: Ui, response: Response) -> bool {
    for request in response.requests {
        one(workspace, ui, request);
    }
    response.consumed
}

/// Does what a button or menu asks for.
pub fn perform(workspace: Workspace, ui: Ui, action: Action) {
    settle(ui, Some(action));
    follow(workspace, ui, workspace.perform(action));
}

/// For how long things may move to new places.
const SETTLES: Duration = Duration::from_millis(500);

/// What such an action moves glides to its place, unless less motion is asked for.
pub fn settle(ui: Ui, action: Option<Action>) {
    if !matches!(action, Some(Action::Tidy | Action::Arrange(_))) {
        return;
    }
    ui.settling.set(true);
    set_timeout(move || ui.settling.set(false), SETTLES);
}

fn one(workspace: Workspace, ui: Ui, request: Request) {
    match request {
        Request::AskWhatNext { at, screen, from, zone } => {
            ui.floating.set(Some(Floating::Next { link: None, screen, at, from, zone }));
        }
        Request::Rename(item @ (Item::Component(_) | Item::Zone(_) | Item::Note(_))) => {
            ui.floating.set(Some(Floating::Rename(item)));
        }
        Request::Rename(_) => {
            ui.inspector_open.set(true);
            focus::on_next_frame(NAME_FIELD.to_owned());
        }
        Request::Inspect(_) => {
            ui.inspector_open.set(true);
            focus::on_next_frame(FIRST_FIELD.to_owned());
        }
        Request::Connect { from, screen } => ui.floating.set(Some(Floating::Connect { screen, from })),
        Request::Menu { at, .. } => ui.floating.set(Some(Floating::Selected { screen: at })),
        Request::Notice(text) => workspace.say(&text),
        Request::Aside(text) => {
            let undo = crate::state::Action::new("Undo", move || workspace.undo());
            ui.notify_with(NoticeKind::Info, text, vec![undo]);
        }
        Request::Announce(text) => ui.announcement.set(text),
        Request::SwitchOff(items) => items.iter().for_each(|item| toggle_off(ui, item)),
        Request::Shortcuts => ui.dialog.set(Some(Dialog::Shortcuts)),
        Request::Find => ui.dialog.set(Some(Dialog::Find)),
        // The clipboard is reached by the browser's own copy and paste events, which need no permission.
        Request::Copy(_) | Request::Paste => {}
    }
}

/// Switches a component or zone off, or on again.
fn toggle_off(ui: Ui, item: &Item) {
    let (Item::Component(id) | Item::Zone(id)) = item else { return };
    ui.off.update(|off| {
        if !off.remove(id) {
            off.insert(id.clone());
        }
    });
}
