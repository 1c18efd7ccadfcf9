//! What lies in the browser's storage: whatever it is, the page opens, says what it finds, and throws no project away.

use std::rc::Rc;

use ninefold_editor::share;
use ninefold_engine::model;
use ninefold_page::browser::storage::{MemoryStorage, Storage};
use ninefold_page::state::shelf::repair::Aside;
use ninefold_page::state::shelf::{Found, Head, Shelf, Summary};

/// Characters there is room for: more than anything that is tried.
const ROOM: usize = 4_000_000;
/// The moment at which the page is opened, in milliseconds since 1970.
const NOW: f64 = 1.78e12;
/// Keys under which texts of projects lie, in this layout and the older one.
const TEXTS: [&str; 3] = ["ninefold.t.", "ninefold.project.", "ninefold.kept."];

/// The property; entries are parted by lines `=== key`.
pub fn holds(text: &str) {
    let storage = Rc::new(MemoryStorage::with_room(ROOM));
    for entry in text.split("=== ").skip(1) {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
        if storage.set(key, value.strip_suffix('\n').unwrap_or(value)).is_err() {
            return;
        }
        if let Some(head) = Head::parse(value) {
            assert_eq!(Head::parse(&head.write()).as_ref(), Some(&head), "a head is written as another");
        }
    }
    let before = readable(&storage);
    let shelf = Shelf::new(Rc::clone(&storage) as Rc<dyn Storage>, "here");
    let mut aside: Vec<Aside> = Vec::new();
    drop((shelf.last(), shelf.is_empty(), shelf.stored()));
    aside.extend(shelf.migrate(NOW).1);
    let ids: Vec<String> =
        shelf.projects().into_iter().map(|entry| entry.id).chain(heads(&storage)).collect();
    for id in &ids {
        if matches!(shelf.load(id), Found::Trouble)
            && shelf.head(id).is_ok_and(|head| head.is_none_or(|it| it.deleted.is_none()))
        {
            aside.extend(shelf.repair(id, NOW).aside);
        }
    }
    let after = readable(&storage);
    for text in &before {
        assert!(
            after.contains(text) || aside.iter().any(|it| it.text == *text),
            "lost while opening: {text}"
        );
    }
    for id in &ids {
        lives(&shelf, id);
    }
    while shelf.make_room().is_some() {}
    drop((shelf.projects(), shelf.set_aside_before()));
}

/// Everything a person may do with a project of the list.
fn lives(shelf: &Shelf, id: &str) {
    for version in shelf.versions(id) {
        drop((shelf.version_text(id, &version), shelf.version(id, &version.mark.write())));
    }
    if let Found::Project(loaded) = shelf.load(id) {
        let (text, summary) = (model::write_short(&loaded.project), Summary::of(&loaded.project));
        assert_eq!(shelf.save(&text, &summary, NOW), Ok(()));
        assert!(shelf.keep(id, &text, "kept", true, NOW).is_ok());
        let Found::Project(again) = shelf.load(id) else { panic!("what was saved does not open") };
        assert!(again.project == loaded.project, "what was saved opens as another project");
        assert!(
            shelf.versions(id).iter().any(|version| shelf.version_text(id, version).as_ref() == Some(&text))
        );
        drop(shelf.look());
    }
    assert!(shelf.rename(id, "renamed", NOW).is_ok());
    assert!(shelf.remove(id, NOW).is_ok());
    shelf.erase_forgotten(NOW);
    assert!(shelf.bring_back(id).is_ok());
}

fn heads(storage: &MemoryStorage) -> Vec<String> {
    storage.keys().iter().filter_map(|key| key.strip_prefix("ninefold.p.")).map(str::to_owned).collect()
}

/// The texts of projects that can be read, wherever they lie.
fn readable(storage: &MemoryStorage) -> Vec<String> {
    let mut list = Vec::new();
    for key in storage.keys() {
        let Ok(Some(text)) = storage.get(&key) else { continue };
        let is_text = TEXTS.iter().any(|prefix| key.starts_with(prefix));
        if is_text && model::read(&text).is_ok() {
            list.push(text);
        } else if key.starts_with("ninefold.v.")
            && let Some(text) = text.split_once('\n').and_then(|(_, packed)| share::unpack(packed).ok())
            && model::read(&text).is_ok()
        {
            list.push(text);
        }
    }
    list
}
