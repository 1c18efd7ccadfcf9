//! What every part of the canvas needs, in one handle.

use leptos::prelude::*;
use ninefold_editor::selection::{Item, Selection};

use crate::state::{Answers, Followed, Ui, Workspace};

/// The handles.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The project and its editing.
    pub workspace: Workspace,
    /// What the engine says.
    pub answers: Answers,
    /// What is shown.
    pub ui: Ui,
    /// What a single part follows.
    pub followed: Followed,
}

impl Stage {
    /// From the context.
    #[must_use]
    pub fn from_context() -> Self {
        Self {
            workspace: expect_context(),
            answers: expect_context(),
            ui: expect_context(),
            followed: expect_context(),
        }
    }

    /// The keyboard has come to an item: it becomes the selection, unless it is part of it.
    pub fn focused(self, item: &Item, event: &web_sys::FocusEvent) {
        use wasm_bindgen::JsCast;
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let by_keyboard = element.is_some_and(|element| element.matches(":focus-visible").unwrap_or(false));
        if by_keyboard && !self.workspace.selection.with_untracked(|selection| selection.contains(item)) {
            self.workspace.select(Selection::one(item.clone()));
        }
    }
}
