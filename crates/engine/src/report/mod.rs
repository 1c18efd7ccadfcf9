//! The downtime budget report: one typed document, several formats.

pub mod charts;
