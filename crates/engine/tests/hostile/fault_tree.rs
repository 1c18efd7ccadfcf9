//! Fault trees: whatever the text, no panic; chances are chances; and a drawing of a tree has the tree's probability.

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::boolean::answer;
use ninefold_engine::boolean::compile::Budget;
use ninefold_engine::boolean::diagram::Chance;
use ninefold_engine::model;
use ninefold_engine::read::open_psa::{self, FaultTrees, drawing};
use ninefold_engine::simulation::uniform_numbers;

use crate::finite;

/// The property.
pub fn holds(text: &str) {
    for mission_hours in [8_760.0, 0.0] {
        match open_psa::read(text, mission_hours) {
            Ok(trees) => {
                let known = solves(&trees);
                draws(&trees, &known);
            }
            Err(error) => assert!(error.line >= 1 && error.column >= 1 && !error.message.is_empty()),
        }
    }
}

/// The probability of each top event; none where it is not exact.
fn solves(trees: &FaultTrees) -> Vec<Option<f64>> {
    for event in &trees.events {
        finite::assert_share(event.probability, &event.name);
    }
    let chance = |probability: f64| Chance { up: probability, down: 1.0 - probability };
    let chances: Vec<Chance> = trees.events.iter().map(|event| chance(event.probability)).collect();
    let budget = Budget { made: 200_000, held: 100_000 };
    let solve = |top: &open_psa::TopEvent| {
        let found = answer::solve(&trees.circuit, top.function, &chances, budget, 200, uniform_numbers(1));
        let (low, high) = (found.bounds.low.up, found.bounds.high.up);
        finite::assert_share(low, "the lower bound");
        finite::assert_share(high, "the upper bound");
        assert!(low <= high * (1.0 + 1e-9), "{low} to {high}");
        if let Some(estimate) = found.estimate {
            finite::assert_share(estimate.mean.up, "the estimate");
        }
        found.is_exact.then_some(low)
    };
    trees.tops.iter().take(20).map(solve).collect()
}

fn draws(trees: &FaultTrees, known: &[Option<f64>]) {
    let project = match drawing::project(trees) {
        Ok(project) => project,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    // A name may be one that no project has, an event too seldom for a duration: that is said when the drawing is read.
    let Ok(loaded) = model::read(&model::write(&project)) else { return };
    let Ok(answer) =
        analyze(&loaded.project, &Options { node_limit: 20_000, cut_sets: 0, ..Options::default() })
    else {
        return;
    };
    for (journey, known) in answer.journeys.iter().zip(known) {
        if let (None, &Some(known)) = (journey.bounds, known) {
            let drawn = journey.unavailability;
            assert!((drawn - known).abs() <= 1e-9 * known + 1e-15, "{drawn} drawn, {known} in the tree");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::damage;

    #[test]
    fn of_every_seed_and_its_beginnings() {
        for seed in damage::seeds("fault_tree") {
            let ends = seed.char_indices().map(|(at, _)| at);
            ends.step_by(5).for_each(|end| holds(&seed[..end]));
            holds(&seed);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_damaged_seeds(which in 0..1_000_usize, edits in prop::collection::vec(damage::edit(), 1..5)) {
            let seeds = damage::seeds("fault_tree");
            holds(&damage::letters(&seeds[which % seeds.len()], &edits));
        }
    }
}
