//! The answer again and again, with some inputs changed: the diagram is built once, only the parts concerned are solved anew.

use super::inputs::Owner;
use crate::analysis::chains::Chains;
use crate::analysis::charges::{self, Cause};
use crate::analysis::error::AnalysisError;
use crate::analysis::graph::Graph;
use crate::analysis::structure::{Gate, Kind, Roots, Structure, Variable, piece_of, switching};
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::lanes::Valued;
use crate::boolean::race;
use crate::model::Project;

/// A model that can be changed and asked.
pub(super) struct Again {
    graph: Graph,
    off: Vec<Kind>,
    structure: Structure,
    chains: Chains,
    /// As the file says.
    variables: Vec<Variable>,
    gates: Vec<Gate>,
}

/// How often each journey is down: in all, and of that by switching that one event causes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Down {
    /// Fraction of time down.
    pub all: f64,
    /// … because of such switching.
    pub switching: f64,
}

impl Again {
    pub fn new(project: &Project, off: Vec<Kind>, limit: usize) -> Result<Self, AnalysisError> {
        let graph = Graph::new(project);
        let mut chains = Chains::default();
        let structure = Structure::with_chains(project, &graph, &off, limit, &mut chains, Some(race::order))?;
        let (variables, gates) = (structure.variables.clone(), structure.gates.clone());
        Ok(Self { graph, off, structure, chains, variables, gates })
    }

    /// Makes the parts of `owners` those of `project`, which differs from the file in their inputs only; all others are as in the file.
    pub fn change(&mut self, project: &Project, owners: &[Owner]) -> Result<(), AnalysisError> {
        self.structure.variables.clone_from(&self.variables);
        self.structure.gates.clone_from(&self.gates);
        self.chains.forget_components();
        for number in 0..self.variables.len() {
            let kind = self.variables[number].kind;
            if owners.iter().any(|owner| self.concerns(*owner, kind)) {
                let piece = piece_of(project, &self.graph, &self.off, kind, &mut self.chains)?;
                let chance = Chance::of_down(piece.down);
                let counts = self.structure.variables[number].counts;
                self.structure.variables[number] = Variable { kind, chance, piece, counts };
            }
        }
        for gate in &mut self.structure.gates {
            gate.switching = switching(project, gate.component);
        }
        Ok(())
    }

    /// Whether a variable's behaviour depends on an owner's inputs.
    fn concerns(&self, owner: Owner, kind: Kind) -> bool {
        match (owner, kind) {
            (Owner::Zone(zone), Kind::Zone(number)) => zone == number,
            (Owner::Zone(zone), Kind::Copies { component, .. }) => {
                let places = &self.graph.placement[component];
                places.iter().any(|(place, _)| self.graph.lineage[*place].contains(&zone))
            }
            (Owner::Component(number), Kind::Common(component) | Kind::Copies { component, .. }) => {
                number == component
            }
            _ => false,
        }
    }

    /// How often each journey is down now.
    pub fn down(&self, project: &Project) -> Vec<Down> {
        let chances = self.structure.chances();
        let causes = charges::causes(project, &self.graph, &self.structure);
        let one = |roots: &Roots| {
            let diagram = &roots.up;
            let switching = self.switching(diagram, &chances, &causes);
            Down { all: diagram.chance(&chances).down + switching, switching }
        };
        self.structure.journeys.iter().map(one).collect()
    }

    fn switching(&self, diagram: &Diagram, chances: &[Chance], causes: &[Cause]) -> f64 {
        if causes.is_empty() {
            return 0.0;
        }
        let mut valued = Valued::new(diagram, chances);
        let birnbaum = valued.birnbaum(chances.len());
        let charges = charges::charges(&self.structure, &mut valued, chances, &birnbaum, causes);
        let rate = |cause: &Cause| self.structure.variables[cause.variable as usize].piece.frequency;
        causes.iter().zip(charges).map(|(cause, charge)| rate(cause) * charge.hours).sum()
    }

    /// The chances of being down of all variables now.
    pub fn parts_down(&self) -> Vec<f64> {
        self.structure.variables.iter().map(|variable| variable.chance.down).collect()
    }

    /// Birnbaum importance of every variable for each journey, as in the file.
    pub fn birnbaum(&self) -> Vec<Vec<f64>> {
        let chances: Vec<Chance> = self.variables.iter().map(|variable| variable.chance).collect();
        self.structure.journeys.iter().map(|roots| roots.up.birnbaum(&chances)).collect()
    }
}
