//! What a view asks the editor.

use std::sync::Arc;

use ninefold_engine::model::Project;

use super::Editor;
use crate::document::Document;
use crate::geometry::{Point, Rect, Size, Viewport};
use crate::gesture::{Connection, Cursor, Gesture, Guide, Incoming};
use crate::scene::Scene;
use crate::selection::{Item, Selection};

impl Editor {
    /// The document as it is now, drags included.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The project without its `canvas`: what analysis takes. The same `Arc` while only positions change.
    #[must_use]
    pub fn project(&self) -> &Arc<Project> {
        self.document.project()
    }

    /// Identifies the document's contents: the same number, the same contents.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.document.revision()
    }

    /// What is drawn. The same `Arc` while nothing changes; its parts are shared with the scene before.
    #[must_use]
    pub fn scene(&self) -> &Arc<Scene> {
        &self.scene
    }

    /// What is selected.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Whether this is selected.
    #[must_use]
    pub fn is_selected(&self, item: &Item) -> bool {
        self.selection.contains(item)
    }

    /// What the pointer is doing.
    #[must_use]
    pub fn gesture(&self) -> &Gesture {
        &self.gesture
    }

    /// Where the canvas looks.
    #[must_use]
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// How large the canvas is on the screen.
    #[must_use]
    pub fn canvas(&self) -> Size {
        self.canvas
    }

    /// The pointer's shape.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.gesture.cursor()
    }

    /// What can be done now, in a few words.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        let several = self.several.then_some("Tap to add or leave out · empty canvas: done");
        self.gesture.hint().or(several)
    }

    /// The frame of a marquee, in the world.
    #[must_use]
    pub fn marquee(&self) -> Option<Rect> {
        self.gesture.marquee()
    }

    /// Lines through what is moved and what stands in line with it.
    #[must_use]
    pub fn guides(&self) -> Vec<Guide> {
        self.gesture.guides(&self.context())
    }

    /// Where copies would stand.
    #[must_use]
    pub fn copies(&self) -> Vec<Rect> {
        self.gesture.copies(&self.context())
    }

    /// Where the handles of a link's ends are shown.
    #[must_use]
    pub fn link_handles(&self) -> Option<[Point; 2]> {
        self.gesture.link_handles(&self.context())
    }

    /// The link being drawn.
    #[must_use]
    pub fn connection(&self) -> Option<Connection> {
        self.gesture.connection(&self.context())
    }

    /// What is on its way from the palette.
    #[must_use]
    pub fn incoming(&self) -> Option<Incoming> {
        self.gesture.incoming(&self.context())
    }

    /// The link to be lit up: under the pointer, being redirected, or what a drop would go into.
    #[must_use]
    pub fn lit_link(&self) -> Option<Item> {
        self.gesture.lit_link(&self.context()).map(|(from, to)| Item::Link { from, to })
    }

    /// The zone a drop would go into.
    #[must_use]
    pub fn drop_zone(&self) -> Option<String> {
        self.gesture.drop_zone(&self.context())
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.undo_name().is_some()
    }

    /// Whether there is something to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.redo_name().is_some()
    }

    /// What undo would take back: "Move API".
    #[must_use]
    pub fn undo_name(&self) -> Option<&str> {
        self.history.undo_name()
    }

    /// What redo would bring back.
    #[must_use]
    pub fn redo_name(&self) -> Option<&str> {
        self.history.redo_name()
    }

    /// Names of the steps taken, oldest first.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.history.names()
    }

    /// Names of the steps taken back, the next to redo first.
    pub fn undone(&self) -> impl Iterator<Item = &str> {
        self.history.undone()
    }
}
