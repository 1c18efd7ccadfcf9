//! Where the simulation's code is cut off the page's: see [`crate::views::parts`].

// The marks stand for functions that another module brings: the compiler cannot check that, `cargo xtask build` does.
#![allow(unsafe_code)]

use std::rc::Rc;

use leptos::wasm_split::wasm_split;
use ninefold_engine::analysis::single_points;
use ninefold_engine::boolean::functions::Search;
use ninefold_engine::boolean::race;
use ninefold_engine::model::Project;
use web_sys::DedicatedWorkerGlobalScope;

use super::{Simulator, pool, serve};
use crate::browser::part::Unavailable;

/// Starts what plays simulations.
pub type Start = fn() -> Rc<dyn Simulator>;

/// How the pool of workers is started; whoever asks, it is to be started once.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(
    simulation,
    wasm_split_path = leptos::wasm_split,
    preload(
        /// Fetches the part.
        fetch_simulation
    ),
    fallible
)]
pub fn simulator() -> Result<Start, Unavailable> {
    Ok(|| Rc::new(pool::Pool::start()))
}

/// How the exact answer looks for better orders of a large model's variables.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(simulation, wasm_split_path = leptos::wasm_split, fallible)]
pub fn order_search() -> Result<Search, Unavailable> {
    Ok(race::order)
}

/// Finds single points of failure: each one's id, and the names of the journeys it takes down, sorted by id. The ids given are of what
/// is down already.
pub type Finder = fn(&Project, &[String]) -> Vec<(String, String)>;

/// How single points of failure are found.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(editing, wasm_split_path = leptos::wasm_split, fallible)]
pub fn single_point_finder() -> Result<Finder, Unavailable> {
    Ok(find_single_points)
}

fn find_single_points(project: &Project, off: &[String]) -> Vec<(String, String)> {
    let name = |id: &String| project.journey(id).map_or(id.as_str(), |it| it.display_name()).to_owned();
    let words = |journeys: Vec<String>| journeys.iter().map(name).collect::<Vec<_>>().join(" and ");
    let mut found: Vec<_> =
        single_points(project, off).into_iter().map(|it| (it.id, words(it.journeys))).collect();
    found.sort();
    found
}

/// Serves the page that started this worker.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(simulation, wasm_split_path = leptos::wasm_split, fallible)]
pub fn serve_in(scope: DedicatedWorkerGlobalScope) -> Result<(), Unavailable> {
    serve::serve(scope);
    Ok(())
}
