//! Drawing states of a module: 64 at a time in the bits of a word, many words in a row.
//!
//! An event of small probability is not drawn for every state: the distance to the next state in which it has happened is geometric.

use super::circuit::Operator;
use super::form::Form;

/// Words drawn together: 4,096 states.
const WORDS: usize = 64;
const STATES: u64 = WORDS as u64 * 64;

type Block = [u64; WORDS];

/// How many states were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples {
    /// States that were counted.
    pub hits: u64,
    /// States that were drawn.
    pub drawn: u64,
}

/// A module made ready for drawing.
#[derive(Debug)]
pub struct Sampler<'a> {
    form: &'a Form,
    /// By leaf: its node, where the function needs it, and its probability.
    leaves: Vec<(usize, f64)>,
    negated: bool,
}

impl<'a> Sampler<'a> {
    /// Leaf *i* is true with probability `chances[i]`; what is looked for is the module, or its negation.
    #[must_use]
    pub fn new(form: &'a Form, chances: &[f64], negated: bool) -> Self {
        let mut leaves = vec![(0, 0.0); chances.len()];
        let variables = (1..form.circuit.node_count()).filter_map(|node| match form.circuit.operator(node) {
            Operator::Variable(leaf) => Some((node, leaf as usize)),
            _ => None,
        });
        variables.for_each(|(node, leaf)| leaves[leaf] = (node, chances[leaf]));
        Self { form, leaves, negated }
    }

    /// Counts the states that are looked for and not `is_known`, among at least `wanted`.
    pub fn count(
        &self,
        wanted: u64,
        random: &mut impl FnMut() -> f64,
        is_known: impl Fn(&dyn Fn(usize) -> bool) -> bool,
    ) -> Samples {
        let mut blocks: Vec<Block> = vec![[0; WORDS]; self.form.circuit.node_count()];
        blocks[0] = [u64::MAX; WORDS];
        let mut samples = Samples { hits: 0, drawn: 0 };
        let sign = if self.form.root.is_complement() != self.negated { u64::MAX } else { 0 };
        while samples.drawn < wanted {
            for &(node, chance) in self.leaves.iter().filter(|(node, _)| *node > 0) {
                draw(&mut blocks[node], chance, random);
            }
            for &gate in &self.form.gates {
                self.gate(gate as usize, &mut blocks);
            }
            let top = blocks[self.form.root.node()];
            for (word, bits) in top.iter().enumerate() {
                let mut left = bits ^ sign;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    let state = |leaf: usize| blocks[self.leaves[leaf].0][word] >> bit & 1 == 1;
                    samples.hits += u64::from(!is_known(&state));
                }
            }
            samples.drawn += STATES;
        }
        samples
    }

    fn gate(&self, gate: usize, blocks: &mut [Block]) {
        let arguments = self.form.circuit.arguments(gate);
        let (below, own) = blocks.split_at_mut(gate);
        let own = &mut own[0];
        let signed = |argument: &super::circuit::Literal| {
            (&below[argument.node()], if argument.is_complement() { u64::MAX } else { 0 })
        };
        match self.form.circuit.operator(gate) {
            Operator::AtLeast(count) => {
                for (word, out) in own.iter_mut().enumerate() {
                    let bits = arguments.iter().map(|argument| {
                        let (block, sign) = signed(argument);
                        block[word] ^ sign
                    });
                    *out = at_least(bits, count);
                }
            }
            Operator::Xor => {
                *own = [0; WORDS];
                for argument in arguments {
                    let (block, sign) = signed(argument);
                    own.iter_mut().zip(block).for_each(|(out, bits)| *out ^= bits ^ sign);
                }
            }
            _ => {
                *own = [u64::MAX; WORDS];
                for argument in arguments {
                    let (block, sign) = signed(argument);
                    own.iter_mut().zip(block).for_each(|(out, bits)| *out &= bits ^ sign);
                }
            }
        }
    }
}

/// In which of 64 states at least `count` of the bits are set: a counter a state, its digits side by side.
fn at_least(bits: impl Iterator<Item = u64>, count: u32) -> u64 {
    let mut digits = [0_u64; 32];
    for mut carry in bits {
        for digit in &mut digits {
            if carry == 0 {
                break;
            }
            (*digit, carry) = (*digit ^ carry, *digit & carry);
        }
    }
    // Compared from the highest digit down.
    let (mut greater, mut equal) = (0, u64::MAX);
    for (place, digit) in digits.iter().enumerate().rev() {
        if count >> place & 1 == 1 {
            equal &= digit;
        } else {
            greater |= equal & digit;
            equal &= !digit;
        }
    }
    greater | equal
}

/// Sets each bit with probability `chance`.
fn draw(block: &mut Block, chance: f64, random: &mut impl FnMut() -> f64) {
    let rare = chance.min(1.0 - chance);
    let background = if chance > 0.5 { u64::MAX } else { 0 };
    *block = [background; WORDS];
    if rare <= 0.0 {
        return;
    }
    let rate = 1.0 / libm::log1p(-rare);
    let mut at = libm::log(random()) * rate;
    while at < STATES as f64 {
        let state = at as usize;
        block[state / 64] ^= 1 << (state % 64);
        at = at.floor() + 1.0 + libm::log(random()) * rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_compare() {
        let words = [0b1111_0000, 0b1100_1100, 0b1010_1010];
        for count in 1..=3 {
            let expected: u64 = (0..8)
                .filter(|state| {
                    words.iter().filter(|word| **word >> state & 1 == 1).count() >= count as usize
                })
                .map(|state| 1 << state)
                .sum();
            assert_eq!(at_least(words.into_iter(), count) & 0xff, expected, "{count}");
        }
    }

    /// A Weyl sequence is uniform enough to see that the share of set bits is right.
    #[test]
    fn bits_are_as_frequent_as_they_should_be() {
        let mut weyl = 0.5_f64;
        let mut random = || {
            weyl = (weyl + 0.618_033_988_749_894_9) % 1.0;
            weyl.max(1e-12)
        };
        for chance in [0.0, 0.003, 0.3, 0.9, 1.0] {
            let mut set = 0;
            for _ in 0..200 {
                let mut block = [0; WORDS];
                draw(&mut block, chance, &mut random);
                set += block.iter().map(|word| word.count_ones()).sum::<u32>();
            }
            let share = f64::from(set) / (200.0 * STATES as f64);
            assert!((share - chance).abs() <= 0.1 * chance.min(1.0 - chance) + 1e-12, "{share} for {chance}");
        }
    }
}
