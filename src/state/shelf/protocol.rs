//! Two and three tabs on one project, each a thread, over a storage that lets one step of one tab through at a time, in an
//! order drawn from a seed; tabs end between any two steps. What has to hold then: **whatever a tab was told is saved is what
//! opens, or somebody who had seen it went on from it, or it still lies there; and no tab's state is replaced by one that
//! did not go on from it without somebody being asked.**
//!
//! Browsers with a process a tab do not even show what another tab wrote at once. `Twin` does the same: each tab sees its own
//! steps, and those of others some time later, in their order.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use super::tabs::Meeting;
use super::*;

/// Every order of the steps of two tabs, as far as they change places at most so often; and an end anywhere.
mod orders;

/// A pseudo-random sequence (xorshift64*), so that a seed that fails can be played again.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }
}

/// One step: who wrote what under which key.
type Step = (usize, String, Option<String>);

/// What all tabs share.
struct Table {
    steps: Vec<Step>,
    /// How much of the others' steps each tab sees.
    seen: Vec<usize>,
    /// Steps each tab may still take; none: it ended.
    left: Vec<Option<usize>>,
    /// Whose turn it is.
    turn: usize,
    dice: Dice,
    /// Whether others' steps are seen at once.
    prompt: bool,
    /// Where the order is not drawn but one of all.
    order: Option<orders::Order>,
}

impl Table {
    fn pass_on(&mut self) {
        if let Some(order) = &mut self.order {
            self.turn = order.next(self.turn, &mut self.left);
            return;
        }
        let playing: Vec<usize> = (0..self.left.len()).filter(|tab| self.left[*tab].is_some()).collect();
        if !playing.is_empty() {
            let next = self.dice.throw(playing.len());
            self.turn = playing[next];
        }
    }

    fn view(&self, tab: usize) -> BTreeMap<&str, &str> {
        let mut view = BTreeMap::new();
        // Each tab sees its own steps, and the first so many of all.
        for (at, (who, key, value)) in self.steps.iter().enumerate() {
            if *who == tab || at < self.seen[tab] {
                match value {
                    Some(value) => drop(view.insert(key.as_str(), value.as_str())),
                    None => drop(view.remove(key.as_str())),
                }
            }
        }
        view
    }
}

/// The storage as one tab sees it.
struct Twin {
    table: Arc<(Mutex<Table>, Condvar)>,
    tab: usize,
}

impl Twin {
    /// Waits for this tab's turn and takes one step; nothing happens once the tab has ended.
    fn step<T>(&self, step: impl FnOnce(&mut Table, usize) -> T) -> Result<T, StorageError> {
        let (table, bell) = &*self.table;
        let mut table = table.lock().unwrap();
        while table.turn != self.tab && table.left[self.tab].is_some() {
            table = bell.wait(table).unwrap();
        }
        let Some(left) = table.left[self.tab] else { return Err(StorageError::Denied) };
        if left == 0 {
            table.left[self.tab] = None;
            table.pass_on();
            bell.notify_all();
            return Err(StorageError::Denied);
        }
        table.left[self.tab] = Some(left - 1);
        let (from, all) = (table.seen[self.tab], table.steps.len());
        let more = if table.prompt { all - from } else { table.dice.throw(all - from + 1) };
        table.seen[self.tab] = from + more;
        let done = step(&mut table, self.tab);
        table.pass_on();
        bell.notify_all();
        Ok(done)
    }

    fn end(&self) {
        let (table, bell) = &*self.table;
        let mut table = table.lock().unwrap();
        // In its turn, so that the same order can be played again.
        while table.turn != self.tab && table.left[self.tab].is_some() {
            table = bell.wait(table).unwrap();
        }
        if table.left[self.tab].take().is_some() {
            table.pass_on();
        }
        bell.notify_all();
    }
}

impl Storage for Twin {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.step(|table, tab| table.view(tab).get(key).map(|value| (*value).to_owned()))
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StorageError> {
        self.step(|table, tab| table.steps.push((tab, key.to_owned(), Some(text.to_owned()))))
    }

    fn remove(&self, key: &str) {
        let _ended = self.step(|table, tab| table.steps.push((tab, key.to_owned(), None)));
    }

    fn keys(&self) -> Vec<String> {
        self.step(|table, tab| table.view(tab).keys().map(|key| (*key).to_owned()).collect())
            .unwrap_or_default()
    }
}

/// What a tab leaves behind.
#[derive(Default)]
struct Visit {
    /// The names it was told are saved.
    saved: Vec<String>,
    /// What it knows of the store and what it shows, where the one is what the other says.
    knows: Option<(Open, String)>,
}

fn text(name: &str) -> String {
    format!(r#"{{"format":"ninefold/1","name":"{name}"}}"#)
}

fn name(loaded: &Loaded) -> String {
    loaded.project.name.clone().unwrap_or_default()
}

const ID: &str = "p1";
/// What a version is called that a person decided against.
const OVERRULED: &str = "overruled";

/// Opens the project, then edits, saves and meets the others as the page does, until it ends.
fn visit(twin: Twin, tab: usize, seed: u64) -> Visit {
    let mut dice = Dice(seed);
    visit_for(twin, tab, 6, move |sides| dice.throw(sides))
}

/// The same for so many rounds, choosing as told.
fn visit_for(twin: Twin, tab: usize, rounds: u8, mut choose: impl FnMut(usize) -> usize) -> Visit {
    let shelf = Shelf::new(Rc::new(twin), &format!("t{tab}"));
    let mut visit = Visit::default();
    let mut on_screen = match shelf.load(ID) {
        Found::Project(loaded) => name(&loaded),
        // A half-seen state: the page would repair it.
        Found::Trouble => match shelf.repair(ID, 1.0).project {
            Some(loaded) => name(&loaded),
            None => return visit,
        },
        Found::Denied(_) => return visit,
    };
    for round in 0..rounds {
        // Without changes of its own a tab follows the others.
        if let Meeting::Newer(loaded, head) = shelf.look() {
            on_screen = name(&loaded);
            shelf.follow(&head);
        }
        let edited = format!("{on_screen}+{tab}{round}");
        // Where the storage is full, texts are packed: this one, or all of them, and the one before goes first.
        let written = match choose(4) {
            0 => packed::pack(&text(&edited)),
            1 => {
                shelf.squeeze();
                drop(shelf.take_previous());
                packed::pack(&text(&edited))
            }
            _ => text(&edited),
        };
        match shelf.save(&written, &Summary::default(), f64::from(round)) {
            Ok(()) => {
                visit.saved.push(edited.clone());
                on_screen = edited;
            }
            Err(Refused::Foreign) => match choose(3) {
                // Theirs: mine is kept as a version first.
                0 => {
                    let _kept = shelf.keep(ID, &text(&edited), "", true, f64::from(round));
                    if let Ok(loaded) = shelf.take_theirs() {
                        on_screen = name(&loaded);
                    }
                }
                // Mine: it goes on from theirs, which the person has been told of.
                1 => {
                    if shelf.take_over(OVERRULED, f64::from(round)).is_err() {
                        return visit;
                    }
                    on_screen = edited;
                }
                // Both: a copy.
                _ => {
                    drop(shelf.put(&text(&edited), &Summary::default(), f64::from(round)));
                    return visit;
                }
            },
            Err(Refused::Storage(_)) => return visit,
        }
    }
    visit.knows = shelf.open.take().filter(|open| !open.over).map(|open| (open, on_screen));
    visit
}

/// Everything that can be found in the end.
fn found(shelf: &Shelf) -> (String, Vec<String>) {
    let opened = match shelf.load(ID) {
        Found::Project(loaded) => name(&loaded),
        _ => name(&shelf.repair(ID, 1e6).project.expect("the project")),
    };
    let mut all = vec![opened.clone()];
    for entry in shelf.projects() {
        let texts = shelf.versions(&entry.id).into_iter().filter_map(|it| shelf.version_text(&entry.id, &it));
        let own = shelf.text(&entry.id);
        let previous = entry.head.previous.and_then(|mark| shelf.text_at(&entry.id, &mark).unwrap());
        for text in texts.chain(own).chain(previous) {
            all.push(name(&model::read(&text).unwrap()));
        }
    }
    (opened, all)
}

/// A tab is told of every save that does not go on from what it shows.
fn assert_told(shelf: &Shelf, (open, on_screen): (Open, String), name_of_play: &str) {
    shelf.open.replace(Some(open));
    let shown = match shelf.look() {
        Meeting::Same => name(&shelf.take_theirs().unwrap()),
        Meeting::Newer(loaded, _) => name(&loaded),
        // The person is asked.
        Meeting::Fork | Meeting::Gone => return,
    };
    let overruled = shelf.versions(ID).into_iter().filter(|version| version.label == OVERRULED);
    let mut overruled = overruled.filter_map(|version| shelf.version_text(ID, &version));
    let was_asked = overruled.any(|text| name(&model::read(&text).unwrap()).starts_with(&on_screen));
    assert!(
        was_asked || shown.starts_with(&on_screen),
        "{name_of_play}: {shown} takes the place of {on_screen}, and nobody is asked"
    );
}

/// The store as it is in the end.
fn at_the_end(table: &Table) -> Shelf {
    let place = crate::browser::storage::MemoryStorage::with_room(usize::MAX / 2);
    for (_, key, value) in &table.steps {
        match value {
            Some(value) => place.set(key, value).unwrap(),
            None => place.remove(key),
        }
    }
    Shelf::new(Rc::new(place), "last")
}

fn play(seed: u64, prompt: bool) {
    let mut dice = Dice(seed);
    let tabs = 2 + dice.throw(2);
    // Some end early, between any two steps.
    let left = (0..tabs).map(|_| Some(if dice.throw(2) == 0 { dice.throw(40) } else { 100_000 })).collect();
    let table = table(left, Dice(seed ^ 0x9E37), prompt);
    let visits = (0..tabs).map(|tab| {
        let seed = seed.wrapping_mul(31).wrapping_add(tab as u64 + 1);
        move |twin| visit(twin, tab, seed)
    });
    run(&table, visits, &format!("seed {seed}"));
}

/// A project that all tabs see, before any of them has done a step.
fn table(left: Vec<Option<usize>>, dice: Dice, prompt: bool) -> Arc<(Mutex<Table>, Condvar)> {
    let mark = Mark::after(None, 0.0, "start");
    let head = Head { mark: mark.clone(), previous: None, deleted: None, summary: Summary::default() };
    let steps = vec![(0, text_key(ID, &mark), Some(text("start"))), (0, head_key(ID), Some(head.write()))];
    let seen = vec![steps.len(); left.len()];
    Arc::new((Mutex::new(Table { seen, steps, left, turn: 0, dice, prompt, order: None }), Condvar::new()))
}

/// Lets every tab make its visit, and asserts that nothing is lost that any of them was told is saved.
fn run<V: FnOnce(Twin) -> Visit + Send + 'static>(
    table: &Arc<(Mutex<Table>, Condvar)>,
    visits: impl Iterator<Item = V>,
    name: &str,
) {
    let seats: Vec<_> = visits
        .enumerate()
        .map(|(tab, visit)| {
            let (twin, seat) =
                (Twin { table: Arc::clone(table), tab }, Twin { table: Arc::clone(table), tab });
            thread::spawn(move || {
                let made = visit(twin);
                seat.end();
                made
            })
        })
        .collect();
    let visits: Vec<Visit> = seats.into_iter().map(|seat| seat.join().unwrap()).collect();
    let shelf = at_the_end(&table.0.lock().unwrap());
    for visit in &visits {
        visit.knows.iter().for_each(|knows| assert_told(&shelf, knows.clone(), name));
    }
    let (opened, all) = found(&shelf);
    for own in visits.iter().flat_map(|visit| &visit.saved) {
        // A name carries all it has seen: whoever went on from it begins with it.
        let kept = all.iter().any(|other| other.starts_with(own.as_str()));
        assert!(kept, "{name}: {own} was saved and is lost; {opened} opens, {all:?} is there");
    }
}

#[test]
fn no_interleaving_of_tabs_that_see_each_other_loses_a_save() {
    for seed in 1..=400 {
        play(seed, true);
    }
}

#[test]
fn no_interleaving_of_tabs_that_see_each_other_late_loses_a_save() {
    for seed in 1..=400 {
        play(seed, false);
    }
}
