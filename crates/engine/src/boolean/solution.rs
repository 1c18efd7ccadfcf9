//! A solved function: diagrams of its modules, evaluated for any probabilities of the variables.
//!
//! Each module's chance is computed once its own modules' chances are known and stands for one variable of the module around it. P(true)
//! and P(false) are both sums of products of positive numbers, so neither loses digits to a subtraction.

use super::bdd::NodeLimit;
use super::circuit::{Circuit, Literal, Operator};
use super::compile::Budget;
use super::diagram::{Chance, Diagram};
use super::modules::modules;
use super::race::{Winner, race};
use super::rewrite::simplify;

/// A module's diagram.
#[derive(Debug)]
struct Part {
    root: u32,
    /// The circuit's node of each of the diagram's variables.
    leaves: Vec<u32>,
    diagram: Diagram,
}

/// A function made ready for any number of evaluations.
#[derive(Debug)]
pub struct Solution {
    root: Literal,
    parts: Vec<Part>,
    /// The node of each variable that counts.
    variables: Vec<(u32, u32)>,
    /// Nodes made on the way.
    pub made: usize,
    /// Most nodes that one diagram held at a time.
    pub held: usize,
}

impl Solution {
    /// Simplifies and compiles the function `root`.
    ///
    /// # Errors
    /// When a module needs more than `budget`.
    ///
    /// ```
    /// use ninefold_engine::boolean::{circuit::Circuit, compile::Budget, diagram::Chance, solution::Solution};
    /// let mut circuit = Circuit::new();
    /// let pumps = [circuit.variable(0), circuit.variable(1)];
    /// let power = circuit.variable(2);
    /// let pumps = circuit.and(pumps);
    /// let top = circuit.or([pumps, power]);
    /// let solution = Solution::new(&circuit, top, Budget::default()).unwrap();
    /// let chances = [0.1, 0.1, 0.02].map(|p| Chance { up: p, down: 1.0 - p });
    /// assert!((solution.chance(&chances).up - (0.01 + 0.02 - 0.0002)).abs() < 1e-16);
    /// ```
    pub fn new(circuit: &Circuit, root: Literal, budget: Budget) -> Result<Self, NodeLimit> {
        let (circuit, root) = simplify(circuit, root);
        Self::of_simplified(&circuit, root, budget)
    }

    /// Compiles the function `root` as it stands.
    ///
    /// # Errors
    /// When a module needs more than `budget`.
    pub fn of_simplified(circuit: &Circuit, root: Literal, budget: Budget) -> Result<Self, NodeLimit> {
        let mut solution = Self { root, parts: Vec::new(), variables: Vec::new(), made: 0, held: 0 };
        for module in modules(circuit, root) {
            let Winner { bdd, root, order, made, held } =
                race(circuit, &module, budget).ok_or(NodeLimit(budget.held.min(budget.made)))?;
            let leaves = order.iter().map(|&leaf| module.leaves[leaf as usize]).collect();
            solution.made += made;
            solution.held = solution.held.max(held);
            solution.parts.push(Part { root: module.root, leaves, diagram: Diagram::new(&bdd, root) });
        }
        let reached = circuit.reached(root);
        for node in (1..reached.len()).filter(|&node| reached[node]) {
            if let Operator::Variable(variable) = circuit.operator(node) {
                solution.variables.push((node as u32, variable));
            }
        }
        Ok(solution)
    }

    /// How many modules there are.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.parts.len()
    }

    /// How many nodes their diagrams have together.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.parts.iter().map(|part| part.diagram.node_count()).sum()
    }

    /// P(true) and P(false) for independent variables.
    #[must_use]
    pub fn chance(&self, variables: &[Chance]) -> Chance {
        let mut values = vec![Chance::CERTAIN; self.root.node() + 1];
        for &(node, variable) in &self.variables {
            values[node as usize] = variables[variable as usize];
        }
        for part in &self.parts {
            let leaves: Vec<Chance> = part.leaves.iter().map(|&node| values[node as usize]).collect();
            values[part.root as usize] = part.diagram.chance(&leaves);
        }
        values[self.root.node()].swapped(self.root.is_complement())
    }
}
