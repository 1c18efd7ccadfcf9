//! Workers that do not start, say nothing, crash, speak another version or come late: each ends in the result, or in a sentence with
//! a way to try again.

use std::time::Duration;

use serde_json::Value;

use crate::support::altered::Altered;
use crate::support::native;
use crate::support::page::Page;

const YEARS: f64 = 2000.0;

/// Asks for a run.
fn begin(page: &Page) {
    page.fill("#simulate-years", &YEARS.to_string());
    page.fill("#simulate-seed", "7");
    page.click("simulate-run");
}

/// Waits for the run's result; it is what one thread says natively.
fn result(page: &Page) -> String {
    page.within(Duration::from_secs(90), "the result", || page.has("simulate-result").then_some(()));
    let words = page.text("simulate-result");
    let project = native::project(&page.project());
    page.click("tab-report");
    let report: Value = serde_json::from_str(&page.saved("export-json")).unwrap();
    let native = native::simulation(&project, YEARS, 7);
    assert_eq!(report["simulation"]["events"].as_u64(), Some(native.events));
    words
}

/// Workers in whose place something else is started; `__start` says what.
const INSTEAD: &str = "const Real = Worker; window.Worker = function (...words) { \
    const fake = { postMessage() {}, terminate() {} }; \
    const later = (name, event) => setTimeout(() => fake[name]?.(event), 20); \
    return window.__start(fake, later, () => new Real(...words)) ?? fake; };";

/// Refused at once, refused a little later, a file that is not there, and a worker that cannot load the program: each time the
/// page's own thread does the work.
pub fn workers_that_do_not_start_leave_the_page_to_it(page: &Page) {
    for start in [
        "() => { throw new DOMException('refused', 'SecurityError'); }",
        "(fake, later) => { later('onerror', new ErrorEvent('error', { message: 'no' })); }",
        "(fake, later) => { later('onerror', new Event('error')); }",
        "(fake, later) => { later('onmessage', new MessageEvent('message', { data: 'unavailable' })); }",
        "(fake, later) => { later('onmessage', new MessageEvent('message', { data: '{\"failed\":\"TypeError\"}' })); }",
    ] {
        let site = Altered::new(&format!("{INSTEAD} window.__start = {start};"));
        site.visit(page, "?workers=2#/simulate");
        begin(page);
        assert!(result(page).contains("in the page itself"), "{start}");
    }
    // Offline when the workers are started: their file cannot be fetched.
    let site = Altered::new("");
    let file = site.take_away("worker.js");
    site.visit(page, "?workers=2#/simulate");
    begin(page);
    assert!(result(page).contains("in the page itself"));
    // The next run gives them another chance.
    site.give_back(&file);
    page.click("tab-simulate");
    begin(page);
    page.within(Duration::from_secs(90), "workers", || {
        (page.has("simulate-result") && !page.text("simulate-result").contains("in the page itself"))
            .then_some(())
    });
}

/// Workers that are started and never say a word.
pub fn workers_that_say_nothing_are_not_waited_for(page: &Page) {
    let site = Altered::new(&format!("{INSTEAD} window.__start = () => {{}};"));
    site.visit(page, "?workers=2#/simulate");
    begin(page);
    assert!(result(page).contains("in the page itself"));
    // A search waits for no worker either.
    page.click("tab-capacity");
    page.within(Duration::from_secs(90), "the search", || {
        (page.attribute("improve-status", "data-complete").as_deref() == Some("true")).then_some(())
    });
}

/// An older file of workers beside a newer page, as a cache may keep it: another protocol is not spoken to.
pub fn a_worker_of_another_version_is_not_used(page: &Page) {
    let site = Altered::new(
        "window.__asked = []; const post = Worker.prototype.postMessage; \
        Worker.prototype.postMessage = function (...words) { window.__asked.push(String(words[0])); post.apply(this, words); };",
    );
    site.write("worker.js", "postMessage(JSON.stringify({ type: 'ready', protocol: 1 }));");
    site.visit(page, "?workers=2#/simulate");
    begin(page);
    assert!(result(page).contains("in the page itself"));
    let asked = page.run("return window.__asked.filter(text => text.includes('simulate')).length", vec![]);
    assert_eq!(asked, 0, "a worker of another version is asked nothing");
}

/// Every word of the workers comes two seconds late.
pub fn late_answers_are_answers(page: &Page) {
    let late = "const real = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage'); \
        Object.defineProperty(Worker.prototype, 'onmessage', { configurable: true, get() { return real.get.call(this); }, \
          set(hear) { real.set.call(this, hear && (event => setTimeout(() => hear.call(this, event), 2000))); } });";
    let site = Altered::new(late);
    site.visit(page, "?workers=2#/simulate");
    begin(page);
    let words = result(page);
    assert!(!words.contains("in the page itself"), "{words}");
    // Cancelled, a worker that lets go late is replaced, and the page does not wait for it.
    page.click("tab-simulate");
    page.fill("#simulate-years", "50000000");
    page.click("simulate-run");
    page.find("simulate-cancel");
    page.click("simulate-cancel");
    page.find("simulate-run");
    page.fill("#simulate-years", &YEARS.to_string());
    page.fill("#simulate-seed", "8");
    page.click("simulate-run");
    page.within(Duration::from_secs(90), "the next run", || {
        (page.has("simulate-result") && page.text("simulate-result").contains("Seed\n8\n")).then_some(())
    });
}

/// Crashes workers that are handed something, as a trap or too little memory would, `__crashes` times; `__silent` ones are only killed.
const CRASH: &str = "const post = Worker.prototype.postMessage; window.__crashes = Infinity; \
    Worker.prototype.postMessage = function (...words) { post.apply(this, words); \
      if (!(window.__crashes > 0) || !String(words[0]).includes(window.__at)) return; \
      window.__crashes--; this.terminate(); \
      if (!window.__silent) setTimeout(() => this.onerror?.(new ErrorEvent('error', { message: 'RuntimeError: unreachable' })), 20); }; ";

/// A block that crashes two workers is given up with a sentence; once it does not, the same button gets the result.
pub fn a_simulation_that_always_crashes_can_be_tried_again(page: &Page) {
    let site = Altered::new(&format!("{CRASH} window.__at = '\"blocks\"';"));
    site.visit(page, "?workers=2#/simulate");
    begin(page);
    let words = "stopped twice at the same place";
    page.within(Duration::from_secs(60), "the sentence", || {
        (page.has("simulate-progress") && page.text("simulate-progress").contains(words)).then_some(())
    });
    page.run("window.__crashes = 0", vec![]);
    page.click("[data-testid=simulate-progress] button");
    result(page);
}

/// A worker that is killed while it searches is replaced, with or without a word; one that always crashes is said.
pub fn a_search_whose_worker_dies_is_begun_again_and_then_said(page: &Page) {
    let site = Altered::new(&format!("{CRASH} window.__at = '\"improve\"';"));
    site.visit(page, "?workers=2#/capacity");
    page.within(Duration::from_secs(60), "the sentence", || {
        (page.has("improve-stopped") && page.text("improve-stopped").contains("stopped twice")).then_some(())
    });
    // Once, and without a word.
    page.run("window.__silent = true; window.__crashes = 1", vec![]);
    page.click("improve-again");
    page.within(Duration::from_secs(90), "the search", || {
        (page.attribute("improve-status", "data-complete").as_deref() == Some("true")).then_some(())
    });
    assert_eq!(page.run("return window.__crashes", vec![]), 0, "one was killed");
}

/// Offline at the first use of a part: a sentence, and the same button gets it once it can be had.
pub fn a_part_that_cannot_be_fetched_can_be_asked_for_again(page: &Page) {
    let site = Altered::new("");
    let (screens, simulation) = (site.take_away("split_tabs.wasm"), site.take_away("split_simulation.wasm"));
    site.visit(page, "?workers=2#/simulate");
    let again = "return [...document.querySelectorAll('button')].find(it => it.innerText.includes('Try again')) ?? null";
    let press = format!(
        "const button = (() => {{ {again} }})(); if (!button) return false; button.click(); return true"
    );
    let said = || {
        let text = page.run("return document.body.innerText", vec![]);
        text.as_str().is_some_and(|text| text.contains("This part of the page could not be loaded"))
    };
    page.eventually("the sentence", || said().then_some(()));
    site.give_back(&screens);
    page.eventually("the button", || (page.run(&press, vec![]) == true).then_some(()));
    page.find("simulate-run");
    begin(page);
    page.eventually("the sentence about the simulation", || {
        (page.has("simulate-progress") && page.text("simulate-progress").contains("could not be loaded"))
            .then_some(())
    });
    site.give_back(&simulation);
    page.click("[data-testid=simulate-progress] button");
    result(page);
}
