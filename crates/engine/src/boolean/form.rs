//! A module by itself: a small circuit whose variables are the module's leaves.

use super::circuit::{Circuit, Literal};
use super::modules::Module;
use super::order::{Local, Order};
use super::rewrite::flatten;

/// A module's function as a circuit of its own; variable *i* is the module's leaf *i*.
#[derive(Debug)]
pub struct Form {
    /// Its gates.
    pub circuit: Circuit,
    /// The function.
    pub root: Literal,
    /// The gates the function needs, arguments before gates.
    pub gates: Vec<u32>,
    local: Local,
}

impl Form {
    /// The module as it stands in `circuit`.
    #[must_use]
    pub fn new(circuit: &Circuit, module: &Module) -> Self {
        let mut own = Circuit::new();
        let mut places = vec![Literal::TRUE; module.root as usize + 1];
        for (leaf, &node) in module.leaves.iter().enumerate() {
            places[node as usize] = own.variable(leaf as u32);
        }
        for &gate in &module.gates {
            let arguments = circuit.arguments(gate as usize).iter();
            let arguments = arguments.map(|a| places[a.node()].with_sign(a.is_complement())).collect();
            places[gate as usize] = own.like(circuit.operator(gate as usize), arguments);
        }
        Self::of(own, places[module.root as usize], module.leaves.len())
    }

    /// The same function with shared gates taken into the gates of their kind that name them: fewer gates, more arguments, other orders.
    #[must_use]
    pub fn flattened(&self) -> Self {
        let leaves = self.local.leaves;
        let (wide, root) = flatten(&self.circuit, self.root, true);
        Self::of(wide, root, leaves)
    }

    fn of(own: Circuit, root: Literal, leaves: usize) -> Self {
        let gates: Vec<u32> =
            (1..=root.node() as u32).filter(|&node| !own.arguments(node as usize).is_empty()).collect();
        let local = Local::new(&own, &gates, leaves);
        Self { circuit: own, root, gates, local }
    }

    /// The leaves in this order, the topmost first.
    #[must_use]
    pub fn order(&self, order: Order) -> Vec<u32> {
        self.local.order(order)
    }
}
