//! Orders of the leaves of a module: none is best everywhere, so several are tried.
//!
//! Depth-first orders keep together what a gate brings together; they differ in which argument comes first. FORCE moves every
//! node to the centre of the gates it belongs to until their spans stop shrinking. Source: \[aloul2003\].

use super::circuit::{Circuit, Operator};

/// Most rounds of FORCE; it nearly always stops by itself before.
const ROUNDS: usize = 60;
/// Rounds without a shorter span after which FORCE stops.
const PATIENCE: usize = 8;

/// A way to order the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As a walk meets them.
    Walk,
    /// The walk takes arguments with few leaves below first.
    Light,
    /// The walk takes arguments with many leaves below first.
    Heavy,
    /// The walk takes arguments that many gates share first.
    Shared,
    /// The walk takes arguments with many leaves below and many gates above first.
    HeavyShared,
    /// FORCE, started from the order of the walk.
    Force,
    /// FORCE, started from the walk that takes light arguments first.
    ForceLight,
    /// FORCE, started from the walk that takes heavy arguments first.
    ForceHeavy,
    /// FORCE, started from the walk that takes shared arguments first.
    ForceShared,
}

/// All of them, those that do well most often first.
pub const ORDERS: [Order; 9] = [
    Order::Force,
    Order::HeavyShared,
    Order::Light,
    Order::ForceLight,
    Order::Shared,
    Order::Heavy,
    Order::ForceShared,
    Order::ForceHeavy,
    Order::Walk,
];

/// A module by numbers of its own: leaves from 0, then gates, arguments before gates.
#[derive(Clone, Debug)]
pub struct Local {
    /// How many leaves there are.
    pub leaves: usize,
    /// The arguments of each gate.
    pub arguments: Vec<Vec<u32>>,
}

impl Local {
    /// Numbers the variables 0 to `leaves` of `circuit`, then its `gates`.
    #[must_use]
    pub fn new(circuit: &Circuit, gates: &[u32], leaves: usize) -> Self {
        let mut number = vec![0_u32; circuit.node_count()];
        for (node, place) in number.iter_mut().enumerate() {
            if let Operator::Variable(variable) = circuit.operator(node) {
                *place = variable;
            }
        }
        gates.iter().zip(leaves as u32..).for_each(|(&gate, place)| number[gate as usize] = place);
        let arguments = gates.iter().map(|&gate| {
            circuit.arguments(gate as usize).iter().map(|argument| number[argument.node()]).collect()
        });
        Self { leaves, arguments: arguments.collect() }
    }

    fn nodes(&self) -> usize {
        self.leaves + self.arguments.len()
    }

    /// The leaves in this order, the topmost first.
    #[must_use]
    pub fn order(&self, order: Order) -> Vec<u32> {
        let walk = match order {
            Order::Walk | Order::Force => self.walk(|_| 0.0),
            Order::Light | Order::ForceLight => {
                let weights = self.weights();
                self.walk(|node| weights[node])
            }
            Order::Heavy | Order::ForceHeavy => {
                let weights = self.weights();
                self.walk(|node| -weights[node])
            }
            Order::Shared | Order::ForceShared => {
                let parents = self.parents();
                self.walk(|node| -parents[node])
            }
            Order::HeavyShared => {
                let (weights, parents) = (self.weights(), self.parents());
                self.walk(|node| -weights[node] * parents[node])
            }
        };
        match order {
            Order::Force | Order::ForceLight | Order::ForceHeavy | Order::ForceShared => {
                self.leaves_of(&self.force(walk))
            }
            _ => self.leaves_of(&walk),
        }
    }

    /// The leaves among `nodes`, then those that rewriting has made superfluous.
    fn leaves_of(&self, nodes: &[u32]) -> Vec<u32> {
        let mut leaves: Vec<u32> =
            nodes.iter().copied().filter(|&node| (node as usize) < self.leaves).collect();
        if leaves.len() < self.leaves {
            let mut met = vec![false; self.leaves];
            leaves.iter().for_each(|&leaf| met[leaf as usize] = true);
            leaves.extend((0..self.leaves as u32).filter(|&leaf| !met[leaf as usize]));
        }
        leaves
    }

    /// All nodes in the order in which a depth-first walk meets them, arguments with a smaller key first.
    fn walk(&self, key: impl Fn(usize) -> f64) -> Vec<u32> {
        let mut met = vec![false; self.nodes()];
        let mut order = Vec::with_capacity(self.nodes());
        let mut stack = vec![self.nodes() as u32 - 1];
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut met[node as usize], true) {
                continue;
            }
            order.push(node);
            if let Some(gate) = (node as usize).checked_sub(self.leaves) {
                let mut arguments = self.arguments[gate].clone();
                arguments.sort_by(|&a, &b| key(a as usize).total_cmp(&key(b as usize)));
                stack.extend(arguments.iter().rev());
            }
        }
        order
    }

    /// Leaves below each node, each way to them counted, in logarithms' stead as floats.
    fn weights(&self) -> Vec<f64> {
        let mut weights = vec![1.0; self.nodes()];
        for (gate, arguments) in self.arguments.iter().enumerate() {
            weights[self.leaves + gate] = arguments.iter().map(|&node| weights[node as usize]).sum();
        }
        weights
    }

    fn parents(&self) -> Vec<f64> {
        let mut parents = vec![0.0; self.nodes()];
        self.arguments.iter().flatten().for_each(|&node| parents[node as usize] += 1.0);
        parents
    }

    /// FORCE from the given order of all nodes; the best of its rounds.
    fn force(&self, start: Vec<u32>) -> Vec<u32> {
        let mut place = vec![0.0; self.nodes()];
        let mut order = start;
        let (mut best, mut least, mut stale) = (Vec::new(), f64::INFINITY, 0);
        for _ in 0..ROUNDS {
            order.iter().enumerate().for_each(|(at, &node)| place[node as usize] = at as f64);
            let span = self.span(&place);
            if span < least {
                (least, stale) = (span, 0);
                best.clone_from(&order);
            } else {
                stale += 1;
                if stale == PATIENCE {
                    break;
                }
            }
            let pull = self.pull(&place);
            order.sort_by(|&a, &b| pull[a as usize].total_cmp(&pull[b as usize]));
        }
        best
    }

    /// The sum of the gates' lengths when nodes stand at `place`.
    fn span(&self, place: &[f64]) -> f64 {
        let length = |(gate, arguments): (usize, &Vec<u32>)| {
            let own = place[self.leaves + gate];
            let ends = arguments.iter().map(|&node| place[node as usize]);
            let (low, high) = ends.fold((own, own), |(low, high), at| (low.min(at), high.max(at)));
            high - low
        };
        self.arguments.iter().enumerate().map(length).sum()
    }

    /// For each node the mean of the centres of the gates it belongs to.
    fn pull(&self, place: &[f64]) -> Vec<f64> {
        let mut sum = vec![(0.0, 0.0); self.nodes()];
        for (gate, arguments) in self.arguments.iter().enumerate() {
            let own = self.leaves + gate;
            let total: f64 = place[own] + arguments.iter().map(|&node| place[node as usize]).sum::<f64>();
            let centre = total / (arguments.len() + 1) as f64;
            for node in arguments.iter().map(|&node| node as usize).chain([own]) {
                sum[node].0 += centre;
                sum[node].1 += 1.0;
            }
        }
        sum.iter().map(|(total, count)| if *count > 0.0 { total / count } else { 0.0 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_each_leaf_once() {
        let mut circuit = Circuit::new();
        let v: Vec<_> = (0..6).map(|i| circuit.variable(i)).collect();
        let pairs: Vec<_> = (0..6).map(|i| circuit.and([v[i], v[(i + 2) % 6], !v[(i + 3) % 6]])).collect();
        let top = circuit.at_least(2, &pairs);
        let gates: Vec<u32> = (1..=top.node() as u32).filter(|&node| node > 6).collect();
        let local = Local::new(&circuit, &gates, 6);
        for order in ORDERS {
            let mut leaves = local.order(order);
            leaves.sort_unstable();
            assert_eq!(leaves, [0, 1, 2, 3, 4, 5], "{order:?}");
        }
    }
}
