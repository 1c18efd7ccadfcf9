//! Why a simulation cannot be run, in sentences for the person who asked.

use thiserror::Error;

/// Why a simulation cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SimulationError {
    /// Nothing that could fail.
    #[error("the project has no components; add one before simulating")]
    NoComponents,
    /// Nothing to measure.
    #[error("the project has no journeys; say where requests enter before simulating")]
    NoJourneys,
    /// An id that nothing has.
    #[error("{place} names '{id}', which is no {expected} of this project")]
    Unknown {
        /// Where it is named.
        place: String,
        /// The id.
        id: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Zones inside each other in a circle.
    #[error("zone '{0}' lies inside itself; zones form a tree")]
    ZoneCycle(String),
    /// A law that cannot be sampled.
    #[error("{place}: {reason}")]
    Law {
        /// Which failure or time.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No scenario of that name.
    #[error("there is no scenario '{name}'; {known}")]
    NoScenario {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// An option out of range.
    #[error("{0}")]
    Option(String),
    /// Too many copies or links for the simulation's counters.
    #[error("{0}")]
    TooLarge(String),
    /// More events than could be played out.
    #[error(
        "the model changes state about {per_year} times a simulated year, which would not finish; \
         the fastest part is {fastest}: give it longer times"
    )]
    TooManyEvents {
        /// Events a year, in round figures.
        per_year: String,
        /// What changes most often.
        fastest: String,
    },
}
