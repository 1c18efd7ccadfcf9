//! One browser window: blocking commands over WebDriver, each with a time limit.

use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_RIGHT, MouseActions,
    PointerAction, TouchActions,
};
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use xtask::browsers::{Browser, Installed};

use super::capabilities;
use super::process::{Group, Screen, await_port, free_port};

/// No single command of a driver takes longer, on the slowest machine.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);
/// How long to wait for the page to come to a state.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The smallest window the page is designed for.
pub const SIZE: (u32, u32) = (1280, 720);

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A browser of its own, with a fresh profile; ended and cleared away on drop.
pub struct Session {
    runtime: Runtime,
    client: Option<Client>,
    // Dropped in this order: the driver (and with it the browser), then its screen.
    _driver: Group,
    _screen: Option<Screen>,
    folder: PathBuf,
    /// Which browser this is.
    pub browser: Browser,
}

impl Session {
    /// Starts driver and browser and gives the window [`SIZE`]. `name` is for the driver's log.
    pub fn start(installed: &Installed, name: &str) -> Self {
        let folder = xtask::workspace::target().join("e2e").join(format!(
            "{}-{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        ));
        let (profile, downloads) = (folder.join("profile"), folder.join("downloads"));
        for folder in [&profile, &downloads] {
            fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        let screen = installed.screen.as_deref().map(Screen::start);
        let display = screen.as_ref().map(|screen| screen.display.as_str());
        let port = free_port();
        let mut command = capabilities::driver(installed, port, &profile, display);
        let mut driver = Group::start(&mut command, &artefact(name, "driver.log"));
        await_port(port, &mut driver, "the driver");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let wanted = capabilities::capabilities(installed, &profile, &downloads);
        let client = connect(&runtime, port, wanted);
        let session = Self {
            runtime,
            client: Some(client),
            _driver: driver,
            _screen: screen,
            folder,
            browser: installed.browser,
        };
        session.resize(SIZE);
        session
    }

    /// Where the browser saves what is downloaded.
    pub fn downloads(&self) -> PathBuf {
        self.folder.join("downloads")
    }

    /// Goes to an address and waits until it has loaded.
    pub fn goto(&self, url: &str) {
        self.command(&format!("going to {url}"), |client| async move { client.goto(url).await });
    }

    /// Opens a tab and closes the one there was.
    pub fn only_a_new_tab(&self) {
        let new = self.command("opening a tab", |client| client.new_window(true));
        self.command("closing the other tab", |client| client.close_window());
        self.command("going to the tab", |client| client.switch_to_window(new.handle.clone()));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.command("reloading", |client| async move { client.refresh().await });
    }

    /// Runs the body of a function in the page; `arguments` are its arguments.
    pub fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.command(script, |client| async move { client.execute(script, arguments).await })
    }

    /// As [`Self::run`], for a script that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.command(script, |client| async move { client.execute_async(script, arguments).await })
    }

    /// Moves the mouse through the points, with the button held from the first to the last.
    pub fn drag(&self, points: &[(i64, i64)]) {
        let mut mouse = MouseActions::new("mouse".into());
        for (index, &(x, y)) in points.iter().enumerate() {
            let (x, y) = (x as f64, y as f64);
            mouse = mouse.then(PointerAction::MoveTo { duration: Some(Duration::from_millis(30)), x, y });
            if index == 0 {
                mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
            }
        }
        let mouse = mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.perform("dragging", mouse);
    }

    /// Moves the mouse through the points with the left button held, and lets go only where `release` says so; meanwhile keys are held.
    pub fn drag_with(&self, held: &[char], points: &[(i64, i64)], release: bool) {
        let mut mouse = MouseActions::new("mouse".into());
        let mut keys = KeyActions::new("keyboard".into());
        // Both go on side by side: the keys are down before the button is, and up after it.
        for &value in held {
            keys = keys.then(KeyAction::Down { value });
            mouse = mouse.then(PointerAction::Pause { duration: Duration::from_millis(20) });
        }
        for (index, &(x, y)) in points.iter().enumerate() {
            let (x, y) = (x as f64, y as f64);
            mouse = mouse.then(PointerAction::MoveTo { duration: Some(Duration::from_millis(30)), x, y });
            keys = keys.then(KeyAction::Pause { duration: Duration::from_millis(30) });
            if index == 0 {
                mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
                keys = keys.then(KeyAction::Pause { duration: Duration::from_millis(10) });
            }
        }
        if release {
            mouse = mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            keys = keys.then(KeyAction::Pause { duration: Duration::from_millis(10) });
        }
        for &value in held {
            keys = keys.then(KeyAction::Up { value });
        }
        self.perform("dragging", Actions::from(keys).and(mouse));
    }

    /// Lets the left button go where the mouse is.
    pub fn release(&self) {
        let mouse = MouseActions::new("mouse".into()).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.perform("letting go", mouse);
    }

    /// Presses the left button twice at a point, as one who means both.
    pub fn double_click_at(&self, (x, y): (i64, i64)) {
        let mut mouse = MouseActions::new("mouse".into()).then(PointerAction::MoveTo {
            duration: Some(Duration::from_millis(30)),
            x: x as f64,
            y: y as f64,
        });
        for _ in 0..2 {
            mouse = mouse
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Pause { duration: Duration::from_millis(30) })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Pause { duration: Duration::from_millis(30) });
        }
        self.perform("pressing twice", mouse);
    }

    /// Clicks at a point with the right button.
    pub fn right_click_at(&self, (x, y): (i64, i64)) {
        if self.browser == Browser::WebKit {
            // Its driver does not always let the right button through.
            let press = "const [x, y] = arguments; const target = document.elementFromPoint(x, y); \
                for (const [kind, buttons] of [['pointerdown', 2], ['pointerup', 0]]) \
                  target.dispatchEvent(new PointerEvent(kind, {button: 2, buttons, clientX: x, clientY: y, pointerId: 1, \
                    pointerType: 'mouse', isPrimary: true, bubbles: true, cancelable: true}));";
            self.run(press, vec![x.into(), y.into()]);
            return;
        }
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x: x as f64, y: y as f64 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_RIGHT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_RIGHT });
        self.perform("clicking", mouse);
    }

    /// Puts fingers down, each at the first of its points, moves them through the others at the same time, and lifts them.
    pub fn touch(&self, fingers: &[&[(i64, i64)]]) {
        let finger = |(number, points): (usize, &&[(i64, i64)])| {
            let mut touch = TouchActions::new(format!("finger{number}"));
            for (index, &(x, y)) in points.iter().enumerate() {
                let (x, y) = (x as f64, y as f64);
                touch = touch.then(PointerAction::MoveTo { duration: Some(Duration::from_millis(40)), x, y });
                if index == 0 {
                    touch = touch.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
                }
            }
            touch.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })
        };
        let all = fingers.iter().enumerate().map(finger);
        let all = all.fold(None, |all: Option<Actions>, one| {
            Some(match all {
                Some(all) => all.and(one),
                None => Actions::from(one),
            })
        });
        self.perform("touching", all.expect("a finger"));
    }

    /// Clicks at a point of the window.
    pub fn click_at(&self, point: (i64, i64)) {
        self.drag(&[point]);
    }

    /// Presses keys one after the other into whatever has the focus.
    pub fn press(&self, keys: &str) {
        let start = KeyActions::new("keyboard".into());
        let keys = keys
            .chars()
            // WebKit's driver takes a line feed for no key.
            .map(|value| if value == '\n' { '\u{E007}' } else { value })
            .fold(start, |keys, value| keys.then(KeyAction::Down { value }).then(KeyAction::Up { value }));
        self.perform("pressing keys", keys);
    }

    /// Presses `key` while `modifiers` are held.
    pub fn press_with(&self, modifiers: &[char], key: char) {
        let held = modifiers
            .iter()
            .fold(KeyActions::new("keyboard".into()), |keys, &value| keys.then(KeyAction::Down { value }));
        let pressed = held.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        let keys = modifiers.iter().rev().fold(pressed, |keys, &value| keys.then(KeyAction::Up { value }));
        self.perform("pressing keys", keys);
    }

    /// Gives the page's area this size, whatever the window's frame takes; as near as the browser goes.
    pub fn resize(&self, (width, height): (u32, u32)) {
        let (mut outer_width, mut outer_height) = (width, height);
        for _ in 0..4 {
            self.command("resizing", |client| async move {
                client.set_window_rect(0, 0, outer_width, outer_height).await
            });
            let inner = self.settled_size();
            if inner == (width, height) {
                return;
            }
            outer_width = (outer_width + width).saturating_sub(inner.0);
            outer_height = (outer_height + height).saturating_sub(inner.1);
        }
    }

    /// The page's size once it has been the same for a while: windows follow a request in their own time.
    fn settled_size(&self) -> (u32, u32) {
        let mut last = (0, 0);
        let mut same = 0;
        for _ in 0..40 {
            let inner = self.run("return [innerWidth, innerHeight]", vec![]);
            let side =
                |index: usize| inner[index].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
            let now = (side(0), side(1));
            same = if now == last { same + 1 } else { 0 };
            if same == 4 {
                break;
            }
            last = now;
            thread::sleep(Duration::from_millis(50));
        }
        last
    }

    /// Asks until there is an answer, and says what was waited for when there is none.
    pub fn eventually<T>(&self, what: &str, ask: impl FnMut() -> Option<T>) -> T {
        self.within(PATIENCE, what, ask)
    }

    /// The same for what takes so long where other browsers run beside this one.
    pub fn within<T>(&self, patience: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let limit = Instant::now() + patience;
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            assert!(Instant::now() < limit, "waited {} s in vain: {what}", patience.as_secs());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A picture of the window, beside the drivers' logs; or why there is none.
    pub fn screenshot(&self, name: &str) -> Result<PathBuf, String> {
        let path = artefact(name, "png");
        fs::write(&path, self.picture()?).map_err(|error| error.to_string())?;
        Ok(path)
    }

    /// What the window shows, as a PNG; or why there is none.
    pub fn picture(&self) -> Result<Vec<u8>, String> {
        let client = self.client.as_ref().ok_or("the session is over")?;
        let shot =
            self.runtime.block_on(async { tokio::time::timeout(COMMAND_LIMIT, client.screenshot()).await });
        shot.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }

    fn perform(&self, what: &str, actions: impl Into<Actions>) {
        let actions = actions.into();
        self.command(what, |client| async move { client.perform_actions(actions).await });
    }

    fn command<'a, T, F>(&'a self, what: &str, ask: impl FnOnce(&'a Client) -> F) -> T
    where
        F: Future<Output = Result<T, CmdError>>,
    {
        let client = self.client.as_ref().expect("the session is open");
        let answer = self.runtime.block_on(async { tokio::time::timeout(COMMAND_LIMIT, ask(client)).await });
        match answer {
            Ok(Ok(value)) => value,
            Ok(Err(error)) => panic!("{what}: {error}"),
            Err(_) => panic!("{what}: the driver did not answer in {} s", COMMAND_LIMIT.as_secs()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let closed = async { tokio::time::timeout(Duration::from_secs(10), client.close()).await };
            // Where the browser does not close by itself, the end of its process group ends it.
            let _ = self.runtime.block_on(closed);
        }
        // A browser still writing makes this fail; `cargo clean` clears the rest.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn connect(runtime: &Runtime, port: u16, wanted: Value) -> Client {
    let Value::Object(wanted) = wanted else { panic!("capabilities are an object") };
    let url = format!("http://127.0.0.1:{port}");
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(wanted);
    let connected =
        runtime.block_on(async { tokio::time::timeout(COMMAND_LIMIT, builder.connect(&url)).await });
    match connected {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => panic!("the browser does not start: {error}"),
        Err(_) => panic!("the browser did not start in {} s", COMMAND_LIMIT.as_secs()),
    }
}

/// A file under target/e2e that outlives the test.
pub fn artefact(name: &str, extension: &str) -> PathBuf {
    let folder = xtask::workspace::target().join("e2e");
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Path::new(&folder).join(format!("{safe}.{extension}"))
}
