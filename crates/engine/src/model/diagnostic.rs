//! What is wrong with a project, said for the person who wrote it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::types::Project;

/// What to do with a format from the future.
pub(super) const NEWER: &str = "open it with a newer Ninefold";

/// Whether a project with this can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The project cannot be used.
    Error,
    /// The project can be used; the reader should know.
    Warning,
}

/// One fault of a project or its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// JSON path such as `components[2].failures[0].mtbf`; `line 3, column 7` where the text is not JSON.
    pub path: String,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The id of the component, zone or journey it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

impl Diagnostic {
    /// A fault that makes the project unusable.
    pub fn error(path: impl ToString, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.to_string(),
            message: message.into(),
            hint: None,
            target: None,
        }
    }

    /// Something the reader should know.
    pub fn warning(path: impl ToString, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, message) }
    }

    /// Adds what to try.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// Adds the component, zone or journey concerned.
    #[must_use]
    pub fn with_target(mut self, target: Option<&str>) -> Self {
        self.target = target.filter(|id| !id.is_empty()).map(str::to_owned);
        self
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a file, at least one error among it; one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Whether the file is as it should be, for a newer version of this program.
    #[must_use]
    pub fn is_from_newer(&self) -> bool {
        self.0.iter().any(|fault| fault.hint.as_deref() == Some(NEWER))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            if !diagnostic.is_error() {
                formatter.write_str("warning: ")?;
            }
            write!(formatter, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

/// A project that was read, with what the reader should know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The project.
    pub project: Project,
    /// Warnings only.
    pub warnings: Vec<Diagnostic>,
}
