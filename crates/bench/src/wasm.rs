//! What the workers of `page/` call.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::simulation::{Case, Played};
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

/// A simulation in the browser.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Simulated {
    case: Case,
    played: Option<Played>,
}

/// Makes a case of `cargo xtask bench simulation` ready.
///
/// # Errors
/// When there is none of that name.
#[wasm_bindgen]
pub fn simulation(name: &str, years: f64) -> Result<Simulated, String> {
    Ok(Simulated { case: Case::new(name, years)?, played: None })
}

#[wasm_bindgen]
impl Simulated {
    /// Plays every block whose number leaves `part` when divided by `parts`; how many events.
    pub fn play(&mut self, part: u32, parts: u32) -> f64 {
        self.played = Some(self.case.play(u64::from(part), u64::from(parts)));
        self.played.as_ref().map_or(0.0, |played| played.events as f64)
    }

    /// Years observed by what was played, where that was all.
    #[must_use]
    pub fn years(&self) -> f64 {
        self.played.as_ref().map_or(0.0, |played| played.answer.years)
    }

    /// Unavailability of the first journey, where everything was played.
    #[must_use]
    pub fn unavailability(&self) -> f64 {
        self.played.as_ref().map_or(0.0, |played| played.answer.journeys[0].unavailability.mean)
    }
}
