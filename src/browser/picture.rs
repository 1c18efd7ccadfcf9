//! Turning a drawing into a picture file.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::download;

/// Device pixels for one unit of the drawing, for sharp screens and for slides.
const SHARPNESS: f64 = 2.0;
/// The longest side browsers are known to draw.
const LONGEST: f64 = 8_192.0;

/// Saves an SVG drawing as a PNG file called `name`; `done` is told what came of it. Nothing leaves the page: the drawing
/// is given to the browser as data.
pub fn save_png(name: &str, svg: &str, done: impl Fn(Result<(), String>) + 'static) {
    let refused = format!("The browser did not draw {name}. Save the diagram as SVG instead.");
    let Ok(image) = HtmlImageElement::new() else { return done(Err(refused)) };
    let done = std::rc::Rc::new(done);
    let (drawn, name, told, sentence) = (image.clone(), name.to_owned(), done.clone(), refused.clone());
    let loaded = Closure::once_into_js(move || {
        let failed = (told.clone(), sentence.clone());
        if paint(&drawn, name, told, sentence).is_err() {
            failed.0(Err(failed.1));
        }
    });
    image.set_onload(Some(loaded.unchecked_ref()));
    let failed = Closure::once_into_js(move || done(Err(refused)));
    image.set_onerror(Some(failed.unchecked_ref()));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg)));
}

fn paint(
    image: &HtmlImageElement,
    name: String,
    done: std::rc::Rc<dyn Fn(Result<(), String>)>,
    refused: String,
) -> Result<(), JsValue> {
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let scale = SHARPNESS.min(LONGEST / width.max(height).max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width((width * scale).ceil() as u32);
    canvas.set_height((height * scale).ceil() as u32);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    pen.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width * scale, height * scale)?;
    let written = Closure::once_into_js(move |blob: Option<Blob>| {
        let saved = blob.map(|blob| download::blob(&name, &blob));
        done(match saved {
            Some(Ok(())) => Ok(()),
            _ => Err(refused),
        });
    });
    canvas.to_blob(written.unchecked_ref())
}
