//! Finding, sharing, going back: what lies above the page.

use crate::support::native;
use crate::support::page::Page;

/// WebDriver's names for keys.
const CONTROL: char = '\u{E009}';
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

/// How many components the page's saved project has.
fn components(page: &Page) -> usize {
    native::project(&page.project()).components().len()
}

fn open_menu(page: &Page, entry: &str) {
    page.click("project-menu");
    page.click(entry);
}

/// Waits until no dialog is open.
fn close(page: &Page) {
    page.press(ESCAPE);
    page.eventually("the dialog to close", || {
        (page.run("return document.querySelectorAll('dialog').length", vec![]) == 0).then_some(())
    });
}

/// Control and K, the first letters of a name, Enter: it is selected, whatever screen was open.
pub fn the_finder_goes_to_a_component_by_keyboard(page: &Page) {
    let project = native::project(&page.project());
    let wanted = project.components().last().unwrap();
    page.click("tab-budget");
    page.find("tab-budget");
    page.press_with(&[CONTROL], 'k');
    page.find("find");
    page.press(wanted.display_name());
    page.press(ENTER);
    page.find(&format!("[data-testid='node-{}'][aria-pressed=true]", wanted.id));
    // A command is found the same way.
    page.press_with(&[CONTROL], 'k');
    page.find("find");
    page.press("all shortcuts");
    page.press(ENTER);
    page.find("shortcuts-list");
    close(page);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// The whole project travels in the address; what was open before is kept; nothing is asked of the network.
pub fn a_link_carries_the_project(page: &Page) {
    let shared = native::project(&page.project());
    open_menu(page, "share");
    page.find("share-link");
    let link = page
        .run("return document.querySelector('[data-testid=share-link]').value", vec![])
        .as_str()
        .unwrap()
        .to_owned();
    close(page);
    open_menu(page, "templates");
    page.click("template-two-tier");
    page.eventually("the other project", || (components(page) != shared.components().len()).then_some(()));
    // Changed, so that it is worth keeping.
    page.click("palette-item-cache");
    let requests = page.requests_of_loading().len();

    let fragment = link.split_once('#').unwrap().1.to_owned();
    page.run("location.hash = arguments[0]", vec![fragment.into()]);
    page.eventually("the project of the link", || {
        (native::project(&page.project()).components() == shared.components()).then_some(())
    });
    let address = page.run("return location.hash", vec![]);
    assert_eq!(address.as_str(), Some("#/design"), "reloading must not open the link again");
    assert_eq!(page.requests().len(), requests);

    // Damaged on its way: a sentence, and the project stays.
    let half = &link.split_once('#').unwrap().1[..200];
    page.run("location.hash = arguments[0]", vec![half.into()]);
    page.eventually("what is wrong with the link", || {
        let all = page.run("return document.body.innerText", vec![]);
        all.as_str().filter(|text| text.contains("the link is damaged")).map(drop)
    });
    assert_eq!(native::project(&page.project()).components(), shared.components());

    // What was open before the link is among the projects of this browser.
    open_menu(page, "open-projects");
    let row = "const row = [...document.querySelectorAll('.projects .choice')].find(it => it.innerText.includes('Web and database')); \
               if (!row) return false; row.click(); return true";
    page.eventually("the project from before", || {
        (page.run(row, vec![]) == serde_json::Value::Bool(true)).then_some(())
    });
    page.eventually("its drawing", || (components(page) != shared.components().len()).then_some(()));
}

/// Any step of the visit can be gone back to, and forth again.
pub fn the_list_of_steps_goes_back_and_forth(page: &Page) {
    let before = page.nodes().len();
    for item in ["palette-item-cache", "palette-item-two-of-three"] {
        page.click(item);
    }
    let after = page.eventually("both steps", || Some(page.nodes().len()).filter(|&now| now == before + 5));
    open_menu(page, "open-history");
    page.click("step-0");
    page.eventually("the start", || (page.nodes().len() == before).then_some(()));
    page.click("step-1");
    page.eventually("one step", || (page.nodes().len() == before + 1).then_some(()));
    page.click("step-2");
    page.eventually("both steps again", || (page.nodes().len() == after).then_some(()));
    close(page);
}
