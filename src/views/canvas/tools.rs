//! The buttons in the corner: back and forth, zoom, off switch, and on a phone the sheets.

use icondata_core::IconData;
use leptos::prelude::*;
use ninefold_editor::prelude::{Action, keymap};

use super::Stage;
use crate::browser::platform;
use crate::managers::requests;
use crate::views::widgets::icon;

/// The bar.
#[must_use]
pub fn view(stage: Stage) -> AnyView {
    let workspace = stage.workspace;
    let undo = named_label("Undo", workspace.undo_name);
    let redo = named_label("Redo", workspace.redo_name);
    let percent = move || format!("{:.0} %", 100.0 * workspace.viewport().scale());
    let nothing =
        move || stage.workspace.selection.with(|it| it.components().chain(it.zones()).next().is_none());
    let always = || false;
    let does = move |action: Action| move || requests::perform(workspace, stage.ui, action);
    view! {
        <div class="canvas-tools" role="toolbar" aria-label="Canvas">
            {tool("undo", icondata_lu::LuUndo2, undo, move || workspace.undo_name.with(Option::is_none), does(Action::Undo))}
            {tool("redo", icondata_lu::LuRedo2, redo, move || workspace.redo_name.with(Option::is_none), does(Action::Redo))}
            <span class="divider"></span>
            {tool("zoom-out", icondata_lu::LuMinus, with_key("Zoom out", Action::ZoomOut), always, does(Action::ZoomOut))}
            <button type="button" class="canvas-scale" title="Zoom to 100 %" on:click=move |_| does(Action::ZoomReset)()>{percent}</button>
            {tool("zoom-in", icondata_lu::LuPlus, with_key("Zoom in", Action::ZoomIn), always, does(Action::ZoomIn))}
            {tool("fit", icondata_lu::LuMaximize, with_key("Show everything", Action::Fit), always, does(Action::Fit))}
            <span class="divider"></span>
            <span class="wide-only">{tool("tidy", icondata_lu::LuLayoutDashboard, with_key("Tidy up", Action::Tidy), always, does(Action::Tidy))}</span>
            <span class="wide-only">{tool("add-note", icondata_lu::LuStickyNote, with_key("A note", Action::Note), always, does(Action::Note))}</span>
            {tool("off-switch", icondata_lu::LuPower, with_key("Switch the selected off, or on again", Action::SwitchOff), nothing, does(Action::SwitchOff))}
            <span class="wide-only">{tool("shortcuts", icondata_lu::LuKeyboard, with_key("All keys", Action::Shortcuts), always, does(Action::Shortcuts))}</span>
            <span class="sheet-close">
                {tool("open-palette", icondata_lu::LuCirclePlus, || "Add a component".to_owned(), always, move || stage.ui.palette_open.set(true))}
            </span>
            <span class="sheet-close">
                {tool("open-inspector", icondata_lu::LuSlidersHorizontal, || "Edit the selected".to_owned(), always, move || stage.ui.inspector_open.set(true))}
            </span>
        </div>
    }
    .into_any()
}

/// "Zoom in (+)".
fn with_key(words: &'static str, action: Action) -> impl Fn() -> String + Copy + Send + Sync {
    move || match keymap::shortcut(action) {
        Some(binding) => format!("{words} ({})", binding.keys(platform::is_apple())),
        None => words.to_owned(),
    }
}

/// "Undo Move API".
fn named_label(
    word: &'static str,
    name: ReadSignal<Option<String>>,
) -> impl Fn() -> String + Copy + Send + Sync {
    move || name.with(|name| name.as_ref().map_or_else(|| word.to_owned(), |name| format!("{word} {name}")))
}

fn tool(
    testid: &'static str,
    symbol: &'static IconData,
    label: impl Fn() -> String + Copy + Send + Sync + 'static,
    disabled: impl Fn() -> bool + Send + Sync + 'static,
    press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class="icon-button" data-testid=testid title=label aria-label=label disabled=disabled on:click=move |_| press()>
            {icon(symbol)}
        </button>
    }
    .into_any()
}
