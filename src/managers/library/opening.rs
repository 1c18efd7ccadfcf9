//! Opening another project: from a file, a link, a template, a version or the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ninefold_editor::share;
use ninefold_engine::model::{self, Loaded, Project};
use ninefold_engine::templates::Template;

use super::recover;
use crate::browser::files::{self, Picked};
use crate::browser::{clock, tab};
use crate::managers::desk::Desk;
use crate::managers::parts;
use crate::state::shelf::{Found, Refused, Shelf};
use crate::state::{Action, Dialog, NoticeKind};

/// Starts a project from a template.
pub fn template(desk: Desk, template: &Template) {
    if let Ok(Loaded { project, .. }) = model::read(template.text) {
        // What is still missing in a template is not news to who starts from it.
        show(desk, template.name, Loaded { project, warnings: Vec::new() });
        desk.untouched.set_value(Some(desk.workspace.revision_untracked()));
    }
}

/// Lets the person pick a project file.
pub fn pick(desk: Desk) {
    files::pick(move |picked| receive(desk, picked));
}

/// Opens what somebody picked or dropped.
pub fn receive(desk: Desk, picked: Picked) {
    match picked {
        Picked::Text { name, text } if is_markup(&text) => fault_tree(desk, name, text),
        Picked::Text { name, text } if is_configuration(&name, &text) => {
            desk.ui.dialog.set(Some(Dialog::Import { file: name, text }));
        }
        Picked::Text { name, text } => open_text(desk, &name, &text),
        Picked::Unreadable(sentence) => desk.ui.notify(NoticeKind::Error, sentence),
    }
}

/// Opens the project in a link's letters.
pub fn link(desk: Desk, letters: &str) {
    match share::text(letters) {
        Ok(text) => open_text(desk, "the project from the link", &text),
        Err(why) => desk.ui.notify(NoticeKind::Error, format!("Nothing was opened: {why}.")),
    }
}

/// Whether a text is XML rather than a project.
fn is_markup(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// Whether a text is another tool's rather than a project: by its name, or JSON that only AWS prints.
fn is_configuration(name: &str, text: &str) -> bool {
    let json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let amazon = ["HealthCheck", "TargetGroup", "ResourceRecordSet", "\"apiVersion\""]
        .iter()
        .any(|word| text.contains(word));
    !json && !name.ends_with(".json") || json && amazon && !text.contains("\"ninefold/")
}

/// Opens the drawing of a fault tree; says why where there is none.
fn fault_tree(desk: Desk, name: String, text: String) {
    spawn_local(async move {
        match parts::draw_fault_tree(text).await {
            Ok(Ok(project)) => open_text(desk, &name, &project),
            Ok(Err(why)) => desk.ui.notify(NoticeKind::Error, format!("{name} cannot be drawn: {why}.")),
            Err(why) => desk.ui.notify(NoticeKind::Error, why.to_string()),
        }
    });
}

/// Opens a project's text as a project of its own, or lists all that is wrong with it while the current project stays.
pub fn open_text(desk: Desk, name: &str, text: &str) {
    match model::read(text) {
        Ok(loaded) => show(desk, name, loaded),
        Err(diagnostics) => {
            desk.ui.dialog.set(Some(Dialog::Refused { file: name.to_owned(), diagnostics: diagnostics.0 }));
        }
    }
}

fn show(desk: Desk, name: &str, loaded: Loaded) {
    let Loaded { project, warnings } = loaded;
    let left = leave(desk);
    let stored = !matches!(left, Left::Unsaved);
    put_on_the_desk(desk, project, stored);
    desk.workspace.fit();
    desk.shelf.with_value(|shelf| {
        // Where nothing can be stored there is nothing to begin.
        if shelf.is_empty().is_ok() {
            shelf.begin(clock::now());
        }
    });
    desk.save_anyway();
    let back = match left {
        Left::Stored { id, name } => vec![Action::new("Back", move || switch(desk, &id, &name))],
        Left::Unsaved => vec![Action::new("Undo", move || desk.workspace.undo())],
        Left::Nothing => Vec::new(),
    };
    let before = match (&back[..], stored) {
        ([], _) => "",
        (_, true) => "The one before is among your projects.",
        (_, false) => "The one before is not stored: undo brings it back.",
    };
    desk.ui.notify_with(NoticeKind::Done, format!("Opened {name}. {before}").trim(), back);
    if !warnings.is_empty() {
        desk.ui.dialog.set(Some(Dialog::Warned { file: name.to_owned(), diagnostics: warnings }));
    }
}

/// Opens a project of the list.
pub fn switch(desk: Desk, id: &str, name: &str) {
    if desk.shelf.with_value(Shelf::id).as_deref() == Some(id) {
        return;
    }
    let left = leave(desk);
    match desk.shelf.with_value(|shelf| shelf.load(id)) {
        Found::Project(loaded) => {
            put_on_the_desk(desk, loaded.project, !matches!(left, Left::Unsaved));
            desk.settle();
            tab::note(id);
            super::conflict::greet(desk);
            desk.ui.notify(NoticeKind::Done, format!("{name} is open."));
        }
        Found::Trouble => recover::recover(desk, Some(id)),
        Found::Denied(error) => desk.ui.notify(NoticeKind::Error, format!("{name} was not opened: {error}.")),
    }
}

fn put_on_the_desk(desk: Desk, project: Project, alone: bool) {
    // What is stored nowhere stays within reach of undo.
    if alone {
        desk.workspace.reset(project)
    } else {
        desk.workspace.open(project)
    }
    desk.ui.journey.set(None);
    desk.ui.welcome.set(false);
    desk.ui.off.update(std::collections::BTreeSet::clear);
    desk.untouched.set_value(None);
    desk.halted.set_value(false);
}

/// Where the project is that was open.
pub enum Left {
    /// Nothing worth keeping was open: an example nobody has changed.
    Nothing,
    /// On the shelf.
    Stored {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// Nowhere.
    Unsaved,
}

/// Sees to it that what is on the screen can be had again, before something else takes its place.
pub fn leave(desk: Desk) -> Left {
    let id = desk.shelf.with_value(Shelf::id);
    let never_stored = desk.shelf.with_value(Shelf::saved_at).is_none();
    if desk.untouched.get_value() == Some(desk.workspace.revision_untracked())
        || (never_stored && !desk.is_dirty())
    {
        if let Some(id) = id {
            desk.shelf.with_value(|shelf| drop(shelf.erase(&id)));
        }
        return Left::Nothing;
    }
    let name = desk.workspace.project_untracked().display_name().to_owned();
    if !desk.is_dirty() {
        return id.map_or(Left::Unsaved, |id| Left::Stored { id, name });
    }
    let text = model::write_short(&desk.workspace.to_file());
    let (summary, now) = (desk.summary(), clock::now());
    let saved = match desk.halted.get_value() {
        true => Err(Refused::Foreign),
        false => desk.shelf.with_value(|shelf| shelf.save_tight(&text, &summary, now)),
    };
    match (saved, id) {
        (Ok(_), Some(id)) => Left::Stored { id, name },
        (Ok(_), None) => Left::Unsaved,
        // Another tab's state counts, or saving waits for a choice: this one becomes a project of its own.
        (Err(_), _) => {
            let name = format!("{name} (from this tab)");
            let copy = crate::state::shelf::Summary { name: name.clone(), ..summary };
            match desk.shelf.with_value(|shelf| shelf.put(&text, &copy, now)) {
                Ok(id) => Left::Stored { id, name },
                Err(_) => Left::Unsaved,
            }
        }
    }
}
