//! Allowed downtime: from a service level to minutes, and from minutes to a service level; what incidents left of it.

pub mod alerts;
mod calculator;
mod convention;
pub mod credits;
mod hours;
pub mod incidents;
mod statement;
pub mod statistics;
mod tiers;
mod waterfall;

pub use calculator::{Nine, OnTerms, Terms, ladder};
pub use convention::{Allowed, Convention, conventions, default_convention, levels};
pub use hours::{HoursError, WeekHours};
pub use statement::{ObservedComponent, Statement, statement};
pub use tiers::{TierError, Tiers, tiers};
pub use waterfall::{Bar, Waterfall};
