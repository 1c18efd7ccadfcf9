//! Reduced ordered binary decision diagrams with complement edges, in one arena.
//!
//! A function is an [`Edge`]: a node's index and a sign. Nodes are hash-consed, so equal functions are equal edges; the
//! high edge of a node is never complemented, which makes negation free and the form canonical. Results are remembered in
//! a table of fixed places, which forgets: it grows with the diagram up to 2^20 entries, past which misses of the machine's
//! own caches cost more than what is remembered saves. Source: \[bryant1986\]; complement edges \[brace1990\].

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

/// A remembered result; a question that cannot be asked where there is none.
#[derive(Clone, Copy, Debug)]
struct Remembered {
    question: Question,
    result: Edge,
}

/// If the first then the second else the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Question(Edge, Edge, Edge);

const TERMINAL: u32 = u32::MAX;
const EMPTY: u32 = u32::MAX;
const NOTHING: Remembered =
    Remembered { question: Question(Edge::FALSE, Edge::FALSE, Edge::FALSE), result: Edge::FALSE };
const LEAST_CACHE: usize = 1 << 10;
const MOST_CACHE: usize = 1 << 20;

/// An arena of nodes over variables 0, 1, 2, … in that order from the top.
#[derive(Debug)]
pub struct Bdd {
    nodes: Vec<Node>,
    /// Open-addressing table of node indices.
    unique: Vec<u32>,
    cache: Vec<Remembered>,
    limit: usize,
    tasks: Vec<Task>,
    results: Vec<Edge>,
}

/// What is still to be done for a question: solve its high half, or make the node of both halves.
#[derive(Clone, Copy, Debug)]
struct Task {
    /// The question; the high half still to be asked where `join` is false.
    question: Question,
    /// Where the result goes once it is known.
    key: Question,
    top: u32,
    join: bool,
    negate: bool,
}

enum Step {
    Known(Edge),
    Split { key: Question, top: u32, negate: bool, low: Question, high: Question },
}

impl Bdd {
    /// An empty diagram that refuses to grow past `limit` nodes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        let terminal = Node { variable: TERMINAL, low: Edge::TRUE, high: Edge::TRUE };
        Self {
            nodes: vec![terminal],
            unique: vec![EMPTY; 1024],
            cache: vec![NOTHING; LEAST_CACHE],
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
        Ok(!self.ite(!left, !right, Edge::FALSE)?)
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
        let outcome = self.work_off(Question(condition, yes, no), &mut tasks, &mut results);
        self.tasks = tasks;
        self.results = results;
        outcome
    }

    /// Depth first, low before high. A task waits on the stack until the half above it is known.
    fn work_off(
        &mut self,
        start: Question,
        tasks: &mut Vec<Task>,
        lows: &mut Vec<Edge>,
    ) -> Result<Edge, NodeLimit> {
        let mut question = start;
        loop {
            let mut known = match self.step(question) {
                Step::Known(result) => result,
                Step::Split { key, top, negate, low, high } => {
                    tasks.push(Task { question: high, key, top, join: false, negate });
                    question = low;
                    continue;
                }
            };
            loop {
                let Some(task) = tasks.last_mut() else { return Ok(known) };
                if !task.join {
                    task.join = true;
                    question = task.question;
                    lows.push(known);
                    break;
                }
                let Task { key, top, negate, .. } = *task;
                tasks.pop();
                let low = lows.pop().unwrap_or(known);
                let result = self.node(top, low, known)?;
                let slot = self.cache_slot(key);
                self.cache[slot] = Remembered { question: key, result };
                known = result.with_sign(negate);
            }
        }
    }

    /// The result where it is plain or remembered, otherwise the two smaller questions.
    #[inline]
    fn step(&self, question: Question) -> Step {
        let Question(mut f, mut g, mut h) = question;
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
        (f, g, h) = standard(f, g, h);
        let negate = g.is_complement();
        if negate {
            (g, h) = (!g, !h);
        }
        let key = Question(f, g, h);
        let Remembered { question, result } = self.cache[self.cache_slot(key)];
        if question == key {
            return Step::Known(result.with_sign(negate));
        }
        let (fs, gs, hs) = (self.nodes[f.index()], self.nodes[g.index()], self.nodes[h.index()]);
        let top = fs.variable.min(gs.variable).min(hs.variable);
        let (f0, f1) = fs.split(f, top);
        let (g0, g1) = gs.split(g, top);
        let (h0, h1) = hs.split(h, top);
        Step::Split { key, top, negate, low: Question(f0, g0, h0), high: Question(f1, g1, h1) }
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
        self.cache.fill(NOTHING);
        let size = self.unique.len();
        self.rehash(size);
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
        let mask = self.unique.len() - 1;
        let mut slot = wanted.hash() & mask;
        loop {
            let index = self.unique[slot];
            if index == EMPTY {
                break;
            }
            if self.nodes[index as usize] == wanted {
                return Ok(Edge(index << 1).with_sign(negate));
            }
            slot = (slot + 1) & mask;
        }
        if self.nodes.len() >= self.limit.min(u32::MAX as usize >> 1) {
            return Err(NodeLimit(self.limit));
        }
        let index = self.nodes.len() as u32;
        self.nodes.push(wanted);
        self.unique[slot] = index;
        // At most half full: fuller, and looking for what is not there meets too many strangers.
        if self.nodes.len() * 2 > self.unique.len() {
            self.rehash(self.unique.len() * 2);
            self.widen_cache();
        }
        Ok(Edge(index << 1).with_sign(negate))
    }

    fn rehash(&mut self, size: usize) {
        self.unique.clear();
        self.unique.resize(size, EMPTY);
        for (index, node) in self.nodes.iter().enumerate().skip(1) {
            let mut slot = node.hash() & (size - 1);
            while self.unique[slot] != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            self.unique[slot] = index as u32;
        }
    }

    fn widen_cache(&mut self) {
        let size = self.unique.len().min(MOST_CACHE);
        if size <= self.cache.len() {
            return;
        }
        let old = std::mem::replace(&mut self.cache, vec![NOTHING; size]);
        for entry in old {
            let slot = self.cache_slot(entry.question);
            self.cache[slot] = entry;
        }
    }

    fn cache_slot(&self, Question(f, g, h): Question) -> usize {
        hash(f.0, g.0, h.0) & (self.cache.len() - 1)
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

    fn hash(self) -> usize {
        hash(self.variable, self.low.0, self.high.0)
    }
}

/// Inside `ite(condition, …)` a branch that repeats the condition is the constant it has there.
#[inline]
fn absorb(branch: Edge, condition: Edge, value: Edge) -> Edge {
    if branch == condition {
        value
    } else if branch == !condition {
        !value
    } else {
        branch
    }
}

/// Of the equal ways to ask for a conjunction or a comparison, one: the smaller edge first.
#[inline]
fn standard(f: Edge, g: Edge, h: Edge) -> (Edge, Edge, Edge) {
    let (f, g, h) = if h == Edge::FALSE && g.0 | 1 < f.0 {
        // f and g
        (g, f, h)
    } else if g == Edge::FALSE && h.0 | 1 < f.0 {
        // not f, and h
        (!h, g, !f)
    } else if g == Edge::TRUE && h.0 | 1 < f.0 {
        // f or h
        (h, g, f)
    } else if h == Edge::TRUE && g.0 | 1 < f.0 {
        // not f, or g
        (!g, !f, h)
    } else if g == !h && g.0 | 1 < f.0 {
        // f equals g
        (g, f, !f)
    } else {
        (f, g, h)
    };
    if f.is_complement() { (!f, h, g) } else { (f, g, h) }
}

#[inline]
fn hash(a: u32, b: u32, c: u32) -> usize {
    let mixed = u64::from(a).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ u64::from(c).wrapping_mul(0x1656_67B1_9E37_79F9);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as usize
}
