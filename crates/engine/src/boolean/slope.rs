//! A function's chance together with its slope in one direction, asked for again and again with a few variables forced.
//!
//! Forward differentiation: every place carries P(true), P(false) and the slope of P(true) when the chances of the variables move
//! together, each at its own speed. Of the nodes, only those above the forced variables are computed again.

use super::diagram::{Chance, Diagram, Place};

/// A chance, and how fast P(true) grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sloped {
    /// P(true) and P(false).
    pub chance: Chance,
    /// Growth of P(true).
    pub slope: f64,
}

impl Sloped {
    fn still(chance: Chance) -> Self {
        Self { chance, slope: 0.0 }
    }

    fn of(values: &[Self], place: Place) -> Self {
        let Self { chance, slope } = values[place.at()];
        if place.is_complement() {
            Self { chance: chance.swapped(true), slope: -slope }
        } else {
            values[place.at()]
        }
    }

    fn decide(decision: Self, high: Self, low: Self) -> Self {
        let Chance { up, down } = decision.chance;
        let (yes, no) = (high.chance, low.chance);
        // The subtraction is taken on the side where the numbers are small.
        let difference = if yes.up > 0.5 { no.down - yes.down } else { yes.up - no.up };
        Self {
            chance: Chance { up: up * yes.up + down * no.up, down: up * yes.down + down * no.down },
            slope: decision.slope * difference + up * high.slope + down * low.slope,
        }
    }
}

/// Which nodes need a place.
#[derive(Debug)]
pub struct Parents {
    starts: Vec<u32>,
    members: Vec<u32>,
    seen: Vec<bool>,
}

/// Some variables, by place, and the nodes above them, children before parents.
#[derive(Debug)]
pub struct Above {
    places: Vec<(u32, u32)>,
    nodes: Vec<u32>,
}

impl Above {
    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }
}

impl Parents {
    /// Of all places of `diagram`.
    #[must_use]
    pub fn new(diagram: &Diagram) -> Self {
        let places = diagram.first_node() + diagram.nodes.len();
        let mut starts = vec![0_u32; places + 1];
        let pairs =
            || (0..).zip(&diagram.nodes).flat_map(|(at, node)| node.needs().map(|place| (place.at(), at)));
        pairs().for_each(|(place, _)| starts[place + 1] += 1);
        (0..places).for_each(|place| starts[place + 1] += starts[place]);
        let mut next = starts.clone();
        let mut members = vec![0; starts[places] as usize];
        for (place, node) in pairs() {
            members[next[place] as usize] = node;
            next[place] += 1;
        }
        Self { starts, members, seen: vec![false; diagram.nodes.len()] }
    }

    fn of(&self, place: usize) -> &[u32] {
        &self.members[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// The nodes of the same diagram above `variables`.
    #[must_use]
    pub fn above(&mut self, diagram: &Diagram, variables: &[u32]) -> Above {
        let places = diagram.places(variables);
        let nodes = self.above_places(diagram, places.iter().map(|(place, _)| *place as usize));
        Above { places, nodes }
    }

    /// The nodes above some places, ascending.
    pub(super) fn above_places(
        &mut self,
        diagram: &Diagram,
        places: impl Iterator<Item = usize>,
    ) -> Vec<u32> {
        let mut stack: Vec<u32> = Vec::new();
        places.for_each(|place| stack.extend(self.of(place)));
        let mut nodes = Vec::new();
        while let Some(node) = stack.pop() {
            if !std::mem::replace(&mut self.seen[node as usize], true) {
                nodes.push(node);
                stack.extend(self.of(diagram.first_node() + node as usize));
            }
        }
        if nodes.len() * 8 > self.seen.len() {
            // Most of them: looking at all is quicker than sorting.
            nodes.clear();
            nodes.extend((0..self.seen.len() as u32).filter(|&node| self.seen[node as usize]));
        } else {
            nodes.sort_unstable();
        }
        nodes.iter().for_each(|&node| self.seen[node as usize] = false);
        nodes
    }
}

/// A diagram with the values of all its places.
#[derive(Debug)]
pub struct Slopes<'a> {
    diagram: &'a Diagram,
    /// As given.
    values: Vec<Sloped>,
    /// With something forced; the same as `values` between two questions.
    forced: Vec<Sloped>,
}

impl<'a> Slopes<'a> {
    /// With these chances of all variables and the speeds at which their P(true) grow.
    #[must_use]
    pub fn new(diagram: &'a Diagram, chances: &[Chance], speeds: &[f64]) -> Self {
        let mut values = Vec::with_capacity(diagram.first_node() + diagram.nodes.len());
        values.push(Sloped::still(Chance::CERTAIN));
        let variables = diagram.support().iter().map(|&variable| variable as usize);
        values.extend(variables.map(|v| Sloped { chance: chances[v], slope: speeds[v] }));
        for node in &diagram.nodes {
            let of = |place| Sloped::of(&values, place);
            values.push(Sloped::decide(of(node.decision), of(node.high), of(node.low)));
        }
        let forced = values.clone();
        Self { diagram, values, forced }
    }

    /// The function when the variables below `above` have this chance and stand still.
    pub fn with(&mut self, above: &Above, chance: Chance) -> Sloped {
        for &(place, _) in &above.places {
            self.forced[place as usize] = Sloped::still(chance);
        }
        let first = self.diagram.first_node();
        for &number in &above.nodes {
            let node = self.diagram.nodes[number as usize];
            let of = |place| Sloped::of(&self.forced, place);
            self.forced[first + number as usize] =
                Sloped::decide(of(node.decision), of(node.high), of(node.low));
        }
        let result = Sloped::of(&self.forced, self.diagram.root);
        let places = above.places.iter().map(|(place, _)| *place as usize);
        for place in places.chain(above.nodes.iter().map(|&node| first + node as usize)) {
            self.forced[place] = self.values[place];
        }
        result
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::boolean::bdd::{Bdd, Edge};

    /// Two out of three with one forced: the slope against the sum of importances times speeds.
    #[test]
    fn slope_with_one_forced() {
        let mut bdd = Bdd::new(100);
        let v: Vec<Edge> = (0..3).map(|i| bdd.variable(i).unwrap()).collect();
        let root = bdd.at_least(2, &v).unwrap();
        for root in [root, !root] {
            let diagram = Diagram::new(&bdd, root);
            let chances = [0.1, 0.02, 0.3].map(Chance::of_down);
            let speeds = [0.5, 2.0, -1.0];
            let mut slopes = Slopes::new(&diagram, &chances, &speeds);
            let mut parents = Parents::new(&diagram);
            let above = parents.above(&diagram, &[1]);
            for state in [Chance::NEVER, Chance::CERTAIN] {
                let mut forced = chances;
                forced[1] = state;
                let birnbaum = diagram.birnbaum(&forced);
                let expected = birnbaum[0] * speeds[0] + birnbaum[2] * speeds[2];
                let found = slopes.with(&above, state);
                assert!((found.slope - expected).abs() < 1e-15);
                assert_eq!(found.chance, diagram.chance(&forced));
            }
            assert!(parents.above(&diagram, &[0]).nodes.len() < above.nodes.len());
        }
    }
}
