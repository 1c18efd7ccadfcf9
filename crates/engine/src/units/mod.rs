//! Durations, windows and numbers: the one place that knows units and formats.
//!
//! A number and its unit stand apart by one plain space, everywhere (`99.95 %`, `4 m 19 s`).

mod decimal;
mod duration;
mod figures;
mod format;
pub mod number;
mod percent;
mod window;

pub use decimal::complement;
pub use duration::{Duration, HOURS_PER_YEAR, UnitError};
pub use figures::{format_count, format_number_of, format_share, format_target};
pub use format::{format_duration, format_duration_in_full, format_money};
pub use percent::{PercentError, Share, format_percent, nines, parse_availability};
pub use window::Window;
