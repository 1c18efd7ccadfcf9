//! Laws that hold for any sequence of commands and events.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::command::{Arrangement, Insertion};
use ninefold_editor::gesture::{Context, Gesture, Press};
use ninefold_editor::prelude::*;
use ninefold_engine::model::{self, Effect};
use proptest::prelude::*;
use support::{Script, check_invariants, placed_shop};

/// One of the things there are, by number; what is gone may be named too.
fn component() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "dns",
        "api",
        "db",
        "cache",
        "service",
        "service-2",
        "api-2",
        "queue",
        "nobody",
    ])
    .prop_map(str::to_owned)
}

fn zone() -> impl Strategy<Value = Option<String>> {
    prop::option::of(
        prop::sample::select(vec!["eu", "eu-a", "eu-b", "zone", "region", "nowhere"]).prop_map(str::to_owned),
    )
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        4 => component().prop_map(Item::Component),
        2 => zone().prop_map(|id| Item::Zone(id.unwrap_or_default())),
        2 => (component(), component()).prop_map(|(from, to)| Item::Link { from, to }),
        1 => Just(Item::Journey("checkout".to_owned())),
        1 => Just(Item::note("note")),
    ]
}

fn items() -> impl Strategy<Value = Selection> {
    prop::collection::vec(item(), 0..4).prop_map(|list| list.into_iter().collect())
}

fn place() -> impl Strategy<Value = Point> {
    (-3000.0..3000.0, -3000.0..3000.0).prop_map(|(x, y)| Point::new(x, y))
}

fn typed() -> impl Strategy<Value = Input> {
    let texts = vec![
        "3 months",
        "45s",
        "99.95 %",
        "0",
        "-1",
        "2",
        "1e400",
        "from-demand",
        "",
        "eu-a, eu-b",
        "{\"fixed\":{\"value\":\"1h\"}}",
    ];
    prop_oneof![
        5 => prop::sample::select(texts).prop_map(Input::text),
        1 => "\\PC{0,12}".prop_map(Input::Text),
        1 => Just(Input::Clear),
    ]
}

fn path() -> impl Strategy<Value = String> {
    let paths = vec![
        "name",
        "failures[0].mtbf",
        "failures[0].mttr",
        "failures[1]",
        "failures[0].availability",
        "copies.count",
        "copies.mode",
        "copies.failover.time",
        "needs",
        "needs.at_least",
        "zones",
        "zones[0]",
        "cost.per_copy_month",
        "capacity.target_utilisation",
        "notes",
        "id",
        "",
        "objective.availability",
        "loss",
        "x.y[0].z",
        "a..b",
        "[3]",
    ];
    prop::sample::select(paths).prop_map(str::to_owned)
}

fn command() -> impl Strategy<Value = Command> {
    let preset =
        || prop::sample::select(vec!["service", "queue", "junction", "active-passive-pair", "nonsense"]);
    prop_oneof![
        (preset(), prop::option::of(place()), zone(), prop::option::of(component())).prop_map(
            |(preset, at, zone, needed_by)| Command::AddComponent {
                preset: preset.to_owned(),
                at,
                zone,
                needed_by
            }
        ),
        (prop::option::of(place()), zone()).prop_map(|(at, parent)| Command::AddZone {
            preset: "zone".to_owned(),
            at,
            parent
        }),
        component().prop_map(|entry| Command::AddJourney { entry }),
        items().prop_map(Command::Duplicate),
        items().prop_map(Command::Remove),
        (items(), place()).prop_map(|(items, by)| Command::Move { items, by }),
        (items(), zone()).prop_map(|(items, zone)| Command::MoveIntoZone { items, zone }),
        (component(), component()).prop_map(|(from, to)| Command::Connect { from, to }),
        (component(), component(), component(), component())
            .prop_map(|(a, b, c, d)| Command::Reconnect { link: (a, b), to: (c, d) }),
        (component(), component(), component())
            .prop_map(|(from, to, id)| Command::Insert { link: (from, to), what: Insertion::Placed(id) }),
        (component(), component(), preset(), place()).prop_map(|(from, to, preset, at)| {
            let (preset, at) = (preset.to_owned(), Some(at));
            let new = Command::AddComponent { preset, at, zone: None, needed_by: None };
            Command::Insert { link: (from, to), what: Insertion::New(Box::new(new)) }
        }),
        items().prop_map(Command::RemoveKeepingPath),
        (items(), prop::sample::select(Arrangement::ALL.to_vec()))
            .prop_map(|(items, how)| Command::Arrange { items, how }),
        (items(), place(), prop::collection::vec((item(), zone()), 0..3))
            .prop_map(|(items, by, zones)| Command::DuplicateAt { items, by, zones }),
        (component(), component(), any::<bool>(), prop::option::of(-0.5..1.5)).prop_map(
            |(from, to, soft, loss)| {
                let effect = if soft { Effect::Soft } else { Effect::Hard };
                Command::SetLink { from, to, effect, loss }
            }
        ),
        (component(), component(), 0..5_usize).prop_map(|(from, to, place)| Command::OrderLink {
            from,
            to,
            place
        }),
        (item(), "\\PC{0,8}").prop_map(|(item, name)| Command::Rename { item, name }),
        (prop_oneof![item().prop_map(Target::Item), Just(Target::Project)], path(), typed())
            .prop_map(|(target, path, input)| Command::set(target, &path, input)),
        (prop::collection::vec(item().prop_map(Target::Item), 0..4), path(), typed())
            .prop_map(|(targets, path, input)| Command::SetEach { targets, values: vec![(path, input)] }),
        (prop::option::of(place()), "\\PC{0,8}").prop_map(|(at, text)| Command::AddNote { at, text }),
        (
            prop::collection::vec(prop::sample::select(vec!["eu", "eu-a", "zone", "gone"]), 0..3),
            any::<bool>()
        )
            .prop_map(|(zones, folded)| Command::Fold {
                zones: zones.into_iter().map(str::to_owned).collect(),
                folded
            }),
        Just(Command::Tidy),
    ]
}

fn modifiers() -> impl Strategy<Value = Modifiers> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(shift, control, alt)| Modifiers {
        shift,
        control,
        alt,
    })
}

fn screen() -> impl Strategy<Value = Point> {
    (-100.0..1400.0, -100.0..800.0).prop_map(|(x, y)| Point::new(x, y))
}

fn event() -> impl Strategy<Value = InputEvent> {
    let pointer = || 1..4_i32;
    let kind = || prop::sample::select(vec![PointerKind::Mouse, PointerKind::Touch, PointerKind::Pen]);
    let button =
        prop::sample::select(vec![Button::Left, Button::Left, Button::Left, Button::Middle, Button::Right]);
    let keys = vec![
        "Escape",
        " ",
        "Delete",
        "z",
        "d",
        "a",
        "ArrowUp",
        "Tab",
        "x",
        "f",
        "n",
        "?",
        "w",
        "h",
        "F10",
        "ArrowLeft",
        "Alt",
        "1",
        "é",
        "Dead",
        "",
    ];
    prop_oneof![
        3 => (pointer(), kind(), button, screen(), modifiers()).prop_map(|(pointer, kind, button, at, modifiers)| {
            InputEvent::PointerDown { pointer, kind, button, at, modifiers }
        }),
        6 => (pointer(), screen(), modifiers())
            .prop_map(|(pointer, at, modifiers)| InputEvent::PointerMove { pointer, at, modifiers }),
        3 => (pointer(), screen(), modifiers())
            .prop_map(|(pointer, at, modifiers)| InputEvent::PointerUp { pointer, at, modifiers }),
        1 => pointer().prop_map(|pointer| InputEvent::PointerCancel { pointer }),
        1 => (pointer(), kind(), screen()).prop_map(|(pointer, kind, at)| {
            InputEvent::PaletteDown { preset: "service".to_owned(), pointer, kind, at }
        }),
        1 => (pointer(), screen()).prop_map(|(pointer, at)| InputEvent::LongPress { pointer, at }),
        1 => screen().prop_map(|at| InputEvent::DoubleClick { at }),
        1 => (screen(), screen(), modifiers()).prop_map(|(at, delta, modifiers)| InputEvent::Wheel { at, delta, modifiers }),
        3 => (prop::sample::select(keys), modifiers())
            .prop_map(|(key, modifiers)| InputEvent::KeyDown { key: key.to_owned(), modifiers }),
        1 => Just(InputEvent::KeyUp { key: " ".to_owned() }),
        1 => Just(InputEvent::Blur),
    ]
}

/// Asks everything a view asks.
fn look(editor: &Editor) {
    drop((editor.cursor(), editor.hint(), editor.connection(), editor.incoming(), editor.drop_zone()));
    drop((editor.copies(), editor.link_handles()));
    for (from, to) in editor.guides() {
        assert!(from.x == to.x || from.y == to.y, "upright or level");
    }
    if let Some(link) = editor.lit_link() {
        assert!(link.exists_in(editor.document()), "{link:?} is lit up but gone");
    }
    if let Some(frame) = editor.marquee() {
        assert!(frame.width >= 0.0 && frame.height >= 0.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_then_undo_all_restores_the_bytes(commands in prop::collection::vec(command(), 1..25)) {
        let mut it = Script::open(&placed_shop());
        let before = it.file();
        let mut files = vec![before.clone()];
        for command in &commands {
            let steps = it.editor.steps().count();
            let done = it.editor.run(command);
            it.check();
            let file = it.file();
            if done.is_err() {
                prop_assert_eq!(Some(&file), files.last(), "a refused command changes nothing: {:?}", command);
            }
            if it.editor.steps().count() > steps {
                prop_assert_ne!(Some(&file), files.last(), "a step without a change: {:?}", command);
                files.push(file);
            }
        }
        for file in files.iter().rev() {
            prop_assert_eq!(&it.file(), file);
            prop_assert_eq!(it.editor.undo().is_some(), *file != before || it.editor.can_redo() && it.file() != before);
            it.check();
        }
        prop_assert_eq!(it.file(), before);
        for file in &files[1..] {
            prop_assert!(it.editor.redo().is_some());
            prop_assert_eq!(&it.file(), file);
        }
    }

    #[test]
    fn any_events_keep_the_invariants(events in prop::collection::vec(event(), 1..60)) {
        let mut it = Script::open(&placed_shop());
        let before = it.file();
        for event in &events {
            it.handle(event.clone());
            look(&it.editor);
        }
        it.handle(InputEvent::Blur);
        while it.editor.undo().is_some() {}
        prop_assert_eq!(it.file(), before);
    }

    #[test]
    fn a_drag_given_up_leaves_no_trace(
        start in screen(),
        events in prop::collection::vec((screen(), modifiers()), 1..12),
        ending in 0..3_usize,
    ) {
        let mut it = Script::open(&placed_shop());
        let (before, revision) = (it.file(), it.editor.revision());
        it.down(start.x, start.y);
        for (at, modifiers) in events {
            it.handle(InputEvent::PointerMove { pointer: 1, at, modifiers });
        }
        it.handle(match ending {
            0 => InputEvent::Blur,
            1 => InputEvent::PointerCancel { pointer: 1 },
            _ => InputEvent::KeyDown { key: "Escape".to_owned(), modifiers: Modifiers::NONE },
        });
        prop_assert!(it.editor.gesture().is_idle());
        prop_assert_eq!(it.file(), before);
        prop_assert_eq!(it.editor.revision(), revision);
        prop_assert!(!it.editor.can_undo());
    }

    #[test]
    fn what_is_copied_can_be_pasted(items in items(), at in place()) {
        let mut it = Script::open(&placed_shop());
        it.editor.select(items);
        if let Some(text) = it.editor.clip() {
            prop_assert!(model::read(&text).is_ok());
            let before = it.editor.scene().nodes().len() + it.editor.scene().zones().len();
            it.editor.paste(&text, Some(at));
            it.check();
            let after = it.editor.scene().nodes().len() + it.editor.scene().zones().len();
            prop_assert!(after > before);
        }
    }

    #[test]
    fn text_at_the_door_never_panics(text in "\\PC{0,60}") {
        let mut editor = Editor::new(model::read(&placed_shop()).unwrap().project);
        editor.paste(&text, None);
        check_invariants(&editor);
    }
}

/// Every state there is.
fn states() -> Vec<Gesture> {
    let press = |kind| Press { pointer: 1, kind, at: Point::new(60.0, 36.0), modifiers: Modifiers::NONE };
    let dns = || Selection::one(Item::component("dns"));
    let hits = [
        Hit::Canvas,
        Hit::ZoneInside("eu".to_owned()),
        Hit::ZoneHandle("gone".to_owned()),
        Hit::Link { from: "dns".to_owned(), to: "api".to_owned() },
        Hit::LinkEnd { from: "dns".to_owned(), to: "api".to_owned(), side: Side::Input },
        Hit::LinkEnd { from: "gone".to_owned(), to: "api".to_owned(), side: Side::Output },
        Hit::Node("gone".to_owned()),
        Hit::Port { id: "api".to_owned(), side: Side::Output },
        Hit::Port { id: "gone".to_owned(), side: Side::Input },
    ];
    let mut states = vec![Gesture::ReadyToPan];
    for hit in hits {
        states.push(Gesture::Idle { over: hit.clone() });
        for kind in [PointerKind::Mouse, PointerKind::Touch, PointerKind::Pen] {
            states.push(Gesture::Pointing { press: press(kind), on: hit.clone() });
        }
    }
    for id in ["dns", "gone"] {
        states.push(Gesture::Translating {
            press: press(PointerKind::Mouse),
            from: Point::new(60.0, 36.0),
            held: Item::component(id),
            items: dns().with(Item::component(id)),
            by: Point::ZERO,
            copy: id == "gone",
        });
        states.push(Gesture::Translating {
            press: press(PointerKind::Touch),
            from: Point::ZERO,
            held: Item::component(id),
            items: dns().with(Item::zone("eu")),
            by: Point::new(400.0, 0.0),
            copy: true,
        });
        for (side, target) in [(Side::Output, None), (Side::Input, Some("api".to_owned()))] {
            let at = Point::new(5.0, 5.0);
            for link in [None, Some(("dns".to_owned(), "api".to_owned()))] {
                let (anchor, target) = (id.to_owned(), target.clone());
                states.push(Gesture::Connecting { pointer: 1, anchor, side, at, target, link });
            }
        }
    }
    states.push(Gesture::PointingPreset { press: press(PointerKind::Mouse), preset: "zone".to_owned() });
    states.push(Gesture::Panning { pointer: 1, last: Point::ZERO, space: true });
    states.push(Gesture::Marquee {
        pointer: 1,
        from: Point::ZERO,
        to: Point::ZERO,
        base: dns(),
        before: dns(),
    });
    states.push(Gesture::DraggingNew { pointer: 1, preset: "nonsense".to_owned(), at: Point::new(9.0, 9.0) });
    states.push(Gesture::Pinching { first: (1, Point::ZERO), second: (2, Point::ZERO) });
    states
}

/// Every kind of event, by the pointer the states know and by another.
fn events() -> Vec<InputEvent> {
    let mut events = vec![InputEvent::Blur, InputEvent::KeyUp { key: " ".to_owned() }];
    for at in [Point::new(60.0, 36.0), Point::new(-9.0, 1e7), Point { x: f64::NAN, y: f64::INFINITY }] {
        for pointer in [1, 9] {
            let modifiers = Modifiers::SHIFT;
            for kind in [PointerKind::Mouse, PointerKind::Touch] {
                for button in [Button::Left, Button::Middle, Button::Right] {
                    events.push(InputEvent::PointerDown { pointer, kind, button, at, modifiers });
                }
                events.push(InputEvent::PaletteDown { preset: "cdn".to_owned(), pointer, kind, at });
            }
            events.push(InputEvent::PointerMove { pointer, at, modifiers });
            events.push(InputEvent::PointerUp { pointer, at, modifiers });
            events.push(InputEvent::PointerCancel { pointer });
            events.push(InputEvent::LongPress { pointer, at });
        }
        events.push(InputEvent::DoubleClick { at });
        for modifiers in [Modifiers::NONE, Modifiers::CONTROL] {
            events.push(InputEvent::Wheel { at, delta: at, modifiers });
        }
    }
    for key in ["Escape", " ", "a", ""] {
        events.push(InputEvent::KeyDown { key: key.to_owned(), modifiers: Modifiers::NONE });
    }
    events
}

#[test]
fn every_state_takes_every_event() {
    let it = Script::shop();
    let scene = it.editor.scene();
    let selection = Selection::one(Item::component("api"));
    let context =
        |viewport| Context { scene, viewport, canvas: Size::new(1280.0, 720.0), selection: &selection };
    let start = context(Viewport::default());
    for state in states() {
        for event in events() {
            let (next, effects) = state.clone().transition(&event, &start);
            let drawn = (
                next.cursor(),
                next.hint(),
                next.connection(&start),
                next.drop_zone(&start),
                next.lit_link(&start),
            );
            drop(drawn);
            for effect in &effects {
                if let ninefold_editor::gesture::Effect::View(view) = effect {
                    let (at, scale) = (view.offset(), view.scale());
                    assert!(at.x.is_finite() && at.y.is_finite() && scale > 0.0, "{state:?} {event:?}");
                }
            }
            // Blur always ends in rest; nothing is committed by it.
            let (rest, effects) = next.transition(&InputEvent::Blur, &start);
            assert!(rest.is_idle());
            assert!(!effects.iter().any(|it| matches!(it, ninefold_editor::gesture::Effect::Commit(_))));
        }
    }
}
