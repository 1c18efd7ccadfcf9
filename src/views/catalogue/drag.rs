//! From the catalogue onto the canvas.

use leptos::prelude::*;
use ninefold_editor::prelude::{Command, Fragment, Hit, Point};
use ninefold_engine::catalogue::{self, Entry};
use ninefold_engine::model;
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, PointerEvent};

use crate::state::Workspace;

/// So far a pointer moves before it drags.
const THRESHOLD: f64 = 4.0;

/// Adds a component of an entry, around a place of the world or in the middle of what is in sight.
pub fn add(workspace: Workspace, entry: &Entry, at: Option<Point>) {
    let mut part = catalogue::component(entry);
    part["id"] = json!(entry.id);
    let text = json!({ "format": model::FORMAT, "components": [part] }).to_string();
    match Fragment::read(&text) {
        Ok(fragment) => {
            let at = at.unwrap_or_else(|| untrack(|| workspace.visible()).center());
            let zone = zone(workspace, at);
            let paste = Command::Paste { fragment: Box::new(fragment), at: Some(at), zone };
            let first = workspace.project_untracked().components().is_empty();
            let journey = Command::AddJourney { entry: entry.id.clone() };
            let commands = if first { vec![paste, journey] } else { vec![paste] };
            workspace.dispatch_or_say(Command::Batch { name: format!("Add {}", entry.name), commands });
        }
        Err(why) => workspace.say(&why.to_string()),
    }
}

/// The zone at a place of the world.
fn zone(workspace: Workspace, at: Point) -> Option<String> {
    let scene = workspace.scene.get_untracked();
    match scene.hit(at, 1.0) {
        Hit::ZoneInside(id) | Hit::ZoneHandle(id) => Some(id),
        _ => None,
    }
}

/// A press on an entry: let go where it is, it is added; let go over the canvas, it goes there.
pub fn start(workspace: Workspace, entry: &Entry, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    let from = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
    let Some(source) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) else { return };
    // A pointer that is gone already cannot be captured, and need not be.
    let _gone = source.set_pointer_capture(event.pointer_id());
    let ghost = ghost(&entry.name);
    let moved = StoredValue::new_local(false);
    let place = |event: &PointerEvent| Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
    let follow = {
        let ghost = ghost.clone();
        Closure::<dyn Fn(PointerEvent)>::new(move |event: PointerEvent| {
            let at = place(&event);
            let far = (at.x - from.x).abs().max((at.y - from.y).abs()) >= THRESHOLD;
            if far || moved.get_value() {
                moved.set_value(true);
                if let Some(ghost) = &ghost {
                    let style = format!("transform:translate({}px,{}px) translate(-50%,-50%)", at.x, at.y);
                    let _kept = ghost.set_attribute("style", &style);
                }
            }
        })
    };
    let _heard = source.add_event_listener_with_callback("pointermove", follow.as_ref().unchecked_ref());
    let (target, entry) = (source.clone(), entry.clone());
    let done = Closure::once_into_js(move |event: PointerEvent| {
        let _heard =
            target.remove_event_listener_with_callback("pointermove", follow.as_ref().unchecked_ref());
        if let Some(ghost) = &ghost {
            ghost.remove();
        }
        if event.type_() != "pointerup" {
            return;
        }
        match moved.get_value() {
            false => add(workspace, &entry, None),
            true => {
                let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
                let canvas = under.and_then(|it| it.closest("[data-testid=canvas]").ok().flatten());
                if let Some(canvas) = canvas {
                    let frame = canvas.get_bounding_client_rect();
                    let at = place(&event) - Point::new(frame.left(), frame.top());
                    let world = untrack(|| workspace.viewport()).to_world(at);
                    add(workspace, &entry, Some(world));
                }
            }
        }
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    for name in ["pointerup", "pointercancel"] {
        let _heard = source.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            done.unchecked_ref(),
            &options,
        );
    }
}

/// What is seen under the pointer.
fn ghost(name: &str) -> Option<Element> {
    let ghost = document().create_element("div").ok()?;
    ghost.set_class_name("drag-ghost");
    ghost.set_text_content(Some(name));
    let _placed = ghost.set_attribute("style", "transform:translate(-400px,-400px)");
    document().body()?.append_child(&ghost).ok()?;
    Some(ghost)
}
