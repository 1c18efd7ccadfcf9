//! The keyboard: one table of keys, what they do, and the words for the shortcuts dialog.

use crate::command::Arrangement;
use crate::gesture::Modifiers;

/// Something that can be asked for by key, menu or button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Removes what is selected.
    Delete,
    /// Removes what is selected and connects what needed it to what it needed.
    DeleteKeepingPath,
    /// One step back.
    Undo,
    /// One step forth.
    Redo,
    /// Selects every component and zone.
    SelectAll,
    /// Copies beside what is selected.
    Duplicate,
    /// To the clipboard.
    Copy,
    /// To the clipboard, and away.
    Cut,
    /// From the clipboard.
    Paste,
    /// Moves what is selected by so many world units; selects something if nothing is.
    Nudge(i16, i16),
    /// Brings what is selected into line.
    Arrange(Arrangement),
    /// Selects everything the selected need, and what that needs.
    SelectDownstream,
    /// Selects everything that needs the selected.
    SelectUpstream,
    /// Presses add to the selection and take away from it, until the empty canvas is pressed.
    SelectSeveral,
    /// Asks which component the selected one shall need.
    Connect,
    /// Opens the menu of what is selected.
    Menu,
    /// Gives up, or selects nothing.
    Cancel,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// Life size.
    ZoomReset,
    /// Everything in view.
    Fit,
    /// Selects the next component in reading order.
    FocusNext,
    /// Selects the one before.
    FocusPrevious,
    /// Selects what the selected component needs.
    FollowOut,
    /// Selects who needs the selected component.
    FollowIn,
    /// Asks for a new name in place.
    Rename,
    /// Goes to the inspector.
    Inspect,
    /// Switches what is selected off or on again.
    SwitchOff,
    /// Lays everything out anew.
    Tidy,
    /// A new note.
    Note,
    /// Draws the selected zones as one node each, or with what is in them again.
    Fold,
    /// Shows all shortcuts.
    Shortcuts,
    /// Asks for a component, screen or command by its name.
    Find,
}

/// A heading in the shortcuts dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Undo, copy, delete.
    Edit,
    /// Selecting and moving about.
    Select,
    /// Bringing into line.
    Arrange,
    /// What is seen.
    View,
    /// Trying things out.
    Model,
}

impl Section {
    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Edit => "Edit",
            Self::Select => "Select and move",
            Self::Arrange => "Align",
            Self::View => "View",
            Self::Model => "Model",
        }
    }
}

/// One key and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// As `KeyboardEvent.key`, letters small.
    pub key: &'static str,
    /// Keys held with it.
    pub modifiers: Modifiers,
    /// What it does.
    pub action: Action,
    /// In words.
    pub label: &'static str,
    /// Under which heading.
    pub section: Section,
}

impl Binding {
    /// "Ctrl+Shift+Z", or with `mac` "⌘⇧Z".
    #[must_use]
    pub fn keys(&self, mac: bool) -> String {
        let mut text = held(self.modifiers, mac);
        let key = match self.key {
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "Escape" => "Esc",
            "Delete" => "Del",
            "Backspace" => "⌫",
            key => key,
        };
        if key.len() == 1 {
            text.push_str(&key.to_uppercase())
        } else {
            text.push_str(key)
        }
        text
    }
}

/// "Ctrl+Shift+", or with `mac` "⌘⇧".
#[must_use]
pub fn held(modifiers: Modifiers, mac: bool) -> String {
    let keys =
        [(modifiers.control, "Ctrl+", "⌘"), (modifiers.alt, "Alt+", "⌥"), (modifiers.shift, "Shift+", "⇧")];
    let mut text = String::new();
    for (_, other, apple) in keys.into_iter().filter(|it| it.0) {
        text.push_str(if mac { apple } else { other });
    }
    text
}

const PLAIN: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CONTROL: Modifiers = Modifiers::CONTROL;
const CONTROL_SHIFT: Modifiers = Modifiers { shift: true, control: true, alt: false };
const ALT_SHIFT: Modifiers = Modifiers { shift: true, control: false, alt: true };
const ALT: Modifiers = Modifiers { shift: false, control: false, alt: true };

const fn bind(
    key: &'static str,
    modifiers: Modifiers,
    action: Action,
    label: &'static str,
    section: Section,
) -> Binding {
    Binding { key, modifiers, action, label, section }
}

const fn arrange(key: &'static str, how: Arrangement) -> Binding {
    bind(key, SHIFT, Action::Arrange(how), how.label(), Section::Arrange)
}

/// What dragging does with keys held, for the dialog: the keys, what comes of it, under which heading.
pub const DRAGS: &[(Modifiers, &str, Section)] = &[
    (ALT, "Copy what is dragged", Section::Edit),
    (SHIFT, "Move along one axis", Section::Arrange),
    (CONTROL, "Move without snapping", Section::Arrange),
];

/// Every shortcut, in the order of the dialog.
pub const BINDINGS: &[Binding] = &[
    bind("z", CONTROL, Action::Undo, "Undo", Section::Edit),
    bind("z", CONTROL_SHIFT, Action::Redo, "Redo", Section::Edit),
    bind("y", CONTROL, Action::Redo, "Redo", Section::Edit),
    bind("Delete", PLAIN, Action::Delete, "Delete what is selected", Section::Edit),
    bind("Backspace", PLAIN, Action::Delete, "Delete what is selected", Section::Edit),
    bind("Delete", SHIFT, Action::DeleteKeepingPath, "Delete, keeping the path", Section::Edit),
    bind("Backspace", SHIFT, Action::DeleteKeepingPath, "Delete, keeping the path", Section::Edit),
    bind("d", CONTROL, Action::Duplicate, "Duplicate", Section::Edit),
    bind("c", CONTROL, Action::Copy, "Copy", Section::Edit),
    bind("x", CONTROL, Action::Cut, "Cut", Section::Edit),
    bind("v", CONTROL, Action::Paste, "Paste", Section::Edit),
    bind("F2", PLAIN, Action::Rename, "Rename", Section::Edit),
    bind("Enter", PLAIN, Action::Inspect, "Edit in the inspector", Section::Edit),
    bind("a", CONTROL, Action::SelectAll, "Select everything", Section::Select),
    bind("Escape", PLAIN, Action::Cancel, "Give up, select nothing", Section::Select),
    bind("Tab", PLAIN, Action::FocusNext, "Next component or zone", Section::Select),
    bind("Tab", SHIFT, Action::FocusPrevious, "Previous component or zone", Section::Select),
    bind("ArrowRight", ALT, Action::FollowOut, "Along a link to what it needs", Section::Select),
    bind("ArrowLeft", ALT, Action::FollowIn, "Along a link to who needs it", Section::Select),
    bind("ArrowRight", ALT_SHIFT, Action::SelectDownstream, "Select all it needs", Section::Select),
    bind("ArrowLeft", ALT_SHIFT, Action::SelectUpstream, "Select all that need it", Section::Select),
    bind("ArrowDown", ALT, Action::FocusNext, "Next component, zone or link", Section::Select),
    bind("ArrowUp", ALT, Action::FocusPrevious, "Previous component, zone or link", Section::Select),
    bind("ArrowLeft", PLAIN, Action::Nudge(-8, 0), "Move left a little", Section::Select),
    bind("ArrowRight", PLAIN, Action::Nudge(8, 0), "Move right a little", Section::Select),
    bind("ArrowUp", PLAIN, Action::Nudge(0, -8), "Move up a little", Section::Select),
    bind("ArrowDown", PLAIN, Action::Nudge(0, 8), "Move down a little", Section::Select),
    bind("ArrowLeft", SHIFT, Action::Nudge(-40, 0), "Move left", Section::Select),
    bind("ArrowRight", SHIFT, Action::Nudge(40, 0), "Move right", Section::Select),
    bind("ArrowUp", SHIFT, Action::Nudge(0, -40), "Move up", Section::Select),
    bind("ArrowDown", SHIFT, Action::Nudge(0, 40), "Move down", Section::Select),
    arrange("a", Arrangement::Left),
    arrange("c", Arrangement::Centre),
    arrange("d", Arrangement::Right),
    arrange("w", Arrangement::Top),
    arrange("m", Arrangement::Middle),
    arrange("s", Arrangement::Bottom),
    arrange("h", Arrangement::Across),
    arrange("v", Arrangement::Down),
    bind("F10", SHIFT, Action::Menu, "Menu of what is selected", Section::Edit),
    bind("ContextMenu", PLAIN, Action::Menu, "Menu of what is selected", Section::Edit),
    bind("+", PLAIN, Action::ZoomIn, "Zoom in", Section::View),
    bind("=", PLAIN, Action::ZoomIn, "Zoom in", Section::View),
    bind("-", PLAIN, Action::ZoomOut, "Zoom out", Section::View),
    bind("0", PLAIN, Action::ZoomReset, "Life size", Section::View),
    bind("1", PLAIN, Action::Fit, "Everything in view", Section::View),
    bind("k", CONTROL, Action::Find, "Find a component or command", Section::View),
    bind("?", PLAIN, Action::Shortcuts, "All shortcuts", Section::View),
    bind("c", PLAIN, Action::Connect, "Connect to another component", Section::Model),
    bind("x", PLAIN, Action::SwitchOff, "Switch off: what if this is down?", Section::Model),
    bind("n", PLAIN, Action::Note, "A new note", Section::Edit),
    bind("f", PLAIN, Action::Fold, "Fold or unfold a zone", Section::Model),
    bind("t", SHIFT, Action::Tidy, "Tidy up the drawing", Section::Model),
];

/// What a key does.
#[must_use]
pub fn action(key: &str, modifiers: Modifiers) -> Option<Action> {
    let small = key.to_lowercase();
    let symbol = !key.chars().any(char::is_alphanumeric);
    BINDINGS
        .iter()
        .find(|binding| {
            // Which symbols need shift depends on the keyboard, so there it does not count.
            let held =
                if symbol { Modifiers { shift: binding.modifiers.shift, ..modifiers } } else { modifiers };
            (binding.key == key || binding.key == small) && binding.modifiers == held
        })
        .map(|binding| binding.action)
}

/// The first key for an action: what a tooltip shows.
#[must_use]
pub fn shortcut(action: Action) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.action == action)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        for (index, one) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[index + 1..] {
                assert!((one.key, one.modifiers) != (other.key, other.modifiers), "{}", one.keys(false));
            }
            assert_eq!(action(one.key, one.modifiers), Some(one.action));
        }
    }

    #[test]
    fn letters_in_either_case_and_symbols_with_or_without_shift() {
        assert_eq!(action("Z", CONTROL_SHIFT), Some(Action::Redo));
        assert_eq!(action("z", CONTROL), Some(Action::Undo));
        assert_eq!(action("?", SHIFT), Some(Action::Shortcuts));
        assert_eq!(action("+", SHIFT), Some(Action::ZoomIn));
        assert_eq!(action("x", PLAIN), Some(Action::SwitchOff));
        assert_eq!(action("x", CONTROL), Some(Action::Cut));
        assert_eq!(action("q", PLAIN), None);
    }

    #[test]
    fn keys_in_words() {
        let redo = shortcut(Action::Redo).unwrap();
        assert_eq!(redo.keys(false), "Ctrl+Shift+Z");
        assert_eq!(redo.keys(true), "⌘⇧Z");
        assert_eq!(held(ALT_SHIFT, false) + "drag", "Alt+Shift+drag");
        assert_eq!(held(ALT, true) + "drag", "⌥drag");
        assert_eq!(shortcut(Action::FollowOut).unwrap().keys(false), "Alt+→");
    }
}
