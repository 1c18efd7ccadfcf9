//! Saves that were refused, and other tabs with the same project: nobody overwrites anybody silently.

use std::cell::RefCell;

use leptos::prelude::*;
use ninefold_editor::prelude::{Command, Input, Target};
use ninefold_engine::model;

use super::{recover, saving};
use crate::browser::storage::{self, StorageError};
use crate::browser::{clock, tab};
use crate::managers::desk::Desk;
use crate::state::shelf::tabs::Meeting;
use crate::state::shelf::{Refused, Shelf};
use crate::state::{Action, NoticeKind};

/// The line the tabs talk over; what is said on it is `here? id tab` and, in answer, `here! id tab`.
const LINE: &str = "ninefold";

thread_local! {
    static TABS: RefCell<Option<tab::Line>> = const { RefCell::new(None) };
}

/// Hears of what other tabs store and open; moves in what an older version of the page stored meanwhile.
pub fn listen(desk: Desk) {
    storage::on_foreign_write(move |key| {
        if desk.shelf.with_value(|shelf| shelf.is_own_head(&key)) {
            meet(desk);
        }
    });
    let line = tab::Line::open(LINE, move |said| hear(desk, &said));
    TABS.with_borrow_mut(|own| *own = line);
    greet(desk);
    let now = clock::now();
    desk.shelf.with_value(|shelf| shelf.erase_forgotten(now));
    let (_, aside) = desk.shelf.with_value(|shelf| shelf.migrate(now));
    if !aside.is_empty() {
        recover::say(desk, aside, "");
    }
}

/// Asks who else has the project open.
pub fn greet(desk: Desk) {
    say(desk, "here?");
}

fn say(desk: Desk, word: &str) {
    let (id, tab) = desk.shelf.with_value(|shelf| (shelf.id(), shelf.tab().to_owned()));
    if let Some(id) = id {
        TABS.with_borrow(|line| line.iter().for_each(|line| line.say(&format!("{word} {id} {tab}"))));
    }
}

fn hear(desk: Desk, said: &str) {
    let mut words = said.split(' ');
    let (word, id) = (words.next(), words.next());
    if id.is_none() || id != desk.shelf.with_value(Shelf::id).as_deref() {
        return;
    }
    if word == Some("here?") {
        say(desk, "here!");
    }
    let copy = Action::new("Work on a copy", move || keep_both(desk));
    desk.ui.notify_with(
        NoticeKind::Info,
        "This project is open in another tab too. What is changed there appears here.",
        vec![copy],
    );
}

/// Another tab has written the open project.
fn meet(desk: Desk) {
    if desk.halted.get_value() {
        return;
    }
    match desk.shelf.with_value(Shelf::look) {
        Meeting::Same => {}
        Meeting::Newer(loaded, head) if !desk.is_dirty() => {
            desk.workspace.replace(loaded.project);
            desk.shelf.with_value(|shelf| shelf.follow(&head));
            desk.settle();
            desk.ui.notify(
                NoticeKind::Info,
                "Changed in another tab; this is its state. Undo shows the one before.",
            );
        }
        Meeting::Newer(..) | Meeting::Fork => choose(desk),
        Meeting::Gone => gone(desk),
    }
}

/// A save was refused: room is made, the person is asked, or told.
pub fn refused(desk: Desk, why: &Refused) {
    match why {
        Refused::Foreign => meet(desk),
        Refused::Storage(StorageError::Full) => make_room(desk),
        Refused::Storage(StorageError::Denied) => not_saved(desk, why),
    }
}

fn make_room(desk: Desk) {
    let text = model::write_short(&desk.workspace.to_file());
    let summary = desk.summary();
    match desk.shelf.with_value(|shelf| shelf.save_tight(&text, &summary, clock::now())) {
        Ok(made) => {
            desk.settle();
            if let Some(id) = desk.shelf.with_value(Shelf::id) {
                tab::note(&id);
            }
            if made > 0 {
                let what = "removed projects and the oldest versions went, to make room";
                desk.ui.notify(NoticeKind::Info, format!("The browser's storage was full: {what} ({made})."));
            }
        }
        Err(Refused::Foreign) => meet(desk),
        Err(why) => not_saved(desk, &why),
    }
}

fn not_saved(desk: Desk, why: &Refused) {
    let download = Action::new("Download it", move || saving::save_file(desk));
    let text = format!("Your changes are not being saved: {why}. Download the project to keep them.");
    desk.ui.notify_with(NoticeKind::Error, text, vec![download.staying()]);
}

/// Both tabs have changes the other has not seen: saving waits until the person has said what counts.
fn choose(desk: Desk) {
    desk.halted.set_value(true);
    let theirs = Action::new("Use theirs", move || use_theirs(desk));
    let mine = Action::new("Keep mine", move || keep_mine(desk));
    let both = Action::new("Keep both", move || keep_both(desk));
    let file = Action::new("Download mine", move || saving::save_file(desk)).staying();
    let text = "This project was changed in another tab as well. Saving is paused here until you choose; what you do \
                not choose stays among the versions.";
    desk.ui.notify_with(NoticeKind::Error, text, vec![theirs, mine, both, file]);
}

fn gone(desk: Desk) {
    desk.halted.set_value(true);
    let keep = Action::new("Keep it", move || keep_mine(desk));
    let file = Action::new("Download it", move || saving::save_file(desk)).staying();
    let text = "This project was removed in another tab. Saving is paused here until you choose.";
    desk.ui.notify_with(NoticeKind::Error, text, vec![keep, file]);
}

fn use_theirs(desk: Desk) {
    let mine = model::write_short(&desk.workspace.to_file());
    let now = clock::now();
    let taken = desk.shelf.with_value(|shelf| {
        if let Some(id) = shelf.id() {
            // Undo has it too.
            let _kept = shelf.keep(&id, &mine, "This tab's state, before the other's was taken", true, now);
        }
        shelf.take_theirs()
    });
    match taken {
        Ok(loaded) => {
            desk.halted.set_value(false);
            desk.workspace.replace(loaded.project);
            desk.settle();
        }
        Err(_) => gone(desk),
    }
}

fn keep_mine(desk: Desk) {
    let now = clock::now();
    let label = "The other tab's state, before this one's was kept";
    let taken = desk.shelf.with_value(|shelf| {
        shelf.in_less_room(|| shelf.take_over(label, now), |why| *why == StorageError::Full)
    });
    desk.halted.set_value(false);
    match taken {
        Ok(_) => desk.save_anyway(),
        Err(why) => not_saved(desk, &why.into()),
    }
}

/// What is on the screen goes on as a project of its own; the other stays as it is stored.
fn keep_both(desk: Desk) {
    let name = format!("{} (copy)", desk.workspace.project_untracked().display_name());
    desk.halted.set_value(false);
    desk.shelf.with_value(|shelf| shelf.begin(clock::now()));
    desk.workspace.dispatch_or_say(Command::set(Target::Project, "name", Input::text(&name)));
    desk.save_anyway();
    desk.ui.notify(NoticeKind::Done, format!("This tab goes on with {name}."));
}
