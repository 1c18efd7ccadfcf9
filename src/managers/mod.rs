//! The effects: what has to happen outside when the state changes, and the other way round.

pub mod advice;
mod announce;
pub mod desk;
pub mod later;
pub mod library;
pub mod parts;
pub mod projects;
pub mod requests;
pub mod theme;
mod tracking;

use std::rc::Rc;

use leptos::prelude::provide_context;
use leptos::task::spawn_local;

use crate::browser::storage::BrowserStorage;
use crate::browser::tab;
use crate::state::shelf::Shelf;
use crate::state::{Action, Answers, NoticeKind, Ui, Workspace};

pub use desk::Desk;

/// Starts all of them; they live as long as the page.
pub fn start(workspace: Workspace, answers: Answers, ui: Ui) {
    let desk = Desk::new(workspace, ui, answers, Shelf::new(Rc::new(BrowserStorage), &tab::name()));
    provide_context(desk);
    equip(workspace, ui);
    tracking::start(ui);
    theme::start(ui, desk.shelf);
    projects::start(desk);
    requests::listen(workspace, ui);
    desk.start();
    announce::start(workspace, answers, ui);
}

/// Brings what changes a project, which is not in the first part of the program.
fn equip(workspace: Workspace, ui: Ui) {
    spawn_local(async move {
        match parts::verbs().await {
            Ok(verbs) => workspace.equip(verbs),
            Err(why) => {
                let again = Action::new("Try again", move || equip(workspace, ui));
                ui.notify_with(NoticeKind::Error, why.to_string(), vec![again]);
            }
        }
    });
}
