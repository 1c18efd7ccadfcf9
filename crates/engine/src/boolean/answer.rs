//! The chance of a function: exactly where a diagram can be had, otherwise between two bounds, and from samples.

use super::bdd::Edge;
use super::bounds::{Bounds, Truncated, interval, truncate};
use super::circuit::{Circuit, Literal, Operator};
use super::compile::Budget;
use super::diagram::Chance;
use super::form::Form;
use super::modules::modules;
use super::race::{Winner, race};
use super::rewrite::simplify;
use super::sample::{Sampler, Samples};

/// Nodes that the function of a gate is cut to where there is no exact answer.
const KEPT: usize = 2_000;

/// What is known of a function's chance.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it is between; the same twice where it is exact.
    pub bounds: Bounds,
    /// Whether every module was solved exactly.
    pub is_exact: bool,
    /// How many modules there are.
    pub modules: usize,
    /// How many nodes their diagrams have together.
    pub nodes: usize,
    /// Where there is one module that is not exact: the same from samples.
    pub estimate: Option<Estimate>,
}

/// A chance from samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The likeliest value.
    pub mean: Chance,
    /// With 99 % confidence it is between these.
    pub bounds: Bounds,
    /// How many states were drawn.
    pub samples: u64,
}

/// Solves `root` for these chances of the variables. Where no exact answer can be had within `budget`, the answer has bounds, and an
/// estimate from `samples` states drawn with `random` (uniform on 0 to 1, 0 excluded).
pub fn solve(
    circuit: &Circuit,
    root: Literal,
    variables: &[Chance],
    budget: Budget,
    samples: u64,
    random: impl FnMut() -> f64,
) -> Answer {
    let (circuit, root) = simplify(circuit, root);
    let mut work = Work {
        values: vec![Bounds::exact(Chance::CERTAIN); circuit.node_count()],
        answer: Answer {
            bounds: Bounds::exact(Chance::CERTAIN),
            is_exact: true,
            modules: 0,
            nodes: 0,
            estimate: None,
        },
        random,
        samples,
    };
    for (node, value) in work.values.iter_mut().enumerate() {
        if let Operator::Variable(variable) = circuit.operator(node) {
            *value = Bounds::exact(variables[variable as usize]);
        }
    }
    for module in modules(&circuit, root) {
        let leaves: Vec<Bounds> = module.leaves.iter().map(|&node| work.values[node as usize]).collect();
        work.values[module.root as usize] = match race(&circuit, &module, budget) {
            Some(winner) => work.exact(&winner, &leaves),
            None => work.truncated(&Form::new(&circuit, &module), &leaves),
        };
        work.answer.modules += 1;
    }
    work.finish(&circuit, root)
}

struct Work<R> {
    /// By node.
    values: Vec<Bounds>,
    answer: Answer,
    random: R,
    samples: u64,
}

impl<R: FnMut() -> f64> Work<R> {
    fn exact(&mut self, winner: &Winner, leaves: &[Bounds]) -> Bounds {
        self.answer.nodes += winner.bdd.reachable(&[winner.root]).len();
        let chances: Vec<Bounds> = winner.order.iter().map(|&leaf| leaves[leaf as usize]).collect();
        let bounds = interval(&winner.bdd, winner.root, &chances);
        // The samples of a module carry over to the module around it.
        if let Some(estimate) = &mut self.answer.estimate {
            let at = |uncertain: Bounds| {
                let is_known = |bounds: &Bounds| bounds.low == bounds.high;
                let chances: Vec<Bounds> =
                    chances.iter().map(|bounds| if is_known(bounds) { *bounds } else { uncertain }).collect();
                interval(&winner.bdd, winner.root, &chances)
            };
            if bounds.low != bounds.high {
                estimate.mean = at(Bounds::exact(estimate.mean)).low;
                estimate.bounds = at(estimate.bounds);
            }
        }
        bounds
    }

    fn truncated(&mut self, form: &Form, leaves: &[Bounds]) -> Bounds {
        let truncated = truncate(form, leaves, KEPT);
        let is_first = std::mem::replace(&mut self.answer.is_exact, false);
        let known = leaves.iter().all(|leaf| leaf.low == leaf.high);
        self.answer.estimate = if is_first && known && self.samples > 0 {
            Some(self.estimate(form, leaves, &truncated))
        } else {
            None
        };
        self.answer.nodes += truncated.bdd.reachable(&[truncated.low]).len();
        truncated.bounds
    }

    /// P(lower function) is known; only where the module is true and that is not, states are counted. Where the module is likely to be true,
    /// all that is done for its negation.
    fn estimate(&mut self, form: &Form, leaves: &[Bounds], truncated: &Truncated) -> Estimate {
        let negated = truncated.bounds.low.up + truncated.bounds.high.up > 1.0;
        let known_function = if negated { !truncated.high } else { truncated.low };
        let bounds = truncated.bounds.swapped(negated);
        let chances: Vec<f64> = leaves.iter().map(|leaf| leaf.low.up).collect();
        let is_counted = |state: &dyn Fn(usize) -> bool| {
            let mut edge = known_function;
            while !edge.is_constant() {
                let top = truncated.bdd.top(edge);
                let (low, high) = truncated.bdd.cofactors(edge, top);
                edge = if state(truncated.order[top as usize] as usize) { high } else { low };
            }
            edge == Edge::TRUE
        };
        let Samples { hits, drawn } =
            Sampler::new(form, &chances, negated).count(self.samples, &mut self.random, is_counted);
        let (least, most) = poisson_interval(hits as f64);
        let with = |hits: f64| {
            let more = (hits / drawn.max(1) as f64).min(bounds.low.down);
            Chance { up: bounds.low.up + more, down: bounds.low.down - more }
        };
        let interval = Bounds { low: with(least), high: with(most) };
        Estimate {
            mean: with(hits as f64).swapped(negated),
            bounds: interval.swapped(negated),
            samples: drawn,
        }
    }

    fn finish(mut self, circuit: &Circuit, root: Literal) -> Answer {
        self.answer.bounds = self.values[root.node()].swapped(root.is_complement());
        if circuit.operator(root.node()) == Operator::Constant {
            self.answer.bounds = Bounds::exact(Chance::CERTAIN.swapped(root.is_complement()));
        }
        if let Some(estimate) = &mut self.answer.estimate {
            estimate.mean = estimate.mean.swapped(root.is_complement());
            estimate.bounds = estimate.bounds.swapped(root.is_complement());
        }
        self.answer
    }
}

/// 99 % interval of a Poisson mean after `hits` events \[garwood1936\], its chi-squared quantiles by the Wilson–Hilferty approximation.
fn poisson_interval(hits: f64) -> (f64, f64) {
    const Z: f64 = 2.575_829_303_548_901;
    let cube = |n: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * n) + z / (3.0 * libm::sqrt(n));
        n * root * root * root
    };
    let low = if hits > 0.0 { cube(hits, -Z).max(0.0) } else { 0.0 };
    (low, cube(hits + 1.0, Z))
}
