//! Allowed downtime: from a service level to minutes, and from minutes to a service level.

mod convention;
mod tiers;

pub use convention::{Allowed, Convention, conventions, default_convention, levels};
pub use tiers::{TierError, Tiers, tiers};
