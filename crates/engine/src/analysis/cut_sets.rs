//! Minimal cut sets: the smallest sets of failed variables that take a function down.
//!
//! Families of sets are kept as zero-suppressed diagrams, so their number is counted without listing them; the likeliest are
//! listed best first. Source of the recursion: \[rauzy1993\].

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use crate::boolean::bdd::{Bdd, Edge};

/// A family of sets: 0 is no set at all, 1 is the empty set alone.
type Family = u32;
const NONE: Family = 0;
const UNIT: Family = 1;

/// The minimal cut sets of a coherent function.
#[derive(Debug)]
pub struct CutSets {
    /// (variable, sets without it, sets with it), children before parents; positions 0 and 1 are the constants.
    nodes: Vec<(u32, Family, Family)>,
    unique: HashMap<(u32, Family, Family), Family>,
    root: Family,
}

/// One set, with the product of its variables' probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Variables that fail together, ascending.
    pub variables: Vec<u32>,
    /// Product of their probabilities of being down.
    pub probability: f64,
}

impl CutSets {
    /// The minimal cut sets of `function`, which must be coherent (monotone: a repair never takes it down).
    /// None when there are more than `limit` nodes of them.
    #[must_use]
    pub fn of(bdd: &Bdd, function: Edge, limit: usize) -> Option<Self> {
        let mut sets = Self { nodes: vec![(u32::MAX, NONE, NONE); 2], unique: HashMap::new(), root: NONE };
        let mut known = HashMap::from([(Edge::TRUE, NONE), (Edge::FALSE, UNIT)]);
        let mut differences = HashMap::new();
        for node in bdd.reachable(&[function]) {
            let (variable, low, high) = bdd.parts(node);
            // Both signs of a node can be asked for; both are cheap once its children are known.
            for complement in [false, true] {
                let edge = Bdd::edge(node, complement);
                let (low, high) = if complement { (!low, !high) } else { (low, high) };
                let (Some(&failed), Some(&works)) = (known.get(&low), known.get(&high)) else { continue };
                let failed = sets.without(failed, works, &mut differences);
                let family = sets.node(variable, works, failed);
                known.insert(edge, family);
            }
            if sets.nodes.len() > limit {
                return None;
            }
        }
        sets.root = *known.get(&function)?;
        Some(sets)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> f64 {
        let mut counts = vec![0.0, 1.0];
        for &(_, without, with) in &self.nodes[2..] {
            counts.push(counts[without as usize] + counts[with as usize]);
        }
        counts[self.root as usize]
    }

    /// The `most` likeliest, likeliest first, by `down[variable]`.
    #[must_use]
    pub fn likeliest(&self, down: &[f64], most: usize) -> Vec<Listed> {
        // bounds[family]: the largest product of any of its sets.
        let mut bounds = vec![0.0_f64, 1.0];
        for &(variable, without, with) in &self.nodes[2..] {
            bounds.push(bounds[without as usize].max(down[variable as usize] * bounds[with as usize]));
        }
        let start =
            Partial { bound: bounds[self.root as usize], product: 1.0, family: self.root, chosen: vec![] };
        let mut heap = BinaryHeap::from([start]);
        let mut listed = Vec::new();
        while let Some(Partial { product, family, chosen, bound }) = heap.pop() {
            if bound == 0.0 || listed.len() == most {
                break;
            }
            if family == UNIT {
                listed.push(Listed { variables: chosen, probability: product });
                continue;
            }
            let (variable, without, with) = self.nodes[family as usize];
            let taken = product * down[variable as usize];
            let mut more = chosen.clone();
            more.push(variable);
            heap.push(Partial {
                bound: taken * bounds[with as usize],
                product: taken,
                family: with,
                chosen: more,
            });
            heap.push(Partial {
                bound: product * bounds[without as usize],
                product,
                family: without,
                chosen,
            });
        }
        listed
    }

    fn node(&mut self, variable: u32, without: Family, with: Family) -> Family {
        if with == NONE {
            return without;
        }
        let next = self.nodes.len() as Family;
        let family = *self.unique.entry((variable, without, with)).or_insert(next);
        if family == next {
            self.nodes.push((variable, without, with));
        }
        family
    }

    /// The sets of `family` that contain no set of `smaller`.
    fn without(
        &mut self,
        family: Family,
        smaller: Family,
        memo: &mut HashMap<(Family, Family), Family>,
    ) -> Family {
        if family == NONE || smaller == UNIT || family == smaller {
            return NONE;
        }
        if smaller == NONE || family == UNIT {
            return family;
        }
        if let Some(&known) = memo.get(&(family, smaller)) {
            return known;
        }
        let (variable, f0, f1) = self.nodes[family as usize];
        let (other, s0, s1) = self.nodes[smaller as usize];
        let result = match variable.cmp(&other) {
            Ordering::Less => {
                let (without, with) = (self.without(f0, smaller, memo), self.without(f1, smaller, memo));
                self.node(variable, without, with)
            }
            Ordering::Greater => self.without(family, s0, memo),
            Ordering::Equal => {
                let without = self.without(f0, s0, memo);
                let with = self.without(f1, s0, memo);
                let with = self.without(with, s1, memo);
                self.node(variable, without, with)
            }
        };
        memo.insert((family, smaller), result);
        result
    }
}

#[derive(Debug)]
struct Partial {
    bound: f64,
    product: f64,
    family: Family,
    chosen: Vec<u32>,
}

impl PartialEq for Partial {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Partial {}

impl PartialOrd for Partial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Partial {
    /// By bound; ties by the sets themselves, so that the list never depends on the heap.
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound
            .total_cmp(&other.bound)
            .then_with(|| other.chosen.cmp(&self.chosen))
            .then_with(|| other.family.cmp(&self.family))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The bridge network: cut sets {a,b}, {d,e}, {a,c,e}, {b,c,d} (any reliability textbook).
    #[test]
    fn bridge() {
        let mut bdd = Bdd::new(1000);
        let v: Vec<Edge> = (0..5).map(|i| bdd.variable(i).unwrap()).collect();
        let paths = [[0, 3].as_slice(), &[1, 4], &[0, 2, 4], &[1, 2, 3]];
        let mut up = Edge::FALSE;
        for path in paths {
            let all = bdd.all(path.iter().map(|&i| v[i])).unwrap();
            up = bdd.or(up, all).unwrap();
        }
        let sets = CutSets::of(&bdd, up, 1000).unwrap();
        assert_eq!(sets.count(), 4.0);
        let listed = sets.likeliest(&[0.1, 0.1, 0.2, 0.3, 0.1], 10);
        let found: Vec<Vec<u32>> = listed.iter().map(|set| set.variables.clone()).collect();
        assert_eq!(found, [vec![3, 4], vec![0, 1], vec![1, 2, 3], vec![0, 2, 4]]);
        assert!((listed[0].probability - 0.03).abs() < 1e-15);
    }
}
