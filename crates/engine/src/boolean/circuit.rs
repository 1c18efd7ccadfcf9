//! Boolean functions as an acyclic graph of gates: what a fault tree or a project says, before it is solved.
//!
//! Only three gates are kept: *and*, *exclusive or*, *at least k*. Negation is a sign on the way into a gate, so *or* is an
//! *and* of the negated arguments, negated. A gate is simplified when it is made (constants, repeated and contradicting
//! arguments, single arguments), and a gate that exists already is not made again. Arguments come before their gate:
//! the numbers of the nodes are a topological order, and no walk over them needs recursion.

use super::hashing::Table;

/// A function in a [`Circuit`]: a node and a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Literal(u32);

impl Literal {
    /// Always true.
    pub const TRUE: Self = Self(0);
    /// Always false.
    pub const FALSE: Self = Self(1);

    /// The function of `node`, negated where `complement` is.
    #[must_use]
    pub fn new(node: u32, complement: bool) -> Self {
        Self(node << 1 | u32::from(complement))
    }

    /// The constant.
    #[must_use]
    pub fn constant(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// The node's number.
    #[must_use]
    pub fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether it is the node's negation.
    #[must_use]
    pub fn is_complement(self) -> bool {
        self.0 & 1 == 1
    }

    /// Negated where `complement` is.
    #[must_use]
    pub fn with_sign(self, complement: bool) -> Self {
        Self(self.0 ^ u32::from(complement))
    }

    /// Whether it is one of the constants.
    #[must_use]
    pub fn is_constant(self) -> bool {
        self.0 <= 1
    }
}

impl std::ops::Not for Literal {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// True: node 0.
    Constant,
    /// An independent event.
    Variable(u32),
    /// All arguments.
    And,
    /// An odd number of the arguments.
    Xor,
    /// At least so many of the arguments; more than one, fewer than all. An argument may be listed more than once.
    AtLeast(u32),
}

#[derive(Clone, Copy, Debug)]
struct Node {
    operator: Operator,
    start: u32,
    end: u32,
}

/// Gates over variables, arguments before gates.
#[derive(Clone, Debug)]
pub struct Circuit {
    nodes: Vec<Node>,
    arguments: Vec<Literal>,
    variables: Vec<u32>,
    known: Table<(Operator, Box<[Literal]>), u32>,
}

impl Default for Circuit {
    fn default() -> Self {
        Self::new()
    }
}

impl Circuit {
    /// Without variables or gates.
    #[must_use]
    pub fn new() -> Self {
        let constant = Node { operator: Operator::Constant, start: 0, end: 0 };
        Self { nodes: vec![constant], arguments: Vec::new(), variables: Vec::new(), known: Table::default() }
    }

    /// How many nodes there are; their numbers are below.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// One more than the largest variable in use.
    #[must_use]
    pub fn variable_count(&self) -> usize {
        self.variables.len()
    }

    /// What a node is.
    #[must_use]
    pub fn operator(&self, node: usize) -> Operator {
        self.nodes[node].operator
    }

    /// A gate's arguments; none for variables and the constant.
    #[must_use]
    pub fn arguments(&self, node: usize) -> &[Literal] {
        let Node { start, end, .. } = self.nodes[node];
        &self.arguments[start as usize..end as usize]
    }

    /// The function "`variable` is true".
    pub fn variable(&mut self, variable: u32) -> Literal {
        let place = variable as usize;
        if place >= self.variables.len() {
            self.variables.resize(place + 1, 0);
        }
        if self.variables[place] == 0 {
            self.variables[place] = self.push(Operator::Variable(variable), &[]);
        }
        Literal::new(self.variables[place], false)
    }

    /// All of them; true where there are none.
    pub fn and(&mut self, arguments: impl IntoIterator<Item = Literal>) -> Literal {
        let mut list: Vec<Literal> = Vec::new();
        for argument in arguments {
            match argument {
                Literal::TRUE => {}
                Literal::FALSE => return Literal::FALSE,
                _ => list.push(argument),
            }
        }
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let count = sorted.len();
        sorted.dedup();
        if sorted.windows(2).any(|pair| pair[0] == !pair[1]) {
            return Literal::FALSE;
        }
        if sorted.len() < count {
            list = without_repetition(&list, &sorted);
        }
        match sorted[..] {
            [] => Literal::TRUE,
            [only] => only,
            _ => self.gate(Operator::And, sorted, &list),
        }
    }

    /// Any of them; false where there are none.
    pub fn or(&mut self, arguments: impl IntoIterator<Item = Literal>) -> Literal {
        !self.and(arguments.into_iter().map(|argument| !argument))
    }

    /// An odd number of them.
    pub fn xor(&mut self, arguments: impl IntoIterator<Item = Literal>) -> Literal {
        let mut odd = false;
        let mut sorted: Vec<Literal> = Vec::new();
        for argument in arguments {
            odd ^= argument.is_complement();
            if !argument.is_constant() {
                sorted.push(argument.with_sign(argument.is_complement()));
            }
            // The constant true adds one.
            odd ^= argument.is_constant();
        }
        sorted.sort_unstable();
        let mut list: Vec<Literal> = Vec::with_capacity(sorted.len());
        for argument in sorted {
            if list.last() == Some(&argument) {
                list.pop();
            } else {
                list.push(argument);
            }
        }
        let result = match list[..] {
            [] => Literal::FALSE,
            [only] => only,
            _ => self.gate(Operator::Xor, list.clone(), &list),
        };
        result.with_sign(odd)
    }

    /// If `condition` then `yes` else `no`.
    pub fn if_else(&mut self, condition: Literal, yes: Literal, no: Literal) -> Literal {
        if yes == no {
            return yes;
        }
        if yes == !no {
            return self.xor([condition, no]);
        }
        let first = self.and([condition, yes]);
        let second = self.and([!condition, no]);
        self.or([first, second])
    }

    /// At least `count` of them, each counted as often as it is listed.
    pub fn at_least(&mut self, count: usize, arguments: &[Literal]) -> Literal {
        let certain = arguments.iter().filter(|argument| **argument == Literal::TRUE).count();
        let list: Vec<Literal> =
            arguments.iter().copied().filter(|argument| !argument.is_constant()).collect();
        let count = count.saturating_sub(certain);
        match list.len() {
            _ if count == 0 => Literal::TRUE,
            have if count > have => Literal::FALSE,
            have if count == have => self.and(list),
            _ if count == 1 => self.or(list),
            _ => {
                let mut sorted = list.clone();
                sorted.sort_unstable();
                self.gate(Operator::AtLeast(count as u32), sorted, &list)
            }
        }
    }

    /// A gate that names all of `functions` as they are, to walk over them together; what it computes does not matter.
    pub fn tied(&mut self, functions: &[Literal]) -> Literal {
        Literal::new(self.push(Operator::And, functions), false)
    }

    /// The same operator over other arguments, as when a circuit is rewritten.
    pub fn like(&mut self, operator: Operator, arguments: Vec<Literal>) -> Literal {
        match operator {
            Operator::Constant => Literal::TRUE,
            Operator::Variable(variable) => self.variable(variable),
            Operator::And => self.and(arguments),
            Operator::Xor => self.xor(arguments),
            Operator::AtLeast(count) => self.at_least(count as usize, &arguments),
        }
    }

    fn gate(&mut self, operator: Operator, sorted: Vec<Literal>, arguments: &[Literal]) -> Literal {
        let key = (operator, sorted.into_boxed_slice());
        if let Some(&node) = self.known.get(&key) {
            return Literal::new(node, false);
        }
        let node = self.push(operator, arguments);
        self.known.insert(key, node);
        Literal::new(node, false)
    }

    fn push(&mut self, operator: Operator, arguments: &[Literal]) -> u32 {
        let start = self.arguments.len() as u32;
        self.arguments.extend_from_slice(arguments);
        self.nodes.push(Node { operator, start, end: self.arguments.len() as u32 });
        (self.nodes.len() - 1) as u32
    }

    /// Which nodes `root` depends on, itself among them.
    #[must_use]
    pub fn reached(&self, root: Literal) -> Vec<bool> {
        self.reached_from(&[root])
    }

    /// Which nodes any of `roots` depends on, themselves among them.
    #[must_use]
    pub fn reached_from(&self, roots: &[Literal]) -> Vec<bool> {
        let mut reached = vec![false; self.nodes.len()];
        roots.iter().for_each(|root| reached[root.node()] = true);
        for node in (1..reached.len()).rev() {
            if reached[node] {
                self.arguments(node).iter().for_each(|argument| reached[argument.node()] = true);
            }
        }
        reached
    }

    /// How many gates `root` reaches name each node; the root counts once more.
    #[must_use]
    pub fn fan_out(&self, root: Literal) -> Vec<u32> {
        let mut named = vec![0; self.nodes.len()];
        named[root.node()] = 1;
        for node in (1..=root.node()).rev() {
            if named[node] > 0 {
                self.arguments(node).iter().for_each(|argument| named[argument.node()] += 1);
            }
        }
        named
    }

    /// The function's value when the variables have these.
    #[must_use]
    pub fn value(&self, root: Literal, variables: &[bool]) -> bool {
        let mut values = vec![true; root.node() + 1];
        for node in 1..=root.node() {
            let holds = |argument: &&Literal| values[argument.node()] != argument.is_complement();
            let arguments = self.arguments(node);
            values[node] = match self.operator(node) {
                Operator::Constant => true,
                Operator::Variable(variable) => variables[variable as usize],
                Operator::And => arguments.iter().all(|argument| holds(&argument)),
                Operator::Xor => arguments.iter().filter(holds).count() % 2 == 1,
                Operator::AtLeast(count) => arguments.iter().filter(holds).count() >= count as usize,
            };
        }
        values[root.node()] != root.is_complement()
    }
}

/// `list` in its order, each of the `sorted` once.
fn without_repetition(list: &[Literal], sorted: &[Literal]) -> Vec<Literal> {
    let mut left = vec![true; sorted.len()];
    let first = |argument: &&Literal| {
        sorted.binary_search(argument).is_ok_and(|at| std::mem::replace(&mut left[at], false))
    };
    list.iter().filter(first).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_simplified_when_made() {
        let mut circuit = Circuit::new();
        let [a, b, c] = [0, 1, 2].map(|v| circuit.variable(v));
        assert_eq!(circuit.and([a, Literal::TRUE, a]), a);
        assert_eq!(circuit.and([a, b, !a]), Literal::FALSE);
        assert_eq!(circuit.or([a, !a]), Literal::TRUE);
        assert_eq!(circuit.and([a, b]), circuit.and([b, a, b]));
        assert_eq!(circuit.xor([a, !b]), !circuit.xor([b, a]));
        assert_eq!(circuit.xor([a, Literal::TRUE]), !a);
        assert_eq!(circuit.xor([a, Literal::FALSE, a]), Literal::FALSE);
        assert_eq!(circuit.at_least(3, &[a, b, Literal::TRUE]), circuit.and([a, b]));
        assert_eq!(circuit.at_least(2, &[a, b, Literal::FALSE, c]), circuit.at_least(2, &[c, a, b]));
    }
}
