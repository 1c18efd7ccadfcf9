//! The project file: types, reading with all diagnostics at once, validation, writing.
//!
//! ```
//! use ninefold_engine::model;
//! let text = r#"{"format": "ninefold/1", "components": [{"id": "db", "failures": [{"mtbf": "-5h"}]}]}"#;
//! let faults = model::read(text).unwrap_err();
//! assert!(faults.to_string().contains("components[0].failures[0].mtbf"));
//! ```

mod access;
mod demand;
mod diagnostic;
mod law;
mod operation;
mod path;
mod read;
mod redundancy;
mod service;
mod types;
mod uncertainty;
mod validate;
mod write;

pub use demand::{Month, Routes, busiest, copies_for, growth, needed_copies, seasonal, with_demand};
pub use diagnostic::{Diagnostic, Diagnostics, Loaded, Severity};
pub use law::{Distribution, Law};
pub use operation::{Action, Breaker, Deploys, Maintenance, ScenarioEvent, ServiceHours};
pub use read::{MAX_BYTES, read};
pub use redundancy::{Copies, CopyMode, Failback, Failover, Required, Rule, StandbyState};
pub use types::*;
pub use uncertainty::{Observed, ShareRange, TimeRange, Uncertainty};
pub use validate::{
    MAX_COMPONENTS, MAX_COPIES, MAX_ID_CHARS, MAX_LINKS, MAX_ZONES, validate, validate_again,
};
pub use write::{write, write_short};

/// The format this version reads and writes.
pub const FORMAT: &str = "ninefold/1";
