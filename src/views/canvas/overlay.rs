//! What is drawn over the canvas while the pointer does something, and the small menus.

use leptos::prelude::*;
use ninefold_editor::prelude::{Action, Command, Item, Point};
use ninefold_editor::presets::{self, Group};

use super::Stage;
use crate::browser::focus;
use crate::managers::requests;
use crate::state::Floating;
use crate::views::widgets::{icon, named, symbol};

/// The frame that selects.
#[must_use]
pub fn in_world(stage: Stage) -> AnyView {
    let marquee = stage.workspace.looks.marquee;
    let frame = move || {
        marquee.get().map(|rect| {
            let style = format!(
                "transform:translate({}px,{}px);width:{}px;height:{}px",
                rect.x, rect.y, rect.width, rect.height
            );
            view! { <div class="marquee" style=style></div> }.into_any()
        })
    };
    view! { {frame} }.into_any()
}

/// The link being drawn.
#[must_use]
pub fn draft(stage: Stage) -> AnyView {
    let connection = stage.workspace.looks.connection;
    let line = move || {
        connection.get().map(|connection| {
            let class = if connection.allowed { "link-draft" } else { "link-draft link-refused" };
            view! { <path class=class d=connection.route.path()></path> }.into_any()
        })
    };
    view! { {line} }.into_any()
}

/// The hint, what comes from the palette, and the small menu.
#[must_use]
pub fn on_screen(stage: Stage) -> AnyView {
    let looks = stage.workspace.looks;
    let hint =
        move || looks.hint.get().map(|words| view! { <div class="canvas-hint">{words}</div> }.into_any());
    let floating = move || stage.ui.floating.get().map(|floating| menu(stage, floating));
    view! { {hint} {ghost(stage)} {floating} }.into_any()
}

/// What comes from the palette, under the pointer.
fn ghost(stage: Stage) -> AnyView {
    let incoming = stage.workspace.looks.incoming;
    let preset = Memo::new(move |_| incoming.with(|it| it.as_ref().map(|it| it.preset.clone())));
    let style = move || {
        let at = incoming.with(|it| it.as_ref().map(|it| it.at)).unwrap_or_default();
        format!("transform:translate({}px,{}px) translate(-50%,-50%)", at.x, at.y)
    };
    let words = move || {
        let id = preset.get()?;
        let found = presets::all().iter().find(|it| it.id == id)?;
        Some(view! { {icon(named(found.icon))} <span>{found.name}</span> }.into_any())
    };
    view! { <div class="drag-ghost" style=style hidden=move || preset.with(Option::is_none)>{words}</div> }
        .into_any()
}

/// A small menu at a place of the canvas; closes on choice, Escape and when the focus leaves it.
fn menu(stage: Stage, floating: Floating) -> AnyView {
    let place = floating.screen();
    let rows = match floating {
        Floating::Next { at, from, zone, .. } => next(stage, at, from, zone),
        Floating::Connect { from, .. } => connect(stage, &from),
        Floating::Selected { .. } => selected(stage),
    };
    let style = format!(
        "left:min({}px, (100% - 232px));top:min({}px, (100% - 336px))",
        place.x.max(8.0),
        place.y.max(8.0)
    );
    let close = move || stage.ui.floating.set(None);
    let key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => {
                close();
                focus::on("[data-testid=canvas]");
            }
            "ArrowDown" => focus::step(&event, true),
            "ArrowUp" => focus::step(&event, false),
            _ => {}
        }
    };
    focus::on_next_frame(".next-menu .menu-item".to_owned());
    view! {
        <div class="menu next-menu" style=style role="menu" data-testid="canvas-menu" on:keydown=key
            on:focusout=move |event| {
                if !focus::stays_within(&event) {
                    close();
                }
            }
        >
            {rows}
        </div>
    }
    .into_any()
}

/// One choice.
fn row(
    stage: Stage,
    testid: String,
    symbol: &'static icondata_core::IconData,
    words: String,
    press: impl Fn() + 'static,
) -> AnyView {
    let pressed = move |_| {
        stage.ui.floating.set(None);
        press();
        focus::on("[data-testid=canvas]");
    };
    view! {
        <button type="button" class="menu-item" role="menuitem" data-testid=testid on:click=pressed>
            {icon(symbol)} <span>{words}</span>
        </button>
    }
    .into_any()
}

/// What to add.
fn next(stage: Stage, at: Point, from: Option<String>, zone: Option<String>) -> AnyView {
    let zones_too = from.is_none();
    let chosen = presets::all().iter().filter(|preset| zones_too || preset.group != Group::Zones);
    let rows: Vec<AnyView> = chosen
        .map(|preset| {
            let (needed_by, zone) = (from.clone(), zone.clone());
            let add = move || {
                let (preset_id, zone) = (preset.id.to_owned(), zone.clone());
                stage.workspace.dispatch_or_say(match preset.group {
                    Group::Zones => Command::AddZone { preset: preset_id, at: Some(at), parent: zone },
                    _ => Command::AddComponent {
                        preset: preset_id,
                        at: Some(at),
                        zone,
                        needed_by: needed_by.clone(),
                    },
                });
            };
            row(stage, format!("next-{}", preset.id), named(preset.icon), preset.name.to_owned(), add)
        })
        .collect();
    let title = if from.is_some() { "It needs a new …" } else { "Add a …" };
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
            row(stage, format!("connect-{}", other.id), kind, other.display_name().to_owned(), press)
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
    let ui = stage.ui;
    let workspace = stage.workspace;
    let does = move |action: Action| move || requests::perform(workspace, ui, action);
    let single = workspace.single_component();
    let row = move |id: &str, data, words: &str, action| {
        row(stage, id.to_owned(), data, words.to_owned(), does(action))
    };
    let link = single.map(|from| {
        let press = move || stage.connect(&from);
        self::row(stage, "menu-connect".to_owned(), icondata_lu::LuSpline, "Connect to …".to_owned(), press)
    });
    let only_links =
        workspace.selection.with_untracked(|it| it.iter().all(|item| matches!(item, Item::Link { .. })));
    let things = (!only_links).then(|| {
        view! {
            {row("menu-rename", icondata_lu::LuPencil, "Rename", Action::Rename)}
            {row("menu-duplicate", icondata_lu::LuCopy, "Duplicate", Action::Duplicate)}
            {row("menu-off", icondata_lu::LuPower, "Switch off, or on again", Action::SwitchOff)}
        }
        .into_any()
    });
    view! { {link} {things} {row("menu-delete", icondata_lu::LuTrash2, "Delete", Action::Delete)} }.into_any()
}
