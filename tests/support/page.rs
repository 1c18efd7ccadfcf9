//! The page by its `data-testid`s: what a person sees and does, as functions.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::browsers::{Browser, Installed};
use xtask::server::Server;

use super::session::{SIZE, Session};

/// Where the site lies on its host: deep, so that any absolute address breaks.
const BASE: &str = "/some/sub/path/";
/// How long no request must have come for the page to count as loaded: longer than a worker takes to start.
const QUIET: Duration = Duration::from_millis(1500);

/// The page in a browser of its own, on a server of its own.
pub struct Page {
    session: Session,
    server: Server,
}

impl Deref for Page {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// An element's box in the window, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// Its middle.
    pub fn middle(self) -> (i64, i64) {
        self.at(0.5, 0.5)
    }

    /// The point at these fractions of its width and height.
    pub fn at(self, across: f64, down: f64) -> (i64, i64) {
        ((self.x + self.width * across).round() as i64, (self.y + self.height * down).round() as i64)
    }
}

impl Page {
    /// Serves `dist/` under a sub-path and visits it for the first time.
    pub fn open(installed: &Installed, name: &str) -> Self {
        let server =
            Server::bind(0, &xtask::workspace::dist(), BASE).unwrap_or_else(|failure| panic!("{failure}"));
        let session = Session::start(installed, name);
        let page = Self { session, server };
        page.visit("");
        // Again, now that the browser shows all its bars.
        page.resize(SIZE);
        page
    }

    /// Goes to the page with this fragment (`#/design`) and waits until it is there.
    pub fn visit(&self, fragment: &str) {
        self.goto(&self.address(fragment));
        self.settle();
    }

    /// The address of a file of the site, or of a state of the page.
    pub fn address(&self, rest: &str) -> String {
        format!("http://127.0.0.1:{}{BASE}{rest}", self.server.port())
    }

    /// The host that the site lies on.
    pub fn host(&self) -> &Server {
        &self.server
    }

    /// Goes where nothing of the site is.
    pub fn leave(&self) {
        self.goto("about:blank");
    }

    /// Waits until the browser has all of the page, where it keeps pages at all.
    pub fn kept(&self) {
        let ready = "const done = arguments[0]; const workers = navigator.serviceWorker; \
                     if (!workers) done(true); else workers.getRegistration().then(it => done(it?.active?.state === 'activated'))";
        self.eventually("the page to be kept for use without a network", || {
            (self.run_async(ready, vec![]) == Value::Bool(true)).then_some(())
        });
    }

    /// Waits until the page is kept, then has the browser forget it.
    pub fn forget(&self) {
        self.kept();
        let forget = "const done = arguments[0]; const workers = navigator.serviceWorker; \
                      if (!workers) done(true); else workers.getRegistration().then(it => it?.unregister()).then(done)";
        self.run_async(forget, vec![]);
        self.leave();
    }

    /// Loads the page again, as a person returning would.
    pub fn come_back(&self) {
        self.reload();
        self.settle();
    }

    /// What was asked of the server so far, but for the browser's own question, when it pleases, whether there is a new build.
    pub fn requests(&self) -> Vec<String> {
        let mut requests = self.server.requests();
        requests.retain(|path| !path.ends_with("/sw.js"));
        requests
    }

    /// What was asked of the server until the browser had every part and the workers' file, for now and for use without a network, and
    /// nothing followed for a while. Of what is asked later the page's own parts are none: by then it, or its service worker, has them.
    pub fn requests_of_loading(&self) -> Vec<String> {
        self.kept();
        let dist = xtask::workspace::dist();
        let mut parts = xtask::sizes::files(&dist, "wasm").unwrap_or_else(|failure| panic!("{failure}"));
        parts.push(dist.join("worker.js"));
        let name = |part: &PathBuf| format!("/{}", part.strip_prefix(&dist).unwrap().display());
        let parts: Vec<_> = parts.iter().map(name).collect();
        let mut since = Instant::now();
        let mut before = self.requests();
        self.eventually("the page to have loaded", || {
            let now = self.requests();
            if now != before {
                since = Instant::now();
                before = now;
            }
            let all = parts.iter().all(|part| before.iter().any(|asked| asked.ends_with(part.as_str())));
            (all && since.elapsed() > QUIET).then(|| before.clone())
        })
    }

    /// Waits until the page is mounted and can be edited, then notes every error from here on.
    pub fn settle(&self) {
        self.find("verdict");
        let ready = "return document.querySelector('main')?.getAttribute('aria-busy') === 'false'";
        self.eventually("a page that can be edited", || {
            (self.run(ready, vec![]) == Value::Bool(true)).then_some(())
        });
        self.run(
            "if (!window.__errors) { window.__errors = []; \
               addEventListener('error', event => __errors.push(event.message + '\\n' + (event.error?.stack ?? ''))); \
               addEventListener('unhandledrejection', event => __errors.push(String(event.reason))); \
               const error = console.error; \
               console.error = (...words) => { __errors.push(words.map(String).join(' ')); error(...words); }; }",
            vec![],
        );
    }

    /// Errors the page has reported since it was opened.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.run("return window.__errors || []", vec![]);
        errors
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| error.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// True when such an element is on the page.
    pub fn has(&self, id: &str) -> bool {
        self.run("return !!document.querySelector(arguments[0])", vec![selector(id)]) == Value::Bool(true)
    }

    /// Waits until the element is there, brings it into view and answers where it is.
    pub fn find(&self, id: &str) -> Area {
        self.eventually(&format!("an element `{id}`"), || self.area(id))
    }

    fn area(&self, id: &str) -> Option<Area> {
        // What stands on the canvas is never scrolled to: the canvas moves by its own rules.
        let script = "const element = document.querySelector(arguments[0]); if (!element) return null; \
                      if (!element.closest('[data-testid=canvas]')) \
                        element.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'}); \
                      const box = element.getBoundingClientRect(); \
                      return [box.x, box.y, box.width, box.height]";
        let numbers = self.run(script, vec![selector(id)]);
        let number = |index: usize| numbers.get(index)?.as_f64();
        let area = Area { x: number(0)?, y: number(1)?, width: number(2)?, height: number(3)? };
        (area.width > 0.0 && area.height > 0.0).then_some(area)
    }

    /// Clicks the middle of the element, as a mouse would: again where it moved away or was drawn anew under the mouse.
    pub fn click(&self, id: &str) {
        for _ in 0..3 {
            let (area, free) = self.at_rest(id);
            if free {
                self.run(AIM, vec![selector(id)]);
            }
            self.click_at(area.middle());
            let hit = "return window.__aim ? window.__aim() : true";
            if !free || self.run(hit, vec![]) == Value::Bool(true) {
                return;
            }
        }
        self.click_at(self.at_rest(id).0.middle());
    }

    /// Where the element is, once it stands still and nothing lies over it (then `true`); as it is after a second of neither.
    fn at_rest(&self, id: &str) -> (Area, bool) {
        let reached = "const element = document.querySelector(arguments[0]); \
                       const hit = document.elementFromPoint(arguments[1], arguments[2]); \
                       return !!element && (element.contains(hit) || !!hit?.contains(element))";
        let limit = Instant::now() + Duration::from_secs(1);
        let mut before = self.find(id);
        loop {
            thread::sleep(Duration::from_millis(20));
            let now = self.find(id);
            let (x, y) = now.middle();
            let free = self.run(reached, vec![selector(id), json!(x), json!(y)]) == Value::Bool(true);
            if (now == before && free) || Instant::now() > limit {
                return (now, free);
            }
            before = now;
        }
    }

    /// Drags from one point to another, slowly enough to be a drag.
    pub fn drag_between(&self, from: (i64, i64), to: (i64, i64)) {
        let step = |part: i64| (from.0 + (to.0 - from.0) * part / 6, from.1 + (to.1 - from.1) * part / 6);
        self.drag(&[from, step(1), step(2), step(3), step(4), step(5), to, to]);
    }

    /// What the element says.
    pub fn text(&self, id: &str) -> String {
        self.find(id);
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.run(script, vec![selector(id)]).as_str().unwrap_or_default().to_owned()
    }

    /// An attribute of the element; none where it has no such attribute or is not there.
    pub fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        self.run(script, vec![selector(id), json!(name)]).as_str().map(str::to_owned)
    }

    /// The unrounded number behind a figure.
    pub fn figure(&self, id: &str) -> Option<f64> {
        self.attribute(id, "data-value")?.parse().ok()
    }

    /// Replaces what stands in a field and leaves it, by the keyboard (Tab: nothing is submitted).
    pub fn fill(&self, id: &str, text: &str) {
        self.click(id);
        self.run("document.querySelector(arguments[0]).select()", vec![selector(id)]);
        self.press(text);
        self.press("\u{E004}");
    }

    /// Presses something that saves a file, and answers what was saved.
    pub fn saved(&self, id: &str) -> String {
        self.run(NOTE_FILES, vec![json!(self.browser == Browser::WebKit)]);
        let before = self.files();
        self.click(id);
        if self.browser == Browser::WebKit {
            // MiniBrowser saves nothing while it is driven: what the page handed over is all there is to see.
            let read = "const done = arguments[0]; const file = window.__files.at(-1); \
                        if (file) file.text().then(done); else done(null);";
            let text = self.eventually("a file handed to the browser", || {
                self.run_async(read, vec![]).as_str().map(str::to_owned)
            });
            return text;
        }
        let new = |path: &PathBuf| {
            let unfinished =
                path.extension().is_some_and(|end| end == "crdownload" || end == "part" || end == "tmp");
            // Chromium writes into a hidden file first: taken for the file itself, the file would be taken for the next one.
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            !unfinished && !hidden && !before.contains(path)
        };
        self.eventually("a file in the downloads", || {
            let path = self.files().into_iter().find(new)?;
            fs::read_to_string(path).ok().filter(|text| !text.is_empty())
        })
    }

    /// Presses something that saves a file, and answers the first bytes of what the page handed to the browser.
    pub fn handed_over(&self, id: &str) -> Vec<u8> {
        self.run(NOTE_FILES, vec![json!(self.browser == Browser::WebKit)]);
        self.click(id);
        let read = "const done = arguments[0]; const file = window.__files.at(-1); \
                    if (file) file.slice(0, 32).arrayBuffer().then(it => done([...new Uint8Array(it)])); else done(null);";
        let bytes = self.eventually("a file handed to the browser", || {
            self.run_async(read, vec![]).as_array().filter(|bytes| !bytes.is_empty()).cloned()
        });
        bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.downloads()).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }

    /// The project as the page saves it.
    pub fn project(&self) -> String {
        self.click("project-menu");
        let text = self.saved("save-file");
        self.close_notices();
        text
    }

    /// Closes what lies over the page's lower edge, and the welcome over the canvas.
    pub fn close_notices(&self) {
        let buttons = "[data-testid=notice] .icon-button, [data-testid=welcome] button";
        self.run("document.querySelectorAll(arguments[0]).forEach(it => it.click())", vec![json!(buttons)]);
    }

    /// The ids of the components on the canvas.
    pub fn nodes(&self) -> BTreeSet<String> {
        let script = "return [...document.querySelectorAll('[data-testid^=node-]')].map(it => it.dataset.testid.slice(5))";
        let ids = self.run(script, vec![]);
        ids.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    }

    /// What undo would take back, in words.
    pub fn undone_steps(&self) -> String {
        self.attribute("undo", "aria-label").unwrap_or_default()
    }

    /// What has the keyboard's focus: its `data-testid`.
    pub fn focused(&self) -> String {
        let script = "const at = document.activeElement; return at?.dataset?.testid ?? at?.getAttribute?.('data-testid') ?? ''";
        self.run(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Presses Tab (or with `back` Shift+Tab) until that has the focus.
    pub fn tab_to(&self, id: &str, back: bool) {
        for _ in 0..120 {
            if self.focused() == id {
                return;
            }
            if back { self.press_with(&['\u{E008}'], '\u{E004}') } else { self.press("\u{E004}") }
        }
        panic!("the keyboard never comes to {id}; it is at `{}`", self.focused());
    }

    /// A point of the canvas with nothing around it.
    pub fn free_spot(&self) -> (i64, i64) {
        let spot = self.run(FREE_SPOT, vec![]);
        let number =
            |index: usize| spot.get(index).and_then(Value::as_f64).map(|number| number.round() as i64);
        number(0).zip(number(1)).expect("room on the canvas")
    }

    /// Leaves a picture and what the page said, for whoever reads the failure; and answers what it said.
    pub fn tell(&self, name: &str) -> Vec<String> {
        match self.screenshot(name) {
            Ok(path) => eprintln!("{name}: a picture of the moment is at {}", path.display()),
            Err(error) => eprintln!("{name}: no picture of the moment: {error}"),
        }
        let errors = catch_unwind(AssertUnwindSafe(|| self.errors())).unwrap_or_default();
        for error in &errors {
            eprintln!("{name}: the page said: {error}");
        }
        errors
    }
}

/// A `data-testid`, or a selector of CSS where it starts with `#`, `.` or `[`.
fn selector(id: &str) -> Value {
    if id.starts_with(['#', '.', '[']) { json!(id) } else { json!(format!("[data-testid=\"{id}\"]")) }
}

/// Remembers what the page hands to the browser for saving.
///
/// MiniBrowser, which saves nothing, is not told of them: its bar of downloads would come when it pleases and move the page
/// under the mouse.
const NOTE_FILES: &str = "if (!window.__files) { \
      const files = window.__files = []; const make = URL.createObjectURL; \
      URL.createObjectURL = file => { files.push(file); return make.call(URL, file); }; \
      if (arguments[0]) { const click = HTMLElement.prototype.click; \
        HTMLAnchorElement.prototype.click = function () { if (!this.download) click.call(this); }; } } \
    window.__files.length = 0;";

/// Takes aim at an element, for one press of the mouse: `__aim()` then says whether the press met it. One that met something
/// else is kept from it. A button that was drawn anew between press and release was not met either.
const AIM: &str = "const chosen = arguments[0]; let pressed = null, clicked = false; \
    const meets = event => { const element = document.querySelector(chosen), at = event.target; \
      return !!element && at instanceof Node && (element.contains(at) || at.contains(element)); }; \
    const element = document.querySelector(chosen); \
    const answers = !!element?.closest('button, a, summary') && !element.closest('[data-testid=canvas]') && !element.disabled; \
    const watch = event => { \
      if (event.type === 'pointerdown') pressed = meets(event); \
      if (event.type === 'click') clicked = true; \
      if (pressed === false) { event.stopImmediatePropagation(); event.preventDefault(); } }; \
    const kinds = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']; \
    for (const kind of kinds) addEventListener(kind, watch, true); \
    window.__aim = () => { window.__aim = null; for (const kind of kinds) removeEventListener(kind, watch, true); \
      return pressed === true && (clicked || !answers || !document.querySelector(chosen)); };";

/// Looks for a point of the canvas whose surroundings belong to no component, link, zone or control.
const FREE_SPOT: &str = "const canvas = document.querySelector('[data-testid=canvas]'); \
    const box = canvas.getBoundingClientRect(); \
    const taken = '[data-testid^=node-],[data-testid^=port-],[data-testid^=link-],[data-testid^=zone-],button,[data-testid=welcome]'; \
    const free = (x, y) => { const at = document.elementFromPoint(x, y); \
      return at && canvas.contains(at) && !at.closest(taken); }; \
    for (let y = box.bottom - 60; y > box.top + 60; y -= 20) for (let x = box.left + 120; x < box.right - 120; x += 20) { \
      let all = true; \
      for (let dx = -75; all && dx <= 75; dx += 15) for (let dy = -45; all && dy <= 45; dy += 15) all = free(x + dx, y + dy); \
      if (all) return [x, y]; } \
    return null;";
