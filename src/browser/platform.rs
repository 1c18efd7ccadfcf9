//! What the person sits at.

use leptos::prelude::window;

/// Whether shortcuts are written as on keyboards of Apple's.
#[must_use]
pub fn is_apple() -> bool {
    window().navigator().platform().is_ok_and(|name| name.starts_with("Mac") || name.starts_with("iP"))
}
