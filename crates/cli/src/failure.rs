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
        eprintln!("{}", crate::output::plain(&self.in_words()));
    }

    fn in_words(&self) -> String {
        let lines: Vec<String> = match self {
            Self::Project { file, diagnostics } => {
                let kind = |error: bool| if error { "error" } else { "warning" };
                let all = diagnostics.0.iter();
                all.map(|it| format!("{}: {file}: {it}", kind(it.is_error()))).collect()
            }
            Self::Analysis(AnalysisError::Invalid(diagnostics)) => {
                diagnostics.0.iter().map(|diagnostic| format!("error: {diagnostic}")).collect()
            }
            Self::Usage { message, hint: Some(hint) } => vec![format!("error: {message} ({hint})")],
            other => vec![format!("error: {other}")],
        };
        lines.join("\n")
    }
}
