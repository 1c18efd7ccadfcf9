//! What the page shows and says, apart from the project.

use leptos::prelude::*;

use super::Route;

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Done,
    /// Something to know.
    Info,
    /// Something failed; stays until it is closed.
    Error,
}

/// A sentence at the foot of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// For closing it.
    pub id: u32,
    /// What it is.
    pub kind: NoticeKind,
    /// The sentence; shown as text.
    pub text: String,
}

/// Which screen, which journey, colours, notices.
#[derive(Clone, Copy)]
pub struct Ui {
    /// The fragment of the address; set by the browser.
    pub fragment: RwSignal<String>,
    /// The screen that follows from it.
    pub route: Memo<Route>,
    /// Colours.
    pub theme: RwSignal<Theme>,
    /// The journey asked for; the first where it is none or gone.
    pub journey: RwSignal<Option<String>>,
    notices: RwSignal<Vec<Notice>>,
    next_notice: StoredValue<u32>,
}

impl Ui {
    /// The state before anything happened.
    pub(super) fn new() -> Self {
        let fragment = RwSignal::new(String::new());
        Self {
            fragment,
            route: Memo::new(move |_| fragment.with(|fragment| Route::from_fragment(fragment))),
            theme: RwSignal::new(Theme::default()),
            journey: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            next_notice: StoredValue::new(0),
        }
    }

    /// The notices on show, oldest first.
    #[must_use]
    pub fn notices(self) -> ReadSignal<Vec<Notice>> {
        self.notices.read_only()
    }

    /// Says a sentence. The same sentence is not said twice at once.
    pub fn notify(self, kind: NoticeKind, text: impl Into<String>) {
        let text = text.into();
        if self.notices.with_untracked(|list| list.iter().any(|notice| notice.text == text)) {
            return;
        }
        let id = self.next_notice.get_value();
        self.next_notice.set_value(id.wrapping_add(1));
        self.notices.update(|list| list.push(Notice { id, kind, text }));
    }

    /// Closes a notice.
    pub fn dismiss(self, id: u32) {
        self.notices.update(|list| list.retain(|notice| notice.id != id));
    }
}
