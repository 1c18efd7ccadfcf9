//! What is kept in this browser beside the project that is open: its earlier versions, and other projects.
//!
//! Each entry is a text under a key of its own; one short list says which there are. An entry is written before the list
//! names it, and leaves the list before it is removed, so that a write cut short loses nothing that is listed.

use crate::browser::storage::{Storage, StorageError};

/// The list: a line `id milliseconds name` for each, newest first.
const LIST: &str = "ninefold.kept";
/// How many are kept; the oldest goes first.
pub const KEPT: usize = 20;
/// Minutes of work after which the version at hand is kept, in milliseconds.
const PAUSE: f64 = 10.0 * 60_000.0;

/// One version of one project.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// For its key.
    pub id: u64,
    /// When it was kept, in milliseconds since 1970.
    pub at: f64,
    /// The project's name then.
    pub name: String,
}

/// All of them, over a storage.
#[derive(Clone, Copy)]
pub struct Library<'a>(pub &'a dyn Storage);

impl Library<'_> {
    /// What is kept, newest first. A line nobody can read is passed over.
    #[must_use]
    pub fn list(self) -> Vec<Entry> {
        let text = self.0.get(LIST).ok().flatten().unwrap_or_default();
        text.lines().filter_map(parse).collect()
    }

    /// The text of an entry.
    #[must_use]
    pub fn text(self, id: u64) -> Option<String> {
        self.0.get(&key(id)).ok().flatten()
    }

    /// Keeps a project's text, unless the newest entry is the same. The oldest make room.
    ///
    /// # Errors
    /// When there is no storage, or no room even without the others.
    pub fn keep(self, name: &str, text: &str, now: f64) -> Result<(), StorageError> {
        let mut list = self.list();
        if list.first().and_then(|newest| self.text(newest.id)).as_deref() == Some(text) {
            return Ok(());
        }
        let id = list.iter().map(|entry| entry.id).max().unwrap_or(0) + 1;
        let own = Entry { id, at: now, name: name.replace(['\n', '\r'], " ") };
        while let Err(error) = self.0.set(&key(id), text) {
            let Some(oldest) = list.pop() else { return Err(error) };
            self.write(&list)?;
            self.0.remove(&key(oldest.id));
        }
        list.insert(0, own);
        let old = list.split_off(list.len().min(KEPT));
        self.write(&list)?;
        old.iter().for_each(|entry| self.0.remove(&key(entry.id)));
        Ok(())
    }

    /// As [`Self::keep`], but only where the newest entry is some minutes old.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub fn keep_now_and_then(self, name: &str, text: &str, now: f64) -> Result<(), StorageError> {
        // A clock that was put back must not stop it.
        let due = self.list().first().is_none_or(|newest| (now - newest.at).abs() >= PAUSE);
        if due { self.keep(name, text, now) } else { Ok(()) }
    }

    /// Takes an entry off the list; its text, to bring it back.
    pub fn remove(self, id: u64) -> Option<String> {
        let text = self.text(id);
        let list: Vec<Entry> = self.list().into_iter().filter(|entry| entry.id != id).collect();
        if self.write(&list).is_ok() {
            self.0.remove(&key(id));
        }
        text
    }

    /// Puts a removed entry back where it was.
    ///
    /// # Errors
    /// When there is no room any more.
    pub fn restore(self, entry: &Entry, text: &str) -> Result<(), StorageError> {
        self.0.set(&key(entry.id), text)?;
        let mut list = self.list();
        let place = list.iter().position(|other| other.at < entry.at).unwrap_or(list.len());
        list.insert(place, entry.clone());
        self.write(&list)
    }

    fn write(self, list: &[Entry]) -> Result<(), StorageError> {
        let mut text = String::new();
        for Entry { id, at, name } in list {
            text.push_str(&format!("{id} {at} {name}\n"));
        }
        self.0.set(LIST, &text)
    }
}

fn key(id: u64) -> String {
    format!("{LIST}.{id}")
}

fn parse(line: &str) -> Option<Entry> {
    let mut words = line.splitn(3, ' ');
    let (id, at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(Entry { id, at, name: words.next().unwrap_or_default().to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::browser::storage::MemoryStorage;

    fn names(library: Library<'_>) -> Vec<String> {
        library.list().into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn the_newest_come_first_and_twenty_stay() {
        let storage = MemoryStorage::with_room(10_000);
        let library = Library(&storage);
        for number in 0..25 {
            library.keep(&format!("shop {number}"), &format!("text {number}"), f64::from(number)).unwrap();
        }
        let list = library.list();
        assert_eq!((list.len(), list[0].name.as_str(), list[19].name.as_str()), (KEPT, "shop 24", "shop 5"));
        assert_eq!(library.text(list[0].id).as_deref(), Some("text 24"));
        assert_eq!(storage.get("ninefold.kept.1").unwrap(), None, "the text of what left the list is gone");
    }

    #[test]
    fn the_same_text_is_kept_once_and_not_at_every_edit() {
        let storage = MemoryStorage::with_room(10_000);
        let library = Library(&storage);
        library.keep("a", "text", 0.0).unwrap();
        library.keep("a", "text", 1.0).unwrap();
        library.keep_now_and_then("a", "other", PAUSE - 1.0).unwrap();
        assert_eq!(library.list().len(), 1);
        library.keep_now_and_then("a", "other", PAUSE).unwrap();
        assert_eq!(library.list().len(), 2);
    }

    #[test]
    fn the_oldest_make_room_and_what_is_too_large_is_refused() {
        let storage = MemoryStorage::with_room(300);
        let library = Library(&storage);
        for number in 0..6 {
            library.keep(&number.to_string(), &"x".repeat(60 + number), number as f64).unwrap();
        }
        let kept = names(library);
        assert!(kept.len() < 6 && kept[0] == "5", "{kept:?}");
        assert!(library.list().iter().all(|entry| library.text(entry.id).is_some()));
        assert_eq!(library.keep("huge", &"x".repeat(400), 9.0), Err(StorageError::Full));
    }

    #[test]
    fn what_is_removed_can_be_put_back_where_it_was() {
        let storage = MemoryStorage::with_room(10_000);
        let library = Library(&storage);
        for (name, at) in [("a", 1.0), ("b", 2.0), ("c", 3.0)] {
            library.keep(name, name, at).unwrap();
        }
        let entry = library.list()[1].clone();
        let text = library.remove(entry.id).unwrap();
        assert_eq!(names(library), ["c", "a"]);
        library.restore(&entry, &text).unwrap();
        assert_eq!(names(library), ["c", "b", "a"]);
        assert_eq!(library.text(entry.id).as_deref(), Some("b"));
    }

    #[test]
    fn a_damaged_list_or_name_breaks_nothing() {
        let storage = MemoryStorage::with_room(10_000);
        storage.set(LIST, "rubbish\n7 12.5 still here\n8 x y\n\n").unwrap();
        let library = Library(&storage);
        assert_eq!(names(library), ["still here"]);
        library.keep("two\nlines", "text", 20.0).unwrap();
        assert_eq!(names(library), ["two lines", "still here"]);
        assert_eq!(library.list()[0].id, 8);
    }
}
