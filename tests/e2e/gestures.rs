//! Editing on the canvas itself: links redirected, components put into links, names typed in place.

use crate::support::native;
use crate::support::page::Page;

/// WebDriver's names for keys.
const F2: &str = "\u{E032}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

/// "a→b" of every link of the saved project.
fn links(page: &Page) -> Vec<String> {
    native::project(&page.project()).links().iter().map(|link| format!("{}→{}", link.from, link.to)).collect()
}

fn has(links: &[String], link: &str) -> bool {
    links.iter().any(|it| it == link)
}

/// Waits until the verdict is the engine's own for what the page saves.
fn assert_answer_is_the_engines(page: &Page) {
    let answer = native::answer(&native::project(&page.project()), None);
    page.eventually(&format!("the verdict {}", answer.availability), || {
        page.figure("verdict-availability").filter(|&shown| native::close(shown, answer.availability))
    });
}

/// A selected link shows handles at both ends; one of them is dragged to another component.
pub fn a_links_end_goes_to_another_component(page: &Page) {
    let before = page.project();
    page.click("link-lb-api");
    let end = page.find("link-to").middle();
    // Let go in the air: nothing happens.
    page.drag_between(end, page.free_spot());
    assert_eq!(page.project(), before);
    page.click("link-lb-api");
    page.drag_between(page.find("link-to").middle(), page.find("node-sessions").middle());
    page.find("link-lb-sessions");
    let now = links(page);
    assert!(has(&now, "lb→sessions") && !has(&now, "lb→api"), "{now:?}");
    assert_answer_is_the_engines(page);
    page.click("undo");
    page.find("link-lb-api");
    assert_eq!(page.project(), before);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A component dropped on a link stands in it afterwards; deleted with the path kept, the link is back.
pub fn a_component_dropped_on_a_link_goes_into_it(page: &Page) {
    let before = page.project();
    let first = page.figure("verdict-availability").unwrap();
    let item = page.find("palette-item-cache").middle();
    page.drag_between(item, page.find("link-lb-api").middle());
    page.find("link-lb-cache");
    page.find("link-cache-api");
    let now = links(page);
    assert!(!has(&now, "lb→api"), "{now:?}");
    assert_answer_is_the_engines(page);
    assert!(page.figure("verdict-availability").unwrap() < first, "one more thing that must work");
    page.click("node-cache");
    page.press_with(&['\u{E008}'], '\u{E017}');
    page.find("link-lb-api");
    assert!(!page.nodes().contains("cache"));
    page.click("undo");
    page.click("undo");
    page.find("link-lb-api");
    assert_eq!(page.project(), before);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// F2 opens a field on the node: Enter takes the name, Escape leaves it, so does leaving the field with nothing new; a name
/// nobody could read is refused with a sentence.
pub fn a_name_is_typed_in_place(page: &Page) {
    let name = |id: &str| {
        let project = native::project(&page.project());
        project.component(id).unwrap().display_name().to_owned()
    };
    let before = page.project();
    page.click("node-api");
    page.press(F2);
    page.find("rename");
    page.press("never");
    page.press(ESCAPE);
    page.eventually("the field's end", || (!page.has("rename")).then_some(()));
    assert_eq!(page.project(), before);

    // Saving the project took the focus from the canvas.
    let odd = "<b onclick=alert(1)>שלום</b>";
    page.click("node-api");
    page.press(F2);
    page.find("rename");
    page.press(odd);
    page.press(ENTER);
    page.eventually("the new name", || page.text("node-api").contains(odd).then_some(()));
    assert_eq!(name("api"), odd);
    assert!(!page.has("[data-testid='node-api'] b"), "the name is text");

    // Leaving the field takes the name too.
    page.click("node-db");
    page.press(F2);
    page.find("rename");
    page.press("Orders");
    page.click_at(page.free_spot());
    page.eventually("the other name", || page.text("node-db").contains("Orders").then_some(()));

    page.click("node-db");
    page.press(F2);
    page.find("rename");
    page.run("document.querySelector('[data-testid=rename]').value = 'x'.repeat(10000)", vec![]);
    page.press(ENTER);
    page.eventually("the sentence about the length", || {
        let said = page.run("return document.body.innerText", vec![]);
        said.as_str().filter(|text| text.contains("at most 200 characters")).map(|_| ())
    });
    assert!(page.has("rename"), "what was typed is not lost");
    page.press(ESCAPE);
    assert_eq!(name("db"), "Orders");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
