//! Small pieces every screen uses.

mod icon;
pub mod stat;
pub mod words;

pub use icon::icon;
