//! When a module is too entangled: an interval that holds its probability for certain.
//!
//! Every gate is kept as two functions, one that is never true where the gate is false, one that is never false where the gate is
//! true. Whenever one of them grows past a limit, its least likely paths are cut off: to false in the lower, to true in the upper
//! function, until it fits. So truncated, the lower function is a disjunction of some of the ways to fail, as a list of truncated cut sets is, and the
//! upper one misses none. P(lower) ≤ P ≤ P(upper), whatever was cut off. The circuit is rewritten first, as always.

use super::bdd::{Bdd, Edge, NodeLimit};
use super::circuit::Operator;
use super::diagram::Chance;
use super::form::Form;
use super::order::Order;

/// Nodes that one operation may make before it is given up and its arguments are cut further, for each node kept.
const ATTEMPT: usize = 25;
/// Nodes at which those nobody needs are dropped.
const COLLECT_FROM: usize = 2_000_000;

/// What a function's chance is between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// With the least P(true).
    pub low: Chance,
    /// With the most.
    pub high: Chance,
}

impl Bounds {
    /// Known exactly.
    #[must_use]
    pub fn exact(chance: Chance) -> Self {
        Self { low: chance, high: chance }
    }

    /// Of the negation, where `swap` is.
    #[must_use]
    pub fn swapped(self, swap: bool) -> Self {
        if swap { Self { low: self.high.swapped(true), high: self.low.swapped(true) } } else { self }
    }
}

/// A gate's lower and upper function.
#[derive(Clone, Copy, Debug)]
struct Pair {
    low: Edge,
    high: Edge,
}

impl Pair {
    fn exact(edge: Edge) -> Self {
        Self { low: edge, high: edge }
    }

    fn with_sign(self, complement: bool) -> Self {
        if complement { Self { low: !self.high, high: !self.low } } else { self }
    }
}

/// The functions below and above a module, and what the module's chance is between.
#[derive(Debug)]
pub struct Truncated {
    /// Holds the function.
    pub bdd: Bdd,
    /// True only where the module is.
    pub low: Edge,
    /// False only where the module is.
    pub high: Edge,
    /// The leaf that each variable stands for.
    pub order: Vec<u32>,
    /// P(low) and P(upper function).
    pub bounds: Bounds,
}

/// Truncates the function of `form` for leaves with these chances, each gate to about `kept` nodes.
#[must_use]
pub fn truncate(form: &Form, leaves: &[Bounds], kept: usize) -> Truncated {
    let order = form.order(Order::Force);
    let mut work = Work {
        bdd: Bdd::new(usize::MAX),
        chances: order.iter().map(|&leaf| leaves[leaf as usize]).collect(),
        pairs: vec![Pair::exact(Edge::TRUE); form.circuit.node_count()],
        kept,
    };
    let mut place = vec![0_u32; order.len()];
    order.iter().zip(0..).for_each(|(&leaf, variable)| place[leaf as usize] = variable);
    for (node, pair) in work.pairs.iter_mut().enumerate() {
        if let Operator::Variable(leaf) = form.circuit.operator(node) {
            // Without a limit, making a node cannot fail.
            *pair = Pair::exact(work.bdd.variable(place[leaf as usize]).unwrap_or(Edge::TRUE));
        }
    }
    for &gate in &form.gates {
        work.gate(form, gate as usize);
        work.collect();
    }
    let root = work.pairs[form.root.node()].with_sign(form.root.is_complement());
    let low = interval(&work.bdd, root.low, &work.chances).low;
    let high = interval(&work.bdd, root.high, &work.chances).high;
    Truncated { bdd: work.bdd, low: root.low, high: root.high, order, bounds: Bounds { low, high } }
}

struct Work {
    bdd: Bdd,
    /// By variable.
    chances: Vec<Bounds>,
    /// By node.
    pairs: Vec<Pair>,
    kept: usize,
}

impl Work {
    fn gate(&mut self, form: &Form, gate: usize) {
        let mut arguments: Vec<Pair> = form
            .circuit
            .arguments(gate)
            .iter()
            .map(|argument| self.pairs[argument.node()].with_sign(argument.is_complement()))
            .collect();
        arguments.sort_by_key(|pair| std::cmp::Reverse(self.bdd.top(pair.low)));
        self.pairs[gate] = match form.circuit.operator(gate) {
            Operator::AtLeast(count) => self.at_least(count as usize, &arguments),
            Operator::Xor => {
                let none = Pair::exact(Edge::FALSE);
                arguments.into_iter().fold(none, |sum, next| self.xor(sum, next))
            }
            _ => arguments.into_iter().fold(Pair::exact(Edge::TRUE), |all, next| self.and(all, next)),
        };
    }

    fn and(&mut self, one: Pair, other: Pair) -> Pair {
        let low = self.below(one.low, other.low);
        // What is above both is what is not below either negation.
        let high = self.above(one.high, other.high);
        Pair { low, high }
    }

    fn or(&mut self, one: Pair, other: Pair) -> Pair {
        self.and(one.with_sign(true), other.with_sign(true)).with_sign(true)
    }

    fn xor(&mut self, one: Pair, other: Pair) -> Pair {
        let only_one = self.and(one, other.with_sign(true));
        let only_other = self.and(one.with_sign(true), other);
        self.or(only_one, only_other)
    }

    fn at_least(&mut self, count: usize, arguments: &[Pair]) -> Pair {
        let mut column = vec![Pair::exact(Edge::FALSE); count + 1];
        column[0] = Pair::exact(Edge::TRUE);
        for &argument in arguments {
            for needed in (1..=count).rev() {
                // More are never worse than fewer: "at least j − 1 with it, or at least j without" needs no negation.
                let with = self.and(argument, column[needed - 1]);
                column[needed] = self.or(with, column[needed]);
            }
        }
        column[count]
    }

    /// A function that is true only where both are.
    fn below(&mut self, one: Edge, other: Edge) -> Edge {
        let (mut one, mut other) = (one, other);
        let mut kept = self.kept;
        loop {
            if let Some(both) = self.attempt(one, other) {
                return self.cut(both, self.kept);
            }
            kept /= 4;
            if kept < 4 {
                return Edge::FALSE;
            }
            (one, other) = (self.cut(one, kept), self.cut(other, kept));
        }
    }

    /// A function that is true wherever both are.
    fn above(&mut self, one: Edge, other: Edge) -> Edge {
        let (mut one, mut other) = (one, other);
        let mut kept = self.kept;
        loop {
            if let Some(both) = self.attempt(one, other) {
                return !self.cut(!both, self.kept);
            }
            kept /= 4;
            if kept < 4 {
                return one;
            }
            (one, other) = (!self.cut(!one, kept), !self.cut(!other, kept));
        }
    }

    fn attempt(&mut self, one: Edge, other: Edge) -> Option<Edge> {
        self.bdd.set_limit(self.bdd.node_count() + ATTEMPT * self.kept);
        let both: Result<Edge, NodeLimit> = self.bdd.and(one, other);
        self.bdd.set_limit(usize::MAX);
        both.ok()
    }

    /// `function` with its least likely paths to true cut off, so that about `kept` nodes remain.
    fn cut(&mut self, function: Edge, kept: usize) -> Edge {
        let nodes = self.bdd.reachable(&[function]);
        if nodes.len() <= kept {
            return function;
        }
        let size = nodes.last().map_or(1, |&last| last as usize + 1);
        let values = self.values(&nodes, size);
        let losses = self.losses(function, &nodes, &values, size);
        let mut sorted: Vec<f64> =
            nodes.iter().flat_map(|&node| losses[node as usize]).filter(|loss| *loss > 0.0).collect();
        let cut = sorted.len().saturating_sub(kept);
        if cut == 0 {
            return function;
        }
        let (_, threshold, _) = sorted.select_nth_unstable_by(cut - 1, f64::total_cmp);
        let threshold = *threshold;
        self.rebuild(function, &nodes, &losses, threshold, size)
    }

    /// P(true) of each node, plain and negated; an uncertain variable counts with its likeliest.
    fn values(&self, nodes: &[u32], size: usize) -> Vec<[f64; 2]> {
        let mut values = vec![[0.0; 2]; size];
        values[0] = [1.0, 0.0];
        for &node in nodes {
            let (variable, low, high) = self.bdd.parts(node);
            let Bounds { high: Chance { up, .. }, low: Chance { down, .. } } =
                self.chances[variable as usize];
            for sign in [0, 1] {
                let value = |edge: Edge| {
                    let (child, complement) = Bdd::split(edge);
                    values[child as usize][usize::from(complement) ^ sign]
                };
                values[node as usize][sign] = up * value(high) + down * value(low);
            }
        }
        values
    }

    /// What of P(true) is lost when a node becomes false, plain and negated: P(it is reached) × P(true from there).
    fn losses(&self, function: Edge, nodes: &[u32], values: &[[f64; 2]], size: usize) -> Vec<[f64; 2]> {
        let mut reach = vec![[0.0; 2]; size];
        let (root, complement) = Bdd::split(function);
        reach[root as usize][usize::from(complement)] = 1.0;
        for &node in nodes.iter().rev() {
            let (variable, low, high) = self.bdd.parts(node);
            let Bounds { high: Chance { up, .. }, low: Chance { down, .. } } =
                self.chances[variable as usize];
            for sign in [0, 1] {
                let here = reach[node as usize][sign];
                for (edge, share) in [(low, down), (high, up)] {
                    let (child, complement) = Bdd::split(edge);
                    reach[child as usize][usize::from(complement) ^ sign] += here * share;
                }
                reach[node as usize][sign] = here * values[node as usize][sign];
            }
        }
        reach
    }

    fn rebuild(
        &mut self,
        function: Edge,
        nodes: &[u32],
        losses: &[[f64; 2]],
        threshold: f64,
        size: usize,
    ) -> Edge {
        let mut new = vec![[Edge::FALSE; 2]; size];
        new[0] = [Edge::TRUE, Edge::FALSE];
        for &node in nodes {
            let (variable, low, high) = self.bdd.parts(node);
            for sign in [0, 1] {
                if losses[node as usize][sign] > threshold {
                    let place = |edge: Edge| {
                        let (child, complement) = Bdd::split(edge);
                        new[child as usize][usize::from(complement) ^ sign]
                    };
                    let (low, high) = (place(low), place(high));
                    new[node as usize][sign] = self.bdd.node(variable, low, high).unwrap_or(Edge::FALSE);
                }
            }
        }
        let (root, complement) = Bdd::split(function);
        new[root as usize][usize::from(complement)]
    }

    /// Drops what nobody needs. Gates are not counted: all of them are kept.
    fn collect(&mut self) {
        if self.bdd.node_count() < COLLECT_FROM {
            return;
        }
        let mut roots: Vec<Edge> = self.pairs.iter().flat_map(|pair| [pair.low, pair.high]).collect();
        self.bdd.collect(&mut roots);
        for (pair, edges) in self.pairs.iter_mut().zip(roots.chunks_exact(2)) {
            (pair.low, pair.high) = (edges[0], edges[1]);
        }
    }
}

/// A function's bounds from those of its variables: it is linear in each, so the extremes are at the ends.
#[must_use]
pub fn interval(bdd: &Bdd, function: Edge, chances: &[Bounds]) -> Bounds {
    let nodes = bdd.reachable(&[function]);
    let size = nodes.last().map_or(1, |&last| last as usize + 1);
    let mut values = vec![Bounds::exact(Chance::CERTAIN); size];
    for &node in &nodes {
        let (variable, low, high) = bdd.parts(node);
        let value = |edge: Edge| {
            let (child, complement) = Bdd::split(edge);
            values[child as usize].swapped(complement)
        };
        let (yes, no) = (value(high), value(low));
        let ends = chances[variable as usize];
        let mix = |p: Chance, yes: Chance, no: Chance| Chance {
            up: p.up * yes.up + p.down * no.up,
            down: p.up * yes.down + p.down * no.down,
        };
        let lows = [mix(ends.low, yes.low, no.low), mix(ends.high, yes.low, no.low)];
        let highs = [mix(ends.low, yes.high, no.high), mix(ends.high, yes.high, no.high)];
        let low = if lows[0].up <= lows[1].up { lows[0] } else { lows[1] };
        let high = if highs[0].up >= highs[1].up { highs[0] } else { highs[1] };
        values[node as usize] = Bounds { low, high };
    }
    let (root, complement) = Bdd::split(function);
    values[root as usize].swapped(complement)
}
