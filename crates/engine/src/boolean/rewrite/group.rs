//! Arguments of one gate that share no event with its other arguments are put into a gate of their own, which is then a module.

use super::super::circuit::{Circuit, Literal, Operator};

const NONE: u32 = u32::MAX;

/// Rebuilds `root` with the arguments of every *and* and *exclusive or* split into groups that share nothing.
///
/// Each node is given to the one gate it is walked from first; where a second gate reaches it, that gate is left as it is. One walk
/// over the whole circuit.
#[must_use]
pub fn group(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let reached = circuit.reached(root);
    let modules = super::super::modules::modules(circuit, root);
    let mut groups: Vec<Option<Vec<Vec<Literal>>>> = vec![None; root.node() + 1];
    let mut owner = vec![NONE; root.node() + 1];
    for module in &modules {
        groups[module.root as usize] = split(circuit, module.root as usize, &mut owner);
    }
    let mut new = Circuit::new();
    let mut places = vec![Literal::TRUE; root.node() + 1];
    for node in (1..=root.node()).filter(|&node| reached[node]) {
        let operator = circuit.operator(node);
        let place = |argument: &Literal| places[argument.node()].with_sign(argument.is_complement());
        let arguments = match &groups[node] {
            None => circuit.arguments(node).iter().map(place).collect(),
            Some(groups) => {
                groups.iter().map(|group| new.like(operator, group.iter().map(place).collect())).collect()
            }
        };
        places[node] = new.like(operator, arguments);
    }
    let root = places[root.node()].with_sign(root.is_complement());
    (new, root)
}

/// The groups of the arguments of a module's root; none where there is only one group or every argument is alone.
fn split(circuit: &Circuit, node: usize, owner: &mut [u32]) -> Option<Vec<Vec<Literal>>> {
    let arguments = circuit.arguments(node);
    if arguments.len() < 3 || !matches!(circuit.operator(node), Operator::And | Operator::Xor) {
        return None;
    }
    // The first argument that reaches a node; later ones join its group.
    let mut group: Vec<u32> = (0..arguments.len() as u32).collect();
    let mut met = Vec::new();
    for (number, argument) in arguments.iter().enumerate() {
        let mut stack = vec![argument.node()];
        while let Some(at) = stack.pop() {
            if owner[at] == NONE {
                owner[at] = number as u32;
                met.push(at);
                stack.extend(circuit.arguments(at).iter().map(|argument| argument.node()));
            } else {
                join(&mut group, owner[at], number as u32);
            }
        }
    }
    met.iter().for_each(|&at| owner[at] = NONE);
    let mut groups: Vec<Vec<Literal>> = vec![Vec::new(); arguments.len()];
    for (number, &argument) in arguments.iter().enumerate() {
        groups[first(&mut group, number as u32) as usize].push(argument);
    }
    groups.retain(|members| !members.is_empty());
    let shared = groups.iter().any(|members| members.len() > 1);
    // Arguments that stand alone need no gate each, and none for all of them together.
    (groups.len() > 1 && shared).then_some(groups)
}

fn first(group: &mut [u32], mut member: u32) -> u32 {
    while group[member as usize] != member {
        group[member as usize] = group[group[member as usize] as usize];
        member = group[member as usize];
    }
    member
}

fn join(group: &mut [u32], one: u32, other: u32) {
    let (one, other) = (first(group, one), first(group, other));
    group[one.max(other) as usize] = one.min(other);
}
