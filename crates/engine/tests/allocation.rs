//! The classical redundancy allocation problem: 14 subsystems in series, mixtures of components allowed, cost ≤ 130 and 33 limits of the weight.
//!
//! Data: Fyffe, Hines & Lee 1968 as in `../shared/oracles/cases.json` (rap-fyffe-W189); the limits: Nakagawa & Miyazaki 1981. The reliabilities of limits 159, 189, 190 and
//! 191 as quoted by RePyability's test suite; the others as a second method has them: dynamic programming over the whole grid of cost and weight, without bounds.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use ninefold_engine::plan::allocation::{Mix, Part, allocate, mixtures};
use serde_json::Value;

const MOST_COST: usize = 130;
const MOST_WEIGHT: usize = 191;
/// Quoted to six decimals.
const PUBLISHED: [(usize, f64); 4] = [(159, 0.954565), (189, 0.985922), (190, 0.986416), (191, 0.986811)];

fn subsystems() -> Option<Vec<Vec<Mix>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/oracles is absent");
        return None;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let case = cases.iter().find(|case| case["id"] == "rap-fyffe-W189").unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    let part = |it: &Value| Part {
        failing: 1.0 - number(&it["reliability"]),
        uses: [number(&it["cost"]), number(&it["weight"])],
    };
    let list = case["model"]["structured"]["subsystems"].as_array().unwrap();
    let mixes = |it: &Value| {
        let parts: Vec<Part> = it.as_array().unwrap().iter().map(part).collect();
        mixtures(&parts, 8)
    };
    Some(list.iter().map(mixes).collect())
}

/// ln R for every cost and weight: the second method.
fn grid(subsystems: &[Vec<Mix>]) -> Vec<f64> {
    let place = |cost: usize, weight: usize| cost * (MOST_WEIGHT + 1) + weight;
    let mut best = vec![0.0; (MOST_COST + 1) * (MOST_WEIGHT + 1)];
    for mixes in subsystems {
        let mut next = vec![f64::NEG_INFINITY; best.len()];
        for mix in mixes {
            let (cost, weight) = (mix.uses[0] as usize, mix.uses[1] as usize);
            let worth = libm::log1p(-mix.failing);
            for c in cost..=MOST_COST {
                for w in weight..=MOST_WEIGHT {
                    let value = best[place(c - cost, w - weight)] + worth;
                    let at = &mut next[place(c, w)];
                    *at = at.max(value);
                }
            }
        }
        best = next;
    }
    best
}

#[test]
fn all_thirty_three_limits_are_proved() {
    let Some(subsystems) = subsystems() else { return };
    let grid = grid(&subsystems);
    let mut proved = 0;
    for weight in 159..=191 {
        let found = allocate(&subsystems, [MOST_COST as f64, weight as f64]).unwrap();
        let second = libm::exp(grid[MOST_COST * (MOST_WEIGHT + 1) + weight]);
        assert!((found.reliability - second).abs() < 1e-12, "{weight}: {} {second}", found.reliability);
        assert!(found.uses[0] <= 130.0 && found.uses[1] <= weight as f64);
        let product: f64 = found.chosen.iter().map(|mix| 1.0 - mix.failing).product();
        assert!((product - found.reliability).abs() < 1e-12);
        if let Some((_, published)) = PUBLISHED.iter().find(|(limit, _)| *limit == weight) {
            assert!((found.reliability - published).abs() < 5e-7, "{weight}: {}", found.reliability);
        }
        proved += 1;
        println!("{weight}: {:.6}, {} partial solutions", found.reliability, found.looked_at);
    }
    assert_eq!(proved, 33);
}
