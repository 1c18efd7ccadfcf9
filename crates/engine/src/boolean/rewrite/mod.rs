//! Circuits made smaller before they are solved. Each pass builds a new circuit of the same function.

mod assume;
mod factor;
mod flatten;
mod group;
mod merge;

pub use assume::assume;
pub use factor::factor;
pub use flatten::flatten;
pub use group::group;
pub use merge::merge;

use super::circuit::{Circuit, Literal};

/// Most rounds of [`simplify`].
const ROUNDS: usize = 8;

/// The same function with fewer arguments: flattened, with what is given taken as given, with what is common taken out, until
/// nothing changes; then split into groups that share nothing.
#[must_use]
pub fn simplify(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let (circuit, root) = shrink(circuit, root);
    let (circuit, root) = merge(&circuit, root);
    let (circuit, root) = shrink(&circuit, root);
    let (circuit, root) = merge(&circuit, root);
    let (circuit, root) = assume(&circuit, root);
    group(&circuit, root)
}

fn shrink(circuit: &Circuit, root: Literal) -> (Circuit, Literal) {
    let (mut best, mut best_root) = flatten(circuit, root, false);
    let mut least = size(&best, best_root);
    for _ in 0..ROUNDS {
        let (next, next_root) = assume(&best, best_root);
        let (next, next_root) = factor(&next, next_root);
        let (next, next_root) = flatten(&next, next_root, false);
        let now = size(&next, next_root);
        if now >= least {
            break;
        }
        (best, best_root, least) = (next, next_root, now);
    }
    (best, best_root)
}

/// How many arguments the gates of a function have together.
fn size(circuit: &Circuit, root: Literal) -> usize {
    let reached = circuit.reached(root);
    (1..reached.len()).filter(|&node| reached[node]).map(|node| circuit.arguments(node).len()).sum()
}
