//! The effects: what has to happen outside when the state changes, and the other way round.

pub mod advice;
mod announce;
mod autosave;
pub mod later;
pub mod parts;
pub mod projects;
pub mod requests;
mod theme;
mod tracking;

use std::rc::Rc;

use leptos::prelude::StoredValue;

use crate::browser::storage::BrowserStorage;
use crate::browser::tab;
use crate::state::shelf::Shelf;
use crate::state::{Answers, Ui, Workspace};

/// Starts all of them; they live as long as the page.
pub fn start(workspace: Workspace, answers: Answers, ui: Ui) {
    let shelf = StoredValue::new_local(Shelf::new(Rc::new(BrowserStorage), &tab::name()));
    tracking::start(ui);
    theme::start(ui, shelf);
    projects::start(workspace, ui, shelf);
    requests::listen(workspace, ui);
    autosave::start(workspace, ui, shelf);
    announce::start(workspace, answers, ui);
}

/// The shelf, reachable from every closure.
type ShelfHandle = StoredValue<Shelf, leptos::prelude::LocalStorage>;
