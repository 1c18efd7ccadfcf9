//! How the pointer's doing looks: memos on the editor's gesture.

use leptos::prelude::*;
use ninefold_editor::prelude::{Editor, Item};

/// Cursor, and what is lit up. What is drawn over the canvas follows the editor by itself ([`super::Workspace::ask`]).
#[derive(Clone, Copy)]
pub struct Looks {
    /// The pointer's shape, as a CSS word.
    pub cursor: Memo<&'static str>,
    /// The link the pointer is over or would change.
    pub over: Memo<Option<Item>>,
    /// The zone or component a drop would go to.
    pub target: Memo<Option<String>>,
}

impl Looks {
    /// Of an editor.
    pub(super) fn new(editor: RwSignal<Editor>) -> Self {
        let target = |it: &Editor| match it.connection() {
            Some(connection) => connection.target,
            None => it.drop_zone(),
        };
        Self {
            cursor: Memo::new(move |_| editor.with(|it| it.cursor().css())),
            over: Memo::new(move |_| editor.with(Editor::lit_link)),
            target: Memo::new(move |_| editor.with(target)),
        }
    }
}
