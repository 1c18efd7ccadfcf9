//! The same function written down in another order: who tunes orders on some files must show what they do to others.

use ninefold_engine::boolean::circuit::{Circuit, Literal, Operator};

/// The part of `circuit` below `root` with its variables numbered anew, its gates made in another order and their arguments listed in
/// another order; and the old variable of each new one. Seed 0 leaves everything as it is.
#[must_use]
pub fn shuffled(circuit: &Circuit, root: Literal, seed: u64) -> (Circuit, Literal, Vec<u32>) {
    let count = circuit.variable_count() as u32;
    if seed == 0 {
        return (circuit.clone(), root, (0..count).collect());
    }
    let mut numbers = Numbers(seed);
    let mut events: Vec<u32> = (0..count).collect();
    numbers.shuffle(&mut events);
    let mut new = Circuit::new();
    let variables: Vec<Literal> = (0..count).map(|variable| new.variable(variable)).collect();
    let mut variable_of = vec![Literal::TRUE; count as usize];
    events.iter().zip(variables).for_each(|(&event, variable)| variable_of[event as usize] = variable);
    let mut places: Vec<Option<Literal>> = vec![None; root.node() + 1];
    places[0] = Some(Literal::TRUE);
    let mut stack = vec![root.node()];
    while let Some(&node) = stack.last() {
        let arguments = circuit.arguments(node);
        let known = |argument: &Literal| {
            places[argument.node()].map(|place| place.with_sign(argument.is_complement()))
        };
        let place = match (circuit.operator(node), arguments.iter().map(known).collect::<Option<Vec<_>>>()) {
            (Operator::Variable(variable), _) => variable_of[variable as usize],
            (operator, Some(mut arguments)) => {
                numbers.shuffle(&mut arguments);
                new.like(operator, arguments)
            }
            (_, None) => {
                let mut missing: Vec<usize> = arguments.iter().map(|argument| argument.node()).collect();
                missing.retain(|&node| places[node].is_none());
                numbers.shuffle(&mut missing);
                stack.extend(missing);
                continue;
            }
        };
        places[node] = Some(place);
        stack.pop();
    }
    let root = places[root.node()].unwrap_or(Literal::TRUE).with_sign(root.is_complement());
    (new, root, events)
}

/// `SplitMix64`: good enough to shuffle with.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}
