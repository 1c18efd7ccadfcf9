//! What `page/worker.js` calls.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Edits, Tree};

/// A fault tree in the browser.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Read(Tree);

/// Reads an Open-PSA file.
///
/// # Errors
/// What is wrong with it.
#[wasm_bindgen]
pub fn read(text: &str) -> Result<Read, String> {
    Tree::read(text).map(Read)
}

#[wasm_bindgen]
impl Read {
    /// P(top event).
    ///
    /// # Errors
    /// When no exact answer can be had.
    pub fn solve(&self) -> Result<f64, String> {
        self.0.solve(0).map(|outcome| outcome.probability)
    }
}

/// A model being edited, in the browser.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Editing(Edits);

/// Case number `case` of the edits.
///
/// # Errors
/// When there is none.
#[wasm_bindgen]
pub fn edit(case: usize) -> Result<Editing, String> {
    Edits::new(case).map(Editing)
}

#[wasm_bindgen]
impl Editing {
    /// The unavailability of the next state of the model.
    ///
    /// # Errors
    /// When it has no answer.
    pub fn ask(&mut self) -> Result<f64, String> {
        self.0.ask()
    }
}
