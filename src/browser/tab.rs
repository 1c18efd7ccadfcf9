//! This tab among others: its name, what it had open, what others say, and when it goes out of sight.

use leptos::prelude::{document, on_cleanup, window, window_event_listener_untyped};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// Under which the tab's project is noted; a reload finds it again, another tab does not.
const OPEN: &str = "ninefold.open";

/// A name no other tab has: letters and digits.
#[must_use]
pub fn name() -> String {
    format!("{:08x}", (js_sys::Math::random() * 4_294_967_296.0) as u32)
}

/// Notes what this tab has open, until it is closed.
pub fn note(id: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // Refused, a reload shows the project that was open last in any tab.
        let _refused = storage.set_item(OPEN, id);
    }
}

/// What this tab had open before it was reloaded.
#[must_use]
pub fn noted() -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(OPEN).ok().flatten()
}

/// A line to the other tabs of this page.
pub struct Line(BroadcastChannel);

impl Line {
    /// Listens as long as the page lives; none where the browser has no such line.
    #[must_use]
    pub fn open(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(text);
            }
        });
        channel.set_onmessage(Some(listen.as_ref().unchecked_ref()));
        listen.forget();
        Some(Self(channel))
    }

    /// Says something to all of them.
    pub fn say(&self, text: &str) {
        // Nobody listening is no fault.
        let _refused = self.0.post_message(&JsValue::from_str(text));
    }
}

/// Calls `gone` whenever the tab may be closed without further notice.
pub fn on_hide(gone: impl Fn() + Clone + 'static) {
    let unloaded = gone.clone();
    let hidden = window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            gone();
        }
    });
    let closed = window_event_listener_untyped("pagehide", move |_| unloaded());
    on_cleanup(move || {
        hidden.remove();
        closed.remove();
    });
}

/// The words in the tab's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}
