//! Fault trees in the Open-PSA model exchange format: gates and nested formulas, house events, basic events whose
//! probabilities are given by expressions. Source: \[open-psa\].
//!
//! Read: `define-fault-tree`, `define-component`, `define-gate`, `define-basic-event`, `define-house-event`, `define-parameter`,
//! `model-data`. What else a file may hold (event trees, common-cause groups) is refused where it would change the answer
//! and named in the warnings where it would not.

mod definitions;
pub mod drawing;
mod expression;
mod formula;
mod xml;

use thiserror::Error;

use crate::boolean::circuit::{Circuit, Literal};
use definitions::Definitions;
use xml::Document;

/// Why a file cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ReadError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl ReadError {
    /// At a byte of the text.
    fn at(text: &str, byte: u64, message: impl Into<String>) -> Self {
        let byte = (byte as usize).min(text.len());
        let before = &text.as_bytes()[..byte];
        let line = before.iter().filter(|letter| **letter == b'\n').count() + 1;
        let start = before.iter().rposition(|letter| *letter == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Self { line, column, message: message.into() }
    }
}

/// The fault trees of a file.
#[derive(Debug)]
pub struct FaultTrees {
    /// Of the first fault tree, or of the model.
    pub name: String,
    /// All gates; variable *i* is true when the basic event *i* has happened.
    pub circuit: Circuit,
    /// The basic events that gates name.
    pub events: Vec<BasicEvent>,
    /// The gates that no other gate names, in the order of the file.
    pub tops: Vec<TopEvent>,
    /// All gates, in the order of the file.
    pub gates: Vec<Gate>,
    /// What was left out.
    pub warnings: Vec<String>,
}

/// A basic event.
#[derive(Clone, Debug, PartialEq)]
pub struct BasicEvent {
    /// As the file calls it, with the containers of a private one.
    pub name: String,
    /// Probability that it has happened.
    pub probability: f64,
}

/// A gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// As the file calls it.
    pub name: String,
    /// Its function of the basic events.
    pub function: Literal,
}

/// A gate that no other gate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopEvent {
    /// As the file calls it.
    pub name: String,
    /// Its function of the basic events.
    pub function: Literal,
    /// How many gates the file defines from here down, itself among them.
    pub gates: usize,
    /// How many basic events they name.
    pub basic_events: usize,
}

/// Reads the fault trees in `text`; expressions that ask for the mission time get `mission_hours`.
///
/// # Errors
/// Where the text is not well-formed, refers to what is not defined, defines a thing twice or through itself, or gives a
/// basic event no probability between 0 and 1.
///
/// ```
/// use ninefold_engine::read::open_psa;
/// let text = r#"<opsa-mef><define-fault-tree name="pumps">
///   <define-gate name="both"><and><basic-event name="p1"/><basic-event name="p2"/></and></define-gate>
///   <define-basic-event name="p1"><float value="0.1"/></define-basic-event>
///   <define-basic-event name="p2"><float value="0.2"/></define-basic-event>
/// </define-fault-tree></opsa-mef>"#;
/// let trees = open_psa::read(text, 8760.0).unwrap();
/// assert_eq!((trees.name.as_str(), trees.tops.len(), trees.events.len()), ("pumps", 1, 2));
/// ```
pub fn read(text: &str, mission_hours: f64) -> Result<FaultTrees, ReadError> {
    let document = Document::read(text)?;
    let file = File { text, document: &document };
    let definitions = Definitions::collect(&file)?;
    let formulas = formula::build(&file, &definitions)?;
    let events = expression::evaluate(&file, &definitions, &formulas.basic_events, mission_hours)?;
    let formula::Formulas { circuit, tops, gates, .. } = formulas;
    Ok(FaultTrees {
        name: definitions.name.clone(),
        circuit,
        events,
        tops,
        gates,
        warnings: definitions.warnings,
    })
}

/// A document with its text, for errors.
struct File<'a> {
    text: &'a str,
    document: &'a Document,
}

impl File<'_> {
    fn error(&self, element: usize, message: impl Into<String>) -> ReadError {
        ReadError::at(self.text, self.document.position(element), message)
    }

    /// The attribute `key`, which must be there and not empty.
    fn required(&self, element: usize, key: &str) -> Result<&str, ReadError> {
        self.document.attribute(element, key).filter(|value| !value.is_empty()).ok_or_else(|| {
            self.error(element, format!("<{}> needs the attribute {key}", self.document.name(element)))
        })
    }

    /// The parts that say something: not labels, not notes.
    fn parts(&self, element: usize) -> Vec<usize> {
        let spoken = |child: &usize| !matches!(self.document.name(*child), "label" | "attributes");
        self.document.children(element).filter(spoken).collect()
    }
}
