//! The editor without a screen: document, commands, history, gestures, layout. Pure, so that it is tested natively.
//!
//! Arrows point one way: `geometry → layout → document → selection → fragment → presets → command → history → scene → gesture → keymap → share → editor`.
//!
//! A page holds one [`Editor`]. It passes events in, does what comes back as [`Request`]s, and draws from the
//! queries; everything else changes the document through [`Editor::run`].
//!
//! ```
//! use ninefold_editor::prelude::*;
//! use ninefold_engine::model;
//!
//! let loaded = model::read(r#"{"format": "ninefold/1"}"#).unwrap();
//! let mut editor = Editor::new(loaded.project);
//! editor.resize(Size::new(1280.0, 720.0));
//!
//! // A service is dragged from the palette onto the canvas.
//! let (pointer, kind, modifiers) = (1, PointerKind::Mouse, Modifiers::NONE);
//! let preset = "service".to_owned();
//! editor.handle(&InputEvent::PaletteDown { preset, pointer, kind, at: Point::new(-80.0, 90.0) });
//! editor.handle(&InputEvent::PointerMove { pointer, at: Point::new(300.0, 200.0), modifiers });
//! assert!(editor.incoming().unwrap().over_canvas);
//! editor.handle(&InputEvent::PointerUp { pointer, at: Point::new(300.0, 200.0), modifiers });
//! assert_eq!(editor.scene().nodes()[0].name, "Service");
//!
//! // A database it needs, as if picked from a list.
//! editor.run(&Command::AddComponent {
//!     preset: "database".to_owned(),
//!     at: Some(Point::new(600.0, 200.0)),
//!     zone: None,
//!     needed_by: Some("service".to_owned()),
//! }).unwrap();
//! assert_eq!(editor.scene().links()[0].to, "database");
//!
//! // A field of the inspector: what was typed is read by the engine itself.
//! let target = Target::component("service");
//! editor.run(&Command::set(target.clone(), "failures[0].mtbf", Input::text("60 d"))).unwrap();
//! let refused = editor.run(&Command::set(target, "failures[0].mtbf", Input::text("-1d"))).unwrap_err();
//! assert_eq!(refused.diagnostics()[0].path, "components[0].failures[0].mtbf");
//! assert_eq!(editor.undo_name(), Some("Set MTBF of Service"));
//!
//! // What is saved, and what analysis takes.
//! assert!(model::read(&editor.text()).is_ok());
//! let _project = editor.project();
//! while editor.undo().is_some() {}
//! assert!(editor.scene().nodes().is_empty());
//! ```
//!
//! A slider: [`Editor::begin`] when it is taken, [`Editor::preview`] at each move, [`Editor::commit`] when it is let go
//! ([`Editor::abort`] on Escape): one step in the history.

#![forbid(unsafe_code)]

pub mod command;
pub mod document;
pub mod editor;
pub mod fragment;
pub mod geometry;
pub mod gesture;
pub mod history;
pub mod keymap;
pub mod layout;
pub mod presets;
pub mod scene;
pub mod selection;
pub mod share;

pub use editor::{Editor, Request, Response};

/// What a page needs, in one line.
pub mod prelude {
    pub use crate::command::{Command, CommandError, Input, Target};
    pub use crate::document::Document;
    pub use crate::editor::{Editor, Request, Response};
    pub use crate::fragment::Fragment;
    pub use crate::geometry::{Point, Rect, Route, Size, Viewport};
    pub use crate::gesture::{Button, Cursor, InputEvent, Modifiers, PointerKind};
    pub use crate::keymap::{self, Action};
    pub use crate::presets::{self, Preset};
    pub use crate::scene::{Hit, LinkView, NodeView, NoteView, Scene, Side, ZoneView};
    pub use crate::selection::{Item, Selection};
}
