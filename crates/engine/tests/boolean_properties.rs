//! The pipeline against plain enumeration of all states, on random circuits: every order, rewriting and flattening on and off, negations,
//! shared gates; and against itself, written down in another order.
#![allow(clippy::unwrap_used)]

use std::ops::RangeInclusive;

use ninefold_engine::boolean::answer::solve;
use ninefold_engine::boolean::bounds::{Bounds, truncate};
use ninefold_engine::boolean::circuit::{Circuit, Literal, Operator};
use ninefold_engine::boolean::compile::{Budget, Compilation};
use ninefold_engine::boolean::diagram::{Chance, Diagram};
use ninefold_engine::boolean::form::Form;
use ninefold_engine::boolean::functions::Functions;
use ninefold_engine::boolean::modules::modules;
use ninefold_engine::boolean::order::ORDERS;
use ninefold_engine::boolean::sift::sift;
use ninefold_engine::boolean::solution::Solution;
use ninefold_engine::boolean::{cut_sets, rewrite};
use ninefold_engine::simulation::uniform_numbers;
use proptest::prelude::*;

const MOST: usize = 12;
/// For the tests that enumerate few circuits.
const WIDEST: usize = 16;

/// A gate: what it is, and its arguments as (how far back among what is there, negated).
type Gate = (u8, Vec<(usize, bool)>);

#[derive(Clone, Debug)]
struct Plan {
    downs: Vec<f64>,
    gates: Vec<Gate>,
}

fn plans(negations: bool) -> impl Strategy<Value = Plan> {
    plans_over(2..=MOST, negations)
}

fn plans_over(variables: RangeInclusive<usize>, negations: bool) -> impl Strategy<Value = Plan> {
    let downs = prop::collection::vec(0.01..0.99_f64, variables.clone());
    let argument =
        (0..variables.end() + 2, any::<bool>()).prop_map(move |(back, sign)| (back, sign && negations));
    let kinds = if negations { 6_u8 } else { 3 };
    let most = variables.end() + 2;
    let gates = prop::collection::vec((0..kinds, prop::collection::vec(argument, 1..6)), 1..most);
    (downs, gates).prop_map(|(downs, gates)| Plan { downs, gates })
}

impl Plan {
    fn circuit(&self) -> (Circuit, Literal) {
        let mut circuit = Circuit::new();
        let mut there: Vec<Literal> = (0..self.downs.len() as u32).map(|v| circuit.variable(v)).collect();
        for (kind, arguments) in &self.gates {
            let arguments: Vec<Literal> = arguments
                .iter()
                .map(|&(back, sign)| there[there.len() - 1 - back % there.len()].with_sign(sign))
                .collect();
            let made = match kind {
                0 => circuit.and(arguments),
                1 => circuit.or(arguments),
                2 => circuit.at_least(arguments.len().div_ceil(2), &arguments),
                3 => circuit.xor(arguments),
                4 => !circuit.and(arguments),
                _ => circuit.if_else(arguments[0], arguments[arguments.len() / 2], !arguments[0]),
            };
            there.push(made);
        }
        (circuit, there[there.len() - 1])
    }

    fn chances(&self) -> Vec<Chance> {
        self.downs.iter().map(|&p| Chance { up: p, down: 1.0 - p }).collect()
    }

    fn states(&self) -> impl Iterator<Item = Vec<bool>> {
        let count = self.downs.len();
        (0..1_u32 << count).map(move |bits| (0..count).map(|v| bits >> v & 1 == 1).collect())
    }

    /// P(true) and P(false), each as a sum over the states.
    fn enumerated(&self) -> Chance {
        let (circuit, root) = self.circuit();
        let (mut up, mut down) = (0.0, 0.0);
        for state in self.states() {
            let weight: f64 = state
                .iter()
                .zip(&self.downs)
                .map(|(happened, p)| if *happened { *p } else { 1.0 - p })
                .product();
            if circuit.value(root, &state) { up += weight } else { down += weight }
        }
        Chance { up, down }
    }

    /// Minimal sets of variables that make the function true while all others are false.
    fn minimal_cut_sets(&self) -> usize {
        let (circuit, root) = self.circuit();
        let holds: Vec<bool> = self.states().map(|state| circuit.value(root, &state)).collect();
        let is_minimal =
            |set: usize| holds[set] && !(0..set).any(|other| other & set == other && holds[other]);
        (0..holds.len()).filter(|&set| is_minimal(set)).count()
    }
}

fn close(left: Chance, right: Chance) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-11 * a.abs().max(b.abs()) + 1e-300;
    near(left.up, right.up) && near(left.down, right.down)
}

/// The function with its variables numbered anew, its arguments in another order and its gates made in another order; and the old variable
/// of each new one.
fn written_otherwise(circuit: &Circuit, root: Literal, seed: u64) -> (Circuit, Literal, Vec<usize>) {
    let mut random = uniform_numbers(seed);
    let mut below = |count: usize| ((random() * count as f64) as usize).min(count - 1);
    let mut variables: Vec<usize> = (0..circuit.variable_count()).collect();
    (1..variables.len()).for_each(|last| variables.swap(last, below(last + 1)));
    let mut new = Circuit::new();
    let made: Vec<Literal> = (0..variables.len() as u32).map(|variable| new.variable(variable)).collect();
    let mut places: Vec<Option<Literal>> = vec![None; root.node() + 1];
    places[0] = Some(Literal::TRUE);
    let mut left: Vec<usize> = (1..=root.node()).collect();
    while !left.is_empty() {
        // Any gate whose arguments are there.
        let start = below(left.len());
        let known = |node: usize| circuit.arguments(node).iter().all(|a| places[a.node()].is_some());
        let at = (0..left.len()).map(|step| (start + step) % left.len()).find(|&at| known(left[at])).unwrap();
        let node = left.swap_remove(at);
        let mut arguments: Vec<Literal> = circuit
            .arguments(node)
            .iter()
            .map(|argument| places[argument.node()].unwrap().with_sign(argument.is_complement()))
            .collect();
        (1..arguments.len()).for_each(|last| arguments.swap(last, below(last + 1)));
        places[node] = Some(match circuit.operator(node) {
            Operator::Variable(old) => made[variables.iter().position(|&v| v == old as usize).unwrap()],
            operator => new.like(operator, arguments),
        });
    }
    (new, places[root.node()].unwrap().with_sign(root.is_complement()), variables)
}

/// How every module is compiled.
#[derive(Clone, Copy, Debug)]
struct Way {
    order: usize,
    sifted: bool,
    flattened: bool,
}

fn ways() -> impl Strategy<Value = Way> {
    (0..ORDERS.len(), any::<bool>(), any::<bool>()).prop_map(|(order, sifted, flattened)| Way {
        order,
        sifted,
        flattened,
    })
}

/// Evaluates with every module compiled in one way.
fn in_order(circuit: &Circuit, root: Literal, chances: &[Chance], way: Way) -> Chance {
    let mut values = vec![Chance::CERTAIN; circuit.node_count()];
    for (variable, &chance) in chances.iter().enumerate() {
        let mut own = circuit.clone();
        let node = own.variable(variable as u32).node();
        if node < values.len() {
            values[node] = chance;
        }
    }
    let budget = Budget { made: 100_000, held: 100_000 };
    for module in modules(circuit, root) {
        let form = Form::new(circuit, &module);
        let form = if way.flattened { form.flattened() } else { form };
        let mut compiled = Compilation::new(&form, form.order(ORDERS[way.order]));
        compiled.run(budget).unwrap();
        if way.sifted {
            let places = sift(compiled.bdd(), &compiled.roots(), compiled.order.len(), usize::MAX);
            let order = places.iter().map(|&variable| compiled.order[variable as usize]).collect();
            let before = compiled.bdd().reachable(&[compiled.root()]).len();
            compiled = Compilation::new(&form, order);
            compiled.run(budget).unwrap();
            let after = compiled.bdd().reachable(&[compiled.root()]).len();
            assert!(after <= before, "sifting made {before} nodes {after}");
        }
        let leaves: Vec<Chance> =
            compiled.order.iter().map(|&leaf| values[module.leaves[leaf as usize] as usize]).collect();
        values[module.root as usize] = Diagram::new(compiled.bdd(), compiled.root()).chance(&leaves);
    }
    values[root.node()].swapped(root.is_complement())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn the_pipeline_agrees_with_enumeration(plan in plans(true)) {
        let (circuit, root) = plan.circuit();
        let expected = plan.enumerated();
        let solved = Solution::new(&circuit, root, Budget::default()).unwrap().chance(&plan.chances());
        prop_assert!(close(solved, expected), "{solved:?} {expected:?}");
        let plain = Solution::of_simplified(&circuit, root, Budget::default()).unwrap().chance(&plan.chances());
        prop_assert!(close(plain, expected), "{plain:?} {expected:?}");
    }

    #[test]
    fn every_order_agrees_with_enumeration(plan in plans(true), way in ways()) {
        let expected = plan.enumerated();
        let (circuit, root) = plan.circuit();
        let plain = in_order(&circuit, root, &plan.chances(), way);
        prop_assert!(close(plain, expected), "{plain:?} {expected:?}");
        let (circuit, root) = rewrite::simplify(&circuit, root);
        let simplified = in_order(&circuit, root, &plan.chances(), way);
        prop_assert!(close(simplified, expected), "{simplified:?} {expected:?}");
    }

    /// With some variables certain, to the bit what the whole diagram says, however often it is asked.
    #[test]
    fn what_if_is_the_diagram(plan in plans(true), moved in prop::collection::vec(0..MOST as u32, 1..5), asked: [u8; 6]) {
        let (mut circuit, root) = plan.circuit();
        let functions = Functions::new(&mut circuit, &[root], 100_000, None).unwrap();
        for diagram in functions.diagrams(&[root]) {
            let moved: Vec<u32> = moved.iter().map(|it| it % plan.downs.len() as u32).collect();
            let mut chances = plan.chances();
            moved.iter().for_each(|&it| chances[it as usize] = Chance::NEVER);
            let mut what_if = diagram.what_if(&chances, &moved);
            for bits in asked {
                let certain: Vec<u32> =
                    moved.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, &it)| it).collect();
                let mut then = chances.clone();
                certain.iter().for_each(|&it| then[it as usize] = Chance::CERTAIN);
                prop_assert_eq!(what_if.chance(&certain), diagram.chance(&then));
            }
        }
    }

    #[test]
    fn every_rewriting_keeps_the_function(plan in plans(true)) {
        let (circuit, root) = plan.circuit();
        let flat = rewrite::flatten(&circuit, root, false);
        let wide = rewrite::flatten(&circuit, root, true);
        let given = rewrite::assume(&circuit, root);
        let factored = rewrite::factor(&wide.0, wide.1);
        let merged = rewrite::merge(&wide.0, wide.1);
        let grouped = rewrite::group(&wide.0, wide.1);
        for state in plan.states() {
            let expected = circuit.value(root, &state);
            for (name, (new, root)) in [
                ("flat", &flat), ("wide", &wide), ("given", &given), ("factored", &factored), ("merged", &merged),
                ("grouped", &grouped),
            ] {
                prop_assert_eq!(new.value(*root, &state), expected, "{} {:?}", name, state);
            }
        }
    }

    #[test]
    fn cut_sets_are_counted_as_enumeration_counts_them(plan in plans(true)) {
        let (circuit, root) = plan.circuit();
        let counted = cut_sets::count(&circuit, root, Budget::default()).unwrap();
        prop_assert_eq!(counted, plan.minimal_cut_sets() as f64);
    }

    #[test]
    fn truncated_functions_enclose_the_chance(plan in plans(true), kept in 1..12_usize) {
        let (circuit, root) = plan.circuit();
        let expected = plan.enumerated();
        let mut values = vec![Bounds::exact(Chance::CERTAIN); circuit.node_count()];
        let mut named = circuit.clone();
        for (variable, &chance) in plan.chances().iter().enumerate() {
            values[named.variable(variable as u32).node()] = Bounds::exact(chance);
        }
        for module in modules(&circuit, root) {
            let leaves: Vec<Bounds> = module.leaves.iter().map(|&leaf| values[leaf as usize]).collect();
            values[module.root as usize] = truncate(&Form::new(&circuit, &module), &leaves, kept).bounds;
        }
        let Bounds { low, high } = values[root.node()].swapped(root.is_complement());
        prop_assert!(low.up <= expected.up * (1.0 + 1e-9) + 1e-15, "{low:?} {expected:?}");
        prop_assert!(high.up >= expected.up * (1.0 - 1e-9) - 1e-15, "{high:?} {expected:?}");
        prop_assert!(high.down <= expected.down * (1.0 + 1e-9) + 1e-15, "{high:?} {expected:?}");
    }

    #[test]
    fn samples_agree_with_enumeration(plan in plans(true), seed: u64) {
        let (circuit, root) = plan.circuit();
        let expected = plan.enumerated().up;
        // No diagram may be made at all: everything comes from truncated functions and samples.
        let nothing = Budget { made: 1, held: 1 };
        let answer = solve(&circuit, root, &plan.chances(), nothing, 40_000, uniform_numbers(seed));
        let Bounds { low, high } = answer.bounds;
        prop_assert!(low.up <= expected + 1e-12 && expected <= high.up + 1e-12);
        if let Some(estimate) = answer.estimate {
            // Five standard deviations of the most that may be left to the samples.
            prop_assert!((estimate.mean.up - expected).abs() < 5.0 * 0.5 / 200.0, "{estimate:?} {expected:?}");
        }
    }

    #[test]
    fn coherent_functions_too(plan in plans(false)) {
        let (circuit, root) = plan.circuit();
        let solved = Solution::new(&circuit, root, Budget::default()).unwrap().chance(&plan.chances());
        prop_assert!(close(solved, plan.enumerated()));
        let counted = cut_sets::count(&circuit, root, Budget::default()).unwrap();
        prop_assert_eq!(counted, plan.minimal_cut_sets() as f64);
    }
}

proptest! {
    // All states of up to sixteen variables: few circuits, but larger ones.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn sixteen_variables_agree_with_enumeration(plan in plans_over(13..=WIDEST, true), way in ways()) {
        let (circuit, root) = plan.circuit();
        let expected = plan.enumerated();
        let solved = Solution::new(&circuit, root, Budget::default()).unwrap().chance(&plan.chances());
        prop_assert!(close(solved, expected), "{solved:?} {expected:?}");
        let one_way = in_order(&circuit, root, &plan.chances(), way);
        prop_assert!(close(one_way, expected), "{one_way:?} {expected:?}");
    }

    #[test]
    fn the_way_it_is_written_down_changes_nothing(plan in plans_over(2..=40, true), seed: u64) {
        let (circuit, root) = plan.circuit();
        let chances = plan.chances();
        let solved = Solution::new(&circuit, root, Budget::default()).unwrap().chance(&chances);
        let (other, root, variables) = written_otherwise(&circuit, root, seed);
        let chances: Vec<Chance> = variables.iter().map(|&variable| chances[variable]).collect();
        let again = Solution::new(&other, root, Budget::default()).unwrap().chance(&chances);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.max(b);
        prop_assert!(near(solved.up, again.up) && near(solved.down, again.down), "{solved:?} {again:?}");
    }
}

/// Ten thousand gates within each other: no walk may go as deep by recursion.
#[test]
fn deep_formulas_do_not_overflow_the_stack() {
    let mut circuit = Circuit::new();
    let mut down = circuit.variable(0);
    for level in 1..10_000_u32 {
        let event = circuit.variable(level);
        down = if level % 2 == 0 { circuit.and([down, event]) } else { circuit.or([down, event]) };
    }
    let chances = vec![Chance { up: 0.5, down: 0.5 }; 10_000];
    let solution = Solution::new(&circuit, down, Budget::default()).unwrap();
    // The last gate is an or, alternating above: p = 1/2 + q/2 with q = p'/2, whose fixed point is 2/3.
    assert!((solution.chance(&chances).up - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(cut_sets::count(&circuit, down, Budget::default()), Some(5_001.0));
}

/// The same chain with one event at both ends, so that nothing can be taken as a module.
#[test]
fn deep_formulas_in_one_module() {
    let mut circuit = Circuit::new();
    let shared = circuit.variable(0);
    let mut down = shared;
    for level in 1..5_000_u32 {
        let event = circuit.variable(level);
        let odd = circuit.xor([down, event]);
        down = if level % 2 == 0 { circuit.and([odd, event]) } else { circuit.or([odd, event, shared]) };
    }
    let top = circuit.xor([down, shared]);
    let solution = Solution::new(&circuit, top, Budget::default()).unwrap();
    let chance = solution.chance(&vec![Chance { up: 0.25, down: 0.75 }; 5_000]);
    assert!((chance.up + chance.down - 1.0).abs() < 1e-9);
}

#[test]
fn a_budget_that_is_too_small_is_an_error_not_a_hang() {
    let mut circuit = Circuit::new();
    let v: Vec<Literal> = (0..60).map(|i| circuit.variable(i)).collect();
    // Products of sums that belong together only in an order nobody can see.
    let sums: Vec<Literal> = (0..60)
        .map(|i| circuit.xor([v[i], v[(i * 17 + 5) % 60], v[(i * 23 + 11) % 60], v[(i * 37 + 3) % 60]]))
        .collect();
    let majority = circuit.at_least(30, &sums);
    let top = circuit.and([majority, v[7]]);
    let budget = Budget { made: 200_000, held: 100_000 };
    assert!(Solution::new(&circuit, top, budget).is_err());
}
