//! The project file: types, reading with all diagnostics at once, validation, writing.

mod types;

pub use types::*;
