//! What comes in: pointers, wheel, keys, in the canvas's screen coordinates.

use crate::geometry::Point;

/// A pointer's number, as the browser gives it.
pub type PointerId = i32;

/// What kind of pointer it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointerKind {
    /// Precise, hovers.
    #[default]
    Mouse,
    /// Imprecise, several at once.
    Touch,
    /// Precise, hovers.
    Pen,
}

/// Which button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Button {
    /// The main one.
    #[default]
    Left,
    /// The wheel.
    Middle,
    /// The one for menus.
    Right,
}

/// Keys held down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Modifiers {
    /// Adds to the selection, keeps a drag on one axis.
    pub shift: bool,
    /// Control, or Command on a Mac: adds to the selection, and a drag does not snap.
    pub control: bool,
    /// Alt or Option: a drag makes copies.
    pub alt: bool,
}

impl Modifiers {
    /// None held.
    pub const NONE: Self = Self { shift: false, control: false, alt: false };
    /// Shift alone.
    pub const SHIFT: Self = Self { shift: true, ..Self::NONE };
    /// Control (or Command) alone.
    pub const CONTROL: Self = Self { control: true, ..Self::NONE };

    /// Whether a click adds to the selection.
    #[must_use]
    pub fn adds(self) -> bool {
        self.shift || self.control
    }
}

/// One event. Places are CSS pixels from the canvas's top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum InputEvent {
    /// A button or finger goes down on the canvas.
    PointerDown {
        /// Which pointer.
        pointer: PointerId,
        /// What kind.
        kind: PointerKind,
        /// Which button.
        button: Button,
        /// Where.
        at: Point,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// A pointer moves, pressed or not.
    PointerMove {
        /// Which pointer.
        pointer: PointerId,
        /// Where.
        at: Point,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// A button or finger goes up.
    PointerUp {
        /// Which pointer.
        pointer: PointerId,
        /// Where.
        at: Point,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// The browser takes the pointer away.
    PointerCancel {
        /// Which pointer.
        pointer: PointerId,
    },
    /// A pointer goes down on a palette entry.
    PaletteDown {
        /// Id of the preset.
        preset: String,
        /// Which pointer.
        pointer: PointerId,
        /// What kind.
        kind: PointerKind,
        /// Where, in the canvas's coordinates (so usually outside it).
        at: Point,
    },
    /// A finger has rested where it went down.
    LongPress {
        /// Which pointer.
        pointer: PointerId,
        /// Where it went down.
        at: Point,
    },
    /// Two clicks in one place.
    DoubleClick {
        /// Where.
        at: Point,
    },
    /// The wheel, or two fingers on a touch pad.
    Wheel {
        /// Where the pointer is.
        at: Point,
        /// How far, in pixels: positive scrolls down or right.
        delta: Point,
        /// Keys held; control (also set by pinching a touch pad) zooms.
        modifiers: Modifiers,
    },
    /// A key goes down.
    KeyDown {
        /// As `KeyboardEvent.key`: `a`, `Escape`, `ArrowLeft`, ` `.
        key: String,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// A key goes up.
    KeyUp {
        /// As `KeyboardEvent.key`.
        key: String,
    },
    /// The page loses the focus, or the tab is switched.
    Blur,
}

/// A word for the pointer's shape: a CSS cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// An arrow.
    Default,
    /// A hand over what can be clicked.
    Pointer,
    /// An open hand over what can be dragged.
    Grab,
    /// A closed hand.
    Grabbing,
    /// Four arrows.
    Move,
    /// A cross for drawing.
    Crosshair,
    /// A forbidden sign.
    NotAllowed,
    /// An arrow with a plus.
    Copy,
}

impl Cursor {
    /// The CSS word.
    #[must_use]
    pub fn css(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Pointer => "pointer",
            Self::Grab => "grab",
            Self::Grabbing => "grabbing",
            Self::Move => "move",
            Self::Crosshair => "crosshair",
            Self::NotAllowed => "not-allowed",
            Self::Copy => "copy",
        }
    }
}
