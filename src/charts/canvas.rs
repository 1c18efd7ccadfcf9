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

/// A canvas that `draw` fills; signals read inside `draw` make it draw again. `words` say what it shows.
pub fn picture(
    words: impl Fn() -> String + Send + 'static,
    draw: impl Fn(&Area, &Look) + 'static,
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
    view! { <canvas class="chart" node_ref=node role="img" aria-label=words></canvas> }.into_any()
}

/// Sizes the canvas to its box in device pixels and draws.
fn paint(canvas: &HtmlCanvasElement, draw: &dyn Fn(&Area, &Look)) {
    let ratio = window().device_pixel_ratio().clamp(1.0, 4.0);
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
