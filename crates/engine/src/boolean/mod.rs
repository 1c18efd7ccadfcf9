//! Boolean functions of independent events, solved exactly: what fault trees come down to.
//!
//! A [`circuit`] of gates is made smaller (`rewrite`), cut into [`modules`], and each module is compiled to a decision diagram
//! ([`bdd`]) in several [`order`]s that [`race`] each other under growing budgets of nodes ([`compile`]). A [`solution`] is evaluated
//! for any probabilities; [`functions`] are several that share their variables; [`answer`] gives bounds and an estimate from samples where no diagram can be had, [`partition`] bounds for functions that need one another; [`cut_sets`] counts minimal cut sets. See docs/methods.md, "Boolean functions and fault trees".

pub mod answer;
pub mod bdd;
pub mod bounds;
pub mod circuit;
pub mod compile;
pub mod cut_sets;
pub mod diagram;
pub mod form;
pub mod functions;
mod hashing;
pub mod lanes;
pub mod modules;
pub mod order;
pub mod partition;
pub mod race;
pub mod rewrite;
pub mod sample;
pub mod sift;
pub mod slope;
pub mod solution;
pub mod what_if;
