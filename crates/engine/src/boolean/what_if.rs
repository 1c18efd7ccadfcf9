//! A diagram asked again and again while only a few of its variables change.

use super::diagram::{Chance, Compact, Diagram, Place};

/// The part of a diagram that some variables can reach; the rest is valued once.
#[derive(Debug)]
pub struct WhatIf {
    /// By place.
    values: Vec<Chance>,
    /// The nodes that can change, each after what it needs, with their places.
    nodes: Vec<(usize, Compact)>,
    root: Place,
    /// The variables that can change, ascending, with their places.
    variables: Vec<(u32, usize)>,
    /// Their chances before any change.
    before: Vec<Chance>,
}

impl Diagram {
    /// Makes ready for changes of `variables` alone, all others with these chances.
    #[must_use]
    pub fn what_if(&self, chances: &[Chance], variables: &[u32]) -> WhatIf {
        let values = self.values(chances);
        let mut sorted = variables.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let places: Vec<(u32, usize)> =
            self.places(&sorted).into_iter().map(|(place, variable)| (variable, place as usize)).collect();
        let first = self.first_node();
        let mut changes = vec![false; values.len()];
        places.iter().for_each(|&(_, place)| changes[place] = true);
        for (position, node) in self.nodes.iter().enumerate() {
            changes[first + position] = node.needs().iter().any(|needed| changes[needed.at()]);
        }
        let mut reached = vec![false; values.len()];
        reached[self.root.at()] = true;
        let mut nodes = Vec::new();
        for (position, node) in self.nodes.iter().enumerate().rev() {
            if !reached[first + position] || !changes[first + position] {
                continue;
            }
            nodes.push((first + position, *node));
            let [decision, low, high] = node.needs();
            let settled = !changes[decision.at()];
            let Chance { up, down } = decision.of(&values);
            reached[decision.at()] = true;
            // A side that nothing leads to counts for nothing, whatever it is worth.
            reached[high.at()] |= !(settled && up == 0.0);
            reached[low.at()] |= !(settled && down == 0.0);
        }
        nodes.reverse();
        let before = places.iter().map(|&(_, place)| values[place]).collect();
        WhatIf { values, nodes, root: self.root, variables: places, before }
    }
}

impl WhatIf {
    /// P(true) and P(false) with these of its variables certain, the others as they were: to the bit what the diagram says.
    pub fn chance(&mut self, certain: &[u32]) -> Chance {
        for (&(_, place), &chance) in self.variables.iter().zip(&self.before) {
            self.values[place] = chance;
        }
        for variable in certain {
            if let Ok(at) = self.variables.binary_search_by_key(variable, |&(variable, _)| variable) {
                self.values[self.variables[at].1] = Chance::CERTAIN;
            }
        }
        for (place, node) in &self.nodes {
            self.values[*place] = node.value(&self.values);
        }
        self.root.of(&self.values)
    }
}
