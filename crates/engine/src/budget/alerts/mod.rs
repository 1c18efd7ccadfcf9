//! Alerts on the error budget: when they fire, how they are written for other tools, and how long an alert takes to notice.

mod balance;
mod burn;
mod export;
mod noticed;
mod promql;
mod yaml;

pub use balance::query_fault;
pub use burn::{BurnAlert, Severity, burn_alerts, noticed_after};
pub use export::{Exported, JOURNEY, Queries, no_budget, range};
pub use noticed::{Intervals, Noticing, Part, RuleError, noticing};
pub use promql::{Condition, condition};
