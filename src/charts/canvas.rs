//! The canvas adapter: draws again when the data, the size, the sharpness or the theme changes.

use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;
use ninefold_engine::report::charts::Look;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::colors;
use crate::browser::observe;

/// What a chart is drawn on.
pub type Area = DrawingArea<CanvasBackend, Shift>;

/// Where a pointer is on a canvas: how the canvas is drawn, its size and the place, in device pixels.
pub struct Place {
    /// As it was drawn.
    pub look: Look,
    /// Across and down.
    pub size: (u32, u32),
    /// From the left and from the top.
    pub at: (f64, f64),
}

/// What lies at a place of a picture: what it is called, and what a click does.
pub type Found = (String, Box<dyn FnOnce()>);

/// Finds what lies at a place.
type Finder = Box<dyn Fn(&Place) -> Option<Found>>;

/// A canvas that `draw` fills; signals read inside `draw` make it draw again. `words` say what it shows.
pub fn picture(
    words: impl Fn() -> String + Send + 'static,
    draw: impl Fn(&Area, &Look) + 'static,
) -> AnyView {
    drawn(words, draw, None)
}

/// The same with things in it to click, which `find` finds.
pub fn pickable(
    words: impl Fn() -> String + Send + 'static,
    draw: impl Fn(&Area, &Look) + 'static,
    find: impl Fn(&Place) -> Option<Found> + 'static,
) -> AnyView {
    drawn(words, draw, Some(Box::new(find)))
}

fn drawn(
    words: impl Fn() -> String + Send + 'static,
    draw: impl Fn(&Area, &Look) + 'static,
    find: Option<Finder>,
) -> AnyView {
    let node = NodeRef::<Canvas>::new();
    let stale = RwSignal::new(0_u32);
    let again = move || {
        let _gone = stale.try_update(|times| *times = times.wrapping_add(1));
    };
    let guards = StoredValue::new_local(Vec::<observe::Watch>::new());
    Effect::new(move |_| {
        if let Some(canvas) = node.get() {
            let watching =
                [observe::resize(&canvas, again), observe::color_scheme(again), observe::theme(again)];
            guards.set_value(watching.into_iter().flatten().collect());
        }
    });
    // The first time in a turn of its own: a screen full of charts would stop the page for as long as all of them take.
    let due = RwSignal::new(false);
    let first = move || {
        let _gone = due.try_set(true);
    };
    set_timeout(first, Duration::ZERO);
    Effect::new(move |_| {
        stale.track();
        if let Some(canvas) = node.get().filter(|_| due.get()) {
            paint(&canvas, &draw);
        }
    });
    let find = StoredValue::new_local(find);
    let found = move |event: &web_sys::MouseEvent| {
        find.with_value(|find| find.as_ref()?(&place(&node.get_untracked()?, event)))
    };
    let named = RwSignal::new(None::<String>);
    let over = move |event: web_sys::PointerEvent| named.set(found(&event).map(|it| it.0));
    let click = move |event: web_sys::MouseEvent| {
        if let Some((_, act)) = found(&event) {
            act();
        }
    };
    view! {
        <canvas class="chart" class:chart-pick=move || named.with(Option::is_some) title=move || named.get()
            node_ref=node role="img" aria-label=words on:pointermove=over on:click=click></canvas>
    }
    .into_any()
}

fn place(canvas: &HtmlCanvasElement, event: &web_sys::MouseEvent) -> Place {
    let look = Look { scale: sharpness(), ..Look::default() };
    let at = (f64::from(event.offset_x()) * look.scale, f64::from(event.offset_y()) * look.scale);
    Place { look, size: (canvas.width(), canvas.height()), at }
}

/// Device pixels in one unit.
fn sharpness() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 4.0)
}

/// Sizes the canvas to its box in device pixels and draws.
fn paint(canvas: &HtmlCanvasElement, draw: &dyn Fn(&Area, &Look)) {
    let ratio = sharpness();
    let (width, height) =
        (f64::from(canvas.client_width()) * ratio, f64::from(canvas.client_height()) * ratio);
    if width < 1.0 || height < 1.0 {
        return;
    }
    canvas.set_width(width.round() as u32);
    canvas.set_height(height.round() as u32);
    let look = Look { palette: colors::palette(canvas), scale: ratio, text_factor: 1.0, ..Look::default() };
    if let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        draw(&backend.into_drawing_area(), &look);
    }
}
