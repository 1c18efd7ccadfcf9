//! Several projects, their versions, several tabs, and a store that is not as it should be.

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::compare::{Design, compare};
use ninefold_engine::templates;
use serde_json::{Value, json};

use crate::support::native;
use crate::support::page::Page;

const ESCAPE: &str = "\u{E00C}";
const ENTER: &str = "\u{E007}";

fn open_menu(page: &Page, entry: &str) {
    page.click("project-menu");
    page.click(entry);
}

fn close(page: &Page) {
    page.press(ESCAPE);
    page.eventually("the dialog to close", || {
        (page.run("return document.querySelectorAll('dialog').length", vec![]) == 0).then_some(())
    });
}

/// Adds a component and waits until it is stored.
fn edit(page: &Page) {
    let before = page.nodes().len();
    page.click("palette-item-cache");
    page.eventually("the component", || (page.nodes().len() == before + 1).then_some(()));
    stored(page, before + 1);
}

/// Waits until a stored text has so many components.
fn stored(page: &Page, count: usize) {
    let script = "return Object.keys(localStorage).filter(key => key.startsWith('ninefold.t.')) \
                  .map(key => { try { return JSON.parse(localStorage[key]).components.length } catch { return -1 } })";
    page.eventually("the save", || {
        let counts = page.run(script, vec![]);
        counts.as_array()?.iter().any(|it| it.as_u64() == Some(count as u64)).then_some(())
    });
}

fn names(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('.projects strong')].map(it => it.firstChild.data.trim())";
    let names = page.run(script, vec![]);
    names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Waits until the page says something.
fn said(page: &Page, words: &str) {
    page.eventually(&format!("“{words}”"), || {
        let text = page.run("return document.body.innerText", vec![]);
        text.as_str().filter(|text| text.contains(words)).map(drop)
    });
}

/// Presses the button with these words in the row of the project with that name.
fn press_in_row(page: &Page, name: &str, label: &str) {
    let script = "const row = [...document.querySelectorAll('.projects li')].find(row => row.innerText.includes(arguments[0])); \
                  const button = row && [...row.querySelectorAll('button')].find(it => it.ariaLabel === arguments[1] || \
                    it.getAttribute('aria-label') === arguments[1] || (arguments[1] === 'Open' && it.classList.contains('choice'))); \
                  if (!button) return false; button.click(); return true";
    page.eventually(&format!("{label} of {name}"), || {
        (page.run(script, vec![json!(name), json!(label)]) == Value::Bool(true)).then_some(())
    });
}

/// Two projects, each kept: renamed, copied, removed and brought back; the other opens as it was left.
pub fn several_projects_are_kept(page: &Page) {
    edit(page);
    let first = page.nodes();
    open_menu(page, "templates");
    page.click("template-two-tier");
    page.eventually("the other project", || (page.nodes() != first).then_some(()));
    edit(page);
    open_menu(page, "open-projects");
    page.eventually("both projects", || (names(page).len() == 2).then_some(()));
    press_in_row(page, "HA REST API", "Rename");
    page.find("project-name");
    page.run("document.querySelector('[data-testid=project-name]').select()", vec![]);
    page.press(&format!("Shop{ENTER}"));
    page.eventually("the new name", || names(page).contains(&"Shop".to_owned()).then_some(()));
    press_in_row(page, "Shop", "Duplicate");
    page.eventually("the copy", || names(page).contains(&"Shop (copy)".to_owned()).then_some(()));
    press_in_row(page, "Shop (copy)", "Remove");
    page.eventually("one less", || (names(page).len() == 2).then_some(()));
    page.click("undo-remove");
    page.eventually("it again", || (names(page).len() == 3).then_some(()));
    press_in_row(page, "Shop (copy)", "Open");
    page.eventually("the first project's drawing", || (page.nodes() == first).then_some(()));
    page.come_back();
    assert_eq!(page.nodes(), first, "a reload shows the project that was open");
    assert!(page.text("project-menu").contains("Shop (copy)"));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Each save is a version; going back to one can be undone.
pub fn a_version_can_be_gone_back_to(page: &Page) {
    let start = page.nodes().len();
    edit(page);
    edit(page);
    open_menu(page, "open-versions");
    let rows =
        "return [...document.querySelectorAll('[data-testid^=version-]')].map(it => it.dataset.testid)";
    let rows = page.eventually("two versions", || {
        let rows = page.run(rows, vec![]);
        rows.as_array().filter(|rows| rows.len() == 2).cloned()
    });
    page.click(rows[1].as_str().unwrap());
    page.eventually("the version", || (page.nodes().len() == start + 1).then_some(()));
    page.click("undo");
    page.eventually("what was there", || (page.nodes().len() == start + 2).then_some(()));
    // From a version to the comparison with what is there.
    open_menu(page, "open-versions");
    page.find(rows[1].as_str().unwrap());
    let compare = "document.querySelector(`[data-testid=\"${arguments[0]}\"]`).closest('li').querySelector('[aria-label^=\"Compare\"]').click()";
    page.run(compare, vec![rows[1].clone()]);
    page.find("compare-changes");
    said(page, "added");
}

/// Every difference is the engine's own.
pub fn two_designs_are_compared(page: &Page) {
    let after = native::project(&page.project());
    let before = native::project(templates::find("multi-zone").unwrap().text);
    let solve = |project| analyze(project, &Options::default());
    let (one, two) = (solve(&before), solve(&after));
    let expected = compare(Design::new(&before, &one), Design::new(&after, &two));
    page.visit("#/compare/t.multi-zone/open");
    page.find("compare-changes");
    let script = "return [...document.querySelectorAll('[data-testid=\"compare-unavailability\"]')].map(it => it.dataset.value ?? null)";
    let shown = page.run(script, vec![]);
    let shown: Vec<Option<f64>> =
        shown.as_array().unwrap().iter().map(|it| it.as_str().and_then(|it| it.parse().ok())).collect();
    let wanted: Vec<Option<f64>> =
        expected.journeys.iter().map(|it| it.figure("unavailability").unwrap().difference).collect();
    assert_eq!(shown.len(), wanted.len());
    for (shown, wanted) in shown.into_iter().zip(wanted) {
        match (shown, wanted) {
            (Some(shown), Some(wanted)) => assert!((shown - wanted).abs() <= 1e-12, "{shown} {wanted}"),
            other => assert_eq!(other, (None, None)),
        }
    }
    // The same design twice; and on a phone nothing is wider than the window.
    page.resize((390, 844));
    page.visit("#/compare/open/open");
    said(page, "Nothing differs in the drawing.");
    let sizes = page.run("return [document.documentElement.scrollWidth, innerWidth]", vec![]);
    assert!(sizes[0].as_u64() <= sizes[1].as_u64(), "{sizes}");
    page.visit("#/compare/p.nowhere/open");
    said(page, "not in this browser any more");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A second document of the page in a frame is a second tab to it: same storage, same line.
const SECOND: &str = "const frame = document.createElement('iframe'); frame.id = 'second'; frame.src = location.pathname; \
    frame.style = 'position:fixed;left:0;bottom:0;width:400px;height:200px;opacity:0.01;pointer-events:none'; document.body.append(frame)";
const NODES: &str = "return document.getElementById('second')?.contentDocument?.querySelectorAll('[data-testid^=node-]').length ?? 0";

/// What is saved here appears there; what is changed on both sides at once waits for a choice, and both can be kept.
pub fn two_tabs_do_not_overwrite_each_other(page: &Page) {
    edit(page);
    page.run(SECOND, vec![]);
    let count = page.nodes().len() as u64;
    page.eventually("the second tab", || (page.run(NODES, vec![]).as_u64() == Some(count)).then_some(()));
    said(page, "open in another tab too");
    edit(page);
    page.eventually("the change in the other tab", || {
        (page.run(NODES, vec![]).as_u64() == Some(count + 1)).then_some(())
    });
    let both = "const add = doc => doc.querySelector('[data-testid=palette-item-cache]').click(); \
                add(document); add(document.getElementById('second').contentDocument)";
    page.run(both, vec![]);
    let choose = "const docs = [document, document.getElementById('second').contentDocument]; \
                  const button = docs.flatMap(doc => [...doc.querySelectorAll('[data-testid=notice] button')]) \
                    .find(it => it.innerText === arguments[0]); if (!button) return false; button.click(); return true";
    page.eventually("the choice", || {
        (page.run(choose, vec![json!("Keep both")]) == Value::Bool(true)).then_some(())
    });
    let heads = "return Object.keys(localStorage).filter(key => key.startsWith('ninefold.p.')) \
                 .map(key => localStorage[key].split('\\n')[1]).sort()";
    page.eventually("both projects", || {
        (page.run(heads, vec![]) == json!(["HA REST API", "HA REST API (copy)"])).then_some(())
    });
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A damaged text is set aside and the state before it opens; a store of the older layout is moved; a full one is said.
pub fn a_store_that_is_not_as_it_should_be_loses_nothing(page: &Page) {
    edit(page);
    edit(page);
    let count = page.nodes().len();
    let damage = "const head = Object.keys(localStorage).find(key => key.startsWith('ninefold.p.')); \
                  const mark = localStorage[head].split(' ')[0]; \
                  localStorage[head.replace('.p.', '.t.') + '.' + mark] = '{\"format\":\"ninef'";
    page.run(damage, vec![]);
    page.come_back();
    said(page, "set aside as ninefold.damaged.1");
    page.eventually("the state before", || (page.nodes().len() == count - 1).then_some(()));
    assert_eq!(page.run("return localStorage['ninefold.damaged.1']", vec![]), json!("{\"format\":\"ninef"));
    // The older layout.
    let older = native::project(templates::find("two-tier").unwrap().text);
    let put = "localStorage.clear(); sessionStorage.clear(); localStorage['ninefold.project'] = 'a 3 tab'; \
               localStorage['ninefold.project.a'] = arguments[0]; return null";
    page.run(put, vec![json!(templates::find("two-tier").unwrap().text)]);
    page.come_back();
    page.eventually("the older project", || (page.nodes().len() == older.components().len()).then_some(()));
    let left = page.run("return localStorage['ninefold.project.a'] ?? null", vec![]);
    assert!(left.is_null(), "it was moved");
    // No room at all: a sentence, and the work goes on.
    let fill = "let size = 1 << 20; let at = 0; while (size > 8) { try { localStorage['x' + at] = 'x'.repeat(size); at++ } catch { size >>= 1 } }";
    page.run(fill, vec![]);
    let nodes = page.nodes().len();
    page.click("palette-item-cache");
    said(page, "Your changes are not being saved");
    assert_eq!(native::project(&page.project()).components().len(), nodes + 1);
}

/// Files that are no projects change nothing; where the browser can write into files, it does.
pub fn files_that_are_no_projects_change_nothing(page: &Page) {
    let saved = page.project();
    let drop = "const data = new DataTransfer(); data.items.add(new File([arguments[1].repeat(arguments[2])], arguments[0])); \
                dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); return null";
    page.run(drop, vec![json!("huge.json"), json!("0123456789"), json!(5_000_000)]);
    said(page, "huge.json is larger than 16 MB");
    page.run(drop, vec![json!("garbage.json"), json!("\u{0}{{{garbage"), json!(1)]);
    said(page, "garbage.json");
    page.find("[data-testid=refused], dialog");
    close(page);
    assert_eq!(page.project(), saved);
    let fake = "window.__written = []; window.showSaveFilePicker = async options => ({ name: options.suggestedName, \
                createWritable: async () => ({ write: async text => __written.push(text), close: async () => __written.push('closed') }) })";
    page.run(fake, vec![]);
    open_menu(page, "save-into");
    said(page, "Written to ");
    assert_eq!(page.run("return __written", vec![]), json!([saved, "closed"]));
    page.run(
        "window.showSaveFilePicker = async () => { throw new DOMException('', 'NotAllowedError') }",
        vec![],
    );
    open_menu(page, "save-into");
    said(page, "did not let the page write");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
