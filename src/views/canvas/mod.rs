//! The canvas: a thin skin over the editor. Pointers and keys go in as events, the scene comes out as parts.

pub mod layer;
mod link;
mod menu;
pub mod minimap;
mod node;
mod note;
mod off;
pub mod pointer;
mod rename;
mod stage;
mod tools;
mod welcome;
mod zone;

use leptos::html::Div;
use leptos::prelude::*;
use ninefold_editor::prelude::Scene;

use crate::state::{Shared, Workspace};
use crate::views::{palette, parts};

pub use stage::Stage;

/// The Design screen.
#[must_use]
pub fn view() -> AnyView {
    view! {
        <section class="design" aria-label="Design">
            <h1 class="visually-hidden">"Design"</h1>
            {palette::view()}
            <div class="canvas-column">{welcome::view(expect_context())} {canvas()}</div>
            {parts::inspector()}
        </section>
    }
    .into_any()
}

fn canvas() -> AnyView {
    let stage = Stage::from_context();
    let workspace = stage.workspace;
    let element = NodeRef::<Div>::new();
    pointer::listen(workspace, element);
    let cursor = move || format!("cursor:{}", workspace.looks.cursor.get());
    let grip = move || format!("cursor:{}", workspace.looks.grip.get().unwrap_or_default());
    let world = move || world_style(workspace);
    let grid = move || {
        let view = workspace.viewport();
        let step = grid_step(view.scale());
        let (x, y) = (view.offset().x.rem_euclid(step), view.offset().y.rem_euclid(step));
        format!(
            "background-size:{step}px {step}px;background-position:{}px {}px",
            x - step / 2.0,
            y - step / 2.0
        )
    };
    view! {
        <div
            class="canvas" data-testid="canvas" node_ref=element style=cursor tabindex="0" role="group"
            aria-label="Canvas" aria-describedby="canvas-keys"
        >
            <div class="canvas-grid" style=grid></div>
            <div class="world" class:settling=move || stage.ui.settling.get() class:far=move || stage.followed.far.get() style=world>
                {things(stage)}
            </div>
            <div class="canvas-grip" style=grip hidden=move || workspace.looks.grip.get().is_none()></div>
            {empty(stage)}
            {parts::canvas_layer()}
            {parts::advice()}
            {tools::view(stage)}
            {parts::minimap()}
            <p class="visually-hidden" id="canvas-keys">
                "Tab moves through components and zones; Alt with the arrow keys along links. Arrow keys move the selected \
                 one, Enter edits it, F2 renames it, C connects it, X switches it off, F folds a zone, Delete removes it, \
                 Shift+F10 opens its menu."
            </p>
        </div>
    }
    .into_any()
}

/// Zones beneath, links between, nodes on top; each kept for as long as its id stays. Moving them changes none.
fn things(stage: Stage) -> AnyView {
    let workspace = stage.workspace;
    let scene = workspace.scene;
    let zones = Memo::new(move |_| {
        workspace.track_parts();
        scene.with_untracked(|it| it.zones().iter().map(|zone| zone.id.clone()).collect::<Vec<_>>())
    });
    let nodes = Memo::new(move |_| {
        workspace.track_parts();
        scene.with_untracked(|it| it.nodes().iter().map(|node| node.id.clone()).collect::<Vec<_>>())
    });
    let links = Memo::new(move |_| {
        workspace.track_parts();
        let ends = |it: &Shared<Scene>| {
            it.links().iter().map(|link| (link.from.clone(), link.to.clone())).collect::<Vec<_>>()
        };
        scene.with_untracked(ends)
    });
    view! {
        <For each=move || zones.get() key=String::clone children=move |id| zone::view(stage, id) />
        <svg class="links" role="group" aria-label="Links">
            <For each=move || links.get() key=Clone::clone children=move |(from, to)| link::view(stage, from, to) />
        </svg>
        <For each=move || nodes.get() key=String::clone children=move |id| node::view(stage, id) />
    }
    .into_any()
}

/// What to do when there is nothing.
fn empty(stage: Stage) -> AnyView {
    let nothing =
        Memo::new(move |_| stage.workspace.scene.with(|it| it.nodes().is_empty() && it.zones().is_empty()));
    view! {
        <div class="canvas-empty" hidden=move || !nothing.get()>
            <h2>"An empty canvas"</h2>
            <p>"Drag a component here from the left, or double-click to pick one."</p>
        </div>
    }
    .into_any()
}

/// Where the world lies on the screen.
pub fn world_style(workspace: Workspace) -> String {
    let view = workspace.viewport();
    format!("transform:translate({}px,{}px) scale({})", view.offset().x, view.offset().y, view.scale())
}

/// Dots are never closer than 16 pixels.
fn grid_step(scale: f64) -> f64 {
    let mut step = 24.0 * scale;
    while step < 16.0 {
        step *= 2.0;
    }
    step
}
