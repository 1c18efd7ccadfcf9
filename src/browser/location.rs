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

/// Puts another fragment in the place of the present one; nobody is told.
pub fn replace(fragment: &str) {
    // A refused change leaves the old address standing, which does no harm.
    let _refused = window()
        .history()
        .map(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(fragment)));
}

/// The address of this page without its fragment.
#[must_use]
pub fn page() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Goes to another fragment, adding to the history.
pub fn go(fragment: &str) {
    // A refused navigation leaves the screen where it is, which is all that can be done.
    let _refused = window().location().set_hash(fragment);
}
