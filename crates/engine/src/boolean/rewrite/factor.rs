//! Distributivity backwards: *(a and b) or (a and c)* is *a and (b or c)*, where neither conjunction is needed elsewhere.

use std::collections::BTreeMap;

use super::super::circuit::{Circuit, Literal, Operator};

/// Rebuilds `root` with what the conjunctions of a disjunction have in common taken out, commonest first.
#[must_use]
pub fn factor(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let fan_out = circuit.fan_out(root);
    let mut new = Circuit::new();
    let mut places = vec![Literal::TRUE; root.node() + 1];
    for node in (1..=root.node()).filter(|&node| fan_out[node] > 0) {
        let operator = circuit.operator(node);
        let arguments = circuit.arguments(node);
        let place = |argument: Literal| places[argument.node()].with_sign(argument.is_complement());
        if operator != Operator::And {
            places[node] = new.like(operator, arguments.iter().map(|&argument| place(argument)).collect());
            continue;
        }
        let (mut plain, mut conjunctions) = (Vec::new(), Vec::new());
        for &argument in arguments {
            let literal = place(argument);
            let own = fan_out[argument.node()] == 1 && literal.is_complement();
            if own && new.operator(literal.node()) == Operator::And {
                conjunctions.push(new.arguments(literal.node()).to_vec());
            } else {
                plain.push(literal);
            }
        }
        let terms = disjoin(&mut new, conjunctions);
        places[node] = new.and(plain.into_iter().chain(terms.into_iter().map(|term| !term)));
    }
    let root = places[root.node()].with_sign(root.is_complement());
    (new, root)
}

/// The terms of the disjunction of `conjunctions`, common arguments taken out.
fn disjoin(new: &mut Circuit, mut conjunctions: Vec<Vec<Literal>>) -> Vec<Literal> {
    let mut terms = Vec::new();
    while let Some(common) = commonest(&conjunctions) {
        let (with, without) = conjunctions.into_iter().partition(|arguments| arguments.contains(&common));
        conjunctions = without;
        let with: Vec<Vec<Literal>> = with;
        let rests: Vec<Literal> = with
            .into_iter()
            .map(|arguments| new.and(arguments.into_iter().filter(|argument| *argument != common)))
            .collect();
        let rest = new.or(rests);
        terms.push(new.and([common, rest]));
    }
    terms.extend(conjunctions.into_iter().map(|arguments| new.and(arguments)));
    terms
}

/// The argument that most conjunctions have, if two or more do.
fn commonest(conjunctions: &[Vec<Literal>]) -> Option<Literal> {
    let mut counts: BTreeMap<Literal, usize> = BTreeMap::new();
    for &argument in conjunctions.iter().flatten() {
        *counts.entry(argument).or_default() += 1;
    }
    let best =
        counts.into_iter().filter(|(_, count)| *count > 1).max_by_key(|&(literal, count)| (count, literal));
    best.map(|(literal, _)| literal)
}
