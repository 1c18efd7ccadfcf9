//! Allowed downtime, error budgets and service levels.
