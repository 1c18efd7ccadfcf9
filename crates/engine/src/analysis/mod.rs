//! The exact answer: from a project to its availability without simulation.
//!
//! `graph` numbers the project, `pieces` solves each redundancy group, `structure` writes the rest as Boolean functions,
//! which [`crate::boolean`] holds and evaluates, `charges` adds what switching costs, `balance` keeps the books, and `solve` answers.

mod answer;
mod attribution;
pub mod balance;
mod bounded;
pub mod chains;
pub mod charges;
pub mod course;
pub mod cut_sets;
mod detection;
pub mod downtime;
mod error;
mod event;
pub mod graph;
pub mod group;
mod importance;
pub mod joint;
pub mod law;
pub mod markov;
pub mod motion;
mod notes;
mod objective;
mod outlook;
pub mod pieces;
mod planned;
mod polynomial;
pub mod quadrature;
mod requests;
pub mod returning;
mod reward;
mod sensitivity;
mod session;
pub mod shared_load;
mod single_points;
mod skeleton;
mod solve;
mod standby;
pub mod structure;
mod surface;
mod takeover;
pub mod transient;
pub mod uniform;
pub mod window;
mod wiring;
mod words;

pub use answer::*;
pub use attribution::{Attribution, Cause, attribution};
pub use error::AnalysisError;
pub use outlook::{Outlook, analyze_in_full, first_hours, outlook, window_laws, windows};
pub use planned::PromiseLaw;
pub use sensitivity::*;
pub use session::Session;
pub use single_points::{SinglePoint, single_points};
pub use skeleton::skeleton;
pub use solve::{Options, analyze};
