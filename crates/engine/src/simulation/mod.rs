//! The simulation: the same meaning as the exact answer, played out in continuous time as discrete events.
//!
//! ```text
//! Project + Options ─ Plan::new ─▶ Plan ─ run_block(0..blocks) ─▶ Block … ─ Collector ─▶ Simulation
//! ```
//! Replication *i* draws from its own stream, blocks are fixed sets of replications and are merged in order: the same
//! seed gives the same bytes, on one thread or many, natively or in a browser.
//!
//! ```
//! use ninefold_engine::simulation::{Collector, Options, Plan};
//! # use ninefold_engine::model;
//! let text = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}],
//!     "components": [{"id": "db", "failures": [{"mtbf": "99d", "mttr": "1d"}]}]}"#;
//! let project = model::read(text).unwrap().project;
//! let plan = Plan::new(&project, Options { years: 2_000.0, ..Options::default() }).unwrap();
//! let mut collector = Collector::new(&plan);
//! for index in 0..plan.blocks() {
//!     collector.add(plan.run_block(index, &mut |_| true).unwrap());
//! }
//! let unavailability = collector.finish().journeys[0].unavailability;
//! assert!(unavailability.low < 0.01 && 0.01 < unavailability.high);
//! ```

mod answer;
mod block;
mod calendar;
mod causes;
pub mod chaos;
mod clock;
mod collect;
mod compile;
mod compiled;
mod copies;
mod error;
mod flow;
mod histogram;
mod interval;
mod plan;
pub mod playback;
mod powers;
mod queue;
mod quiet;
mod rare;
mod record;
mod rng;
mod sampler;
mod scenario;
mod script;
mod sketch;
mod spell;
mod state;
mod stream;
mod structure;
mod support;
mod tally;
mod traffic;
mod upkeep;
mod ziggurat;

pub use answer::*;
pub use block::Block;
pub use collect::Collector;
pub use error::SimulationError;
pub use interval::share_of;
pub use plan::{BlockRun, Learnt, Options, Plan};

/// Numbers uniform on 0 to 1, 0 excluded, the same for the same seed.
pub fn uniform_numbers(seed: u64) -> impl FnMut() -> f64 {
    let mut stream = rng::Rng::stream(seed, 0);
    move || stream.positive_uniform()
}
