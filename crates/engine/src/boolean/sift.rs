//! Sifting: a diagram that exists says which order would suit it better.
//!
//! One variable after the other, those with most nodes first, is moved through all places by exchanging neighbours, and left where the
//! whole diagram was smallest. Only the order is taken from it; the module is then compiled again. Source: \[rudell1993\].

use super::bdd::{Bdd, Edge};

/// A direction is given up when the diagram has grown by this factor over the best.
const GROWTH: f64 = 1.15;

/// The places of the variables, the topmost first, that sifting the functions `roots` of `bdd` over `variables` variables leads to.
///
/// Stops when it has looked at `work` nodes.
#[must_use]
pub fn sift(bdd: &Bdd, roots: &[Edge], variables: usize, work: usize) -> Vec<u32> {
    let mut levels = Levels::new(bdd, roots, variables);
    levels.work = work;
    let mut largest: Vec<u32> = (0..variables as u32).collect();
    largest.sort_by_key(|&variable| std::cmp::Reverse(levels.nodes[variable as usize].len()));
    for variable in largest {
        if levels.work == 0 || levels.nodes[variable as usize].len() < 2 {
            break;
        }
        levels.place_best(variable);
    }
    levels.order
}

/// A function's node and sign, as in [`Edge`].
type Sign = u32;

/// A decision: its branches, and how often it is pointed at.
#[derive(Clone, Copy, Debug)]
struct Node {
    low: Sign,
    high: Sign,
    parents: u32,
    variable: u32,
}

/// The diagram by levels, so that neighbours can be exchanged.
struct Levels {
    all: Vec<Node>,
    free: Vec<u32>,
    /// The nodes of each variable.
    nodes: Vec<Vec<u32>>,
    /// The variable of each level.
    order: Vec<u32>,
    /// The level of each variable.
    level: Vec<u32>,
    size: usize,
    work: usize,
    table: Vec<u32>,
}

impl Levels {
    fn new(bdd: &Bdd, roots: &[Edge], variables: usize) -> Self {
        let reachable = bdd.reachable(roots);
        let mut place = vec![0_u32; reachable.last().map_or(1, |&last| last as usize + 1)];
        reachable.iter().zip(1..).for_each(|(&node, number)| place[node as usize] = number);
        let moved = |edge: Edge| {
            let (node, complement) = Bdd::split(edge);
            place[node as usize] << 1 | u32::from(complement)
        };
        let mut all = vec![Node { low: 0, high: 0, parents: 1, variable: u32::MAX }];
        let mut nodes = vec![Vec::new(); variables];
        for &node in &reachable {
            let (variable, low, high) = bdd.parts(node);
            nodes[variable as usize].push(all.len() as u32);
            all.push(Node { low: moved(low), high: moved(high), parents: 0, variable });
        }
        for at in 1..all.len() {
            for child in [all[at].low, all[at].high] {
                all[child as usize >> 1].parents += 1;
            }
        }
        roots.iter().for_each(|&root| all[moved(root) as usize >> 1].parents += 1);
        let order: Vec<u32> = (0..variables as u32).collect();
        let size = reachable.len();
        Self { all, free: Vec::new(), nodes, level: order.clone(), order, size, work: 0, table: Vec::new() }
    }

    /// Moves `variable` through all levels, the nearer end first, and back to the best.
    fn place_best(&mut self, variable: u32) {
        let last = self.order.len() - 1;
        let start = self.level[variable as usize] as usize;
        let (mut best, mut best_level) = (self.size, start);
        let ends = if start * 2 < last { [0, last] } else { [last, 0] };
        for end in ends {
            while self.level[variable as usize] as usize != end && self.work > 0 {
                self.step_towards(variable, end);
                if self.size < best {
                    (best, best_level) = (self.size, self.level[variable as usize] as usize);
                } else if self.size as f64 > best as f64 * GROWTH {
                    break;
                }
            }
        }
        while self.level[variable as usize] as usize != best_level {
            self.step_towards(variable, best_level);
        }
    }

    fn step_towards(&mut self, variable: u32, end: usize) {
        let level = self.level[variable as usize] as usize;
        self.exchange(if end > level { level } else { level - 1 });
    }

    /// Exchanges the variables of `level` and of the level below it.
    fn exchange(&mut self, level: usize) {
        let (upper, lower) = (self.order[level], self.order[level + 1]);
        let old = std::mem::take(&mut self.nodes[upper as usize]);
        self.work = self.work.saturating_sub(old.len() + 1);
        let on_lower = |all: &[Node], edge: Sign| all[edge as usize >> 1].variable == lower;
        let (moving, mut staying): (Vec<u32>, Vec<u32>) = old.into_iter().partition(|&node| {
            let Node { low, high, .. } = self.all[node as usize];
            on_lower(&self.all, low) || on_lower(&self.all, high)
        });
        self.prepare_table(&staying, moving.len());
        let mut lowered = Vec::with_capacity(moving.len());
        for node in moving {
            let Node { low, high, .. } = self.all[node as usize];
            let (low_low, low_high) = self.halves(low, lower);
            let (high_low, high_high) = self.halves(high, lower);
            let new_low = self.find(upper, low_low, high_low, &mut staying);
            let new_high = self.find(upper, low_high, high_high, &mut staying);
            for edge in [new_low, new_high] {
                self.all[edge as usize >> 1].parents += 1;
            }
            for edge in [low, high] {
                self.all[edge as usize >> 1].parents -= 1;
            }
            let changed = &mut self.all[node as usize];
            (changed.low, changed.high, changed.variable) = (new_low, new_high, lower);
            lowered.push(node);
        }
        let mut kept = std::mem::take(&mut self.nodes[lower as usize]);
        kept.retain(|&node| self.all[node as usize].parents > 0 || self.drop_node(node));
        kept.append(&mut lowered);
        self.nodes[lower as usize] = kept;
        self.nodes[upper as usize] = staying;
        self.order.swap(level, level + 1);
        (self.level[upper as usize], self.level[lower as usize]) = (level as u32 + 1, level as u32);
    }

    /// Forgets a node nobody points at; false. Its children keep other parents: the nodes just made.
    fn drop_node(&mut self, node: u32) -> bool {
        let Node { low, high, .. } = self.all[node as usize];
        for edge in [low, high] {
            self.all[edge as usize >> 1].parents -= 1;
        }
        self.free.push(node);
        self.size -= 1;
        false
    }

    fn halves(&self, edge: Sign, variable: u32) -> (Sign, Sign) {
        let node = self.all[edge as usize >> 1];
        if node.variable != variable {
            return (edge, edge);
        }
        (node.low ^ (edge & 1), node.high ^ (edge & 1))
    }

    fn prepare_table(&mut self, staying: &[u32], moving: usize) {
        let size = ((staying.len() + 2 * moving + 1) * 2).next_power_of_two();
        self.table.clear();
        self.table.resize(size, 0);
        for &node in staying {
            let Node { low, high, .. } = self.all[node as usize];
            let slot = self.slot(low, high);
            self.table[slot] = node;
        }
    }

    /// Where the node with these branches is, or would be.
    fn slot(&self, low: Sign, high: Sign) -> usize {
        let mask = self.table.len() - 1;
        let mixed = (u64::from(low) << 32 | u64::from(high)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut slot = (mixed >> 32) as usize & mask;
        loop {
            let node = self.table[slot];
            if node == 0 || (self.all[node as usize].low, self.all[node as usize].high) == (low, high) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The decision on `variable`, made if there is none; `made` collects those.
    fn find(&mut self, variable: u32, low: Sign, high: Sign, made: &mut Vec<u32>) -> Sign {
        if low == high {
            return low;
        }
        let sign = high & 1;
        let (low, high) = (low ^ sign, high ^ sign);
        let slot = self.slot(low, high);
        if self.table[slot] != 0 {
            return self.table[slot] << 1 | sign;
        }
        let node = Node { low, high, parents: 0, variable };
        let number = match self.free.pop() {
            Some(number) => {
                self.all[number as usize] = node;
                number
            }
            None => {
                self.all.push(node);
                self.all.len() as u32 - 1
            }
        };
        for edge in [low, high] {
            self.all[edge as usize >> 1].parents += 1;
        }
        self.table[slot] = number;
        self.size += 1;
        made.push(number);
        number << 1 | sign
    }
}
