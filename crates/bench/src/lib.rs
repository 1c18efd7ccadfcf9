//! What `cargo xtask bench exact` measures: reading a fault tree and solving it, and answering while a model is edited; and what
//! `cargo xtask bench simulation` measures: playing a simulation. The same code
//! natively (`main.rs`) and as WebAssembly (`page/`); whoever calls looks at the clock.

mod edits;
mod models;
mod shuffle;
pub mod simulation;
#[cfg(target_arch = "wasm32")]
mod wasm;

use ninefold_engine::boolean::compile::Budget;
use ninefold_engine::boolean::diagram::Chance;
use ninefold_engine::boolean::solution::Solution;
use ninefold_engine::read::open_psa::{self, FaultTrees};

pub use edits::{CASES, Edits};
pub use shuffle::shuffled;

/// Hours of the mission, where a file's probabilities depend on it.
const MISSION: f64 = 8760.0;

/// A fault tree as it was read.
#[derive(Debug)]
pub struct Tree {
    trees: FaultTrees,
}

/// What solving gave.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// P(top event).
    pub probability: f64,
    /// Modules solved one by one.
    pub modules: usize,
    /// Nodes of all their diagrams.
    pub nodes: usize,
    /// Nodes made on the way.
    pub made: usize,
    /// Most nodes that one diagram held at a time.
    pub held: usize,
}

impl Tree {
    /// Reads an Open-PSA file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let trees = open_psa::read(text, MISSION).map_err(|error| error.to_string())?;
        if trees.tops.is_empty() {
            return Err("no top event".to_owned());
        }
        Ok(Self { trees })
    }

    /// Solves the first top event; with a `seed` other than 0, after its gates, arguments and events were put into another order.
    ///
    /// # Errors
    /// When no exact answer can be had.
    pub fn solve(&self, seed: u64) -> Result<Outcome, String> {
        let (circuit, root, events) = shuffled(&self.trees.circuit, self.trees.tops[0].function, seed);
        let chance = |&event: &u32| {
            let up = self.trees.events[event as usize].probability;
            Chance { up, down: 1.0 - up }
        };
        let chances: Vec<Chance> = events.iter().map(chance).collect();
        let solution = Solution::new(&circuit, root, Budget::default()).map_err(|error| error.to_string())?;
        Ok(Outcome {
            probability: solution.chance(&chances).up,
            modules: solution.modules(),
            nodes: solution.nodes(),
            made: solution.made,
            held: solution.held,
        })
    }
}
