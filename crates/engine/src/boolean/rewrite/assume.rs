//! Within an *and*, whatever else it needs may be taken as given: *x and f(x, …)* is *x and f(true, …)*.
//!
//! That holds for every gate that matters only through the *and*: those it dominates, as every way down to them leads through it.
//! Dominators of an acyclic graph in one pass \[cooper2001\]; the assumptions are those of all dominating gates.

use super::super::circuit::{Circuit, Literal, Operator};

/// Most steps up the tree of dominators for one argument; past it the root is taken, which dominates everything.
const CLIMB: usize = 1_000;
const NONE: u32 = u32::MAX;

/// Rebuilds `root` with every argument replaced by the constant that the dominating gates make of it.
#[must_use]
pub fn assume(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let children = dominated(circuit, root.node());
    let mut assumed = vec![0_i32; root.node() + 1];
    let mut arguments: Vec<Vec<Literal>> = vec![Vec::new(); root.node() + 1];
    let mut stack = vec![(root.node(), false)];
    while let Some((node, done)) = stack.pop() {
        if done {
            take(circuit, node, -1, &mut assumed);
            continue;
        }
        let given = |argument: &Literal| match assumed[argument.node()] {
            0 => *argument,
            times => Literal::constant((times > 0) != argument.is_complement()),
        };
        arguments[node] = circuit.arguments(node).iter().map(given).collect();
        take(circuit, node, 1, &mut assumed);
        stack.push((node, true));
        stack.extend(children[node].iter().map(|&child| (child as usize, false)));
    }
    let mut new = Circuit::new();
    let mut places = vec![Literal::TRUE; root.node() + 1];
    for node in 1..=root.node() {
        let operator = circuit.operator(node);
        let is_gate = !arguments[node].is_empty();
        if is_gate || matches!(operator, Operator::Variable(_)) {
            let place = |argument: &Literal| places[argument.node()].with_sign(argument.is_complement());
            places[node] = new.like(operator, arguments[node].iter().map(place).collect());
        }
    }
    let root = places[root.node()].with_sign(root.is_complement());
    (new, root)
}

/// Assumes the arguments of an *and* (`step` 1), or no longer (-1). Where something is assumed both ways, the gates above are false
/// whatever becomes of it.
fn take(circuit: &Circuit, node: usize, step: i32, assumed: &mut [i32]) {
    if circuit.operator(node) == Operator::And {
        for argument in circuit.arguments(node) {
            assumed[argument.node()] += if argument.is_complement() { -step } else { step };
        }
    }
}

/// The gates that each gate is the immediate dominator of, seen from `root`.
fn dominated(circuit: &Circuit, root: usize) -> Vec<Vec<u32>> {
    let mut above = vec![NONE; root + 1];
    let mut depth = vec![0_u32; root + 1];
    let mut children = vec![Vec::new(); root + 1];
    above[root] = root as u32;
    for node in (1..=root).rev().filter(|&node| !circuit.arguments(node).is_empty()) {
        if above[node] == NONE {
            continue;
        }
        if node != root {
            depth[node] = depth[above[node] as usize] + 1;
            children[above[node] as usize].push(node as u32);
        }
        for argument in circuit.arguments(node) {
            let known = above[argument.node()];
            above[argument.node()] = match known {
                NONE => node as u32,
                _ => common(&above, &depth, known, node as u32, root as u32),
            };
        }
    }
    children
}

/// The lowest gate that dominates both.
fn common(above: &[u32], depth: &[u32], mut one: u32, mut other: u32, root: u32) -> u32 {
    for _ in 0..CLIMB {
        if one == other {
            return one;
        }
        if depth[one as usize] >= depth[other as usize] {
            one = above[one as usize];
        } else {
            other = above[other as usize];
        }
    }
    root
}
