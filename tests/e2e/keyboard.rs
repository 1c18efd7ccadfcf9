//! The first use of the page by the keyboard alone.

use crate::support::native;
use crate::support::page::Page;

const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const UP: &str = "\u{E013}";
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';
const ALT: char = '\u{E00A}';
const CONTROL: char = '\u{E009}';

/// The verdict is the engine's own for what the page saves, with some things off.
fn assert_verdict(page: &Page, before: f64) -> f64 {
    page.eventually("another verdict", || {
        page.figure("verdict-availability").filter(|now| !native::close(*now, before))
    })
}

/// What the welcome proposes, and the first edits, without a mouse: come to the canvas, walk over it, change the failover, switch something
/// off, add a component, connect it, take it all back.
pub fn the_first_use_works_with_the_keyboard_alone(page: &Page) {
    let first = page.figure("verdict-availability").unwrap();
    page.run("document.activeElement?.blur()", vec![]);
    page.tab_to("canvas", false);
    // Over the canvas in reading order, from there along a link and back.
    page.tab_to("node-lb", false);
    page.press_with(&[ALT], RIGHT);
    assert_eq!(page.focused(), "link-lb-api");
    let said = page.attribute("link-lb-api", "aria-label").unwrap();
    assert!(said.ends_with("needs API, hard"), "{said}");
    page.press_with(&[ALT], RIGHT);
    assert_eq!(page.focused(), "node-api");
    page.press_with(&[ALT], RIGHT);
    page.press_with(&[ALT], DOWN);
    assert_eq!(page.focused(), "link-api-db");
    page.press_with(&[ALT], RIGHT);
    assert_eq!(page.focused(), "node-db");
    let seen =
        page.run("const it = document.activeElement; return getComputedStyle(it).outlineStyle", vec![]);
    assert_ne!(seen.as_str(), Some("none"), "the focus is seen");

    // Enter goes to the inspector; an arrow key changes the number, and the verdict is said aloud.
    page.press(ENTER);
    page.eventually("the inspector's first field", || (page.focused() == "field-name").then_some(()));
    page.tab_to("field-time", false);
    page.press(UP);
    let slower = assert_verdict(page, first);
    assert!(slower < first, "a longer failover costs");
    page.eventually("the verdict said aloud", || {
        let said = page.run(
            "return [...document.querySelectorAll('[aria-live]')].map(it => it.textContent).join('|')",
            vec![],
        );
        said.as_str().filter(|text| text.contains("Availability")).map(|_| ())
    });

    // Back to the canvas; X switches the database off, and on again.
    page.tab_to("canvas", true);
    page.press("x");
    let without = assert_verdict(page, slower);
    assert!(without < slower);
    assert!(page.text("off-served").contains("of the requests are answered"));
    page.press("x");
    page.eventually("the verdict from before", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, slower))
    });

    // A component from the palette, by Enter; then C connects the load balancer to it.
    let nodes = page.nodes();
    page.tab_to("palette-item-queue", true);
    page.press(ENTER);
    let new = page.eventually("the new component", || page.nodes().difference(&nodes).next().cloned());
    page.tab_to("canvas", false);
    // Nothing selected: the walk begins at the first.
    page.press(ESCAPE);
    page.tab_to("node-lb", false);
    page.press("c");
    page.eventually("the list of components", || page.focused().starts_with("connect-").then_some(()));
    for _ in 0..40 {
        if page.focused() == format!("connect-{new}") {
            break;
        }
        page.press("\u{E015}");
    }
    page.press(ENTER);
    page.find(&format!("link-lb-{new}"));
    let project = native::project(&page.project());
    let answer = native::answer(&project, None);
    page.eventually("the engine's verdict", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, answer.availability))
    });

    // All of it back.
    page.run("document.querySelector('[data-testid=canvas]').focus()", vec![]);
    for _ in 0..3 {
        page.press_with(&[CONTROL], 'z');
    }
    page.eventually("the first verdict", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, first))
    });
    page.press(ESCAPE);
    // Shortcuts are heard while a field or a choice has the focus that has no use for them.
    page.run("document.querySelector('[data-testid=field-name]').focus()", vec![]);
    page.press_with(&[CONTROL], 'k');
    page.find("find");
    page.press(ESCAPE);
    page.eventually("the finder to close", || (!page.has("find")).then_some(()));
    page.run("document.querySelector('.inspector select').focus()", vec![]);
    page.press_with(&[CONTROL], 'y');
    page.eventually("the last step back", || {
        page.figure("verdict-availability").filter(|now| !native::close(*now, first))
    });
    page.press_with(&[CONTROL], 'z');
    page.eventually("the first verdict again", || {
        page.figure("verdict-availability").filter(|now| native::close(*now, first))
    });
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
