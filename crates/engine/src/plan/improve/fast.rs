//! Many changes at once: every single and every double change from a few walks over one diagram.
//!
//! A component with alternatives is "if s₁ then its first alternative, else if s₂ then its second, …, else itself", with a selector variable for each. The
//! journey's unavailability U is linear in every variable, so with all selectors at 0 the change that alternative i makes is ∂U/∂sᵢ, and after sᵢ is
//! set to 1 the further change that j makes is ∂U/∂sⱼ: exactly, for all j at once, by one backward walk \[birnbaum1969\]. Fallbacks on links are selectors, too.
//! What switching costs that one zone's failure brings to several components is left out here.

use std::collections::BTreeMap;

use crate::analysis::chains::Chains;
use crate::analysis::graph::Graph;
use crate::analysis::pieces::{Piece, common_modes};
use crate::analysis::structure::{Kind, piece_of};
use crate::analysis::{AnalysisError, skeleton};
use crate::boolean::circuit::{Circuit, Literal};
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::what_if::WhatIf;
use crate::model::Project;

/// Most nodes of the diagram.
const NODES: usize = 3_000_000;

/// Something that can be switched on.
#[derive(Clone, Debug)]
pub enum Alternative {
    /// A component as it would be.
    Component(usize, Own),
    /// A hard link that holds whatever its target does: (component, position among its hard links).
    Link(usize, usize),
    /// A component that is down with these chances in each state of these zones, bit for bit which of them are up.
    Ideal(usize, Vec<usize>, Vec<f64>),
}

/// A component by itself.
#[derive(Clone, Debug)]
pub struct Own {
    /// Copies in each zone.
    placement: Vec<(usize, u32)>,
    /// By copies whose zone is up: the chance that the component is down then.
    down: Vec<f64>,
}

impl Own {
    /// Of a component of a project whose zones are those of the diagram to be.
    ///
    /// # Errors
    /// When its group outgrows its chain.
    pub fn new(project: &Project, component: usize, chains: &mut Chains) -> Result<Self, AnalysisError> {
        let graph = Graph::new(project);
        chains.forget_components();
        let details = &project.components()[component];
        let common = Piece::series(common_modes(details)).down;
        let required = details.required().max(1);
        let placement = graph.placement[component].clone();
        let mut possible = vec![false; details.copy_count() as usize + 1];
        possible[if placement.is_empty() { details.copy_count() as usize } else { 0 }] = true;
        for &(_, count) in &placement {
            for total in (count as usize..possible.len()).rev() {
                possible[total] |= possible[total - count as usize];
            }
        }
        let mut down = vec![1.0; possible.len()];
        for available in required..=details.copy_count() {
            if possible[available as usize] {
                let kind = Kind::Copies { component, available };
                let own = piece_of(project, &graph, &[], kind, chains)?.down;
                down[available as usize] = common + (1.0 - common) * own;
            }
        }
        Ok(Self { placement, down })
    }

    /// The zones its copies lie in.
    pub fn zones(&self) -> impl Iterator<Item = usize> {
        self.placement.iter().map(|(zone, _)| *zone)
    }

    /// The chance that it is down while these zones are up.
    #[must_use]
    pub fn down_when(&self, is_up: &dyn Fn(usize) -> bool) -> f64 {
        if self.placement.is_empty() {
            return self.down[self.down.len() - 1];
        }
        let up = self.placement.iter().filter(|(zone, _)| is_up(*zone));
        self.down[up.map(|(_, count)| *count as usize).sum::<usize>()]
    }
}

/// A way to build a component that can be written into the circuit.
enum Written<'a> {
    Own(&'a Own),
    Ideal(&'a [usize], &'a [f64]),
}

/// A journey with all alternatives of its components.
#[derive(Debug)]
pub struct Fast {
    diagram: Diagram,
    chances: Vec<Chance>,
    /// By alternative: its selector.
    selectors: Vec<u32>,
}

/// Designs made of some of the alternatives.
#[derive(Debug)]
pub struct Designs {
    what_if: WhatIf,
    /// By alternative: its selector.
    selectors: BTreeMap<usize, u32>,
}

impl Designs {
    /// The unavailability with all of these chosen, one a component at most.
    pub fn unavailability(&mut self, chosen: &[usize]) -> f64 {
        let certain: Vec<u32> = chosen.iter().filter_map(|it| self.selectors.get(it).copied()).collect();
        self.what_if.chance(&certain).down
    }
}

/// Hands out numbers for variables, neighbours to what belongs together.
struct Numbers {
    chances: Vec<Chance>,
    zones: Vec<Option<u32>>,
}

impl Numbers {
    fn variable(&mut self, chance: Chance) -> u32 {
        self.chances.push(chance);
        self.chances.len() as u32 - 1
    }
}

impl Fast {
    /// Of the first journey of a project that holds all zones that alternatives use.
    ///
    /// # Errors
    /// When there are too many nodes, or a group outgrows its chain.
    pub fn new(project: &Project, alternatives: &[Alternative]) -> Result<Self, AnalysisError> {
        let graph = Graph::new(project);
        let mut chains = Chains::default();
        let count = project.components().len();
        let mut itself = Vec::with_capacity(count);
        for component in 0..count {
            itself.push(Own::new(project, component, &mut chains)?);
        }
        let mut by_component: Vec<Vec<(usize, Written<'_>)>> = (0..count).map(|_| Vec::new()).collect();
        // A link's selector is decided on just before what the link leads to: it is of no matter anywhere else.
        let mut reliefs = vec![Vec::new(); count];
        for (number, alternative) in alternatives.iter().enumerate() {
            match alternative {
                Alternative::Component(component, own) => {
                    by_component[*component].push((number, Written::Own(own)));
                }
                Alternative::Ideal(component, zones, down) => {
                    by_component[*component].push((number, Written::Ideal(zones, down)));
                }
                Alternative::Link(source, position) => {
                    if let Some(&target) = graph.hard[*source].get(*position) {
                        reliefs[target].push((number, *source, *position));
                    }
                }
            }
        }
        let mut numbers = Numbers { chances: Vec::new(), zones: vec![None; project.zones().len()] };
        let mut selectors = vec![0; alternatives.len()];
        let mut relief = vec![Vec::new(); count];
        let mut own = |circuit: &mut Circuit| {
            let mut functions = vec![Literal::TRUE; count];
            for &component in &graph.walk {
                for &(number, source, position) in &reliefs[component] {
                    selectors[number] = numbers.variable(Chance::NEVER);
                    relief[source].push((position, selectors[number]));
                }
                let mut function = write(project, &graph, &itself[component], &mut numbers, circuit);
                for (number, way) in &by_component[component] {
                    let number = *number;
                    selectors[number] = numbers.variable(Chance::NEVER);
                    let other = match *way {
                        Written::Own(own) => write(project, &graph, own, &mut numbers, circuit),
                        Written::Ideal(zones, down) => {
                            write_ideal(project, &graph, (zones, down), &mut numbers, circuit)
                        }
                    };
                    let chosen = circuit.variable(selectors[number]);
                    function = circuit.if_else(chosen, other, function);
                }
                functions[component] = function;
            }
            functions
        };
        // The reliefs' variables are known once the components are written.
        let mut circuit = Circuit::new();
        let written = own(&mut circuit);
        let mut prepared = Some((circuit, written));
        let mut give = |circuit: &mut Circuit| {
            prepared.take().map_or_else(Vec::new, |(ready, written)| {
                *circuit = ready;
                written
            })
        };
        let relieved = |component: usize, position: usize| {
            relief[component].iter().find(|(at, _)| *at == position).map(|(_, variable)| *variable)
        };
        let diagram = skeleton(project, &graph, &mut give, &relieved, NODES)?.into_iter().next();
        let diagram = diagram.ok_or(AnalysisError::NoJourney)?;
        Ok(Self { diagram, chances: numbers.chances, selectors })
    }

    /// By how much each alternative alone changes the unavailability.
    #[must_use]
    pub fn singles(&self) -> Vec<f64> {
        self.changes(&self.chances)
    }

    /// By how much each alternative changes the unavailability after this one has been chosen.
    #[must_use]
    pub fn after(&self, alternative: usize) -> Vec<f64> {
        let mut chances = self.chances.clone();
        chances[self.selectors[alternative] as usize] = Chance::CERTAIN;
        self.changes(&chances)
    }

    /// Makes ready for designs in which only these are chosen.
    #[must_use]
    pub fn designs(&self, alternatives: impl Iterator<Item = usize>) -> Designs {
        let selectors: BTreeMap<usize, u32> =
            alternatives.map(|alternative| (alternative, self.selectors[alternative])).collect();
        let variables: Vec<u32> = selectors.values().copied().collect();
        Designs { what_if: self.diagram.what_if(&self.chances, &variables), selectors }
    }

    fn changes(&self, chances: &[Chance]) -> Vec<f64> {
        let birnbaum = self.diagram.birnbaum(chances);
        self.selectors.iter().map(|&it| -birnbaum.get(it as usize).copied().unwrap_or(0.0)).collect()
    }
}

/// A component's function of the zones and of its own variables: exactly one of these counts in any state of the zones.
fn write(
    project: &Project,
    graph: &Graph,
    own: &Own,
    numbers: &mut Numbers,
    circuit: &mut Circuit,
) -> Literal {
    let zones: Vec<Literal> =
        own.zones().map(|zone| zone_up(project, graph, zone, numbers, circuit)).collect();
    let mut column: Vec<Literal> = own.down.iter().map(|&down| event(down, numbers, circuit)).collect();
    if own.placement.is_empty() {
        return column[own.down.len() - 1];
    }
    for (position, &(_, count)) in own.placement.iter().enumerate().rev() {
        let most: u32 = own.placement[..position].iter().map(|(_, count)| count).sum();
        for total in 0..=most as usize {
            column[total] = circuit.if_else(zones[position], column[total + count as usize], column[total]);
        }
    }
    column[0]
}

/// Whether a zone and all it lies in are up.
fn zone_up(
    project: &Project,
    graph: &Graph,
    zone: usize,
    numbers: &mut Numbers,
    circuit: &mut Circuit,
) -> Literal {
    let mut up = Vec::new();
    for &above in &graph.lineage[zone] {
        let down = Piece::series(project.zones()[above].failures()).down;
        if down > 0.0 {
            let known = numbers.zones[above];
            let variable = known.unwrap_or_else(|| numbers.variable(Chance::of_down(down)));
            numbers.zones[above] = Some(variable);
            up.push(circuit.variable(variable));
        }
    }
    circuit.and(up)
}

/// Something of its own that is down with this chance.
fn event(down: f64, numbers: &mut Numbers, circuit: &mut Circuit) -> Literal {
    match down {
        1.0 => Literal::FALSE,
        0.0 => Literal::TRUE,
        down => {
            let variable = numbers.variable(Chance::of_down(down));
            circuit.variable(variable)
        }
    }
}

/// A component of which it is known how it is down in each state of its zones: a tree of decisions about them, equal chances sharing a variable, since only one
/// state is at a time.
fn write_ideal(
    project: &Project,
    graph: &Graph,
    (zones, down): (&[usize], &[f64]),
    numbers: &mut Numbers,
    circuit: &mut Circuit,
) -> Literal {
    let mut known: Vec<(f64, Literal)> = Vec::new();
    let mut level: Vec<Literal> = Vec::with_capacity(down.len());
    for &down in down {
        let found = known.iter().find(|(chance, _)| *chance == down).map(|(_, literal)| *literal);
        let literal = found.unwrap_or_else(|| event(down, numbers, circuit));
        known.push((down, literal));
        level.push(literal);
    }
    // The lowest bit is the first zone: states that differ in it alone are neighbours.
    for &zone in zones {
        let up = zone_up(project, graph, zone, numbers, circuit);
        level = level.chunks(2).map(|pair| circuit.if_else(up, pair[1], pair[0])).collect();
    }
    level[0]
}
