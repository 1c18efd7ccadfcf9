//! Probabilities on a diagram: of the function, of its complement, and their derivatives, in one pass each.

use super::bdd::{Bdd, Edge};

/// The two probabilities of a variable; both computed directly, so that neither loses digits to a subtraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// P(true): up.
    pub up: f64,
    /// P(false): down.
    pub down: f64,
}

impl Chance {
    /// Always up.
    pub const CERTAIN: Self = Self { up: 1.0, down: 0.0 };
    /// Always down.
    pub const NEVER: Self = Self { up: 0.0, down: 1.0 };

    /// From the probability of being down.
    #[must_use]
    pub fn of_down(down: f64) -> Self {
        Self { up: 1.0 - down, down }
    }

    /// Of the negation, where `swap` is.
    #[must_use]
    pub fn swapped(self, swap: bool) -> Self {
        if swap { Self { up: self.down, down: self.up } } else { self }
    }
}

/// A function made ready for repeated evaluation.
///
/// Everything that has a chance has a place: 0 is the constant true, then come the variables the function depends on, then its nodes,
/// each after what it needs.
#[derive(Debug)]
pub struct Diagram {
    /// The variables of places 1, 2, …, ascending.
    support: Vec<u32>,
    pub(super) nodes: Vec<Compact>,
    pub(super) root: Place,
}

/// A place, and whether its negation is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    pub(super) fn new(place: usize, complement: bool) -> Self {
        Self((place as u32) << 1 | u32::from(complement))
    }

    pub(super) fn with_sign(self, complement: bool) -> Self {
        Self(self.0 ^ u32::from(complement))
    }

    pub(super) fn at(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(super) fn is_complement(self) -> bool {
        self.0 & 1 == 1
    }

    /// Where what is meant and its negation stand in a list that holds P(true) and P(false) of one place after the other.
    pub(super) fn sides(self) -> (usize, usize) {
        (self.0 as usize, (self.0 ^ 1) as usize)
    }

    pub(super) fn of(self, values: &[Chance]) -> Chance {
        values[self.at()].swapped(self.is_complement())
    }
}

/// If `decision` then `high` else `low`; `high` is never a negation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compact {
    pub decision: Place,
    pub low: Place,
    pub high: Place,
}

impl Diagram {
    /// The part of `bdd` below `root`; its levels are the variables.
    #[must_use]
    pub fn new(bdd: &Bdd, root: Edge) -> Self {
        Extract::new(bdd, &Decision::Variable).diagram(root)
    }

    /// How many decision nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The variables the function depends on, ascending.
    #[must_use]
    pub fn support(&self) -> &[u32] {
        &self.support
    }

    /// P(true) and P(false) of the function when its variables are independent with the given chances.
    #[must_use]
    pub fn chance(&self, chances: &[Chance]) -> Chance {
        self.root.of(&self.values(chances))
    }

    /// By place.
    pub(super) fn values(&self, chances: &[Chance]) -> Vec<Chance> {
        let mut values = Vec::with_capacity(self.first_node() + self.nodes.len());
        values.push(Chance::CERTAIN);
        values.extend(self.support.iter().map(|&variable| chances[variable as usize]));
        for node in &self.nodes {
            let value = node.value(&values);
            values.push(value);
        }
        values
    }

    /// The place of the first node.
    pub(super) fn first_node(&self) -> usize {
        self.support.len() + 1
    }

    /// The places of those of `variables` that the function depends on, each with its variable.
    pub(super) fn places(&self, variables: &[u32]) -> Vec<(u32, u32)> {
        let place =
            |&variable: &u32| self.support.binary_search(&variable).ok().map(|at| (at as u32 + 1, variable));
        variables.iter().filter_map(place).collect()
    }

    /// Birnbaum importance of every variable: ∂P(true)/∂P(variable true) = P(true | variable up) − P(true | variable down).
    /// One backward pass. Source: \[birnbaum1969\].
    #[must_use]
    pub fn birnbaum(&self, chances: &[Chance]) -> Vec<f64> {
        self.importances(&self.values(chances), chances.len())
    }

    /// [`Diagram::birnbaum`] from the values of all places; there are so many variables.
    pub(super) fn importances(&self, values: &[Chance], variables: usize) -> Vec<f64> {
        // How much P(true) of the root grows with P(true) of each place.
        let mut weights = vec![0.0_f64; values.len()];
        weights[self.root.at()] = if self.root.is_complement() { -1.0 } else { 1.0 };
        for (position, node) in self.nodes.iter().enumerate().rev() {
            let weight = weights[self.first_node() + position];
            let Chance { up, down } = node.decision.of(values);
            let (high, low) = (node.high.of(values), node.low.of(values));
            // The subtraction is taken on the side where the numbers are small.
            let difference = if high.up > 0.5 { low.down - high.down } else { high.up - low.up };
            let signed = |place: Place, weight: f64| if place.is_complement() { -weight } else { weight };
            weights[node.decision.at()] += signed(node.decision, weight * difference);
            weights[node.high.at()] += weight * up;
            weights[node.low.at()] += signed(node.low, weight * down);
        }
        let mut result = vec![0.0; variables];
        self.support.iter().zip(&weights[1..]).for_each(|(&v, weight)| result[v as usize] = *weight);
        result
    }
}

impl Compact {
    #[inline]
    pub(super) fn value(&self, values: &[Chance]) -> Chance {
        let Chance { up, down } = self.decision.of(values);
        let (high, low) = (values[self.high.at()], self.low.of(values));
        Chance { up: up * high.up + down * low.up, down: up * high.down + down * low.down }
    }

    pub(super) fn needs(&self) -> [Place; 3] {
        [self.decision, self.low, self.high]
    }
}

/// What a level of a [`Bdd`] decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A variable.
    Variable(u32),
    /// Another function of the same arena, which shares no variable with what is decided, and whose nodes were made before.
    Function(Edge),
}

/// Takes diagrams out of an arena, each with the functions that its levels decide on.
pub struct Extract<'a> {
    bdd: &'a Bdd,
    decision: &'a dyn Fn(u32) -> Decision,
    /// By node of the arena; 0 for those that are not in the diagram at hand.
    places: Vec<u32>,
}

impl<'a> Extract<'a> {
    /// From `bdd`, whose levels decide as `decision` says.
    #[must_use]
    pub fn new(bdd: &'a Bdd, decision: &'a dyn Fn(u32) -> Decision) -> Self {
        Self { bdd, decision, places: vec![0; bdd.node_count()] }
    }

    /// The function `root`, in time proportional to its own size.
    pub fn diagram(&mut self, root: Edge) -> Diagram {
        let nodes = self.reached(root);
        let variable_of = |node: u32| match (self.decision)(self.bdd.parts(node).0) {
            Decision::Variable(variable) => Some(variable),
            Decision::Function(_) => None,
        };
        let mut support: Vec<u32> = nodes.iter().copied().filter_map(variable_of).collect();
        support.sort_unstable();
        support.dedup();
        let first = support.len() as u32 + 1;
        (first..).zip(&nodes).for_each(|(place, &node)| self.places[node as usize] = place);
        let compact = nodes.iter().map(|&node| {
            let (level, low, high) = self.bdd.parts(node);
            let decision = match (self.decision)(level) {
                Decision::Variable(variable) => {
                    Place::new(support.binary_search(&variable).map_or(0, |at| at + 1), false)
                }
                Decision::Function(function) => self.place(function),
            };
            Compact { decision, low: self.place(low), high: self.place(high) }
        });
        let diagram = Diagram { nodes: compact.collect(), root: self.place(root), support };
        nodes.iter().for_each(|&node| self.places[node as usize] = 0);
        diagram
    }

    /// The nodes of a function, ascending: a node is made after all it needs.
    fn reached(&mut self, root: Edge) -> Vec<u32> {
        let mut stack = vec![root];
        let mut nodes = Vec::new();
        while let Some(edge) = stack.pop() {
            let (node, _) = Bdd::split(edge);
            if node == 0 || std::mem::replace(&mut self.places[node as usize], 1) == 1 {
                continue;
            }
            nodes.push(node);
            let (level, low, high) = self.bdd.parts(node);
            stack.extend([low, high]);
            if let Decision::Function(function) = (self.decision)(level) {
                stack.push(function);
            }
        }
        nodes.sort_unstable();
        nodes
    }

    fn place(&self, edge: Edge) -> Place {
        let (node, complement) = Bdd::split(edge);
        Place::new(self.places[node as usize] as usize, complement)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Two-out-of-three of unequal units against the sum over all eight states.
    #[test]
    fn two_out_of_three_by_enumeration() {
        let downs = [1e-3, 2e-6, 0.25];
        let chances: Vec<Chance> = downs.iter().map(|&down| Chance::of_down(down)).collect();
        let mut bdd = Bdd::new(1000);
        let v: Vec<Edge> = (0..3).map(|i| bdd.variable(i).unwrap()).collect();
        let root = bdd.at_least(2, &v).unwrap();
        let diagram = Diagram::new(&bdd, root);
        let mut expected = 0.0;
        for bits in 0..8u32 {
            if bits.count_ones() >= 2 {
                expected += (0..3)
                    .map(|i| if bits >> i & 1 == 1 { downs[i] } else { 1.0 - downs[i] })
                    .product::<f64>();
            }
        }
        assert!((diagram.chance(&chances).down / expected - 1.0).abs() < 1e-14);
        let importance = diagram.birnbaum(&chances);
        let exactly_one_of_others = downs[1] * (1.0 - downs[2]) + downs[2] * (1.0 - downs[1]);
        assert!((importance[0] / exactly_one_of_others - 1.0).abs() < 1e-12);
    }
}
