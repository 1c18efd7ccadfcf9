//! The page: the only place with Leptos and the browser.
//!
//! Arrows point one way: `browser → state → managers → views`. Views read the three handles of [`state`] and
//! dispatch; only `managers` and `browser` hold effects.

pub mod browser;
pub mod charts;
pub mod compute;
pub mod managers;
pub mod state;
pub mod views;

/// Puts the page into the document's body, in place of the skeleton.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(views::shell::App);
    browser::boot::remove_skeleton();
}
