//! The page in a real browser, driven over WebDriver: what the end-to-end tests are written with.
//!
//! - [`process`]: drivers and screens, always ended with the value that holds them.
//! - [`capabilities`]: how each browser is started, with a fresh profile.
//! - [`session`]: one browser window with blocking commands, waiting where a person would.
//! - [`page`]: the page's own handles on top of it, by `data-testid`.
//! - [`altered`]: the same page on a site of its own, with a script that runs before it and files that can be taken away.
//! - [`native`]: what the engine says of the same project outside the browser.
//! - [`harness`]: every test once a browser; a browser that is missing shows as an ignored test.

pub mod altered;
pub mod capabilities;
pub mod harness;
pub mod native;
pub mod page;
pub mod process;
pub mod session;
