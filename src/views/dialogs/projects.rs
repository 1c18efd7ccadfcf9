//! The projects of this browser: open, start, rename, copy, compare and remove.

use leptos::html::Input;
use leptos::prelude::*;
use ninefold_engine::model;
use ninefold_engine::templates;
use ninefold_engine::units::{format_percent, format_target, nines};

use super::modal;
use crate::browser::{clock, download, focus, location};
use crate::managers::Desk;
use crate::managers::library::{opening, saving};
use crate::state::shelf::projects::Entry;
use crate::state::shelf::{Shelf, Summary};
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::drawing::{Marks, small_drawing};
use crate::views::widgets::{icon, icon_button};

/// Longer texts are listed without a drawing: reading them all would take too long.
const DRAWN: usize = 120_000;
/// Characters that browsers are known to store for a page.
const ROOM: usize = 5 * 1024 * 1024;

/// What the rows share.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    changed: Trigger,
    /// The project whose name is being typed.
    renaming: RwSignal<Option<String>>,
    /// What was removed last, and whether it was the open one.
    gone: RwSignal<Option<(Entry, bool)>>,
    /// What was refused.
    problem: RwSignal<Option<String>>,
}

impl List {
    fn done(self, result: Result<(), String>) {
        self.problem.set(result.err());
        self.changed.notify();
    }
}

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let desk = expect_context::<Desk>();
    desk.save();
    let list = List {
        desk,
        changed: Trigger::new(),
        renaming: RwSignal::new(None),
        gone: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let rows = move || {
        list.changed.track();
        let open = desk.shelf.with_value(Shelf::id);
        let (gone, here): (Vec<Entry>, Vec<Entry>) =
            desk.shelf.with_value(Shelf::projects).into_iter().partition(|it| it.head.deleted.is_some());
        let rows: Vec<AnyView> = here.into_iter().map(|it| row(list, it, open.as_deref())).collect();
        let empty = rows.is_empty().then(|| {
            view! { <p class="dialog-empty">"None yet: a project is kept from its first change on."</p> }
        });
        view! { {empty} <ul class="choices projects">{rows}</ul> {removed(list, gone)} {aside(list)} {room(desk)} }
    };
    let start = move |_| {
        if let Some(template) = templates::find("empty") {
            ui.dialog.set(None);
            opening::template(desk, template);
        }
    };
    let file = move |_| {
        ui.dialog.set(None);
        opening::pick(desk);
    };
    let problem =
        move || list.problem.get().map(|why| view! { <p class="dialog-warning" role="alert">{why}</p> });
    let content = view! {
        <div class="dialog-tools">
            <button type="button" class="button" data-testid="new-project" on:click=start>{icon(icondata_lu::LuPlus)} "New project"</button>
            <button type="button" class="button" on:click=file>{icon(icondata_lu::LuFolderOpen)} "Open a file …"</button>
        </div>
        {problem}
        {move || list.gone.get().map(|(entry, open)| undo(list, entry, open))}
        {rows}
    };
    modal(ui, "projects", "Projects".to_owned(), content.into_any())
}

fn row(list: List, entry: Entry, open: Option<&str>) -> AnyView {
    let is_open = open == Some(&entry.id);
    let id = entry.id.clone();
    let renaming = Memo::new(move |_| list.renaming.with(|it| it.as_ref() == Some(&id)));
    let shown = entry.clone();
    let content = move || match renaming.get() {
        true => name_field(list, shown.clone()),
        false => whole(list, shown.clone(), is_open),
    };
    let (renamed, copied, compared, removed) = (entry.clone(), entry.clone(), entry.clone(), entry.clone());
    let rename = move || list.renaming.set(Some(renamed.id.clone()));
    let copy = move || list.done(saving::duplicate(list.desk, &copied));
    let compare = move || {
        list.desk.ui.dialog.set(None);
        location::go(&format!("#/compare/p.{}/open", compared.id));
    };
    let remove = move || {
        let result = saving::remove(list.desk, &removed);
        list.gone.set(result.is_ok().then(|| (removed.clone(), is_open)));
        list.done(result);
    };
    let testid = format!("project-{}", entry.id);
    view! {
        <li class="choice-row" data-testid=testid>
            {content}
            <div class="row-tools">
                {icon_button(icondata_lu::LuPencil, "Rename", rename)}
                {icon_button(icondata_lu::LuCopy, "Duplicate", copy)}
                {(!is_open).then(|| icon_button(icondata_lu::LuGitCompare, "Compare with the open project", compare))}
                {icon_button(icondata_lu::LuTrash2, "Remove", remove)}
            </div>
        </li>
    }
    .into_any()
}

fn whole(list: List, entry: Entry, is_open: bool) -> AnyView {
    let Summary { name, .. } = entry.head.summary.clone();
    let figures = figures(&entry.head.summary);
    let about = format!("{} · {}", size(&entry.head.summary), clock::moment(entry.head.mark.at as f64));
    let text = list.desk.shelf.with_value(|shelf| shelf.text(&entry.id)).filter(|text| text.len() < DRAWN);
    let project = text.as_deref().and_then(|text| model::read(text).ok());
    let drawing = project.map(|loaded| small_drawing(&loaded.project, &Marks::default(), false));
    let press = move |_| {
        list.desk.ui.dialog.set(None);
        opening::switch(list.desk, &entry.id, &entry.head.summary.name);
    };
    let mark = is_open.then(|| view! { <span class="tag">"open"</span> });
    let current = is_open.then_some("true");
    view! {
        <button type="button" class="choice project-choice" aria-current=current on:click=press>
            <span class="thumbnail">{drawing}</span>
            <span class="project-facts">
                <strong>{name} {mark}</strong>
                {figures.map(|figures| view! { <span>{figures}</span> })}
                <span>{about}</span>
            </span>
        </button>
    }
    .into_any()
}

/// `99.9954 %, 4.3 nines · promise of 99.95 % kept`; nothing where it has no answer.
fn figures(summary: &Summary) -> Option<String> {
    let [up, down] = summary.answer?;
    let text = format!("{}, {:.1} nines", format_percent(up, down), nines(down));
    Some(match summary.objective {
        Some(promise) => {
            let word = if up >= promise { "kept" } else { "missed" };
            format!("{text} · promise of {} {word}", format_target(promise))
        }
        None => text,
    })
}

/// `10 components, 12 links`.
fn size(summary: &Summary) -> String {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    let [components, links, _] = summary.size;
    format!("{}, {}", count(components, "component"), count(links, "link"))
}

fn name_field(list: List, entry: Entry) -> AnyView {
    let field = NodeRef::<Input>::new();
    field.on_load(|_| focus::on_next_frame("[data-testid=project-name]".to_owned()));
    let name = entry.head.summary.name.clone();
    let finish = move || {
        // Leaving the field after Enter or Escape finds it gone.
        if list.renaming.get_untracked().is_none() {
            return;
        }
        list.renaming.set(None);
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let same = typed.trim() == entry.head.summary.name;
        list.done(if same { Ok(()) } else { saving::rename(list.desk, &entry, &typed) });
    };
    let left = finish.clone();
    let key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            finish();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            list.renaming.set(None);
        }
        _ => {}
    };
    view! {
        <input
            class="input" node_ref=field autocomplete="off" maxlength="200" aria-label="Name of the project" data-testid="project-name"
            prop:value=name on:keydown=key on:blur=move |_| left()
        />
    }
    .into_any()
}

/// A notice would lie beneath the dialog.
fn undo(list: List, entry: Entry, was_open: bool) -> AnyView {
    let sentence = format!("{} was removed.", entry.head.summary.name);
    let back = move |_| {
        let result = list.desk.shelf.with_value(|shelf| shelf.bring_back(&entry.id));
        if result.is_ok() && was_open {
            opening::switch(list.desk, &entry.id, &entry.head.summary.name);
        }
        list.gone.set(None);
        list.done(result.map_err(|why| format!("It cannot be brought back: {why}.")));
    };
    view! {
        <p class="dialog-status" role="status">
            {sentence} <button type="button" class="button" data-testid="undo-remove" on:click=back>"Undo"</button>
        </p>
    }
    .into_any()
}

/// What was removed and can still be brought back.
fn removed(list: List, gone: Vec<Entry>) -> Option<AnyView> {
    let rows: Vec<AnyView> = gone.into_iter().map(|entry| removed_row(list, entry)).collect();
    (!rows.is_empty()).then(|| {
        let title = format!("Removed ({}): kept for 30 days, unless room is needed", rows.len());
        view! { <details class="disclosure"><summary>{title}</summary><ul class="choices">{rows}</ul></details> }.into_any()
    })
}

fn removed_row(list: List, entry: Entry) -> AnyView {
    let (name, id) = (entry.head.summary.name.clone(), entry.id.clone());
    let back = move |_| {
        let result = list.desk.shelf.with_value(|shelf| shelf.bring_back(&id));
        list.gone.set(None);
        list.done(result.map_err(|why| format!("It cannot be brought back: {why}.")));
    };
    let erase = move || {
        list.desk.shelf.with_value(|shelf| drop(shelf.erase(&entry.id)));
        list.gone.set(None);
        list.done(Ok(()));
    };
    view! {
        <li class="choice-row">
            <span class="choice-name">{name}</span>
            <button type="button" class="button" on:click=back>"Bring back"</button>
            {icon_button(icondata_lu::LuTrash2, "Remove for good", erase)}
        </li>
    }
    .into_any()
}

/// Texts that could not be read.
fn aside(list: List) -> Option<AnyView> {
    let found = list.desk.shelf.with_value(Shelf::set_aside_before);
    let rows: Vec<AnyView> = found
        .into_iter()
        .map(|aside| {
            let (text, why, size) = (aside.text.clone(), aside.why.clone(), kilobytes(aside.text.len()));
            let save = move |_| {
                if let Err(why) = download::text("damaged.ninefold.json", saving::KIND, &text) {
                    list.desk.ui.notify(NoticeKind::Error, why);
                }
            };
            let forget = move || {
                list.desk.shelf.with_value(|shelf| shelf.drop_aside(&aside));
                list.changed.notify();
            };
            view! {
                <li class="choice-row">
                    <span class="choice-name">{why} <small>{size}</small></span>
                    <button type="button" class="button" on:click=save>"Download"</button>
                    {icon_button(icondata_lu::LuTrash2, "Forget", forget)}
                </li>
            }
            .into_any()
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let title = format!("Set aside ({}): stored texts that cannot be read", rows.len());
        view! { <details class="disclosure"><summary>{title}</summary><ul class="choices">{rows}</ul></details> }.into_any()
    })
}

fn room(desk: Desk) -> AnyView {
    let stored = desk.shelf.with_value(Shelf::stored);
    let share = format!("{} of about {} are used. ", kilobytes(stored), kilobytes(ROOM));
    let words = "Projects lie in this browser only: save what must outlive it as a file.";
    view! { <p class="field-help">{share} {words}</p> }.into_any()
}

fn kilobytes(characters: usize) -> String {
    match characters.div_ceil(1024) {
        small if small < 1024 => format!("{small} KB"),
        large => format!("{:.1} MB", large as f64 / 1024.0),
    }
}
