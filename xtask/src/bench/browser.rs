//! The fault trees, the edits and the simulations as WebAssembly: `crates/bench` built for it, and run by a headless Chromium.
//!
//! The browser gets a page from this machine's own server, and says what it has measured by asking for addresses that say so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::browsers::{self, Browser};
use crate::server::Server;
use crate::{Failure, Result, install, process, workspace};

const PACKAGE: &str = "ninefold-bench";
/// Without a new number for so long, the browser is given up.
const PATIENCE: Duration = Duration::from_secs(300);

/// What was measured of one tree, one kind of edit, or one simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The tree, `edit-` and the number of the case, or the simulation.
    pub name: String,
    /// Median seconds of solving; the least of a simulation.
    pub solving: f64,
    /// P(top event), or the unavailability.
    pub probability: f64,
    /// The memory's size afterwards, in bytes.
    pub bytes: f64,
}

/// Builds for WebAssembly with cargo's `profile`, and measures the `trees` and so many kinds of `edits` with `runs` each; none where there is no
/// Chromium.
///
/// # Errors
/// When it cannot be built, or the browser stops.
pub fn measure(trees: &[PathBuf], edits: usize, runs: usize, profile: &str) -> Result<Option<Vec<Row>>> {
    let names: Vec<String> = trees.iter().map(|tree| name(tree)).collect();
    let page = format!("?runs={runs}&edits={edits}&trees={}", names.join(","));
    visit(trees, (&page, names.len() + edits), profile)
}

/// The same for a page of `crates/bench/page` that measures `count` rows.
///
/// # Errors
/// When it cannot be built, or the browser stops.
pub fn visit(trees: &[PathBuf], (page, count): (&str, usize), profile: &str) -> Result<Option<Vec<Row>>> {
    if browsers::find(Browser::Chromium).is_none() {
        return Ok(none_here());
    }
    let folder = build(trees, profile)?;
    let Some(said) = listen(&folder, page)? else { return Ok(None) };
    let rows: Result<Vec<Row>> = said.iter().map(|words| row(words)).collect();
    rows.and_then(|rows| match rows.len() == count {
        true => Ok(Some(rows)),
        false => Err(Failure::new(format!("the browser has measured {} of {count}", rows.len()))),
    })
}

fn none_here<T>() -> Option<T> {
    println!("skipped: the browser; {} are needed", Browser::Chromium.needs());
    None
}

/// Serves `folder`, lets a headless Chromium visit `page` there, and answers what it says in addresses (`/row?…`) until it says that it has
/// finished; none where there is no Chromium.
///
/// # Errors
/// When the browser stops, or says nothing for long.
pub fn listen(folder: &Path, page: &str) -> Result<Option<Vec<String>>> {
    let Some(chromium) = browsers::find(Browser::Chromium) else { return Ok(none_here()) };
    let server = Server::bind(0, folder, "/")?;
    let address = format!("http://127.0.0.1:{}/{page}", server.port());
    let data = folder.join("profile");
    let mut command = process::command(&chromium.program);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]);
    command.args([
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--window-size=1440,900",
        // For pages that look at their memory.
        "--enable-precise-memory-info",
        "--js-flags=--expose-gc",
    ]);
    command.arg(format!("--user-data-dir={}", data.display())).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| process::start_failure(&command, &error))?;
    let mut running = Running { child, data };
    running.said(&server).map(Some)
}

/// The page with the program and the trees, in a folder of its own.
fn build(trees: &[PathBuf], profile: &str) -> Result<PathBuf> {
    let tools = install::for_build()?;
    let mut command = process::command("cargo");
    command.args(["build", "--quiet", "--package", PACKAGE, "--lib", "--profile", profile]);
    command.args(["--target", "wasm32-unknown-unknown"]).current_dir(workspace::root());
    process::run(&mut command)?;
    let folder = workspace::target().join("bench-page");
    fs::create_dir_all(folder.join("trees")).map_err(Failure::io(folder.display()))?;
    let built = workspace::target().join("wasm32-unknown-unknown").join(profile).join("ninefold_bench.wasm");
    let mut command = process::command(&tools.wasm_bindgen);
    command.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder).arg(built);
    process::run(&mut command)?;
    let page = workspace::root().join("crates/bench/page");
    for file in ["index.html", "worker.js", "simulation.html", "simulation.js"] {
        copy(&page.join(file), &folder.join(file))?;
    }
    for tree in trees {
        copy(tree, &folder.join("trees").join(format!("{}.xml", name(tree))))?;
    }
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let text = fs::read(from).map_err(Failure::io(from.display()))?;
    fs::write(to, text).map_err(Failure::io(to.display()))
}

/// A tree's name: its file's, without the ending.
#[must_use]
pub fn name(tree: &Path) -> String {
    tree.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The browser, ended when this is dropped.
struct Running {
    child: Child,
    data: PathBuf,
}

impl Running {
    fn said(&mut self, server: &Server) -> Result<Vec<String>> {
        let (mut seen, mut changed) = (0, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(100));
            let requests = server.requests();
            if requests.len() > seen {
                (seen, changed) = (requests.len(), Instant::now());
            }
            if requests.iter().any(|request| request == "/finished") {
                let rows = requests.iter().filter_map(|request| request.strip_prefix("/row?"));
                return Ok(rows.map(str::to_owned).collect());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(Failure::new(format!(
                    "Chromium has ended ({status}) before everything was measured"
                )));
            }
            if changed.elapsed() > PATIENCE {
                return Err(Failure::new("Chromium has measured nothing for five minutes"));
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end; what is left of its folder is overwritten next time.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

/// One word of what was said, `name=NAME&solving=SECONDS&…`; empty where it is missing.
#[must_use]
pub fn word(words: &str, wanted: &str) -> String {
    let found = words.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == wanted);
    found.map(|(_, value)| value.replace('+', " ").replace("%2C", ",")).unwrap_or_default()
}

/// One number of it.
///
/// # Errors
/// Where there is none: what the browser said instead.
pub fn number(words: &str, wanted: &str) -> Result<f64> {
    word(words, wanted).parse().map_err(|_| Failure::new(format!("the browser said: {words}")))
}

fn row(words: &str) -> Result<Row> {
    Ok(Row {
        name: word(words, "name"),
        solving: number(words, "solving")?,
        probability: number(words, "probability")?,
        bytes: number(words, "bytes")?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_a_row_or_a_failure() {
        let good = row("name=das9601&reading=0.001&solving=0.03&probability=4.2e-7&bytes=1048576");
        let expected = Row { name: "das9601".into(), solving: 0.03, probability: 4.2e-7, bytes: 1_048_576.0 };
        assert_eq!(good.unwrap(), expected);
        assert!(row("name=x&error=out+of+memory").is_err());
    }
}
