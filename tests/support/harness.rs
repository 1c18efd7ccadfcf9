//! Runs every test once a browser, and shows the browsers that are missing as ignored tests.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use xtask::browsers::{self, Browser, Installed};

use super::page::Page;

/// A test: its name and what it does with a page that has just been opened for the first time.
pub type Test = (&'static str, fn(&Page));

/// Runs all tests in all browsers of `NINEFOLD_BROWSERS`, or in all that are here.
pub fn run(tests: &[Test]) -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each test starts a whole browser: more at a time only makes all of them wait.
    arguments.test_threads.get_or_insert(2);
    let trials =
        Browser::ALL.into_iter().flat_map(|browser| tests.iter().map(move |&test| trial(browser, test)));
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn trial(browser: Browser, (name, test): Test) -> Trial {
    let full_name = format!("{}::{name}", browser.name());
    let installed = browsers::find(browser).filter(|_| wanted(browser));
    let ready = installed.is_some() && xtask::workspace::dist().join("index.html").is_file();
    if !ready {
        let why =
            if installed.is_some() { "no dist/: cargo xtask test builds it" } else { "no such browser here" };
        return Trial::test(full_name, || Ok(())).with_kind(why).with_ignored_flag(true);
    }
    Trial::test(full_name.clone(), move || {
        let Some(installed) = installed else { return Err("the browser is gone".into()) };
        let Err(failure) = attempt(&installed, &full_name, test) else { return Ok(()) };
        if browser == Browser::WebKit && failure.errors.iter().any(|error| is_webkits_own(error)) {
            eprintln!("{full_name}: WebKit's own fault, see `is_webkits_own`: once more");
            return attempt(&installed, &full_name, test).map_err(|again| resume_unwind(again.panic));
        }
        resume_unwind(failure.panic)
    })
}

/// What became of a test that failed.
struct Failure {
    panic: Box<dyn Any + Send>,
    /// What the page had reported.
    errors: Vec<String>,
}

fn attempt(installed: &Installed, name: &str, test: fn(&Page)) -> Result<(), Failure> {
    let page = Page::open(installed, name);
    catch_unwind(AssertUnwindSafe(|| test(&page))).map_err(|panic| Failure { panic, errors: page.tell(name) })
}

/// WebKit for Linux now and then spoils the memory of a WebAssembly program that it compiles anew while it runs
/// (<https://bugs.webkit.org/show_bug.cgi?id=289009>, <https://bugs.webkit.org/show_bug.cgi?id=259441>): the program then
/// reads past its memory, or its allocator finds its own notes damaged. The same program with the same input does neither
/// elsewhere, nor there the next time.
fn is_webkits_own(error: &str) -> bool {
    error.contains("Out of bounds memory access") || error.contains("psize >= size + min_overhead")
}

fn wanted(browser: Browser) -> bool {
    std::env::var("NINEFOLD_BROWSERS")
        .map_or(true, |names| names.split(',').any(|name| name.trim() == browser.name()))
}
