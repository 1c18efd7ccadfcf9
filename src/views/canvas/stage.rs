//! What every part of the canvas needs, in one handle.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_editor::scene::Scene;
use ninefold_editor::selection::{Item, Selection};

use super::node::same;
use crate::state::{Answers, Floating, Ui, Workspace};

/// The three handles.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The project and its editing.
    pub workspace: Workspace,
    /// What the engine says.
    pub answers: Answers,
    /// What is shown.
    pub ui: Ui,
}

impl Stage {
    /// From the context.
    #[must_use]
    pub fn from_context() -> Self {
        Self { workspace: expect_context(), answers: expect_context(), ui: expect_context() }
    }

    /// Follows one part of the scene by id; changes only when the scene made it afresh.
    #[must_use]
    pub fn part<T: Send + Sync + 'static>(
        self,
        id: String,
        find: fn(&Scene, &str) -> Option<Arc<T>>,
    ) -> Memo<Option<Arc<T>>> {
        self.part_of(move |scene| find(scene, &id))
    }

    /// Follows one part of the scene.
    #[must_use]
    pub fn part_of<T: Send + Sync + 'static>(
        self,
        find: impl Fn(&Scene) -> Option<Arc<T>> + Send + Sync + 'static,
    ) -> Memo<Option<Arc<T>>> {
        let scene = self.workspace.scene;
        Memo::new_with_compare(move |_| scene.with(|scene| find(scene)), |one, two| !same(one, two))
    }

    /// Whether an item is selected.
    #[must_use]
    pub fn selected(self, item: Item) -> Memo<bool> {
        Memo::new(move |_| self.workspace.selection.with(|selection| selection.contains(&item)))
    }

    /// Whether a link is the one the pointer is over or would change.
    #[must_use]
    pub fn hovered(self, item: Item) -> Memo<bool> {
        Memo::new(move |_| self.workspace.looks.over.with(|over| over.as_ref() == Some(&item)))
    }

    /// Whether it is switched off.
    #[must_use]
    pub fn is_off(self, id: String) -> Memo<bool> {
        Memo::new(move |_| self.ui.off.with(|off| off.contains(&id)))
    }

    /// Whether what is being dragged would go there.
    #[must_use]
    pub fn is_target(self, id: String) -> Memo<bool> {
        Memo::new(move |_| self.workspace.looks.target.with(|target| target.as_ref() == Some(&id)))
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

    /// Asks which component this one shall need.
    pub fn connect(self, from: &str) {
        let Some(screen) = self.workspace.screen_place(from) else { return };
        self.ui.floating.set(Some(Floating::Connect { screen, from: from.to_owned() }));
    }
}
