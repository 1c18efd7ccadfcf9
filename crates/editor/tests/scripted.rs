//! The editor, driven as a person drives it; the invariants hold after every event.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::prelude::*;
use ninefold_engine::model;
use support::{Script, placed_shop};

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

#[test]
fn copies_get_names_of_their_own() {
    let mut it = Script::shop();
    it.editor.select([component("api"), component("db")].into_iter().collect());
    it.key("d", CONTROL);
    assert_eq!(it.selected(), [component("api-2"), component("db-2")]);
    let project = it.editor.project().clone();
    let copy = project.component("api-2").unwrap();
    assert_eq!((copy.display_name(), copy.zone_ids().len()), ("API 2", 2));
    assert_eq!(copy.extra["x-team"], "checkout");
    assert!(it.editor.scene().link("api-2", "db-2").is_some());
    assert!(it.editor.scene().link("dns", "api-2").is_none());
    assert_ne!(it.rect("api-2"), it.rect("api"));
    assert_eq!(it.editor.undo_name(), Some("Duplicate 2 components"));
}

#[test]
fn a_hundred_pasted_components_go_in_one_step() {
    let mut source = Script::empty();
    for _ in 0..100 {
        let preset = "service".to_owned();
        source.run(Command::AddComponent { preset, at: None, zone: None, needed_by: None });
    }
    source.key("a", CONTROL);
    source.key("c", CONTROL);
    let Some(Request::Copy(text)) = source.requests.pop() else { panic!("nothing copied") };
    let mut it = Script::shop();
    let before = it.file();
    it.editor.paste(&text, Some(Point::new(0.0, 3000.0)));
    it.check();
    assert_eq!(it.editor.scene().nodes().len(), 104);
    assert_eq!(it.editor.project().journeys().len(), 1, "journeys are not pasted");
    it.editor.undo();
    assert_eq!(it.file(), before);
}

#[test]
fn a_zone_is_copied_with_what_it_holds() {
    let mut it = Script::shop();
    it.editor.select(Selection::one(Item::zone("eu")));
    let text = it.editor.clip().unwrap();
    assert!(!text.contains("ghost") && !text.contains("\"dns\""));
    let mut other = Script::empty();
    other.editor.paste(&text, None);
    other.check();
    assert_eq!(other.editor.scene().zones().len(), 3);
    assert_eq!(other.zones_of("api"), ["eu-a", "eu-b"]);
    it.editor.paste(&text, None);
    it.check();
    assert_eq!(it.zones_of("api-2"), ["eu-a-2", "eu-b-2"]);
    assert_eq!(it.editor.project().zone("eu-a-2").unwrap().parent.as_deref(), Some("eu-2"));
}

#[test]
fn pasted_rubbish_is_a_sentence() {
    let mut it = Script::shop();
    let before = it.file();
    let huge = "x".repeat(50 * 1024 * 1024);
    for text in ["", "hello", "{}", r#"{"format":"ninefold/9"}"#, r#"{"format":"ninefold/1"}"#, "[1,", &huge]
    {
        let response = it.editor.paste(text, None);
        assert!(
            matches!(&response.requests[..], [Request::Notice(text)] if text.len() < 400),
            "{response:?}"
        );
    }
    assert_eq!(it.file(), before);
}

#[test]
fn fields_are_checked_by_the_engine() {
    let mut it = Script::shop();
    let api = || Target::component("api");
    it.run(Command::set(api(), "failures[0].mtbf", Input::text("3 months")));
    assert_eq!(it.editor.project().component("api").unwrap().failures()[0].mtbf_hours(), 2190.0);
    for (path, text) in [
        ("failures[0].mtbf", "soon"),
        ("failures[0].mtbf", "-1d"),
        ("failures[0].mtbf", "NaN"),
        ("failures[0].mtbf", ""),
        ("copies.required", "9"),
        ("copies.count", "0"),
        ("copies.mode", "sometimes"),
        ("zones", "eu-a, nowhere"),
        ("needs.at_least", "7"),
    ] {
        let error = it.refused(Command::set(api(), path, Input::text(text)));
        let found = &error.diagnostics()[0];
        assert!(found.path.starts_with("components[1]."), "{path} {text}: {found}");
        assert_eq!(found.target.as_deref(), Some("api"));
    }
    assert!(matches!(it.refused(Command::set(api(), "failures[x]", Input::Clear)), CommandError::BadPath(_)));
    let gone = Command::set(Target::component("gone"), "name", Input::text("x"));
    assert_eq!(it.refused(gone), CommandError::Unknown("gone".to_owned()));

    it.run(Command::set(Target::Project, "objective.availability", Input::text("99.95 %")));
    assert_eq!(it.editor.project().objective.as_ref().unwrap().availability, 0.9995);
    it.run(Command::set(Target::link("api", "cache"), "loss", Input::text("20%")));
    assert_eq!(it.editor.scene().link("api", "cache").unwrap().loss, 0.2);
    it.run(Command::set(Target::journey("checkout"), "peak_rps", Input::text("1 200")));
    it.run(Command::set(Target::zone("eu-b"), "failures", Input::Clear));
    let unfinished = Command::set(api(), "failures[1].mtbf", Input::text("90d"));
    assert_eq!(it.refused(unfinished).diagnostics()[0].path, "components[1].failures[1].mttr");
    assert!(it.file().contains("x-team"), "what is unknown stays");
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn fields_that_only_make_sense_together_are_set_together() {
    let mut it = Script::shop();
    let mode = ("copies.mode".to_owned(), Input::text("active-active"));
    let alone = Command::Set { target: Target::component("cache"), values: vec![mode.clone()] };
    assert_eq!(it.refused(alone).diagnostics()[0].path, "components[3].copies.count");
    let values = vec![mode, ("copies.count".to_owned(), Input::text("3"))];
    it.run(Command::Set { target: Target::component("cache"), values });
    assert_eq!(it.editor.scene().node("cache").unwrap().redundancy, "3 copies, 1 needed");
    it.run(Command::set_copies("cache", None));
    assert_eq!(it.editor.scene().node("cache").unwrap().redundancy, "");
}

#[test]
fn a_slider_is_one_step() {
    let mut it = Script::shop();
    it.editor.begin("Set count of API");
    for count in [5, 6, 7, 8] {
        let command = Command::set(Target::component("api"), "copies.count", Input::text(&count.to_string()));
        it.editor.preview(&command).unwrap();
        it.check();
    }
    let refused = Command::set(Target::component("api"), "copies.count", Input::text("0"));
    assert!(it.editor.preview(&refused).is_err());
    assert_eq!(it.editor.project().component("api").unwrap().copy_count(), 8, "the last good state stays");
    assert!(it.editor.commit());
    assert_eq!(it.editor.steps().count(), 1);
    it.editor.undo();
    it.check();
    assert_eq!(it.editor.project().component("api").unwrap().copy_count(), 4);
    it.editor.begin("Nothing");
    assert!(!it.editor.commit());
    assert!(it.editor.can_redo());
}

#[test]
fn a_slider_ends_where_something_else_begins() {
    let mut it = Script::shop();
    let count =
        |count: u32| Command::set(Target::component("api"), "copies.count", Input::text(&count.to_string()));
    it.editor.preview(&count(6)).unwrap();
    it.drag((60.0, 36.0), (60.0, 136.0));
    assert_eq!(it.editor.steps().collect::<Vec<_>>(), ["Set count of API", "Move DNS"]);
    it.undo_all();
    // Undo gives an unfinished one up, and the next one works as ever.
    it.editor.preview(&count(7)).unwrap();
    assert_eq!(it.editor.undo().as_deref(), Some("Set count of API"));
    assert_eq!(it.file(), Script::shop().file());
    it.editor.preview(&count(8)).unwrap();
    assert!(it.editor.commit());
    assert_eq!(it.editor.project().component("api").unwrap().copy_count(), 8);
    it.check();
}

#[test]
fn revisions_name_contents() {
    let mut it = Script::shop();
    let first = it.editor.revision();
    let rename = |name: &str| Command::Rename { item: Item::component("api"), name: name.to_owned() };
    it.run(rename("A"));
    let second = it.editor.revision();
    it.editor.undo();
    assert_eq!(it.editor.revision(), first);
    it.run(rename("B"));
    assert!(it.editor.revision() > second, "never given twice");
    let project = it.editor.project().clone();
    it.run(Command::Move { items: Selection::one(component("api")), by: Point::new(8.0, 8.0) });
    assert!(std::sync::Arc::ptr_eq(&project, it.editor.project()), "a move asks for no new analysis");
}

#[test]
fn one_move_redraws_one_node_and_its_links() {
    let mut it = Script::shop();
    let before = it.editor.scene().clone();
    it.run(Command::Move { items: Selection::one(component("cache")), by: Point::new(0.0, 8.0) });
    let after = it.editor.scene().clone();
    let fresh_nodes = before.nodes().iter().zip(after.nodes()).filter(|(a, b)| !std::sync::Arc::ptr_eq(a, b));
    assert_eq!(fresh_nodes.count(), 1);
    let fresh_links = before.links().iter().zip(after.links()).filter(|(a, b)| !std::sync::Arc::ptr_eq(a, b));
    assert_eq!(fresh_links.map(|(_, link)| link.to.clone()).collect::<Vec<_>>(), ["cache"]);
}

#[test]
fn tidying_keeps_zones_apart() {
    let mut it = Script::open(support::SHOP);
    assert_eq!(
        it.editor.viewport(),
        Viewport::fitting(it.editor.scene().bounds().unwrap(), it.editor.canvas(), 48.0)
    );
    it.run(Command::Tidy);
    let (dns, region) = (it.rect("dns"), it.rect("eu"));
    assert!(dns.right() < region.x, "what it needs stands to the right");
    assert!(
        region.covers(it.rect("api")) && region.covers(it.rect("eu-a")) && region.covers(it.rect("eu-b"))
    );
    assert!(!it.rect("eu-a").overlaps(it.rect("eu-b")));
    assert!(!it.rect("eu-a").overlaps(it.rect("api")) && !it.rect("eu-b").overlaps(it.rect("db")));
    assert!(it.rect("eu-a").covers(it.rect("cache")));
    assert_eq!(it.editor.scene().zone("eu-b").unwrap().guests, ["API", "PostgreSQL"]);
}

#[test]
fn the_file_comes_back_as_it_was() {
    let it = Script::shop();
    let original: serde_json::Value = serde_json::from_str(&placed_shop()).unwrap();
    let written: serde_json::Value = serde_json::from_str(&it.editor.text()).unwrap();
    assert_eq!(written["canvas"], original["canvas"], "the canvas block with all it holds");
    assert_eq!(written, original);
}

#[test]
fn patterns_come_connected() {
    let mut it = Script::shop();
    let (preset, at) = ("active-passive-pair".to_owned(), Some(Point::new(200.0, 900.0)));
    let made = it.run(Command::AddComponent { preset, at, zone: None, needed_by: Some("api".to_owned()) });
    assert_eq!(made.len(), 3);
    assert!(it.editor.scene().link("api", "failover").is_some());
    assert!(it.editor.scene().link("failover", "standby").is_some());
    assert_eq!(it.editor.steps().count(), 1);
}

#[test]
fn awkward_names_are_only_text() {
    let mut it = Script::shop();
    for name in ["<script>alert(1)</script>", "שלום", "👩‍🚀🚀", &"long ".repeat(2000), "\u{202e}evil", "\""]
    {
        it.run(Command::Rename { item: component("api"), name: name.to_owned() });
        assert_eq!(it.editor.scene().node("api").unwrap().name, name.trim());
    }
    it.run(Command::Rename { item: component("api"), name: "  ".to_owned() });
    assert_eq!(it.editor.scene().node("api").unwrap().name, "api");
}
