//! The effects: what has to happen outside when the state changes, and the other way round.

pub mod advice;
mod announce;
pub mod desk;
pub mod later;
pub mod library;
pub mod parts;
pub mod projects;
pub mod requests;
mod theme;
mod tracking;

use std::rc::Rc;

use leptos::prelude::provide_context;

use crate::browser::storage::BrowserStorage;
use crate::browser::tab;
use crate::state::shelf::Shelf;
use crate::state::{Answers, Ui, Workspace};

pub use desk::Desk;

/// Starts all of them; they live as long as the page.
pub fn start(workspace: Workspace, answers: Answers, ui: Ui) {
    let desk = Desk::new(workspace, ui, answers, Shelf::new(Rc::new(BrowserStorage), &tab::name()));
    provide_context(desk);
    tracking::start(ui);
    theme::start(ui, desk.shelf);
    projects::start(desk);
    requests::listen(workspace, ui);
    desk.start();
    announce::start(workspace, answers, ui);
}
