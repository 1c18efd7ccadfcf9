//! Small pieces every screen uses.

mod icon;

pub use icon::icon;
