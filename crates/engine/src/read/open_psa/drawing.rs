//! A fault tree as a project: the same function, seen from the working side.
//!
//! A fault tree says what fails, a drawing what is needed. What fails when any of its parts fails needs all of them; what
//! fails when all of its parts fail needs any one; what fails when at least k of n fail needs at least n - k + 1 (the dual
//! structure function, \[barlow-proschan1975\]). A basic event of probability q becomes a component that is down the share q
//! of the time: with an outage of [`OUTAGE_HOURS`], mtbf = outage * (1 - q) / q. Shared events stay shared, so the
//! unavailability of each top event's journey is its probability.

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

use super::FaultTrees;
use crate::boolean::circuit::{Literal, Operator};
use crate::model::{Component, Distribution, Failure, Journey, Link, MAX_ID_CHARS, Project, Rule};
use crate::units::Duration;

/// The most components a drawing is made of: more cannot be read.
pub const MOST: usize = 500;
/// How long a component's outage lasts, in hours: assumed, because a fault tree does not say.
pub const OUTAGE_HOURS: f64 = 1.0;

/// Why a fault tree cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DrawingError {
    /// Too many gates and events.
    #[error(
        "{0} gates and basic events are too many for a drawing, which holds {MOST}; `ninefold fault-tree` solves them"
    )]
    TooLarge(usize),
    /// A negation or an exclusive or.
    #[error(
        "'{0}' fails when something else works (a negation or an exclusive or): a drawing cannot say that; `ninefold fault-tree` solves it"
    )]
    NotCoherent(String),
    /// A count of parts in which one stands more than once.
    #[error(
        "'{0}' counts the same part more than once: a drawing cannot say that; `ninefold fault-tree` solves it"
    )]
    Repeated(String),
    /// A basic event of probability 1.
    #[error("'{0}' has happened for certain: a component that never works cannot be drawn")]
    Certain(String),
    /// A top event that depends on nothing.
    #[error("the top event '{0}' does not depend on any basic event: there is nothing to draw")]
    Constant(String),
}

/// Draws every top event as a journey; positions are left to the editor.
///
/// # Errors
/// Where the tree says what a drawing cannot.
pub fn project(trees: &FaultTrees) -> Result<Project, DrawingError> {
    let mut drawing = Drawing {
        trees,
        names: trees.gates.iter().rev().map(|gate| (gate.function, gate.name.as_str())).collect(),
        ids: HashMap::new(),
        taken: BTreeSet::new(),
        components: Vec::new(),
        links: Vec::new(),
        waiting: Vec::new(),
    };
    let mut journeys = Vec::new();
    for top in &trees.tops {
        if top.function.is_constant() {
            return Err(DrawingError::Constant(top.name.clone()));
        }
        let entry = drawing.declare(top.function)?;
        journeys.push(Journey { id: top.name.clone(), entry, ..Journey::default() });
    }
    drawing.draw_all()?;
    let description = format!(
        "Drawn from a fault tree: each basic event is a component that is down as large a share of the time as the event \
         is likely. That an outage lasts {OUTAGE_HOURS} h is assumed: the unavailability does not depend on it, counts and \
         lengths of outages do."
    );
    Ok(Project {
        name: (!trees.name.is_empty()).then(|| trees.name.clone()),
        description: Some(description),
        components: Some(drawing.components),
        links: Some(drawing.links),
        journeys: Some(journeys),
        ..Project::empty()
    })
}

struct Drawing<'a> {
    trees: &'a FaultTrees,
    names: HashMap<Literal, &'a str>,
    /// The component that serves while the literal is false.
    ids: HashMap<Literal, String>,
    taken: BTreeSet<String>,
    components: Vec<Component>,
    links: Vec<Link>,
    /// Gates whose links are not drawn yet, with the place of their component.
    waiting: Vec<(Literal, usize)>,
}

impl Drawing<'_> {
    fn draw_all(&mut self) -> Result<(), DrawingError> {
        while let Some((literal, place)) = self.waiting.pop() {
            let (rule, parts) = self.needs(literal)?;
            self.components[place].needs = rule;
            let from = self.components[place].id.clone();
            for part in parts {
                let to = self.declare(part)?;
                self.links.push(Link { from: from.clone(), to, ..Link::default() });
            }
        }
        Ok(())
    }

    /// The component of what fails when `literal` is true.
    fn declare(&mut self, literal: Literal) -> Result<String, DrawingError> {
        if let Some(id) = self.ids.get(&literal) {
            return Ok(id.clone());
        }
        if self.components.len() == MOST {
            return Err(DrawingError::TooLarge(self.trees.gates.len() + self.trees.events.len()));
        }
        let name = self.name(literal);
        let mut id: String = name.chars().take(MAX_ID_CHARS - 8).collect();
        while !self.taken.insert(id.clone()) {
            id = format!("part {}", self.taken.len());
        }
        let component = match self.trees.circuit.operator(literal.node()) {
            Operator::Variable(_) if literal.is_complement() => {
                return Err(DrawingError::NotCoherent(name));
            }
            Operator::Variable(event) => self.event(event as usize)?,
            _ => {
                self.waiting.push((literal, self.components.len()));
                Component { kind: Some("junction".to_owned()), ..Component::default() }
            }
        };
        let named = Component { id: id.clone(), name: (name != id).then_some(name), ..component };
        self.components.push(named);
        self.ids.insert(literal, id.clone());
        Ok(id)
    }

    fn event(&self, event: usize) -> Result<Component, DrawingError> {
        let event = &self.trees.events[event];
        let likely = event.probability;
        if likely >= 1.0 {
            return Err(DrawingError::Certain(event.name.clone()));
        }
        let hours = |hours| Some(Distribution::Plain(Duration::from_hours(hours)));
        let failure = Failure {
            mtbf: hours(OUTAGE_HOURS * (1.0 - likely) / likely),
            mttr: hours(OUTAGE_HOURS),
            source: Some("the fault tree; the outage's length is assumed".to_owned()),
            ..Failure::default()
        };
        let failures = (likely > 0.0).then(|| vec![failure]);
        Ok(Component { kind: Some("service".to_owned()), failures, ..Component::default() })
    }

    /// What a gate needs, and which parts.
    fn needs(&self, literal: Literal) -> Result<(Option<Rule>, Vec<Literal>), DrawingError> {
        let circuit = &self.trees.circuit;
        let complement = literal.is_complement();
        let listed = circuit.arguments(literal.node()).iter();
        let mut parts: Vec<Literal> = listed.map(|part| if complement { !*part } else { *part }).collect();
        let count = parts.len();
        parts.sort_unstable();
        parts.dedup();
        let repeated = parts.len() < count;
        match circuit.operator(literal.node()) {
            // Not all of the negations: any part's failure is enough.
            Operator::And if complement => Ok((None, parts)),
            Operator::And => Ok((Some(Rule::Any), parts)),
            Operator::AtLeast(_) if repeated => Err(DrawingError::Repeated(self.name(literal))),
            Operator::AtLeast(least) => {
                let count = count as u32;
                Ok((Some(Rule::AtLeast(if complement { least } else { count + 1 - least })), parts))
            }
            Operator::Xor | Operator::Constant | Operator::Variable(_) => {
                Err(DrawingError::NotCoherent(self.name(literal)))
            }
        }
    }

    fn name(&self, literal: Literal) -> String {
        if let Some(name) = self.names.get(&literal) {
            return (*name).to_owned();
        }
        let circuit = &self.trees.circuit;
        let count = circuit.arguments(literal.node()).len();
        match (circuit.operator(literal.node()), literal.is_complement()) {
            (Operator::Variable(event), _) => self.trees.events[event as usize].name.clone(),
            (Operator::And, true) => format!("any of {count}"),
            (Operator::And, false) => format!("all of {count}"),
            (Operator::AtLeast(least), true) => format!("{} of {count}", count + 1 - least as usize),
            (Operator::AtLeast(least), false) => format!("{least} of {count}"),
            (Operator::Xor | Operator::Constant, _) => "an exclusive or".to_owned(),
        }
    }
}
