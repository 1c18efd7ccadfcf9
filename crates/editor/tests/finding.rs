//! Finding a thing by name, and the list of steps.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::prelude::*;
use support::Script;

#[test]
fn what_is_out_of_sight_comes_to_the_middle() {
    let mut it = Script::shop();
    let far = it.editor.viewport().panned(Point::new(-9000.0, 4000.0));
    it.editor.set_viewport(far);
    it.editor.reveal(Item::component("api"));
    assert_eq!(it.selected(), [Item::component("api")]);
    let (view, size) = (it.editor.viewport(), it.editor.canvas());
    let place = view.to_screen(it.rect("api").center());
    assert!(place.distance(Point::new(size.width / 2.0, size.height / 2.0)) < 1.0);
    // What is in sight stays where it is.
    it.editor.reveal(Item::component("api"));
    assert_eq!(it.editor.viewport(), view);
    it.editor.reveal(Item::component("gone"));
    assert!(it.selected().is_empty());
}

#[test]
fn steps_taken_and_taken_back_are_listed() {
    let mut it = Script::empty();
    for preset in ["service", "database"] {
        it.run(Command::AddComponent { preset: preset.to_owned(), at: None, zone: None, needed_by: None });
    }
    let names: Vec<String> = it.editor.steps().map(str::to_owned).collect();
    assert_eq!(names.len(), 2);
    it.editor.undo();
    it.editor.undo();
    let undone: Vec<&str> = it.editor.undone().collect();
    assert_eq!(undone, names);
    assert_eq!(it.editor.steps().count(), 0);
}

#[test]
fn what_is_added_at_a_free_place_is_seen() {
    let mut it = Script::shop();
    for preset in ["multi-region", "cache", "region", "sharded-database"] {
        let zone = preset == "region";
        let preset = preset.to_owned();
        let made = it.run(if zone {
            Command::AddZone { preset, at: None, parent: None }
        } else {
            Command::AddComponent { preset, at: None, zone: None, needed_by: None }
        });
        let visible = it.editor.viewport().visible(it.editor.canvas());
        for item in made.iter() {
            let rect = it.editor.scene().rect(item).unwrap();
            assert!(visible.covers(rect), "{item:?} at {rect:?} is not in {visible:?}");
        }
    }
    // What is in sight already leaves the view as it is.
    let before = it.editor.viewport();
    it.run(Command::Rename { item: Item::component("api"), name: "Other".to_owned() });
    assert_eq!(it.editor.viewport(), before);
}
