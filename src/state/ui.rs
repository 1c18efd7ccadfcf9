//! What the page shows and says, apart from the project.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_editor::geometry::Point;
use ninefold_editor::selection::Item;
use ninefold_engine::model::Diagnostic;

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

/// A button on a notice.
#[derive(Clone)]
pub struct Action {
    /// The word on it.
    pub label: &'static str,
    /// What it does.
    pub run: Arc<dyn Fn() + Send + Sync>,
    /// Whether the notice stays when it is pressed.
    pub stays: bool,
}

impl Action {
    /// Does something and closes the notice.
    #[must_use]
    pub fn new(label: &'static str, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self { label, run: Arc::new(run), stays: false }
    }

    /// Leaves the notice open.
    #[must_use]
    pub fn staying(self) -> Self {
        Self { stays: true, ..self }
    }
}

/// What lies above the page and wants an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// A file that is not a project, with all that is wrong.
    Refused {
        /// Its name.
        file: String,
        /// All of it.
        diagnostics: Vec<Diagnostic>,
    },
    /// A project that was opened, with what should be known about it.
    Warned {
        /// Its name.
        file: String,
        /// All of it.
        diagnostics: Vec<Diagnostic>,
    },
    /// All keys.
    Shortcuts,
    /// A component, screen or command by its name.
    Find,
    /// The project as a link.
    Share,
    /// The steps taken, to go back to.
    History,
    /// The projects of this browser.
    Projects,
    /// Earlier versions of the open project.
    Versions,
    /// Ready-made projects to start from.
    Templates,
    /// A page of the user guide, by its id; the first where there is none of that id.
    Guide(String),
    /// An entry of the catalogue, by its id.
    Catalogue(String),
    /// Another tool's configuration.
    Import {
        /// The file's name, where it was one.
        file: String,
        /// All of it.
        text: String,
    },
}

/// A small menu on the canvas, at a place of its screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Floating {
    /// What to add at a place of the world.
    Next {
        /// The link it goes into, by its ends.
        link: Option<(String, String)>,
        /// Where the menu opens.
        screen: Point,
        /// Where the new thing goes, in the world.
        at: Point,
        /// Who needs it.
        from: Option<String>,
        /// The zone there.
        zone: Option<String>,
    },
    /// The name of a component or zone, in a field over it.
    Rename(Item),
    /// Which component the selected one needs.
    Connect {
        /// Where the menu opens.
        screen: Point,
        /// The selected one.
        from: String,
    },
    /// What can be done with what is selected.
    Selected {
        /// Where the menu opens.
        screen: Point,
    },
}

impl Floating {
    /// Where the menu opens.
    #[must_use]
    pub fn screen(&self) -> Point {
        match self {
            Self::Rename(_) => Point::ZERO,
            Self::Next { screen, .. } | Self::Connect { screen, .. } | Self::Selected { screen } => *screen,
        }
    }
}

/// A sentence at the foot of the page.
#[derive(Clone)]
pub struct Notice {
    /// For closing it.
    pub id: u32,
    /// What it is.
    pub kind: NoticeKind,
    /// The sentence; shown as text.
    pub text: String,
    /// What can be done about it.
    pub actions: Vec<Action>,
}

/// Notices on show at once; those that offer something to do stay beyond that.
const MOST: usize = 3;

/// How long a notice that is no error is shown.
const SHOWN: Duration = Duration::from_secs(8);

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
    /// Components and zones switched off to see what happens.
    pub off: RwSignal<BTreeSet<String>>,
    /// What lies above the page.
    pub dialog: RwSignal<Option<Dialog>>,
    /// The small menu on the canvas.
    pub floating: RwSignal<Option<Floating>>,
    /// Whether the words of the first visit are shown.
    pub welcome: RwSignal<bool>,
    /// Whether a file is being dragged over the page.
    pub file_above: RwSignal<bool>,
    /// On a narrow screen: whether the palette is open.
    pub palette_open: RwSignal<bool>,
    /// On a narrow screen: whether the inspector is open.
    pub inspector_open: RwSignal<bool>,
    /// Whether things on the canvas are on their way to new places.
    pub settling: RwSignal<bool>,
    /// A catalogue of one's own, as the text of its file.
    pub catalogue: RwSignal<Option<String>>,
    /// What a screen reader is told; changes only when the verdict has come to rest.
    pub announcement: RwSignal<String>,
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
            off: RwSignal::new(BTreeSet::new()),
            dialog: RwSignal::new(None),
            floating: RwSignal::new(None),
            welcome: RwSignal::new(false),
            file_above: RwSignal::new(false),
            palette_open: RwSignal::new(false),
            inspector_open: RwSignal::new(false),
            settling: RwSignal::new(false),
            catalogue: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            notices: RwSignal::new(Vec::new()),
            next_notice: StoredValue::new(0),
        }
    }

    /// The notices on show, oldest first.
    #[must_use]
    pub fn notices(self) -> ReadSignal<Vec<Notice>> {
        self.notices.read_only()
    }

    /// Says a sentence.
    pub fn notify(self, kind: NoticeKind, text: impl Into<String>) {
        self.notify_with(kind, text, Vec::new());
    }

    /// Says a sentence and offers what can be done. The same sentence is not said twice at once; what is not an error
    /// goes away by itself.
    pub fn notify_with(self, kind: NoticeKind, text: impl Into<String>, actions: Vec<Action>) {
        let text = text.into();
        if self.notices.with_untracked(|list| list.iter().any(|notice| notice.text == text)) {
            return;
        }
        let id = self.next_notice.get_value();
        self.next_notice.set_value(id.wrapping_add(1));
        self.notices.update(|list| {
            if list.len() >= MOST
                && let Some(oldest) = list.iter().position(|notice| notice.actions.is_empty())
            {
                list.remove(oldest);
            }
            list.push(Notice { id, kind, text, actions });
        });
        if kind != NoticeKind::Error {
            set_timeout(move || self.dismiss(id), SHOWN);
        }
    }

    /// Closes a notice.
    pub fn dismiss(self, id: u32) {
        self.notices.update(|list| list.retain(|notice| notice.id != id));
    }
}
