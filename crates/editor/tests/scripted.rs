//! The editor, driven as a person drives it; the invariants hold after every event.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::prelude::*;
use ninefold_engine::model;
use support::Script;

const CONTROL: Modifiers = Modifiers::CONTROL;
const PLAIN: Modifiers = Modifiers::NONE;

fn component(id: &str) -> Item {
    Item::component(id)
}

#[test]
fn builds_a_system_from_the_palette() {
    let mut it = Script::empty();
    let before = it.file();
    for (preset, x, y) in [("service", 300.0, 200.0), ("database", 700.0, 240.0)] {
        let (kind, preset) = (PointerKind::Mouse, preset.to_owned());
        it.handle(InputEvent::PaletteDown { preset, pointer: 1, kind, at: Point::new(-100.0, 50.0) });
        it.to(-50.0, 60.0);
        assert!(!it.editor.incoming().unwrap().over_canvas);
        it.to(x, y);
        it.up(x, y);
    }
    assert_eq!(it.rect("service").center(), Point::new(304.0, 204.0), "its corner is on the grid");
    assert_eq!(it.selected(), [component("database")]);
    assert_eq!(it.editor.project().journeys()[0].entry, "service", "the first one is where requests enter");

    let (from, to) = (it.rect("service"), it.rect("database"));
    it.down(from.right(), from.center().y);
    it.to(from.right() + 100.0, 230.0);
    assert!(it.editor.connection().unwrap().target.is_none());
    it.to(to.center().x, to.center().y);
    assert!(it.editor.connection().unwrap().allowed);
    it.up(to.center().x, to.center().y);
    assert_eq!(it.editor.scene().links()[0].to, "database");
    assert_eq!(it.selected(), [Item::link("service", "database")]);
    assert_eq!(it.editor.undo_name(), Some("Connect Service to Database"));

    it.undo_all();
    assert_eq!(it.file(), before);
    while it.editor.redo().is_some() {
        it.check();
    }
    assert_eq!(it.editor.scene().links().len(), 1);
}

#[test]
fn clicking_a_palette_entry_adds_it_at_a_free_place() {
    let mut it = Script::shop();
    for _ in 0..3 {
        let preset = "cache".to_owned();
        it.handle(InputEvent::PaletteDown { preset, pointer: 1, kind: PointerKind::Mouse, at: Point::ZERO });
        it.up(0.0, 0.0);
    }
    let names: Vec<&str> = it.editor.project().components()[4..].iter().map(|it| it.display_name()).collect();
    assert_eq!(names, ["Cache 2", "Cache 3", "Cache 4"]);
    let nodes = it.editor.scene().nodes().to_vec();
    for (index, one) in nodes.iter().enumerate() {
        assert!(nodes[index + 1..].iter().all(|other| !one.rect.overlaps(other.rect)));
    }
}

#[test]
fn a_drag_snaps_and_is_one_step() {
    let mut it = Script::shop();
    it.down(60.0, 36.0);
    for step in 1..40 {
        it.to(60.0 + f64::from(step) * 2.5, 36.0 + f64::from(step));
    }
    it.up(160.0, 76.0);
    assert_eq!(it.rect("dns").origin(), Point::new(104.0, 40.0));
    assert_eq!(it.editor.steps().collect::<Vec<_>>(), ["Move DNS"]);
    assert_eq!(it.editor.undo().as_deref(), Some("Move DNS"));
    assert_eq!(it.rect("dns").origin(), Point::ZERO);
}

#[test]
fn a_small_tremble_is_a_click() {
    let mut it = Script::shop();
    it.down(60.0, 36.0);
    it.to(62.0, 37.0);
    it.up(62.0, 37.0);
    assert_eq!(it.selected(), [component("dns")]);
    assert!(!it.editor.can_undo());
    it.touch(7, 60.0, 36.0);
    it.move_pointer(7, 67.0, 36.0);
    assert!(!it.editor.can_undo(), "a finger may tremble more");
}

#[test]
fn abandoned_drags_change_nothing() {
    type End = fn(&mut Script);
    let ends: [End; 4] = [
        |it| assert!(it.key("Escape", PLAIN)),
        |it| assert!(!it.handle(InputEvent::PointerCancel { pointer: 1 })),
        |it| assert!(!it.handle(InputEvent::Blur)),
        |it| it.touch(2, 500.0, 500.0),
    ];
    let starts = [(60.0, 36.0), (176.0, 36.0), (450.0, -120.0), (100.0, 300.0)];
    for end in ends {
        for (x, y) in starts {
            let mut it = Script::shop();
            it.run(Command::Rename { item: component("dns"), name: "Names".to_owned() });
            it.editor.undo();
            let (file, revision) = (it.file(), it.editor.revision());
            it.down(x, y);
            it.to(x + 90.0, y + 200.0);
            it.to(x + 500.0, y + 250.0);
            end(&mut it);
            it.to(x + 9.0, y);
            it.handle(InputEvent::PointerUp { pointer: 1, at: Point::new(x, y), modifiers: PLAIN });
            assert_eq!(it.file(), file);
            assert_eq!(it.editor.revision(), revision, "its answers are still true");
            assert_eq!(it.editor.redo_name(), Some("Rename DNS"), "redo survives");
            assert!(it.requests.is_empty(), "{:?}", it.requests);
        }
    }
}

#[test]
fn a_new_component_given_up_is_not_added() {
    let mut it = Script::empty();
    for give_up in [true, false] {
        let preset = "service".to_owned();
        it.handle(InputEvent::PaletteDown { preset, pointer: 1, kind: PointerKind::Mouse, at: Point::ZERO });
        it.to(300.0, 300.0);
        if give_up {
            it.key("Escape", PLAIN);
        }
        it.up(-40.0, 300.0);
        assert!(it.editor.scene().nodes().is_empty());
    }
}

#[test]
fn nodes_go_into_zones_and_out() {
    let mut it = Script::shop();
    it.editor.set_viewport(Viewport::new(Point::new(0.0, 200.0), 1.0));
    let cache = it.rect("cache").center() + Point::new(0.0, 200.0);
    assert_eq!(it.zones_of("cache"), ["eu-a"]);
    // Out of eu-a but inside the region: then it lies in the region.
    let zone = it.rect("eu-a");
    it.down(cache.x, cache.y);
    it.to(cache.x - 100.0, cache.y);
    it.to(cache.x - 250.0, cache.y);
    assert_eq!(it.editor.drop_zone().as_deref(), Some("eu"));
    assert_eq!(it.rect("eu-a"), zone, "zones stand still while something is dragged");
    it.up(cache.x - 250.0, cache.y);
    assert_eq!(it.zones_of("cache"), ["eu"]);
    assert_eq!(it.rect("eu-a").origin(), zone.origin(), "an emptied zone stays where it was");
    assert_eq!(it.editor.steps().count(), 1, "moving and changing zone is one step");
    // Into eu-b.
    let empty = it.rect("eu-b").center() + Point::new(0.0, 200.0);
    let cache = it.rect("cache").center() + Point::new(0.0, 200.0);
    it.drag((cache.x, cache.y), (empty.x, empty.y));
    assert_eq!(it.zones_of("cache"), ["eu-b"]);
    assert!(it.rect("eu-b").covers(it.rect("cache")));
    // Far out of everything.
    let cache = it.rect("cache").center() + Point::new(0.0, 200.0);
    it.drag((cache.x, cache.y), (-900.0, 1500.0));
    assert!(it.zones_of("cache").is_empty());
    // What spans two zones stays in them wherever it is moved.
    let api = it.rect("api").center() + Point::new(0.0, 200.0);
    it.drag((api.x, api.y), (api.x, api.y + 900.0));
    assert_eq!(it.zones_of("api"), ["eu-a", "eu-b"]);
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn a_zone_takes_along_what_it_holds() {
    let mut it = Script::shop();
    it.editor.set_viewport(Viewport::new(Point::new(0.0, 200.0), 1.0));
    let (region, api) = (it.rect("eu"), it.rect("api"));
    let handle = (region.x + 60.0, region.y + 210.0);
    it.drag(handle, (handle.0 + 80.0, handle.1 + 160.0));
    let by = Point::new(80.0, 160.0);
    assert_eq!(it.rect("eu"), region.moved(by));
    assert_eq!(it.rect("api"), api.moved(by));
    assert_eq!(it.rect("dns").origin(), Point::ZERO);
    assert_eq!(it.editor.undo_name(), Some("Move eu-west-1"));
}

#[test]
fn zones_nest_but_not_in_themselves() {
    let mut it = Script::shop();
    let into = |items: &[Item], zone: &str| Command::MoveIntoZone {
        items: items.iter().cloned().collect(),
        zone: Some(zone.to_owned()),
    };
    assert_eq!(it.refused(into(&[Item::zone("eu")], "eu-a")), CommandError::ZoneInItself);
    assert_eq!(it.refused(into(&[Item::zone("eu")], "eu")), CommandError::ZoneInItself);
    it.run(into(&[Item::zone("eu-b")], "eu-a"));
    assert_eq!(it.editor.project().zone("eu-b").unwrap().parent.as_deref(), Some("eu-a"));
}

#[test]
fn selecting() {
    let mut it = Script::shop();
    it.click(60.0, 36.0);
    it.shift_click(460.0, 36.0);
    assert_eq!(it.selected(), [component("api"), component("dns")]);
    it.shift_click(60.0, 36.0);
    assert_eq!(it.selected(), [component("api")]);
    it.click(300.0, 36.0);
    assert_eq!(it.selected(), [Item::link("dns", "api")]);
    it.click(100.0, 600.0);
    assert!(it.selected().is_empty());
    it.drag((-20.0, 200.0), (500.0, -10.0));
    assert_eq!(it.selected(), [component("api"), component("dns")], "a frame takes what it touches");
    it.key("a", CONTROL);
    assert_eq!(it.selected().len(), 7);
    it.key("Escape", PLAIN);
    assert!(it.selected().is_empty());
    assert!(!it.editor.can_undo(), "selecting is not a step");
}

#[test]
fn several_move_together_from_any_of_them() {
    let mut it = Script::shop();
    it.click(60.0, 36.0);
    it.shift_click(460.0, 36.0);
    it.drag((460.0, 36.0), (460.0, 116.0));
    assert_eq!(it.rect("dns").origin(), Point::new(0.0, 80.0));
    assert_eq!(it.rect("api").origin(), Point::new(400.0, 80.0));
    assert_eq!(it.editor.undo_name(), Some("Move 2 components"));
    // A click without a drag on one of several selects it alone.
    it.click(460.0, 116.0);
    assert_eq!(it.selected(), [component("api")]);
}

#[test]
fn deleting_takes_what_refers_to_it_along() {
    let mut it = Script::shop();
    it.click(60.0, 36.0);
    assert!(it.key("Delete", PLAIN));
    let project = it.editor.project().clone();
    assert!(project.component("dns").is_none());
    assert!(project.journeys().is_empty(), "its journey began there");
    assert_eq!(project.links().len(), 2);
    assert!(!it.key("Delete", PLAIN), "nothing selected");
    it.run(Command::Remove(Selection::one(Item::zone("eu-a"))));
    assert_eq!(it.zones_of("api"), ["eu-b"]);
    assert_eq!(it.zones_of("cache"), ["eu"], "the last zone gone: one further out");
    assert!(it.editor.project().scenarios().is_empty(), "nothing left to play");
    it.run(Command::Remove(Selection::one(Item::zone("eu"))));
    assert!(it.zones_of("cache").is_empty());
    assert_eq!(it.editor.project().zone("eu-b").unwrap().parent, None);
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn rules_ask_for_no_more_links_than_there_are() {
    let mut it = Script::shop();
    it.run(Command::Connect { from: "dns".to_owned(), to: "cache".to_owned() });
    it.run(Command::set_rule("dns", Some(&model::Rule::AtLeast(2))));
    it.run(Command::Remove(Selection::one(Item::link("dns", "cache"))));
    assert_eq!(it.editor.project().component("dns").unwrap().rule(), model::Rule::AtLeast(1));
    let (from, to) = ("dns".to_owned(), "api".to_owned());
    it.run(Command::SetLink { from, to, effect: model::Effect::Soft, loss: Some(0.5) });
    assert_eq!(it.editor.project().component("dns").unwrap().rule(), model::Rule::All);
}

#[test]
fn links_are_drawn_once_and_not_to_oneself() {
    let mut it = Script::shop();
    it.drag((176.0, 36.0), (460.0, 36.0));
    assert_eq!(it.requests, [Request::Notice("'DNS' already needs 'API'".to_owned())]);
    let to_itself = Command::Connect { from: "api".to_owned(), to: "api".to_owned() };
    assert_eq!(it.refused(to_itself), CommandError::LinkToItself);
    it.requests.clear();
    it.drag((176.0, 36.0), (100.0, 40.0));
    assert!(it.requests.is_empty() && !it.editor.can_undo(), "back onto itself: nothing");
    // From an input the link is drawn backwards.
    it.drag((800.0, 236.0), (60.0, 36.0));
    assert!(it.editor.scene().link("dns", "cache").is_some());
    let link = ("dns".to_owned(), "cache".to_owned());
    it.run(Command::Reconnect { link, to: ("dns".to_owned(), "db".to_owned()) });
    assert!(it.editor.scene().link("dns", "db").is_some());
}

#[test]
fn links_keep_the_order_a_failover_tries() {
    let mut it = Script::shop();
    it.run(Command::Connect { from: "api".to_owned(), to: "dns".to_owned() });
    let order = |it: &Script| -> Vec<String> {
        it.editor.project().links().iter().filter(|it| it.from == "api").map(|it| it.to.clone()).collect()
    };
    assert_eq!(order(&it), ["db", "cache", "dns"]);
    let place = |to: &str, place| Command::OrderLink { from: "api".to_owned(), to: to.to_owned(), place };
    it.run(place("dns", 0));
    assert_eq!(order(&it), ["dns", "db", "cache"]);
    it.run(place("dns", 9));
    assert_eq!(order(&it), ["db", "cache", "dns"]);
    it.run(place("db", 1));
    assert_eq!(order(&it), ["cache", "db", "dns"]);
    assert_eq!(it.editor.scene().link("api", "db").unwrap().order, 1);
}

#[test]
fn a_link_dropped_on_nothing_asks_what_comes_next() {
    let mut it = Script::shop();
    it.drag((176.0, 36.0), (300.0, 500.0));
    let Some(Request::AskWhatNext { at, screen, from: Some(from), zone: None }) = it.requests.pop() else {
        panic!("{:?}", it.requests)
    };
    assert_eq!((at, screen, from.as_str()), (Point::new(300.0, 500.0), at, "dns"));
    let preset = "queue".to_owned();
    let made = it.run(Command::AddComponent { preset, at: Some(at), zone: None, needed_by: Some(from) });
    assert_eq!(made, Selection::one(component("queue")));
    assert!(it.editor.scene().link("dns", "queue").is_some());
    assert_eq!(it.editor.steps().count(), 1);
}

#[test]
fn double_clicks() {
    let mut it = Script::shop();
    it.handle(InputEvent::DoubleClick { at: Point::new(60.0, 36.0) });
    assert_eq!(it.requests.pop(), Some(Request::Rename(component("dns"))));
    it.handle(InputEvent::DoubleClick { at: Point::new(100.0, 600.0) });
    assert!(matches!(it.requests.pop(), Some(Request::AskWhatNext { from: None, .. })));
}

#[test]
fn looking_around_is_no_step() {
    let mut it = Script::shop();
    let file = it.file();
    let wheel = |x, y, modifiers| InputEvent::Wheel {
        at: Point::new(100.0, 100.0),
        delta: Point::new(x, y),
        modifiers,
    };
    it.handle(wheel(0.0, -100.0, CONTROL));
    assert_eq!(it.editor.viewport().scale(), 1.25);
    it.handle(wheel(30.0, 50.0, PLAIN));
    it.handle(wheel(0.0, 50.0, Modifiers::SHIFT));
    it.key("0", PLAIN);
    assert_eq!(it.editor.viewport().scale(), 1.0);
    it.key("1", PLAIN);
    let seen = it.editor.viewport().visible(Size::new(1280.0, 720.0));
    assert!(seen.covers(it.editor.scene().bounds().unwrap()));
    it.handle(InputEvent::KeyDown { key: " ".to_owned(), modifiers: PLAIN });
    assert_eq!(it.editor.cursor(), Cursor::Grab);
    let before = it.editor.viewport().offset();
    it.drag((60.0, 36.0), (90.0, 66.0));
    it.handle(InputEvent::KeyUp { key: " ".to_owned() });
    assert_eq!(it.editor.viewport().offset() - before, Point::new(30.0, 30.0));
    assert_eq!((it.file(), it.editor.can_undo()), (file, false));
    assert!(it.editor.text().contains("\"viewport\""), "but it is saved");
}

#[test]
fn two_fingers_pinch_around_their_middle() {
    let mut it = Script::shop();
    it.touch(1, 300.0, 600.0);
    it.touch(2, 500.0, 600.0);
    let anchor = it.editor.viewport().to_world(Point::new(400.0, 600.0));
    it.move_pointer(1, 200.0, 600.0);
    it.move_pointer(2, 600.0, 600.0);
    assert!((it.editor.viewport().scale() - 2.0).abs() < 1e-9);
    assert!(it.editor.viewport().to_world(Point::new(400.0, 600.0)).distance(anchor) < 1e-6);
    it.touch(3, 10.0, 10.0);
    it.handle(InputEvent::PointerUp { pointer: 2, at: Point::new(600.0, 600.0), modifiers: PLAIN });
    let before = it.editor.viewport().offset();
    it.move_pointer(1, 210.0, 600.0);
    assert_eq!(it.editor.viewport().offset() - before, Point::new(10.0, 0.0), "the finger left pans");
}

#[test]
fn by_keyboard_alone() {
    let mut it = Script::shop();
    assert!(it.key("Tab", PLAIN));
    assert_eq!(it.selected(), [component("dns")]);
    it.key("ArrowRight", Modifiers { alt: true, ..PLAIN });
    assert_eq!(it.selected(), [Item::link("dns", "api")]);
    it.key("ArrowRight", Modifiers { alt: true, ..PLAIN });
    assert_eq!(it.selected(), [component("api")]);
    it.key("ArrowDown", Modifiers::SHIFT);
    it.key("ArrowRight", PLAIN);
    assert_eq!(it.rect("api").origin(), Point::new(408.0, 40.0));
    it.requests.clear();
    it.key("x", PLAIN);
    it.key("Enter", PLAIN);
    it.key("F2", PLAIN);
    it.key("?", Modifiers::SHIFT);
    let api = component("api");
    let off = Request::SwitchOff(Selection::one(api.clone()));
    assert_eq!(it.requests, [off, Request::Inspect(api.clone()), Request::Rename(api), Request::Shortcuts]);
    while it.key("Tab", PLAIN) {}
    assert_eq!(it.selected(), [component("cache")], "the last one; then the focus leaves the canvas");
    it.key("z", CONTROL);
    it.key("z", CONTROL);
    assert_eq!(it.rect("api").origin(), Point::new(400.0, 0.0));
    it.key("Z", Modifiers { shift: true, ..CONTROL });
    assert_eq!(it.rect("api").origin(), Point::new(400.0, 40.0));
    assert!(!it.key("q", PLAIN));
}
