//! How the pointer's doing looks: told after each event of the editor.

use leptos::prelude::*;
use ninefold_editor::gesture::{Cursor, Gesture};
use ninefold_editor::prelude::{Editor, Item};

use super::workspace::put;

/// Cursor, and what is lit up. What is drawn over the canvas follows the editor by itself ([`super::Workspace::ask`]).
#[derive(Clone, Copy)]
pub struct Looks {
    /// The pointer's shape over what stands still, as a CSS word; components and the names of zones have their own (`style/`).
    pub cursor: RwSignal<&'static str>,
    /// The pointer's shape over everything, while it does something.
    pub grip: RwSignal<Option<&'static str>>,
    /// The link the pointer is over or would change.
    pub over: RwSignal<Option<Item>>,
    /// The zone or component a drop would go to.
    pub target: RwSignal<Option<String>>,
}

impl Looks {
    /// Of an editor.
    pub(super) fn new(editor: &Editor) -> Self {
        Self {
            cursor: RwSignal::new(at_rest(editor)),
            grip: RwSignal::new(grip(editor)),
            over: RwSignal::new(editor.lit_link()),
            target: RwSignal::new(target(editor)),
        }
    }

    /// Sets what has changed.
    pub(super) fn tell(self, editor: &Editor) {
        put(self.cursor, at_rest(editor));
        put(self.grip, grip(editor));
        put(self.over, editor.lit_link());
        put(self.target, target(editor));
    }
}

fn grip(editor: &Editor) -> Option<&'static str> {
    let rests = matches!(
        editor.gesture(),
        Gesture::Idle { .. } | Gesture::Pointing { .. } | Gesture::PointingPreset { .. }
    );
    (!rests).then(|| editor.cursor().css())
}

/// A shape set on the canvas is passed on to all that is on it, which takes long where that is much: so only what has no element of its own.
fn at_rest(editor: &Editor) -> &'static str {
    match editor.cursor() {
        Cursor::Pointer | Cursor::Grab if grip(editor).is_none() => editor.cursor().css(),
        _ => Cursor::Default.css(),
    }
}

fn target(editor: &Editor) -> Option<String> {
    match editor.connection() {
        Some(connection) => connection.target,
        None => editor.drop_zone(),
    }
}
