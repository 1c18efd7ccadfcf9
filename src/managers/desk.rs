//! The open project and its place on the shelf: saved within a second of every edit, never over another tab's.
//!
//! What is asked for seldom (conflicts, versions, opening something else) is a [`Task`], done in a later part of the program.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use ninefold_engine::analysis::JourneyAnswer;
use ninefold_engine::model;

use super::parts;
use crate::browser::files::Picked;
use crate::browser::{clock, tab};
use crate::state::shelf::{Refused, Shelf, ShelfHandle, Summary};
use crate::state::{Answers, NoticeKind, Ui, Workspace};

/// From the last edit to the write, in milliseconds.
const PAUSE: f64 = 400.0;
/// From the first edit that is not stored to the write, however many follow: none may wait for a second.
const LONGEST: f64 = 700.0;

/// What is stored, what is waiting, and whether another tab is in the way. In the context of every view.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The project.
    pub workspace: Workspace,
    /// What is shown and said.
    pub ui: Ui,
    /// What the engine says.
    pub answers: Answers,
    /// Where projects lie.
    pub shelf: ShelfHandle,
    /// The revision that is stored.
    saved: StoredValue<u64>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// When the next write is due at the latest; none where nothing waits.
    due: StoredValue<Option<f64>>,
    /// Whether saving is paused until the person has chosen.
    pub halted: StoredValue<bool>,
    /// The revision of a template nobody has changed yet: it need not be kept.
    pub untouched: StoredValue<Option<u64>>,
}

/// What a later part does.
pub enum Task {
    /// Opens what somebody picked or dropped.
    Receive(Picked),
    /// Opens the project in a link's letters.
    Link(String),
    /// Opens what can be found, where the project noted last cannot be opened as it is.
    Recover(Option<String>),
    /// Listens to other tabs.
    Listen,
    /// Keeps a text that was just saved among the versions.
    Keep {
        /// The project.
        id: String,
        /// Its text.
        text: String,
        /// What was done last.
        label: String,
    },
    /// A save was refused.
    Refused(Refused),
    /// Offers the project as a file.
    SaveFile,
}

impl Desk {
    /// A desk with nothing on it.
    pub(super) fn new(workspace: Workspace, ui: Ui, answers: Answers, shelf: Shelf) -> Self {
        Self {
            workspace,
            ui,
            answers,
            shelf: StoredValue::new_local(shelf),
            saved: StoredValue::new(0),
            waiting: StoredValue::new(None),
            due: StoredValue::new(None),
            halted: StoredValue::new(false),
            untouched: StoredValue::new(None),
        }
    }

    /// Saves after every edit, and before the tab goes out of sight.
    pub(super) fn start(self) {
        Effect::new(move |_| {
            if self.workspace.revision() != self.saved.get_value() {
                self.later();
            }
        });
        tab::on_hide(move || self.save());
        // What is gone is not switched off any more.
        Effect::new(move |_| {
            let project = self.workspace.project();
            let gone = |id: &String| project.component(id).is_none() && project.zone(id).is_none();
            if self.ui.off.with_untracked(|off| off.iter().any(gone)) {
                self.ui.off.update(|off| off.retain(|id| !gone(id)));
            }
        });
    }

    fn later(self) {
        if let Some(timer) = self.waiting.get_value() {
            timer.clear();
        }
        let now = clock::milliseconds();
        let due = self.due.get_value().unwrap_or(now + LONGEST);
        self.due.set_value(Some(due));
        let pause = Duration::from_millis(PAUSE.min(due - now).max(0.0) as u64);
        self.waiting.set_value(set_timeout_with_handle(move || self.in_time(), pause).ok());
    }

    /// Rather not in the middle of a drag, which is no edit yet: writing a large project takes longer than a frame.
    fn in_time(self) {
        let overdue = self.due.get_value().is_some_and(|due| clock::milliseconds() >= due);
        if !overdue && !self.workspace.is_idle() {
            return self.later();
        }
        self.due.set_value(None);
        self.save();
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_dirty(self) -> bool {
        self.workspace.revision_untracked() != self.saved.get_value()
    }

    /// What is on the screen is what is stored.
    pub fn settle(self) {
        self.saved.set_value(self.workspace.revision_untracked());
    }

    /// Stores what is on the screen, changed or not.
    pub fn save_anyway(self) {
        self.saved.set_value(u64::MAX);
        self.save();
    }

    /// Stores what is on the screen, if it is not stored.
    pub fn save(self) {
        // Without a place on the shelf it stays unsaved, and whatever is opened next keeps it within reach of undo.
        let placed = self.shelf.with_value(|shelf| shelf.id().is_some());
        if self.halted.get_value() || !self.is_dirty() || !placed {
            return;
        }
        let text = model::write_short(&self.workspace.to_file());
        let summary = self.summary();
        let saved =
            self.shelf.with_value(|shelf| shelf.save(&text, &summary, clock::now()).map(|()| shelf.id()));
        match saved {
            Ok(id) => {
                self.settle();
                if let Some(id) = id {
                    tab::note(&id);
                    let label = self.workspace.undo_name.get_untracked().unwrap_or_default();
                    self.ask(Task::Keep { id, text, label });
                }
            }
            Err(refused) => self.ask(Task::Refused(refused)),
        }
    }

    /// What lists say of the project on the screen.
    #[must_use]
    pub fn summary(self) -> Summary {
        let project = self.workspace.project_untracked();
        let switched_off = self.ui.off.with_untracked(|off| !off.is_empty());
        let weakest = |journeys: &[JourneyAnswer]| {
            let weakest =
                journeys.iter().max_by(|one, two| one.unavailability.total_cmp(&two.unavailability));
            weakest.map(|journey| [journey.availability, journey.unavailability])
        };
        let answer = self.answers.solved.with_untracked(|solved| {
            let analysis = solved.analysis.as_ref().filter(|_| solved.problem.is_none() && !switched_off)?;
            weakest(&analysis.journeys)
        });
        Summary { answer, ..Summary::of(&project) }
    }

    /// Has a task done.
    pub fn ask(self, task: Task) {
        let refused = match &task {
            Task::Refused(why) => Some(format!("Your changes are not being saved: {why}.")),
            _ => None,
        };
        let quiet = matches!(task, Task::Keep { .. } | Task::Listen);
        spawn_local(async move {
            if let Err(why) = parts::attend(self, task).await
                && !quiet
            {
                self.ui.notify(NoticeKind::Error, refused.unwrap_or_else(|| why.to_string()));
            }
        });
    }
}
