//! What changes a project. The first answer needs none of it: it comes in a part of its own (`managers::parts`).

use ninefold_editor::command::CommandError;
use ninefold_editor::prelude::{Action, Command, Editor, InputEvent, Item, Point, Response, Selection};

/// What the editor can do, as values: what no other code names can be cut off the first part of the program.
#[derive(Clone, Copy)]
pub struct Verbs {
    /// [`Editor::handle`].
    pub handle: fn(&mut Editor, &InputEvent) -> Response,
    /// [`Editor::perform`].
    pub perform: fn(&mut Editor, Action) -> Response,
    /// [`Editor::run`].
    pub run: fn(&mut Editor, &Command) -> Result<Selection, CommandError>,
    /// [`Editor::preview`].
    pub preview: fn(&mut Editor, &Command) -> Result<(), CommandError>,
    /// [`Editor::paste`].
    pub paste: fn(&mut Editor, &str, Option<Point>) -> Response,
    /// [`Editor::clip`].
    pub clip: fn(&Editor) -> Option<String>,
    /// [`Editor::reveal`].
    pub reveal: fn(&mut Editor, Item),
    /// [`Editor::undo`].
    pub undo: fn(&mut Editor) -> Option<String>,
    /// [`Editor::redo`].
    pub redo: fn(&mut Editor) -> Option<String>,
}

impl Verbs {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self {
            handle: Editor::handle,
            perform: Editor::perform,
            run: Editor::run,
            preview: Editor::preview,
            paste: Editor::paste,
            clip: Editor::clip,
            reveal: Editor::reveal,
            undo: Editor::undo,
            redo: Editor::redo,
        }
    }
}
