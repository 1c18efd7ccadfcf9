//! The colour scheme of the document.

use leptos::prelude::{document, window};

/// Forces `light` or `dark`; `None` follows the system.
pub fn apply(name: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    // Setting an attribute with a valid name cannot fail.
    let _done = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

/// Whether the system asks for dark.
#[must_use]
pub fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
