//! Figures with sources: what providers promise, how long mechanisms take, what was observed. Carried along, not fetched.
//!
//! `entry` holds components (an SLA is a promise, not a measurement), `mechanism` failover mechanisms with their defaults and
//! `formula`s, `statistic` observations; `apply` makes a component of an entry, `tier` finds the same product with a higher promise. Every item says where it was read, when, and how
//! far that can be relied upon. In the page a part of its own.

mod apply;
mod entry;
pub mod formula;
mod mechanism;
mod source;
mod statistic;
mod tier;

pub use apply::{component, credits, is_component, swapped};
pub use entry::{CreditTier, Entry, Failover, Fault, entries, read, search};
pub use mechanism::{Formula, Key, Mechanism, Published, Worked, mechanism, mechanisms, mechanisms_about};
pub use source::{Reading, Source, Standing, entry_id, standing};
pub use statistic::{Statistic, statistics, statistics_about};
pub use tier::{better_tiers, promote, tiers_for};

/// Whether a text has all words of a search.
fn has_all(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}
