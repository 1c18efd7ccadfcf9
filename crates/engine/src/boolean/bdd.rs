//! Reduced ordered binary decision diagrams with complement edges, in one arena.
//!
//! A function is an [`Edge`]: a node's index and a sign. Nodes are hash-consed, so equal functions are equal edges; the
//! high edge of a node is never complemented, which makes negation free and the form canonical. Results are remembered in
//! a table of fixed places, which forgets and grows with the diagram. Source: \[bryant1986\]; complement edges \[brace1990\].

mod apply;
mod tables;

use thiserror::Error;

use apply::{Choice, Conjunction};
use tables::{Results, Unique, hash};

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

    /// Negated where `complement` is.
    #[must_use]
    pub fn with_sign(self, complement: bool) -> Self {
        Self(self.0 ^ u32::from(complement))
    }

    fn index(self) -> usize {
        (self.0 >> 1) as usize
    }

    fn is_complement(self) -> bool {
        self.0 & 1 == 1
    }

    /// Whether it is one of the constants.
    #[must_use]
    pub fn is_constant(self) -> bool {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    variable: u32,
    low: Edge,
    high: Edge,
}

/// If the first then the second else the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Question(Edge, Edge, Edge);

const TERMINAL: u32 = u32::MAX;

/// An arena of nodes over variables 0, 1, 2, … in that order from the top.
#[derive(Debug)]
pub struct Bdd {
    nodes: Vec<Node>,
    unique: Unique,
    results: Results,
    limit: usize,
    // Stacks, kept so that they need not be made anew.
    conjunctions: Vec<Conjunction>,
    choices: Vec<Choice>,
    lows: Vec<Edge>,
}

impl Bdd {
    /// An empty diagram that refuses to grow past `limit` nodes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        let terminal = Node { variable: TERMINAL, low: Edge::TRUE, high: Edge::TRUE };
        Self {
            nodes: vec![terminal],
            unique: Unique::new(),
            results: Results::new(),
            limit,
            conjunctions: Vec::new(),
            choices: Vec::new(),
            lows: Vec::new(),
        }
    }

    /// How many nodes the arena holds, the terminal included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// From now on refuses to grow past `limit` nodes.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The function "`variable` is true".
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn variable(&mut self, variable: u32) -> Result<Edge, NodeLimit> {
        self.node(variable, Edge::FALSE, Edge::TRUE)
    }

    /// Either.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn or(&mut self, left: Edge, right: Edge) -> Result<Edge, NodeLimit> {
        Ok(!self.and(!left, !right)?)
    }

    /// One of the two, not both.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn xor(&mut self, left: Edge, right: Edge) -> Result<Edge, NodeLimit> {
        self.ite(left, !right, right)
    }

    /// All of them: neighbours in the order are joined, then neighbours of those, so that no long function is walked once for each of many
    /// short ones.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn all(&mut self, functions: impl IntoIterator<Item = Edge>) -> Result<Edge, NodeLimit> {
        let mut functions: Vec<Edge> = functions.into_iter().collect();
        functions.sort_by_key(|&function| self.top(function));
        while functions.len() > 1 {
            // From below: what is above is then walked once.
            let mut joined = Vec::with_capacity(functions.len().div_ceil(2));
            while let Some(last) = functions.pop() {
                joined.push(match functions.pop() {
                    Some(above) => self.and(above, last)?,
                    None => last,
                });
            }
            joined.reverse();
            functions = joined;
        }
        Ok(functions.pop().unwrap_or(Edge::TRUE))
    }

    /// At least `count` of them, built directly: one pass over the functions, one column of partial counts.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn at_least(&mut self, count: usize, functions: &[Edge]) -> Result<Edge, NodeLimit> {
        match count {
            _ if count > functions.len() => return Ok(Edge::FALSE),
            1 => return Ok(!self.all(functions.iter().map(|&function| !function))?),
            _ => {}
        }
        let mut functions = functions.to_vec();
        functions.sort_by_key(|&function| self.top(function));
        // column[j]: at least j of the functions seen so far (from the back).
        let mut column = vec![Edge::FALSE; count + 1];
        column[0] = Edge::TRUE;
        for function in functions.into_iter().rev() {
            for needed in (1..=count).rev() {
                column[needed] = self.ite(function, column[needed - 1], column[needed])?;
            }
        }
        Ok(column[count])
    }

    /// The variable a function decides first; `u32::MAX` for constants.
    #[must_use]
    pub fn top(&self, function: Edge) -> u32 {
        self.nodes[function.index()].variable
    }

    /// The function with its topmost variable `variable` set to false and to true.
    #[must_use]
    pub fn cofactors(&self, function: Edge, variable: u32) -> (Edge, Edge) {
        self.nodes[function.index()].split(function, variable)
    }

    /// The nodes below `roots`, children before parents, each once; the terminal is left out.
    #[must_use]
    pub fn reachable(&self, roots: &[Edge]) -> Vec<u32> {
        let mark = self.mark(roots);
        // A node is made after its children: ascending order is bottom-up.
        (1..mark.len() as u32).filter(|&node| mark[node as usize]).collect()
    }

    /// Which nodes are below `roots`; as long as the last of them.
    fn mark(&self, roots: &[Edge]) -> Vec<bool> {
        let last = roots.iter().map(|root| root.index()).max().unwrap_or(0);
        let mut mark = vec![false; last + 1];
        roots.iter().for_each(|root| mark[root.index()] = true);
        for index in (1..=last).rev() {
            if mark[index] {
                mark[self.nodes[index].low.index()] = true;
                mark[self.nodes[index].high.index()] = true;
            }
        }
        mark
    }

    /// Drops every node that `roots` do not need, and renames the roots.
    pub fn collect(&mut self, roots: &mut [Edge]) {
        let mark = self.mark(roots);
        let mut place = vec![0_u32; mark.len()];
        let mut next = 1;
        for index in (1..mark.len()).filter(|&index| mark[index]) {
            let Node { variable, low, high } = self.nodes[index];
            let moved = |edge: Edge| Edge(place[edge.index()] << 1 | edge.0 & 1);
            self.nodes[next as usize] = Node { variable, low: moved(low), high: moved(high) };
            place[index] = next;
            next += 1;
        }
        self.nodes.truncate(next as usize);
        roots.iter_mut().for_each(|root| *root = Edge(place[root.index()] << 1 | root.0 & 1));
        self.results.clear();
        self.unique.refill(self.nodes[1..].iter().map(|node| node.hash()));
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

    /// The decision on `variable` between two functions of later variables.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn node(&mut self, variable: u32, low: Edge, high: Edge) -> Result<Edge, NodeLimit> {
        if low == high {
            return Ok(low);
        }
        let negate = high.is_complement();
        let wanted = Node { variable, low: low.with_sign(negate), high: high.with_sign(negate) };
        let hash = wanted.hash();
        let slot = match self.unique.find(hash, |index| self.nodes[index as usize] == wanted) {
            Ok(index) => return Ok(Edge(index << 1).with_sign(negate)),
            Err(slot) => slot,
        };
        if self.nodes.len() >= self.limit.min(u32::MAX as usize >> 1) {
            return Err(NodeLimit(self.limit));
        }
        let index = self.nodes.len() as u32;
        self.nodes.push(wanted);
        if self.unique.insert(slot, hash, index) {
            self.results.widen(self.unique.size());
        }
        Ok(Edge(index << 1).with_sign(negate))
    }
}

impl Node {
    #[inline]
    fn split(self, function: Edge, variable: u32) -> (Edge, Edge) {
        if self.variable != variable {
            return (function, function);
        }
        let complement = function.is_complement();
        (self.low.with_sign(complement), self.high.with_sign(complement))
    }

    #[inline]
    fn hash(self) -> u32 {
        hash(self.variable, self.low.0, self.high.0)
    }
}
