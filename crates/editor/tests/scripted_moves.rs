//! The editor, driven as a person drives it: guide lines, copies by dragging, bringing into line, following the links.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::command::Arrangement;
use ninefold_editor::prelude::*;
use support::Script;

const PLAIN: Modifiers = Modifiers::NONE;
const ALT: Modifiers = Modifiers { alt: true, ..PLAIN };
const ALT_SHIFT: Modifiers = Modifiers { alt: true, shift: true, ..PLAIN };

fn component(id: &str) -> Item {
    Item::component(id)
}

fn several(ids: &[&str]) -> Selection {
    ids.iter().map(|id| component(id)).collect()
}

#[test]
fn what_is_moved_catches_on_what_stands() {
    let mut it = Script::shop();
    // The DNS from (0, 0), to within six units of standing in line with the cache at (800, 200).
    it.down(60.0, 36.0);
    it.to(160.0, 231.0);
    assert_eq!(it.rect("dns").origin(), Point::new(104.0, 200.0), "x on the grid, y with the cache");
    let guides = it.editor.guides();
    let levels: Vec<f64> = guides.iter().filter(|it| it.0.y == it.1.y).map(|it| it.0.y).collect();
    assert_eq!(levels, [200.0, 272.0, 236.0], "both edges and the middle");
    assert!(guides.iter().all(|it| it.0.x < 104.0 && it.1.x > 976.0), "from the one beyond the other");
    // Control leaves lines and grid alone.
    it.move_with(160.0, 231.0, Modifiers::CONTROL);
    assert_eq!(it.rect("dns").origin(), Point::new(100.0, 195.0));
    assert!(it.editor.guides().is_empty());
    it.to(160.0, 231.0);
    it.up(160.0, 231.0);
    assert!(it.editor.guides().is_empty(), "lines go with the drag");
    assert_eq!(it.rect("dns").origin(), Point::new(104.0, 200.0));
    assert_eq!(it.editor.steps().count(), 1);
}

#[test]
fn what_moves_along_or_is_out_of_view_holds_nothing() {
    let mut it = Script::shop();
    it.editor.select(several(&["dns", "cache"]));
    it.down(60.0, 36.0);
    it.to(60.0, 233.0);
    assert_eq!(it.rect("dns").origin(), Point::new(0.0, 200.0), "the grid");
    it.key("Escape", PLAIN);
    it.up(60.0, 36.0);
    it.editor.select(Selection::none());
    it.editor.set_viewport(Viewport::new(Point::new(-300.0, 0.0), 1.0));
    it.editor.resize(Size::new(400.0, 600.0));
    it.down(160.0, 36.0);
    it.to(160.0, 231.0);
    assert!(it.editor.guides().is_empty(), "the cache is out of view");
    it.handle(InputEvent::Blur);
}

#[test]
fn dragging_with_alt_makes_copies() {
    let mut it = Script::shop();
    it.editor.set_viewport(Viewport::new(Point::new(0.0, 200.0), 1.0));
    let file = it.file();
    let cache = it.rect("cache");
    let empty = it.rect("eu-b").center() + Point::new(0.0, 200.0);
    it.down_with(cache.center().x, cache.center().y + 200.0, ALT);
    it.move_with(600.0, 500.0, ALT);
    assert_eq!((it.editor.copies().len(), it.editor.cursor()), (1, Cursor::Copy));
    assert_eq!(it.file(), file, "nothing is copied before it is let go");
    it.to(600.0, 510.0);
    assert!(it.editor.copies().is_empty() && it.file() != file, "without alt it moves after all");
    it.move_with(empty.x, empty.y, ALT);
    assert_eq!(it.rect("cache"), cache, "with it again, the original is back");
    assert_eq!(it.editor.drop_zone().as_deref(), Some("eu-b"));
    it.up_with(empty.x, empty.y, ALT);
    assert_eq!(it.selected(), [component("cache-2")]);
    assert_eq!((it.rect("cache"), it.zones_of("cache-2")), (cache, vec!["eu-b".to_owned()]));
    assert_eq!(it.editor.steps().collect::<Vec<_>>(), ["Duplicate Redis"]);
    it.editor.undo();
    assert_eq!(it.file(), file);
}

#[test]
fn a_copy_given_up_is_none() {
    let mut it = Script::shop();
    let (file, revision) = (it.file(), it.editor.revision());
    it.down_with(60.0, 36.0, ALT);
    it.to(160.0, 36.0);
    it.move_with(260.0, 136.0, ALT);
    assert!(it.key("Escape", ALT) && it.editor.gesture().is_idle());
    it.up_with(260.0, 136.0, ALT);
    assert_eq!((it.file(), it.editor.revision(), it.editor.can_undo()), (file, revision, false));
}

#[test]
fn a_zone_is_copied_with_its_contents() {
    let mut it = Script::shop();
    it.editor.set_viewport(Viewport::new(Point::new(0.0, 200.0), 1.0));
    let region = it.rect("eu");
    let handle = (region.x + 60.0, region.y + 210.0);
    it.down_with(handle.0, handle.1, ALT);
    it.move_with(handle.0, handle.1 + 900.0, ALT);
    it.up_with(handle.0, handle.1 + 900.0, ALT);
    assert_eq!(it.rect("eu-2"), region.moved(Point::new(0.0, 904.0)), "on the grid");
    assert_eq!(it.zones_of("api-2"), ["eu-a-2", "eu-b-2"]);
    assert_eq!(it.rect("eu"), region);
}

#[test]
fn several_are_brought_into_line() {
    let three = ["dns", "api", "cache"];
    let start = Script::shop();
    let key = |how: Arrangement| keymap::shortcut(Action::Arrange(how)).unwrap();
    for how in Arrangement::ALL {
        let mut it = Script::shop();
        it.run(Command::Move { items: several(&["api"]), by: Point::new(24.0, 40.0) });
        it.editor.select(several(&three));
        let before = it.file();
        assert!(it.key(key(how).key, key(how).modifiers), "{how:?}");
        let rects = three.map(|id| it.rect(id));
        let around = Rect::around(rects).unwrap();
        let each = |place: fn(Rect) -> f64| rects.map(place);
        let level =
            |of: [f64; 3], at: f64| assert!(of.iter().all(|it| (it - at).abs() <= 0.5), "{how:?} {of:?}");
        match how {
            Arrangement::Left => level(each(|it| it.x), 0.0),
            Arrangement::Centre => level(each(|it| it.center().x), 488.0),
            Arrangement::Right => level(each(|it| it.right()), 976.0),
            Arrangement::Top => level(each(|it| it.y), 0.0),
            Arrangement::Middle => level(each(|it| it.center().y), 136.0),
            Arrangement::Bottom => level(each(|it| it.bottom()), 272.0),
            Arrangement::Across => {
                assert_eq!(each(|it| it.x), [0.0, 400.0, 800.0]);
                assert_eq!(around.width, 976.0);
            }
            Arrangement::Down => assert_eq!(each(|it| it.y), [0.0, 100.0, 200.0]),
        }
        assert_eq!(it.editor.undo_name(), Some(format!("{}: 3 components", how.label()).as_str()));
        it.editor.undo();
        assert_eq!(it.file(), before, "one step");
        it.undo_all();
        assert_eq!(it.file(), start.file());
    }
}

#[test]
fn zones_are_brought_into_line_with_what_they_hold() {
    let mut it = Script::shop();
    let (region, api) = (it.rect("eu"), it.rect("api"));
    // The API lies in the region: it goes along, once.
    let items = several(&["dns", "api"]).with(Item::zone("eu"));
    it.run(Command::Arrange { items, how: Arrangement::Left });
    let by = Point::new(-region.x, 0.0);
    assert_eq!((it.rect("eu"), it.rect("api")), (region.moved(by), api.moved(by)));
    assert_eq!(it.rect("dns").x, 0.0);
    let few = |items, how| Command::Arrange { items, how };
    assert_eq!(it.refused(few(several(&["dns"]), Arrangement::Left)), CommandError::TooFew(2));
    assert_eq!(it.refused(few(several(&["dns", "db"]), Arrangement::Across)), CommandError::TooFew(3));
    let inside = several(&["api"]).with(Item::zone("eu"));
    assert_eq!(it.refused(few(inside, Arrangement::Left)), CommandError::TooFew(2), "one thing");
}

#[test]
fn along_the_links() {
    let mut it = Script::shop();
    it.run(Command::Connect { from: "cache".to_owned(), to: "api".to_owned() });
    it.editor.select(several(&["api"]));
    it.requests.clear();
    assert!(it.key("ArrowRight", ALT_SHIFT));
    assert_eq!(it.editor.selection(), &several(&["api", "cache", "db"]), "circles end");
    assert_eq!(it.requests, [Request::Announce("3 components".to_owned())]);
    it.editor.select(several(&["db"]));
    it.key("ArrowLeft", ALT_SHIFT);
    assert_eq!(it.editor.selection(), &several(&["api", "cache", "db", "dns"]));
    it.editor.select(Selection::one(Item::zone("eu")));
    assert!(!it.key("ArrowLeft", ALT_SHIFT), "a zone needs nothing");
}

#[test]
fn tab_reads_zones_before_what_they_hold() {
    let mut it = Script::shop();
    let mut seen = Vec::new();
    while it.key("Tab", PLAIN) {
        seen.push(it.selected()[0].clone());
    }
    let (zone, item) = (Item::zone, component);
    assert_eq!(
        seen,
        [item("dns"), zone("eu"), item("api"), zone("eu-b"), item("db"), zone("eu-a"), item("cache")]
    );
    while it.key("Tab", Modifiers::SHIFT) {
        assert_eq!(it.selected(), [seen[seen.len() - 2].clone()]);
        seen.pop();
    }
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_resting_finger_opens_the_menu() {
    let mut it = Script::shop();
    let long = |x, y| InputEvent::LongPress { pointer: 5, at: Point::new(x, y) };
    it.touch(5, 460.0, 36.0);
    it.move_pointer(5, 464.0, 36.0);
    it.handle(long(460.0, 36.0));
    assert!(
        matches!(&it.requests[..], [Request::Menu { on: Hit::Node(id), .. }] if id == "api"),
        "{:?}",
        it.requests
    );
    assert_eq!(it.selected(), [component("api")]);
    it.move_pointer(5, 600.0, 300.0);
    it.handle(InputEvent::PointerUp { pointer: 5, at: Point::new(600.0, 300.0), modifiers: PLAIN });
    assert_eq!(it.selected(), [component("api")], "lifting it does nothing more");
    assert!(!it.editor.can_undo());
    it.requests.clear();
    // A finger that has moved on, one that is gone, and a mouse.
    it.touch(5, 60.0, 36.0);
    it.move_pointer(5, 160.0, 36.0);
    it.handle(long(60.0, 36.0));
    assert!(it.requests.is_empty() && !it.editor.gesture().is_idle());
    it.handle(InputEvent::PointerCancel { pointer: 5 });
    it.handle(long(60.0, 36.0));
    it.down(60.0, 36.0);
    it.handle(InputEvent::LongPress { pointer: 1, at: Point::new(60.0, 36.0) });
    it.up(60.0, 36.0);
    assert!(it.requests.is_empty(), "{:?}", it.requests);
}

#[test]
fn the_menu_opens_by_keyboard() {
    let mut it = Script::shop();
    assert!(it.key("F10", Modifiers::SHIFT));
    assert_eq!(
        it.requests,
        [Request::Menu { at: Point::new(640.0, 360.0), on: Hit::Canvas }],
        "nothing selected"
    );
    it.requests.clear();
    it.editor.select(several(&["dns"]));
    assert!(it.key("F10", Modifiers::SHIFT));
    assert_eq!(it.requests, [Request::Menu { at: Point::new(88.0, 36.0), on: Hit::Node("dns".to_owned()) }]);
}

#[test]
fn the_menu_of_the_canvas_is_about_nothing_selected() {
    let mut it = Script::shop();
    it.editor.select(several(&["dns"]));
    let (kind, button, at) = (PointerKind::Mouse, Button::Right, Point::new(60.0, 600.0));
    it.handle(InputEvent::PointerDown { pointer: 1, kind, button, at, modifiers: PLAIN });
    assert_eq!(it.requests, [Request::Menu { at, on: Hit::Canvas }]);
    assert!(it.selected().is_empty());
}

#[test]
fn a_finger_selects_several() {
    let mut it = Script::shop();
    let tap = |it: &mut Script, x: f64, y: f64| {
        it.touch(5, x, y);
        it.handle(InputEvent::PointerUp { pointer: 5, at: Point::new(x, y), modifiers: PLAIN });
    };
    tap(&mut it, 60.0, 36.0);
    it.editor.perform(Action::SelectSeveral);
    assert!(it.editor.hint().is_some());
    tap(&mut it, 460.0, 36.0);
    assert_eq!(it.selected(), [component("api"), component("dns")]);
    tap(&mut it, 460.0, 36.0);
    assert_eq!(it.selected(), [component("dns")]);
    tap(&mut it, 460.0, 36.0);
    // The empty canvas ends it, and all stays selected.
    tap(&mut it, 60.0, 600.0);
    assert_eq!(it.selected().len(), 2);
    assert_eq!(it.editor.hint(), None);
    tap(&mut it, 460.0, 36.0);
    assert_eq!(it.selected(), [component("api")]);
}

#[test]
fn a_key_asks_what_the_selected_one_needs() {
    let mut it = Script::shop();
    assert!(!it.key("c", PLAIN), "nothing selected");
    it.editor.select(several(&["dns"]));
    assert!(it.key("c", PLAIN));
    let screen = it.editor.viewport().to_screen(it.editor.scene().node("dns").unwrap().output());
    assert_eq!(it.requests, [Request::Connect { from: "dns".to_owned(), screen }]);
}

#[test]
fn tidying_shows_what_ends_out_of_sight() {
    let mut it = Script::shop();
    it.editor.set_viewport(Viewport::new(Point::new(-4000.0, -4000.0), 1.0));
    it.editor.perform(Action::Tidy);
    let visible = it.editor.viewport().visible(it.editor.canvas());
    assert!(visible.covers(it.editor.scene().bounds().unwrap()));
    let before = it.editor.viewport();
    it.editor.perform(Action::Tidy);
    assert_eq!(it.editor.viewport(), before, "all in sight already");
}
