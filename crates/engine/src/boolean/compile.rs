//! One module in one order: its gates become a diagram, as far as a budget of nodes reaches.

use super::bdd::{Bdd, Edge, NodeLimit};
use super::circuit::{Circuit, Operator};
use super::form::Form;

/// Nodes that are no longer needed are looked for when the diagram has grown past this.
const COLLECT_FROM: usize = 1 << 17;

/// How much a compilation may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Most nodes made, those dropped again included: the time.
    pub made: usize,
    /// Most nodes at a time: the memory, 20 to 28 bytes each.
    pub held: usize,
}

impl Default for Budget {
    /// Some twenty seconds and half a gigabyte.
    fn default() -> Self {
        Self { made: 60_000_000, held: 16_000_000 }
    }
}

/// A module on its way to a diagram; leaf `order[i]` is variable `i`. It can be stopped and continued.
#[derive(Debug)]
pub struct Compilation<'a> {
    /// What is compiled.
    pub form: &'a Form,
    /// The order of the leaves, the topmost first.
    pub order: Vec<u32>,
    bdd: Bdd,
    /// By node; of gates only while they are needed.
    edges: Vec<Edge>,
    /// How many gates still need a node.
    needed: Vec<u32>,
    /// Nodes with an edge that is needed.
    live: Vec<u32>,
    /// Gates finished.
    done: usize,
    dropped: usize,
    /// Most nodes before they were dropped.
    held: usize,
    collect_at: usize,
}

impl<'a> Compilation<'a> {
    /// Nothing compiled yet.
    #[must_use]
    pub fn new(form: &'a Form, order: Vec<u32>) -> Self {
        let Form { circuit, root, gates, .. } = form;
        let mut needed = vec![0; circuit.node_count()];
        for &gate in gates {
            circuit.arguments(gate as usize).iter().for_each(|argument| needed[argument.node()] += 1);
        }
        needed[root.node()] += 1;
        let mut place = vec![0_u32; order.len()];
        order.iter().zip(0..).for_each(|(&leaf, variable)| place[leaf as usize] = variable);
        let mut bdd = Bdd::new(usize::MAX);
        let mut edges = vec![Edge::TRUE; circuit.node_count()];
        let mut live = Vec::new();
        for (node, edge) in edges.iter_mut().enumerate() {
            if let Operator::Variable(leaf) = circuit.operator(node) {
                // Without a limit, making one node each cannot fail.
                *edge = bdd.variable(place[leaf as usize]).unwrap_or(Edge::TRUE);
                live.push(node as u32);
            }
        }
        Self { form, order, bdd, edges, needed, live, done: 0, dropped: 0, held: 0, collect_at: COLLECT_FROM }
    }

    /// Goes on until the module is compiled or the budget, counted from the start, is spent.
    ///
    /// # Errors
    /// When it is spent; the compilation can be continued with a larger one.
    pub fn run(&mut self, budget: Budget) -> Result<(), NodeLimit> {
        while let Some(&gate) = self.form.gates.get(self.done) {
            self.collect_when_doubled();
            self.limit(budget)?;
            if let Err(limit) = self.gate(gate as usize) {
                // What was held may be mostly what nobody needs any more.
                if self.made() >= budget.made {
                    return Err(limit);
                }
                self.collect();
                if self.bdd.node_count() * 4 > budget.held * 3 {
                    return Err(limit);
                }
                self.limit(budget)?;
                self.gate(gate as usize)?;
            }
            self.done += 1;
        }
        Ok(())
    }

    /// Share of the gates that are finished.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.done as f64 / self.form.gates.len().max(1) as f64
    }

    /// How many nodes have been made, those dropped again included.
    #[must_use]
    pub fn made(&self) -> usize {
        self.dropped + self.bdd.node_count()
    }

    /// Most nodes that there were at a time.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.max(self.bdd.node_count())
    }

    /// How many nodes what is compiled and still needed has.
    #[must_use]
    pub fn live(&self) -> usize {
        self.bdd.reachable(&self.roots()).len()
    }

    /// The module's function, once it is compiled.
    #[must_use]
    pub fn root(&self) -> Edge {
        let root = self.form.root;
        self.edges[root.node()].with_sign(root.is_complement())
    }

    /// What holds the functions.
    #[must_use]
    pub fn bdd(&self) -> &Bdd {
        &self.bdd
    }

    /// What holds the functions, and the leaf that each variable stands for.
    #[must_use]
    pub fn into_parts(self) -> (Bdd, Vec<u32>) {
        (self.bdd, self.order)
    }

    /// Whether it compiles `form` in this order.
    #[must_use]
    pub fn is(&self, form: &Form, order: &[u32]) -> bool {
        std::ptr::eq(self.form, form) && self.order == order
    }

    /// The functions that are still needed.
    #[must_use]
    pub fn roots(&self) -> Vec<Edge> {
        let needed = self.live.iter().filter(|&&node| self.needed[node as usize] > 0);
        needed.map(|&node| self.edges[node as usize]).collect()
    }

    fn limit(&mut self, budget: Budget) -> Result<(), NodeLimit> {
        if self.made() >= budget.made {
            return Err(NodeLimit(budget.made));
        }
        self.bdd.set_limit(budget.held.min(budget.made - self.dropped));
        Ok(())
    }

    fn gate(&mut self, gate: usize) -> Result<(), NodeLimit> {
        let arguments = self.form.circuit.arguments(gate);
        self.edges[gate] = self::gate(&mut self.bdd, &self.form.circuit, gate, &self.edges)?;
        self.live.push(gate as u32);
        for argument in arguments {
            self.needed[argument.node()] -= 1;
        }
        Ok(())
    }

    fn collect_when_doubled(&mut self) {
        if self.bdd.node_count() >= self.collect_at {
            self.collect();
            self.collect_at = COLLECT_FROM.max(self.bdd.node_count() * 2);
        }
    }

    /// Drops nodes nobody needs.
    fn collect(&mut self) {
        self.live.retain(|&node| self.needed[node as usize] > 0);
        let mut roots = self.roots();
        let before = self.bdd.node_count();
        self.held = self.held.max(before);
        self.bdd.collect(&mut roots);
        self.live.iter().zip(roots).for_each(|(&node, edge)| self.edges[node as usize] = edge);
        self.dropped += before - self.bdd.node_count();
    }
}

/// The function of a gate whose arguments' functions are known.
pub(super) fn gate(bdd: &mut Bdd, circuit: &Circuit, gate: usize, edges: &[Edge]) -> Result<Edge, NodeLimit> {
    let arguments = circuit.arguments(gate).iter();
    let mut functions = arguments.map(|a| edges[a.node()].with_sign(a.is_complement()));
    match circuit.operator(gate) {
        Operator::AtLeast(count) => bdd.at_least(count as usize, &functions.collect::<Vec<_>>()),
        Operator::Xor => functions.try_fold(Edge::FALSE, |sum, next| bdd.xor(next, sum)),
        _ => bdd.all(functions),
    }
}
