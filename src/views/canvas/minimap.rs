//! The whole drawing in small, while not all of it is in sight: where one is, and a way to go elsewhere.

use std::fmt::Write;

use leptos::prelude::*;
use ninefold_editor::prelude::{Point, Rect};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::Stage;

/// Room around everything, in world units.
const MARGIN: f64 = 40.0;

/// The map; nothing while everything is in sight.
#[must_use]
pub fn view() -> AnyView {
    let stage = Stage::from_context();
    let workspace = stage.workspace;
    let bounds = Memo::new(move |_| workspace.scene.with(|it| it.bounds()));
    let seen = Memo::new(move |_| workspace.visible());
    let needed = Memo::new(move |_| bounds.get().is_some_and(|bounds| !seen.get().covers(bounds)));
    let world =
        move || bounds.get().map(|bounds| bounds.union(seen.get()).inflated(MARGIN)).unwrap_or_default();
    let nodes =
        Memo::new(move |_| workspace.scene.with(|it| outline(it.nodes().iter().map(|node| node.rect))));
    let zones =
        Memo::new(move |_| workspace.scene.with(|it| outline(it.zones().iter().map(|zone| zone.rect))));
    let go = move |event: &PointerEvent| {
        let Some(map) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) else { return };
        let frame = map.get_bounding_client_rect();
        let at =
            Point::new(f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top());
        workspace.look_at(place(untrack(world), frame.width(), frame.height(), at));
    };
    let pressed = move |event: PointerEvent| {
        event.stop_propagation();
        if let Some(map) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) {
            // A pointer that is gone already cannot be captured, and need not be.
            let _gone = map.set_pointer_capture(event.pointer_id());
        }
        go(&event);
    };
    let moved = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            event.stop_propagation();
            go(&event);
        }
    };
    let map = move || {
        let view_box = move || {
            let world = world();
            format!("{} {} {} {}", world.x, world.y, world.width, world.height)
        };
        view! {
            <svg class="minimap" data-testid="minimap" aria-hidden="true" viewBox=view_box on:pointerdown=pressed on:pointermove=moved>
                <path class="minimap-zones" d=move || zones.get()></path>
                <path class="minimap-nodes" d=move || nodes.get()></path>
                <path class="minimap-seen" d=move || outline([seen.get()])></path>
            </svg>
        }
        .into_any()
    };
    (move || needed.get().then(map)).into_any()
}

/// All of them as one path.
fn outline(rects: impl IntoIterator<Item = Rect>) -> String {
    let mut path = String::new();
    for rect in rects {
        // Whole numbers: a thousand of these are written in a frame.
        let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(|it| it.round() as i64);
        // Writing to a text cannot fail.
        let _written = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
    }
    path
}

/// The place of the world under a place of the map, which shows `world` whole and centred.
fn place(world: Rect, width: f64, height: f64, at: Point) -> Point {
    let scale = (width / world.width).min(height / world.height);
    let middle = Point::new(width / 2.0, height / 2.0);
    let from_middle = at - middle;
    world.center() + Point::new(from_middle.x / scale, from_middle.y / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A world of 400 by 100 on a map of 200 by 200 is drawn at half size, 75 from the top.
    #[test]
    fn a_place_on_the_map_is_a_place_in_the_world() {
        let world = Rect { x: -100.0, y: 50.0, width: 400.0, height: 100.0 };
        assert_eq!(place(world, 200.0, 200.0, Point::new(0.0, 75.0)), Point::new(-100.0, 50.0));
        assert_eq!(place(world, 200.0, 200.0, Point::new(200.0, 125.0)), Point::new(300.0, 150.0));
    }

    #[test]
    fn rectangles_become_one_path() {
        let rect = Rect { x: 1.0, y: 2.0, width: 3.0, height: 4.0 };
        assert_eq!(outline([rect, rect]), "M1 2h3v4h-3zM1 2h3v4h-3z");
    }
}
