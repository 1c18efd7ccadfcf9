//! Small pieces every screen uses.

mod button;
mod detection;
pub mod drawing;
mod icon;
mod off;
pub mod stat;
mod symbol;
pub mod words;

pub use button::icon_button;
pub use detection::use_as_detection;
pub use icon::icon;
pub use off::{AS_DESIGNED, switched_off};
pub use symbol::{named, symbol};
