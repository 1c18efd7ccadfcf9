//! The effects: what has to happen outside when the state changes, and the other way round.

mod theme;
mod tracking;

use crate::state::{Answers, Ui, Workspace};

/// Starts all of them; they live as long as the page.
pub fn start(_workspace: Workspace, _answers: Answers, ui: Ui) {
    tracking::start(ui);
    theme::start(ui);
}
