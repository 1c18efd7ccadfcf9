//! The editor, driven as a person drives it: what nodes, links and zones show, zones folded, notes, several things edited at once.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use ninefold_editor::command::Insertion;
use ninefold_editor::prelude::*;
use ninefold_editor::scene::{Place, Role};
use support::Script;

const PLAIN: Modifiers = Modifiers::NONE;
const ALT: Modifiers = Modifiers { alt: true, ..PLAIN };

fn place(zone: &str, serving: u32, standby: u32) -> Place {
    let short = zone.strip_prefix("eu-west-").unwrap_or_default().to_owned();
    Place { zone: zone.to_owned(), short, serving, standby }
}

fn nodes(it: &Script) -> Vec<String> {
    it.editor.scene().nodes().iter().map(|node| node.id.clone()).collect()
}

fn links(it: &Script) -> Vec<String> {
    it.editor.scene().links().iter().map(|link| format!("{}→{}", link.from, link.to)).collect()
}

fn fold(zones: &[&str], folded: bool) -> Command {
    Command::Fold { zones: zones.iter().map(|id| (*id).to_owned()).collect(), folded }
}

#[test]
fn copies_are_shown_where_they_are_and_what_they_do() {
    let mut it = Script::shop();
    let places = |it: &Script, id: &str| it.editor.scene().node(id).unwrap().places.clone();
    assert_eq!(places(&it, "api"), [place("eu-west-1a", 2, 0), place("eu-west-1b", 2, 0)]);
    assert_eq!(places(&it, "db"), [place("eu-west-1a", 1, 0), place("eu-west-1b", 0, 1)]);
    assert_eq!(places(&it, "dns"), []);
    // Three dealt to two zones; two of them serve, one in each.
    it.run(Command::set(Target::component("db"), "copies.active", Input::text("2")));
    assert_eq!(places(&it, "db"), [place("eu-west-1a", 1, 1), place("eu-west-1b", 1, 0)]);
    // All in one place: no name is needed.
    it.run(Command::set_zones("db", &["eu-a".to_owned()]));
    assert_eq!(places(&it, "db"), [place("", 2, 1)]);
}

#[test]
fn links_show_fan_out_and_the_ways_of_a_failover() {
    let mut it = Script::shop();
    let role = |it: &Script, to: &str| it.editor.scene().link("api", to).unwrap().role;
    assert_eq!((role(&it, "db"), role(&it, "cache")), (Role::Plain, Role::Plain));
    it.run(Command::set(Target::link("api", "db"), "fan_out", Input::text("3")));
    assert_eq!(it.editor.scene().link("api", "db").unwrap().fan_out, 3.0);
    it.run(Command::Connect { from: "api".to_owned(), to: "dns".to_owned() });
    let rule = Input::Json(serde_json::json!({ "failover": { "time": "60s" } }));
    it.run(Command::set(Target::component("api"), "needs", rule));
    assert_eq!(it.editor.scene().node("api").unwrap().rule, "failover");
    // The soft link is no way of the failover.
    assert_eq!(
        [role(&it, "db"), role(&it, "cache"), role(&it, "dns")],
        [Role::Primary, Role::Plain, Role::Standby]
    );
    it.run(Command::OrderLink { from: "api".to_owned(), to: "dns".to_owned(), place: 0 });
    assert_eq!([role(&it, "db"), role(&it, "dns")], [Role::Standby, Role::Primary]);
    it.run(Command::set(
        Target::component("api"),
        "needs",
        Input::Json(serde_json::json!({ "at_least": 2 })),
    ));
    assert_eq!(it.editor.scene().node("api").unwrap().rule, "2 of 2");
    assert_eq!(it.editor.scene().node("dns").unwrap().rule, "", "all of one");
}

#[test]
fn a_folded_zone_stands_for_what_is_in_it() {
    let mut it = Script::shop();
    let before = it.file();
    it.editor.select(Selection::one(Item::zone("eu-a")).with(Item::component("cache")));
    it.run(fold(&["eu-a"], true));
    assert_eq!(nodes(&it), ["dns", "api", "db"], "the cache is in it; what spans both zones is not");
    assert_eq!(it.selected(), [Item::zone("eu-a")], "what is out of sight is not selected");
    let zone = Arc::clone(it.editor.scene().zone("eu-a").unwrap());
    assert!(zone.folded);
    assert_eq!((zone.held.clone(), zone.zones_held), (vec!["cache".to_owned()], 0));
    assert_eq!(links(&it), ["dns→api", "api→db", "api→cache"]);
    let end = it.editor.scene().link("api", "cache").unwrap().route.clone();
    assert!(end.bounds().right() <= zone.rect.x + 0.5, "the link ends at the zone");
    assert!(it.file().contains(r#""folded": ["#) || it.file().contains(r#""folded":["#), "{}", it.file());

    // The zone around it too: everything is in there, zones counted.
    it.run(fold(&["eu"], true));
    assert_eq!(nodes(&it), ["dns"]);
    assert_eq!(links(&it), ["dns→api"], "links within are not drawn");
    let zone = Arc::clone(it.editor.scene().zone("eu").unwrap());
    assert_eq!((zone.held.len(), zone.zones_held), (5, 2));
    assert_eq!(it.editor.scene().zones().len(), 1);

    // It is taken hold of anywhere and moves with all that is in it.
    let at = zone.rect.center();
    let cache = it.editor.document().layout().position("cache").unwrap();
    it.drag((at.x, at.y), (at.x + 80.0, at.y + 40.0));
    let moved = it.editor.scene().zone("eu").unwrap().rect.origin() - zone.rect.origin();
    assert!(moved != Point::ZERO);
    assert_eq!(it.editor.document().layout().position("cache").unwrap() - cache, moved);

    // Whoever looks for something inside gets to see it.
    it.editor.reveal(Item::component("cache"));
    it.check();
    assert!(it.editor.scene().node("cache").is_some());
    assert_eq!(it.selected(), [Item::component("cache")]);
    it.undo_all();
    assert_eq!(it.file(), before);
}

#[test]
fn a_key_folds_and_unfolds() {
    let mut it = Script::shop();
    assert!(!it.key("f", PLAIN), "nothing is selected");
    it.editor.select(Selection::one(Item::zone("eu-a")));
    assert!(it.key("f", PLAIN));
    assert_eq!(it.editor.undo_name(), Some("Fold eu-west-1a"));
    assert!(it.editor.scene().zone("eu-a").unwrap().folded);
    assert!(it.key("f", PLAIN));
    assert_eq!(it.editor.undo_name(), Some("Unfold eu-west-1a"));
    assert_eq!(it.refused(fold(&["gone"], true)), CommandError::Unknown("gone".to_owned()));
    // Dropped onto a folded zone, a thing goes into it.
    it.run(fold(&["eu-b"], true));
    let (dns, zone) = (it.rect("dns").center(), it.rect("eu-b").center());
    it.drag((dns.x, dns.y), (zone.x, zone.y));
    assert_eq!(it.zones_of("dns"), ["eu-b"]);
    assert!(it.editor.scene().node("dns").is_none());
    it.run(Command::Tidy);
    it.run(fold(&["eu-b"], false));
    assert!(it.editor.scene().node("dns").is_some());
}

#[test]
fn notes_are_written_moved_and_removed() {
    let mut it = Script::shop();
    let before = it.file();
    assert!(it.key("n", PLAIN));
    let note = Item::note("note");
    assert_eq!(it.requests.pop(), Some(Request::Rename(note.clone())));
    let text = "Ask ops: <b>why</b> two?\nשלום 🎉";
    it.run(Command::Rename { item: note.clone(), name: format!("  {text} ") });
    assert_eq!(it.editor.scene().note("note").unwrap().text, text);
    assert!(Arc::ptr_eq(it.editor.project(), it.editor.project()) && it.editor.project().canvas.is_none());
    let rect = it.editor.scene().rect(&note).unwrap();
    let at = rect.center();
    it.drag((at.x, at.y), (at.x + 40.0, at.y + 48.0));
    assert!(it.editor.scene().rect(&note).unwrap().origin() != rect.origin());
    assert_eq!(it.editor.undo_name(), Some("Move note"));
    let long = "x".repeat(2_001);
    let refused = it.refused(Command::Rename { item: note.clone(), name: long });
    assert_eq!(refused, CommandError::NoteTooLong(2_001));

    it.editor.select(Selection::one(note.clone()));
    assert!(it.key("Delete", PLAIN));
    assert!(it.editor.scene().notes().is_empty());
    it.editor.undo();
    it.run(Command::Rename { item: note.clone(), name: " ".to_owned() });
    assert!(it.editor.scene().notes().is_empty(), "a note without text goes");
    it.undo_all();
    assert_eq!(it.file(), before);
    assert!(!before.contains("notes\": {"), "a drawing without notes says nothing of them");
}

#[test]
fn alt_and_the_arrows_walk_along_links() {
    let mut it = Script::shop();
    it.editor.select(Selection::one(Item::component("dns")));
    let mut walk = |key: &str| {
        it.key(key, ALT);
        it.selected()
    };
    assert_eq!(walk("ArrowRight"), [Item::link("dns", "api")]);
    assert_eq!(walk("ArrowRight"), [Item::component("api")]);
    assert_eq!(walk("ArrowRight"), [Item::link("api", "db")]);
    assert_eq!(walk("ArrowDown"), [Item::link("api", "cache")]);
    assert_eq!(walk("ArrowUp"), [Item::link("api", "db")]);
    assert_eq!(walk("ArrowUp"), [Item::component("api")]);
    assert_eq!(walk("ArrowLeft"), [Item::link("dns", "api")]);
    assert_eq!(walk("ArrowLeft"), [Item::component("dns")]);
    assert_eq!(walk("ArrowLeft"), [Item::component("dns")], "nobody needs it");
    assert!(it.requests.contains(&Request::Announce("API needs PostgreSQL".to_owned())));
}

#[test]
fn a_pattern_goes_into_a_link() {
    let mut it = Script::shop();
    let at = it.editor.scene().link("dns", "api").unwrap().route.middle();
    let new = Command::AddComponent {
        preset: "active-active-pool".to_owned(),
        at: Some(at),
        zone: None,
        needed_by: None,
    };
    let what = Insertion::New(Box::new(new));
    let made = it.run(Command::Insert { link: ("dns".to_owned(), "api".to_owned()), what });
    let made: Vec<&str> = made.components().collect();
    assert!(!made.is_empty());
    assert!(!links(&it).contains(&"dns→api".to_owned()));
    let project = it.editor.project();
    let ends = |from: &str| {
        project.links().iter().filter(|it| it.from == from).map(|it| it.to.clone()).collect::<Vec<_>>()
    };
    let [head] = &ends("dns")[..] else { panic!("dns needs one thing") };
    assert!(made.contains(&head.as_str()));
    for id in &made {
        assert!(!ends(id).is_empty(), "{id} leads on");
    }
    assert!(made.iter().any(|id| ends(id).contains(&"api".to_owned())));
}

/// What comes between two that stand close together pushes the second, and all behind it, out of the way.
#[test]
fn what_goes_into_a_short_link_makes_room() {
    let mut it = Script::shop();
    it.run(Command::Move { items: Selection::one(Item::component("dns")), by: Point::new(180.0, 0.0) });
    let at = it.editor.scene().link("dns", "api").unwrap().route.middle();
    let new = Command::AddComponent { preset: "cdn".to_owned(), at: Some(at), zone: None, needed_by: None };
    it.run(Command::Insert {
        link: ("dns".to_owned(), "api".to_owned()),
        what: Insertion::New(Box::new(new)),
    });
    let (dns, cdn, api) = (it.rect("dns"), it.rect("cdn"), it.rect("api"));
    assert!(dns.right() + 24.0 <= cdn.x && cdn.right() + 24.0 <= api.x, "{dns:?} {cdn:?} {api:?}");
    assert!(it.rect("db").x > 800.0, "what stands behind moves along");
    it.editor.undo();
    assert_eq!(it.rect("api").x, 400.0);
}

#[test]
fn several_are_edited_in_one_step() {
    let mut it = Script::shop();
    let targets = vec![Target::component("db"), Target::component("cache")];
    let mtbf = vec![("failures[0].mtbf".to_owned(), Input::text("60d"))];
    it.run(Command::SetEach { targets: targets.clone(), values: mtbf });
    let mean = |it: &Script, id: &str| it.editor.project().component(id).unwrap().failures()[0].mtbf_hours();
    assert_eq!((mean(&it, "db"), mean(&it, "cache"), mean(&it, "api")), (1440.0, 1440.0, 720.0));
    assert_eq!(it.editor.undo_name(), Some("Set MTBF of 2 components"));
    let wrong = vec![("failures[0].mtbf".to_owned(), Input::text("-1d"))];
    it.refused(Command::SetEach { targets, values: wrong });
    it.editor.undo();
    assert_eq!((mean(&it, "db"), mean(&it, "cache")), (8760.0, 2160.0));
}

/// Of a hundred nodes, dragging one makes that node and its links anew; everything else is the very same part as before, which is
/// what a view goes by.
#[test]
fn a_moved_node_is_all_that_is_drawn_again() {
    let ids: Vec<String> = (0..100).map(|it| format!("c{it}")).collect();
    let components: Vec<_> = ids.iter().map(|id| serde_json::json!({ "id": id })).collect();
    let links: Vec<_> = (1..100)
        .map(|it| serde_json::json!({ "from": ids[it / 2], "to": ids[it] }))
        .filter(|it| it["from"] != it["to"])
        .collect();
    let file = serde_json::json!({ "format": "ninefold/1", "components": components, "links": links });
    let mut it = Script::open(&file.to_string());
    let before = Arc::clone(it.editor.scene());
    it.editor
        .preview(&Command::Move { items: Selection::one(Item::component("c10")), by: Point::new(9.0, 3.0) })
        .unwrap();
    let now = Arc::clone(it.editor.scene());
    let moved: Vec<&str> = before
        .nodes()
        .iter()
        .zip(now.nodes())
        .filter(|(one, other)| !Arc::ptr_eq(one, other))
        .map(|(one, _)| one.id.as_str())
        .collect();
    assert_eq!(moved, ["c10"]);
    let redrawn: Vec<String> = before
        .links()
        .iter()
        .zip(now.links())
        .filter(|(one, other)| !Arc::ptr_eq(one, other))
        .map(|(one, _)| format!("{}→{}", one.from, one.to))
        .collect();
    assert_eq!(redrawn, ["c5→c10", "c10→c20", "c10→c21"]);
    it.editor.abort();
    it.check();
}
