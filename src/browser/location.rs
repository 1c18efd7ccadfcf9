//! The fragment of the address: which screen is open.

use leptos::prelude::{on_cleanup, window, window_event_listener_untyped};

/// The fragment, `#` included; empty where there is none.
#[must_use]
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Calls `changed` with the new fragment whenever it changes, until the owner is gone.
pub fn on_fragment_change(changed: impl Fn(String) + 'static) {
    let handle = window_event_listener_untyped("hashchange", move |_| changed(fragment()));
    on_cleanup(move || handle.remove());
}

/// Goes to another fragment, adding to the history.
pub fn go(fragment: &str) {
    // A refused navigation leaves the screen where it is, which is all that can be done.
    let _refused = window().location().set_hash(fragment);
}
