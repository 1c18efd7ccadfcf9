//! Keeping saves as versions, and going back to one.

use leptos::prelude::*;
use ninefold_engine::model;

use crate::browser::clock;
use crate::browser::storage::StorageError;
use crate::managers::desk::Desk;
use crate::state::shelf::Shelf;
use crate::state::shelf::versions::Version;
use crate::state::{Action, NoticeKind};

/// How often room is made for one version.
const TRIES: usize = 3;

/// Keeps what was just saved. Where there is no room, the project itself is stored nevertheless.
pub fn keep_save(desk: Desk, id: &str, text: &str, label: &str) {
    desk.shelf.with_value(|shelf| {
        // Removed for good meanwhile, it needs no version.
        if !matches!(shelf.head(id), Ok(Some(_))) {
            return;
        }
        let at = shelf.saved_at().unwrap_or_else(clock::now);
        let mut room = Vec::new();
        for _ in 0..TRIES {
            match shelf.keep(id, text, label, false, at) {
                Err(StorageError::Full) => match shelf.make_room() {
                    Some(removed) => room.push(removed),
                    None => break,
                },
                _ => return,
            }
        }
        // In vain: what went for it comes back.
        shelf.put_back(room);
    });
}

/// Stores what is on the screen and keeps it at once, for whoever lists versions next.
pub fn keep_now(desk: Desk) {
    desk.save();
    let (id, saved) = desk.shelf.with_value(|shelf| (shelf.id(), shelf.saved_at()));
    if let Some(id) = id.filter(|_| saved.is_some() && !desk.is_dirty()) {
        let label = desk.workspace.undo_name.get_untracked().unwrap_or_default();
        keep_save(desk, &id, &model::write_short(&desk.workspace.to_file()), &label);
    }
}

/// Keeps what is on the screen because the person asked for it.
///
/// # Errors
/// A sentence.
pub fn keep_by_hand(desk: Desk) -> Result<(), String> {
    desk.save();
    if desk.shelf.with_value(Shelf::saved_at).is_none() {
        desk.save_anyway();
    }
    let text = model::write_short(&desk.workspace.to_file());
    let label = desk.workspace.undo_name.get_untracked().unwrap_or_default();
    let kept = desk.shelf.with_value(|shelf| match shelf.id() {
        Some(id) => shelf.keep(&id, &text, &label, true, clock::now()),
        None => Err(StorageError::Denied),
    });
    kept.map_err(|why| format!("This version is not kept: {why}."))
}

/// Goes back to a version of the open project, as one step that can be undone.
pub fn go_back(desk: Desk, id: &str, version: &Version) {
    let text = desk.shelf.with_value(|shelf| shelf.version_text(id, version));
    let Some(Ok(loaded)) = text.as_deref().map(model::read) else {
        return desk.ui.notify(NoticeKind::Error, "This version cannot be read any more.");
    };
    desk.workspace.replace(loaded.project);
    let undo = Action::new("Undo", move || desk.workspace.undo());
    let when = clock::moment(version.mark.at as f64);
    desk.ui.notify_with(NoticeKind::Done, format!("Back at the version of {when}."), vec![undo]);
}
