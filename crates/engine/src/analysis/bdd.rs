//! Reduced ordered binary decision diagrams with complement edges, in one arena.
//!
//! A function is an [`Edge`]: a node's index and a sign. Nodes are hash-consed, so equal functions are equal edges; the
//! high edge of a node is never complemented, which makes negation free and the form canonical. Results of `ite` are
//! remembered in a fixed-size table. Source: \[bryant1986\]; complement edges after Brace, Rudell and Bryant (1990).

use std::collections::HashSet;

use thiserror::Error;

/// The diagram would outgrow its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the decision diagram needs more than {0} nodes")]
pub struct NodeLimit(pub usize);

/// A Boolean function in a [`Bdd`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Edge(u32);

impl Edge {
    /// The function that is always true.
    pub const TRUE: Self = Self(0);
    /// The function that is always false.
    pub const FALSE: Self = Self(1);

    /// The constant.
    #[must_use]
    pub fn constant(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    fn index(self) -> usize {
        (self.0 >> 1) as usize
    }

    fn is_complement(self) -> bool {
        self.0 & 1 == 1
    }

    #[cfg(test)]
    fn is_constant(self) -> bool {
        self.0 <= 1
    }
}

impl std::ops::Not for Edge {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// A decision on one variable; `high` is regular.
#[derive(Clone, Copy, Debug)]
struct Node {
    variable: u32,
    low: Edge,
    high: Edge,
}

const TERMINAL: u32 = u32::MAX;
const EMPTY: u32 = u32::MAX;
const CACHE_BITS: u32 = 16;

/// An arena of nodes over variables 0, 1, 2, … in that order from the top.
#[derive(Debug)]
pub struct Bdd {
    nodes: Vec<Node>,
    /// Open-addressing table of node indices.
    unique: Vec<u32>,
    cache: Vec<(Edge, Edge, Edge, Edge)>,
    limit: usize,
    tasks: Vec<Task>,
    results: Vec<Edge>,
}

type Question = (Edge, Edge, Edge);

/// What is still to be done for an `ite`.
#[derive(Clone, Copy, Debug)]
enum Task {
    Solve(Edge, Edge, Edge),
    Join(Join),
}

/// Make the node once both of its branches are known.
#[derive(Clone, Copy, Debug)]
struct Join {
    top: u32,
    key: Question,
    negate: bool,
}

enum Step {
    Known(Edge),
    Split { join: Join, low: Question, high: Question },
}

impl Bdd {
    /// An empty diagram that refuses to grow past `limit` nodes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        let terminal = Node { variable: TERMINAL, low: Edge::TRUE, high: Edge::TRUE };
        let nothing = (Edge::FALSE, Edge::FALSE, Edge::FALSE, Edge::FALSE);
        Self {
            nodes: vec![terminal],
            unique: vec![EMPTY; 1024],
            cache: vec![nothing; 1 << CACHE_BITS],
            limit,
            tasks: Vec::new(),
            results: Vec::new(),
        }
    }

    /// How many nodes the arena holds, the terminal included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The function "`variable` is true".
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn variable(&mut self, variable: u32) -> Result<Edge, NodeLimit> {
        self.node(variable, Edge::FALSE, Edge::TRUE)
    }

    /// Both.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn and(&mut self, left: Edge, right: Edge) -> Result<Edge, NodeLimit> {
        self.ite(left, right, Edge::FALSE)
    }

    /// Either.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn or(&mut self, left: Edge, right: Edge) -> Result<Edge, NodeLimit> {
        self.ite(left, Edge::TRUE, right)
    }

    /// All of them.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn all(&mut self, functions: impl IntoIterator<Item = Edge>) -> Result<Edge, NodeLimit> {
        functions.into_iter().try_fold(Edge::TRUE, |result, function| self.and(result, function))
    }

    /// At least `count` of them, built directly: one pass over the functions, one column of partial counts.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn at_least(&mut self, count: usize, functions: &[Edge]) -> Result<Edge, NodeLimit> {
        if count > functions.len() {
            return Ok(Edge::FALSE);
        }
        // column[j]: at least j of the functions seen so far (from the back).
        let mut column = vec![Edge::FALSE; count + 1];
        column[0] = Edge::TRUE;
        for &function in functions.iter().rev() {
            for needed in (1..=count).rev() {
                column[needed] = self.ite(function, column[needed - 1], column[needed])?;
            }
        }
        Ok(column[count])
    }

    /// If `condition` then `yes` else `no`.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn ite(&mut self, condition: Edge, yes: Edge, no: Edge) -> Result<Edge, NodeLimit> {
        // Its own stack: a browser's is too small for a diagram thousands of variables deep.
        let mut tasks = std::mem::take(&mut self.tasks);
        let mut results = std::mem::take(&mut self.results);
        tasks.clear();
        results.clear();
        tasks.push(Task::Solve(condition, yes, no));
        let outcome = self.work_off(&mut tasks, &mut results);
        let result = results.pop().unwrap_or(Edge::FALSE);
        self.tasks = tasks;
        self.results = results;
        outcome.map(|()| result)
    }

    fn work_off(&mut self, tasks: &mut Vec<Task>, results: &mut Vec<Edge>) -> Result<(), NodeLimit> {
        while let Some(task) = tasks.pop() {
            match task {
                Task::Solve(condition, yes, no) => match self.step(condition, yes, no) {
                    Step::Known(result) => results.push(result),
                    Step::Split { join, low, high } => {
                        tasks.push(Task::Join(join));
                        tasks.push(Task::Solve(high.0, high.1, high.2));
                        tasks.push(Task::Solve(low.0, low.1, low.2));
                    }
                },
                Task::Join(Join { top, key, negate }) => {
                    let (Some(high), Some(low)) = (results.pop(), results.pop()) else { continue };
                    let result = self.node(top, low, high)?;
                    let slot = self.cache_slot(key.0, key.1, key.2);
                    self.cache[slot] = (key.0, key.1, key.2, result);
                    results.push(if negate { !result } else { result });
                }
            }
        }
        Ok(())
    }

    /// The result where it is plain or remembered, otherwise the two smaller questions.
    fn step(&self, condition: Edge, yes: Edge, no: Edge) -> Step {
        let (mut f, mut g, mut h) = (condition, yes, no);
        if f.is_complement() {
            (f, g, h) = (!f, h, g);
        }
        if f == Edge::TRUE || g == h {
            return Step::Known(g);
        }
        g = absorb(g, f, Edge::TRUE);
        h = absorb(h, f, Edge::FALSE);
        match (g, h) {
            (Edge::TRUE, Edge::FALSE) => return Step::Known(f),
            (Edge::FALSE, Edge::TRUE) => return Step::Known(!f),
            _ if g == h => return Step::Known(g),
            _ => {}
        }
        let negate = g.is_complement();
        if negate {
            (g, h) = (!g, !h);
        }
        let (cached_f, cached_g, cached_h, result) = self.cache[self.cache_slot(f, g, h)];
        if (cached_f, cached_g, cached_h) == (f, g, h) {
            return Step::Known(if negate { !result } else { result });
        }
        let top = self.top(f).min(self.top(g)).min(self.top(h));
        let (f0, f1) = self.cofactors(f, top);
        let (g0, g1) = self.cofactors(g, top);
        let (h0, h1) = self.cofactors(h, top);
        Step::Split { join: Join { top, key: (f, g, h), negate }, low: (f0, g0, h0), high: (f1, g1, h1) }
    }

    /// The variable a function decides first; `u32::MAX` for constants.
    #[must_use]
    pub fn top(&self, function: Edge) -> u32 {
        self.nodes[function.index()].variable
    }

    /// The function with its topmost variable `variable` set to false and to true.
    #[must_use]
    pub fn cofactors(&self, function: Edge, variable: u32) -> (Edge, Edge) {
        let node = self.nodes[function.index()];
        if node.variable != variable {
            return (function, function);
        }
        if function.is_complement() { (!node.low, !node.high) } else { (node.low, node.high) }
    }

    /// The nodes below `roots`, children before parents, each once; the terminal is left out.
    #[must_use]
    pub fn reachable(&self, roots: &[Edge]) -> Vec<u32> {
        let mut seen = HashSet::new();
        let mut stack: Vec<usize> = roots.iter().map(|root| root.index()).collect();
        while let Some(index) = stack.pop() {
            if index != 0 && seen.insert(index as u32) {
                stack.push(self.nodes[index].low.index());
                stack.push(self.nodes[index].high.index());
            }
        }
        let mut found: Vec<u32> = seen.into_iter().collect();
        // A node is made after its children: ascending order is bottom-up.
        found.sort_unstable();
        found
    }

    /// The parts of one node: its variable, its low and its high edge.
    #[must_use]
    pub fn parts(&self, node: u32) -> (u32, Edge, Edge) {
        let node = self.nodes[node as usize];
        (node.variable, node.low, node.high)
    }

    /// Which node an edge points at (0 is the terminal), and whether it is complemented.
    #[must_use]
    pub fn split(edge: Edge) -> (u32, bool) {
        (edge.0 >> 1, edge.is_complement())
    }

    /// The edge to a node, plain or complemented: the inverse of [`Bdd::split`].
    #[must_use]
    pub fn edge(node: u32, complement: bool) -> Edge {
        Edge(node << 1 | u32::from(complement))
    }

    fn node(&mut self, variable: u32, low: Edge, high: Edge) -> Result<Edge, NodeLimit> {
        if low == high {
            return Ok(low);
        }
        if high.is_complement() {
            return Ok(!self.node(variable, !low, !high)?);
        }
        let mask = self.unique.len() - 1;
        let mut slot = hash(variable, low.0, high.0) & mask;
        loop {
            let index = self.unique[slot];
            if index == EMPTY {
                break;
            }
            let node = self.nodes[index as usize];
            if (node.variable, node.low, node.high) == (variable, low, high) {
                return Ok(Edge(index << 1));
            }
            slot = (slot + 1) & mask;
        }
        if self.nodes.len() >= self.limit.min(u32::MAX as usize >> 1) {
            return Err(NodeLimit(self.limit));
        }
        let index = self.nodes.len() as u32;
        self.nodes.push(Node { variable, low, high });
        self.unique[slot] = index;
        if self.nodes.len() * 2 > self.unique.len() {
            self.grow();
        }
        Ok(Edge(index << 1))
    }

    fn grow(&mut self) {
        let size = self.unique.len() * 2;
        self.unique = vec![EMPTY; size];
        for (index, node) in self.nodes.iter().enumerate().skip(1) {
            let mut slot = hash(node.variable, node.low.0, node.high.0) & (size - 1);
            while self.unique[slot] != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            self.unique[slot] = index as u32;
        }
    }

    fn cache_slot(&self, f: Edge, g: Edge, h: Edge) -> usize {
        hash(f.0, g.0, h.0) & (self.cache.len() - 1)
    }
}

/// Inside `ite(condition, …)` a branch that repeats the condition is the constant it has there.
fn absorb(branch: Edge, condition: Edge, value: Edge) -> Edge {
    if branch == condition {
        value
    } else if branch == !condition {
        !value
    } else {
        branch
    }
}

fn hash(a: u32, b: u32, c: u32) -> usize {
    let mixed = u64::from(a).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ u64::from(c).wrapping_mul(0x1656_67B1_9E37_79F9);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as usize
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn value(bdd: &Bdd, function: Edge, assignment: u32) -> bool {
        let mut edge = function;
        while !edge.is_constant() {
            let top = bdd.top(edge);
            let (low, high) = bdd.cofactors(edge, top);
            edge = if assignment >> top & 1 == 1 { high } else { low };
        }
        edge == Edge::TRUE
    }

    #[test]
    fn agrees_with_truth_tables() {
        let mut bdd = Bdd::new(10_000);
        let v: Vec<Edge> = (0..4).map(|i| bdd.variable(i).unwrap()).collect();
        let a = bdd.and(v[0], !v[1]).unwrap();
        let b = bdd.ite(a, v[2], !v[3]).unwrap();
        let c = bdd.or(b, v[1]).unwrap();
        for bits in 0..16u32 {
            let x = |i: u32| bits >> i & 1 == 1;
            let expected = (if x(0) && !x(1) { x(2) } else { !x(3) }) || x(1);
            assert_eq!(value(&bdd, c, bits), expected, "{bits:04b}");
        }
    }

    #[test]
    fn equal_functions_are_equal_edges() {
        let mut bdd = Bdd::new(10_000);
        let (x, y) = (bdd.variable(0).unwrap(), bdd.variable(1).unwrap());
        let left = bdd.and(x, y).unwrap();
        let right = bdd.or(!x, !y).unwrap();
        assert_eq!(left, !right);
    }

    #[test]
    fn at_least_counts() {
        let mut bdd = Bdd::new(10_000);
        let v: Vec<Edge> = (0..6).map(|i| bdd.variable(i).unwrap()).collect();
        for count in 0..=7 {
            let f = bdd.at_least(count, &v).unwrap();
            for bits in 0..64u32 {
                assert_eq!(value(&bdd, f, bits), bits.count_ones() as usize >= count);
            }
        }
    }

    #[test]
    fn refuses_to_grow_past_its_limit() {
        let mut bdd = Bdd::new(3);
        bdd.variable(0).unwrap();
        bdd.variable(1).unwrap();
        assert_eq!(bdd.variable(2), Err(NodeLimit(3)));
    }
}
