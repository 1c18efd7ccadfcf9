//! The skeleton that stands in the document before the program has arrived.

/// Removes the skeleton.
pub fn remove_skeleton() {
    if let Some(skeleton) = leptos::prelude::document().get_element_by_id("boot") {
        skeleton.remove();
    }
}
