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

/// In a document: puts the page into its body, in place of the skeleton. In a worker: serves the page that started it.
pub fn start() {
    console_error_panic_hook::set_once();
    if !compute::serve_if_worker() {
        leptos::mount::mount_to_body(views::shell::App);
        browser::boot::remove_skeleton();
        views::parts::fetch_all();
    }
}
