//! How many minimal cut sets a function has: counted on zero-suppressed diagrams, never listed.
//!
//! A cut set is a set of variables that makes the function true when all others are false; a minimal one contains no other. For a
//! coherent function these are the usual minimal cut sets. Modules are counted one by one: a minimal cut set of the whole takes, for
//! every module it uses, a minimal cut set of that module. Source of the recursion: \[rauzy1993\], \[rauzy2001\].

use super::bdd::{Bdd, Edge};
use super::circuit::{Circuit, Literal, Operator};
use super::compile::Budget;
use super::modules::modules;
use super::race::race;
use super::rewrite::simplify;

/// A family of sets: 0 is no set at all, 1 is the empty set alone.
type Family = u32;
const NONE: Family = 0;
const UNIT: Family = 1;
const EMPTY: u32 = u32::MAX;

/// The number of minimal cut sets of `root`, which may be more than fits a float exactly past 2^53.
///
/// None when a diagram outgrows `budget`.
#[must_use]
pub fn count(circuit: &Circuit, root: Literal, budget: Budget) -> Option<f64> {
    // Events are not counted: all sets have order nothing.
    counted(circuit, root, budget, &[1.0]).map(|ways| ways[0])
}

/// The same by order: how many consist of no event, of one, of two, … up to `most` events.
///
/// None when a diagram outgrows `budget`.
#[must_use]
pub fn by_order(circuit: &Circuit, root: Literal, budget: Budget, most: usize) -> Option<Vec<f64>> {
    let mut event = vec![0.0; most + 1];
    if let Some(one) = event.get_mut(1) {
        *one = 1.0;
    }
    counted(circuit, root, budget, &event)
}

/// Numbers of sets as polynomials whose exponent is the order, cut off where that of a single `event` ends.
fn counted(circuit: &Circuit, root: Literal, budget: Budget, event: &[f64]) -> Option<Vec<f64>> {
    let (circuit, root) = &simplify(circuit, root);
    let root = *root;
    let mut one = vec![0.0; event.len()];
    one[0] = 1.0;
    // For each node: whether it is true when nothing has happened, and the number of its minimal ways to be otherwise.
    let mut idle = vec![false; root.node() + 1];
    let mut ways = vec![event.to_vec(); root.node() + 1];
    idle[0] = true;
    for module in modules(circuit, root) {
        let compiled = race(circuit, &module, budget)?;
        let leaves: Vec<usize> =
            compiled.order.iter().map(|&leaf| module.leaves[leaf as usize] as usize).collect();
        let negated: Vec<bool> = leaves.iter().map(|&leaf| idle[leaf]).collect();
        let mut families = Families::new(budget.held);
        let value = all_idle(&compiled.bdd, compiled.root, &negated);
        let family = families.minimal(&compiled.bdd, compiled.root.with_sign(value), &negated)?;
        let weights: Vec<&[f64]> = leaves.iter().map(|&leaf| &ways[leaf][..]).collect();
        idle[module.root as usize] = value;
        ways[module.root as usize] = families.count(family, &weights, &one);
    }
    let node = root.node();
    if idle[node] != root.is_complement() {
        // True when nothing has happened: the empty set.
        return Some(one);
    }
    let is_constant = circuit.operator(node) == Operator::Constant;
    let impossible = is_constant || (root.is_complement() && circuit.arguments(node).is_empty());
    Some(if impossible { vec![0.0; event.len()] } else { ways.swap_remove(node) })
}

/// The function's value when every leaf is idle.
fn all_idle(bdd: &Bdd, function: Edge, idle: &[bool]) -> bool {
    let mut edge = function;
    while !edge.is_constant() {
        let top = bdd.top(edge);
        let (low, high) = bdd.cofactors(edge, top);
        edge = if idle[top as usize] { high } else { low };
    }
    edge == Edge::TRUE
}

/// Which nodes are needed, plain and negated.
fn wanted(bdd: &Bdd, nodes: &[u32], function: Edge, size: usize) -> Vec<[bool; 2]> {
    let mut wanted = vec![[false; 2]; size];
    let (root, complement) = Bdd::split(function);
    wanted[root as usize][usize::from(complement)] = true;
    for &node in nodes.iter().rev() {
        let (_, low, high) = bdd.parts(node);
        let signs = wanted[node as usize];
        for sign in [false, true].into_iter().filter(|&sign| signs[usize::from(sign)]) {
            for (child, complement) in [Bdd::split(low), Bdd::split(high)] {
                wanted[child as usize][usize::from(complement != sign)] = true;
            }
        }
    }
    wanted
}

/// What is still to be done for a difference of families.
enum Task {
    Ask(Family, Family),
    /// Make the node of both results, and remember it.
    Join(u32, Family, Family),
    /// With the sets that have the variable: take away those of this family too.
    Again(Family),
}

/// An arena of families.
struct Families {
    /// (variable, sets without it, sets with it), children before parents; positions 0 and 1 are the constants.
    nodes: Vec<(u32, Family, Family)>,
    unique: Vec<u32>,
    known: Vec<(Family, Family, Family)>,
    limit: usize,
}

impl Families {
    fn new(limit: usize) -> Self {
        let nodes = vec![(u32::MAX, NONE, NONE); 2];
        Self { nodes, unique: vec![EMPTY; 1024], known: vec![(NONE, NONE, NONE); 1 << 16], limit }
    }

    /// The minimal sets of leaves that, no longer idle, make `function` true.
    fn minimal(&mut self, bdd: &Bdd, function: Edge, idle: &[bool]) -> Option<Family> {
        let nodes = bdd.reachable(&[function]);
        let size = nodes.last().map_or(1, |&last| last as usize + 1);
        let needed = wanted(bdd, &nodes, function, size);
        let mut known = vec![[NONE, NONE]; size];
        known[0] = [UNIT, NONE];
        for &node in &nodes {
            let (variable, low, high) = bdd.parts(node);
            let (still, moved) = if idle[variable as usize] { (high, low) } else { (low, high) };
            for sign in [false, true].into_iter().filter(|&sign| needed[node as usize][usize::from(sign)]) {
                let family = |edge: Edge| {
                    let (child, complement) = Bdd::split(edge);
                    known[child as usize][usize::from(complement != sign)]
                };
                let (without, with) = (family(still), family(moved));
                let with = self.difference(with, without)?;
                known[node as usize][usize::from(sign)] = self.node(variable, without, with)?;
            }
        }
        let (node, complement) = Bdd::split(function);
        Some(known[node as usize][usize::from(complement)])
    }

    /// The number of sets when each variable stands for so many, by order; `one` is the polynomial 1.
    fn count(&self, family: Family, weights: &[&[f64]], one: &[f64]) -> Vec<f64> {
        let orders = one.len();
        let mut counts = vec![0.0; orders];
        counts.extend(one);
        for &(variable, without, with) in &self.nodes[2..=(family as usize).max(1)] {
            let (start, without, with) = (counts.len(), without as usize * orders, with as usize * orders);
            counts.extend_from_within(without..without + orders);
            for (low, weight) in
                weights[variable as usize].iter().enumerate().filter(|(_, weight)| **weight != 0.0)
            {
                for high in 0..orders - low {
                    counts[start + low + high] += weight * counts[with + high];
                }
            }
        }
        counts[family as usize * orders..][..orders].to_vec()
    }

    fn node(&mut self, variable: u32, without: Family, with: Family) -> Option<Family> {
        if with == NONE {
            return Some(without);
        }
        let wanted = (variable, without, with);
        let mut slot = hash(variable, without, with) & (self.unique.len() - 1);
        while self.unique[slot] != EMPTY {
            if self.nodes[self.unique[slot] as usize] == wanted {
                return Some(self.unique[slot]);
            }
            slot = (slot + 1) & (self.unique.len() - 1);
        }
        if self.nodes.len() >= self.limit {
            return None;
        }
        let family = self.nodes.len() as Family;
        self.nodes.push(wanted);
        self.unique[slot] = family;
        if self.nodes.len() * 2 > self.unique.len() {
            self.grow();
        }
        Some(family)
    }

    fn grow(&mut self) {
        let size = self.unique.len() * 2;
        self.unique.clear();
        self.unique.resize(size, EMPTY);
        for (family, &(variable, without, with)) in self.nodes.iter().enumerate().skip(2) {
            let mut slot = hash(variable, without, with) & (size - 1);
            while self.unique[slot] != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            self.unique[slot] = family as u32;
        }
        if self.known.len() < (1 << 20).min(size) {
            self.known = vec![(NONE, NONE, NONE); self.known.len() * 4];
        }
    }

    /// The sets of `family` that contain no set of `smaller`.
    fn difference(&mut self, family: Family, smaller: Family) -> Option<Family> {
        let mut tasks = vec![Task::Ask(family, smaller)];
        let mut results: Vec<Family> = Vec::new();
        while let Some(task) = tasks.pop() {
            match task {
                Task::Ask(family, smaller) => self.ask(family, smaller, &mut tasks, &mut results),
                Task::Again(smaller) => {
                    let with = results.pop().unwrap_or(NONE);
                    tasks.push(Task::Ask(with, smaller));
                }
                Task::Join(variable, family, smaller) => {
                    let (with, without) = (results.pop().unwrap_or(NONE), results.pop().unwrap_or(NONE));
                    let result = self.node(variable, without, with)?;
                    let slot = hash(family, smaller, 0) & (self.known.len() - 1);
                    self.known[slot] = (family, smaller, result);
                    results.push(result);
                }
            }
        }
        results.pop()
    }

    fn ask(&self, family: Family, smaller: Family, tasks: &mut Vec<Task>, results: &mut Vec<Family>) {
        if family == NONE || smaller == UNIT || family == smaller {
            return results.push(NONE);
        }
        if smaller == NONE || family == UNIT {
            return results.push(family);
        }
        let (known_family, known_smaller, result) =
            self.known[hash(family, smaller, 0) & (self.known.len() - 1)];
        if (known_family, known_smaller) == (family, smaller) {
            return results.push(result);
        }
        let (variable, without, with) = self.nodes[family as usize];
        let (other, s_without, s_with) = self.nodes[smaller as usize];
        if variable > other {
            return tasks.push(Task::Ask(family, s_without));
        }
        tasks.push(Task::Join(variable, family, smaller));
        if variable == other {
            tasks.push(Task::Again(s_with));
            tasks.push(Task::Ask(with, s_without));
            tasks.push(Task::Ask(without, s_without));
        } else {
            tasks.push(Task::Ask(with, smaller));
            tasks.push(Task::Ask(without, smaller));
        }
    }
}

fn hash(a: u32, b: u32, c: u32) -> usize {
    let mixed = u64::from(a).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ u64::from(c).wrapping_mul(0x1656_67B1_9E37_79F9);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as usize
}
