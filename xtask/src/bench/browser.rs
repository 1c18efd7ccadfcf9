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
    let Some(chromium) = browsers::find(Browser::Chromium) else {
        println!("skipped: the browser; {} are needed", Browser::Chromium.needs());
        return Ok(None);
    };
    let folder = build(trees, profile)?;
    let server = Server::bind(0, &folder, "/")?;
    let address = format!("http://127.0.0.1:{}/{page}", server.port());
    let data = folder.join("profile");
    let mut command = process::command(&chromium.program);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]);
    command.args([
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
    ]);
    command.arg(format!("--user-data-dir={}", data.display())).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| process::start_failure(&command, &error))?;
    let mut running = Running { child, data };
    let rows = running.rows(&server, count);
    drop(running);
    rows.map(Some)
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
    fn rows(&mut self, server: &Server, count: usize) -> Result<Vec<Row>> {
        let (mut seen, mut changed) = (0, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(100));
            let requests = server.requests();
            if requests.len() > seen {
                (seen, changed) = (requests.len(), Instant::now());
            }
            if requests.iter().any(|request| request == "/finished") {
                let rows: Result<Vec<Row>> = requests.iter().filter_map(|request| row(request)).collect();
                return rows.and_then(|rows| match rows.len() == count {
                    true => Ok(rows),
                    false => Err(Failure::new(format!("the browser has measured {} of {count}", rows.len()))),
                });
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

/// What an address says: `/row?name=NAME&solving=SECONDS&…`, or `error=…`.
fn row(address: &str) -> Option<Result<Row>> {
    let words = address.strip_prefix("/row?")?;
    let word = |wanted: &str| {
        words.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == wanted)
    };
    let text = |wanted: &str| word(wanted).map(|(_, value)| value.to_owned()).unwrap_or_default();
    let number = |wanted: &str| {
        text(wanted).parse::<f64>().map_err(|_| Failure::new(format!("the browser said: {words}")))
    };
    let parsed = || {
        Ok(Row {
            name: text("name").replace('+', " ").replace("%2C", ","),
            solving: number("solving")?,
            probability: number("probability")?,
            bytes: number("bytes")?,
        })
    };
    Some(parsed())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_a_row_or_a_failure() {
        assert!(row("/worker.js").is_none());
        let good = row("/row?name=das9601&reading=0.001&solving=0.03&probability=4.2e-7&bytes=1048576");
        let expected = Row { name: "das9601".into(), solving: 0.03, probability: 4.2e-7, bytes: 1_048_576.0 };
        assert_eq!(good.unwrap().unwrap(), expected);
        assert!(row("/row?name=x&error=out+of+memory").unwrap().is_err());
    }
}
