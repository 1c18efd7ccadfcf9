//! This tab among others: its name, and when it goes out of sight.

use leptos::prelude::{document, on_cleanup, window_event_listener_untyped};

/// A name no other tab has.
#[must_use]
pub fn name() -> String {
    format!("{:x}{:x}", (js_sys::Math::random() * 1e9) as u64, js_sys::Date::now() as u64)
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
