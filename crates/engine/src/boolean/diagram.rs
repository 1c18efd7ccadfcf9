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

/// A function made ready for repeated evaluation: its nodes, children first, renumbered from 1 (0 is the terminal).
#[derive(Debug)]
pub struct Diagram {
    nodes: Vec<Compact>,
    root: (u32, bool),
}

#[derive(Clone, Copy, Debug)]
struct Compact {
    variable: u32,
    low: (u32, bool),
    high: u32,
}

impl Diagram {
    /// The part of `bdd` below `root`.
    #[must_use]
    pub fn new(bdd: &Bdd, root: Edge) -> Self {
        let order = bdd.reachable(&[root]);
        let mut places = vec![0_u32; order.last().map_or(1, |&last| last as usize + 1)];
        order.iter().zip(1..).for_each(|(&node, place)| places[node as usize] = place);
        let place = |edge: Edge| {
            let (node, complement) = Bdd::split(edge);
            (places[node as usize], complement)
        };
        let nodes = order
            .iter()
            .map(|&node| {
                let (variable, low, high) = bdd.parts(node);
                Compact { variable, low: place(low), high: place(high).0 }
            })
            .collect();
        Self { nodes, root: place(root) }
    }

    /// How many decision nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The variables the function depends on, ascending.
    #[must_use]
    pub fn support(&self) -> Vec<u32> {
        let mut variables: Vec<u32> = self.nodes.iter().map(|node| node.variable).collect();
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    /// P(true) and P(false) of the function when its variables are independent with the given chances.
    #[must_use]
    pub fn chance(&self, chances: &[Chance]) -> Chance {
        let values = self.values(chances);
        values[self.root.0 as usize].swapped(self.root.1)
    }

    fn values(&self, chances: &[Chance]) -> Vec<Chance> {
        let mut values = Vec::with_capacity(self.nodes.len() + 1);
        values.push(Chance::CERTAIN);
        for node in &self.nodes {
            let value = node.value(chances, &values);
            values.push(value);
        }
        values
    }

    /// Prepares for asking again and again with only the chances of `variables` changed.
    #[must_use]
    pub fn varying(&self, chances: &[Chance], variables: &[u32]) -> Varying<'_> {
        let mut touched = vec![false; self.nodes.len() + 1];
        let mut dirty = Vec::new();
        for (position, node) in self.nodes.iter().enumerate() {
            let below = touched[node.high as usize] || touched[node.low.0 as usize];
            if below || variables.contains(&node.variable) {
                touched[position + 1] = true;
                dirty.push(position as u32);
            }
        }
        Varying { diagram: self, values: self.values(chances), dirty }
    }

    /// Prepares for asking about many sets of variables one after the other, each with other chances for these alone.
    #[must_use]
    pub fn base(&self, chances: &[Chance]) -> Base<'_> {
        let count = self.nodes.len();
        let children = |node: &Compact| [node.high as usize, node.low.0 as usize];
        let parents = Lists::new(
            count + 1,
            self.nodes
                .iter()
                .enumerate()
                .flat_map(|(at, node)| children(node).map(|child| (child, at as u32))),
        );
        let nodes = self.nodes.iter().enumerate();
        let of_variable =
            Lists::new(chances.len(), nodes.map(|(at, node)| (node.variable as usize, at as u32)));
        Base { diagram: self, values: self.values(chances), parents, of_variable, seen: vec![false; count] }
    }

    /// Birnbaum importance of every variable: ∂P(true)/∂P(variable true) = P(true | variable up) − P(true | variable down).
    /// One backward pass. Source: \[birnbaum1969\].
    #[must_use]
    pub fn birnbaum(&self, chances: &[Chance]) -> Vec<f64> {
        let values = self.values(chances);
        let mut result = vec![0.0; chances.len()];
        // How much P(true) of the root grows with P(true), and with P(false), of each node.
        let mut weights = vec![(0.0_f64, 0.0_f64); values.len()];
        let root = &mut weights[self.root.0 as usize];
        *root = if self.root.1 { (0.0, 1.0) } else { (1.0, 0.0) };
        for (position, node) in self.nodes.iter().enumerate().rev() {
            let (direct, inverse) = weights[position + 1];
            let Chance { up, down } = chances[node.variable as usize];
            let high = values[node.high as usize];
            let low = values[node.low.0 as usize].swapped(node.low.1);
            // The subtraction is taken on the side where the numbers are small.
            let difference = if high.up > 0.5 { low.down - high.down } else { high.up - low.up };
            result[node.variable as usize] += (direct - inverse) * difference;
            let target = &mut weights[node.high as usize];
            target.0 += direct * up;
            target.1 += inverse * up;
            let target = &mut weights[node.low.0 as usize];
            let (plus, minus) = if node.low.1 { (inverse, direct) } else { (direct, inverse) };
            target.0 += plus * down;
            target.1 += minus * down;
        }
        result
    }
}

impl Compact {
    fn value(&self, chances: &[Chance], values: &[Chance]) -> Chance {
        let Chance { up, down } = chances[self.variable as usize];
        let high = values[self.high as usize];
        let low = values[self.low.0 as usize].swapped(self.low.1);
        Chance { up: up * high.up + down * low.up, down: up * high.down + down * low.down }
    }
}

/// Lists of numbers, one after the other.
#[derive(Debug)]
struct Lists {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Lists {
    /// From (list, member) pairs.
    fn new(lists: usize, pairs: impl Iterator<Item = (usize, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; lists + 1];
        pairs.clone().for_each(|(list, _)| starts[list + 1] += 1);
        (0..lists).for_each(|list| starts[list + 1] += starts[list]);
        let mut next = starts.clone();
        let mut members = vec![0; starts[lists] as usize];
        for (list, member) in pairs {
            members[next[list] as usize] = member;
            next[list] += 1;
        }
        Self { starts, members }
    }

    fn of(&self, list: usize) -> &[u32] {
        &self.members[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

/// A diagram with all of its values, of which only those above some variables are computed again.
#[derive(Debug)]
pub struct Base<'a> {
    diagram: &'a Diagram,
    values: Vec<Chance>,
    parents: Lists,
    of_variable: Lists,
    seen: Vec<bool>,
}

impl Base<'_> {
    /// The nodes above `variables`, children before parents.
    #[must_use]
    pub fn above(&mut self, variables: &[u32]) -> Vec<u32> {
        let starts = variables.iter().flat_map(|&variable| self.of_variable.of(variable as usize));
        let mut stack: Vec<u32> = starts.copied().collect();
        let mut found = Vec::new();
        while let Some(node) = stack.pop() {
            if !std::mem::replace(&mut self.seen[node as usize], true) {
                found.push(node);
                // A node's value stands one place after the node.
                stack.extend(self.parents.of(node as usize + 1));
            }
        }
        if found.len() * 8 > self.seen.len() {
            // Most of them: looking at all is quicker than sorting.
            found.clear();
            found.extend((0..self.seen.len() as u32).filter(|&node| self.seen[node as usize]));
        } else {
            found.sort_unstable();
        }
        found.iter().for_each(|&node| self.seen[node as usize] = false);
        found
    }

    /// The function's chance; `chances` differ from the last ones in variables that all lie below `nodes`.
    pub fn chance(&mut self, chances: &[Chance], nodes: &[u32]) -> Chance {
        for &node in nodes {
            self.values[node as usize + 1] = self.diagram.nodes[node as usize].value(chances, &self.values);
        }
        self.values[self.diagram.root.0 as usize].swapped(self.diagram.root.1)
    }
}

/// A diagram of which only some variables change: only the nodes above them are computed again.
#[derive(Debug)]
pub struct Varying<'a> {
    diagram: &'a Diagram,
    values: Vec<Chance>,
    dirty: Vec<u32>,
}

impl Varying<'_> {
    /// How many nodes are computed again each time.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.dirty.len()
    }

    /// The function's chance; `chances` may differ from those given at the start in the varying variables only.
    pub fn chance(&mut self, chances: &[Chance]) -> Chance {
        for &position in &self.dirty {
            let value = self.diagram.nodes[position as usize].value(chances, &self.values);
            self.values[position as usize + 1] = value;
        }
        self.values[self.diagram.root.0 as usize].swapped(self.diagram.root.1)
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
        let mut other = chances.clone();
        other[1] = Chance::NEVER;
        assert_eq!(diagram.varying(&chances, &[1]).chance(&other), diagram.chance(&other));
        let mut base = diagram.base(&chances);
        let above = base.above(&[1]);
        assert_eq!(base.chance(&other, &above), diagram.chance(&other));
        assert_eq!(base.chance(&chances, &above), diagram.chance(&chances));
        assert!(base.above(&[0]).len() < above.len());
    }
}
