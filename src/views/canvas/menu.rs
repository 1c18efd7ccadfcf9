//! The small menus on the canvas: what comes next, what it needs, what can be done with what is selected.

use leptos::prelude::*;
use ninefold_editor::command::{Arrangement, Insertion};
use ninefold_editor::prelude::{Action, Command, Item, Point, Selection, keymap};
use ninefold_editor::presets::{self, Group};

use super::Stage;
use crate::browser::{clipboard, focus, platform};
use crate::managers::requests;
use crate::state::Floating;
use crate::views::widgets::{icon, named, symbol};

/// A small menu at a place of the canvas; closes on choice, Escape and when the focus leaves it.
#[must_use]
pub fn view(stage: Stage, floating: Floating) -> AnyView {
    let place = floating.screen();
    let own = floating.clone();
    let rows = match floating {
        Floating::Next { at, from, zone, link, .. } => next(stage, at, from, zone, link),
        Floating::Connect { from, .. } => connect(stage, &from),
        Floating::Selected { screen } => about_selected(stage, screen),
        Floating::Rename(_) => ().into_any(),
    };
    let style = format!(
        "left:min({}px, (100% - 280px));top:max(8px, min({}px, (100% - 336px)))",
        place.x.max(8.0),
        place.y.max(8.0)
    );
    // Another menu may have taken its place already.
    let close = move || {
        if stage.ui.floating.with_untracked(|it| it.as_ref() == Some(&own)) {
            stage.ui.floating.set(None);
        }
    };
    let leave = close.clone();
    let key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => {
                close();
                focus::on("[data-testid=canvas]");
            }
            "ArrowDown" | "ArrowRight" => focus::step(&event, true),
            "ArrowUp" | "ArrowLeft" => focus::step(&event, false),
            _ => {}
        }
    };
    focus::on_next_frame(".next-menu .menu-item".to_owned());
    view! {
        <div class="menu next-menu" style=style role="menu" data-testid="canvas-menu" on:keydown=key
            on:focusout=move |event| {
                if !focus::stays_within(&event) {
                    leave();
                }
            }
        >
            {rows}
        </div>
    }
    .into_any()
}

/// What a choice does.
type Press = Box<dyn Fn()>;

/// One choice.
fn row(stage: Stage, testid: String, symbol: Picture, words: String, press: Press) -> AnyView {
    choice(stage, "menu-item", testid, symbol, (words.clone(), words, String::new()), press)
}

/// One choice that does what a key does too.
fn does(stage: Stage, testid: &str, symbol: Picture, words: &str, action: Action) -> AnyView {
    let press = move || requests::perform(stage.workspace, stage.ui, action);
    with_key(stage, testid, symbol, words, action, Box::new(press))
}

fn with_key(
    stage: Stage,
    testid: &str,
    symbol: Picture,
    words: &str,
    action: Action,
    press: Press,
) -> AnyView {
    choice(
        stage,
        "menu-item",
        testid.to_owned(),
        symbol,
        (words.to_owned(), words.to_owned(), keys(action)),
        press,
    )
}

/// The first keys that do this; empty where there are none.
fn keys(action: Action) -> String {
    keymap::shortcut(action).map(|it| it.keys(platform::is_apple())).unwrap_or_default()
}

type Picture = &'static icondata_core::IconData;

/// One choice, in a row of its own or as a small button among others: what it is called, what stands on it, and its keys.
fn choice(
    stage: Stage,
    class: &'static str,
    testid: String,
    symbol: Picture,
    (name, words, keys): (String, String, String),
    press: Press,
) -> AnyView {
    // A row is called what stands on it.
    let name = words.is_empty().then_some(name);
    let pressed = move |_| {
        // The focus leaves before anything comes in this menu's place, or its going would close that too.
        stage.ui.floating.set(None);
        focus::on("[data-testid=canvas]");
        press();
    };
    view! {
        <button
            type="button" class=class role="menuitem" title=name.clone() aria-label=name data-testid=testid
            on:click=pressed
        >
            {icon(symbol)} <span>{words}</span>
            {(!keys.is_empty()).then(|| view! { <small aria-hidden="true">{keys}</small> })}
        </button>
    }
    .into_any()
}

/// What to add.
fn next(
    stage: Stage,
    at: Point,
    from: Option<String>,
    zone: Option<String>,
    link: Option<(String, String)>,
) -> AnyView {
    let title = match (&from, &link) {
        (Some(_), _) => "It needs a new …",
        (_, Some(_)) => "Between them a …",
        _ => "Add a …",
    };
    let fits = |group| match group {
        Group::Zones => from.is_none() && link.is_none(),
        _ => true,
    };
    let rows: Vec<AnyView> = presets::all()
        .iter()
        .filter(|preset| fits(preset.group))
        .map(|preset| {
            let (id, at) = (preset.id.to_owned(), Some(at));
            let new = match preset.group {
                Group::Zones => Command::AddZone { preset: id, at, parent: zone.clone() },
                _ => Command::AddComponent { preset: id, at, zone: zone.clone(), needed_by: from.clone() },
            };
            let command = match link.clone() {
                Some(link) => Command::Insert { link, what: Insertion::New(Box::new(new)) },
                None => new,
            };
            let add = move || stage.workspace.dispatch_or_say(command.clone());
            let name = preset.name.to_owned();
            row(stage, format!("next-{}", preset.id), named(preset.icon), name, Box::new(add))
        })
        .collect();
    view! { <div class="menu-label">{title}</div> {rows} }.into_any()
}

/// What an existing component can need.
fn connect(stage: Stage, from: &str) -> AnyView {
    let project = stage.workspace.project_untracked();
    let linked = |id: &str| project.links().iter().any(|link| link.from == from && link.to == id);
    let others = project.components().iter().filter(|it| it.id != from && !linked(&it.id));
    let rows: Vec<AnyView> = others
        .map(|other| {
            let command = Command::Connect { from: from.to_owned(), to: other.id.clone() };
            let kind = symbol(other.kind.as_deref().unwrap_or_default());
            let press = move || stage.workspace.dispatch_keeping(command.clone());
            let name = other.display_name().to_owned();
            row(stage, format!("connect-{}", other.id), kind, name, Box::new(press))
        })
        .collect();
    let title = if rows.is_empty() {
        "It needs everything there is already.".to_owned()
    } else {
        format!("{} needs …", Item::component(from).label(&project))
    };
    view! { <div class="menu-label">{title}</div> {rows} }.into_any()
}

/// What can be done with what is selected; with the canvas where nothing is.
fn about_selected(stage: Stage, screen: Point) -> AnyView {
    let at = stage.workspace.viewport.with_untracked(|it| it.to_world(screen));
    let selection = stage.workspace.selection.get_untracked();
    if selection.is_empty() {
        canvas(stage, screen, at).into_any()
    } else {
        selected(stage, &selection, at).into_any()
    }
}

/// What can be done with the canvas.
fn canvas(stage: Stage, screen: Point, at: Point) -> Vec<AnyView> {
    let add = move || {
        let zone = stage.workspace.scene.with_untracked(|it| Some(it.zone_at(at, |_| false)?.id.clone()));
        stage.ui.floating.set(Some(Floating::Next { link: None, screen, at, from: None, zone }));
    };
    let words = "Add a component …".to_owned();
    vec![
        row(stage, "menu-add".to_owned(), icondata_lu::LuPlus, words, Box::new(add)),
        does(stage, "menu-note", icondata_lu::LuStickyNote, "Add a note", Action::Note),
        pasting(stage, Some(at)),
        does(stage, "menu-all", icondata_lu::LuSquareDashed, "Select everything", Action::SelectAll),
        does(stage, "menu-tidy", icondata_lu::LuLayoutDashboard, "Tidy up", Action::Tidy),
        does(stage, "menu-fit", icondata_lu::LuMaximize, "Show everything", Action::Fit),
        does(stage, "menu-find", icondata_lu::LuSearch, "Find …", Action::Find),
    ]
}

/// What can be done with what is selected.
fn selected(stage: Stage, selection: &Selection, at: Point) -> Vec<AnyView> {
    let mut rows = arrangements(stage, selection);
    let does = |testid: &str, picture, words: &str, action| does(stage, testid, picture, words, action);
    match selection.single() {
        Some(Item::Component(_)) => {
            rows.push(does("menu-connect", icondata_lu::LuSpline, "Connect to …", Action::Connect));
        }
        Some(Item::Link { from, to }) => {
            let link = (from.clone(), to.clone());
            let press = move || insert(stage, link.clone());
            let words = "Insert a component …".to_owned();
            rows.push(row(stage, "menu-insert".to_owned(), icondata_lu::LuPlus, words, Box::new(press)));
        }
        Some(Item::Note(_)) => {
            rows.push(does("menu-rename", icondata_lu::LuPencil, "Write", Action::Rename));
        }
        _ => {}
    }
    let things = selection.components().chain(selection.zones()).next().is_some();
    if things {
        if selection.single().is_some() {
            rows.push(does("menu-rename", icondata_lu::LuPencil, "Rename", Action::Rename));
        }
        rows.push(copying(stage, true));
        rows.push(copying(stage, false));
        let zone = matches!(selection.single(), Some(Item::Zone(_)));
        rows.push(pasting(stage, zone.then_some(at)));
        rows.push(does("menu-duplicate", icondata_lu::LuCopyPlus, "Duplicate", Action::Duplicate));
        if selection.zones().next().is_some() {
            rows.push(does("menu-fold", icondata_lu::LuFoldVertical, "Fold, or unfold", Action::Fold));
        }
        rows.push(does("menu-off", icondata_lu::LuPower, "Switch off, or on", Action::SwitchOff));
        let press = move || requests::perform(stage.workspace, stage.ui, Action::SelectSeveral);
        let words = || "Select several".to_owned();
        let (testid, symbol) = ("menu-several".to_owned(), icondata_lu::LuListChecks);
        let names = (words(), words(), String::new());
        rows.push(choice(stage, "menu-item touch-only", testid, symbol, names, Box::new(press)));
    }
    if selection.components().next().is_some() {
        let (down, up) = (icondata_lu::LuArrowRightFromLine, icondata_lu::LuArrowLeftFromLine);
        rows.push(does("menu-downstream", down, "Select all it needs", Action::SelectDownstream));
        rows.push(does("menu-upstream", up, "Select all that need it", Action::SelectUpstream));
        let keeping = Action::DeleteKeepingPath;
        rows.push(does("menu-delete-keeping", icondata_lu::LuUnlink2, "Delete, keeping the path", keeping));
    }
    rows.push(does("menu-delete", icondata_lu::LuTrash2, "Delete", Action::Delete));
    rows
}

/// Copies the selection to the system's clipboard; cuts it out as well once it is there.
fn copying(stage: Stage, cut: bool) -> AnyView {
    let press = move || {
        let Some(text) = stage.workspace.clip() else { return };
        clipboard::write(&text, move |done| match done {
            Ok(()) if cut => requests::perform(stage.workspace, stage.ui, Action::Delete),
            Ok(()) => {}
            Err(_) => refused(stage, if cut { Action::Cut } else { Action::Copy }),
        });
    };
    let (testid, symbol, words, action) = if cut {
        ("menu-cut", icondata_lu::LuScissors, "Cut", Action::Cut)
    } else {
        ("menu-copy", icondata_lu::LuCopy, "Copy", Action::Copy)
    };
    with_key(stage, testid, symbol, words, action, Box::new(press))
}

/// Pastes what is in the system's clipboard.
fn pasting(stage: Stage, at: Option<Point>) -> AnyView {
    let press = move || {
        clipboard::read(move |text| match text {
            Some(text) => {
                requests::follow(stage.workspace, stage.ui, stage.workspace.paste(&text, at));
            }
            None => refused(stage, Action::Paste),
        });
    };
    with_key(stage, "menu-paste", icondata_lu::LuClipboardPaste, "Paste", Action::Paste, Box::new(press))
}

/// The browser keeps its clipboard to itself: the keys work nevertheless.
fn refused(stage: Stage, action: Action) {
    let keys = keys(action);
    stage
        .workspace
        .say(&format!("The browser does not let the page use the clipboard. Press {keys} instead."));
}

/// Opens the list of what can go into a link.
fn insert(stage: Stage, link: (String, String)) {
    let found = stage.workspace.scene.with_untracked(|scene| {
        let at = scene.link(&link.0, &link.1)?.route.middle();
        Some((at, scene.zone_at(at, |_| false).map(|zone| zone.id.clone())))
    });
    let Some((at, zone)) = found else { return };
    let screen = stage.workspace.viewport.with_untracked(|it| it.to_screen(at));
    stage.ui.floating.set(Some(Floating::Next { link: Some(link), screen, at, from: None, zone }));
}

/// How several can be brought into line: small buttons side by side.
fn arrangements(stage: Stage, selection: &Selection) -> Vec<AnyView> {
    let several = selection.components().chain(selection.zones()).count();
    let fitting = Arrangement::ALL.into_iter().filter(|how| several >= how.least());
    fitting
        .map(|how| {
            let action = Action::Arrange(how);
            let name = format!("{} ({})", how.label(), keys(action));
            let press = move || requests::perform(stage.workspace, stage.ui, action);
            let testid = format!("menu-{how:?}").to_lowercase();
            choice(
                stage,
                "menu-item menu-tile",
                testid,
                picture(how),
                (name, String::new(), String::new()),
                Box::new(press),
            )
        })
        .collect()
}

fn picture(how: Arrangement) -> Picture {
    match how {
        Arrangement::Left => icondata_lu::LuAlignStartVertical,
        Arrangement::Centre => icondata_lu::LuAlignCenterVertical,
        Arrangement::Right => icondata_lu::LuAlignEndVertical,
        Arrangement::Top => icondata_lu::LuAlignStartHorizontal,
        Arrangement::Middle => icondata_lu::LuAlignCenterHorizontal,
        Arrangement::Bottom => icondata_lu::LuAlignEndHorizontal,
        Arrangement::Across => icondata_lu::LuAlignHorizontalSpaceBetween,
        Arrangement::Down => icondata_lu::LuAlignVerticalSpaceBetween,
    }
}
