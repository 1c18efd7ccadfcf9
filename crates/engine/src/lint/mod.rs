//! What experience says against a design: classic mistakes, each with why it is one, what it costs, and a remedy.
//!
//! `view` reads the design, each file in `rules` holds one rule, `change` is what a remedy does, `silence` what was looked at
//! and let be. [`Linter`] prices the findings one by one: downtime as the design stands less downtime without the mistake.

pub mod change;
mod price;
mod rules;
mod silence;
mod view;

use serde::{Deserialize, Serialize};

pub use change::{Change, Subject, apply};
pub use price::{Linter, lint};
pub use rules::all as rules;
pub use silence::{Silence, silenced};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// A classic mistake.
    Warning,
    /// Cannot be right, or alone costs more downtime than the objective allows.
    Error,
}

impl Severity {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What it is silenced by: `single-point-of-failure`.
    pub id: &'static str,
    /// A heading.
    pub title: &'static str,
    /// Why it is a mistake.
    pub why: &'static str,
}

/// A mistake that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about: the id of a component, zone or journey, `a -> b` for a link, empty for the project.
    pub target: String,
    /// What was found, in a sentence.
    pub message: String,
    /// Why it is a mistake.
    pub why: &'static str,
    /// Downtime in 8,760 h that goes away with the mistake, of the journey that gains most; none where it cannot be solved.
    pub cost_seconds_per_year: Option<f64>,
    /// That journey.
    pub journey: Option<String>,
    /// What can be done, where that can be done by itself.
    pub remedy: Option<String>,
    /// What the remedy changes.
    pub changes: Vec<Change>,
    /// Downtime in 8,760 h that goes away with the remedy; negative where it only shows what the figures hid.
    pub saves_seconds_per_year: Option<f64>,
    /// What the message and the changes are about.
    #[serde(skip)]
    pub subject: Subject,
    /// Why it was silenced, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silenced: Option<String>,
    /// The design without the mistake; nothing where the remedy is just that.
    #[serde(skip)]
    without: Vec<Change>,
}

impl Finding {
    fn new(rule: &Rule, severity: Severity, subject: Subject, message: String) -> Self {
        Self {
            rule: rule.id,
            severity,
            target: subject.to_string(),
            message,
            why: rule.why,
            cost_seconds_per_year: None,
            journey: None,
            remedy: None,
            changes: Vec::new(),
            saves_seconds_per_year: None,
            subject,
            silenced: None,
            without: Vec::new(),
        }
    }

    /// What can be done about it with one click.
    fn with_remedy(mut self, label: impl Into<String>, changes: Vec<Change>) -> Self {
        self.remedy = Some(label.into());
        self.changes = changes;
        self
    }

    /// The design without the mistake, for its price.
    fn without(mut self, changes: Vec<Change>) -> Self {
        self.without = changes;
        self
    }

    /// Whether it is silenced.
    #[must_use]
    pub fn is_silenced(&self) -> bool {
        self.silenced.is_some()
    }
}
