//! Why there is no exact answer.

use thiserror::Error;

use crate::boolean::bdd::NodeLimit;
use crate::model::Diagnostics;

/// Why there is no exact answer; each says what the user can do.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum AnalysisError {
    /// The project contradicts itself.
    #[error("{0}")]
    Invalid(Diagnostics),
    /// There is no journey to answer for.
    #[error("the project has no journey: say where requests enter, then the availability can be computed")]
    NoJourney,
    /// The diagram outgrew its budget.
    #[error(
        "the model is too entangled for an exact answer ({0}); simulate it, or split it into smaller projects"
    )]
    TooLarge(#[from] NodeLimit),
    /// A redundancy group outgrew its chain.
    #[error(
        "component '{component}': {copies} copies with standbys, limited repairers or a shared load are too many for an exact answer \
         (at most {limit}); simulate it"
    )]
    GroupTooLarge {
        /// Its id.
        component: String,
        /// How many it has.
        copies: u32,
        /// How many can be solved.
        limit: u32,
    },
    /// Something to switch off does not exist.
    #[error("there is no component or zone '{0}' to switch off")]
    UnknownOff(String),
}
