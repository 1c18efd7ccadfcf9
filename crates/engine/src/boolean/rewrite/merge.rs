//! Arguments that several gates have in common become one gate, so that their function is computed once.

use std::collections::{BTreeMap, BTreeSet};

use super::super::circuit::{Circuit, Literal, Operator};
use super::super::hashing::Table;

/// Gates with more arguments are left as they are: the pairs would be too many.
const WIDEST: usize = 60;

/// Rebuilds `root` with every pair of arguments that two or more *and* gates share made a gate, commonest pair first.
#[must_use]
pub fn merge(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let reached = circuit.reached(root);
    let mut pairs = Pairs::default();
    for node in (1..=root.node()).filter(|&node| reached[node]) {
        let arguments = circuit.arguments(node);
        if circuit.operator(node) == Operator::And && arguments.len() <= WIDEST {
            pairs.add(node, arguments);
        }
    }
    let first_new = root.node() as u32 + 1;
    let mut made: Vec<(Literal, Literal)> = Vec::new();
    while let Some((left, right)) = pairs.commonest() {
        let gate = Literal::new(first_new + made.len() as u32, false);
        made.push((left, right));
        pairs.replace(left, right, gate);
    }
    rebuild(circuit, root, &reached, &pairs.gates, &made)
}

fn rebuild(
    circuit: &Circuit,
    root: Literal,
    reached: &[bool],
    gates: &Table<usize, Vec<Literal>>,
    made: &[(Literal, Literal)],
) -> (Circuit, Literal) {
    let mut new = Circuit::new();
    let mut places: Vec<Option<Literal>> = vec![None; root.node() + 1 + made.len()];
    places[0] = Some(Literal::TRUE);
    for node in (1..=root.node()).filter(|&node| reached[node]) {
        let arguments = gates.get(&node).map_or(circuit.arguments(node), Vec::as_slice);
        // A merged gate is made where it is first needed; its own arguments are older.
        let mut wanted: Vec<usize> = arguments.iter().map(|argument| argument.node()).collect();
        while let Some(&next) = wanted.last() {
            if places[next].is_some() {
                wanted.pop();
                continue;
            }
            let (left, right) = made[next - root.node() - 1];
            match [left, right].map(|part| places[part.node()].map(|p| p.with_sign(part.is_complement()))) {
                [Some(left), Some(right)] => {
                    places[next] = Some(new.and([left, right]));
                    wanted.pop();
                }
                [one, other] => {
                    wanted.extend(one.is_none().then_some(left.node()));
                    wanted.extend(other.is_none().then_some(right.node()));
                }
            }
        }
        let arguments = arguments.iter().map(|argument| {
            places[argument.node()].unwrap_or(Literal::TRUE).with_sign(argument.is_complement())
        });
        let arguments = arguments.collect();
        places[node] = Some(new.like(circuit.operator(node), arguments));
    }
    let root = places[root.node()].unwrap_or(Literal::TRUE).with_sign(root.is_complement());
    (new, root)
}

/// Which pairs of arguments occur together how often.
#[derive(Default)]
struct Pairs {
    gates: Table<usize, Vec<Literal>>,
    users: Table<Literal, BTreeSet<usize>>,
    counts: Table<(Literal, Literal), usize>,
    /// Pairs that two or more gates have: count, then the pair.
    queue: BTreeMap<(usize, (Literal, Literal)), ()>,
}

impl Pairs {
    fn add(&mut self, gate: usize, arguments: &[Literal]) {
        for (at, &argument) in arguments.iter().enumerate() {
            self.users.entry(argument).or_default().insert(gate);
            arguments[..at].iter().for_each(|&other| self.count(argument, other, 1));
        }
        self.gates.insert(gate, arguments.to_vec());
    }

    fn count(&mut self, a: Literal, b: Literal, step: isize) {
        let pair = (a.min(b), a.max(b));
        let count = self.counts.entry(pair).or_default();
        if *count > 1 {
            self.queue.remove(&(*count, pair));
        }
        *count = count.saturating_add_signed(step);
        if *count > 1 {
            self.queue.insert((*count, pair), ());
        }
        if *count == 0 {
            self.counts.remove(&pair);
        }
    }

    fn commonest(&self) -> Option<(Literal, Literal)> {
        self.queue.last_key_value().map(|((_, pair), ())| *pair)
    }

    /// Puts `gate` in the place of the pair wherever both are.
    fn replace(&mut self, left: Literal, right: Literal, gate: Literal) {
        let (Some(one), Some(other)) = (self.users.get(&left), self.users.get(&right)) else { return };
        let both: Vec<usize> = one.intersection(other).copied().collect();
        for user in both {
            let Some(mut arguments) = self.gates.remove(&user) else { continue };
            arguments.retain(|argument| *argument != left && *argument != right);
            for &argument in &arguments {
                self.count(argument, left, -1);
                self.count(argument, right, -1);
                self.count(argument, gate, 1);
            }
            self.count(left, right, -1);
            arguments.push(gate);
            self.gates.insert(user, arguments);
            for (argument, has) in [(left, false), (right, false), (gate, true)] {
                let users = self.users.entry(argument).or_default();
                if has {
                    users.insert(user)
                } else {
                    users.remove(&user)
                };
            }
        }
    }
}
