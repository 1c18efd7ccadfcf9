//! The document itself, in a frame of its own that can run nothing.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Made;

const FRAME: &str = "report-frame";

/// The frame. It is sandboxed: no script can run in it; it may only be printed from here.
pub fn view(made: Made) -> AnyView {
    let html = move || made.with(|made| made.as_ref().map(|document| document.to_html()));
    view! {
        <div class="report-sheet">
            <iframe
                id=FRAME
                class="report-frame"
                title="Preview of the report"
                sandbox="allow-same-origin allow-modals"
                data-testid="report-preview"
                srcdoc=html
            ></iframe>
        </div>
    }
    .into_any()
}

/// Prints the document in the frame.
pub fn print() {
    let frame = document()
        .get_element_by_id(FRAME)
        .and_then(|frame| frame.dyn_into::<web_sys::HtmlIFrameElement>().ok());
    if let Some(inside) = frame.and_then(|frame| frame.content_window()) {
        // A person who closes the dialogue has printed nothing, which is no error.
        let _closed = inside.print();
    }
}
