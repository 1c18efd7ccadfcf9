//! What becomes of a save when the page ends, or the storage is full, between any two writes; and a storage with too little room.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::browser::storage::MemoryStorage;

/// A storage that fails after so many writes: for good, as when the page ends, or with one write refused.
struct Brittle {
    beneath: Rc<MemoryStorage>,
    writes: Cell<usize>,
    fails_at: usize,
    for_good: bool,
}

impl Brittle {
    /// Whether the next write is done.
    fn write(&self) -> bool {
        let number = self.writes.replace(self.writes.get() + 1);
        if self.for_good { number < self.fails_at } else { number != self.fails_at }
    }

    fn has_ended(&self) -> bool {
        self.for_good && self.writes.get() > self.fails_at
    }
}

impl Storage for Brittle {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        if self.has_ended() { Err(StorageError::Denied) } else { self.beneath.get(key) }
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StorageError> {
        match self.write() {
            true => self.beneath.set(key, text),
            false => Err(if self.for_good { StorageError::Denied } else { StorageError::Full }),
        }
    }

    fn remove(&self, key: &str) {
        // A removal cannot be refused, only not come to.
        if !self.for_good || self.write() {
            self.beneath.remove(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        if self.has_ended() { Vec::new() } else { self.beneath.keys() }
    }
}

fn text(name: &str) -> String {
    // Long enough for a packed one to be smaller.
    let note = "the same words again and again, ".repeat(10);
    format!(r#"{{"format":"ninefold/1","name":"{name}","description":"{note}"}}"#)
}

fn save(shelf: &Shelf, number: u32) -> Result<(), Refused> {
    let name = number.to_string();
    shelf.save(&text(&name), &Summary { name, ..Summary::default() }, f64::from(number))
}

fn save_tight(shelf: &Shelf, number: u32) -> Result<usize, Refused> {
    let name = number.to_string();
    shelf.save_tight(&text(&name), &Summary { name, ..Summary::default() }, f64::from(number))
}

fn number(loaded: &Loaded) -> u32 {
    loaded.project.name.as_deref().unwrap().parse().unwrap()
}

/// What opens next time, as the page does it.
fn opens(beneath: &Rc<MemoryStorage>, id: &str) -> Option<u32> {
    let shelf = Shelf::new(Rc::clone(beneath) as Rc<dyn Storage>, "next");
    match shelf.load(id) {
        Found::Project(loaded) => Some(number(&loaded)),
        _ => {
            let repaired = shelf.repair(id, 1e6);
            assert!(repaired.aside.is_empty(), "nothing is damaged");
            repaired.project.map(|loaded| number(&loaded))
        }
    }
}

const ID: &str = "7a";

/// All that is done to a project, each save also kept; the last save that was told to be done.
fn life(shelf: &Shelf) -> Option<u32> {
    let mut done = None;
    let mut note = |number: u32, saved: bool| {
        if saved {
            done = Some(number);
        }
    };
    shelf.begin(7.0);
    for number in 1..=4 {
        note(number, save(shelf, number).is_ok());
        let _kept = shelf.keep(ID, &text(&number.to_string()), "step", number == 2, f64::from(number));
    }
    note(5, save_tight(shelf, 5).is_ok());
    // Another project comes and goes.
    if let Ok(other) = shelf.put(&text("100"), &Summary::default(), 50.0) {
        let _renamed = shelf.rename(&other, "101", 51.0);
        let _removed = shelf.remove(&other, 52.0);
        drop(shelf.erase(&other));
    }
    // Renamed, as from a list: another tab's doing, which this one then follows.
    if shelf.rename(ID, "6", 53.0).is_ok() && shelf.take_theirs().is_ok_and(|it| number(&it) == 6) {
        note(6, true);
    }
    let _asked = shelf.take_over("theirs", 54.0);
    note(7, save(shelf, 7).is_ok());
    drop(shelf.make_room());
    note(8, save(shelf, 8).is_ok());
    done
}

#[test]
fn the_page_may_end_between_any_two_writes() {
    let mut whole = 0;
    for fails_at in 0.. {
        let beneath = Rc::new(MemoryStorage::with_room(1_000_000));
        let writes = Cell::default();
        let brittle = Rc::new(Brittle { beneath: Rc::clone(&beneath), writes, fails_at, for_good: true });
        let shelf = Shelf::new(Rc::clone(&brittle) as Rc<dyn Storage>, "a");
        let done = life(&shelf);
        let opened = opens(&beneath, ID);
        // A save whose last write was done may not have been told any more.
        assert!(opened >= done, "after {fails_at} writes {done:?} was saved, and {opened:?} opens");
        if !brittle.has_ended() {
            assert_eq!((done, opened), (Some(8), Some(8)));
            whole = fails_at;
            break;
        }
    }
    assert!(whole > 30, "{whole} writes");
}

#[test]
fn any_one_write_may_be_refused() {
    for fails_at in 0..60 {
        let beneath = Rc::new(MemoryStorage::with_room(1_000_000));
        let brittle =
            Brittle { beneath: Rc::clone(&beneath), writes: Cell::default(), fails_at, for_good: false };
        let done = life(&Shelf::new(Rc::new(brittle), "a"));
        assert_eq!(opens(&beneath, ID), done, "with the write {fails_at} refused");
    }
}

/// With any room at all: either it is saved and opens, or it is said and what was saved before opens.
#[test]
fn any_room_is_used_as_well_as_can_be() {
    let (mut plain, mut tight) = (None, None);
    for room in (0..6_000).step_by(50) {
        let storage = Rc::new(MemoryStorage::with_room(room));
        let shelf = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "a");
        shelf.begin(7.0);
        let saved: Vec<u32> = (1..=4).filter(|&number| save(&shelf, number).is_ok()).collect();
        assert_eq!(opens(&storage, ID), saved.last().copied(), "room {room}");
        plain = plain.or((saved.len() == 4).then_some(room));
        let storage = Rc::new(MemoryStorage::with_room(room));
        let shelf = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "a");
        shelf.begin(7.0);
        let saved: Vec<u32> = (1..=4).filter(|&number| save_tight(&shelf, number).is_ok()).collect();
        assert_eq!(opens(&storage, ID), saved.last().copied(), "room {room}, tight");
        tight = tight.or((saved.len() == 4).then_some(room));
    }
    let (plain, tight) = (plain.unwrap(), tight.unwrap());
    assert!(tight * 2 < plain, "packed it takes {tight}, plain {plain}");
}

fn contents(storage: &MemoryStorage) -> Vec<(String, Option<String>)> {
    storage.keys().into_iter().map(|key| (key.clone(), storage.get(&key).unwrap())).collect()
}

/// What can be spared goes only when that is enough: otherwise all of it is there again.
#[test]
fn nothing_is_removed_in_vain() {
    let storage = Rc::new(MemoryStorage::with_room(6_000));
    let shelf = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "a");
    let gone = shelf.put(&text("100"), &Summary::default(), 1.0).unwrap();
    shelf.remove(&gone, 2.0).unwrap();
    shelf.begin(7.0);
    for number in 1..=3 {
        save(&shelf, number).unwrap();
        shelf.keep(ID, &text(&number.to_string()), "", number == 1, f64::from(number)).unwrap();
    }
    // As they are when they are packed.
    shelf.squeeze();
    let before = contents(&storage);
    // Random letters, which cannot be packed: larger than all there is.
    let mut dice = 1_u64;
    let noise: String = (0..8_000)
        .map(|_| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'a' + (dice >> 59) as u8 % 26)
        })
        .collect();
    let huge = format!(r#"{{"format":"ninefold/1","name":"9","description":"{noise}"}}"#);
    let refused = shelf.save_tight(&huge, &Summary::default(), 9.0);
    assert_eq!(refused, Err(Refused::Storage(StorageError::Full)));
    assert_eq!(contents(&storage), before);
    assert_eq!(opens(&storage, ID), Some(3));
    // The first that does not fit beside the removed project takes that, and nothing more.
    let made = (1_000..8_000).step_by(50).find_map(|long| {
        let some = format!(r#"{{"format":"ninefold/1","name":"9","description":"{}"}}"#, &noise[..long]);
        shelf.save_tight(&some, &Summary::default(), 9.0).ok().filter(|&made| made > 0)
    });
    assert_eq!((made, shelf.projects().len(), shelf.versions(ID).len()), (Some(1), 1, 3));
    assert_eq!(opens(&storage, ID), Some(9));
}

/// A disk that is full refuses even what is there already: what went could not come back, so nothing goes.
#[test]
fn a_storage_that_takes_nothing_is_left_as_it_is() {
    let beneath = Rc::new(MemoryStorage::with_room(100_000));
    let shelf = Shelf::new(Rc::clone(&beneath) as Rc<dyn Storage>, "a");
    shelf.begin(7.0);
    save(&shelf, 1).unwrap();
    shelf.keep(ID, &text("1"), "", false, 1.0).unwrap();
    let before = contents(&beneath);
    struct Frozen(Rc<MemoryStorage>);
    impl Storage for Frozen {
        fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
            self.0.get(key)
        }
        fn set(&self, _: &str, _: &str) -> Result<(), StorageError> {
            Err(StorageError::Full)
        }
        fn remove(&self, key: &str) {
            self.0.remove(key);
        }
        fn keys(&self) -> Vec<String> {
            self.0.keys()
        }
    }
    let frozen = Shelf::new(Rc::new(Frozen(Rc::clone(&beneath))), "b");
    assert!(matches!(frozen.load(ID), Found::Project(_)));
    assert_eq!(save_tight(&frozen, 2), Err(Refused::Storage(StorageError::Full)));
    assert_eq!(contents(&beneath), before);
}

/// A packed text is a text to everything: another tab's, a copy's, a version's; and a damaged one is set aside.
#[test]
fn a_packed_text_is_a_text() {
    let storage = Rc::new(MemoryStorage::with_room(100_000));
    let shelf = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "a");
    shelf.begin(7.0);
    save(&shelf, 1).unwrap();
    let other = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "b");
    assert!(matches!(other.load(ID), Found::Project(_)));
    shelf.save(&packed::pack(&text("2")), &Summary::default(), 2.0).unwrap();
    let tabs::Meeting::Newer(loaded, head) = other.look() else { panic!("a newer state") };
    assert_eq!(number(&loaded), 2);
    other.follow(&head);
    assert_eq!(other.text(ID).unwrap(), text("2"));
    other.rename(ID, "3", 3.0).unwrap();
    assert_eq!(number(&shelf.take_theirs().unwrap()), 3);
    shelf.squeeze();
    shelf.take_over("theirs", 4.0).unwrap();
    assert_eq!(
        model::read(&shelf.version_text(ID, &shelf.versions(ID)[0]).unwrap())
            .unwrap()
            .project
            .name
            .as_deref(),
        Some("3")
    );
    let mark = shelf.head(ID).unwrap().unwrap().mark;
    let raw = storage.get(&text_key(ID, &mark)).unwrap().unwrap();
    assert!(raw.starts_with('~'));
    storage.set(&text_key(ID, &mark), &raw[..raw.len() / 2]).unwrap();
    let repaired = other.repair(ID, 9.0);
    assert_eq!(number(&repaired.project.unwrap()), 2, "the one before");
    assert_eq!(repaired.aside[0].text, raw[..raw.len() / 2]);
}
