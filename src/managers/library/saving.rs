//! Handing out the project as a file, and what is asked of projects that are not open.

use leptos::prelude::*;
use ninefold_editor::prelude::{Command, Input, Target};
use ninefold_engine::model;
use ninefold_engine::report::diagram::{Ink, Scene};

use super::opening;
use crate::browser::{clock, download, picture};
use crate::managers::desk::Desk;
use crate::managers::projects;
use crate::state::shelf::projects::Entry;
use crate::state::shelf::{Shelf, Summary};
use crate::state::{NoticeKind, Ui};

/// The media type of a project.
pub const KIND: &str = "application/json";

/// What a project's file is called.
#[must_use]
pub fn file_name(project: &str) -> String {
    format!("{}.ninefold.json", download::file_stem(project))
}

/// Offers the project as a file.
pub fn save_file(desk: Desk) {
    let project = desk.workspace.to_file();
    let name = file_name(project.display_name());
    match download::text(&name, KIND, &model::write(&project)) {
        Ok(()) => desk.ui.notify(NoticeKind::Done, format!("Saved as {name}.")),
        Err(why) => desk.ui.notify(NoticeKind::Error, why),
    }
}

/// Writes the project into a file the person picks, where the browser lets a page do that.
pub fn write_file(desk: Desk) {
    let project = desk.workspace.to_file();
    let name = file_name(project.display_name());
    download::into_file(name, model::write(&project), move |done| match done {
        Ok(Some(name)) => desk.ui.notify(NoticeKind::Done, format!("Written to {name}.")),
        Ok(None) => {}
        Err(why) => desk.ui.notify(NoticeKind::Error, why),
    });
}

/// Saves the drawing of the architecture, as a picture or as SVG.
pub fn save_diagram(desk: Desk, picture: bool) {
    let project = desk.workspace.to_file();
    let analysis = untrack(|| desk.answers.as_designed(desk.ui));
    let drawn = Scene::new(&project, analysis.as_deref()).to_svg(&Ink::light());
    let stem = download::file_stem(project.display_name());
    if picture {
        return save_png(desk.ui, format!("{stem}.png"), &drawn);
    }
    let name = format!("{stem}.svg");
    let saved = download::text(&name, "image/svg+xml", &drawn);
    tell(desk.ui, saved, &name);
}

/// Saves a drawing as a picture.
pub fn save_png(ui: Ui, name: String, drawn: &str) {
    let said = name.clone();
    picture::save_png(&name, drawn, move |done| tell(ui, done, &said));
}

fn tell(ui: Ui, done: Result<(), String>, name: &str) {
    match done {
        Ok(()) => ui.notify(NoticeKind::Done, format!("Saved {name}.")),
        Err(why) => ui.notify(NoticeKind::Error, why),
    }
}

/// Gives a project another name.
///
/// # Errors
/// A sentence; then it has the name it had.
pub fn rename(desk: Desk, entry: &Entry, name: &str) -> Result<(), String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("A project needs a name.".to_owned());
    }
    if desk.shelf.with_value(Shelf::id).as_deref() == Some(&entry.id) {
        desk.workspace.dispatch(Command::set(Target::Project, "name", Input::text(name)))?;
        desk.save();
        return Ok(());
    }
    let renamed = desk.shelf.with_value(|shelf| shelf.rename(&entry.id, name, clock::now()));
    renamed.map_err(|why| format!("It keeps its name: {why}."))
}

/// Puts a copy of a project beside it.
///
/// # Errors
/// A sentence; then there is no copy.
pub fn duplicate(desk: Desk, entry: &Entry) -> Result<(), String> {
    desk.save();
    let Some(Ok(loaded)) = desk.shelf.with_value(|shelf| shelf.text(&entry.id)).as_deref().map(model::read)
    else {
        return Err("It cannot be read: open it, to have it repaired.".to_owned());
    };
    let mut project = loaded.project;
    let name = format!("{} (copy)", entry.head.summary.name);
    project.name = Some(name.clone());
    let summary = Summary { name, ..entry.head.summary.clone() };
    let put = desk.shelf.with_value(|shelf| shelf.put(&model::write_short(&project), &summary, clock::now()));
    put.map(drop).map_err(|why| format!("There is no copy: {why}."))
}

/// Takes a project off the list; another opens where it was the open one.
///
/// # Errors
/// A sentence; then it is still there.
pub fn remove(desk: Desk, entry: &Entry) -> Result<(), String> {
    let own = desk.shelf.with_value(Shelf::id).as_deref() == Some(&entry.id);
    if own {
        desk.save();
    }
    let removed = desk.shelf.with_value(|shelf| shelf.remove(&entry.id, clock::now()));
    removed.map_err(|why| format!("It is still there: {why}."))?;
    if own {
        let rest = desk.shelf.with_value(Shelf::projects);
        desk.settle();
        match rest.iter().find(|other| other.head.deleted.is_none()) {
            Some(next) => opening::switch(desk, &next.id, &next.head.summary.name),
            None => projects::open_first(desk),
        }
    }
    Ok(())
}
