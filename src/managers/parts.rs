//! What changes a project, what is asked for seldom, and reading other tools' files, in parts of their own: see
//! `views::parts`.

// The mark stands for a function that another module brings: the compiler cannot check that, `cargo xtask build` does.
#![allow(unsafe_code)]

use leptos::wasm_split::wasm_split;
use ninefold_engine::model;
use ninefold_engine::read::open_psa::{self, drawing};
use ninefold_engine::units::HOURS_PER_YEAR;

use super::desk::{Desk, Task};
use super::library;
use crate::browser::part::Unavailable;
use crate::state::Verbs;

/// What changes a project.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(editing, wasm_split_path = leptos::wasm_split, fallible)]
pub fn verbs() -> Result<Verbs, Unavailable> {
    Ok(Verbs::all())
}

/// Does what is asked for seldom.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
pub fn attend(desk: Desk, task: Task) -> Result<(), Unavailable> {
    library::attend(desk, task);
    Ok(())
}

/// The text of the project drawn from a fault tree, or why it cannot be drawn.
///
/// # Errors
/// Where the part cannot be loaded.
#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
pub fn draw_fault_tree(text: String) -> Result<Result<String, String>, Unavailable> {
    let drawn = open_psa::read(&text, HOURS_PER_YEAR).map_err(|error| error.to_string()).and_then(|trees| {
        let project = drawing::project(&trees).map_err(|error| error.to_string())?;
        Ok(model::write(&project))
    });
    Ok(drawn)
}
