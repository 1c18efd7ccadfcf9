//! Durations, windows and numbers: the one place that knows units and formats.

mod decimal;
mod duration;
mod figures;
pub mod number;
mod window;

pub use decimal::complement;
pub use duration::{Duration, HOURS_PER_YEAR, UnitError};
pub use figures::{format_count, format_share, format_target};
pub use window::Window;
