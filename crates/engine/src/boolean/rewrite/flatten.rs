//! Gates within gates of the same kind become one gate.

use super::super::circuit::{Circuit, Literal, Operator};

/// How many arguments one gate may have at most after flattening shared gates into it.
const WIDEST: usize = 4_000;

/// Rebuilds `root` with every *and* that is an argument of an *and*, and every *exclusive or* of one of those, taken in; shared gates
/// only where `shared` is.
#[must_use]
pub fn flatten(circuit: &Circuit, root: Literal, shared: bool) -> (Circuit, Literal) {
    let fan_out = circuit.fan_out(root);
    let mut new = Circuit::new();
    let mut places = vec![Literal::TRUE; root.node() + 1];
    for node in (1..=root.node()).filter(|&node| fan_out[node] > 0) {
        let operator = circuit.operator(node);
        let mut arguments = Vec::new();
        for argument in circuit.arguments(node) {
            let literal = places[argument.node()].with_sign(argument.is_complement());
            let alone = shared || fan_out[argument.node()] == 1;
            let same = new.operator(literal.node()) == operator
                && matches!(operator, Operator::And | Operator::Xor)
                && (operator == Operator::Xor || !literal.is_complement());
            if alone && same && arguments.len() < WIDEST {
                if operator == Operator::Xor && literal.is_complement() {
                    arguments.push(Literal::TRUE);
                }
                arguments.extend_from_slice(new.arguments(literal.node()));
            } else {
                arguments.push(literal);
            }
        }
        places[node] = new.like(operator, arguments);
    }
    let root = places[root.node()].with_sign(root.is_complement());
    (new, root)
}
