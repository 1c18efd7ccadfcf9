//! The shelf over a storage in memory: saves, tabs, versions, repair, the older layout.

#![allow(clippy::unwrap_used)]
use super::repair::Aside;
use super::tabs::Meeting;
use super::versions::KEPT;
use super::*;
use crate::browser::storage::MemoryStorage;

fn text(name: &str) -> String {
    format!(r#"{{"format":"ninefold/1","name":"{name}"}}"#)
}

fn summary(name: &str) -> Summary {
    Summary { name: name.to_owned(), ..Summary::default() }
}

fn place(room: usize) -> Rc<MemoryStorage> {
    Rc::new(MemoryStorage::with_room(room))
}

fn tab(storage: &Rc<MemoryStorage>, name: &str) -> Shelf {
    Shelf::new(Rc::clone(storage) as Rc<dyn Storage>, name)
}

fn save(shelf: &Shelf, name: &str, now: f64) -> Result<(), Refused> {
    shelf.save(&text(name), &summary(name), now)
}

/// The name of what would be opened.
fn opened(found: Found) -> Option<String> {
    match found {
        Found::Project(loaded) => loaded.project.name,
        Found::Trouble | Found::Denied(_) => None,
    }
}

fn texts(storage: &MemoryStorage) -> usize {
    storage.keys().iter().filter(|key| key.starts_with(TEXTS)).count()
}

#[test]
fn the_last_save_comes_back_and_two_texts_stay() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    shelf.begin(1.0);
    for (at, name) in ["one", "two", "three", "four"].into_iter().enumerate() {
        save(&shelf, name, at as f64).unwrap();
    }
    let id = shelf.last().unwrap();
    assert_eq!(texts(&storage), 2);
    let reloaded = tab(&storage, "b");
    assert_eq!(opened(reloaded.load(&id)).as_deref(), Some("four"));
    assert_eq!(reloaded.head(&id).unwrap().unwrap().summary.name, "four");
    save(&reloaded, "five", 0.0).unwrap();
    assert_eq!(opened(reloaded.load(&id)).as_deref(), Some("five"), "whatever the clock says");
}

#[test]
fn a_full_storage_keeps_what_it_has() {
    let storage = place(300);
    let shelf = tab(&storage, "a");
    shelf.begin(1.0);
    save(&shelf, "small", 1.0).unwrap();
    assert_eq!(save(&shelf, &"x".repeat(300), 2.0), Err(Refused::Storage(StorageError::Full)));
    assert_eq!(opened(shelf.load(&shelf.last().unwrap())).as_deref(), Some("small"));
    save(&shelf, "next", 3.0).unwrap();
}

#[test]
fn a_tab_that_has_not_seen_the_other_writes_nothing() {
    let storage = place(10_000);
    let one = tab(&storage, "a");
    one.begin(1.0);
    save(&one, "start", 1.0).unwrap();
    let id = one.id().unwrap();
    let two = tab(&storage, "b");
    assert!(matches!(two.load(&id), Found::Project(_)));
    save(&two, "theirs", 2.0).unwrap();
    assert_eq!(save(&one, "mine", 3.0), Err(Refused::Foreign));
    assert_eq!(opened(tab(&storage, "c").load(&id)).as_deref(), Some("theirs"));
    // It went on from what this tab knows: without changes of its own this tab may follow.
    let Meeting::Newer(loaded, head) = one.look() else { panic!("expected a newer state") };
    assert_eq!(loaded.project.name.as_deref(), Some("theirs"));
    one.follow(&head);
    save(&one, "after theirs", 4.0).unwrap();
    assert!(matches!(two.look(), Meeting::Newer(..)));
    // Mine shall count: theirs stays beside it.
    two.take_over("theirs", 5.0).unwrap();
    save(&two, "two again", 5.0).unwrap();
    assert!(matches!(one.look(), Meeting::Newer(..)));
    assert_eq!(one.take_theirs().unwrap().project.name.as_deref(), Some("two again"));
}

#[test]
fn a_removed_project_is_gone_for_other_tabs_and_comes_back() {
    let storage = place(10_000);
    let one = tab(&storage, "a");
    one.begin(1.0);
    save(&one, "shop", 1.0).unwrap();
    let id = one.id().unwrap();
    let two = tab(&storage, "b");
    two.remove(&id, 2.0).unwrap();
    assert!(matches!(one.look(), Meeting::Gone));
    assert_eq!(save(&one, "more", 3.0), Err(Refused::Foreign));
    assert!(matches!(two.load(&id), Found::Trouble));
    two.bring_back(&id).unwrap();
    assert!(matches!(one.look(), Meeting::Same));
    two.remove(&id, 4.0).unwrap();
    one.take_over("theirs", 5.0).unwrap();
    save(&one, "kept", 5.0).unwrap();
    assert_eq!(two.projects()[0].head.deleted, None);
    two.erase(&id);
    assert!(storage.keys().iter().all(|key| key == LAST), "{:?}", storage.keys());
    one.take_over("theirs", 5.0).unwrap();
    save(&one, "kept again", 6.0).unwrap();
    assert_eq!(opened(two.load(&id)).as_deref(), Some("kept again"));
}

#[test]
fn what_was_removed_long_ago_is_forgotten() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    let id = shelf.put(&text("old"), &summary("old"), 1.0).unwrap();
    shelf.remove(&id, 10.0).unwrap();
    shelf.erase_forgotten(10.0 + projects::REMEMBERED as f64);
    assert_eq!(shelf.projects().len(), 1);
    shelf.erase_forgotten(11.0 + projects::REMEMBERED as f64);
    assert_eq!(shelf.projects().len(), 0);
}

#[test]
fn the_list_is_in_the_order_of_changes_and_a_name_can_be_changed() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    let old = shelf.put(&text("old"), &summary("old"), 1.0).unwrap();
    let new = shelf.put(&text("new"), &summary("new"), 2.0).unwrap();
    let names = || shelf.projects().into_iter().map(|it| it.head.summary.name).collect::<Vec<_>>();
    assert_eq!(names(), ["new", "old"]);
    shelf.rename(&old, "renamed", 3.0).unwrap();
    assert_eq!(names(), ["renamed", "new"]);
    assert_eq!(opened(shelf.load(&old)).as_deref(), Some("renamed"));
    assert_ne!(old, new);
    assert_eq!(shelf.projects().iter().map(|it| it.stored).sum::<usize>() + heads(&storage), shelf.stored());
}

fn heads(storage: &MemoryStorage) -> usize {
    let own = |key: &&String| key.starts_with(HEADS) || *key == LAST;
    let size = |key: &String| key.len() + storage.get(key).unwrap().unwrap().len();
    storage.keys().iter().filter(own).map(size).sum()
}

#[test]
fn twenty_versions_stay_the_newest_and_those_kept_by_hand_among_them() {
    let storage = place(100_000);
    let shelf = tab(&storage, "a");
    shelf.begin(0.0);
    save(&shelf, "now", 0.0).unwrap();
    let id = shelf.id().unwrap();
    // A save a minute for four hours; the third was kept by hand.
    for minute in 0..240_u32 {
        let at = f64::from(minute) * 60_000.0;
        shelf.keep(&id, &text(&minute.to_string()), &format!("step {minute}"), minute == 2, at).unwrap();
    }
    let list = shelf.versions(&id);
    assert_eq!((list.len(), list[0].label.as_str()), (KEPT, "step 239"));
    assert!(list.iter().any(|version| version.by_hand && version.label == "step 2"));
    let minutes: Vec<f64> = list.iter().map(|version| version.mark.at as f64 / 60_000.0).collect();
    assert!(minutes[1] >= 237.0, "the last minutes are kept save by save: {minutes:?}");
    assert!(
        minutes[KEPT / 2] < 235.0 && minutes[KEPT - 2] < 120.0,
        "and the last hours not forgotten: {minutes:?}"
    );
    assert_eq!(shelf.version_text(&id, &list[0]).unwrap(), text("239"));
    // The same text is no other version.
    shelf.keep(&id, &text("239"), "again", false, 1e9).unwrap();
    assert_eq!(shelf.versions(&id)[0].label, "step 239");
    let gone = list[3].clone();
    let raw = shelf.remove_version(&id, &gone).unwrap();
    assert_eq!(shelf.versions(&id).len(), KEPT - 1);
    shelf.put_version_back(&id, &gone, &raw).unwrap();
    assert_eq!(shelf.versions(&id), list);
}

/// An edit every 20 seconds for 72 hours, a version every five minutes, the page reloaded every six hours: what is stored stays as
/// large as after the first hours, and whatever was saved last is what opens.
#[test]
fn three_days_of_saving_take_no_more_room_than_one() {
    const HOUR: f64 = 3_600_000.0;
    let storage = place(5_000_000);
    let mut shelf = tab(&storage, "start");
    shelf.begin(0.0);
    let template = ninefold_engine::templates::find("ha-rest-api").unwrap().text;
    let mut largest_of_day = [0; 3];
    for step in 0..72 * 180_u32 {
        let now = f64::from(step) * 20_000.0;
        if step > 0 && step % (6 * 180) == 0 {
            let id = shelf.last().unwrap();
            shelf = tab(&storage, &format!("t{step}"));
            assert_eq!(opened(shelf.load(&id)), Some(format!("step {}", step - 1)));
        }
        let name = format!("step {step}");
        let project = template.replacen("HA REST API", &name, 1);
        shelf.save(&project, &summary(&name), now).unwrap();
        if step % 15 == 14 {
            shelf.keep(&shelf.id().unwrap(), &project, &name, false, now).unwrap();
        }
        if step % 180 == 179 {
            shelf.erase_forgotten(now);
            let day = (now / (24.0 * HOUR)) as usize;
            largest_of_day[day] = largest_of_day[day].max(shelf.stored());
        }
    }
    let id = shelf.last().unwrap();
    assert_eq!(opened(tab(&storage, "later").load(&id)).as_deref(), Some("step 12959"));
    assert_eq!((shelf.projects().len(), texts(&storage), shelf.versions(&id).len()), (1, 2, KEPT));
    let [first, _, last] = largest_of_day;
    assert!(last * 100 <= first * 101, "{largest_of_day:?} characters");
}

#[test]
fn room_is_made_by_what_can_be_spared_and_never_by_a_project() {
    let storage = place(1_000_000);
    let shelf = tab(&storage, "a");
    let kept = shelf.put(&text("kept"), &summary("kept"), 1.0).unwrap();
    let gone = shelf.put(&text("gone"), &summary("gone"), 2.0).unwrap();
    shelf.remove(&gone, 3.0).unwrap();
    for (at, by_hand) in [(1.0, true), (2.0, false), (3.0, false)] {
        shelf.keep(&kept, &text(&at.to_string()), "", by_hand, at).unwrap();
    }
    assert!(shelf.make_room().is_some());
    assert_eq!(shelf.projects().len(), 1, "first what was removed");
    let ages = || shelf.versions(&kept).iter().map(|version| version.mark.at).collect::<Vec<_>>();
    assert_eq!(ages(), [3, 2, 1]);
    for left in [vec![3, 1], vec![1], vec![]] {
        assert!(shelf.make_room().is_some());
        assert_eq!(ages(), left);
    }
    assert!(shelf.make_room().is_none());
    assert_eq!(opened(shelf.load(&kept)).as_deref(), Some("kept"));
}

#[test]
fn a_damaged_text_is_set_aside_and_the_one_before_opens() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    shelf.begin(1.0);
    save(&shelf, "earlier", 1.0).unwrap();
    save(&shelf, "newest", 2.0).unwrap();
    let id = shelf.id().unwrap();
    let mark = shelf.head(&id).unwrap().unwrap().mark;
    storage.set(&text_key(&id, &mark), "garbage").unwrap();
    let later = tab(&storage, "b");
    assert!(matches!(later.load(&id), Found::Trouble));
    let repaired = later.repair(&id, 9.0);
    assert_eq!(repaired.project.unwrap().project.name.as_deref(), Some("earlier"));
    let [Aside { key, text, why }] = &repaired.aside[..] else { panic!("one text was damaged") };
    assert_eq!((storage.get(key).unwrap().as_deref(), text.as_str()), (Some("garbage"), "garbage"));
    assert!(!why.is_empty());
    assert_eq!(opened(tab(&storage, "c").load(&id)).as_deref(), Some("earlier"));
    save(&later, "goes on", 10.0).unwrap();
    assert_eq!(later.set_aside_before().len(), 1);
}

#[test]
fn a_damaged_head_a_lost_text_and_a_newer_format_lose_nothing() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    shelf.begin(1.0);
    save(&shelf, "kept", 1.0).unwrap();
    let id = shelf.id().unwrap();
    storage.set(&head_key(&id), "?").unwrap();
    let name = |repaired: repair::Repaired| repaired.project.and_then(|loaded| loaded.project.name);
    assert_eq!(name(tab(&storage, "b").repair(&id, 2.0)).as_deref(), Some("kept"));
    assert_eq!(shelf.projects()[0].head.summary.name, "kept");
    // Only a version is left.
    shelf.keep(&id, &text("version"), "", false, 3.0).unwrap();
    for key in storage.keys().iter().filter(|key| key.starts_with(TEXTS)) {
        storage.remove(key);
    }
    assert_eq!(name(tab(&storage, "c").repair(&id, 4.0)).as_deref(), Some("version"));
}

/// A text from the future stays for the version that can read it, and so does what lies beside it.
#[test]
fn what_a_newer_version_wrote_is_left_as_it_is() {
    let storage = place(10_000);
    let shelf = tab(&storage, "a");
    shelf.begin(1.0);
    save(&shelf, "of this version", 1.0).unwrap();
    shelf.save(r#"{"format":"ninefold/9","name":7}"#, &summary("future"), 2.0).unwrap();
    let id = shelf.id().unwrap();
    let before = contents(&storage);
    let old = tab(&storage, "b");
    assert!(matches!(old.load(&id), Found::Trouble));
    let repaired = old.repair(&id, 6.0);
    assert!(repaired.newer && repaired.project.is_none() && repaired.aside.is_empty());
    assert_eq!(contents(&storage), before);
    assert_eq!(old.projects()[0].head.summary.name, "future", "it is still listed");
}

/// Everything that lies there.
fn contents(storage: &MemoryStorage) -> Vec<(String, String)> {
    let value = |key: String| {
        let text = storage.get(&key).unwrap().unwrap();
        (key, text)
    };
    storage.keys().into_iter().map(value).collect()
}

/// The layout of the version before: a stamp, two slots, and a list of texts.
#[test]
fn the_older_layout_is_moved_without_loss() {
    let storage = place(100_000);
    for (key, value) in [
        ("ninefold.project", "b 12 tab".to_owned()),
        ("ninefold.project.a", text("Shop")),
        ("ninefold.project.b", r#"{"format":"ninefold/1","name":"Shop","description":"newest"}"#.to_owned()),
        ("ninefold.kept", "3 3000 Shop\n2 2000 Other\n1 1000 Other\n4 500 Torn\n".to_owned()),
        ("ninefold.kept.3", r#"{"format":"ninefold/1","name":"Shop","description":"third"}"#.to_owned()),
        ("ninefold.kept.2", text("Other")),
        ("ninefold.kept.1", r#"{"format":"ninefold/1","name":"Other","description":"older"}"#.to_owned()),
        ("ninefold.kept.4", "torn".to_owned()),
        ("ninefold.theme", "dark".to_owned()),
    ] {
        storage.set(key, &value).unwrap();
    }
    let shelf = tab(&storage, "a");
    assert_eq!(shelf.is_empty(), Ok(false));
    let (open, aside) = shelf.migrate(10_000.0);
    let id = open.unwrap();
    assert_eq!((aside.len(), aside[0].text.as_str()), (1, "torn"));
    let Found::Project(loaded) = shelf.load(&id) else { panic!("the project that was open") };
    assert_eq!(loaded.project.description.as_deref(), Some("newest"));
    let texts: Vec<String> =
        shelf.versions(&id).iter().map(|version| shelf.version_text(&id, version).unwrap()).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0] == text("Shop") && texts[1].contains("third"), "{texts:?}");
    let projects = shelf.projects();
    let other = projects.iter().find(|it| it.head.summary.name == "Other").unwrap();
    assert_eq!((projects.len(), other.head.mark.at), (2, 2000));
    assert!(shelf.version_text(&other.id, &shelf.versions(&other.id)[0]).unwrap().contains("older"));
    let left: Vec<String> = storage
        .keys()
        .into_iter()
        .filter(|key| key.starts_with("ninefold.project") || key.starts_with("ninefold.kept"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(shelf.word("theme").as_deref(), Some("dark"));
}

/// Half way through there is no room: what was not moved is where it was.
#[test]
fn a_move_without_room_leaves_the_rest_where_it_was() {
    let storage = place(330);
    storage.set("ninefold.project", "a 1 tab").unwrap();
    storage.set("ninefold.project.a", &text(&"long name ".repeat(12))).unwrap();
    let shelf = tab(&storage, "a");
    let (open, _) = shelf.migrate(1.0);
    assert_eq!(open, None);
    assert!(storage.get("ninefold.project.a").unwrap().is_some());
    assert_eq!(storage.get("ninefold.project").unwrap().as_deref(), Some("a 1 tab"));
}
