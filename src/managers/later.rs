//! What takes longer than an edit may: computed once the tab has been drawn, piece by piece, and dropped when the design changes.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clock;

/// An edit in a row of edits is not worth computing for.
const PAUSE: u64 = 250;
/// So long the page may stand still for one piece, in milliseconds.
const PIECE: f64 = 12.0;

/// Runs `task` after a pause of `turn` more milliseconds, unless what is on the screen was replaced meanwhile.
pub fn run(turn: u64, task: impl FnOnce() + 'static) {
    if let Ok(handle) = set_timeout_with_handle(task, Duration::from_millis(PAUSE + turn)) {
        on_cleanup(move || handle.clear());
    }
}

/// Calls `step` again and again until it answers no, letting the page draw in between.
pub fn in_pieces(mut step: impl FnMut() -> bool + 'static) {
    let started = clock::milliseconds();
    while clock::milliseconds() - started < PIECE {
        if !step() {
            return;
        }
    }
    set_timeout(move || in_pieces(step), Duration::ZERO);
}
