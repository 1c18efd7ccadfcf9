//! Durations, windows and numbers: the one place that knows units and formats.

mod decimal;
mod duration;
mod figures;
mod format;
pub mod number;
mod window;

pub use decimal::complement;
pub use duration::{Duration, HOURS_PER_YEAR, UnitError};
pub use figures::{format_count, format_share, format_target};
pub use format::{format_duration, format_duration_in_full, format_percent, nines};
pub use window::Window;
