//! The editor, driven as a person drives it: links redirected, components put into links and taken out of them.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::command::Insertion;
use ninefold_editor::prelude::*;
use ninefold_engine::model::{Effect, Link, Rule};
use support::Script;

const PLAIN: Modifiers = Modifiers::NONE;

/// "a→b" of all links, in the project's order.
fn links(it: &Script) -> Vec<String> {
    it.editor.project().links().iter().map(|link| format!("{}→{}", link.from, link.to)).collect()
}

fn link<'a>(it: &'a Script, from: &str, to: &str) -> &'a Link {
    it.editor.project().links().iter().find(|it| it.from == from && it.to == to).unwrap()
}

/// The handles of a link: at its source, at its target.
fn handles(it: &Script, from: &str, to: &str) -> [(f64, f64); 2] {
    it.editor.scene().link(from, to).unwrap().route.handles().map(|at| (at.x, at.y))
}

fn middle(it: &Script, id: &str) -> (f64, f64) {
    let at = it.rect(id).center();
    (at.x, at.y)
}

fn pair(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

fn add(it: &mut Script, preset: &str, at: Point) -> String {
    let (preset, at) = (preset.to_owned(), Some(at));
    let made = it.run(Command::AddComponent { preset, at, zone: None, needed_by: None });
    made.components().next().unwrap().to_owned()
}

#[test]
fn either_end_of_a_link_goes_to_another_component() {
    let mut it = Script::shop();
    let [_, end] = handles(&it, "api", "cache");
    it.to(end.0, end.1);
    assert_eq!(it.editor.lit_link(), Some(Item::link("api", "cache")), "its handles show");
    assert_eq!(it.editor.cursor(), Cursor::Grab);
    it.down(end.0, end.1);
    it.to(500.0, 500.0);
    assert!(it.editor.connection().unwrap().allowed);
    let dns = middle(&it, "dns");
    it.to(dns.0, dns.1);
    let drawn = it.editor.connection().unwrap();
    assert_eq!((drawn.target.as_deref(), drawn.allowed), (Some("dns"), true));
    assert_eq!(links(&it), ["dns→api", "api→db", "api→cache"], "nothing is done yet");
    it.up(dns.0, dns.1);
    assert_eq!(links(&it), ["dns→api", "api→db", "api→dns"]);
    let moved = link(&it, "api", "dns");
    assert_eq!((moved.effect, moved.loss()), (Some(Effect::Soft), 0.05), "it keeps its values");
    assert_eq!(it.selected(), [Item::link("api", "dns")]);
    assert_eq!(it.editor.undo_name(), Some("Reconnect API → Redis"));

    // Where two leave side by side, the selected one is meant.
    let on = it.editor.scene().link("api", "db").unwrap().route.middle();
    it.click(on.x, on.y);
    let [start, _] = handles(&it, "api", "db");
    it.drag(start, middle(&it, "cache"));
    assert_eq!(links(&it), ["dns→api", "cache→db", "api→dns"]);
    assert_eq!(it.editor.steps().count(), 2);
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn a_link_let_go_in_the_air_stays_where_it_was() {
    for end in 0..2 {
        let mut it = Script::shop();
        let (from, file) = (handles(&it, "dns", "api")[end], it.file());
        it.drag(from, (600.0, 620.0));
        assert!(it.requests.is_empty(), "{:?}", it.requests);
        it.down(from.0, from.1);
        it.to(600.0, 620.0);
        assert!(it.key("Escape", PLAIN));
        it.up(810.0, 210.0);
        // And back where it came from.
        let home = ["dns", "api"][end];
        it.drag(from, middle(&it, home));
        assert_eq!((it.file(), it.editor.can_undo()), (file, false));
        assert!(it.requests.is_empty(), "{:?}", it.requests);
    }
}

#[test]
fn where_a_link_cannot_go_is_said() {
    let mut it = Script::shop();
    it.run(Command::Connect { from: "dns".to_owned(), to: "db".to_owned() });
    let file = it.file();
    let [start, end] = handles(&it, "dns", "db");
    it.down(end.0, end.1);
    let api = middle(&it, "api");
    it.to(api.0, api.1);
    assert!(!it.editor.connection().unwrap().allowed);
    it.up(api.0, api.1);
    assert_eq!(it.requests, [Request::Notice("'DNS' already needs 'API'".to_owned())]);
    assert_eq!(it.file(), file);
    // Onto the component at its other end there is nothing to draw.
    it.requests.clear();
    it.drag(start, middle(&it, "db"));
    assert_eq!((it.file(), it.requests.len()), (file, 0));
}

#[test]
fn the_selected_link_is_caught_where_several_meet() {
    let mut it = Script::shop();
    it.run(Command::Connect { from: "dns".to_owned(), to: "cache".to_owned() });
    it.editor.select(Selection::one(Item::link("api", "cache")));
    let [_, end] = handles(&it, "api", "cache");
    it.drag(end, middle(&it, "db"));
    assert_eq!(it.requests, [Request::Notice("'API' already needs 'PostgreSQL'".to_owned())]);
    it.editor.select(Selection::one(Item::link("dns", "cache")));
    let [_, end] = handles(&it, "dns", "cache");
    it.drag(end, middle(&it, "db"));
    assert_eq!(links(&it), ["dns→api", "api→db", "api→cache", "dns→db"]);
}

#[test]
fn a_new_component_dropped_on_a_link_goes_into_it() {
    let mut it = Script::shop();
    let at = it.editor.scene().link("api", "cache").unwrap().route.middle();
    let (kind, preset) = (PointerKind::Mouse, "load-balancer".to_owned());
    it.handle(InputEvent::PaletteDown { preset, pointer: 1, kind, at: Point::new(-100.0, 50.0) });
    it.to(300.0, 600.0);
    assert_eq!(it.editor.lit_link(), None);
    it.to(at.x, at.y + 3.0);
    assert_eq!(it.editor.lit_link(), Some(Item::link("api", "cache")));
    it.up(at.x, at.y + 3.0);
    assert_eq!(links(&it), ["dns→api", "api→db", "api→load-balancer", "load-balancer→cache"]);
    let (first, second) = (link(&it, "api", "load-balancer"), link(&it, "load-balancer", "cache"));
    assert_eq!(
        (first.effect, first.loss()),
        (Some(Effect::Soft), 0.05),
        "what the source loses stays its own"
    );
    assert!(second.is_hard());
    assert_eq!(it.selected(), [Item::component("load-balancer")]);
    assert_eq!(it.editor.undo_name(), Some("Insert Load balancer"));
    assert_eq!(it.zones_of("load-balancer"), ["eu"], "and into the zone around that place");
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn a_loose_component_moved_onto_a_link_goes_into_it() {
    let mut it = Script::shop();
    let id = add(&mut it, "cdn", Point::new(200.0, 600.0));
    let target = it.editor.scene().link("dns", "api").unwrap().route.middle();
    let steps = it.editor.steps().count();
    let from = middle(&it, &id);
    it.down(from.0, from.1);
    it.to(from.0 + 30.0, from.1);
    assert_eq!(it.editor.lit_link(), None);
    it.to(target.x, target.y);
    assert_eq!(it.editor.lit_link(), Some(Item::link("dns", "api")));
    it.up(target.x, target.y);
    assert_eq!(links(&it), ["dns→cdn", "api→db", "api→cache", "cdn→api"]);
    assert!(it.rect("cdn").contains(target));
    assert_eq!(it.editor.steps().count(), steps + 1, "one step");
    assert_eq!(it.editor.undo_name(), Some("Insert CDN into DNS → API"));
    it.editor.undo();
    assert_eq!((links(&it).len(), it.rect(&id).center()), (3, Point::new(from.0, from.1)));
    // What is connected already only moves.
    let target = it.editor.scene().link("dns", "api").unwrap().route.middle();
    it.drag(middle(&it, "cache"), (target.x, target.y));
    assert_eq!(links(&it), ["dns→api", "api→db", "api→cache"]);
}

#[test]
fn zones_do_not_go_into_links() {
    let mut it = Script::shop();
    let at = it.editor.scene().link("dns", "api").unwrap().route.middle();
    let (kind, preset) = (PointerKind::Mouse, "zone".to_owned());
    it.handle(InputEvent::PaletteDown { preset, pointer: 1, kind, at: Point::ZERO });
    it.to(at.x, at.y);
    assert_eq!(it.editor.lit_link(), None);
    it.up(at.x, at.y);
    assert!(links(&it).contains(&"dns→api".to_owned()));
    let mut it = Script::shop();
    let zone = Command::AddZone { preset: "zone".to_owned(), at: None, parent: None };
    let what = Insertion::New(Box::new(zone));
    assert_eq!(it.refused(Command::Insert { link: pair("dns", "api"), what }), CommandError::NotForALink);
    let what = Insertion::Placed("api".to_owned());
    let itself = it.refused(Command::Insert { link: pair("dns", "api"), what });
    assert_eq!(itself, CommandError::LinkToItself);
}

#[test]
fn deleting_keeps_the_path() {
    let mut it = Script::shop();
    it.click(460.0, 36.0);
    assert!(it.key("Delete", Modifiers::SHIFT));
    assert_eq!(links(&it), ["dns→db", "dns→cache"]);
    assert!(link(&it, "dns", "db").is_hard());
    let soft = link(&it, "dns", "cache");
    assert_eq!((soft.effect, soft.loss()), (Some(Effect::Soft), 0.05), "what was soft stays soft");
    assert_eq!(it.editor.undo_name(), Some("Delete API, keeping the path"));
    it.editor.undo();
    assert_eq!(it.file(), Script::shop().file());
    // The entry of a journey: requests then enter behind it.
    it.editor.select(Selection::one(Item::component("dns")));
    it.key("Delete", Modifiers::SHIFT);
    assert_eq!(it.editor.project().journeys()[0].entry, "api");
    // Several in a row.
    it.editor.undo();
    it.run(Command::Connect { from: "db".to_owned(), to: "dns".to_owned() });
    it.run(Command::Connect { from: "cache".to_owned(), to: "db".to_owned() });
    it.run(Command::RemoveKeepingPath(["api", "db"].into_iter().map(Item::component).collect()));
    assert_eq!(links(&it), ["dns→cache", "cache→dns"], "no link to itself, none twice");
    it.undo_all();
    assert_eq!(it.file(), Script::shop().file());
}

#[test]
fn what_stands_in_for_a_component_keeps_its_rule() {
    let mut it = Script::shop();
    it.run(Command::SetLink {
        from: "api".to_owned(),
        to: "cache".to_owned(),
        effect: Effect::Hard,
        loss: None,
    });
    it.run(Command::set_rule("api", Some(&Rule::Any)));
    it.run(Command::RemoveKeepingPath(Selection::one(Item::component("api"))));
    assert_eq!(
        it.editor.project().component("dns").unwrap().rule(),
        Rule::Any,
        "either of the two, as before"
    );
    // One that needs more than the removed keeps its own.
    it.editor.undo();
    let other = add(&mut it, "queue", Point::new(0.0, 500.0));
    it.run(Command::Connect { from: "dns".to_owned(), to: other });
    it.run(Command::RemoveKeepingPath(Selection::one(Item::component("api"))));
    assert_eq!(links(&it), ["dns→db", "dns→cache", "dns→queue"], "in the place of the link that went");
    assert_eq!(it.editor.project().component("dns").unwrap().rule(), Rule::All);
}
