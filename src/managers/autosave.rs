//! Keeps the stored project at most a second behind the one on the screen, and never overwrites another tab's.

use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::model;

use super::{ShelfHandle, projects};
use crate::browser::storage::{BrowserStorage, on_foreign_write};
use crate::browser::{clock, tab};
use crate::state::library::Library;
use crate::state::shelf::{STAMP, Stamp};
use crate::state::{Action, NoticeKind, Ui, Workspace};

/// From the last edit to the write.
const PAUSE: Duration = Duration::from_millis(400);

/// What is stored, what is waiting, and whether another tab is in the way.
#[derive(Clone, Copy)]
struct Saver {
    workspace: Workspace,
    ui: Ui,
    shelf: ShelfHandle,
    saved: StoredValue<u64>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    halted: StoredValue<bool>,
}

/// Saves after every edit, before the tab goes out of sight, and listens to other tabs.
pub fn start(workspace: Workspace, ui: Ui, shelf: ShelfHandle) {
    let saver = Saver {
        workspace,
        ui,
        shelf,
        saved: StoredValue::new(workspace.revision_untracked()),
        waiting: StoredValue::new(None),
        halted: StoredValue::new(false),
    };
    Effect::new(move |_| {
        let now = workspace.revision();
        if now != saver.saved.get_value() {
            saver.later();
        }
    });
    tab::on_hide(move || saver.now());
    on_foreign_write(STAMP, move |text| {
        let stamp = text.as_deref().and_then(Stamp::parse);
        if stamp.is_some_and(|stamp| !shelf.with_value(|shelf| shelf.is_mine(&stamp))) {
            saver.meet_other_tab();
        }
    });
}

impl Saver {
    fn later(self) {
        if let Some(timer) = self.waiting.get_value() {
            timer.clear();
        }
        self.waiting.set_value(set_timeout_with_handle(move || self.in_time(), PAUSE).ok());
    }

    /// Not in the middle of a drag, which is no edit yet: writing a large project takes longer than a frame.
    fn in_time(self) {
        if self.workspace.is_idle() { self.now() } else { self.later() }
    }

    fn now(self) {
        let state = self.workspace.revision_untracked();
        if self.halted.get_value() || state == self.saved.get_value() {
            return;
        }
        let text = model::write(&self.workspace.to_file());
        match self.shelf.with_value(|shelf| shelf.save(&text)) {
            Ok(()) => {
                self.saved.set_value(state);
                let name = self.workspace.project_untracked().display_name().to_owned();
                // Where there is no room for earlier versions, the present one is still stored.
                let _kept = Library(&BrowserStorage).keep_now_and_then(&name, &text, clock::now());
            }
            Err(error) => self.refused(&error.to_string()),
        }
    }

    fn refused(self, why: &str) {
        let workspace = self.workspace;
        let ui = self.ui;
        let download = Action::new("Download it", move || projects::save_file(workspace, ui));
        let text = format!("Your changes are not being saved: {why}. Download the project to keep them.");
        self.ui.notify_with(NoticeKind::Error, text, vec![download]);
    }

    /// Another tab has stored a project: neither overwrites the other until the person has said which one counts.
    fn meet_other_tab(self) {
        if self.halted.get_value() {
            return;
        }
        self.halted.set_value(true);
        let theirs = Action::new("Load theirs", move || {
            self.halted.set_value(false);
            projects::reload(self.workspace, self.ui, self.shelf);
            self.saved.set_value(self.workspace.revision_untracked());
        });
        let mine = Action::new("Keep mine", move || {
            self.halted.set_value(false);
            self.saved.set_value(u64::MAX);
            self.now();
        });
        let (workspace, ui) = (self.workspace, self.ui);
        let file = Action::new("Download mine", move || projects::save_file(workspace, ui)).staying();
        let text = "This project was changed in another tab. Saving is paused here until you choose.";
        self.ui.notify_with(NoticeKind::Error, text, vec![theirs, mine, file]);
    }
}
