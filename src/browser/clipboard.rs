//! The system's clipboard.

use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::Clipboard;

/// The clipboard, if it can do this: pages that are not served securely have none, and some browsers let no page read.
fn able_to(what: &str) -> Option<Clipboard> {
    let navigator = window().navigator();
    let there = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok().filter(|it| !it.is_undefined())?;
    js_sys::Reflect::has(&there, &what.into()).ok()?.then(|| navigator.clipboard())
}

/// Writes a text to the clipboard and tells what came of it.
pub fn write(text: &str, done: impl Fn(Result<(), String>) + 'static) {
    let refused = || {
        "The browser does not let the page write to the clipboard: the link is selected, copy it from there."
            .to_owned()
    };
    let Some(clipboard) = able_to("writeText") else { return done(Err(refused())) };
    let writing = clipboard.write_text(text);
    spawn_local(async move { done(JsFuture::from(writing).await.map(drop).map_err(|_| refused())) });
}

/// Reads the text in the clipboard; none where the browser or the person does not allow it.
pub fn read(done: impl FnOnce(Option<String>) + 'static) {
    let Some(clipboard) = able_to("readText") else { return done(None) };
    let reading = clipboard.read_text();
    spawn_local(async move { done(JsFuture::from(reading).await.ok().and_then(|text| text.as_string())) });
}
