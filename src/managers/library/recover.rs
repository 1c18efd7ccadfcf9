//! Opening something where the project wanted cannot be opened as it is: repaired, or another one, and what was set aside said.

use leptos::prelude::*;

use super::saving::KIND;
use crate::browser::{clock, download, tab};
use crate::managers::desk::Desk;
use crate::managers::projects;
use crate::state::shelf::Shelf;
use crate::state::shelf::repair::Aside;
use crate::state::{Action, NoticeKind};

/// Opens the project wanted, repaired where need be, or the one changed last, or the example.
pub fn recover(desk: Desk, wanted: Option<&str>) {
    let now = clock::now();
    let (moved, mut aside) = desk.shelf.with_value(|shelf| shelf.migrate(now));
    let there = |id: &str| {
        let head = desk.shelf.with_value(|shelf| shelf.head(id)).ok().flatten();
        head.is_none_or(|head| head.deleted.is_none())
    };
    let wanted = wanted.map(str::to_owned).or(moved).filter(|id| there(id));
    let others = desk.shelf.with_value(Shelf::projects);
    let others = others.into_iter().filter(|it| it.head.deleted.is_none()).map(|it| it.id);
    let mut opened = None;
    let mut newer = false;
    for id in wanted.clone().into_iter().chain(others) {
        let repaired = desk.shelf.with_value(|shelf| shelf.repair(&id, now));
        aside.extend(repaired.aside);
        newer |= repaired.newer;
        if let Some(loaded) = repaired.project {
            desk.workspace.reset(loaded.project);
            desk.settle();
            tab::note(&id);
            opened = Some(id);
            break;
        }
    }
    if opened.is_none() {
        projects::open_first(desk);
    }
    if !aside.is_empty() {
        let shown = match (&opened, opened == wanted) {
            (Some(_), true) => "The state before it is open.",
            (Some(_), false) => "Another project is open.",
            (None, _) => "The example is open.",
        };
        say(desk, aside, shown);
    }
    if newer {
        let text = "A stored project was written by a newer version of this page, and stays as it is. Load the page again: the newer version can open it.";
        desk.ui.notify(NoticeKind::Error, text);
    }
    super::conflict::greet(desk);
}

/// Says what could not be read, where it lies now and why, and offers it.
pub fn say(desk: Desk, aside: Vec<Aside>, shown: &str) {
    let why = aside.first().map(|first| first.why.clone()).unwrap_or_default();
    let keys: Vec<&str> = aside.iter().map(|it| it.key.as_str()).collect();
    let sentence = format!(
        "A stored project cannot be read ({}). It was set aside as {}. {shown}",
        why.trim_end_matches('.'),
        keys.join(", ")
    );
    let save = Action::new("Download it", move || {
        for (number, it) in aside.iter().enumerate() {
            let name = format!("damaged-{}.ninefold.json", number + 1);
            if let Err(why) = download::text(&name, KIND, &it.text) {
                desk.ui.notify(NoticeKind::Error, why);
            }
        }
    });
    desk.ui.notify_with(NoticeKind::Error, sentence, vec![save.staying()]);
}
