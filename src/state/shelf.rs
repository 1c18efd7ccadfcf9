//! Where the project lies between visits.
//!
//! Two slots are written in turn and a short stamp says which one counts, so that a write cut short loses nothing:
//! the stamp still points at the slot from before. A slot that cannot be read is set aside, never overwritten.

use std::rc::Rc;

use ninefold_engine::model::{self, Loaded};

use crate::browser::storage::{Storage, StorageError};

/// The key of the stamp; other tabs are heard through it.
pub const STAMP: &str = "ninefold.project";
const SLOTS: [&str; 2] = ["ninefold.project.a", "ninefold.project.b"];
const DAMAGED: &str = "ninefold.damaged";
/// How many damaged texts are kept.
const DAMAGED_KEPT: usize = 5;

/// Which slot counts, how often it was written, and by which tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    slot: usize,
    count: u64,
    /// The tab that wrote it.
    pub writer: String,
}

impl Stamp {
    /// Reads `a 12 tab`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let slot = match words.next()? {
            "a" => 0,
            "b" => 1,
            _ => return None,
        };
        Some(Self { slot, count: words.next()?.parse().ok()?, writer: words.next()?.to_owned() })
    }

    fn write(&self) -> String {
        format!("{} {} {}", if self.slot == 0 { "a" } else { "b" }, self.count, self.writer)
    }
}

/// What was found on the shelf.
pub enum Found {
    /// Nothing: the first visit.
    Nothing,
    /// A project.
    Project(Box<Loaded>),
    /// The newest text was damaged and is now under the key named; an earlier project where there is one.
    Damaged {
        /// Where the damaged text lies.
        key: String,
        /// The damaged text, for downloading.
        text: String,
        /// The project of the other slot.
        earlier: Option<Box<Loaded>>,
    },
    /// There is no storage.
    Denied(StorageError),
}

/// The shelf of one tab.
#[derive(Clone)]
pub struct Shelf {
    storage: Rc<dyn Storage>,
    tab: String,
}

impl Shelf {
    /// Over a storage, for the tab with this name.
    #[must_use]
    pub fn new(storage: Rc<dyn Storage>, tab: &str) -> Self {
        Self { storage, tab: tab.replace(' ', "-") }
    }

    /// Whether a stamp was written by this tab.
    #[must_use]
    pub fn is_mine(&self, stamp: &Stamp) -> bool {
        stamp.writer == self.tab
    }

    /// What lies on the shelf.
    #[must_use]
    pub fn load(&self) -> Found {
        let stamp = match self.storage.get(STAMP) {
            Ok(Some(text)) => Stamp::parse(&text),
            Ok(None) => return Found::Nothing,
            Err(error) => return Found::Denied(error),
        };
        let newest = stamp.map_or(0, |stamp| stamp.slot);
        let Some(text) = self.storage.get(SLOTS[newest]).ok().flatten() else {
            return self.read(1 - newest).map_or(Found::Nothing, Found::Project);
        };
        match model::read(&text) {
            Ok(loaded) => Found::Project(Box::new(loaded)),
            Err(_) => {
                let key = self.set_aside(newest, &text);
                Found::Damaged { key, text, earlier: self.read(1 - newest) }
            }
        }
    }

    /// Stores a project: first the text into the slot that does not count, then the stamp.
    ///
    /// # Errors
    /// When there is no storage or no room; then what was stored before still stands.
    pub fn save(&self, text: &str) -> Result<(), StorageError> {
        let before = self.stamp();
        let slot = before.as_ref().map_or(0, |stamp| 1 - stamp.slot);
        let count = before.map_or(0, |stamp| stamp.count) + 1;
        self.storage.set(SLOTS[slot], text)?;
        self.storage.set(STAMP, &Stamp { slot, count, writer: self.tab.clone() }.write())
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

    fn stamp(&self) -> Option<Stamp> {
        self.storage.get(STAMP).ok().flatten().as_deref().and_then(Stamp::parse)
    }

    fn read(&self, slot: usize) -> Option<Box<Loaded>> {
        let text = self.storage.get(SLOTS[slot]).ok().flatten()?;
        model::read(&text).ok().map(Box::new)
    }

    /// Copies a damaged text to the first free place for such; where all are taken, or there is no room, it stays in
    /// its slot, which the next save leaves alone.
    fn set_aside(&self, slot: usize, text: &str) -> String {
        for number in 1..=DAMAGED_KEPT {
            let key = format!("{DAMAGED}.{number}");
            let there = self.storage.get(&key).ok().flatten();
            if there.as_deref() == Some(text) || (there.is_none() && self.storage.set(&key, text).is_ok()) {
                return key;
            }
        }
        SLOTS[slot].to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::browser::storage::MemoryStorage;

    fn project(name: &str) -> String {
        format!(r#"{{"format":"ninefold/1","name":"{name}"}}"#)
    }

    fn shelf(room: usize) -> (Rc<MemoryStorage>, Shelf) {
        let storage = Rc::new(MemoryStorage::with_room(room));
        (Rc::clone(&storage), Shelf::new(storage, "tab one"))
    }

    fn name(found: &Found) -> Option<&str> {
        match found {
            Found::Project(loaded) => loaded.project.name.as_deref(),
            Found::Damaged { earlier, .. } => earlier.as_ref()?.project.name.as_deref(),
            Found::Nothing | Found::Denied(_) => None,
        }
    }

    #[test]
    fn the_last_save_comes_back() {
        let (_, shelf) = shelf(1000);
        assert!(matches!(shelf.load(), Found::Nothing));
        for version in ["one", "two", "three"] {
            shelf.save(&project(version)).unwrap();
            assert_eq!(name(&shelf.load()), Some(version));
        }
    }

    #[test]
    fn a_save_cut_short_leaves_the_one_before() {
        let (storage, shelf) = shelf(1000);
        shelf.save(&project("good")).unwrap();
        storage.set(SLOTS[1], "{\"format\":\"ninef").unwrap();
        assert_eq!(name(&shelf.load()), Some("good"));
    }

    #[test]
    fn a_full_storage_keeps_what_it_has() {
        let (_, shelf) = shelf(160);
        shelf.save(&project("small")).unwrap();
        assert_eq!(shelf.save(&project(&"x".repeat(200))), Err(StorageError::Full));
        assert_eq!(name(&shelf.load()), Some("small"));
    }

    #[test]
    fn a_damaged_text_is_set_aside_and_the_earlier_project_opens() {
        let (storage, shelf) = shelf(1000);
        shelf.save(&project("earlier")).unwrap();
        shelf.save(&project("newest")).unwrap();
        storage.set(SLOTS[1], "garbage").unwrap();
        let found = shelf.load();
        assert_eq!(name(&found), Some("earlier"));
        let Found::Damaged { key, text, .. } = found else { panic!("expected damage") };
        assert_eq!((storage.get(&key).unwrap().as_deref(), text.as_str()), (Some("garbage"), "garbage"));
    }

    #[test]
    fn a_damaged_stamp_loses_nothing() {
        let (storage, shelf) = shelf(1000);
        shelf.save(&project("kept")).unwrap();
        storage.set(STAMP, "?").unwrap();
        assert_eq!(name(&shelf.load()), Some("kept"));
    }

    #[test]
    fn stamps_tell_tabs_apart() {
        let (storage, shelf) = shelf(1000);
        shelf.save(&project("mine")).unwrap();
        let mine = Stamp::parse(&storage.get(STAMP).unwrap().unwrap()).unwrap();
        assert!(shelf.is_mine(&mine));
        Shelf::new(storage.clone(), "other").save(&project("theirs")).unwrap();
        let theirs = Stamp::parse(&storage.get(STAMP).unwrap().unwrap()).unwrap();
        assert!(!shelf.is_mine(&theirs));
    }
}
