//! Published Markov chains through the solver's own steps: long run by elimination, first hours by uniformisation, first passages by the chain
//! that starts anew.

use std::path::Path;

use ninefold_engine::analysis::joint::mean_time_to_first_failure;
use ninefold_engine::analysis::motion::{Label, Motion};
use ninefold_engine::analysis::uniform::Uniform;
use serde_json::Value;

use crate::{cases, expected, of_topic};

/// Chains that take the dense solver minutes.
pub const LEFT_OUT: [(&str, &str); 5] = [
    ("embedded-cause", "which state ends a run: the answer has no such measure"),
    ("embedded-uptime", "3,478 states are beyond the dense elimination of a group's chain (at most 700)"),
    ("embedded-dangertime", "3,478 states are beyond the dense elimination of a group's chain (at most 700)"),
    ("knp07-throughput", "a queue's throughput: the answer has no such measure"),
    ("repairs", "counts completed repairs: the answer has no such measure"),
];

/// A chain in which the states of `up` are up.
struct Published {
    motion: Motion,
    model: Value,
}

fn label(up: bool) -> Label {
    Label { kind: u8::from(!up), available: 0, zones: 0 }
}

impl Published {
    fn read(structured: &Value) -> Self {
        let model = match structured["ctmc_file"].as_str() {
            Some(file) => {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles");
                serde_json::from_str(&std::fs::read_to_string(folder.join(file)).unwrap()).unwrap()
            }
            None => structured["ctmc"].clone(),
        };
        let states = model["n"].as_u64().or(model["states"].as_array().map(|s| s.len() as u64)).unwrap();
        let number = |value: &Value| value.as_u64().unwrap() as u32;
        let rates = model["rates"].as_array().unwrap().iter();
        let moves =
            rates.map(|rate| (number(&rate[0]), number(&rate[1]), rate[2].as_f64().unwrap())).collect();
        let motion = Motion { labels: vec![label(true); states as usize], moves };
        Self { motion, model }
    }

    /// The states with a label.
    fn states(&self, name: &str) -> Vec<u32> {
        self.model["labels"][name].as_array().unwrap().iter().map(|s| s.as_u64().unwrap() as u32).collect()
    }

    fn start(&self) -> Vec<f64> {
        let mut p = vec![0.0; self.motion.state_count()];
        p[self.model["initial"].as_u64().unwrap_or(0) as usize] = 1.0;
        p
    }

    fn after(&self, time: f64) -> Vec<f64> {
        let mut p = self.start();
        Uniform::new(self.motion.clone()).advance(&mut p, time);
        p
    }

    /// Leaving these states is the end.
    fn ends_outside(&self, kept: &[u32]) -> Motion {
        let mut motion = self.motion.clone();
        for (state, label) in motion.labels.iter_mut().enumerate() {
            label.kind = u8::from(!kept.contains(&(state as u32)));
        }
        let labels = motion.labels.clone();
        motion.moves.retain(|(from, ..)| labels[*from as usize].kind == 0);
        motion
    }

    fn ended_within(&self, kept: &[u32], time: f64) -> f64 {
        let motion = self.ends_outside(kept);
        let mut p = self.start();
        Uniform::new(motion.clone()).advance(&mut p, time);
        (0..).zip(p).filter(|(state, _)| !motion.is_up(*state)).map(|(_, share)| share).sum()
    }

    /// ∫ P(in one of the states) by Simpson's rule on so many intervals.
    fn time_in(&self, states: &[u32], time: f64, intervals: u32) -> f64 {
        let step = time / f64::from(intervals);
        let mut uniform = Uniform::new(self.motion.clone());
        let (mut p, mut sum) = (self.start(), 0.0);
        for point in 0..=intervals {
            let weight = if point == 0 || point == intervals { 1.0 } else { f64::from(2 + 2 * (point % 2)) };
            sum += weight * states.iter().map(|state| p[*state as usize]).sum::<f64>();
            uniform.advance(&mut p, step);
        }
        sum * step / 3.0
    }
}

fn sum(p: &[f64], states: &[u32]) -> f64 {
    states.iter().map(|state| p[*state as usize]).sum()
}

#[test]
fn published_chains() {
    let Some(cases) = cases() else { return };
    let mut checked = 0;
    for case in of_topic(&cases, "ctmc", &LEFT_OUT) {
        let id = case["id"].as_str().unwrap();
        let chain = Published::read(&case["model"]["structured"]);
        let others = |name: &str| {
            let inside = chain.states(name);
            (0..chain.motion.state_count() as u32).filter(|state| !inside.contains(state)).collect::<Vec<_>>()
        };
        let value = match id {
            "ebeling-6.7-P1" | "ctmc-2state-t1" => chain.after(1.0)[0],
            "ctmc-knp07-mean-t1" => {
                (0..).zip(chain.after(1.0)).map(|(jobs, share)| f64::from(jobs) * share).sum()
            }
            "ctmc-knp07-full-steady" => chain.motion.steady_state()[3],
            "ctmc-cluster2-LRA-premium" | "ctmc-cluster4-premium" => {
                sum(&chain.motion.steady_state(), &chain.states("premium"))
            }
            "ctmc-cluster2-LRA-min" => sum(&chain.motion.steady_state(), &chain.states("minimum")),
            "ctmc-cluster4-U-steady" => sum(&chain.motion.steady_state(), &others("minimum")),
            "ctmc-cluster2-F100" => chain.ended_within(&chain.states("minimum"), 100.0),
            "ctmc-cluster4-F200" => chain.ended_within(&chain.states("minimum"), 200.0),
            "ctmc-cluster4-downtime1000" => chain.time_in(&others("minimum"), 1_000.0, 4_000),
            "ctmc-embedded-up10000s" => chain.time_in(&chain.states("up"), 10_000.0, 2_000) / 3_600.0,
            "ctmc-embedded-down-10000s" => chain.ended_within(&others("down"), 10_000.0),
            _ => panic!("{id} is neither checked nor left out"),
        };
        let expected = expected(case);
        let tolerance = case["tolerance"].as_f64().unwrap().max(1e-9 * expected);
        assert!((value - expected).abs() <= tolerance, "{id}: {value} {expected}");
        println!("agrees: {id}");
        checked += 1;
    }
    assert!(checked >= 12, "{checked}");
}

/// First passage by the elimination against the closed form of a pair with one repairer: (3λ + μ) ÷ 2λ² \[barlow-proschan1975\].
#[test]
fn a_pair_in_closed_form() {
    let (failing, repair) = (1e-4, 0.5);
    let labels = vec![label(true), label(true), label(false)];
    let motion = Motion { labels, moves: vec![(0, 1, 2.0 * failing), (1, 0, repair), (1, 2, failing)] };
    let expected = (3.0 * failing + repair) / (2.0 * failing * failing);
    assert!((mean_time_to_first_failure(&motion) / expected - 1.0).abs() < 1e-14);
}
