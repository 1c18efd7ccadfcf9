//! What lies over the drawing: notes, what is switched off, and what is drawn while the pointer does something; loaded after the page
//! stands.

use leptos::prelude::*;
use ninefold_editor::gesture::Guide;
use ninefold_editor::prelude::{Editor, Point, Rect};
use ninefold_editor::presets;

use super::{Stage, menu, note, off, rename, world_style};
use crate::browser::{focus, platform};
use crate::state::Floating;
use crate::views::widgets::{icon, named};

/// How large the handles of a link's ends are, in world units.
const HANDLE: f64 = 5.0;

/// All of it: in the world, and over it hint, menu and field.
#[must_use]
pub fn view() -> AnyView {
    let stage = Stage::from_context();
    let world = move || world_style(stage.workspace);
    let hint = Memo::new(move |_| stage.workspace.ask(Editor::hint));
    let hint =
        move || hint.get().map(|words| view! { <div class="canvas-hint">{as_here(words)}</div> }.into_any());
    let floating = move || {
        stage.ui.floating.get().map(|floating| match floating {
            Floating::Rename(item) => rename::field(stage, item),
            other => menu::view(stage, other),
        })
    };
    let scene = stage.workspace.scene;
    let notes = Memo::new(move |_| {
        scene.with(|it| it.notes().iter().map(|note| note.id.clone()).collect::<Vec<_>>())
    });
    view! {
        <div class="world" style=world>
            <For each=move || notes.get() key=String::clone children=move |id| note::view(stage, id) />
            {marquee(stage)}
            <svg class="links" aria-hidden="true">
                {draft(stage)}
                {path(stage, "guide", "guides", |it| it.guides().iter().map(line).collect())}
                {path(stage, "copies", "copies", |it| it.copies().into_iter().map(frame).collect())}
                {path(stage, "link-handle", "link-from", |it| handle(it.link_handles().map(|ends| ends[0])))}
                {path(stage, "link-handle", "link-to", |it| handle(it.link_handles().map(|ends| ends[1])))}
            </svg>
        </div>
        <div class="canvas-top">{off::view(stage)}</div>
        {hint} {ghost(stage)} {floating}
    }
    .into_any()
}

/// Keys as they are called at this keyboard.
fn as_here(words: &str) -> String {
    match platform::is_apple() {
        true => words.replace("Alt:", "Option:").replace("Ctrl:", "⌘:"),
        false => words.to_owned(),
    }
}

/// The frame that selects.
fn marquee(stage: Stage) -> AnyView {
    let marquee = Memo::new(move |_| stage.workspace.ask(Editor::marquee));
    let frame = move || {
        marquee.get().map(|rect| {
            let style = format!(
                "transform:translate({}px,{}px);width:{}px;height:{}px",
                rect.x, rect.y, rect.width, rect.height
            );
            view! { <div class="marquee" style=style></div> }.into_any()
        })
    };
    frame.into_any()
}

/// The link being drawn.
fn draft(stage: Stage) -> AnyView {
    let connection = Memo::new(move |_| stage.workspace.ask(Editor::connection));
    let line = move || {
        connection.get().map(|connection| {
            let class = match (connection.allowed, connection.again) {
                (false, _) => "link-draft link-refused",
                (true, true) => "link-draft link-again",
                (true, false) => "link-draft",
            };
            view! { <path class=class d=connection.route.path()></path> }.into_any()
        })
    };
    line.into_any()
}

/// Something drawn as one path.
fn path(stage: Stage, class: &'static str, testid: &'static str, of: fn(&Editor) -> String) -> AnyView {
    let drawn = Memo::new(move |_| stage.workspace.ask(of));
    view! { <path class=class data-testid=testid d=move || drawn.get()></path> }.into_any()
}

fn line(guide: &Guide) -> String {
    format!("M{} {}L{} {}", guide.0.x, guide.0.y, guide.1.x, guide.1.y)
}

fn frame(rect: Rect) -> String {
    format!("M{} {}h{}v{}h-{}z", rect.x, rect.y, rect.width, rect.height, rect.width)
}

/// A circle.
fn handle(at: Option<Point>) -> String {
    let Some(at) = at else { return String::new() };
    let (left, wide) = (at.x - HANDLE, 2.0 * HANDLE);
    format!("M{left:.1} {:.1}a{HANDLE} {HANDLE} 0 1 0 {wide} 0a{HANDLE} {HANDLE} 0 1 0 -{wide} 0z", at.y)
}

/// What comes from the palette, under the pointer.
fn ghost(stage: Stage) -> AnyView {
    let incoming = Memo::new(move |_| stage.workspace.ask(Editor::incoming));
    let preset = Memo::new(move |_| incoming.with(|it| it.as_ref().map(|it| it.preset.clone())));
    let style = move || {
        let at = incoming.with(|it| it.as_ref().map(|it| it.at)).unwrap_or_default();
        // It lies over the whole page, so that it is seen above the palette it comes from.
        let at = at + focus::corner("[data-testid=canvas]");
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
