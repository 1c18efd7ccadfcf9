//! The system's clipboard.

use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Writes a text to the clipboard and tells what came of it.
pub fn write(text: &str, done: impl Fn(Result<(), String>) + 'static) {
    let refused = "The browser does not let the page write to the clipboard: the link is selected, copy it with Ctrl+C.";
    let navigator = window().navigator();
    // Pages that are not served securely have none.
    let there = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| !it.is_undefined());
    if !there {
        return done(Err(refused.to_owned()));
    }
    let writing = navigator.clipboard().write_text(text);
    spawn_local(async move {
        done(JsFuture::from(writing).await.map(drop).map_err(|_| refused.to_owned()));
    });
}
