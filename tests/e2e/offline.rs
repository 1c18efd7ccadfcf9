//! Without a network, and from one version to the next.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use xtask::browsers::Browser;
use xtask::sizes;

use crate::support::page::Page;

/// Where the browser keeps nothing for pages, which is then said and not tested.
fn keeps_nothing(page: &Page) -> bool {
    let nothing = page.run("return !navigator.serviceWorker", vec![]) == json!(true);
    if nothing {
        eprintln!("{:?}: no service worker under its driver: not tested here", page.browser);
    }
    nothing
}

/// What the page has of its files: which build it is of, and which its style sheet and the file of its workers are of.
const BUILDS: &str = "const done = arguments[0]; (async () => { \
      const sheet = document.querySelector('link[rel=stylesheet]').href; \
      const asked = [fetch(sheet), fetch('worker.js')].map(asked => asked.then(it => it.ok ? it.text() : 'lost: ' + it.status).catch(error => 'lost: ' + error)); \
      const texts = await Promise.all(asked); \
      const of = text => /a-test-of-build-[a-z]+/.exec(text)?.[0] ?? (text.startsWith('lost') ? text : 'the first'); \
      done([document.documentElement.dataset.build ?? 'the first', of(texts[0]), of(texts[1])]); })()";

fn builds(page: &Page) -> [String; 3] {
    let found = page.run_async(BUILDS, vec![]);
    [0, 1, 2].map(|index| found[index].as_str().unwrap_or_default().to_owned())
}

/// Comes to the page once more while it is open, as reloading does. (Firefox's driver reloads past what is kept, as with Shift.)
fn again(page: &Page) {
    page.visit(&format!("?visit={}", COUNTER.fetch_add(1, Ordering::Relaxed)));
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

fn all_of(build: &str) -> [String; 3] {
    [build, build, build].map(str::to_owned)
}

/// Whatever the browser says of the service workers for this page: who answers for it, who answers for pages to come, who waits.
fn registered(page: &Page) -> serde_json::Value {
    let script = "const done = arguments[0]; navigator.serviceWorker.getRegistration().then(it => done(it ? { \
        answers: !!navigator.serviceWorker.controller, active: it.active?.state, installing: it.installing?.state, \
        waiting: it.waiting?.state } : null))";
    page.run_async(script, vec![])
}

/// Asks whether there is a new build, as a browser does by itself now and then.
fn ask(page: &Page) {
    let script = "const done = arguments[0]; navigator.serviceWorker.getRegistration().then(it => { \
        it.update().then(done, done); setTimeout(done, 5000); })";
    page.run_async(script, vec![]);
}

/// What is known of a new build.
fn coming(page: &Page) -> String {
    let script = "const done = arguments[0]; navigator.serviceWorker.getRegistration().then(it => \
        done(it.installing ? 'is set up' : it.waiting ? 'waits' : 'none'))";
    page.run_async(script, vec![]).as_str().unwrap_or_default().to_owned()
}

/// Time enough to set a build up beside other browsers.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until a new build waits: while the browser asks by itself, as after each visit, a question gets that one's answer, which may be of
/// the host as it was before.
fn wait_for_a_new_build(page: &Page) {
    page.within(PATIENCE, "a new build to wait", || match coming(page).as_str() {
        "waits" => Some(()),
        "none" => {
            ask(page);
            None
        }
        _ => None,
    });
}

/// Asks twice, and each time looks how it ended: the first answer may be that of a question before.
fn no_new_build_waits(page: &Page) -> bool {
    let settled = || {
        ask(page);
        page.within(PATIENCE, "what is set up to be settled", || {
            Some(coming(page)).filter(|state| state != "is set up")
        })
    };
    [settled(), settled()].iter().all(|state| state == "none")
}

/// A copy of the site in which the page, its style sheet and the file of its workers say that they are another build; the style sheet has
/// another name too, so that the host has nothing left of the first.
fn another_build(name: &str, change: impl FnOnce(&Path)) -> PathBuf {
    let dist = xtask::workspace::dist();
    // Several browsers do this at once.
    let own = format!("build-{name}-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let copy = xtask::workspace::target().join("e2e").join(own);
    for file in sizes::all_files(&dist).unwrap() {
        let to = copy.join(sizes::name(&dist, &file));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(file, to).unwrap();
    }
    let mark = format!("a-test-of-build-{name}");
    let index = fs::read_to_string(copy.join("index.html")).unwrap();
    let start = index.find("<link rel=\"stylesheet\" href=\"./").expect("a style sheet");
    let link = &index[start..start + index[start..].find('>').unwrap() + 1];
    let sheet = link.split("./").nth(1).unwrap().split('"').next().unwrap();
    let text = fs::read_to_string(copy.join(sheet)).unwrap();
    fs::remove_file(copy.join(sheet)).unwrap();
    fs::write(copy.join(format!("{mark}.css")), format!("{text}/* {mark} */\n")).unwrap();
    let index = index.replace(link, &format!("<link rel=\"stylesheet\" href=\"./{mark}.css\">"));
    let index = index.replacen("<html ", &format!("<html data-build=\"{mark}\" "), 1);
    fs::write(copy.join("index.html"), index).unwrap();
    let worker = fs::read_to_string(copy.join("worker.js")).unwrap();
    fs::write(copy.join("worker.js"), format!("{worker}// {mark}\n")).unwrap();
    // The list of the first build gives its place to that of this one.
    fs::write(copy.join("sw.js"), include_str!("../../public/sw.js")).unwrap();
    xtask::offline::write(&copy).unwrap();
    change(&copy);
    copy
}

/// Closes the page's tab, so that none of the build is open (a page that was only left may be kept, to go back to), until the one that
/// waited has taken over; then opens it again.
fn close_and_open(page: &Page) {
    page.only_a_new_tab();
    page.goto(&page.address("../elsewhere"));
    let settled = "const [scope, done] = arguments; navigator.serviceWorker.getRegistration(scope) \
                   .then(it => done(!!it && !it.waiting && it.active?.state === 'activated'))";
    page.within(PATIENCE, "the new build to take over", || {
        (page.run_async(settled, vec![json!(page.address(""))]) == json!(true)).then_some(())
    });
    page.visit("");
}

/// Visited once, it needs nobody any more: the solved example is there, and is played in workers.
pub fn it_works_without_a_network(page: &Page) {
    if keeps_nothing(page) {
        return;
    }
    page.kept();
    let figure = page.figure("verdict-availability");
    page.host().change(None);
    for address in ["", "?workers=2", "index.html#/budget"] {
        page.visit(address);
        assert_eq!(page.figure("verdict-availability"), figure, "{address}");
    }
    assert_eq!(registered(page)["answers"], json!(true));
    if page.browser != Browser::Firefox {
        page.come_back();
    }
    page.click("tab-simulate");
    page.fill("#simulate-years", "1000");
    page.click("simulate-run");
    page.find("simulate-result");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
    page.goto(&page.address("methods.html#section-3"));
    page.find("#section-3");
}

/// What is no file of the build is the network's to answer, whatever is kept.
pub fn what_is_not_of_the_page_is_asked_of_the_network(page: &Page) {
    if keeps_nothing(page) {
        return;
    }
    page.kept();
    again(page);
    let before = page.requests_of_loading().len();
    let script = "const [address, method, done] = arguments; \
                  fetch(address, {method}).then(it => done(it.status), error => done(String(error)))";
    for (address, method) in
        [("other.txt", "GET"), ("worker.js?new", "GET"), ("../", "GET"), ("worker.js", "HEAD")]
    {
        page.run_async(script, vec![json!(address), json!(method)]);
    }
    let asked: Vec<_> = page.requests().split_off(before);
    let base = "/some/sub/path/";
    let expected = [
        format!("{base}other.txt"),
        format!("{base}worker.js?new"),
        "/some/sub/".to_owned(),
        format!("{base}worker.js"),
    ];
    assert_eq!(asked, expected);
    assert_eq!(page.run_async(script, vec![json!("worker.js"), json!("GET")]), json!(200));
    assert_eq!(page.requests().len(), before + expected.len(), "kept");
}

/// An open page keeps its build, reloaded or not, though the host has nothing of it any more; closed and opened again it is the new one.
pub fn an_update_never_mixes_two_builds(page: &Page) {
    if keeps_nothing(page) {
        return;
    }
    page.kept();
    again(page);
    assert_eq!(builds(page), all_of("the first"));
    let second = another_build("two", |_| ());
    page.host().change(Some(&second));
    wait_for_a_new_build(page);
    assert_eq!(builds(page), all_of("the first"));
    again(page);
    assert_eq!(builds(page), all_of("the first"));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
    close_and_open(page);
    assert_eq!(builds(page), all_of("a-test-of-build-two"));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
    let caches = "const done = arguments[0]; caches.keys().then(names => done(names.length))";
    page.eventually("one build to be kept", || (page.run_async(caches, vec![]) == json!(1)).then_some(()));
    page.host().change(None);
    again(page);
    assert_eq!(builds(page), all_of("a-test-of-build-two"));
    fs::remove_dir_all(second).unwrap();
}

/// A build of which a file is missing, or is something else under its name, changes nothing; the whole one that follows does.
pub fn half_an_update_changes_nothing(page: &Page) {
    if keeps_nothing(page) {
        return;
    }
    page.kept();
    again(page);
    let broken = [
        another_build("missing", |copy| fs::remove_file(copy.join("worker.js")).unwrap()),
        another_build("wrong", |copy| {
            fs::write(copy.join("worker.js"), "<p>There is no such page.").unwrap()
        }),
    ];
    for build in &broken {
        page.host().change(Some(build));
        assert!(no_new_build_waits(page), "{}", build.display());
        page.leave();
        page.visit("");
        assert_eq!(builds(page), all_of("the first"), "{}", build.display());
    }
    page.host().change(None);
    again(page);
    assert_eq!(builds(page), all_of("the first"));
    let whole = another_build("whole", |_| ());
    page.host().change(Some(&whole));
    wait_for_a_new_build(page);
    close_and_open(page);
    assert_eq!(builds(page), all_of("a-test-of-build-whole"));
    for build in broken.iter().chain([&whole]) {
        fs::remove_dir_all(build).unwrap();
    }
}

/// A program that does not arrive is said in a sentence in the place of the skeleton.
pub fn a_program_that_does_not_arrive_is_said(page: &Page) {
    let build = another_build("lost", |copy| {
        for module in sizes::files(copy, "wasm").unwrap() {
            fs::remove_file(module).unwrap();
        }
    });
    page.forget();
    page.host().change(Some(&build));
    page.goto(&page.address("?lost"));
    page.eventually("a sentence that says what to do", || {
        let sentence = page.text("#boot-sentence");
        (sentence.contains("could not be started") && sentence.contains("reload")).then_some(())
    });
    fs::remove_dir_all(build).unwrap();
}
