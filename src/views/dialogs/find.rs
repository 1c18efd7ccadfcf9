//! The finder: components, zones, screens and commands by their names, with the keyboard alone.

use leptos::html::Input;
use leptos::prelude::*;
use ninefold_editor::keymap::{BINDINGS, Section};
use ninefold_editor::prelude::{Action, Item};
use ninefold_engine::model::Project;

use super::frame;
use crate::browser::{focus, location, platform};
use crate::managers::library::{opening, saving};
use crate::managers::{Desk, requests, theme};
use crate::state::{Dialog, Route, Ui};
use crate::views::widgets::{icon, symbol};

/// What the project's menu leads to.
const DIALOGS: [(&str, Dialog); 7] = [
    ("Projects", Dialog::Projects),
    ("Versions of this project", Dialog::Versions),
    ("Steps of this visit", Dialog::History),
    ("Share as a link", Dialog::Share),
    ("Start from a template", Dialog::Templates),
    ("Read a configuration", Dialog::Import { file: String::new(), text: String::new() }),
    ("Guide", Dialog::Guide(String::new())),
];

/// What else the page does.
const DEEDS: [(&str, Deed); 5] = [
    ("Open a file", Deed::Open),
    ("Save as a file", Deed::Save),
    ("Export the diagram as SVG", Deed::Svg),
    ("Export the diagram as PNG", Deed::Png),
    ("Switch between light and dark colours", Deed::Theme),
];

/// One of these.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Open,
    Save,
    Svg,
    Png,
    Theme,
}

/// Rows on show; who wants another types on.
const MOST: usize = 40;

/// What a row leads to.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    Thing(Item),
    Screen(Route),
    Command(Action),
    Dialog(Dialog),
    Deed(Deed),
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    name: String,
    about: String,
    /// The `kind` of a component.
    kind: Option<String>,
    goal: Goal,
}

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let desk = expect_context::<Desk>();
    let workspace = desk.workspace;
    let everything = StoredValue::new(everything(&workspace.project_untracked()));
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| everything.with_value(|all| search.with(|search| matching(all, search))));
    let go = move |row: &Found| {
        ui.dialog.set(None);
        follow(&row.goal, desk);
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => chosen.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(row) = found.with_untracked(|list| list.get(chosen.get_untracked()).cloned()) {
                    go(&row);
                }
            }
            _ => return,
        }
        event.prevent_default();
        focus::scroll_to("#finder [aria-selected=true]");
    };
    let input = NodeRef::<Input>::new();
    let rows = move || {
        let list = found.get().into_iter().enumerate();
        list.map(|(at, row)| option(at, row, chosen, go)).collect::<Vec<_>>()
    };
    let active = move || format!("found-{}", chosen.get());
    let content = view! {
        <h1 id="dialog-title" class="visually-hidden">"Find"</h1>
        <input
            class="input finder-input" node_ref=input autofocus=true autocomplete="off" data-testid="find"
            role="combobox" aria-expanded="true" aria-controls="finder" aria-activedescendant=active
            aria-label="Find a component, screen or command" placeholder="Find a component, screen or command"
            on:input=move |event| { search.set(event_target_value(&event)); chosen.set(0); }
            on:keydown=key
        />
        <ul class="choices finder" id="finder" role="listbox" aria-label="Found">{rows}</ul>
        <p class="dialog-empty" hidden=move || found.with(|list| !list.is_empty())>"Nothing of that name."</p>
    };
    frame(ui, "finder", content.into_any())
}

fn option(at: usize, row: Found, chosen: RwSignal<usize>, go: impl Fn(&Found) + Copy + 'static) -> AnyView {
    let sign = match &row.goal {
        Goal::Thing(Item::Zone(_)) => icondata_lu::LuSquareDashed,
        Goal::Thing(_) => symbol(row.kind.as_deref().unwrap_or_default()),
        Goal::Screen(_) => icondata_lu::LuLayoutDashboard,
        Goal::Command(_) => icondata_lu::LuKeyboard,
        Goal::Dialog(_) => icondata_lu::LuLibrary,
        Goal::Deed(_) => icondata_lu::LuFile,
    };
    let (name, about) = (row.name.clone(), row.about.clone());
    view! {
        <li
            class="choice" role="option" id=format!("found-{at}") aria-selected=move || (chosen.get() == at).to_string()
            on:click=move |_| go(&row)
        >
            {icon(sign)} <span>{name}</span> <small>{about}</small>
        </li>
    }
    .into_any()
}

fn follow(goal: &Goal, desk: Desk) {
    let (workspace, ui) = (desk.workspace, desk.ui);
    match goal {
        Goal::Thing(item) => {
            location::go(&Route::Design.href());
            workspace.reveal(item.clone());
            focus::on_next_frame("[data-testid=canvas]".to_owned());
        }
        Goal::Screen(route) => location::go(&route.href()),
        Goal::Command(action) => requests::perform(workspace, ui, *action),
        Goal::Dialog(dialog) => ui.dialog.set(Some(dialog.clone())),
        Goal::Deed(Deed::Open) => opening::pick(desk),
        Goal::Deed(Deed::Save) => saving::save_file(desk),
        Goal::Deed(Deed::Svg) => saving::save_diagram(desk, false),
        Goal::Deed(Deed::Png) => saving::save_diagram(desk, true),
        Goal::Deed(Deed::Theme) => theme::switch(ui),
    }
}

/// Everything that has a name.
fn everything(project: &Project) -> Vec<Found> {
    let things = project.components().iter().map(|it| Found {
        name: it.display_name().to_owned(),
        about: it.kind.clone().unwrap_or_default().replace('-', " "),
        kind: it.kind.clone(),
        goal: Goal::Thing(Item::component(&it.id)),
    });
    let zones = project.zones().iter().map(|it| Found {
        name: it.display_name().to_owned(),
        about: it.kind.clone().unwrap_or_else(|| "zone".to_owned()),
        kind: None,
        goal: Goal::Thing(Item::zone(&it.id)),
    });
    let screens = Route::ALL.into_iter().chain([Route::Compare]).map(|route| Found {
        name: route.label().to_owned(),
        about: "screen".to_owned(),
        kind: None,
        goal: Goal::Screen(route),
    });
    let dialogs = DIALOGS.map(|(name, dialog)| Found {
        name: name.to_owned(),
        about: "project".to_owned(),
        kind: None,
        goal: Goal::Dialog(dialog),
    });
    let deeds = DEEDS.map(|(name, deed)| Found {
        name: name.to_owned(),
        about: if deed == Deed::Theme { "page" } else { "project" }.to_owned(),
        kind: None,
        goal: Goal::Deed(deed),
    });
    let commands = commands(platform::is_apple());
    things.chain(zones).chain(screens).chain(dialogs).chain(deeds).chain(commands).collect()
}

/// Each command once, with its first key.
fn commands(apple: bool) -> Vec<Found> {
    let mut list: Vec<Found> = Vec::new();
    for binding in BINDINGS {
        let goal = Goal::Command(binding.action);
        let selects =
            matches!(binding.action, Action::SelectAll | Action::SelectDownstream | Action::SelectUpstream);
        let moves = matches!(binding.section, Section::Select) && !selects;
        // Copying and pasting need the browser's own event.
        let clipboard = matches!(binding.action, Action::Copy | Action::Cut | Action::Paste | Action::Find);
        if !moves && !clipboard && list.iter().all(|row| row.goal != goal) {
            list.push(Found { name: binding.label.to_owned(), about: binding.keys(apple), kind: None, goal });
        }
    }
    list
}

/// What fits: names that begin with the text, then words that do, then those that hold it, then those that hold its
/// letters in order.
fn matching(all: &[Found], search: &str) -> Vec<Found> {
    let search = search.trim().to_lowercase();
    let mut list: Vec<(u8, &Found)> = all.iter().filter_map(|row| Some((rank(row, &search)?, row))).collect();
    ninefold_engine::order::sort_by_key(&mut list, |(rank, _)| *rank);
    list.into_iter().take(MOST).map(|(_, row)| row.clone()).collect()
}

fn rank(row: &Found, search: &str) -> Option<u8> {
    let name = row.name.to_lowercase();
    if name.starts_with(search) {
        Some(0)
    } else if name.split_whitespace().any(|word| word.starts_with(search)) {
        Some(1)
    } else if name.contains(search) || row.about.to_lowercase().contains(search) {
        Some(2)
    } else {
        let mut letters = name.chars();
        search.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<Found> {
        let row = |name: &&str| Found {
            name: (*name).to_owned(),
            about: String::new(),
            kind: None,
            goal: Goal::Thing(Item::component(name)),
        };
        names.iter().map(row).collect()
    }

    fn found(names: &[&str], search: &str) -> Vec<String> {
        matching(&rows(names), search).into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn the_nearest_come_first() {
        let names = ["Read replicas", "PostgreSQL", "API gateway", "Capital", "Redis"];
        assert_eq!(found(&names, "re"), ["Read replicas", "Redis", "PostgreSQL"]);
        assert_eq!(found(&names, "GATE"), ["API gateway"]);
        // The last has an a, a p and an i in this order, and no more.
        assert_eq!(found(&names, "api"), ["API gateway", "Capital", "Read replicas"]);
        assert_eq!(found(&names, "pgs"), ["PostgreSQL"]);
        assert_eq!(found(&names, "  ").len(), names.len());
        assert!(found(&names, "zz").is_empty());
    }

    #[test]
    fn every_command_is_there_once() {
        let list = commands(false);
        for (at, row) in list.iter().enumerate() {
            assert!(list[at + 1..].iter().all(|other| other.goal != row.goal), "{}", row.name);
        }
        for action in [Action::Tidy, Action::SelectDownstream, Action::Connect] {
            assert!(list.iter().any(|row| row.goal == Goal::Command(action)));
        }
        assert!(list.iter().all(|row| !matches!(row.goal, Goal::Command(Action::Nudge(..)))));
    }
}
