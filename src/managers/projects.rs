//! What is opened when the page starts, and what comes in from outside: files and links.

use leptos::prelude::*;
use ninefold_editor::share::PREFIX;
use ninefold_engine::{model, templates};

use super::desk::{Desk, Task};
use crate::browser::{clock, files, location, tab};
use crate::state::shelf::{Found, Shelf};
use crate::state::{Action, NoticeKind};

const WELCOMED: &str = "welcomed";

/// Opens the last project, or the first template, and takes files dropped onto the page.
pub fn start(desk: Desk) {
    let ui = desk.ui;
    open_last(desk);
    ui.welcome.set(desk.shelf.with_value(|shelf| shelf.word(WELCOMED)).is_none());
    Effect::new(move |before: Option<bool>| {
        let open = ui.welcome.get();
        if before == Some(true) && !open {
            desk.shelf.with_value(|shelf| shelf.remember(WELCOMED, Some("yes")));
        }
        open
    });
    Effect::new(move |_| {
        ui.fragment.track();
        open_link(desk);
    });
    files::on_drop(move |over| ui.file_above.set(over), move |picked| desk.ask(Task::Receive(picked)));
    desk.ask(Task::Listen);
}

/// Opens what this tab had open, or what was open last in any.
fn open_last(desk: Desk) {
    let id = tab::noted().or_else(|| desk.shelf.with_value(Shelf::last));
    let found = id.as_deref().map(|id| desk.shelf.with_value(|shelf| shelf.load(id)));
    let empty = desk.shelf.with_value(Shelf::is_empty);
    match (found, empty) {
        (Some(Found::Project(loaded)), _) => desk.workspace.reset(loaded.project),
        (Some(Found::Denied(error)), _) | (_, Err(error)) => {
            open_first(desk);
            desk.shelf.with_value(Shelf::close);
            let file = Action::new("Download the project", move || desk.ask(Task::SaveFile)).staying();
            let sentence =
                format!("Nothing will be kept after this visit: {error}. Save what you make as a file.");
            desk.ui.notify_with(NoticeKind::Error, sentence, vec![file]);
        }
        (_, Ok(true)) => open_first(desk),
        _ => desk.ask(Task::Recover(id)),
    }
    desk.settle();
}

/// The example; it is stored with its first change.
pub fn open_first(desk: Desk) {
    if let Ok(loaded) = model::read(templates::first().text) {
        desk.workspace.reset(loaded.project);
    }
    desk.shelf.with_value(|shelf| shelf.begin(clock::now()));
    desk.settle();
}

/// Opens the project that the address carries, if it carries one, and takes it off the address: reloading then shows what
/// was made of it.
fn open_link(desk: Desk) {
    let fragment = desk.ui.fragment.get_untracked();
    let Some(letters) = fragment.strip_prefix(PREFIX).map(str::to_owned) else { return };
    location::replace("#/design");
    desk.ask(Task::Link(letters));
}
