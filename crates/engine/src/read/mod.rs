//! Other tools' files. Nothing here is a project's own format, which is read by `model`.

pub mod config;
pub mod open_psa;
