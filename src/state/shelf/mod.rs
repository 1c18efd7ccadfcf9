//! Where projects lie between visits, and how several tabs share the place without overwriting each other.
//!
//! A project is a short *head* under a key of its own, and texts beside it. A save writes a new text under a key that no other
//! save ever has, then the head, which says which text counts; only then goes the text from before the one before. So a
//! save that is cut short leaves the state before it, whatever tab is quicker replaces a head and never a text, and a tab
//! that finds another head than the one it knows writes nothing until the person has chosen.
//!
//! What the page needs at once is here; lists, versions, repair and what happens between tabs come with a later part
//! of the program ([`projects`], [`versions`], [`repair`], [`tabs`], [`packed`]).

mod head;
pub mod packed;
pub mod projects;
pub mod repair;
pub mod tabs;
pub mod versions;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{LocalStorage, StoredValue};
use ninefold_engine::model::{self, Loaded};
use thiserror::Error;

use crate::browser::storage::{Storage, StorageError};

pub use head::{Head, Mark, Summary};

/// The project that was open last, in any tab.
const LAST: &str = "ninefold.last";
/// Before the id in the key of a project's head.
const HEADS: &str = "ninefold.p.";
/// Before the id in the keys of a project's texts; the mark follows.
const TEXTS: &str = "ninefold.t.";

/// The shelf, reachable from every closure.
pub type ShelfHandle = StoredValue<Shelf, LocalStorage>;

/// Why a save was refused; nothing that lay there has been lost then.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refused {
    /// No storage, or no room.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Another tab has changed or removed the project since this one read it.
    #[error("another tab has changed this project")]
    Foreign,
}

/// What was found of a project.
pub enum Found {
    /// The project.
    Project(Box<Loaded>),
    /// Nothing that can be opened as it is: see [`repair`].
    Trouble,
    /// There is no storage.
    Denied(StorageError),
}

/// The project this tab has open, as it knows it to lie there.
#[derive(Clone, Debug, PartialEq)]
struct Open {
    id: String,
    /// The text that counts, as far as this tab knows; none before the first save.
    base: Option<Mark>,
    /// The one before it.
    previous: Option<Mark>,
    /// Whether the next save shall count although the project was removed.
    over: bool,
}

/// The shelf of one tab.
pub struct Shelf {
    storage: Rc<dyn Storage>,
    tab: String,
    open: RefCell<Option<Open>>,
    /// The moment in the newest mark this tab has given: none is given twice, whatever clock and other tabs do.
    newest: Cell<u64>,
}

impl Shelf {
    /// Over a storage, for the tab with this name (letters and digits).
    #[must_use]
    pub fn new(storage: Rc<dyn Storage>, tab: &str) -> Self {
        Self { storage, tab: tab.to_owned(), open: RefCell::default(), newest: Cell::default() }
    }

    /// This tab's name.
    #[must_use]
    pub fn tab(&self) -> &str {
        &self.tab
    }

    /// The id of the project that is open here; none while it was never stored.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.open.borrow().as_ref().map(|open| open.id.clone())
    }

    /// The id of the project that was open last, in any tab.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.storage.get(LAST).ok().flatten()
    }

    /// From now on saves go to a new project.
    pub fn begin(&self, now: f64) {
        let id = format!("{}{}", (now.max(0.0) as u64), self.tab);
        self.open.replace(Some(Open { id, base: None, previous: None, over: false }));
    }

    /// From now on nothing is saved until [`Self::begin`] or [`Self::load`].
    pub fn close(&self) {
        self.open.replace(None);
    }

    /// When the open project was saved last, in milliseconds since 1970; none before its first save.
    #[must_use]
    pub fn saved_at(&self) -> Option<f64> {
        Some(self.open.borrow().as_ref()?.base.as_ref()?.at as f64)
    }

    /// The project with this id, which from now on is the one that is open here; where there is trouble none is.
    pub fn load(&self, id: &str) -> Found {
        self.close();
        let head = match self.head(id) {
            Ok(Some(head)) if head.deleted.is_none() => head,
            Ok(_) => return Found::Trouble,
            Err(error) => return Found::Denied(error),
        };
        let text = self.storage.get(&text_key(id, &head.mark)).ok().flatten();
        let Some(Ok(loaded)) = text.as_deref().map(model::read) else { return Found::Trouble };
        self.adopt(id, &head);
        Found::Project(Box::new(loaded))
    }

    /// Stores the open project: a new text, then the head.
    ///
    /// # Errors
    /// When there is no storage or no room, or when another tab was here; what was stored before still stands.
    pub fn save(&self, text: &str, summary: &Summary, now: f64) -> Result<(), Refused> {
        let Some(open) = self.open.borrow().clone() else { return Ok(()) };
        let there = self.counting(&open)?;
        if there != open.base {
            return Err(Refused::Foreign);
        }
        let mark = self.mark(there.as_ref(), now);
        let key = text_key(&open.id, &mark);
        self.storage.set(&key, text)?;
        // A tab in another process may have been here while this one wrote.
        if self.counting(&open)? != open.base {
            // The text stays: nobody else has it.
            return Err(Refused::Foreign);
        }
        let head = Head { mark, previous: open.base.clone(), deleted: None, summary: summary.clone() };
        if let Err(error) = self.storage.set(&head_key(&open.id), &head.write()) {
            self.storage.remove(&key);
            return Err(error.into());
        }
        if let Some(old) = &open.previous {
            self.storage.remove(&text_key(&open.id, old));
        }
        self.adopt(&open.id, &head);
        Ok(())
    }

    /// What this tab takes for stored from now on.
    fn adopt(&self, id: &str, head: &Head) {
        let (base, previous) = (Some(head.mark.clone()), head.previous.clone());
        self.open.replace(Some(Open { id: id.to_owned(), base, previous, over: false }));
        if self.last().as_deref() != Some(id) {
            // A refused note costs nothing but that another project is opened first next time.
            let _refused = self.storage.set(LAST, id);
        }
    }

    /// The head of a project; none where there is none or nobody can read it.
    ///
    /// # Errors
    /// When there is no storage.
    pub fn head(&self, id: &str) -> Result<Option<Head>, StorageError> {
        Ok(self.storage.get(&head_key(id))?.as_deref().and_then(Head::parse))
    }

    /// The mark of the text that counts; none where the project is gone or was removed.
    fn counting(&self, open: &Open) -> Result<Option<Mark>, StorageError> {
        Ok(self.head(&open.id)?.filter(|head| head.deleted.is_none() || open.over).map(|head| head.mark))
    }

    /// A mark nobody has given yet, after another.
    fn mark(&self, before: Option<&Mark>, now: f64) -> Mark {
        let least = self.newest.get().saturating_add(1) as f64;
        let mark = Mark::after(before, now.max(least), &self.tab);
        self.newest.set(mark.at);
        mark
    }

    /// A remembered word, such as the theme.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<String> {
        self.storage.get(&format!("ninefold.{name}")).ok().flatten()
    }

    /// Remembers a word; where nothing can be stored it holds until the page is closed.
    pub fn remember(&self, name: &str, word: Option<&str>) {
        let key = format!("ninefold.{name}");
        match word {
            Some(word) => drop(self.storage.set(&key, word)),
            None => self.storage.remove(&key),
        }
    }
}

fn head_key(id: &str) -> String {
    format!("{HEADS}{id}")
}

fn text_key(id: &str, mark: &Mark) -> String {
    format!("{TEXTS}{id}.{}", mark.write())
}

#[cfg(test)]
mod faults;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod tests;
