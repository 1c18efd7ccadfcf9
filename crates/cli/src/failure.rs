//! What can stop a command, and how it is said on standard error.

use std::path::PathBuf;

use ninefold_engine::analysis::AnalysisError;
use ninefold_engine::model::Diagnostics;
use ninefold_engine::simulation::SimulationError;

/// What stopped a command.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file that cannot be read.
    #[error("cannot read {file}: {reason}")]
    Unreadable {
        /// As given.
        file: String,
        /// From the system, or that it is not text.
        reason: String,
    },
    /// A project with faults.
    #[error("{file}: {diagnostics}")]
    Project {
        /// As given.
        file: String,
        /// All of them.
        diagnostics: Diagnostics,
    },
    /// Arguments that make no sense together, or name what there is none of.
    #[error("{message}")]
    Usage {
        /// What is wrong and what was expected.
        message: String,
        /// What to try.
        hint: Option<String>,
    },
    /// A file that cannot be written.
    #[error("cannot write {}: {source}", file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// From the system.
        source: std::io::Error,
    },
    /// Standard output that cannot be written to.
    #[error("cannot write to standard output: {0}")]
    Output(std::io::Error),
    /// The exact answer cannot be had.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// The simulation cannot be run.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

impl Failure {
    /// A usage error with a hint.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// `error: …` on standard error; a faulty project's diagnostics one a line.
    pub fn print(&self) {
        match self {
            Self::Project { file, diagnostics } => {
                for diagnostic in &diagnostics.0 {
                    let kind = if diagnostic.is_error() { "error" } else { "warning" };
                    eprintln!("{kind}: {file}: {diagnostic}");
                }
            }
            Self::Analysis(AnalysisError::Invalid(diagnostics)) => {
                diagnostics.0.iter().for_each(|diagnostic| eprintln!("error: {diagnostic}"));
            }
            Self::Usage { message, hint: Some(hint) } => eprintln!("error: {message} ({hint})"),
            other => eprintln!("error: {other}"),
        }
    }
}
