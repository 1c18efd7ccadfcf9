//! The editor, driven as a person drives it: the clipboard, the fields, the file. The invariants hold after every event.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::prelude::*;
use support::{Script, placed_shop};

const CONTROL: Modifiers = Modifiers::CONTROL;

fn component(id: &str) -> Item {
    Item::component(id)
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
fn a_pasted_copy_lies_in_the_zones_of_its_original() {
    let mut it = Script::shop();
    it.editor.select(Selection::one(Item::component("api")));
    let text = it.editor.clip().unwrap();
    it.editor.paste(&text, None);
    it.check();
    assert_eq!(it.zones_of("api-2"), ["eu-a", "eu-b"]);
    // A place was asked for: the copy lies where that is, and in another project in no zone at all.
    it.editor.paste(&text, Some(Point::new(0.0, 3000.0)));
    assert!(it.zones_of("api-3").is_empty());
    let mut other = Script::empty();
    other.editor.paste(&text, None);
    other.check();
    assert!(other.zones_of("api").is_empty());
    // A zone whose parent is not copied goes back into it.
    it.editor.select(Selection::one(Item::zone("eu-b")));
    let text = it.editor.clip().unwrap();
    it.editor.paste(&text, None);
    it.check();
    assert_eq!(it.editor.project().zone("eu-b-2").unwrap().parent.as_deref(), Some("eu"));
}

#[test]
fn notes_are_copied_cut_and_pasted_with_the_rest_and_alone() {
    let mut it = Script::shop();
    it.run(Command::AddNote { at: Some(Point::new(0.0, 2000.0)), text: "Ask the network team".to_owned() });
    let before = it.file();
    let note = it.editor.selection().single().cloned().unwrap();
    it.editor.select([note.clone(), component("api")].into_iter().collect());
    let text = it.editor.clip().unwrap();
    it.editor.paste(&text, Some(Point::new(0.0, 4000.0)));
    it.check();
    assert_eq!(it.selected(), [component("api-2"), Item::note("note-2")]);
    let by = |one: &str, other: &str| {
        let at = |id: &str| it.editor.document().layout().position(id).unwrap();
        at(other) - at(one)
    };
    assert_eq!(by("api", "api-2"), by("note", "note-2"), "what stood together stands together");
    it.editor.undo();
    assert_eq!(it.file(), before);
    // Alone, and cut: it goes here and comes there.
    it.editor.select(Selection::one(note));
    it.key("x", CONTROL);
    let Some(Request::Copy(text)) = it.requests.pop() else { panic!("nothing copied") };
    assert!(it.editor.scene().notes().is_empty());
    let mut other = Script::empty();
    other.editor.paste(&text, None);
    other.check();
    let texts: Vec<_> = other.editor.scene().notes().iter().map(|it| it.text.clone()).collect();
    assert_eq!(texts, ["Ask the network team"]);
    other.key("d", CONTROL);
    assert_eq!(other.editor.scene().notes().len(), 2);
}

#[test]
fn a_copied_zone_stands_beside_its_original() {
    for duplicates in [true, false] {
        let mut it = Script::shop();
        it.editor.select(Selection::one(Item::zone("eu")));
        if duplicates {
            it.key("d", CONTROL);
        } else {
            let text = it.editor.clip().unwrap();
            it.editor.paste(&text, None);
        }
        it.check();
        let frame = |id: &str| it.editor.scene().zone(id).unwrap().rect;
        assert!(!frame("eu").overlaps(frame("eu-2")), "{:?} {:?}", frame("eu"), frame("eu-2"));
        assert_eq!(it.editor.project().zone("eu-2").unwrap().parent, None);
    }
}

#[test]
fn a_journey_that_goes_with_its_first_component_is_told() {
    let mut it = Script::shop();
    it.editor.select(Selection::one(Item::component("cache")));
    it.key("Delete", Modifiers::NONE);
    assert!(!it.requests.iter().any(|it| matches!(it, Request::Aside(_))), "{:?}", it.requests);
    it.editor.select(Selection::one(Item::component("dns")));
    it.key("Delete", Modifiers::NONE);
    let told = Request::Aside("The journey Checkout began there and was deleted too.".to_owned());
    assert!(it.requests.contains(&told), "{:?}", it.requests);
    it.editor.undo();
    assert_eq!(it.editor.project().journeys().len(), 1);
    // What needed only one thing leaves its journey to that.
    it.requests.clear();
    it.editor.select(Selection::one(Item::component("dns")));
    it.key("Delete", Modifiers::SHIFT);
    assert_eq!(it.editor.project().journeys()[0].entry, "api");
    assert!(!it.requests.iter().any(|it| matches!(it, Request::Aside(_))), "{:?}", it.requests);
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
    for name in ["<script>alert(1)</script>", "שלום", "👩‍🚀🚀", &"é".repeat(200), "\u{202e}evil", "\""]
    {
        it.run(Command::Rename { item: component("api"), name: name.to_owned() });
        assert_eq!(it.editor.scene().node("api").unwrap().name, name.trim());
    }
    for name in ["long ".repeat(2000), "👩".repeat(201)] {
        let by_name = it.refused(Command::Rename { item: component("api"), name: name.clone() });
        assert_eq!(by_name, CommandError::NameTooLong(name.trim().chars().count()));
        let by_field = it.refused(Command::set(Target::component("api"), "name", Input::text(&name)));
        assert_eq!(by_field, by_name, "the inspector says the same");
    }
    it.run(Command::Rename { item: component("api"), name: "  ".to_owned() });
    assert_eq!(it.editor.scene().node("api").unwrap().name, "api");
}

/// A seasonal peak is added, given another day and taken away, each a step of its own; a day that is none is refused in a sentence.
#[test]
fn seasonal_peaks_are_edited() {
    let mut it = Script::shop();
    let set = |path: &str, input: Input| Command::set(Target::Project, path, input);
    let new = serde_json::json!({ "name": "Black Friday", "at": "11-27", "multiplier": 2 });
    it.run(set("demand.peaks[0]", Input::Json(new)));
    let first = it.file();
    it.run(set("demand.peaks[0].at", Input::text("2026-12-24")));
    let peak = |it: &Script| it.editor.project().demand.clone().unwrap().peaks.unwrap()[0].clone();
    assert_eq!((peak(&it).at.as_str(), peak(&it).multiplier), ("2026-12-24", 2.0));
    for (path, text) in [("demand.peaks[0].at", "13-01"), ("demand.peaks[0].multiplier", "twice")] {
        assert!(it.refused(set(path, Input::text(text))).to_string().len() > 10, "{text}");
    }
    it.editor.undo();
    assert_eq!(it.file(), first);
    it.run(set("demand.peaks[0]", Input::Clear));
    it.run(set("demand.peaks", Input::Clear));
    assert!(it.editor.project().demand.as_ref().is_none_or(|demand| demand.peaks.is_none()));
}
