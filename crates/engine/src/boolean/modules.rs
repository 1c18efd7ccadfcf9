//! Modules: gates that share no event with the rest, so that each can be solved alone.
//!
//! Two walks, both linear in the number of arguments: the first notes when each node is entered, left and last met, the second
//! which span of time all nodes below a gate fall into. A gate whose nodes are all met within its own visit is a
//! module. Source: \[dutuit-rauzy1996\].

use super::circuit::{Circuit, Literal};

/// A part that is solved alone: the gates from `root` down to its leaves, which are variables and the roots of other modules.
#[derive(Clone, Debug)]
pub struct Module {
    /// The node it stands for.
    pub root: u32,
    /// Its gates, arguments before gates; the root is the last.
    pub gates: Vec<u32>,
    /// Its leaves, in the order in which a walk meets them.
    pub leaves: Vec<u32>,
}

/// The modules of `root`, each after those it contains; none where `root` is a variable or constant.
#[must_use]
pub fn modules(circuit: &Circuit, root: Literal) -> Vec<Module> {
    let is_module = module_roots(circuit, root.node());
    let mut owner = vec![u32::MAX; root.node() + 1];
    let roots = (1..=root.node()).filter(|&node| is_module[node]);
    roots.map(|root| collect(circuit, root as u32, &is_module, &mut owner)).collect()
}

/// For every node whether it is a gate that `root` reaches and that shares no node with the rest.
fn module_roots(circuit: &Circuit, root: usize) -> Vec<bool> {
    let Visits { first, left, last } = visits(circuit, root);
    let mut earliest = first.clone();
    let mut latest = last;
    let mut is_module = vec![false; root + 1];
    for node in 1..=root {
        let arguments = circuit.arguments(node);
        if first[node] == 0 || arguments.is_empty() {
            continue;
        }
        let start = arguments.iter().map(|argument| earliest[argument.node()]).min().unwrap_or(0);
        let end = arguments.iter().map(|argument| latest[argument.node()]).max().unwrap_or(0);
        is_module[node] = start > first[node] && end < left[node];
        earliest[node] = start.min(first[node]);
        latest[node] = end.max(latest[node]);
    }
    is_module
}

/// When each node is entered, left for good, and last met; 0 is never.
struct Visits {
    first: Vec<u32>,
    left: Vec<u32>,
    last: Vec<u32>,
}

fn visits(circuit: &Circuit, root: usize) -> Visits {
    let mut visits = Visits { first: vec![0; root + 1], left: vec![0; root + 1], last: vec![0; root + 1] };
    let mut time = 0;
    let mut stack = vec![(root, false)];
    while let Some((node, done)) = stack.pop() {
        time += 1;
        visits.last[node] = time;
        if done {
            visits.left[node] = time;
        } else if visits.first[node] == 0 {
            visits.first[node] = time;
            stack.push((node, true));
            stack.extend(circuit.arguments(node).iter().rev().map(|argument| (argument.node(), false)));
        }
    }
    visits
}

fn collect(circuit: &Circuit, root: u32, is_module: &[bool], owner: &mut [u32]) -> Module {
    let mut module = Module { root, gates: Vec::new(), leaves: Vec::new() };
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if std::mem::replace(&mut owner[node as usize], root) == root {
            continue;
        }
        let arguments = circuit.arguments(node as usize);
        if arguments.is_empty() || (is_module[node as usize] && node != root) {
            module.leaves.push(node);
            continue;
        }
        module.gates.push(node);
        stack.extend(arguments.iter().rev().map(|argument| argument.node() as u32));
    }
    module.gates.sort_unstable();
    module
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_that_shares_nothing_is_a_module() {
        let mut circuit = Circuit::new();
        let [a, b, c, d] = [0, 1, 2, 3].map(|v| circuit.variable(v));
        let alone = circuit.and([a, b]);
        let left = circuit.or([alone, c]);
        let right = circuit.or([c, d]);
        let top = circuit.and([left, right]);
        let roots: Vec<usize> = modules(&circuit, top).iter().map(|module| module.root as usize).collect();
        assert_eq!(roots, [alone.node(), top.node()]);
        let whole = &modules(&circuit, top)[1];
        assert_eq!(whole.leaves, [alone, c, d].map(|literal| literal.node() as u32));
        assert_eq!(whole.gates.len(), 3);
    }

    #[test]
    fn a_node_met_twice_within_a_module_stays_inside() {
        let mut circuit = Circuit::new();
        let [a, b, c, d] = [0, 1, 2, 3].map(|v| circuit.variable(v));
        let shared = circuit.and([a, b]);
        let one = circuit.and([!shared, c]);
        let two = circuit.and([!shared, d]);
        let top = circuit.xor([one, two]);
        assert_eq!(modules(&circuit, top).len(), 2);
        // A variable outside breaks it.
        let other = circuit.and([a, d]);
        let top = circuit.xor([one, two, other]);
        assert_eq!(modules(&circuit, top).len(), 1);
    }
}
