//! Durations, windows and numbers: the one place that knows units and formats.

mod duration;
mod figures;
pub mod number;
mod window;

pub use duration::{Duration, HOURS_PER_YEAR, UnitError};
pub use figures::{format_count, format_share, format_target};
pub use window::Window;

/// For `skip_serializing_if`: an absent or empty list is not written.
pub(crate) fn is_none_or_empty<T>(list: &Option<Vec<T>>) -> bool {
    list.as_ref().is_none_or(Vec::is_empty)
}
