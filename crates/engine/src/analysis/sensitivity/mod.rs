//! What the downtime depends on: its derivative by every input of the model, what halving and doubling an input does, and one copy more or
//! fewer; and how far uncertain inputs leave the answer uncertain.

mod again;
mod inputs;
mod rank;
mod uncertain;

pub use rank::{CopySensitivity, InputSensitivity, JourneySensitivity, Ranking, sensitivity};
pub use uncertain::{Doubt, JourneyUncertainty, UncertainInput, uncertainty};
