//! Where there is no room for a text as it is: texts are packed, as versions are, which takes a third to a tenth of the room.
//!
//! A packed text lies under the same key as a text, in one write, so everything that is said of texts holds for it. The first
//! part of the program cannot read it: it takes the project for damaged, and what repairs one finds that it is not.

use ninefold_editor::share;
use ninefold_engine::model::{self, Diagnostics, Loaded};

use super::{HEADS, Mark, Refused, Shelf, Summary, TEXTS, text_key};
use crate::browser::storage::StorageError;

/// Before a packed text; no JSON begins so.
const PACKED: char = '~';

/// What was removed to make room: keys and values in the order of their removal, so that they can be put back.
pub type Removed = Vec<(String, String)>;

/// A text in less room.
#[must_use]
pub fn pack(text: &str) -> String {
    format!("{PACKED}{}", share::pack_quickly(text))
}

/// The text of what lies under a text's key. What is damaged stays as it is: whoever reads it as a project says so.
#[must_use]
pub fn unpack(stored: String) -> String {
    let unpacked = stored.strip_prefix(PACKED).and_then(|letters| share::unpack_own(letters).ok());
    unpacked.unwrap_or(stored)
}

/// The project in what lies under a text's key.
///
/// # Errors
/// All that is wrong with it.
pub fn read(stored: &str) -> Result<Loaded, Diagnostics> {
    match stored.strip_prefix(PACKED).and_then(|letters| share::unpack_own(letters).ok()) {
        Some(text) => model::read(&text),
        None => model::read(stored),
    }
}

impl Shelf {
    /// The text of a project under a mark, unpacked.
    ///
    /// # Errors
    /// When there is no storage.
    pub(super) fn text_at(&self, id: &str, mark: &Mark) -> Result<Option<String>, StorageError> {
        Ok(self.storage.get(&text_key(id, mark))?.map(unpack))
    }

    /// Stores the open project where the storage is full: packed, with the other texts packed besides, and at last in place of what
    /// can best be spared. Answers how much of that had to go; where even that is not enough, everything is as it was.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub fn save_tight(&self, text: &str, summary: &Summary, now: f64) -> Result<usize, Refused> {
        let packed = pack(text);
        let save = || match self.save(text, summary, now) {
            Err(Refused::Storage(StorageError::Full)) => self.save(&packed, summary, now),
            done => done,
        };
        self.in_less_room(save, |refused| *refused == Refused::Storage(StorageError::Full))
    }

    /// Does what needs room, again and again: with all texts packed, then with one thing less that can be spared. Answers how many
    /// of those had to go. Where it cannot be done all the same they are put back.
    ///
    /// # Errors
    /// What `attempt` says the last time.
    pub fn in_less_room<E>(
        &self,
        attempt: impl Fn() -> Result<(), E>,
        is_full: impl Fn(&E) -> bool,
    ) -> Result<usize, E> {
        let Some(why) = attempt().err() else { return Ok(0) };
        if !is_full(&why) || !self.takes_anything() {
            return Err(why);
        }
        self.squeeze();
        let mut removed = vec![self.take_previous()];
        loop {
            let why = match attempt() {
                Ok(()) => return Ok(removed.len() - 1),
                Err(why) => why,
            };
            match if is_full(&why) { self.make_room() } else { None } {
                Some(more) => removed.push(more),
                None => {
                    self.put_back(removed);
                    return Err(why);
                }
            }
        }
    }

    /// Removes the text before the one that counts, which the next save would remove.
    pub(super) fn take_previous(&self) -> Removed {
        let open = self.open.borrow();
        let key = open.as_ref().and_then(|open| Some(text_key(&open.id, open.previous.as_ref()?)));
        key.and_then(|key| self.take(key)).into_iter().collect()
    }

    /// Whether anything at all can be stored: what is there already, once more. Where that is refused (the disk is full, the storage
    /// damaged), nothing must be removed, because it could not be put back.
    fn takes_anything(&self) -> bool {
        let keys = self.storage.keys();
        let Some(key) = keys.iter().find(|key| key.starts_with(HEADS)) else { return false };
        matches!(self.storage.get(key), Ok(Some(value)) if self.storage.set(key, &value).is_ok())
    }

    /// Packs every text that lies there as it is.
    pub(super) fn squeeze(&self) {
        for key in self.storage.keys().iter().filter(|key| key.starts_with(TEXTS)) {
            let Ok(Some(text)) = self.storage.get(key) else { continue };
            // What is no text of a project is left for whoever repairs it.
            if text.starts_with('{') {
                // Refused, the text lies there as before.
                let _smaller = self.storage.set(key, &pack(&text));
            }
        }
    }

    /// Puts back what was removed.
    pub fn put_back(&self, removed: Vec<Removed>) {
        for (key, value) in removed.into_iter().flatten() {
            // There was room for it a moment ago; another tab may have taken it.
            let _refused = self.storage.set(&key, &value);
        }
    }
}
