//! The commonest gestures with mouse and fingers, drags that are given up, what the canvas shows, and what is typed into it.

use serde_json::json;
use xtask::browsers::Browser;

use crate::support::native;
use crate::support::page::Page;

const ALT: char = '\u{E00A}';
const SHIFT: char = '\u{E008}';
const ESCAPE: &str = "\u{E00C}";
const F10: char = '\u{E03A}';

/// Where a component stands in the window.
fn at(page: &Page, id: &str) -> (i64, i64) {
    page.find(&format!("node-{id}")).middle()
}

fn selected(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('[data-item][aria-pressed=true]')].map(it => it.dataset.item)";
    let ids = page.run(script, vec![]);
    ids.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// Through four places on the way.
fn way(from: (i64, i64), to: (i64, i64)) -> Vec<(i64, i64)> {
    let step = |part: i64| (from.0 + (to.0 - from.0) * part / 4, from.1 + (to.1 - from.1) * part / 4);
    (0..=4).map(step).chain([to]).collect()
}

/// Frame, move together, copy, drop in the air, double-click, right-click: by mouse.
pub fn the_commonest_gestures_work_with_a_mouse(page: &Page) {
    page.close_notices();
    // A frame selects what it touches.
    let (api, users) = (page.find("node-api"), page.find("node-users"));
    let from = ((api.x - 12.0) as i64, (api.y + api.height + 30.0) as i64);
    let to = ((users.x + 20.0) as i64, (api.y + 8.0) as i64);
    page.drag(&way(from, to));
    let mut both = selected(page);
    both.sort();
    assert_eq!(both, ["api", "users"]);
    // One of them dragged, both move, by the same.
    let (before, other) = (at(page, "api"), at(page, "users"));
    page.drag(&way(before, (before.0 + 60, before.1 + 120)));
    let (now, then) = (at(page, "api"), at(page, "users"));
    assert!(now.1 > before.1 + 60, "{before:?} {now:?}");
    assert!(
        (now.0 - before.0 - (then.0 - other.0)).abs() <= 1
            && (now.1 - before.1 - (then.1 - other.1)).abs() <= 1
    );
    page.click("undo");
    assert_eq!(at(page, "api"), before);
    // Shift adds to the selection, one by one.
    page.click_at(page.free_spot());
    page.click("node-api");
    page.drag_with(&[SHIFT], &[at(page, "users")], true);
    assert_eq!(selected(page).len(), 2);
    // Alt copies.
    let nodes = page.nodes();
    page.click("node-cdn");
    page.drag_with(&[ALT], &way(at(page, "cdn"), page.free_spot()), true);
    let copy = page.eventually("the copy", || page.nodes().difference(&nodes).next().cloned());
    assert!(page.nodes().contains("cdn"), "{copy} is a copy");
    page.click("undo");
    // A link dropped in the air asks what comes next.
    page.click("node-cdn");
    page.drag_between(page.find("port-cdn").middle(), page.free_spot());
    page.click("next-queue");
    page.find("link-cdn-queue");
    page.click("undo");
    // Two clicks on nothing do the same; the right button opens the menu of what is under it.
    let spot = page.free_spot();
    page.double_click_at(spot);
    page.find("canvas-menu");
    // It takes the focus a moment after it opens.
    page.eventually("the menu to close", || {
        page.press(ESCAPE);
        (!page.has("canvas-menu")).then_some(())
    });
    page.right_click_at(at(page, "db"));
    // WebKit's driver lets no other button through after the right one.
    page.find("menu-duplicate");
    page.run("document.querySelector('[data-testid=menu-duplicate]').click()", vec![]);
    page.eventually("the copy of the database", || {
        page.nodes().iter().any(|id| id.starts_with("db-")).then_some(())
    });
    page.click("undo");
    // On nothing it is about the canvas; the keyboard opens it too.
    page.click_at(page.free_spot());
    page.run("document.querySelector('[data-testid=canvas]').focus()", vec![]);
    page.press_with(&[SHIFT], F10);
    page.find("menu-paste");
    page.run("document.querySelector('[data-testid=menu-all]').click()", vec![]);
    page.eventually("everything selected", || (selected(page).len() >= page.nodes().len()).then_some(()));
    page.press(ESCAPE);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A finger moves a component and pans the canvas, two zoom, a long press opens the menu.
pub fn fingers_do_the_same(page: &Page) {
    page.close_notices();
    if page.browser == Browser::WebKit {
        // Its driver knows no fingers.
        return;
    }
    let before = at(page, "cdn");
    page.touch(&[&way(before, (before.0, before.1 - 90))]);
    let moved =
        page.eventually("the moved component", || Some(at(page, "cdn")).filter(|now| now.1 < before.1 - 40));
    // On the empty canvas a finger pans: everything goes along.
    let (free, api) = (page.free_spot(), at(page, "api"));
    page.touch(&[&way(free, (free.0 + 40, free.1 - 40))]);
    let panned = at(page, "api");
    assert!((panned.0 - api.0 - 40).abs() <= 12 && (panned.1 - api.1 + 40).abs() <= 12, "{api:?} {panned:?}");
    assert_eq!(at(page, "cdn").0 - moved.0, panned.0 - api.0);
    // Two fingers going apart zoom.
    let wide = page.find("node-api").width;
    let free = page.free_spot();
    page.touch(&[
        &way((free.0 - 20, free.1), (free.0 - 60, free.1)),
        &way((free.0 + 20, free.1), (free.0 + 60, free.1)),
    ]);
    page.eventually("larger components", || (page.find("node-api").width > 1.5 * wide).then_some(()));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Escape, a lost pointer, another window and a second finger each end a drag with nothing changed.
pub fn a_drag_that_is_given_up_changes_nothing(page: &Page) {
    page.close_notices();
    let saved = page.project();
    let lost = [
        ("Escape", ""),
        (
            "a lost pointer",
            "dispatchEvent(new PointerEvent('pointercancel', { pointerId: window.__pointer, bubbles: true }))",
        ),
        ("another window", "dispatchEvent(new Event('blur'))"),
    ];
    page.run("addEventListener('pointerdown', event => window.__pointer = event.pointerId, true)", vec![]);
    for what in ["node-api", "port-api", "palette-item-cache"] {
        for (how, script) in lost {
            page.click_at(page.free_spot());
            if what == "port-api" {
                page.click("node-api");
            }
            let from = page.find(what).middle();
            let steps = page.undone_steps();
            page.drag_with(&[], &way(from, page.free_spot()), false);
            if script.is_empty() {
                page.press(ESCAPE)
            } else {
                drop(page.run(script, vec![]))
            }
            page.release();
            page.press(ESCAPE);
            assert_eq!(page.undone_steps(), steps, "{what}, ended by {how}");
        }
    }
    assert_eq!(page.project(), saved);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Single points of failure are marked and named; switching off dims, answers at once, and can be taken back.
pub fn single_points_are_marked_and_anything_can_be_off(page: &Page) {
    let project = native::project(&page.project());
    let marked = |off: &[&str]| {
        let off: Vec<String> = off.iter().map(|id| (*id).to_owned()).collect();
        let expected: std::collections::BTreeSet<String> =
            ninefold_engine::analysis::single_points(&project, &off).into_iter().map(|it| it.id).collect();
        page.eventually("the marks of the engine's single points", || {
            let script = "return [...document.querySelectorAll('[data-item]')].filter(it => it.querySelector('.single')).map(it => it.dataset.item)";
            let shown = page.run(script, vec![]);
            let shown = shown.as_array()?.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect();
            (expected == shown).then_some(())
        });
        expected
    };
    let first = page.figure("verdict-availability").unwrap();
    let before = marked(&[]);
    page.click("node-dr-lb");
    page.press("x");
    // Without the standby's balancer everything in the first region is a single point.
    let more = marked(&["dr-lb"]);
    assert!(more.len() > before.len() && more.contains("lb"), "{before:?} {more:?}");
    let said = page.run("return document.querySelector('[data-testid=node-lb] .single').textContent", vec![]);
    assert!(said.as_str().unwrap().contains("single point of failure: alone it takes"), "{said}");
    assert_eq!(page.attribute("node-dr-lb", "class").map(|it| it.contains("off")), Some(true));
    let one =
        page.eventually("a lower verdict", || page.figure("verdict-availability").filter(|now| *now < first));
    page.click("node-db");
    page.click("off-switch");
    page.eventually("no availability at all", || {
        page.figure("verdict-availability").filter(|now| *now < one)
    });
    assert!(page.text("off-served").contains("of the requests are answered"));
    page.click("off-reset");
    page.eventually("the first verdict", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, first))
    });
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A zone is folded into one node and unfolded; a note is written and stays over a reload.
pub fn zones_fold_and_notes_stay(page: &Page) {
    page.close_notices();
    let nodes = page.nodes();
    page.click("[data-testid='zone-eu-central-1'] .zone-fold");
    page.eventually("the folded zone", || (page.nodes().len() == nodes.len() - 3).then_some(()));
    assert!(page.text("zone-eu-central-1").contains("3 components"));
    page.find("link-dns-dr-lb");
    let text = "Ask ops <b>why</b> שלום 🎉";
    page.click_at(page.free_spot());
    page.press("n");
    page.find("rename");
    page.run(
        "const field = document.querySelector('[data-testid=rename]'); field.value = arguments[0]; field.blur()",
        vec![json!(text)],
    );
    page.eventually("the note", || page.text("note-note").contains(text).then_some(()));
    assert!(!page.has("[data-testid='note-note'] b"), "it is text");
    page.project();
    page.come_back();
    page.eventually("the folded zone again", || (page.nodes().len() == nodes.len() - 3).then_some(()));
    assert!(page.text("note-note").contains(text));
    page.click("zone-eu-central-1");
    page.press("f");
    page.eventually("all components", || (page.nodes() == nodes).then_some(()));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A number's label is dragged: one step of the history. Several selected are changed together, and say where they differ.
pub fn numbers_are_dragged_and_several_edited(page: &Page) {
    page.close_notices();
    let first = page.figure("verdict-availability").unwrap();
    page.click("node-db");
    page.find("own-availability");
    let id = page.run("return document.querySelector('[data-testid=field-time]').id", vec![]);
    let label = page.find(&format!("[for='{}']", id.as_str().unwrap())).middle();
    page.drag(&way(label, (label.0 + 40, label.1)));
    let slower =
        page.eventually("a lower verdict", || page.figure("verdict-availability").filter(|now| *now < first));
    page.click("undo");
    page.eventually("the first verdict, one step back", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, first) && *now > slower)
    });
    // Given up, it is as it was.
    page.click("node-db");
    page.drag_with(&[], &way(label, (label.0 + 40, label.1)), false);
    page.press(ESCAPE);
    page.release();
    page.eventually("the first verdict", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, first))
    });

    page.click("node-redis-1");
    page.drag_with(&[SHIFT], &[at(page, "db")], true);
    page.eventually("both selected", || (selected(page).len() == 2).then_some(()));
    page.eventually("the word for different values", || {
        (page.attribute("field-kind", "placeholder").as_deref() == Some("mixed")).then_some(())
    });
    page.fill("field-per_copy_month", "55");
    let project = native::project(&page.project());
    let cost = |id: &str| project.component(id).unwrap().cost.as_ref().and_then(|it| it.per_copy_month);
    assert_eq!((cost("db"), cost("redis-1")), (Some(55.0), Some(55.0)));
    page.click("undo");
    let project = native::project(&page.project());
    let cost = |id: &str| project.component(id).unwrap().cost.as_ref().and_then(|it| it.per_copy_month);
    assert!(cost("db") != Some(55.0) && cost("redis-1") != Some(55.0), "one step for both");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Script in every text field of the inspector, garbage on the clipboard, names nobody can read: a sentence, nothing run, nothing lost.
pub fn odd_texts_are_only_texts(page: &Page) {
    page.close_notices();
    let script = "<img src=x onerror='window.__ran=1'><script>window.__ran=1</script>\u{202e}🎉";
    let fill = "const text = arguments[0]; let count = 0; \
        for (const field of document.querySelectorAll('[data-testid=inspector] input[type=text], [data-testid=inspector] textarea')) { \
          field.focus(); field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); field.blur(); count += 1; } \
        return count";
    for thing in ["node-db", "zone-eu-west-1a", "link-lb-api"] {
        page.click_at(page.free_spot());
        page.click(thing);
        page.find("[data-testid=inspector] .inspector-foot");
        let count = page.run(fill, vec![json!(script)]);
        assert!(count.as_u64().unwrap() >= 3, "{thing} has {count} fields");
    }
    page.click_at(page.free_spot());
    page.run(fill, vec![json!(script)]);
    assert!(page.run("return window.__ran ?? null", vec![]).is_null(), "it was run");
    let project = native::project(&page.project());
    assert_eq!(project.component("db").unwrap().display_name(), script);
    assert_eq!(
        project.component("db").unwrap().failures().len(),
        native::project(&page.project()).component("db").unwrap().failures().len()
    );

    // Garbage on the clipboard: a sentence, and nothing changes.
    let saved = page.project();
    let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); \
        document.querySelector('[data-testid=canvas]').focus(); \
        document.querySelector('[data-testid=canvas]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    for garbage in ["\u{0}\u{fffd} not json", "{\"format\":\"ninefold/1\",\"components\":[{\"id\":3}]}", "[]"]
    {
        page.run(paste, vec![json!(garbage)]);
        page.eventually("a sentence about it", || page.has("notice").then_some(()));
        page.close_notices();
    }
    assert_eq!(page.project(), saved);

    // A name of 10,000 letters is refused with a sentence; what was typed stays in the field.
    page.click("node-api");
    page.find("own-availability");
    page.run(fill.replace("textarea'", "textarea.none'").as_str(), vec![json!("x".repeat(10_000))]);
    let said = page.run("return document.querySelector('[data-testid=inspector]').innerText", vec![]);
    assert!(said.as_str().unwrap().contains("at most 200 characters"), "{said}");
    let kept = page.run("return document.querySelector('[data-testid=field-name]').value.length", vec![]);
    assert_eq!(kept, json!(10_000));
    let name = native::project(&page.project()).component("api").unwrap().display_name().to_owned();
    assert_eq!(name, "API");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
