//! Several functions of the same variables in one diagram: what the journeys of a project come down to.
//!
//! The functions are tied into one circuit and cut into modules; each module is compiled in the order in which its variables are numbered,
//! or, where that takes too many nodes, in an order that is looked for. All modules lie in one arena, each on levels of its own; the level
//! of a module within another decides on the module's function.

use super::bdd::{Bdd, Edge, NodeLimit};
use super::circuit::{Circuit, Literal, Operator};
use super::compile::{self, Budget};
use super::diagram::{Decision, Diagram, Extract};
use super::modules::{Module, modules};

/// Nodes made in the order of the variables' numbers before other orders are looked for.
const FIRST_TRY: usize = 1_000_000;
/// Nodes each of the other orders may make: the answer is waited for.
const RACED: usize = 250_000;

/// Finds an order of a module's leaves in which it takes few nodes, such as [`super::race::order`].
pub type Search = fn(&Circuit, &Module, Budget) -> Option<Vec<u32>>;

/// Functions compiled together.
#[derive(Debug)]
pub struct Functions {
    bdd: Bdd,
    /// What each level decides on.
    levels: Vec<Decision>,
    /// Of each node of the circuit that was tied; sorted by node.
    roots: Vec<(u32, Edge)>,
    modules: usize,
}

impl Functions {
    /// Compiles `roots`. Variables that belong together should have numbers next to each other; where that is not enough, `search` looks for
    /// another order.
    ///
    /// # Errors
    /// When they need more than `limit` nodes.
    pub fn new(
        circuit: &mut Circuit,
        roots: &[Literal],
        limit: usize,
        search: Option<Search>,
    ) -> Result<Self, NodeLimit> {
        let tie = circuit.tied(roots);
        let parts = modules(circuit, tie);
        let mut work = Work::new(circuit, tie, limit, search);
        parts.iter().try_for_each(|module| work.module(module))?;
        let mut nodes: Vec<u32> = roots.iter().map(|root| root.node() as u32).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let levels = work.levels.iter().map(|&node| work.decision(node)).collect();
        let roots = nodes.into_iter().map(|node| (node, work.edges[node as usize])).collect();
        Ok(Self { bdd: work.bdd, levels, roots, modules: parts.len() - 1 })
    }

    /// Those of the roots, ready for evaluation; the constant true for a function that was not among them.
    #[must_use]
    pub fn diagrams(&self, roots: &[Literal]) -> Vec<Diagram> {
        let decision = |level: u32| self.levels[level as usize];
        let mut extract = Extract::new(&self.bdd, &decision);
        let edge = |root: &Literal| {
            let place = self.roots.binary_search_by_key(&(root.node() as u32), |(node, _)| *node);
            place.map_or(Edge::TRUE, |at| self.roots[at].1).with_sign(root.is_complement())
        };
        roots.iter().map(|root| extract.diagram(edge(root))).collect()
    }

    /// How many modules there are; what ties the functions together is none.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.modules
    }

    /// How many nodes the arena holds.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.bdd.node_count()
    }
}

/// The functions `roots` in one diagram without modules, whose levels are the variables.
///
/// # Errors
/// When they need more than `limit` nodes.
pub fn flat(circuit: &Circuit, roots: &[Literal], limit: usize) -> Result<(Bdd, Vec<Edge>), NodeLimit> {
    let mut bdd = Bdd::new(limit);
    let mut edges = vec![Edge::TRUE; circuit.node_count()];
    let reached = circuit.reached_from(roots);
    for node in (1..reached.len()).filter(|&node| reached[node]) {
        edges[node] = match circuit.operator(node) {
            Operator::Variable(variable) => bdd.variable(variable)?,
            _ => compile::gate(&mut bdd, circuit, node, &edges)?,
        };
    }
    let roots = roots.iter().map(|root| edges[root.node()].with_sign(root.is_complement())).collect();
    Ok((bdd, roots))
}

struct Work<'a> {
    circuit: &'a Circuit,
    /// Names all roots; not compiled itself.
    tie: u32,
    bdd: Bdd,
    /// By node of the circuit: its function within the module that is being compiled.
    edges: Vec<Edge>,
    /// By node: the function of a module's root.
    functions: Vec<Edge>,
    /// The modules finished.
    finished: Vec<u32>,
    /// The smallest variable below each node.
    first: Vec<u32>,
    /// The node that each level decides on.
    levels: Vec<u32>,
    limit: usize,
    search: Option<Search>,
}

impl<'a> Work<'a> {
    fn new(circuit: &'a Circuit, tie: Literal, limit: usize, search: Option<Search>) -> Self {
        let nodes = tie.node() + 1;
        let mut first = vec![u32::MAX; nodes];
        for node in 1..nodes {
            first[node] = match circuit.operator(node) {
                Operator::Variable(variable) => variable,
                _ => circuit.arguments(node).iter().map(|a| first[a.node()]).min().unwrap_or(u32::MAX),
            };
        }
        Self {
            circuit,
            tie: tie.node() as u32,
            bdd: Bdd::new(limit),
            edges: vec![Edge::TRUE; nodes],
            functions: vec![Edge::TRUE; nodes],
            finished: Vec::new(),
            first,
            levels: Vec::new(),
            limit,
            search,
        }
    }

    fn module(&mut self, module: &Module) -> Result<(), NodeLimit> {
        let mut leaves = module.leaves.clone();
        crate::order::sort_by_key(&mut leaves, |&leaf| self.first[leaf as usize]);
        let start = self.levels.len();
        let first_try = if self.search.is_some() { FIRST_TRY.min(self.limit) } else { self.limit };
        self.bdd.set_limit(self.limit.min(self.bdd.node_count() + first_try));
        if self.compile(module, &leaves).is_err() {
            self.levels.truncate(start);
            self.collect();
            let budget = Budget { made: RACED.min(self.limit), held: self.limit };
            let found = self.search.and_then(|search| search(self.circuit, module, budget));
            let found = found.ok_or(NodeLimit(first_try))?;
            let order: Vec<u32> = found.iter().map(|&leaf| module.leaves[leaf as usize]).collect();
            self.bdd.set_limit(self.limit);
            self.compile(module, &order)?;
        }
        self.functions[module.root as usize] = self.edges[module.root as usize];
        self.finished.push(module.root);
        Ok(())
    }

    fn compile(&mut self, module: &Module, leaves: &[u32]) -> Result<(), NodeLimit> {
        for &leaf in leaves {
            self.edges[leaf as usize] = self.bdd.variable(self.levels.len() as u32)?;
            self.levels.push(leaf);
        }
        for &gate in &module.gates {
            if gate != self.tie {
                self.edges[gate as usize] =
                    compile::gate(&mut self.bdd, self.circuit, gate as usize, &self.edges)?;
            }
        }
        Ok(())
    }

    /// What is decided on a level with this node.
    fn decision(&self, node: u32) -> Decision {
        match self.circuit.operator(node as usize) {
            Operator::Variable(variable) => Decision::Variable(variable),
            _ => Decision::Function(self.functions[node as usize]),
        }
    }

    /// Drops what an attempt has left behind.
    fn collect(&mut self) {
        let mut kept: Vec<Edge> = self.finished.iter().map(|&root| self.functions[root as usize]).collect();
        self.bdd.collect(&mut kept);
        self.finished.iter().zip(kept).for_each(|(&root, edge)| self.functions[root as usize] = edge);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::boolean::diagram::Chance;

    /// Two functions that share a module and a variable, against the sum over all states.
    #[test]
    fn shared_parts_by_enumeration() {
        let mut circuit = Circuit::new();
        let v: Vec<Literal> = (0..6).map(|variable| circuit.variable(variable)).collect();
        let shared = circuit.at_least(2, &v[..3]);
        let left = circuit.and([shared, v[3]]);
        let right = {
            let either = circuit.or([!shared, v[4]]);
            circuit.xor([either, v[5], v[3]])
        };
        let functions = Functions::new(&mut circuit, &[left, !right, v[1]], 1_000, None).unwrap();
        let chances: Vec<Chance> = [0.1, 0.7, 0.25, 0.5, 0.9, 0.35].map(Chance::of_down).to_vec();
        let roots = [left, right, !left, v[1]];
        for (root, diagram) in roots.into_iter().zip(functions.diagrams(&roots)) {
            let mut expected = 0.0;
            for state in 0..64_u32 {
                let works: Vec<bool> = (0..6).map(|bit| state >> bit & 1 == 1).collect();
                let chance = |(works, chance): (&bool, &Chance)| if *works { chance.up } else { chance.down };
                if circuit.value(root, &works) {
                    expected += works.iter().zip(&chances).map(chance).product::<f64>();
                }
            }
            assert!((diagram.chance(&chances).up - expected).abs() < 1e-15);
            // Birnbaum importance is the difference of two probabilities, also through a module.
            let birnbaum = diagram.birnbaum(&chances);
            for variable in 0..6 {
                let with = |chance: Chance| {
                    let mut chances = chances.clone();
                    chances[variable] = chance;
                    diagram.chance(&chances).up
                };
                let difference = with(Chance::CERTAIN) - with(Chance::NEVER);
                assert!((birnbaum[variable] - difference).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn too_much_is_refused() {
        let mut circuit = Circuit::new();
        let v: Vec<Literal> = (0..12).map(|variable| circuit.variable(variable)).collect();
        let root = circuit.at_least(6, &v);
        assert_eq!(
            Functions::new(&mut circuit, &[root], 20, Some(crate::boolean::race::order)).unwrap_err(),
            NodeLimit(20)
        );
    }
}
