//! Opening, keeping and handing out projects.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ninefold_editor::share::PREFIX;
use ninefold_engine::model::{self, Loaded};
use ninefold_engine::templates::{self, Template};

use super::{ShelfHandle, parts};
use crate::browser::download;
use crate::browser::files::{self, Picked};
use crate::browser::storage::BrowserStorage;
use crate::browser::{clock, location};
use crate::state::library::{Entry, Library};
use crate::state::shelf::{Found, Shelf};
use crate::state::{Action, Dialog, NoticeKind, Ui, Workspace};

const KIND: &str = "application/json";
const WELCOMED: &str = "welcomed";

/// Opens the last project, or the first template, and takes files dropped onto the page.
pub fn start(workspace: Workspace, ui: Ui, shelf: ShelfHandle) {
    reload(workspace, ui, shelf);
    ui.welcome.set(shelf.with_value(|shelf| shelf.word(WELCOMED)).is_none());
    Effect::new(move |before: Option<bool>| {
        let open = ui.welcome.get();
        if before == Some(true) && !open {
            shelf.with_value(|shelf| shelf.remember(WELCOMED, Some("yes")));
        }
        open
    });
    Effect::new(move |_| {
        ui.fragment.track();
        open_link(workspace, ui);
    });
    files::on_drop(move |over| ui.file_above.set(over), move |picked| take(workspace, ui, picked));
}

/// Opens what lies on the shelf.
pub fn reload(workspace: Workspace, ui: Ui, shelf: ShelfHandle) {
    match shelf.with_value(Shelf::load) {
        Found::Project(loaded) => workspace.reset(loaded.project),
        Found::Nothing => open_first(workspace),
        Found::Denied(error) => {
            open_first(workspace);
            ui.notify(NoticeKind::Error, format!("Nothing will be kept after this visit: {error}."));
        }
        Found::Damaged { key, text, earlier } => {
            let kept = earlier.is_some();
            match earlier {
                Some(loaded) => workspace.reset(loaded.project),
                None => open_first(workspace),
            }
            let shown = if kept { "the version before it is open" } else { "the example is open" };
            let sentence = format!("The stored project is damaged. It was set aside as {key}; {shown}.");
            let save = Action::new("Download the damaged text", move || {
                if let Err(why) = download::text("damaged.ninefold.json", KIND, &text) {
                    ui.notify(NoticeKind::Error, why);
                }
            });
            ui.notify_with(NoticeKind::Error, sentence, vec![save.staying()]);
        }
    }
}

fn open_first(workspace: Workspace) {
    if let Ok(loaded) = model::read(templates::first().text) {
        workspace.reset(loaded.project);
    }
}

/// Starts from a template; undo brings the project from before back.
pub fn open_template(workspace: Workspace, ui: Ui, template: &Template) {
    open_text(workspace, ui, template.name, template.text);
}

/// Lets the person pick a project file.
pub fn pick(workspace: Workspace, ui: Ui) {
    files::pick(move |picked| take(workspace, ui, picked));
}

fn take(workspace: Workspace, ui: Ui, picked: Picked) {
    match picked {
        Picked::Text { name, text } if is_markup(&text) => open_fault_tree(workspace, ui, name, text),
        Picked::Text { name, text } if is_configuration(&name, &text) => {
            ui.dialog.set(Some(Dialog::Import { file: name, text }));
        }
        Picked::Text { name, text } => open_text(workspace, ui, &name, &text),
        Picked::Unreadable(sentence) => ui.notify(NoticeKind::Error, sentence),
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
fn open_fault_tree(workspace: Workspace, ui: Ui, name: String, text: String) {
    spawn_local(async move {
        match parts::draw_fault_tree(text).await {
            Ok(Ok(project)) => open_text(workspace, ui, &name, &project),
            Ok(Err(why)) => ui.notify(NoticeKind::Error, format!("{name} cannot be drawn: {why}.")),
            Err(why) => ui.notify(NoticeKind::Error, why.to_string()),
        }
    });
}

/// Opens a project's text, or lists all that is wrong with it while the current project stays.
pub fn open_text(workspace: Workspace, ui: Ui, name: &str, text: &str) {
    match model::read(text) {
        Ok(loaded) => show(workspace, ui, name, loaded),
        Err(diagnostics) => {
            ui.dialog.set(Some(Dialog::Refused { file: name.to_owned(), diagnostics: diagnostics.0 }));
        }
    }
}

fn show(workspace: Workspace, ui: Ui, name: &str, loaded: Loaded) {
    let Loaded { project, warnings } = loaded;
    let kept = keep(workspace);
    workspace.open(project);
    ui.journey.set(None);
    ui.welcome.set(false);
    ui.off.update(|off| off.clear());
    let undo = Action::new("Undo", move || {
        workspace.undo();
        workspace.fit();
    });
    let before =
        if kept { "The one before is in the project menu under “Kept in this browser”." } else { "" };
    ui.notify_with(NoticeKind::Done, format!("Opened {name}. {before}"), vec![undo]);
    if !warnings.is_empty() {
        ui.dialog.set(Some(Dialog::Warned { file: name.to_owned(), diagnostics: warnings }));
    }
}

/// Keeps the project as it stands among the earlier versions; false where there is nothing to keep, or no room.
pub fn keep(workspace: Workspace) -> bool {
    let project = workspace.to_file();
    if project.components().is_empty() && project.zones().is_empty() {
        return false;
    }
    Library(&BrowserStorage).keep(project.display_name(), &model::write(&project), clock::now()).is_ok()
}

/// Opens what is kept under an id; the present project is kept first.
pub fn open_kept(workspace: Workspace, ui: Ui, entry: &Entry) {
    match Library(&BrowserStorage).text(entry.id) {
        Some(text) => open_text(workspace, ui, &entry.name, &text),
        None => ui.notify(NoticeKind::Error, format!("{} is not stored any more.", entry.name)),
    }
}

/// Opens the project that the address carries, if it carries one, and takes it off the address: reloading then shows what
/// was made of it.
pub fn open_link(workspace: Workspace, ui: Ui) {
    let fragment = ui.fragment.get_untracked();
    let Some(letters) = fragment.strip_prefix(PREFIX).map(str::to_owned) else { return };
    location::replace("#/design");
    spawn_local(async move {
        match parts::unfold(letters).await {
            Ok(Ok(text)) => open_text(workspace, ui, "the project from the link", &text),
            Ok(Err(why)) => ui.notify(NoticeKind::Error, format!("Nothing was opened: {why}.")),
            Err(why) => ui.notify(NoticeKind::Error, why.to_string()),
        }
    });
}

/// Offers the project as a file.
pub fn save_file(workspace: Workspace, ui: Ui) {
    let project = workspace.to_file();
    let name = format!("{}.ninefold.json", download::file_stem(project.display_name()));
    match download::text(&name, KIND, &model::write(&project)) {
        Ok(()) => ui.notify(NoticeKind::Done, format!("Saved as {name}.")),
        Err(why) => ui.notify(NoticeKind::Error, why),
    }
}
