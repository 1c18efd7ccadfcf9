//! How the pointer's doing looks: memos on the editor's gesture.

use leptos::prelude::*;
use ninefold_editor::geometry::Rect;
use ninefold_editor::gesture::{Connection, Gesture, Incoming};
use ninefold_editor::prelude::{Editor, Item};

/// Cursor, hint and what is drawn over the canvas.
#[derive(Clone, Copy)]
pub struct Looks {
    /// The pointer's shape, as a CSS word.
    pub cursor: Memo<&'static str>,
    /// What can be done now, in a few words.
    pub hint: Memo<Option<&'static str>>,
    /// What the pointer is over.
    pub over: Memo<Option<Item>>,
    /// The zone or component a drop would go to.
    pub target: Memo<Option<String>>,
    /// The frame that selects, in the world.
    pub marquee: Memo<Option<Rect>>,
    /// The link being drawn.
    pub connection: Memo<Option<Connection>>,
    /// What comes from the palette.
    pub incoming: Memo<Option<Incoming>>,
}

impl Looks {
    /// Of an editor.
    pub(super) fn new(editor: RwSignal<Editor>) -> Self {
        let connection = Memo::new(move |_| editor.with(Editor::connection));
        Self {
            cursor: Memo::new(move |_| editor.with(|it| it.cursor().css())),
            hint: Memo::new(move |_| editor.with(Editor::hint)),
            over: Memo::new(move |_| {
                editor.with(|it| if let Gesture::Idle { over } = it.gesture() { over.item() } else { None })
            }),
            target: Memo::new(move |_| {
                let reached = connection.with(|it| it.as_ref().and_then(|it| it.target.clone()));
                reached.or_else(|| editor.with(Editor::drop_zone))
            }),
            marquee: Memo::new(move |_| editor.with(Editor::marquee)),
            connection,
            incoming: Memo::new(move |_| editor.with(Editor::incoming)),
        }
    }
}
