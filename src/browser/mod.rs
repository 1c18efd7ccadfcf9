//! Everything that touches the browser: no rule of the product lives here.

pub mod boot;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod files;
pub mod focus;
pub mod location;
pub mod observe;
pub mod part;
pub mod picture;
pub mod platform;
pub mod storage;
pub mod tab;
pub mod theme;
pub mod worker;
