//! The small menus on the canvas: what comes next, what it needs, what can be done with what is selected.

use leptos::prelude::*;
use ninefold_editor::command::{Arrangement, Insertion};
use ninefold_editor::prelude::{Action, Command, Item, Point, Selection, keymap};
use ninefold_editor::presets::{self, Group};

use super::Stage;
use crate::browser::focus;
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
        Floating::Selected { .. } | Floating::Rename(_) => selected(stage),
    };
    let style = format!(
        "left:min({}px, (100% - 232px));top:min({}px, (100% - 336px))",
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
    choice(stage, "menu-item", testid, symbol, (words.clone(), words), press)
}

type Picture = &'static icondata_core::IconData;

/// One choice, in a row of its own or as a small button among others: what it is called, and what stands on it.
fn choice(
    stage: Stage,
    class: &'static str,
    testid: String,
    symbol: Picture,
    (name, words): (String, String),
    press: Press,
) -> AnyView {
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

/// What can be done with what is selected.
fn selected(stage: Stage) -> AnyView {
    let selection = stage.workspace.selection.get_untracked();
    let mut rows = arrangements(stage, &selection);
    let does = |testid: &str, picture, words: &str, action| {
        let press = move || requests::perform(stage.workspace, stage.ui, action);
        row(stage, testid.to_owned(), picture, words.to_owned(), Box::new(press))
    };
    match selection.single() {
        Some(Item::Component(from)) => {
            let from = from.clone();
            let press = move || stage.connect(&from);
            let words = "Connect to …".to_owned();
            rows.push(row(stage, "menu-connect".to_owned(), icondata_lu::LuSpline, words, Box::new(press)));
        }
        Some(Item::Link { from, to }) => {
            let link = (from.clone(), to.clone());
            let press = move || insert(stage, link.clone());
            let words = "Insert a component …".to_owned();
            rows.push(row(stage, "menu-insert".to_owned(), icondata_lu::LuPlus, words, Box::new(press)));
        }
        _ => {}
    }
    if let Some(Item::Note(_)) = selection.single() {
        rows.push(does("menu-rename", icondata_lu::LuPencil, "Write", Action::Rename));
    }
    if !selection.iter().all(|item| matches!(item, Item::Link { .. } | Item::Note(_))) {
        if selection.single().is_some() {
            rows.push(does("menu-rename", icondata_lu::LuPencil, "Rename", Action::Rename));
        }
        rows.push(does("menu-duplicate", icondata_lu::LuCopy, "Duplicate", Action::Duplicate));
        if selection.zones().next().is_some() {
            rows.push(does("menu-fold", icondata_lu::LuFoldVertical, "Fold, or unfold", Action::Fold));
        }
        rows.push(does("menu-off", icondata_lu::LuPower, "Switch off, or on again", Action::SwitchOff));
    }
    if selection.components().next().is_some() {
        let (down, up) = (icondata_lu::LuArrowRightFromLine, icondata_lu::LuArrowLeftFromLine);
        rows.push(does("menu-downstream", down, "Select all it needs", Action::SelectDownstream));
        rows.push(does("menu-upstream", up, "Select all that need it", Action::SelectUpstream));
        let keeping = Action::DeleteKeepingPath;
        rows.push(does("menu-delete-keeping", icondata_lu::LuUnlink2, "Delete, keeping the path", keeping));
    }
    rows.push(does("menu-delete", icondata_lu::LuTrash2, "Delete", Action::Delete));
    rows.into_any()
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
            let keys = keymap::shortcut(action).map(|it| it.keys(false)).unwrap_or_default();
            let name = format!("{} ({keys})", how.label());
            let press = move || requests::perform(stage.workspace, stage.ui, action);
            let testid = format!("menu-{how:?}").to_lowercase();
            choice(stage, "menu-item menu-tile", testid, picture(how), (name, String::new()), Box::new(press))
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
